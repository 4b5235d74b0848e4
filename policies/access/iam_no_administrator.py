"""Nobody gets everything."""

from collections.abc import Iterator

from policies.access.grants import ATTACHMENTS, GRANTS, check_grants
from policies.control import Control, Finding, References, Severity
from policies.documents import EVERYTHING, Statement
from policies.resource_types import MANAGED_POLICY, ROLE
from policies.stack import Stack
from policies.values import UNKNOWN, as_list

_ALMIGHTY = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
"""Policies of AWS that give everything, or the means to get it."""

_PATHS = {ROLE: "managedPolicyArns", **dict.fromkeys(ATTACHMENTS, "policyArn")}
"""Type -> the property that names managed policies."""


def _check(stack: Stack) -> Iterator[Finding]:
    yield from check_grants(stack, _problem)
    for resource in stack.of_type(*_PATHS):
        path = _PATHS[resource.type]
        given = as_list(resource.inputs.get(path)) if resource.declared else []
        for arn in given:
            # The stack's own policies, which have no ARN at first, are judged themselves.
            if arn is UNKNOWN and not stack.reference(resource, path, arn, MANAGED_POLICY).candidates:
                yield Finding(resource.urn, f"{resource}: {path} is {UNKNOWN}", undecided=True)
            elif str(arn).rsplit("/", 1)[-1] in _ALMIGHTY:
                yield Finding(resource.urn, f"{resource}: {path} is {arn}")


def _problem(statement: Statement) -> str | None:
    everything = EVERYTHING in statement.actions and statement.on_everything
    return "allows every action on everything" if everything else None


CONTROL = Control(
    id="iam-no-administrator",
    title="No role, user or group may do everything.",
    reason=(
        "What an administrator's role can do, whoever takes over its container, pipeline or laptop can do: "
        "read all data, delete all backups, and let others in."
    ),
    fix=(
        "Name the actions and the resources that are needed. The components TaskRole and GithubDeployRoles "
        "make policies for services and for pipelines."
    ),
    severity=Severity.CRITICAL,
    types=frozenset((*GRANTS, *_PATHS)),
    exceptions="Permissions boundaries, which give nothing.",
    references=References(
        fsbp=("IAM.1",),
        cis=("1.16",),
        checkov=("CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"),
    ),
    check_stack=_check,
)
