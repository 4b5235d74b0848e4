"""IAM roles, their policies, and instance profiles."""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource, Tagging
from localcloud.provider.values import Properties

_DOCUMENT: Final = Conversion(str, lambda value: value if isinstance(value, str) else json.dumps(value))


def _tagging(kind: str, member: str, read: str | None = "Tags", listing: Call | None = None) -> Tagging:
    named = {member: "{id}"}
    return Tagging(
        tag=Call(f"tag_{kind}", named),
        untag=Call(f"untag_{kind}", named),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
        read=read,
        listing=listing,
    )


def _json_document(name: str) -> Any:
    def check(inputs: Properties) -> Iterable[tuple[str, str]]:
        value = inputs.get(name)
        if isinstance(value, str):
            try:
                json.loads(value)
            except ValueError as error:
                yield name, f"is not valid JSON: {error}"

    return check


def _read_role(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("get_role", RoleName=identifier)["Role"]
    boundary = (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return {"Description": None, **found, "permissionsBoundary": boundary, **_policies_of(api, identifier, known)}


def _policies_of(api: Api, role: str, known: Properties) -> Properties:
    """Inline and attached policies, told only where the role's own block manages them."""
    told: Properties = {}
    if known.get("inlinePolicies"):
        names = api.call("list_role_policies", RoleName=role)["PolicyNames"]
        told["inlinePolicies"] = [{"name": name, "policy": _inline_policy(api, role, name)} for name in names]
    if known.get("managedPolicyArns"):
        attached = api.call("list_attached_role_policies", RoleName=role)["AttachedPolicies"]
        told["managedPolicyArns"] = [policy["PolicyArn"] for policy in attached]
    return told


def _inline_policy(api: Api, role: str, name: str) -> str:
    document = api.call("get_role_policy", RoleName=role, PolicyName=name)["PolicyDocument"]
    return unquote(document) if isinstance(document, str) else json.dumps(document)


def _create_role(api: Api, inputs: Properties) -> str:
    request = {
        "RoleName": inputs["name"],
        "AssumeRolePolicyDocument": inputs["assumeRolePolicy"],
        "Path": inputs.get("path"),
        "Description": inputs.get("description"),
        "MaxSessionDuration": inputs.get("maxSessionDuration"),
        "PermissionsBoundary": inputs.get("permissionsBoundary"),
    }
    role: str = api.call("create_role", **{key: value for key, value in request.items() if value})["Role"]["RoleName"]
    _set_policies(api, role, {}, inputs)
    return role


def _set_policies(api: Api, role: str, state: Properties, inputs: Properties) -> None:
    old = {item["name"]: item["policy"] for item in state.get("inlinePolicies") or ()}
    new = {item["name"]: item["policy"] for item in inputs.get("inlinePolicies") or ()}
    for name in old.keys() - new.keys():
        api.call("delete_role_policy", RoleName=role, PolicyName=name)
    for name, document in new.items():
        if old.get(name) != document:
            api.call("put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=document)
    attached, wanted = set(state.get("managedPolicyArns") or ()), set(inputs.get("managedPolicyArns") or ())
    for arn in sorted(attached - wanted):
        api.call("detach_role_policy", RoleName=role, PolicyArn=arn)
    for arn in sorted(wanted - attached):
        api.call("attach_role_policy", RoleName=role, PolicyArn=arn)


def _update_role(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if "permissionsBoundary" in changed:
        if inputs.get("permissionsBoundary"):
            boundary = inputs["permissionsBoundary"]
            api.call("put_role_permissions_boundary", RoleName=identifier, PermissionsBoundary=boundary)
        else:
            api.call("delete_role_permissions_boundary", RoleName=identifier)
    if changed & {"inlinePolicies", "managedPolicyArns"}:
        _set_policies(api, identifier, state, inputs)


def _delete_role(api: Api, identifier: str, state: Properties) -> None:
    _set_policies(api, identifier, state, {})
    if state.get("forceDetachPolicies"):
        attached = api.call("list_attached_role_policies", RoleName=identifier)["AttachedPolicies"]
        for policy in attached:
            api.call("detach_role_policy", RoleName=identifier, PolicyArn=policy["PolicyArn"])
        for name in api.call("list_role_policies", RoleName=identifier)["PolicyNames"]:
            api.call("delete_role_policy", RoleName=identifier, PolicyName=name)
    api.call("delete_role", RoleName=identifier)


ROLE: Final = Resource(
    "aws:iam/role:Role",
    "iam",
    identifier="{RoleName}",
    create=_create_role,
    read=_read_role,
    delete=_delete_role,
    update=_update_role,
    changes=(
        Change(Call("update_assume_role_policy", {"RoleName": "{id}"}), ("assumeRolePolicy",)),
        Change(Call("update_role", {"RoleName": "{id}"}), ("description", "maxSessionDuration")),
    ),
    names={
        "name": "RoleName",
        "assumeRolePolicy": "AssumeRolePolicyDocument",
        "uniqueId": "RoleId",
    },
    request_names={"assumeRolePolicy": "PolicyDocument"},
    conversions={"assumeRolePolicy": _DOCUMENT},
    json_properties=("assumeRolePolicy",),
    tagging=_tagging("role", "RoleName"),
    autoname_length=64,
    validate=_json_document("assumeRolePolicy"),
)


def _policy_id(inputs: Properties) -> str:
    return f"{inputs['role']}:{inputs['name']}"


def _put_policy(api: Api, inputs: Properties) -> str:
    api.call("put_role_policy", RoleName=inputs["role"], PolicyName=inputs["name"], PolicyDocument=inputs["policy"])
    return _policy_id(inputs)


def _change_policy(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    _put_policy(api, {**_split_policy(identifier), "policy": inputs["policy"]})


def _split_policy(identifier: str) -> Properties:
    role, _, name = identifier.partition(":")
    return {"role": role, "name": name}


def _read_policy(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    names = _split_policy(identifier)
    return {**names, "policy": _inline_policy(api, names["role"], names["name"])}


ROLE_POLICY: Final = Resource(
    "aws:iam/rolePolicy:RolePolicy",
    "iam",
    identifier="{role}:{name}",
    create=_put_policy,
    read=_read_policy,
    update=_change_policy,
    delete=Call("delete_role_policy", {"RoleName": "{role}", "PolicyName": "{name}"}),
    import_properties=_split_policy,
    json_properties=("policy",),
    autoname_length=128,
    validate=_json_document("policy"),
)


def _attach(api: Api, inputs: Properties) -> str:
    api.call("attach_role_policy", RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
    return f"{inputs['role']}/{inputs['policyArn']}"


def _split_attachment(identifier: str) -> Properties:
    role, _, arn = identifier.partition("/")
    return {"role": role, "policyArn": arn}


def _read_attachment(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    names = _split_attachment(identifier)
    attached = api.call("list_attached_role_policies", RoleName=names["role"])["AttachedPolicies"]
    return names if any(item["PolicyArn"] == names["policyArn"] for item in attached) else None


ROLE_POLICY_ATTACHMENT: Final = Resource(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "iam",
    identifier="{role}/{policyArn}",
    create=_attach,
    read=_read_attachment,
    delete=Call("detach_role_policy", {"RoleName": "{role}", "PolicyArn": "{policyArn}"}),
    import_properties=_split_attachment,
    autoname=None,
)


def _create_profile(api: Api, inputs: Properties) -> str:
    request = {"InstanceProfileName": inputs["name"], "Path": inputs.get("path")}
    api.call("create_instance_profile", **{key: value for key, value in request.items() if value})
    if inputs.get("role"):
        api.call("add_role_to_instance_profile", InstanceProfileName=inputs["name"], RoleName=inputs["role"])
    return str(inputs["name"])


def _read_profile(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("get_instance_profile", InstanceProfileName=identifier)["InstanceProfile"]
    roles = found.get("Roles") or []
    return {**found, "role": roles[0]["RoleName"] if roles else None}


def _change_profile(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if "role" not in changed:
        return
    if state.get("role"):
        api.call("remove_role_from_instance_profile", InstanceProfileName=identifier, RoleName=state["role"])
    if inputs.get("role"):
        api.call("add_role_to_instance_profile", InstanceProfileName=identifier, RoleName=inputs["role"])


def _delete_profile(api: Api, identifier: str, state: Properties) -> None:
    _change_profile(api, identifier, state, {}, frozenset({"role"}))
    api.call("delete_instance_profile", InstanceProfileName=identifier)


INSTANCE_PROFILE: Final = Resource(
    "aws:iam/instanceProfile:InstanceProfile",
    "iam",
    identifier="{InstanceProfileName}",
    create=_create_profile,
    read=_read_profile,
    update=_change_profile,
    delete=_delete_profile,
    names={"name": "InstanceProfileName", "uniqueId": "InstanceProfileId"},
    tagging=_tagging("instance_profile", "InstanceProfileName"),
    autoname_length=128,
)

RESOURCES: Final = (ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT, INSTANCE_PROFILE)
