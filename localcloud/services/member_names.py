"""Blocks whose members AWS names as Pulumi does but for the first letter: `targetValue`, `TargetValue`."""

from typing import Any


def capitalised(value: Any) -> Any:
    """A block with its members' names as most of AWS's APIs spell them; what is not set is left out."""
    return _renamed(value, lambda name: name[:1].upper() + name[1:])


def decapitalised(value: Any) -> Any:
    """A block of an answer with its members' names as Pulumi spells them."""
    return _renamed(value, lambda name: name[:1].lower() + name[1:])


def _renamed(value: Any, rename: Any) -> Any:
    if isinstance(value, dict):
        return {rename(key): _renamed(item, rename) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_renamed(item, rename) for item in value]
    return value


def without_empty(block: dict[str, Any]) -> dict[str, Any]:
    """The members of a block that are set: neither None nor an empty text, list or block."""
    return {key: value for key, value in block.items() if value not in (None, "", [], {})}
