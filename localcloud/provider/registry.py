"""Every resource type that the local cloud knows, collected from `localcloud/services`."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from localcloud import services
from localcloud.provider.definition import Resource


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


def coverage() -> list[Coverage]:
    """What there is: each type, whether an AWS API backs it (`backed`) or the local cloud holds it."""
    return [
        Coverage(token, f"held: {resource.held}" if resource.held else "backed", resource.service, resource.operations())
        for token, resource in sorted(resources().items())
    ]
