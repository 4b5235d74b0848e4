"""IAM roles and instance profiles."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import document_text, iam_tagging, valid_json


def _complete_role(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    boundary = (answer.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    told: Properties = {}
    # A role's own block manages all its policies; without one, they are other resources' business.
    if known.get("inlinePolicies") is not None:
        names = api.call("list_role_policies", RoleName=identifier)["PolicyNames"]
        told["inlinePolicies"] = [{"name": name, "policy": _inline(api, identifier, name)} for name in names]
    attached = api.call("list_attached_role_policies", RoleName=identifier)["AttachedPolicies"]
    told["managedPolicyArns"] = sorted(policy["PolicyArn"] for policy in attached)
    trust = document_text(answer["AssumeRolePolicyDocument"])
    return {**answer, **told, "permissionsBoundary": boundary, "AssumeRolePolicyDocument": trust}


def _inline(api: Api, role: str, name: str) -> str:
    return document_text(api.call("get_role_policy", RoleName=role, PolicyName=name)["PolicyDocument"])


def _update_role(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "permissionsBoundary" in changed:
        boundary = inputs.get("permissionsBoundary")
        if boundary:
            api.call("put_role_permissions_boundary", RoleName=identifier, PermissionsBoundary=boundary)
        else:
            api.call("delete_role_permissions_boundary", RoleName=identifier)
    if "inlinePolicies" in changed:
        _set_inline(api, identifier, state.get("inlinePolicies") or [], inputs.get("inlinePolicies") or [])
    if "managedPolicyArns" in changed:
        old, new = set(state.get("managedPolicyArns") or ()), set(inputs.get("managedPolicyArns") or ())
        _detach(api, identifier, sorted(old - new))
        for arn in sorted(new - old):
            api.call("attach_role_policy", RoleName=identifier, PolicyArn=arn)


def _set_inline(api: Api, role: str, old: list[Properties], new: list[Properties]) -> None:
    before = {block["name"]: block["policy"] for block in old}
    after = {block["name"]: block["policy"] for block in new if block.get("name")}
    for name in sorted(before.keys() - after.keys()):
        api.call("delete_role_policy", RoleName=role, PolicyName=name)
    for name, document in after.items():
        if before.get(name) != document:
            api.call("put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=document)


def _detach(api: Api, role: str, arns: list[str]) -> None:
    for arn in arns:
        api.call("detach_role_policy", RoleName=role, PolicyArn=arn)


def _delete_role(api: Api, identifier: str, state: Properties) -> None:
    everything = state.get("forceDetachPolicies")
    if everything or state.get("managedPolicyArns"):
        attached = api.call("list_attached_role_policies", RoleName=identifier)["AttachedPolicies"]
        _detach(api, identifier, [policy["PolicyArn"] for policy in attached])
    if everything or state.get("inlinePolicies"):
        for name in api.call("list_role_policies", RoleName=identifier)["PolicyNames"]:
            api.call("delete_role_policy", RoleName=identifier, PolicyName=name)
    api.call("delete_role", RoleName=identifier)


ROLE: Final = Resource(
    "aws:iam/role:Role",
    "iam",
    identifier="{RoleName}",
    create=Call("create_role", answer="Role"),
    read=Call("get_role", {"RoleName": "{id}"}, answer="Role"),
    complete=_complete_role,
    update=_update_role,
    delete=_delete_role,
    changes=(
        Change(Call("update_assume_role_policy", {"RoleName": "{id}"}), ("assumeRolePolicy",)),
        Change(Call("update_role", {"RoleName": "{id}"}), ("description", "maxSessionDuration")),
    ),
    names={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument", "uniqueId": "RoleId"},
    request_names={"assumeRolePolicy": "PolicyDocument"},
    equivalent={"assumeRolePolicy": same_policy, "inlinePolicies.policy": same_policy},
    tagging=iam_tagging("role", "RoleName"),
    autoname_length=64,
    validate=valid_json("assumeRolePolicy"),
)


def _complete_profile(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    roles = answer.get("Roles") or [{}]
    return {**answer, "role": roles[0].get("RoleName")}


def _change_profile(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
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
    create=Call("create_instance_profile", answer="InstanceProfile"),
    read=Call("get_instance_profile", {"InstanceProfileName": "{id}"}, answer="InstanceProfile"),
    complete=_complete_profile,
    update=_change_profile,
    delete=_delete_profile,
    names={"name": "InstanceProfileName", "uniqueId": "InstanceProfileId"},
    tagging=iam_tagging("instance_profile", "InstanceProfileName"),
    autoname_length=128,
)

RESOURCES: Final = (ROLE, INSTANCE_PROFILE)
