"""Diff: what changes between a resource's state and its new inputs, and whether AWS replaces it for that.

As in the real provider the state, not the former inputs, is what new inputs are held against, so that drift
found by a refresh is a difference. An input that is not set leaves a property alone where the provider
computes it, and resets it to its default where not.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.provider.defaults import default_of
from localcloud.provider.definition import Resource
from localcloud.provider.equality import EMPTY
from localcloud.provider.replacement import replaces
from localcloud.provider.schema import NOT_SET, Property
from localcloud.provider.values import UNKNOWN, Properties, has_unknown


@dataclass(frozen=True)
class Difference:
    """One changed value. `path` is Pulumi's property path, `kind` one of add, delete, update."""

    path: str
    kind: str
    replace: bool = False

    @property
    def property(self) -> str:
        """The top-level property that the path is in."""
        return self.path.split(".")[0].split("[")[0]


@dataclass(frozen=True)
class _Place:
    """A property inside a resource: its facts, where it is in the values, and its path without indices."""

    member: Property
    path: str
    name: str

    def inside(self, member: Property) -> "_Place":
        return _Place(member, f"{self.path}.{member.name}", f"{self.name}.{member.name}")

    def at(self, index: int) -> "_Place":
        return _Place(self.member, f"{self.path}[{index}]", self.name)


def differences(resource: Resource, state: Properties, inputs: Properties) -> list[Difference]:
    """Every difference between a state and the inputs it should have, without tags and region."""
    comparison = _Comparison(resource, state, inputs)
    for name, member in resource.schema.inputs.items():
        # No state has a value that is only written: a program changes the version beside it.
        if not member.write_only and name not in ("tags", "region"):
            comparison.compare(_Place(member, name, name), state.get(name), inputs.get(name, NOT_SET))
    return comparison.found


