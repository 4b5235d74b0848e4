"""Names: what a component may be called, and the physical names of what must have a fixed one. No resources
here.

Most resources get their physical name from Pulumi (the logical name and a random suffix), so that a
replacement can exist beside what it replaces. A fixed name is for what people and programs look up: log
groups and key aliases.
"""

import hashlib
import re
from dataclasses import dataclass

AUTONAME_SUFFIX_LENGTH = len("-1234567")
"""What Pulumi appends to a logical name to make a physical one."""

AUTONAME_LIMIT = 64
"""The shortest limit among the types that components leave to Pulumi to name: an IAM role's."""

_COMPONENT_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CHILD_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DIGEST_LENGTH = 7


@dataclass(frozen=True)
class NameRule:
    """What AWS takes as the name of one kind of resource."""

    max_length: int
    """Longest name, prefix included."""
    prefix: str
    """What every such name starts with."""
    separator: str
    """What stands between the parts."""
    forbidden: str
    """Regular expression for a run of characters that the name may not contain; each run becomes a hyphen."""


RULES = {
    "log group": NameRule(max_length=512, prefix="/", separator="/", forbidden=r"[^A-Za-z0-9_./#-]+"),
    "key alias": NameRule(max_length=256, prefix="alias/", separator="/", forbidden=r"[^A-Za-z0-9_/-]+"),
    "kubernetes cluster": NameRule(max_length=100, prefix="", separator="-", forbidden=r"[^A-Za-z0-9_-]+"),
    "repository": NameRule(max_length=256, prefix="", separator="/", forbidden=r"[^a-z0-9._-]+"),
    "task family": NameRule(max_length=255, prefix="", separator="-", forbidden=r"[^A-Za-z0-9_-]+"),
}
"""Limits as in the API references of CloudWatch Logs (CreateLogGroup), KMS (CreateAlias), ECR
(CreateRepository), ECS (RegisterTaskDefinition) and EKS (CreateCluster)."""


def physical_name(kind: str, *parts: str) -> str:
    """The fixed name of a `kind` of resource in `RULES`, made of parts such as project, stack and logical
    name.

    A name that is too long is cut, and ends in a digest of the whole, so that two long names stay different.
    Raises KeyError for a kind without a rule.
    """
    rule = RULES[kind]
    name = rule.prefix + rule.separator.join(re.sub(rule.forbidden, "-", part) for part in parts)
    if len(name) <= rule.max_length:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{name[: rule.max_length - _DIGEST_LENGTH - 1]}-{digest}"


def is_child_name(name: object) -> bool:
    """Whether a name that a caller gives to one of many children can be the end of that child's name."""
    return isinstance(name, str) and _CHILD_NAME.fullmatch(name) is not None


def longest_component_name(longest_role: str = "", autoname_limit: int = AUTONAME_LIMIT) -> int:
    """How long a component's name may be, when its longest child is called `<name>-<longest_role>` and AWS
    takes names of up to `autoname_limit` characters for it."""
    role_length = len(longest_role) + 1 if longest_role else 0
    return autoname_limit - AUTONAME_SUFFIX_LENGTH - role_length


def component_name_problem(
    name: str, longest_role: str = "", autoname_limit: int = AUTONAME_LIMIT
) -> str | None:
    """What a component's name has to be like, if `name` is not; otherwise None."""
    limit = longest_component_name(longest_role, autoname_limit)
    if len(name) <= limit and _COMPONENT_NAME.fullmatch(name):
        return None
    return (
        f"1 to {limit} lower-case letters, digits and single hyphens, starting with a letter: "
        "AWS names are made of it"
    )
