"""Security groups and their rules say what they are for."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.security_groups.rules import RULE_TYPES, SECURITY_GROUP, rules_of
from policies.stack import Resource
from policies.values import UNKNOWN

_PLACEHOLDERS = ("", "Managed by Pulumi", "Managed by Terraform")
"""What the provider writes where nothing was given; it tells nobody anything."""


def _check(resource: Resource) -> Iterator[Finding]:
    described = (
        [(str(resource), resource.inputs.get("description"))] if resource.type == SECURITY_GROUP else []
    )
    described += [(rule.place, rule.description) for rule in rules_of(resource)]
    for place, description in described:
        if description is UNKNOWN:
            yield Finding(resource.urn, f"{place}: its description is {UNKNOWN}", undecided=True)
        elif description is None or str(description).strip() in _PLACEHOLDERS:
            given = f"is {description!r}" if description else "is not set"
            yield Finding(resource.urn, f"{place}: its description {given}")


CONTROL = Control(
    id="security-group-described",
    title="Every security group and every rule has a description that says what it is for.",
    reason=(
        "A rule outlives the person who wrote it. Without its purpose nobody dares to remove it, and nobody"
        " sees that it is no longer needed."
    ),
    fix="Set `description` to one sentence: who needs the access, and for what.",
    severity=Severity.LOW,
    types=frozenset((SECURITY_GROUP, *RULE_TYPES)),
    exceptions="The default security group, whose description AWS writes.",
    references=References(checkov=("CKV_AWS_23",)),
    check_resource=_check,
)
