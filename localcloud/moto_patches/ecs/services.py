"""Services: created, changed and deleted.

moto takes what AWS refuses (`service_checks`), drops half of a service's settings, keeps a task definition as
it was written instead of its ARN, and lets a second create replace the first (P13).
"""

from functools import cache
from typing import Any, Final

from botocore import xform_name
from moto.core.utils import utcnow
from moto.ecs.models import Service

from localcloud.moto_patches.ecs._service import (
    ACTIVE,
    ECS,
    cluster_name,
    invalid,
    service_of,
)
from localcloud.moto_patches.ecs.clusters import require_active
from localcloud.moto_patches.ecs.deployments import count_tasks, deploy, settle_network
from localcloud.moto_patches.ecs.service_checks import Plan, check, check_name
from localcloud.moto_patches.ecs.task_definitions import active_task_definition
from localcloud.moto_service import Request

SETTINGS: Final = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "deploymentController",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "launchType",
    "loadBalancers",
    "networkConfiguration",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "propagateTags",
    "schedulingStrategy",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
"""The members of the requests that a service keeps under the same name."""

DEPLOYED: Final = frozenset(
    {
        "capacityProviderStrategy",
        "loadBalancers",
        "networkConfiguration",
        "platformVersion",
        "serviceConnectConfiguration",
        "serviceRegistries",
        "taskDefinition",
        "volumeConfigurations",
        "vpcLatticeConfigurations",
    }
)
"""The settings whose change is a new deployment."""

LEFT_TO_CODE_DEPLOY: Final = ("taskDefinition", "loadBalancers", "networkConfiguration", "platformVersion")
OF_ECS_ITSELF: Final = {
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
    "strategy": "ROLLING",
    "bakeTimeInMinutes": 0,
}
"""What a deployment configuration has unless others deploy."""

OF_A_STRATEGY: Final = {"canaryConfiguration": "CANARY", "linearConfiguration": "LINEAR"}
"""What a deployment configuration has with one strategy alone -> the strategy."""

PERCENTAGES: Final = {"REPLICA": (200, 100), "DAEMON": (100, 0)}
"""Scheduling strategy -> the default of maximumPercent and of minimumHealthyPercent."""


def _refuse_cluster(backend: Any, request: Request) -> None:
    require_active(backend, cluster_name(request))


def _refuse_existing(backend: Any, request: Request) -> None:
    check_name(request["serviceName"])
    existing = backend.services.get(f"{cluster_name(request)}:{request['serviceName']}")
    if existing is not None and existing.status == ACTIVE:
        raise invalid("Creation of service was not idempotent.")


