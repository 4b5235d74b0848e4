"""Provider functions (data sources): a token and what it answers."""

import difflib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType

from localcloud import functions
from localcloud.cloud import Cloud
from localcloud.provider import regions
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.values import Properties


class FunctionError(ValueError):
    """A function is unknown, or its arguments are not what it takes."""


@dataclass(frozen=True)
class ProviderFunction:
    """A function of the provider.

    Attributes:
        service: the botocore service name of the API that it uses.
        run: makes the result from the API and the arguments; raises FunctionError when there is none.
        required: the arguments that must be given.
    """

    service: str
    run: Callable[[ServiceApi, Properties], Properties]
    required: tuple[str, ...] = ()


@cache
def known_functions() -> Mapping[str, ProviderFunction]:
    """Function by token, from the modules of `localcloud/functions`.

    Raises ValueError for a token that is there twice.
    """
    found: dict[str, ProviderFunction] = {}
    for module in pkgutil.iter_modules(functions.__path__):
        defined = getattr(import_module(f"{functions.__name__}.{module.name}"), "FUNCTIONS", {})
        for token in found.keys() & defined.keys():
            raise ValueError(f"{token} is defined twice, the second time in {module.name}")
        found |= defined
    return MappingProxyType(found)


def invoke(
    cloud: Cloud, configuration: ProviderConfiguration, token: str, arguments: Properties
) -> Properties:
    """The result of a function. Raises FunctionError for an unknown token or wrong arguments."""
    function = known_functions().get(token)
    if function is None:
        near = difflib.get_close_matches(token, known_functions(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise FunctionError(
            f"the local cloud has no function {token}.{hint} To add it, write it in localcloud/functions/ "
            f"(docs/localcloud.md); `python -m localcloud coverage` lists what there is."
        )
    missing = [name for name in function.required if arguments.get(name) is None]
    if missing:
        raise FunctionError(f"{token} needs {', '.join(missing)}")
    region = configuration.region_of(arguments)
    if region not in regions.known():
        raise FunctionError(regions.unknown("region", region))
    return function.run(ServiceApi(cloud, function.service, region), arguments)
