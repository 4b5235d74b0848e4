"""Properties as the engine sends them, read without stumbling over what is not known yet.

The SDK hands out proxies that raise at the first unknown value, which ends the whole policy and hides every
violation behind it. Here an unknown becomes a value like any other, so that a check can look at it and go on.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

from pulumi_policy.proxy import UnknownValueError


class Unknown(Enum):
    """The type of `UNKNOWN`."""

    VALUE = "not known yet"

    def __str__(self) -> str:
        return self.value


UNKNOWN: Final = Unknown.VALUE
"""Stands for a value that is known only after the deployment."""


def plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Copies properties into plain dicts, lists and scalars, with `UNKNOWN` for what is not known yet.

    Whole numbers become ints: the engine sends every number as a float.
    """
    return {key: read(properties, key) for key in properties}


def read(container: Any, key: Any) -> Any:
    """Returns one value of a dict or list of properties as `plain` would. Raises KeyError or IndexError
    without it."""
    try:
        value = container[key]
    except UnknownValueError:
        return UNKNOWN
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [read(value, index) for index in range(len(value))]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_list(value: Any) -> list[Any]:
    """Returns a list property as a list: empty if it is not set, and with one `UNKNOWN` if it is not
    known."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
