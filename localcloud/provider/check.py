"""Check: are a resource's inputs what the type takes?

Names, kinds, what is required and what cannot stand together.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from localcloud.provider import regions
from localcloud.provider.definition import Resource
from localcloud.provider.mapping import scalar_text
from localcloud.provider.naming import DEFAULTS, NO_WISHES, Autonaming, NoNameError, automatic_name
from localcloud.provider.schema import Property
from localcloud.provider.values import UNKNOWN, Properties

_KIND_WORDS: Final = {
    "string": "a string",
    "number": "a number",
    "bool": "a boolean",
    "list": "a list",
    "set": "a list",
    "map": "a map",
    "object": "an object",
}
_SHOWN_LENGTH: Final = 80


@dataclass(frozen=True)
class Failure:
    """One thing wrong with the inputs: the property's path (`rules[0].action`) and a sentence."""

    property: str
    reason: str


def check_inputs(
    resource: Resource,
    inputs: Properties,
    old_inputs: Properties,
    *,
    name: str,
    seed: bytes = b"",
    autonaming: Autonaming = NO_WISHES,
) -> tuple[Properties, list[Failure]]:
    """The inputs to go on with (scalars coerced as the real provider does, a name made) and what is wrong.

    Args:
        resource: the type's definition.
        inputs: what the program gives.
        old_inputs: the checked inputs of the last run; empty for a new resource and for a replacement.
        name: the resource's name in the program.
        seed: the engine's random bytes for an automatic name.
        autonaming: the engine's wishes for that name.
    """
    checking = _Checking()
    checked = checking.members(resource.schema.inputs, _without_marks(inputs), "", of=resource.token)
    failures = checking.failures + list(_combinations(resource, checked))
    region = checked.get("region") if resource.schema.regional else None
    if isinstance(region, str) and region not in regions.known():
        failures.append(Failure("region", regions.unknown("region", region)))
    failures += [
        Failure(name, f"the local cloud does not support {name!r} of {resource.token} (docs/localcloud.md)")
        for name in resource.unsupported
        if checked.get(name) is not None
    ]
    if not failures and resource.validate:
        failures = [Failure(*found) for found in resource.validate(checked)]
    try:
        automatic = automatic_name(resource, checked, old_inputs, name=name, seed=seed, autonaming=autonaming)
    except NoNameError as error:
        failures.append(Failure(resource.named or "", str(error)))
    else:
        if automatic is not None:
            checked |= {str(resource.named): automatic, DEFAULTS: [resource.named]}
    return checked, failures


def allowed_together(resource: Resource, inputs: Properties) -> Properties:
    """The inputs without those that exclude an earlier one, as a subnet's zone name does its zone id."""
    left_out = {
        name
        for names in (*resource.exactly_one, *_alternatives(resource))
        for name in _given(names, inputs)[1:]
    }
    return {name: value for name, value in inputs.items() if name not in left_out}


