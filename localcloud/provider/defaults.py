"""What the provider has for inputs that are not set."""

from collections.abc import Mapping
from typing import Any

from localcloud.provider.definition import Resource
from localcloud.provider.schema import NOT_SET, Property
from localcloud.provider.values import Properties


def default_of(resource: Resource, member: Property, path: str) -> Any:
    """The default of the property at a path (`metadataOptions.httpEndpoint`), or `NOT_SET`."""
    return resource.defaults.get(path, member.default)


def with_defaults(resource: Resource, inputs: Properties) -> Properties:
    """The inputs with the defaults of those that are not set, also inside the blocks that are."""
    return _filled(resource, resource.schema.inputs, inputs, "")


def _filled(resource: Resource, members: Mapping[str, Property], given: Properties, path: str) -> Properties:
    filled = {key: value for key, value in given.items() if value is not None}
    for name, member in members.items():
        where = f"{path}{name}"
        value = filled.get(name)
        if value is None:
            default = default_of(resource, member, where)
            if member.is_input and default not in (NOT_SET, None):
                filled[name] = default
        elif member.holds_objects:
            filled[name] = _inside(resource, member, value, f"{where}.")
    return filled


def _inside(resource: Resource, member: Property, value: Any, path: str) -> Any:
    if isinstance(value, dict):
        return _filled(resource, member.properties, value, path)
    if isinstance(value, list):
        return [_inside(resource, member, item, path) for item in value]
    return value