def _check_new(backend: Any, request: Request) -> None:
    cluster = backend._get_cluster(cluster_name(request))
    if not request.get("launchType") and not request.get("capacityProviderStrategy"):
        default = cluster.default_capacity_provider_strategy
        if default:
            request["capacityProviderStrategy"] = [dict(item) for item in default]
    if request.get("serviceConnectConfiguration") and not request["serviceConnectConfiguration"].get(
        "enabled"
    ):
        request.pop("serviceConnectConfiguration")
    definition = request.get("taskDefinition")
    found = active_task_definition(backend, definition) if definition else None
    network = (request.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    if network:
        network.setdefault("securityGroups", [])
        network.setdefault("assignPublicIp", "DISABLED")
    check(Plan(backend, cluster, request, found))


def _keep(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    service = answer["service"]
    service.created_at = utcnow()
    service.created_by = f"arn:{backend.partition}:iam::{backend.account_id}:root"
    plan = Plan(backend, None, request, None)
    strategy = request.get("schedulingStrategy") or "REPLICA"
    defaults: dict[str, Any] = {
        "availabilityZoneRebalancing": "ENABLED" if strategy == "REPLICA" else "DISABLED",
        "capacityProviderStrategy": [],
        "enableECSManagedTags": False,
        "enableExecuteCommand": False,
        "launchType": None if request.get("capacityProviderStrategy") else "EC2",
        "placementConstraints": [],
        "placementStrategy": [],
        "platformVersion": "LATEST" if plan.on_fargate else None,
        "propagateTags": "NONE",
        "schedulingStrategy": strategy,
    }
    _set(service, {**defaults, **request}, strategy)
    service.platform_family = "Linux" if plan.on_fargate else None
    deploy(service)
    _settle(backend, service)


def _set(service: Any, settings: Request, strategy: str) -> None:
    """Give a service settings; those that are missing stay as they are."""
    for member in SETTINGS:
        if member in settings:
            setattr(service, xform_name(member), settings[member])
    highest, lowest = PERCENTAGES[strategy]
    by_ecs = service.deployment_controller["type"] == "ECS"
    service.deployment_configuration = {
        "maximumPercent": highest,
        "minimumHealthyPercent": lowest,
        **(OF_ECS_ITSELF if by_ecs else {}),
        **service.deployment_configuration,
    }


def _settle(backend: Any, service: Any) -> None:
    count_tasks(backend, service)
    settle_network(backend, service)


def _update(backend: Any, request: Request) -> dict[str, Any]:
    service = service_of(backend, request)
    _refuse_of_code_deploy(service, request)
    changed = {member: request[member] for member in SETTINGS if request.get(member) is not None}
    current = {member: getattr(service, xform_name(member), None) for member in SETTINGS}
    if changed.get("capacityProviderStrategy"):
        current["launchType"] = None
    if changed.get("deploymentConfiguration"):
        changed["deploymentConfiguration"] = _merged(
            service.deployment_configuration, changed["deploymentConfiguration"]
        )
    if request.get("desiredCount") is not None and service.scheduling_strategy == "DAEMON":
        raise invalid("The desired count cannot be set with the DAEMON scheduling strategy.")
    definition = _definition(backend, service, request)
    wanted = {key: value for key, value in {**current, **changed}.items() if value is not None}
    check(Plan(backend, backend._get_cluster(service.cluster_name), wanted, definition))
    _set(service, {**changed, "launchType": current["launchType"]}, service.scheduling_strategy)
    service.task_definition = definition.arn if definition else None
    service.desired_count = request.get("desiredCount", service.desired_count)
    if request.get("forceNewDeployment") or DEPLOYED & {key for key in request if request[key] is not None}:
        deploy(service)
    _settle(backend, service)
    return {"service": service}


def _merged(current: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """A deployment configuration after a change, without what belongs to a strategy that it has no more."""
    merged = {**current, **changed}
    strategy = merged.get("strategy")
    return {
        member: value
        for member, value in merged.items()
        if member in changed or OF_A_STRATEGY.get(member, strategy) == strategy
    }


def _definition(backend: Any, service: Any, request: Request) -> Any | None:
    """The task definition (moto's object) that a service is going to have; one it has may be deregistered."""
    if request.get("taskDefinition"):
        return active_task_definition(backend, request["taskDefinition"])
    return backend.describe_task_definition(service.task_definition) if service.task_definition else None


def set_desired_count(backend: Any, service: Any, count: int) -> None:
    """Scale a service (moto's object)."""
    service.desired_count = count
    _settle(backend, service)


def _refuse_of_code_deploy(service: Any, request: Request) -> None:
    if service.deployment_controller["type"] != "CODE_DEPLOY":
        return
    for member in LEFT_TO_CODE_DEPLOY:
        if request.get(member):
            raise invalid(
                f"Unable to update {member} on services with a CODE_DEPLOY deployment controller. Use AWS "
                "CodeDeploy to trigger a new deployment."
            )


def _end(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    service = answer["service"]
    service.desired_count = service.running_count = service.pending_count = 0
    service.deployments = []
    settle_network(backend, service)


@cache
def apply() -> None:
    """Put moto's services right."""
    Service.service_deployments = []
    Service.revisions = []
    Service.deployment_configuration = {}
    ECS.extend({"update_service": _update})
    ECS.refuse({"create_service": [_refuse_cluster, _refuse_existing, _check_new]})
    ECS.complete({"create_service": _keep, "delete_service": _end})