def map_differences(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The differences of two maps of scalars, such as tags."""
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return [Difference(_key_path(path, key), _kind(old.get(key), new.get(key))) for key in changed]


def changed_properties(found: Iterable[Difference]) -> frozenset[str]:
    """The top-level properties in which something changed."""
    return frozenset(item.property for item in found)


def keep_form(resource: Resource, known: Properties, live: Properties) -> Properties:
    """Live properties in the form in which they are known, where both mean the same.

    AWS gives back a set in an order of its own and a policy in another layout; neither is a change to show.
    """
    comparison = _Comparison(resource, known, live)
    kept = dict(live)
    for name in known.keys() & live.keys():
        member = resource.schema.properties.get(name)
        if member is not None and known[name] != live[name]:
            kept[name] = comparison.in_form(_Place(member, name, name), known[name], live[name])
    return kept


class _Comparison:
    def __init__(self, resource: Resource, state: Properties, inputs: Properties) -> None:
        self.found: list[Difference] = []
        self._resource = resource
        self._state = state
        self._inputs = inputs

    def compare(self, place: _Place, old: Any, new: Any) -> None:
        member = place.member
        if new is NOT_SET or new is None:
            if self._left_alone(place):
                return
            new = default_of(self._resource, member, place.name)
            if new is NOT_SET:
                new = None
            elif old is None:
                # The read cannot see it, and the create gave the default.
                return
        if has_unknown(new) and (new is UNKNOWN or not member.holds_objects or member.kind == "set"):
            self._add(place, old, new)
        elif member.kind == "object" and isinstance(old, dict) and isinstance(new, dict):
            self._compare_members(place, old, new)
        elif member.kind == "set" and isinstance(new, list):
            self._compare_sets(place, old or [], new)
        elif member.kind == "list" and isinstance(new, list):
            self._compare_lists(place, old or [], new)
        elif member.kind == "map" and isinstance(new, dict):
            replace = self._replaces(place, old, new)
            for found in map_differences(place.path, old or {}, new):
                self.found.append(Difference(found.path, found.kind, replace))
        elif not self._same(place, old, new):
            self._add(place, old, new)

    def in_form(self, place: _Place, known: Any, live: Any) -> Any:
        member = place.member
        if isinstance(known, dict) and isinstance(live, dict) and member.kind != "map":
            return {
                key: self.in_form(place.inside(member.properties[key]), known[key], value)
                if key in known and key in member.properties
                else value
                for key, value in live.items()
            }
        if isinstance(known, list) and isinstance(live, list):
            if member.kind != "set":
                pairs = zip(known, live, strict=False)
                return [self._element_in_form(place, *pair) for pair in pairs] + live[len(known) :]
            rest, ordered = list(live), []
            for item in known:
                found = next((other for other in rest if self._equal(place, other, item)), None)
                if found is not None:
                    rest.remove(found)
                    ordered.append(self._element_in_form(place, item, found))
            return ordered + rest
        return known if self._same(place, known, live) else live

    def _element_in_form(self, place: _Place, known: Any, live: Any) -> Any:
        if isinstance(known, dict) and isinstance(live, dict):
            return self.in_form(place, known, live)
        return known if self._same(place, known, live) else live

    def _left_alone(self, place: _Place) -> bool:
        if place.name in self._resource.exclusive:
            return False
        return place.member.computed or place.name in self._resource.kept

    def _compare_members(self, place: _Place, old: Properties, new: Properties) -> None:
        for name, member in place.member.properties.items():
            if member.is_input:
                self.compare(place.inside(member), old.get(name), new.get(name, NOT_SET))

    def _compare_lists(self, place: _Place, old: list[Any], new: list[Any]) -> None:
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            self._compare_elements(place, index, (before, after), (old, new))

    def _compare_sets(self, place: _Place, old: list[Any], new: list[Any]) -> None:
        removed = list(enumerate(old))
        added = []
        for index, item in enumerate(new):
            equal = next((entry for entry in removed if self._equal(place, entry[1], item)), None)
            if equal is not None:
                removed.remove(equal)
            else:
                added.append((index, item))
        changed = min(len(removed), len(added))
        for (_, before), (index, after) in zip(removed[:changed], added[:changed], strict=True):
            self._compare_elements(place, index, (before, after), (old, new))
        taken = {index for index, _ in added[:changed]}
        for index, after in added[changed:]:
            self._compare_elements(place, index, (None, after), (old, new))
        for index, before in removed[changed:]:
            # Two differences cannot have one path: an index that is taken moves on to the next free one.
            while index in taken:
                index += 1
            taken.add(index)
            self._compare_elements(place, index, (before, None), (old, new))

    def _compare_elements(
        self, place: _Place, index: int, pair: tuple[Any, Any], whole: tuple[list[Any], list[Any]]
    ) -> None:
        before, after = pair
        if place.member.holds_objects and isinstance(before, dict) and isinstance(after, dict):
            self._compare_members(place.at(index), before, after)
        elif before is None or after is None or not self._same(place, before, after):
            replace = self._replaces(place, *whole)
            self.found.append(Difference(f"{place.path}[{index}]", _kind(before, after), replace))

    def _equal(self, place: _Place, old: Any, new: Any) -> bool:
        """Whether two elements of a set are the same element."""
        if not (place.member.holds_objects and isinstance(old, dict) and isinstance(new, dict)):
            return self._same(place, old, new)
        aside = _Comparison(self._resource, self._state, self._inputs)
        aside._compare_members(place, old, new)
        return not aside.found

    def _same(self, place: _Place, old: Any, new: Any) -> bool:
        if old == new or (old in EMPTY and new in EMPTY):
            return True
        equivalent = self._resource.equivalent.get(place.name)
        return equivalent is not None and old is not None and new is not None and equivalent(old, new)

    def _add(self, place: _Place, old: Any, new: Any) -> None:
        self.found.append(Difference(place.path, _kind(old, new), self._replaces(place, old, new)))

    def _replaces(self, place: _Place, old: Any, new: Any) -> bool:
        # The facts tried one change at a time: what is around it is the new inputs, and itself as it was.
        top = place.name.split(".")[0]
        around = {**self._state, **self._inputs, top: self._state.get(top)}
        return replaces(self._resource.schema, place.member, old, new, around)


def _kind(old: Any, new: Any) -> str:
    if old in (None, [], {}):
        return "add"
    return "delete" if new is None else "update"


def _key_path(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"
