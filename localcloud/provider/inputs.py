"""Inputs taken from a live state: of what drifted, what is imported, and what is not to be changed."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any, Final

from localcloud.provider.check import allowed_together
from localcloud.provider.defaults import default_of
from localcloud.provider.definition import Resource
from localcloud.provider.diff import changed_properties, differences
from localcloud.provider.equality import EMPTY
from localcloud.provider.schema import NOT_SET, Property
from localcloud.provider.values import Properties

_STEP: Final = re.compile(r"""\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.\[]+)""")
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


def imported_inputs(resource: Resource, state: Properties, region: str) -> Properties:
    """The inputs that would give an imported resource: those that are set to something but their default.

    `region` is where the provider's resources are that name no region.
    """
    inputs = {}
    for name, member in resource.schema.inputs.items():
        value = _as_input(resource, member, state.get(name), name)
        if value is None or name in resource.unsupported or (name == "region" and value == region):
            continue
        inputs[name] = value
    return allowed_together(resource, inputs)


def refreshed_inputs(resource: Resource, state: Properties, old_inputs: Properties) -> Properties:
    """The inputs that would give this live state: the old ones, with what drifted taken from the state."""
    drifted = set(changed_properties(differences(resource, state, old_inputs)))
    if resource.schema.taggable and (state.get("tags") or {}) != (old_inputs.get("tags") or {}):
        drifted.add("tags")
    inputs = dict(old_inputs)
    for name in drifted:
        inputs[name] = _as_input(resource, resource.schema.inputs[name], state.get(name), name)
    return {key: value for key, value in inputs.items() if value is not None}


def ignoring_changes(inputs: Properties, state: Properties, paths: Iterable[str]) -> Properties:
    """The inputs with what is at the paths (`tags.Owner`, `rules[*].priority`) as it is in the state."""
    kept = deepcopy(inputs) if paths else inputs
    for path in paths:
        _keep(kept, state, list(_steps(path)))
    return kept


def _as_input(resource: Resource, member: Property, value: Any, path: str) -> Any:
    """A state's value as an input: without what is only an output, and None for what need not be set."""
    default = default_of(resource, member, path)
    if value is None or (not member.required and value == default):
        return None
    if value in _NOTHING or (value in EMPTY and default is NOT_SET and not member.computed):
        return value if member.required else None
    if isinstance(value, dict) and member.holds_objects:
        members = {
            name: _as_input(resource, inner, value.get(name), f"{path}.{name}")
            for name, inner in member.properties.items()
            if inner.is_input
        }
        return {name: item for name, item in members.items() if item is not None}
    if isinstance(value, list) and member.holds_objects:
        return [_as_input(resource, member, item, path) for item in value]
    return value


def _steps(path: str) -> Iterator[str | int]:
    for quoted, index, name in _STEP.findall(path):
        yield int(index) if index.isdigit() else index or quoted or name


def _keep(inputs: Any, state: Any, steps: list[str | int]) -> None:
    """Put what is at a path of the state into the inputs, or take it away where the state has nothing."""
    step, rest = steps[0], steps[1:]
    if step == "*":
        for key in _keys(inputs) | _keys(state):
            _keep(inputs, state, [key, *rest])
        return
    there = _at(state, step)
    if rest:
        if isinstance(inputs, dict) and isinstance(there, dict):
            inputs.setdefault(str(step), {})
        if _at(inputs, step) is not None:
            _keep(_at(inputs, step), there, rest)
    elif isinstance(inputs, dict):
        if there is None:
            inputs.pop(str(step), None)
        else:
            inputs[str(step)] = there
    elif isinstance(inputs, list) and isinstance(step, int) and step < len(inputs):
        inputs[step] = there


def _keys(value: Any) -> set[str | int]:
    if isinstance(value, dict):
        return set(value)
    return set(range(len(value))) if isinstance(value, list) else set()


def _at(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
