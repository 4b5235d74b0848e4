"""IAM policies: a role's own, managed ones, and their attachment to roles."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of
from localcloud.services.iam_documents import document_text, iam_tagging, valid_json

_MOST_VERSIONS: Final = 5
"""IAM's quota of a managed policy's versions; one more takes the deletion of an old one."""

_role_and_name: Final = parts_of(":", "role", "name")
_role_and_arn: Final = parts_of("/", "role", "policyArn")


def _put_role_policy(api: Api, inputs: Properties) -> str:
    role, name = inputs["role"], inputs["name"]
    api.call("put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])
    return f"{role}:{name}"


def _change_role_policy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_role_policy(api, {**_role_and_name(identifier), "policy": inputs["policy"]})


def _complete_role_policy(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    return {**_role_and_name(identifier), "policy": document_text(answer["PolicyDocument"])}


ROLE_POLICY: Final = Resource(
    "aws:iam/rolePolicy:RolePolicy",
    "iam",
    create=_put_role_policy,
    read=Call("get_role_policy", {"RoleName": "{role}", "PolicyName": "{name}"}),
    complete=_complete_role_policy,
    update=_change_role_policy,
    delete=Call("delete_role_policy", {"RoleName": "{role}", "PolicyName": "{name}"}),
    import_properties=_role_and_name,
    equivalent={"policy": same_policy},
    autoname_length=128,
    validate=valid_json("policy"),
)


def _attach(api: Api, inputs: Properties) -> str:
    api.call("attach_role_policy", RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
    return f"{inputs['role']}/{inputs['policyArn']}"


def _attachment(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    names = _role_and_arn(identifier)
    attached = api.call("list_attached_role_policies", RoleName=names["role"])["AttachedPolicies"]
    return names if any(item["PolicyArn"] == names["policyArn"] for item in attached) else None


ROLE_POLICY_ATTACHMENT: Final = Resource(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "iam",
    create=_attach,
    read=_attachment,
    delete=Call("detach_role_policy", {"RoleName": "{role}", "PolicyArn": "{policyArn}"}),
    import_properties=_role_and_arn,
)


def _complete_policy(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    version = api.call("get_policy_version", PolicyArn=identifier, VersionId=answer["DefaultVersionId"])
    return {**answer, "policy": document_text(version["PolicyVersion"]["Document"])}


def _change_policy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "policy" not in changed:
        return
    versions = _spare_versions(api, identifier)
    if len(versions) == _MOST_VERSIONS - 1:
        oldest = min(versions, key=lambda version: int(version.removeprefix("v")))
        api.call("delete_policy_version", PolicyArn=identifier, VersionId=oldest)
    document = inputs["policy"]
    api.call("create_policy_version", PolicyArn=identifier, PolicyDocument=document, SetAsDefault=True)


def _spare_versions(api: Api, arn: str) -> list[str]:
    versions = api.call("list_policy_versions", PolicyArn=arn)["Versions"]
    return [version["VersionId"] for version in versions if not version["IsDefaultVersion"]]


def _delete_policy(api: Api, identifier: str, state: Properties) -> None:
    for version in _spare_versions(api, identifier):
        api.call("delete_policy_version", PolicyArn=identifier, VersionId=version)
    api.call("delete_policy", PolicyArn=identifier)


POLICY: Final = Resource(
    "aws:iam/policy:Policy",
    "iam",
    identifier="{Arn}",
    create=Call("create_policy", answer="Policy"),
    read=Call("get_policy", {"PolicyArn": "{id}"}, answer="Policy"),
    complete=_complete_policy,
    update=_change_policy,
    delete=_delete_policy,
    names={"name": "PolicyName"},
    request_names={"policy": "PolicyDocument"},
    equivalent={"policy": same_policy},
    tagging=iam_tagging("policy", "PolicyArn"),
    autoname_length=128,
    unsupported=("delayAfterPolicyCreationInMs",),
    validate=valid_json("policy"),
)

RESOURCES: Final = (ROLE_POLICY, ROLE_POLICY_ATTACHMENT, POLICY)
