"""Capacity providers of clusters and services.

What moto accepts, and AWS refuses: a capacity provider that does not exist, a default strategy with one that
the cluster does not have, a strategy with two bases or no weight, taking away one that a service uses.

What moto gets wrong: `FARGATE` and `FARGATE_SPOT` are there in every account, and moto does not know them.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.ecs._service import ECS, client_error, invalid, services_of
from localcloud.moto_patches.ecs.clusters import require_active
from localcloud.moto_service import AwsError, Request

OF_AWS: Final = ("FARGATE", "FARGATE_SPOT")

Strategy = list[dict[str, Any]]


def check_strategy(strategy: Strategy, of_cluster: Iterable[str]) -> None:
    """Refuse a strategy that AWS does not take.

    Args:
        strategy: items with `capacityProvider`, `base` and `weight`.
        of_cluster: the names of the cluster's capacity providers.
    """
    available = set(of_cluster)
    for item in strategy:
        if item["capacityProvider"] not in available:
            raise invalid(
                "The specified capacity provider strategy cannot contain a capacity provider that is not "
                f"associated with the cluster: {item['capacityProvider']}. Associate it with the cluster and "
                "try again."
            )
    names = [item["capacityProvider"] for item in strategy]
    if len(set(names)) < len(names):
        raise invalid("The specified capacity provider strategy contains a capacity provider twice.")
    if sum(1 for item in strategy if item.get("base")) > 1:
        raise invalid("Only one capacity provider in a capacity provider strategy can have a base defined.")
    if strategy and all(item.get("weight") == 0 for item in strategy):
        raise invalid("At least one capacity provider in a strategy must have a weight greater than 0.")


def _name(backend: Any, name_or_arn: str) -> str:
    provider = backend._get_provider(name_or_arn)
    return str(provider.name) if provider else name_or_arn


def _refuse(backend: Any, request: Request) -> None:
    names = request.get("capacityProviders") or []
    for name in names:
        if name not in OF_AWS and backend._get_provider(name) is None:
            raise invalid(f"The specified capacity provider '{name}' was not found.")
    check_strategy(request.get("defaultCapacityProviderStrategy") or [], names)


def _refuse_removal(backend: Any, request: Request) -> None:
    cluster = backend._get_cluster(request["cluster"])
    require_active(backend, cluster.name)
    removed = set(cluster.capacity_providers or ()) - set(request["capacityProviders"])
    used = {
        item["capacityProvider"]
        for service in services_of(backend, cluster.name)
        for item in service.capacity_provider_strategy or ()
    }
    if removed & used:
        raise AwsError(
            "ResourceInUseException",
            "The specified capacity provider is in use and cannot be removed: "
            f"{', '.join(sorted(removed & used))}",
        )


def _refuse_new(backend: Any, request: Request) -> None:
    name = request["name"]
    if name.upper() in OF_AWS or name.lower().startswith(("aws", "ecs", "fargate")):
        raise client_error(f"The capacity provider name '{name}' cannot begin with aws, ecs or fargate.")
    if name in backend.capacity_providers:
        raise client_error(f"The specified capacity provider '{name}' already exists.")


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    of_aws = {name: _of_aws(backend, name) for name in OF_AWS}
    own = {provider.name: provider for provider in backend.capacity_providers.values()}
    every = {**of_aws, **own}
    wanted = [_name(backend, name) for name in request.get("capacityProviders") or every]
    return {
        "capacityProviders": [every[name] for name in wanted if name in every],
        "failures": [{"arn": name, "reason": "MISSING"} for name in wanted if name not in every],
    }


def _of_aws(backend: Any, name: str) -> dict[str, Any]:
    arn = f"arn:{backend.partition}:ecs:{backend.region_name}:{backend.account_id}:capacity-provider/{name}"
    return {"capacityProviderArn": arn, "name": name, "status": "ACTIVE", "tags": []}


@cache
def apply() -> None:
    """Put moto's capacity providers right."""
    ECS.extend({"describe_capacity_providers": _describe})
    ECS.refuse(
        {
            "create_cluster": [_refuse],
            "create_capacity_provider": [_refuse_new],
            "put_cluster_capacity_providers": [_refuse_removal, _refuse],
        }
    )
