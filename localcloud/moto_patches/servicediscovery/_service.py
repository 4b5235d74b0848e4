"""What the modules of this package share: the service, its errors and its lookups."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from moto.servicediscovery.responses import ServiceDiscoveryResponse

from localcloud.moto_service import AwsError, Request, Service

CLOUD_MAP: Final = Service(ServiceDiscoveryResponse, "servicediscovery_backend")

HTTP: Final = "HTTP"
DNS_PRIVATE: Final = "DNS_PRIVATE"
DNS_PUBLIC: Final = "DNS_PUBLIC"


def invalid(message: str) -> AwsError:
    """The error for a value that the service does not accept."""
    return AwsError("InvalidInput", message)


def in_use(message: str) -> AwsError:
    """The error for deleting what others need."""
    return AwsError("ResourceInUse", message)


def namespace_of(backend: Any, identifier: str) -> Any:
    """The namespace (moto's object) with an id or ARN. Raises ``NamespaceNotFound``."""
    name = identifier.rsplit("/", 1)[-1]
    if name not in backend.namespaces:
        raise AwsError("NamespaceNotFound", f"Can't find namespace {identifier}.")
    return backend.namespaces[name]


def service_of(backend: Any, identifier: str) -> Any:
    """The service (moto's object) with an id or ARN. Raises ``ServiceNotFound``."""
    name = identifier.rsplit("/", 1)[-1]
    if name not in backend.services:
        raise AwsError("ServiceNotFound", f"Service not found: {identifier}.")
    return backend.services[name]


def filtered(
    items: Iterable[Any], request: Request, values: dict[str, Callable[[Any], str | None]]
) -> list[Any]:
    """The items that meet all filters of a request.

    Args:
        items: moto's objects.
        request: with `Filters`, each of a `Name`, `Values` and a `Condition` (`EQ` unless given).
        values: by filter name, the value of an item that it is about; other filters leave all items.
    """
    found = list(items)
    for condition in request.get("Filters") or ():
        value = values.get(condition["Name"])
        if value is not None:
            found = [item for item in found if _meets(value(item) or "", condition)]
    return found


def _meets(value: str, condition: dict[str, Any]) -> bool:
    wanted = condition["Values"]
    if condition.get("Condition") == "BEGINS_WITH":
        return value.startswith(tuple(wanted))
    return value in wanted
