"""ECS clusters and their capacity providers."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty
from localcloud.services.tagging import ECS_TAGGING

_INCLUDE: Final = ["CONFIGURATIONS", "SETTINGS", "TAGS"]


def _cluster(api: Api, name: str) -> dict[str, Any] | None:
    """The answer on a cluster that is not deleted, by name or ARN."""
    found = api.call("describe_clusters", clusters=[name], include=_INCLUDE)["clusters"]
    return next((item for item in found if item["status"] != "INACTIVE"), None)


def _read_cluster(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found = _cluster(api, identifier)
    if found is None:
        return None
    return {"configuration": None, "serviceConnectDefaults": None, **without_empty(found)}


def _update_cluster(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {"configuration", "serviceConnectDefaults", "settings"}:
        return
    api.call(
        "update_cluster",
        cluster=identifier,
        settings=inputs.get("settings"),
        configuration=_configuration(inputs.get("configuration")),
        # An empty name takes the default away.
        serviceConnectDefaults=inputs.get("serviceConnectDefaults") or {"namespace": ""},
    )


def _configuration(block: Properties | None) -> dict[str, Any]:
    # Pulumi's names of these members are ECS's own.
    return dict(block or {})


def _cluster_arn(api: Api, given: str) -> str:
    found = _cluster(api, given)
    return str(found["clusterArn"]) if found else given


CLUSTER: Final = Resource(
    "aws:ecs/cluster:Cluster",
    "ecs",
    identifier="{clusterArn}",
    create=Call("create_cluster", answer="cluster"),
    read=_read_cluster,
    update=_update_cluster,
    delete=Call("delete_cluster", {"cluster": "{id}"}),
    names={"arn": "clusterArn", "name": "clusterName"},
    kept=("settings",),
    tagging=ECS_TAGGING,
    import_id=_cluster_arn,
)


def _put_providers(api: Api, cluster: str, inputs: Properties) -> None:
    api.call(
        "put_cluster_capacity_providers",
        cluster=cluster,
        capacityProviders=inputs.get("capacityProviders") or [],
        defaultCapacityProviderStrategy=inputs.get("defaultCapacityProviderStrategies") or [],
    )


def _create_providers(api: Api, inputs: Properties) -> str:
    _put_providers(api, inputs["clusterName"], inputs)
    return str(inputs["clusterName"])


def _read_providers(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found = _cluster(api, identifier)
    if found is None:
        return None
    return {
        "clusterName": found["clusterName"],
        "capacityProviders": found["capacityProviders"],
        "defaultCapacityProviderStrategies": found["defaultCapacityProviderStrategy"],
    }


def _update_providers(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_providers(api, identifier, inputs)


def _delete_providers(api: Api, identifier: str, state: Properties) -> None:
    _put_providers(api, identifier, {})


CLUSTER_CAPACITY_PROVIDERS: Final = Resource(
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "ecs",
    create=_create_providers,
    read=_read_providers,
    update=_update_providers,
    delete=_delete_providers,
)

RESOURCES: Final = (CLUSTER, CLUSTER_CAPACITY_PROVIDERS)
