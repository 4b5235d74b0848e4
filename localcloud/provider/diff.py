"""Diff: what changes between a resource's state and its new inputs, and whether AWS replaces it for that.

As in the real provider the state, not the former inputs, is what new inputs are held against, so that drift
found by a refresh is a difference. An input that is not set leaves a property alone where the provider
computes it, and resets it to its default where not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from localcloud.provider.check import DEFAULTS
from localcloud.provider.definition import Resource
from localcloud.provider.replacement import replaces
from localcloud.provider.schema import NOT_SET, Property
from localcloud.provider.values import UNKNOWN, Properties, has_unknown

_EMPTY: Final = (None, "", 0, False, [], {})


@dataclass(frozen=True)
class Difference:
    """One changed value. `path` is Pulumi's property path, `kind` one of add, delete, update."""

    path: str
    kind: str
    replace: bool

    @property
    def property(self) -> str:
        """The top-level property that the path is in."""
        return self.path.split(".")[0].split("[")[0]


def differences(resource: Resource, state: Properties, inputs: Properties) -> list[Difference]:
    """Every difference between a state and the inputs it should have, without tags."""
    found: list[Difference] = []
    for name, member in resource.schema.inputs.items():
        if name in ("tags", "region"):
            continue
        old = state.get(name)
        new = inputs.get(name, NOT_SET)
        if member.write_only and new is NOT_SET:
            continue
        if name in resource.json_properties and same_document(old, new):
            continue
        found += _compare(resource, member, old, new, name, inputs)
    return found


def map_differences(path: str, old: Properties, new: Properties) -> list[Difference]:
    """The differences of two maps of scalars, such as tags."""
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return [Difference(f"{path}[{json.dumps(key)}]" if not key.isidentifier() else f"{path}.{key}", _kind(old.get(key), new.get(key, NOT_SET)), False) for key in changed]


def same_document(old: Any, new: Any) -> bool:
    """Whether two JSON texts say the same: member order, and a list of one for a single value, do not count."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return bool(_canonical(json.loads(old)) == _canonical(json.loads(new)))
    except ValueError:
        return old == new


def _canonical(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: _canonical(item) for key, item in document.items()}
    if isinstance(document, list):
        items = [_canonical(item) for item in document]
        if len(items) == 1:
            return items[0]
        return sorted(items, key=str) if all(isinstance(item, str) for item in items) else items
    return document


def _compare(
    resource: Resource, member: Property, old: Any, new: Any, path: str, inputs: Properties
) -> Iterator[Difference]:
    if new is NOT_SET or new is None:
        if member.computed and path not in resource.exclusive:
            return
        new = member.default
        if new is NOT_SET:
            if old in _EMPTY:
                return
            new = None
        elif old is None:
            # Not told by a read that cannot see it; the default is what a create gave it.
            return
    if has_unknown(new):
        if new is UNKNOWN or not member.holds_objects or member.kind == "set":
            yield _difference(resource, member, old, new, path, inputs)
            return
    if member.kind == "object" and isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_object(resource, member, old, new, path, inputs)
    elif member.kind in ("list", "set") and isinstance(new, list):
        yield from _compare_items(resource, member, old or [], new, path, inputs)
    elif member.kind == "map" and isinstance(new, dict):
        for found in map_differences(path, old or {}, new):
            yield Difference(found.path, found.kind, _replaces(resource, member, old, new, inputs))
    elif not _same(old, new):
        yield _difference(resource, member, old, new, path, inputs)


def _compare_object(
    resource: Resource, member: Property, old: Properties, new: Properties, path: str, inputs: Properties
) -> Iterator[Difference]:
    for name, inner in member.properties.items():
        if inner.is_input:
            yield from _compare(resource, inner, old.get(name), new.get(name, NOT_SET), f"{path}.{name}", inputs)


def _compare_items(
    resource: Resource, member: Property, old: list[Any], new: list[Any], path: str, inputs: Properties
) -> Iterator[Difference]:
    if member.kind == "set":
        old, new = _unmatched(resource, member, old, new, inputs)
    for index in range(max(len(old), len(new))):
        where = f"{path}[{index}]"
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else NOT_SET
        if member.holds_objects and isinstance(before, dict) and isinstance(after, dict):
            yield from _compare_object(resource, member, before, after, where, inputs)
        elif before is None or after is NOT_SET or not _same(before, after):
            replace = _replaces(resource, member, old, new, inputs)
            yield Difference(where, _kind(before, after), replace)


def _unmatched(
    resource: Resource, member: Property, old: list[Any], new: list[Any], inputs: Properties
) -> tuple[list[Any], list[Any]]:
    """The elements of two sets that have no equal in the other."""
    left, added = list(old), []
    for item in new:
        for candidate in left:
            if member.holds_objects and isinstance(candidate, dict) and isinstance(item, dict):
                equal = not any(_compare_object(resource, member, candidate, item, "", inputs))
            else:
                equal = _same(candidate, item)
            if equal:
                left.remove(candidate)
                break
        else:
            added.append(item)
    return left, added


def _same(old: Any, new: Any) -> bool:
    if old == new:
        return True
    if old in _EMPTY and new in _EMPTY:
        return True
    return isinstance(old, str) and isinstance(new, str) and old.startswith(("{", "[")) and same_document(old, new)


def _difference(resource: Resource, member: Property, old: Any, new: Any, path: str, inputs: Properties) -> Difference:
    return Difference(path, _kind(old, new), _replaces(resource, member, old, new, inputs))


def _replaces(resource: Resource, member: Property, old: Any, new: Any, inputs: Properties) -> bool:
    return replaces(resource.schema, member, old, None if new is NOT_SET else new, inputs)


def _kind(old: Any, new: Any) -> str:
    if old in (None, [], {}):
        return "add"
    return "delete" if new is NOT_SET or new is None else "update"


def changed_properties(found: list[Difference]) -> frozenset[str]:
    """The top-level properties in which something changed."""
    return frozenset(item.property for item in found) - {DEFAULTS}
