"""Between Pulumi properties and AWS requests and answers, driven by botocore's service models.

A Pulumi property `cidrBlock` and a request member `CidrBlock` are the same thing in most places, so only the
exceptions are written down (`Resource.names`). Names are compared without regard to case; a list that AWS
wraps (`{Quantity, Items}`), a block that Pulumi flattens and a boolean that AWS spells `ENABLED` are seen
from the shapes.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from botocore.model import ListShape, MapShape, Shape, StructureShape

from localcloud.provider.definition import Resource
from localcloud.provider.schema import Property
from localcloud.provider.values import Properties

_ABSENT: Final = object()
_NOT_IN_ANSWERS: Final = ("tags", "tagsAll", "region")
"""Properties that do not come from a read's answer: tags have operations of their own."""


def request_members(
    resource: Resource, shape: StructureShape | None, inputs: Properties, only: Iterable[str] | None = None
) -> dict[str, Any]:
    """The members of a request that the inputs have values for."""
    request: dict[str, Any] = {}
    for name in inputs if only is None else only:
        found = resource.schema.inputs.get(name)
        if found is None or inputs.get(name) is None or name in _NOT_IN_ANSWERS:
            continue
        path = _request_path(resource, shape, name)
        if path is None:
            continue
        members, target = path
        value = inputs[name]
        if name in resource.conversions:
            value = resource.conversions[name].to_api(value)
        else:
            value = to_api(target, value, found)
        _put(request, members, value)
    return request


def has_place(resource: Resource, shape: StructureShape | None, name: str) -> bool:
    """Whether a request has a member for the property."""
    return _request_path(resource, shape, name) is not None


def answer_properties(resource: Resource, raw: Mapping[str, Any]) -> Properties:
    """The properties that an answer tells. A property is None where the answer has a place but no value."""
    properties: Properties = {}
    spellings = _by_lower(raw)
    for name, found in resource.schema.properties.items():
        if name in _NOT_IN_ANSWERS:
            continue
        value = _dig(raw, resource.names.get(name, name), spellings)
        if value is _ABSENT:
            continue
        if name in resource.conversions:
            properties[name] = resource.conversions[name].from_api(value)
        else:
            properties[name] = from_api(value, found)
    return properties


def to_api(shape: Shape, value: Any, found: Property | None = None) -> Any:
    """A property value in the form that a request member takes."""
    if value is None:
        return None
    if isinstance(shape, StructureShape):
        return _to_structure(shape, value, found)
    if isinstance(shape, ListShape):
        items = value if isinstance(value, list) else [value]
        return [to_api(shape.member, item, found) for item in items]
    if isinstance(shape, MapShape):
        return {key: to_api(shape.value, item) for key, item in value.items()}
    if isinstance(value, bool) and shape.type_name == "string":
        return _spelled(shape, value)
    if shape.type_name == "string" and isinstance(value, int | float):
        return str(value)
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)
    if shape.type_name == "boolean" and isinstance(value, str):
        return value == "true"
    return value


def from_api(value: Any, found: Property) -> Any:
    """An answer's value in the form of the property."""
    if value is None:
        return None
    if found.kind in ("list", "set"):
        items = _items(value)
        return [_element_from_api(item, found) for item in items]
    if found.kind == "map":
        return dict(value) if isinstance(value, Mapping) else value
    if found.kind == "object":
        items = _items(value) if isinstance(value, list) else [value]
        return _object_from_api(items[0], found) if items else None
    return _scalar(value, found.kind)


def scalar_text(value: Any) -> str:
    """A scalar as Pulumi has it in a property that is a string: `true`, `8`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _to_structure(shape: StructureShape, value: Any, found: Property | None) -> Any:
    if isinstance(value, list) and {"Quantity", "Items"} <= set(shape.members):
        items = to_api(shape.members["Items"], value, found)
        return {"Quantity": len(items), "Items": items} if items else {"Quantity": 0}
    if not isinstance(value, Mapping):
        only = next(iter(shape.members))
        return {only: to_api(shape.members[only], value)}
    structure: dict[str, Any] = {}
    for key, item in value.items():
        path = _path_in(shape, key)
        if path is not None and item is not None:
            member = found.properties.get(key) if found else None
            _put(structure, path[0], to_api(path[1], item, member))
    return structure


def _element_from_api(item: Any, found: Property) -> Any:
    return _object_from_api(item, found) if found.holds_objects else _scalar(item, found.element or "string")


def _object_from_api(raw: Any, found: Property) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    members: Properties = {}
    spellings = _by_lower(raw)
    for name, member in found.properties.items():
        value = _dig(raw, name, spellings)
        if value is not _ABSENT and (converted := from_api(value, member)) is not None:
            members[name] = converted
    return members


def _scalar(value: Any, kind: str) -> Any:
    if isinstance(value, Mapping) and len(value) == 1:
        value = next(iter(value.values()))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind == "bool" and isinstance(value, str):
        return value.lower() in ("true", "enabled", "enable", "yes")
    if kind == "number" and isinstance(value, str | Decimal):
        number = float(value)
        return int(number) if number.is_integer() else number
    return scalar_text(value) if kind == "string" else value


def _request_path(
    resource: Resource, shape: StructureShape | None, name: str
) -> tuple[list[str], Shape] | None:
    for candidate in (resource.request_names.get(name), resource.names.get(name), name):
        found = _path_in(shape, candidate) if candidate else None
        if found:
            return found
    return None


def _items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        if "Items" in value or "Quantity" in value:
            return list(value.get("Items") or ())
        return [value]
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _spelled(shape: Shape, value: bool) -> str:
    wanted = ("enabled", "enable", "on", "true") if value else ("disabled", "disable", "off", "false")
    for choice in getattr(shape, "enum", ()):
        if choice.lower() in wanted:
            return str(choice)
    return str(value).lower()


def _path_in(shape: StructureShape | None, dotted: str) -> tuple[list[str], Shape] | None:
    members: list[str] = []
    current: Shape | None = shape
    for part in dotted.split("."):
        name = _member(current, part)
        if name is None or not isinstance(current, StructureShape):
            return None
        members.append(name)
        current = current.members[name]
    return (members, current) if current is not None else None


@cache
def _member(shape: Shape | None, name: str) -> str | None:
    if not isinstance(shape, StructureShape):
        return None
    found: str | None = _spelling(name, _by_lower(shape.members))
    return found


def _by_lower(names: Iterable[Any]) -> dict[str, Any]:
    return {str(name).lower(): name for name in names}


def _spelling(name: str, by_lower: Mapping[str, Any]) -> Any:
    """The name as AWS spells it: without regard to case, in singular or plural; None if it is not there."""
    wanted = name.lower()
    for candidate in (wanted, f"{wanted}s", wanted.removesuffix("s")):
        if candidate in by_lower:
            return by_lower[candidate]
    return None


def _dig(raw: Mapping[str, Any], dotted: str, spellings: Mapping[str, Any]) -> Any:
    """What is at a dotted path of an answer, or `_ABSENT`. `spellings` are the answer's own members."""
    first, _, rest = dotted.partition(".")
    key = _spelling(first, spellings)
    if key is None:
        return _ABSENT
    if not rest:
        return raw[key]
    inner = raw[key]
    return _dig(inner, rest, _by_lower(inner)) if isinstance(inner, Mapping) else _ABSENT


def _put(target: dict[str, Any], members: list[str], value: Any) -> None:
    for name in members[:-1]:
        target = target.setdefault(name, {})
    target[members[-1]] = value
