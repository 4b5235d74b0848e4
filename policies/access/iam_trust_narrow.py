"""Roles are for those that they name."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.documents import Statement, read_statements
from policies.resource_types import ROLE
from policies.stack import Resource
from policies.values import UNKNOWN, Unknown

_GITHUB = "token.actions.githubusercontent.com"
_PATH = "assumeRolePolicy"


def _check(role: Resource) -> Iterator[Finding]:
    statements = read_statements(role.inputs.get(_PATH, UNKNOWN))
    if isinstance(statements, Unknown):
        yield Finding(role.urn, f"{role}: {_PATH} is {UNKNOWN}", undecided=True)
        return
    for statement in statements:
        problem = _problem(statement) if statement.allows else None
        if problem:
            yield Finding(role.urn, f"{role}: {statement.name} of {_PATH} {problem}")


def _problem(statement: Statement) -> str | None:
    if statement.for_everybody:
        return "lets everybody take the role"
    if not statement.covers("sts:AssumeRoleWithWebIdentity"):
        return None
    by_github = any(_GITHUB in provider for provider in statement.principals.get("Federated", ()))
    audiences, subjects = (statement.condition_values(f"{_GITHUB}:{claim}") for claim in ("aud", "sub"))
    if by_github and not (audiences and subjects):
        return f"does not say with conditions which {_GITHUB}:aud and {_GITHUB}:sub it means"
    open_ended = [subject for subject in subjects if not _names_a_repository(str(subject))]
    if by_github and open_ended:
        return f"takes tokens of the subject {open_ended[0]!r}, which any repository can have"
    return None


def _names_a_repository(subject: str) -> bool:
    kind, _, rest = subject.partition(":")
    owner, _, repository = rest.partition(":")[0].partition("/")
    return kind == "repo" and bool(owner and repository) and not {"*", "?"} & {*owner, *repository}


CONTROL = Control(
    id="iam-trust-narrow",
    title="No role can be taken by everybody, and those for GitHub name a repository.",
    reason=(
        "The trust policy is the door of a role. One for `*` is open to every AWS account; one for GitHub "
        "without a subject is open to the jobs of every repository there is."
    ),
    fix=(
        "Name the accounts or services as Principal. For GitHub compare aud with sts.amazonaws.com and sub "
        "with repo:OWNER/NAME and the branch or environment, as the component GithubDeployRoles does."
    ),
    severity=Severity.CRITICAL,
    types=frozenset((ROLE,)),
    references=References(checkov=("CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_358", "CKV_AWS_393")),
    check_resource=_check,
)
