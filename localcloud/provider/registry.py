"""Every resource type that the local cloud knows, collected from `localcloud/services`."""

import difflib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from localcloud import services
from localcloud.provider.calls_used import operations_used
from localcloud.provider.definition import Resource
from localcloud.provider.functions import known_functions


class UnknownTypeError(LookupError):
    """A resource type that the local cloud does not know."""


class Coverage(NamedTuple):
    """A line of `python -m localcloud coverage`."""

    token: str
    backing: str
    service: str
    operations: tuple[str, ...]


@cache
def resources() -> Mapping[str, Resource]:
    """Type token -> definition. Raises ValueError when a type is defined twice."""
    found: dict[str, Resource] = {}
    for module in pkgutil.iter_modules(services.__path__):
        for resource in getattr(import_module(f"{services.__name__}.{module.name}"), "RESOURCES", ()):
            if resource.token in found:
                raise ValueError(f"{resource.token} is defined twice, the second time in {module.name}")
            found[resource.token] = resource
    return MappingProxyType(found)


def resource_of(token: str) -> Resource:
    """The definition of a type. Raises UnknownTypeError."""
    found = resources().get(token)
    if found is None:
        near = difflib.get_close_matches(token, resources(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownTypeError(
            f"the local cloud has no resource type {token}.{hint} To add it, write its definition in "
            f"localcloud/services/ (docs/localcloud.md); `python -m localcloud coverage` lists what there is."
        )
    return found


def coverage() -> list[Coverage]:
    """Each type, whether an AWS API backs it (`backed`) or the local cloud holds it, and its operations."""
    return [
        Coverage(
            token,
            f"held: {resource.held}" if resource.held else "backed",
            resource.service,
            operations_used(resource.service, *resource.calls(), *resource.functions()),
        )
        for token, resource in sorted(resources().items())
    ]


def function_coverage() -> list[Coverage]:
    """Each provider function and the operations that it uses."""
    return [
        Coverage(token, "function", function.service, operations_used(function.service, function.run))
        for token, function in sorted(known_functions().items())
    ]
