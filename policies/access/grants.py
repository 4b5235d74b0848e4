"""What identities are given: the policies of roles, users and groups, read alike."""

from collections.abc import Callable, Iterator

from policies.control import Finding
from policies.documents import Statement, read_statements
from policies.resource_types import MANAGED_POLICY, ROLE, ROLE_ATTACHMENT, ROLE_POLICY
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, Unknown

GRANTS = (
    MANAGED_POLICY,
    ROLE_POLICY,
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/userPolicy:UserPolicy",
)
"""Types whose property `policy` says what an identity may do."""

ATTACHMENTS = (
    ROLE_ATTACHMENT,
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
"""Types that give an identity the managed policy `policyArn`."""


def check_grants(stack: Stack, problem_of: Callable[[Statement], str | None]) -> Iterator[Finding]:
    """Asks of every statement that gives something to an identity what is wrong with it.

    Permissions boundaries are left out: they give nothing, and only limit what other policies give.
    """
    for resource in stack.of_type(*GRANTS):
        if not resource.declared or is_boundary(stack, resource):
            continue
        statements = read_statements(resource.inputs.get("policy", UNKNOWN))
        if isinstance(statements, Unknown):
            yield Finding(resource.urn, f"{resource}: policy is {UNKNOWN}", undecided=True)
            continue
        for statement in statements:
            problem = problem_of(statement) if statement.allows else None
            if problem:
                yield Finding(resource.urn, f"{resource}: {statement.name} of policy {problem}")


def is_boundary(stack: Stack, policy: Resource) -> bool:
    """Whether a managed policy is a permissions boundary and nothing else: a role has it as one, or a policy
    demands it as one, and the stack attaches it to nobody."""
    if policy.type != MANAGED_POLICY:
        return False
    named = any(_depends(role, "permissionsBoundary", policy) for role in stack.of_type(ROLE)) or any(
        _depends(grant, "policy", policy) for grant in stack.of_type(*GRANTS)
    )
    return named and not any(
        _depends(attachment, "policyArn", policy) for attachment in stack.of_type(*ATTACHMENTS)
    )


def _depends(resource: Resource, property_: str, on: Resource) -> bool:
    return on.urn in resource.dependencies.get(property_, ())
