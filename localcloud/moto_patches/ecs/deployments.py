"""What ECS reports of services: their deployments, revisions, numbers of tasks and events.

A deployment is over as soon as it is made, unless something keeps its tasks from starting (`obstacles`). moto
leaves it in progress for ever, and knows neither service deployments nor service revisions.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from moto.core.utils import utcnow
from moto.ecs.models import EC2ContainerServiceBackend
from moto.moto_api._internal import mock_random

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.ecs._service import ACTIVE, AWSVPC, ECS, service_of, services_of
from localcloud.moto_patches.ecs.obstacles import obstacles
from localcloud.moto_service import Request, network_of, replace

REVISION_MEMBERS: Final = {
    "taskDefinition": "task_definition",
    "launchType": "launch_type",
    "capacityProviderStrategy": "capacity_provider_strategy",
    "platformVersion": "platform_version",
    "networkConfiguration": "network_configuration",
    "loadBalancers": "load_balancers",
    "serviceRegistries": "service_registries",
    "serviceConnectConfiguration": "service_connect_configuration",
    "volumeConfigurations": "volume_configurations",
    "vpcLatticeConfigurations": "vpc_lattice_configurations",
}
"""What a service revision is made of -> the attribute of moto's service that holds it."""

FARGATE_FAMILY: Final = "Linux"
REVISION_DIGITS: Final = 19


def deploy(service: Any) -> None:
    """Give a service a new deployment of what it is set to, in the place of the former one."""
    if service.deployment_controller["type"] != "ECS":
        service.deployments = []
        return
    now = utcnow()
    number = mock_random.randint(10 ** (REVISION_DIGITS - 1), 10**REVISION_DIGITS - 1)
    identity = service.arn.partition(":service/")[2]
    prefix = service.arn.partition(":service/")[0]
    revision = {
        "serviceRevisionArn": f"{prefix}:service-revision/{identity}/{number}",
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": now,
        **{member: getattr(service, name, None) for member, name in REVISION_MEMBERS.items()},
    }
    service.revisions = [*service.revisions, revision]
    former = service.revisions[-2]["serviceRevisionArn"] if len(service.revisions) > 1 else None
    service.service_deployments = [
        *service.service_deployments,
        {
            "serviceDeploymentArn": f"{prefix}:service-deployment/{identity}/{uuid4().hex[:21]}",
            "serviceArn": service.arn,
            "clusterArn": service.cluster_arn,
            "createdAt": now,
            "startedAt": now,
            "updatedAt": now,
            "targetServiceRevision": {"arn": revision["serviceRevisionArn"]},
            "targetServiceRevisionArn": revision["serviceRevisionArn"],
            "sourceServiceRevisions": [{"arn": former}] if former else [],
            "deploymentConfiguration": service.deployment_configuration,
        },
    ]
    service.deployments = [
        {
            "id": f"ecs-svc/{number}",
            "status": "PRIMARY",
            "createdAt": now,
            "updatedAt": now,
            "platformFamily": FARGATE_FAMILY if service.platform_version else None,
            **{member: revision[member] for member in REVISION_MEMBERS if member != "loadBalancers"},
        }
    ]


def count_tasks(backend: Any, service: Any) -> None:
    """Bring the numbers of tasks of a service, its deployment and its events up to date."""
    found = obstacles(backend, service) if service.status == ACTIVE else []
    wanted = service.desired_count or 0
    running = 0 if found else wanted
    service.running_count, service.pending_count = running, wanted - running
    broken = (service.deployment_configuration.get("deploymentCircuitBreaker") or {}).get("enable")
    stopped = "FAILED" if broken else "IN_PROGRESS"
    steady = not found or wanted == 0
    for deployment in service.deployments:
        deployment |= {
            "desiredCount": wanted,
            "runningCount": running,
            "pendingCount": wanted - running,
            "failedTasks": 0 if steady else wanted,
            "rolloutState": "COMPLETED" if steady else stopped,
            "rolloutStateReason": f"ECS deployment {deployment['id']} "
            + ("completed." if steady else f"{stopped.lower().replace('_', ' ')}: {found[0]}"),
        }
    for current in service.service_deployments[-1:]:
        current["status"] = "SUCCESSFUL" if steady else ("STOPPED" if broken else "IN_PROGRESS")
        current["finishedAt"] = current["createdAt"] if steady else None
        service.current_service_deployment = None if steady else current["serviceDeploymentArn"]
    revision = service.revisions[-1]["serviceRevisionArn"] if service.revisions else None
    counts = {"requestedTaskCount": wanted, "runningTaskCount": running, "pendingTaskCount": wanted - running}
    service.current_service_revisions = [{"arn": revision, **counts}] if revision else []
    service.events = [_event(service, message) for message in _messages(service, found if not steady else [])]


