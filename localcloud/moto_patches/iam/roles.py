"""Roles, instance profiles and policies.

What moto accepts, and AWS refuses: a trust policy that is not one, or that names a role or user that does not
exist; names and paths with wrong characters; a permissions boundary or an attached policy that does not
exist; more than ten attached policies; deleting a policy that is attached or has versions.

What moto gets wrong: attaching a policy twice counts twice; updating a role without a description removes it;
taking a role out of an instance profile that does not hold it crashes.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.iam.models import ManagedPolicy
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator

from localcloud.iam_principals import is_unknown
from localcloud.moto_patches.iam._service import IAM, delete_conflict, malformed_policy, no_such_entity
from localcloud.moto_service import AwsError, Check, Request, constraint_violation, replace
from localcloud.policy_documents import PolicyDocumentError, principals, statements

NAME: Final = re.compile(r"[\w+=,.@-]+", re.ASCII)
PATH: Final = re.compile(r"/|/[\x21-\x7e]+/")
LONGEST_NAMES: Final = {
    "RoleName": 64,
    "UserName": 64,
    "GroupName": 128,
    "PolicyName": 128,
    "InstanceProfileName": 128,
}
NAMING_OPERATIONS: Final = (
    "create_role",
    "create_user",
    "create_group",
    "create_policy",
    "create_instance_profile",
    "put_role_policy",
    "put_user_policy",
    "put_group_policy",
)
ATTACHED_POLICIES: Final = 10
"""AWS's default quota of managed policies per role."""

SESSION_SECONDS: Final = range(3600, 43201)


def _validation(parameter: str, value: object, constraint: str) -> AwsError:
    return AwsError("ValidationError", constraint_violation(parameter, value, constraint))


def _refuse_names(_: Any, request: Request) -> None:
    for parameter, longest in LONGEST_NAMES.items():
        name = request.get(parameter)
        if name is None:
            continue
        if len(name) > longest:
            raise _validation(parameter, name, f"Member must have length less than or equal to {longest}")
        if not NAME.fullmatch(name):
            raise AwsError(
                "ValidationError",
                f"The specified value for {parameter[0].lower() + parameter[1:]} is invalid. It must "
                "contain only alphanumeric characters and/or the following: +=,.@_-",
            )
    path = request.get("Path")
    if path is not None and not PATH.fullmatch(path):
        raise AwsError(
            "ValidationError",
            "The specified value for path is invalid. It must begin and end with / and contain only "
            "alphanumeric characters and/or / characters.",
        )


def _refuse_session(_: Any, request: Request) -> None:
    seconds = request.get("MaxSessionDuration")
    if seconds is not None and int(seconds) not in SESSION_SECONDS:
        bound = "greater than or equal to 3600" if int(seconds) < 3600 else "less than or equal to 43200"
        raise _validation("MaxSessionDuration", seconds, f"Member must have value {bound}")


def _refuse_trust_policy(parameter: str) -> Check:
    def check(backend: Any, request: Request) -> None:
        document = request[parameter]
        try:
            found = statements(document)
        except PolicyDocumentError as error:
            raise malformed_policy(f"This policy contains invalid Json ({error})") from None
        for statement in found:
            if "Principal" not in statement and "NotPrincipal" not in statement:
                raise malformed_policy("Missing required field Principal")
            for principal in principals(statement, "AWS"):
                if is_unknown(backend, principal):
                    raise malformed_policy(f'Invalid principal in policy: "AWS":"{principal}"')
            for principal in principals(statement, "Service"):
                if principal != "*" and not re.fullmatch(r"[\w.-]+\.amazonaws\.com(\.cn)?", principal):
                    raise malformed_policy(f'Invalid principal in policy: "SERVICE":"{principal}"')
        IAMTrustPolicyDocumentValidator(document).validate()

    return check


def _refuse_unknown_boundary(backend: Any, request: Request) -> None:
    boundary = request.get("PermissionsBoundary")
    if boundary and boundary not in backend.managed_policies:
        raise no_such_entity(f"Scope ARN: {boundary} does not exist or is not attachable.")


def _refuse_many_policies(backend: Any, request: Request) -> None:
    attached = backend.get_role(request["RoleName"]).managed_policies
    if request["PolicyArn"] not in attached and len(attached) >= ATTACHED_POLICIES:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {ATTACHED_POLICIES}")


def _refuse_policy_in_use(backend: Any, request: Request) -> None:
    policy = backend.managed_policies.get(request["PolicyArn"])
    if policy is None:
        raise no_such_entity(f"Policy {request['PolicyArn']} was not found.")
    if policy.attachment_count > 0:
        raise delete_conflict("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise delete_conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the "
            "policy's versions. The default version is deleted with the policy."
        )


def _refuse_removing_absent_role(backend: Any, request: Request) -> None:
    profile = backend.get_instance_profile(request["InstanceProfileName"])
    if request["RoleName"] not in [role.name for role in profile.roles]:
        raise no_such_entity(
            f"Role {request['RoleName']} cannot be found in instance profile {profile.name}."
        )


def _keep_description(backend: Any, request: Request) -> None:
    role = backend.get_role(request["RoleName"])
    request.setdefault("Description", role.description)


def _attach_once(original: Callable[..., None], self: Any, entity: Any) -> None:
    if self.arn not in entity.managed_policies:
        original(self, entity)


@cache
def apply() -> None:
    """Put moto's roles and policies right."""
    IAM.refuse({operation: [_refuse_names] for operation in NAMING_OPERATIONS})
    IAM.refuse(
        {
            "create_role": [
                _refuse_session,
                _refuse_trust_policy("AssumeRolePolicyDocument"),
                _refuse_unknown_boundary,
            ],
            "update_role": [_refuse_session, _keep_description],
            "update_assume_role_policy": [_refuse_trust_policy("PolicyDocument")],
            "put_role_permissions_boundary": [_refuse_unknown_boundary],
            "attach_role_policy": [_refuse_many_policies],
            "delete_policy": [_refuse_policy_in_use],
            "remove_role_from_instance_profile": [_refuse_removing_absent_role],
        }
    )
    replace(ManagedPolicy, "attach_to", _attach_once)