class _Checking:
    """A walk over values that notes what is wrong with them."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []

    def members(
        self, properties: Mapping[str, Property], given: Properties, path: str, *, of: str
    ) -> Properties:
        """An object's members. `of` names what they belong to."""
        checked: Properties = {}
        for key, value in given.items():
            where = f"{path}{key}"
            found = properties.get(key)
            if found is None:
                self._fail(where, _unknown_property(key, properties, of))
            else:
                checked[key] = self._value(found, value, where)
        for key, found in properties.items():
            if found.required and given.get(key) is None:
                self._fail(f"{path}{key}", f"missing required property {f'{path}{key}'!r} of {of}")
        return checked

    def _value(self, found: Property, value: Any, where: str) -> Any:
        if value is UNKNOWN or value is None:
            return value
        if found.kind in ("list", "set"):
            return self._list(found, value, where)
        if found.kind == "map":
            if not isinstance(value, dict):
                return self._wrong_kind(found, "map", value, where)
            return {
                key: self._element(found, item, f"{where}[{key!r}]")
                for key, item in value.items()
                if item is not None
            }
        if found.kind == "object":
            return self._object(found, value, where)
        return self._scalar(found, found.kind, value, where)

    def _list(self, found: Property, value: Any, where: str) -> Any:
        if not isinstance(value, list):
            return self._wrong_kind(found, found.kind, value, where)
        low, high = found.facts.get("min_items", 0), found.facts.get("max_items")
        if len(value) < low or (high is not None and len(value) > high):
            allowed = f"{low} to {high}" if high is not None else f"at least {low}"
            self._fail(where, f"takes {allowed} elements, got {len(value)}")
        return [self._element(found, item, f"{where}[{index}]") for index, item in enumerate(value)]

    def _element(self, found: Property, value: Any, where: str) -> Any:
        if value is UNKNOWN:
            return value
        if found.holds_objects:
            return self._object(found, value, where)
        return self._scalar(found, found.element or "string", value, where)

    def _object(self, found: Property, value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong_kind(found, "object", value, where)
        inputs = {name: member for name, member in found.properties.items() if member.is_input}
        return self.members(inputs, _without_marks(value), f"{where}.", of=found.name)

    def _scalar(self, found: Property, kind: str, value: Any, where: str) -> Any:
        """A scalar of the kind; texts and numbers stand for each other as in the real provider."""
        if kind == "string" and isinstance(value, bool | int | float):
            return scalar_text(value)
        if kind == "bool" and value in ("true", "false"):
            return value == "true"
        if kind == "number" and isinstance(value, str):
            try:
                number = float(value)
            except ValueError:
                return self._wrong_kind(found, kind, value, where)
            return int(number) if number.is_integer() else number
        fits = {
            "string": isinstance(value, str),
            "number": isinstance(value, int | float) and not isinstance(value, bool),
            "bool": isinstance(value, bool),
        }
        return value if fits.get(kind, True) else self._wrong_kind(found, kind, value, where)

    def _wrong_kind(self, found: Property, kind: str, value: Any, where: str) -> Any:
        shown = "a secret value" if found.secret else _shortened(repr(value))
        self._fail(where, f"expected {_KIND_WORDS[kind]}, got {shown}")
        return value

    def _fail(self, where: str, reason: str) -> None:
        self.failures.append(Failure(where, reason))


def _combinations(resource: Resource, inputs: Properties) -> Iterator[Failure]:
    for names in _alternatives(resource):
        found = _given(names, inputs)
        if len(found) > 1:
            yield Failure(found[1], f"conflicts with {found[0]!r}: set only one of {', '.join(names)}")
    for names in resource.exactly_one:
        found = _given(names, inputs)
        if len(found) != 1:
            got = ", ".join(found) or "none of them"
            where = found[1] if found else names[0]
            yield Failure(where, f"set exactly one of {', '.join(names)}; got {got}")
    for name, allowed in resource.allowed.items():
        value = inputs.get(name)
        if value is not None and value is not UNKNOWN and value not in allowed:
            yield Failure(name, f"{value!r} is not allowed: use one of {', '.join(map(str, allowed))}")


def _alternatives(resource: Resource) -> list[tuple[str, ...]]:
    inputs = resource.schema.inputs
    prefixed = [(key, f"{key}Prefix") for key in inputs if f"{key}Prefix" in inputs]
    return [*resource.conflicts, *prefixed]


def _given(names: tuple[str, ...], inputs: Properties) -> list[str]:
    return [name for name in names if inputs.get(name) not in (None, "", [], {})]


def _without_marks(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if key != DEFAULTS}


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else f"{text[: _SHOWN_LENGTH - 3]}..."


def _unknown_property(key: str, properties: Mapping[str, Property], of: str) -> str:
    near = difflib.get_close_matches(key, properties, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{key!r} is not a property of {of}{hint}"
