"""Changes of lists, for operations that add and remove, and that take so many things at a time."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from localcloud.provider.values import Properties

_Item = TypeVar("_Item")


def added_and_removed(name: str, state: Properties, inputs: Properties) -> tuple[list[Any], list[Any]]:
    """What a list or set has in the inputs and not in the state, and the other way round."""
    old, new = state.get(name) or [], inputs.get(name) or []
    return [item for item in new if item not in old], [item for item in old if item not in new]


def batches(items: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    """The items in order, at most so many at a time."""
    return (items[start : start + most] for start in range(0, len(items), most))
