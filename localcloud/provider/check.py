"""Check: are a resource's inputs what the type takes? Names, kinds, required, conflicts, and automatic names."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from localcloud.provider.definition import Resource
from localcloud.provider.schema import Property, ResourceSchema
from localcloud.provider.values import UNKNOWN, Properties

DEFAULTS: Final = "__defaults"
_KIND_WORDS: Final = {
    "string": "a string",
    "number": "a number",
    "bool": "a boolean",
    "list": "a list",
    "set": "a list",
    "map": "a map",
    "object": "an object",
}


@dataclass(frozen=True)
class Failure:
    """One thing wrong with the inputs: the property's path (`rules[0].action`) and a sentence."""

    property: str
    reason: str


@dataclass(frozen=True)
class Autonaming:
    """What the engine says about automatic names: a proposed name, and whether it must or must not be used."""

    proposed: str | None = None
    enforced: bool = False
    disabled: bool = False


def check_inputs(
    resource: Resource, inputs: Properties, old_inputs: Properties, *, name: str, seed: bytes, autonaming: Autonaming
) -> tuple[Properties, list[Failure]]:
    """The inputs to go on with (kinds coerced as the real provider does, a name made) and what is wrong."""
    schema = resource.schema
    given = {key: value for key, value in inputs.items() if key != DEFAULTS}
    failures: list[Failure] = []
    checked = _check_object(schema.inputs, given, "", failures, of=schema.token)
    failures += _combinations(resource, checked)
    if not failures:
        failures += [Failure(*found) for found in resource.check(checked)]
    name_failures = _add_name(resource, schema, checked, old_inputs, name, seed, autonaming)
    return checked, failures + name_failures


def _check_object(
    properties: dict[str, Property], given: Properties, path: str, failures: list[Failure], *, of: str
) -> Properties:
    checked: Properties = {}
    for key, value in given.items():
        where = f"{path}{key}"
        if key not in properties:
            failures.append(Failure(where, _unknown_property(key, properties, of)))
        else:
            checked[key] = _check_value(properties[key], value, where, failures)
    for key, found in properties.items():
        if found.required and given.get(key) is None:
            where = f"{path}{key}"
            failures.append(Failure(where, f"missing required property {where!r} of {of}"))
    return checked


def _check_value(found: Property, value: Any, where: str, failures: list[Failure]) -> Any:
    if value is UNKNOWN or value is None:
        return value
    if found.kind in ("list", "set"):
        if not isinstance(value, list):
            return _wrong_kind(found.kind, value, where, failures)
        low, high = found.facts.get("min_items", 0), found.facts.get("max_items")
        if len(value) < low or (high is not None and len(value) > high):
            allowed = f"{low} to {high}" if high is not None else f"at least {low}"
            failures.append(Failure(where, f"takes {allowed} elements, got {len(value)}"))
        return [_check_element(found, item, f"{where}[{index}]", failures) for index, item in enumerate(value)]
    if found.kind == "map":
        if not isinstance(value, dict):
            return _wrong_kind("map", value, where, failures)
        return {key: _check_element(found, item, f"{where}[{key!r}]", failures) for key, item in value.items()}
    if found.kind == "object":
        return _check_member_object(found, value, where, failures)
    return _check_scalar(found.kind, value, where, failures)


def _check_element(found: Property, value: Any, where: str, failures: list[Failure]) -> Any:
    if value is UNKNOWN or value is None:
        return value
    if found.holds_objects:
        return _check_member_object(found, value, where, failures)
    return _check_scalar(found.element or "string", value, where, failures)


def _check_member_object(found: Property, value: Any, where: str, failures: list[Failure]) -> Any:
    if not isinstance(value, dict):
        return _wrong_kind("object", value, where, failures)
    members = {key: item for key, item in value.items() if key != DEFAULTS}
    inputs = {name: member for name, member in found.properties.items() if member.is_input}
    return _check_object(inputs, members, f"{where}.", failures, of=found.name)


def _check_scalar(kind: str, value: Any, where: str, failures: list[Failure]) -> Any:
    if kind == "bool" and value in ("true", "false"):
        return value == "true"
    if kind == "number" and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return _wrong_kind(kind, value, where, failures)
    fits = {
        "string": isinstance(value, str),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
    }
    return value if fits.get(kind, True) else _wrong_kind(kind, value, where, failures)


def _wrong_kind(kind: str, value: Any, where: str, failures: list[Failure]) -> Any:
    failures.append(Failure(where, f"expected {_KIND_WORDS[kind]}, got {value!r}"))
    return value


def _unknown_property(key: str, properties: dict[str, Property], of: str) -> str:
    near = difflib.get_close_matches(key, properties, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{key!r} is not a property of {of}{hint}"


def _combinations(resource: Resource, inputs: Properties) -> Iterator[Failure]:
    def given(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if inputs.get(name) not in (None, "", [], {})]

    prefixed = [(key, f"{key}Prefix") for key in resource.schema.inputs if f"{key}Prefix" in resource.schema.inputs]
    for names in [*resource.conflicts, *prefixed]:
        if len(found := given(names)) > 1:
            yield Failure(found[1], f"conflicts with {found[0]!r}: set only one of {', '.join(names)}")
    for names in resource.exactly_one:
        if len(found := given(names)) != 1:
            got = ", ".join(found) or "none of them"
            yield Failure(found[1] if found else names[0], f"set exactly one of {', '.join(names)}; got {got}")
    for name, allowed in resource.allowed.items():
        value = inputs.get(name)
        if value is not None and value is not UNKNOWN and value not in allowed:
            yield Failure(name, f"{value!r} is not allowed: use one of {', '.join(map(str, allowed))}")


def _add_name(
    resource: Resource,
    schema: ResourceSchema,
    checked: Properties,
    old_inputs: Properties,
    name: str,
    seed: bytes,
    autonaming: Autonaming,
) -> list[Failure]:
    """Give the resource a name where it takes one and none is set: the old automatic one, or a new one."""
    key = resource.autoname
    if key is None or key not in schema.inputs or any(checked.get(taken) for taken in (key, f"{key}Prefix")):
        return []
    if key in old_inputs.get(DEFAULTS, []) and key in old_inputs:
        checked[key] = old_inputs[key]
    elif autonaming.disabled:
        return [Failure(key, f"missing {key!r}: automatic names are disabled by pulumi:autonaming")]
    elif autonaming.enforced and autonaming.proposed:
        checked[key] = autonaming.proposed
    else:
        suffix = seed.hex()[:7] if seed else sha256(name.encode()).hexdigest()[:7]
        proposed = autonaming.proposed or f"{name[: resource.autoname_length - 8]}-{suffix}"
        checked[key] = resource.autoname_format(proposed)
    checked[DEFAULTS] = [key]
    return []
