"""Nobody can give himself more."""

from policies.access.grants import GRANTS, check_grants
from policies.control import Control, References, Severity
from policies.documents import EVERYTHING, Statement

ESCALATING = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "sts:AssumeRole",
)
"""Actions by which an identity becomes, or makes, one that may do more than itself."""


def _problem(statement: Statement) -> str | None:
    if statement.conditions or not statement.on_everything or EVERYTHING in statement.actions:
        return None
    escalating = [action for action in ESCALATING if statement.covers(action)]
    return f"allows {', '.join(escalating)} on {EVERYTHING}, under no condition" if escalating else None


CONTROL = Control(
    id="iam-no-escalation",
    title="No role, user or group can give itself, or take, more rights than it has.",
    reason=(
        "Who may pass any role to a new container, or write any policy, is an administrator by one "
        "more step. Reviews of what a role may do do not show it."
    ),
    fix=(
        "Name the roles or policies as Resource. For PassRole add the condition iam:PassedToService; for "
        "writing policies, iam:PermissionsBoundary."
    ),
    severity=Severity.CRITICAL,
    types=frozenset(GRANTS),
    exceptions=(
        "Permissions boundaries, which give nothing. Statements with a condition, and those that "
        "allow every action, which `iam-no-administrator` judges."
    ),
    references=References(checkov=("CKV_AWS_286",)),
    check_stack=lambda stack: check_grants(stack, _problem),
)
