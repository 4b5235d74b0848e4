"""The rules of one group are declared in one way."""

from collections import defaultdict
from collections.abc import Iterator

from policies.control import Control, Finding, Severity
from policies.security_groups.groups import Membership, SecurityGroups
from policies.security_groups.rules import GROUP_TYPES, RULE_TYPES
from policies.stack import Stack


def _check(stack: Stack) -> Iterator[Finding]:
    by_group: dict[str, list[Membership]] = defaultdict(list)
    for membership in stack.view(SecurityGroups).memberships:
        for candidate in membership.group.candidates:
            by_group[candidate.urn].append(membership)
    for urn, memberships in by_group.items():
        examples = {membership.rule.shape: membership.rule.place for membership in reversed(memberships)}
        if len(examples) < 2:
            continue
        ways = "; ".join(f"{shape}: {place}" for shape, place in sorted(examples.items()))
        certain = all(membership.group.certain for membership in memberships)
        group = next(c for m in memberships for c in m.group.candidates if c.urn == urn)
        yield Finding(
            urn, f"{group} has rules declared in {len(examples)} ways ({ways})", undecided=not certain
        )


CONTROL = Control(
    id="security-group-rules-not-mixed",
    title="The rules of a security group are all inline, all classic, or all separate resources.",
    reason=(
        "Inline rules claim the whole group: at every update the provider removes the rules that other "
        "resources added, and those add them again. Access comes and goes from one deployment to the next."
    ),
    fix=(
        "Declare each rule as a resource of its own (aws.vpc.SecurityGroupIngressRule, "
        "SecurityGroupEgressRule), and remove `ingress` and `egress` from the group."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((*GROUP_TYPES, *RULE_TYPES)),
    check_stack=_check,
)
