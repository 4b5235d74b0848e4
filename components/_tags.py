"""Tag keys, and how the tags of one resource are put together. No resources here."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any


class TagKey(StrEnum):
    """Every tag key that this library writes, in the exact case in which AWS bills by it."""

    PROJECT = "Project"
    """What the resource belongs to."""
    ENVIRONMENT = "Environment"
    """Which copy of the architecture it belongs to. Not the AWS account, not the region."""
    OWNER = "Owner"
    """The team that answers for it."""
    COST_CENTER = "CostCenter"
    """Who pays for it."""
    MANAGED_BY = "ManagedBy"
    """The tool that changes it; people do not."""
    NAME = "Name"
    """What the AWS console shows. Cosmetic: a resource's identity is its logical name."""
    COMPONENT = "Component"
    """The component class that made it."""
    DATA_CLASS = "DataClass"
    """How sensitive the data is that it stores; only on stores of data."""
    TIER = "Tier"
    """The tier of the network that it belongs to; only on subnets."""
    ROLE = "Role"
    """What its members are for; only on security groups."""


class DataClass(StrEnum):
    """How sensitive data is: what its disclosure would cost. It says nothing about where the data lies."""

    PUBLIC = "public"
    """Meant for everybody."""
    INTERNAL = "internal"
    """Operational data without personal content: logs, metrics, machine images."""
    CONFIDENTIAL = "confidential"
    """Business and customer data."""
    RESTRICTED = "restricted"
    """Credentials and key material."""


REQUIRED = (TagKey.PROJECT, TagKey.ENVIRONMENT, TagKey.OWNER, TagKey.COST_CENTER, TagKey.MANAGED_BY)
"""Keys that a caller gives, and that end up on every taggable resource."""

COMPUTED = (TagKey.NAME, TagKey.COMPONENT, TagKey.DATA_CLASS, TagKey.TIER)
"""Keys that components write themselves, since their values differ from resource to resource."""

TAG_VALUE = "1 to 256 letters, digits, spaces and _.:/=+-@"
"""What AWS takes as the value of a tag, in words."""

_VALUE = re.compile(r"[\w .:/=+\-@]{1,256}")
_KEY = re.compile(r"(?!aws:)[\w .:/=+\-@]{1,128}", re.IGNORECASE)


def tag_problems(tags: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a caller's tags: pairs of what was given and what is allowed.

    The limits on keys and values are AWS's (Tagging AWS resources, "Tag naming limits and requirements").
    """
    by_lower_case = {str(key).lower(): key for key in tags}
    missing = [required for required in REQUIRED if required.lower() not in by_lower_case]
    if missing:
        yield f"without {', '.join(missing)}", f"tags with the keys {', '.join(REQUIRED)}"
    for required in REQUIRED:
        written = by_lower_case.get(required.lower(), required)
        if written != required:
            yield f"the key {written!r}", f"the key {required}, in exactly this case"
    for key, value in tags.items():
        if str(key) in COMPUTED:
            yield f"the key {key!r}", f"keys other than {', '.join(COMPUTED)}: components compute those"
        elif not isinstance(key, str) or not _KEY.fullmatch(key):
            yield (
                f"the key {key!r}",
                "keys of 1 to 128 letters, digits, spaces and _.:/=+-@, not starting with aws:",
            )
        elif not isinstance(value, str):
            yield (
                f"{key} = {_kind(value)}",
                "plain texts: one unknown tag would hide all tags of the resource from a preview",
            )
        elif not is_tag_value(value):
            yield f"{key} = {value!r}", f"values of {TAG_VALUE}"


def resource_tags(
    common: Mapping[str, str], name: str, component: str, own: Mapping[TagKey, str] | None = None
) -> dict[str, str]:
    """The tags of one resource: its name and component, the caller's common tags, and over all those its
    `own`."""
    computed = {TagKey.NAME.value: name, TagKey.COMPONENT.value: component}
    return {**computed, **common, **{key.value: str(value) for key, value in (own or {}).items()}}


def is_tag_value(text: str) -> bool:
    """Whether AWS takes `text` as the value of a tag."""
    return _VALUE.fullmatch(text) is not None


def _kind(value: object) -> str:
    return f"{value!r}" if isinstance(value, int | float | bool | type(None)) else f"a {type(value).__name__}"
