"""ECS services."""

from collections.abc import Collection
from typing import Any, Final

from localcloud.provider.definition import Api, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.ecs_service_blocks import (
    balancers_from_api,
    balancers_to_api,
    connect_from_api,
    connect_to_api,
    deployment_from_api,
    deployment_to_api,
    network_from_api,
    network_to_api,
    volume_from_api,
    volume_to_api,
)
from localcloud.services.tagging import tagging_by_arn

_INACTIVE: Final = "INACTIVE"
_DAEMON: Final = "DAEMON"
_DEPLOYMENT: Final = (
    "alarms",
    "deploymentCircuitBreaker",
    "deploymentConfiguration",
    "deploymentMaximumPercent",
    "deploymentMinimumHealthyPercent",
)
_OURS_ALONE: Final = frozenset(
    {"forceDelete", "sigintRollback", "tags", "tagsAll", "triggers", "waitForSteadyState"}
)
"""Inputs that are the provider's own business: changing them changes no service."""


def _settings(inputs: Properties, names: Collection[str]) -> dict[str, Any]:
    """The members that creating and updating a service have in common, by the input that they come from."""
    deployment = deployment_to_api(inputs, names)
    registry = inputs.get("serviceRegistries")
    return {
        "availabilityZoneRebalancing": {"availabilityZoneRebalancing": inputs["availabilityZoneRebalancing"]},
        "capacityProviderStrategies": {
            "capacityProviderStrategy": inputs.get("capacityProviderStrategies") or None
        },
        "desiredCount": {"desiredCount": _desired(inputs)},
        "enableEcsManagedTags": {"enableECSManagedTags": inputs["enableEcsManagedTags"]},
        "enableExecuteCommand": {"enableExecuteCommand": inputs["enableExecuteCommand"]},
        "healthCheckGracePeriodSeconds": {
            "healthCheckGracePeriodSeconds": inputs.get("healthCheckGracePeriodSeconds", 0)
        },
        "loadBalancers": {"loadBalancers": balancers_to_api(inputs.get("loadBalancers"))},
        "networkConfiguration": {"networkConfiguration": network_to_api(inputs.get("networkConfiguration"))},
        "orderedPlacementStrategies": {"placementStrategy": inputs.get("orderedPlacementStrategies") or []},
        "placementConstraints": {"placementConstraints": inputs.get("placementConstraints") or []},
        "platformVersion": {"platformVersion": inputs.get("platformVersion")},
        "propagateTags": {"propagateTags": inputs.get("propagateTags") or "NONE"},
        "serviceConnectConfiguration": {
            "serviceConnectConfiguration": connect_to_api(inputs.get("serviceConnectConfiguration"))
        },
        "serviceRegistries": {"serviceRegistries": [registry] if registry else []},
        "taskDefinition": {"taskDefinition": inputs.get("taskDefinition")},
        "volumeConfiguration": {"volumeConfigurations": volume_to_api(inputs.get("volumeConfiguration"))},
        "vpcLatticeConfigurations": {
            "vpcLatticeConfigurations": inputs.get("vpcLatticeConfigurations") or []
        },
        **{name: {"deploymentConfiguration": deployment} for name in _DEPLOYMENT},
    }


def _desired(inputs: Properties) -> int | None:
    if inputs.get("schedulingStrategy") == _DAEMON:
        return None
    return int(inputs.get("desiredCount") or 0)


def _request(inputs: Properties, names: Collection[str]) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for name, members in _settings(inputs, names).items():
        if name in names:
            request |= members
    return request


def _create(api: Api, inputs: Properties) -> str:
    given = {name for name in inputs if inputs[name] not in (None, [], {})}
    controller = inputs.get("deploymentController")
    answer = api.call(
        "create_service",
        cluster=inputs.get("cluster"),
        serviceName=inputs["name"],
        launchType=inputs.get("launchType"),
        role=inputs.get("iamRole"),
        schedulingStrategy=inputs["schedulingStrategy"],
        deploymentController=controller,
        **_request(inputs, given | {"desiredCount"}),
    )
    identifier = str(answer["service"]["serviceArn"])
    _wait(api, identifier, inputs)
    return identifier


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed - _OURS_ALONE and not (inputs.get("forceNewDeployment") and "triggers" in changed):
        return
    request = _request(inputs, changed)
    if inputs.get("forceNewDeployment"):
        request["forceNewDeployment"] = True
    api.call("update_service", cluster=_cluster_of(identifier), service=identifier, **request)
    _wait(api, identifier, inputs)


def _wait(api: Api, identifier: str, inputs: Properties) -> None:
    """Make sure that a service has all its tasks, where the program asks for it.

    Raises RefusedError with what keeps the tasks from starting. AWS would go on trying.
    """
    if not inputs.get("waitForSteadyState"):
        return
    service = _describe(api, identifier)
    running, wanted = service["runningCount"], service["desiredCount"]
    if running != wanted:
        reasons = "; ".join(event["message"] for event in service["events"])
        text = f"service {identifier} is not steady: {running} of {wanted} tasks run. {reasons}"
        raise RefusedError("DescribeServices", "ServiceNotSteady", text)


def _cluster_of(arn: str) -> str:
    return arn.partition(":service/")[2].partition("/")[0]


