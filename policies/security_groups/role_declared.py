"""Every security group says which row of the table it is."""

from collections.abc import Iterator

from policies.control import Control, Finding, Severity
from policies.security_groups.groups import role_of
from policies.security_groups.guide import ROLE_TAG, TABLE
from policies.security_groups.rules import SECURITY_GROUP
from policies.stack import Resource
from policies.values import UNKNOWN

_ROLES = ", ".join(TABLE)


def _check(group: Resource) -> Iterator[Finding]:
    role = role_of(group)
    if role is UNKNOWN:
        yield Finding(group.urn, f"{group}: its tag {ROLE_TAG} is {UNKNOWN}", undecided=True)
    elif role is None:
        tags = group.inputs.get("tags")
        given = tags.get(ROLE_TAG) if isinstance(tags, dict) else None
        has = f"has the tag {ROLE_TAG} = {given!r}" if given is not None else f"has no tag {ROLE_TAG}"
        yield Finding(group.urn, f"{group} {has}; allowed are {_ROLES}")


CONTROL = Control(
    id="security-group-role-declared",
    title="Every security group has a tag `Role` that names its row in the architecture's table.",
    reason=(
        "What a group may let in and out depends on what it is for. Without a role no rule of it can be "
        "compared with the table, and anything would pass."
    ),
    fix=(
        f"Set the tag {ROLE_TAG} to one of {_ROLES}. For a new kind of group, add a row to "
        "policies/security_groups/guide.py first."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((SECURITY_GROUP,)),
    exceptions="The default security group of a VPC, which must be empty.",
    check_resource=_check,
)