def _messages(service: Any, found: list[str]) -> list[str]:
    if found:
        return [f"(service {service.name}) was unable to start a task: {reason}." for reason in found]
    return [f"(service {service.name}) has reached a steady state."]


def _event(service: Any, message: str) -> dict[str, Any]:
    return {
        "id": sha256(f"{service.arn} {message}".encode()).hexdigest()[:32],
        "createdAt": service.created_at,
        "message": message,
    }


def settle_network(backend: Any, service: Any) -> None:
    """Give a service's tasks interfaces in its subnets while it wants any: they keep both in use."""
    settings = (service.network_configuration or {}).get("awsvpcConfiguration") or {}
    definition = (
        backend.describe_task_definition(service.task_definition) if service.task_definition else None
    )
    used = definition is not None and definition.network_mode == AWSVPC and service.desired_count
    subnets = settings.get("subnets") or [] if used and service.status == ACTIVE else []
    network = network_of(backend)
    groups = settings.get("securityGroups")
    if subnets and not groups:
        vpc_id = network.get_subnet(subnets[0]).vpc_id
        groups = [network.get_default_security_group(vpc_id).id]
    description = service.arn.replace(":service/", ":attachment/")
    settle(network, service.arn, subnets=subnets, groups=groups or (), description=description)


def _count(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    for service in answer["services"]:
        count_tasks(backend, service)


def _list(
    _: Callable[..., Any], self: Any, cluster: str, strategy: Any = None, launch_type: Any = None
) -> list[str]:
    return sorted(
        service.arn
        for service in services_of(self, self._get_cluster(cluster).name)
        if strategy in (None, service.scheduling_strategy) and launch_type in (None, service.launch_type)
    )


def _list_deployments(backend: Any, request: Request) -> dict[str, Any]:
    service = service_of(backend, request)
    count_tasks(backend, service)
    wanted = request.get("status") or []
    newest_first = reversed(service.service_deployments)
    return {"serviceDeployments": [item for item in newest_first if not wanted or item["status"] in wanted]}


def _describe_deployments(backend: Any, request: Request) -> dict[str, Any]:
    return _of_all(backend, "serviceDeployment", request["serviceDeploymentArns"], "service_deployments")


def _describe_revisions(backend: Any, request: Request) -> dict[str, Any]:
    return _of_all(backend, "serviceRevision", request["serviceRevisionArns"], "revisions")


def _of_all(backend: Any, kind: str, arns: list[str], attribute: str) -> dict[str, Any]:
    for service in backend.services.values():
        count_tasks(backend, service)
    known = {
        item[f"{kind}Arn"]: item
        for service in backend.services.values()
        for item in getattr(service, attribute)
    }
    return {
        f"{kind}s": [known[arn] for arn in arns if arn in known],
        "failures": [{"arn": arn, "reason": "MISSING"} for arn in arns if arn not in known],
    }


@cache
def apply() -> None:
    """Put moto's reports of services right."""
    replace(EC2ContainerServiceBackend, "list_services", _list)
    ECS.extend(
        {
            "list_service_deployments": _list_deployments,
            "describe_service_deployments": _describe_deployments,
            "describe_service_revisions": _describe_revisions,
        }
    )
    ECS.complete({"describe_services": _count})