def _describe(api: Api, arn: str) -> dict[str, Any]:
    answer = api.call("describe_services", cluster=_cluster_of(arn), services=[arn], include=["TAGS"])
    found = answer["services"]
    return dict(found[0]) if found else {"status": _INACTIVE}


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    service = _describe(api, identifier)
    if service["status"] == _INACTIVE:
        return None
    deployment: dict[str, Any] = next(
        (item for item in service.get("deployments") or () if item["status"] == "PRIMARY"), {}
    )
    controller, tags = service["deploymentController"], service.get("propagateTags")
    registries = service.get("serviceRegistries")
    daemon = service["schedulingStrategy"] == _DAEMON
    connect = deployment.get("serviceConnectConfiguration")
    return {
        "name": service["serviceName"],
        "arn": service["serviceArn"],
        "cluster": service["clusterArn"],
        "availabilityZoneRebalancing": service.get("availabilityZoneRebalancing"),
        "capacityProviderStrategies": _strategies(api, service, known),
        "deploymentController": controller
        if controller["type"] != "ECS" or known.get("deploymentController")
        else None,
        "desiredCount": None if daemon else service["desiredCount"],
        "enableEcsManagedTags": service.get("enableECSManagedTags"),
        "enableExecuteCommand": service.get("enableExecuteCommand"),
        "healthCheckGracePeriodSeconds": service.get("healthCheckGracePeriodSeconds") or None,
        "iamRole": service.get("roleArn"),
        "launchType": service.get("launchType"),
        "loadBalancers": balancers_from_api(service.get("loadBalancers")),
        "networkConfiguration": network_from_api(service.get("networkConfiguration")),
        "orderedPlacementStrategies": service.get("placementStrategy"),
        "placementConstraints": service.get("placementConstraints"),
        "platformVersion": service.get("platformVersion"),
        "propagateTags": None if tags == "NONE" and not known.get("propagateTags") else tags,
        "schedulingStrategy": service["schedulingStrategy"],
        "serviceConnectConfiguration": connect_from_api(connect, known.get("serviceConnectConfiguration")),
        "serviceRegistries": registries[0] if registries else None,
        "taskDefinition": service.get("taskDefinition"),
        "volumeConfiguration": volume_from_api(deployment.get("volumeConfigurations")),
        "vpcLatticeConfigurations": deployment.get("vpcLatticeConfigurations"),
        **deployment_from_api(service.get("deploymentConfiguration") or {}, known, daemon=daemon),
        "tags": service.get("tags") or [],
    }


def _strategies(api: Api, service: dict[str, Any], known: Properties) -> list[dict[str, Any]]:
    """The capacity providers of a service, unless it only has its cluster's default ones."""
    found: list[dict[str, Any]] = service.get("capacityProviderStrategy") or []
    if not found or known.get("capacityProviderStrategies"):
        return found
    clusters = api.call("describe_clusters", clusters=[service["clusterArn"]])["clusters"]
    defaults = [cluster.get("defaultCapacityProviderStrategy") for cluster in clusters]
    return [] if found in defaults else found


def _delete(api: Api, identifier: str, state: Properties) -> None:
    service = _describe(api, identifier)
    if service["status"] == _INACTIVE:
        return
    cluster = _cluster_of(identifier)
    if service["schedulingStrategy"] != _DAEMON and not state.get("forceDelete"):
        api.call("update_service", cluster=cluster, service=identifier, desiredCount=0)
    api.call("delete_service", cluster=cluster, service=identifier, force=True)


def _same_end(old: Any, new: Any) -> bool:
    """Whether a name and an ARN, or two of a kind, name the same thing."""
    return isinstance(old, str) and isinstance(new, str) and old.rpartition("/")[2] == new.rpartition("/")[2]


def _same_revision(old: Any, new: Any) -> bool:
    """The same for task definitions; a family without revision means whatever revision runs."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return False
    before, after = old.rpartition("/")[2], new.rpartition("/")[2]
    return before == after or before.partition(":")[0] == after


def _import_id(api: Api, given: str) -> str:
    """The ARN for `cluster/service`, which the provider takes to import a service."""
    cluster, _, name = given.rpartition("/")
    if given.startswith("arn:") or not cluster:
        return given
    found = api.call("describe_services", cluster=cluster, services=[name])["services"]
    return str(found[0]["serviceArn"]) if found else given


SERVICE: Final = Resource(
    "aws:ecs/service:Service",
    "ecs",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    defaults={"deploymentMaximumPercent": 200, "deploymentMinimumHealthyPercent": 100},
    equivalent={"cluster": _same_end, "taskDefinition": _same_revision},
    kept=(
        "deploymentConfiguration",
        "deploymentConfiguration.bakeTimeInMinutes",
        "deploymentConfiguration.canaryConfiguration",
        "deploymentConfiguration.linearConfiguration",
        "deploymentConfiguration.strategy",
    ),
    tagging=tagging_by_arn("resourceArn", "{id}", listed=False, key="key", value="value"),
    allowed={
        "launchType": ("EC2", "FARGATE", "EXTERNAL"),
        "propagateTags": ("SERVICE", "TASK_DEFINITION", "NONE"),
        "schedulingStrategy": ("REPLICA", _DAEMON),
    },
    conflicts=(("launchType", "capacityProviderStrategies"),),
    import_id=_import_id,
)

RESOURCES: Final = (SERVICE,)
