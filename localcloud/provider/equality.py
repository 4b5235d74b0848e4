"""When two values of a property mean the same."""

import json
from collections.abc import Callable
from typing import Any, Final

Equivalence = Callable[[Any, Any], bool]
"""Whether two values of a property, both set and not equal, mean the same."""

EMPTY: Final[tuple[Any, ...]] = (None, "", 0, False, [], {})
"""Values that are as good as not set: Terraform's older resource types cannot tell them apart."""


def same_policy(old: Any, new: Any) -> bool:
    """Whether two IAM policies in JSON say the same.

    The order of members and of the strings of a list does not count, nor a list of one for a single value.
    """
    return _same_document(old, new, _as_policy)


def same_json(old: Any, new: Any) -> bool:
    """Whether two JSON texts hold the same document; the order of a list's elements counts."""
    return _same_document(old, new, lambda document: document)


def same_ignoring_case(old: Any, new: Any) -> bool:
    """Whether two texts differ in upper and lower case only."""
    return isinstance(old, str) and isinstance(new, str) and old.lower() == new.lower()


def _same_document(old: Any, new: Any, canonical: Callable[[Any], Any]) -> bool:
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return bool(canonical(json.loads(old)) == canonical(json.loads(new)))
    except ValueError:
        return old == new


def _as_policy(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: _as_policy(item) for key, item in document.items()}
    if isinstance(document, list):
        items = [_as_policy(item) for item in document]
        if len(items) == 1:
            return items[0]
        return sorted(items) if all(isinstance(item, str) for item in items) else items
    return document
