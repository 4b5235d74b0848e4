"""Kinds of values that several areas of the settings have, each with the words for what it allows."""

import re
from collections import Counter
from collections.abc import Collection, Hashable
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, ValidationInfo
from pydantic.alias_generators import to_snake
from pydantic_core import PydanticCustomError

_T = TypeVar("_T", bound=Hashable)

LOG_RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Retention periods that CloudWatch Logs takes (PutRetentionPolicy in its API reference)."""

ZoneLetter = Literal["a", "b", "c", "d", "e", "f"]
"""The letter at the end of a zone's name: `a` is us-east-1a in us-east-1. No region has one beyond f."""


def refuse(kind: str, allowed: str) -> PydanticCustomError:
    """The error of a value of which only `allowed` may be; braces in it are no fields."""
    return PydanticCustomError(kind, "{allowed}", {"allowed": allowed})


def within(first: int, last: int, unit: str = "") -> AfterValidator:
    """A number from `first` to `last`, both included."""
    words = f"{first} to {last}{f' {unit}' if unit else ''}"

    def check(value: float) -> float:
        if not first <= value <= last:
            raise refuse("range", words)
        return value

    return AfterValidator(check)


def one_of(numbers: Collection[int], unit: str = "") -> AfterValidator:
    """One of some numbers."""
    words = f"one of {', '.join(map(str, numbers))}{f' ({unit})' if unit else ''}"

    def check(value: int) -> int:
        if value not in numbers:
            raise refuse("number", words)
        return value

    return AfterValidator(check)


def matching(pattern: str, allowed: str) -> AfterValidator:
    """A text of a certain form; `allowed` says which, with an example."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise refuse("form", allowed)
        return value

    return AfterValidator(check)


def _without_repeats(items: tuple[_T, ...]) -> tuple[_T, ...]:
    repeated = [str(item) for item, count in Counter(items).items() if count > 1]
    if repeated:
        raise refuse("repeated", f"each entry once; repeated: {', '.join(repeated)}")
    return items


WITHOUT_REPEATS = AfterValidator(_without_repeats)
"""A list with each entry once."""


def at_least(count: int, what: str) -> AfterValidator:
    """A list with so many entries or more."""

    def check(items: tuple[_T, ...]) -> tuple[_T, ...]:
        if len(items) < count:
            raise refuse("entries", f"at least {count} {what}")
        return items

    return AfterValidator(check)


def named(pattern: str, allowed: str) -> AfterValidator:
    """A mapping whose keys have a certain form."""
    compiled = re.compile(pattern)

    def check(mapping: dict[str, object]) -> dict[str, object]:
        wrong = [key for key in mapping if not compiled.fullmatch(key)]
        if wrong:
            raise refuse("keys", f"keys of {allowed}; not {', '.join(map(repr, wrong))}")
        return mapping

    return AfterValidator(check)


def not_below(other: str) -> AfterValidator:
    """A number that is at least another setting of its group, given before it: the one whose YAML key is
    `other`."""

    def check(value: int, info: ValidationInfo) -> int:
        bound = info.data.get(to_snake(other))  # absent when it is wrong itself
        if bound is not None and value < bound:
            raise refuse("order", f"{bound} ({other}) or more")
        return value

    return AfterValidator(check)


LogRetentionDays = Annotated[int, one_of(LOG_RETENTION_DAYS, "days")]
"""A retention period of CloudWatch Logs."""

_INSTANCE = r"[a-z]+\d+[a-z]*(-[a-z0-9]+)?\.[a-z0-9]+"

DatabaseClass = Annotated[
    str, matching(rf"db\.({_INSTANCE}|serverless)", "an instance class, as db.m7g.large or db.serverless")
]
CacheNodeType = Annotated[str, matching(rf"cache\.{_INSTANCE}", "a node type, as cache.m7g.large")]
SearchNodeType = Annotated[
    str,
    matching(
        r"(?!t2\.|i\d)" + _INSTANCE + r"\.search",
        "a node type with EBS storage that can encrypt, as r6g.large.search (none of t2 or i types)",
    ),
]
BrokerType = Annotated[str, matching(rf"kafka\.{_INSTANCE}", "a broker type, as kafka.m7g.large")]
DomainName = Annotated[
    str,
    matching(
        r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", "a domain name, as example.com"
    ),
]
