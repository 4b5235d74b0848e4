"""Provider functions (data sources): a token and what it answers."""

import difflib
import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

from localcloud import functions
from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.values import Properties

Function = Callable[[ServiceApi, Properties], Properties]


class FunctionError(ValueError):
    """A function is unknown, or its arguments are not what it takes."""


@cache
def known_functions() -> dict[str, tuple[str, Function]]:
    """Token -> the service whose API it uses, and the function; from the modules of `localcloud/functions`."""
    found: dict[str, tuple[str, Function]] = {}
    for module in pkgutil.iter_modules(functions.__path__):
        found |= getattr(import_module(f"{functions.__name__}.{module.name}"), "FUNCTIONS", {})
    return found


def invoke(cloud: Cloud, configuration: ProviderConfiguration, token: str, arguments: Properties) -> Properties:
    """The result of a function. Raises FunctionError for an unknown token or wrong arguments."""
    if token not in known_functions():
        near = difflib.get_close_matches(token, known_functions(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise FunctionError(
            f"the local cloud has no function {token}.{hint} To add it, write it in localcloud/functions/ "
            f"(docs/localcloud.md); `python -m localcloud coverage` lists what there is."
        )
    service, function = known_functions()[token]
    region = arguments.get("region") or configuration.region
    return function(ServiceApi(cloud, service, region), arguments)
