"""Scalable targets.

What moto accepts, and AWS refuses: a minimum above the maximum, a first registration without both, a service,
cluster or database that does not exist.

What moto gets wrong: ElastiCache, Neptune and WorkSpaces are unknown to it; a target has no role and no
suspended state unless they are given; its policies and actions outlive it. AWS also moves an ECS service into
the bounds of its target as soon as they are set, which is why a desired count in a program and a target
beside it quarrel.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from moto.applicationautoscaling.models import (
    FakeScalableTarget,
    ResourceTypeExceptionValueSet,
    _get_resource_type_from_resource_id,
)
from moto.core.utils import get_service_model
from moto.ecs.models import ecs_backends
from moto.elasticache.models import elasticache_backends
from moto.kafka.models import kafka_backends
from moto.rds.models import rds_backends

from localcloud.moto_patches.applicationautoscaling._service import AUTOSCALING, invalid, is_about, target_of
from localcloud.moto_patches.ecs import set_desired_count
from localcloud.moto_service import Request

SUSPENSIONS: Final = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
ROLES: Final = {
    "ecs": ("ecs", "ECSService"),
    "elasticache": ("elasticache", "ElastiCacheRG"),
    "kafka": ("kafka", "KafkaCluster"),
    "rds": ("rds", "RDSCluster"),
}
"""Namespace -> how the service-linked role of Application Auto Scaling is called there."""


def _place(backends: Any, backend: Any) -> Any:
    return backends[backend.account_id][backend.region_name]


def _service(backend: Any, resource: str) -> Any | None:
    """The active ECS service (moto's object) that a resource id names, or None."""
    _, cluster, name = resource.split("/")
    service = _place(ecs_backends, backend).services.get(f"{cluster}:{name}")
    return service if service is not None and service.status == "ACTIVE" else None


def _name(resource: str, separator: str) -> str:
    return resource.partition(separator)[2]


EXISTS: Final[Mapping[str, Callable[[Any, str], bool]]] = {
    "ecs": lambda backend, resource: _service(backend, resource) is not None,
    "kafka": lambda backend, resource: resource in _place(kafka_backends, backend).clusters,
    "rds": lambda backend, resource: _name(resource, ":") in _place(rds_backends, backend).clusters,
    "elasticache": lambda backend, resource: (
        not resource.startswith("replication-group/")
        or _name(resource, "/") in _place(elasticache_backends, backend).replication_groups
    ),
}
"""Namespace -> whether there is what a resource id names. What others name is taken to exist."""


@cache
def _dimensions() -> frozenset[str]:
    return frozenset(get_service_model("application-autoscaling").shape_for("ScalableDimension").enum)


def _refuse_dimension(_: Any, request: Request) -> None:
    namespace, dimension = request["ServiceNamespace"], request["ScalableDimension"]
    own_namespace, kind, _ = [*dimension.split(":"), "", ""][:3]
    without_kind = [item.value for item in ResourceTypeExceptionValueSet]
    fits = kind in without_kind or _get_resource_type_from_resource_id(request["ResourceId"]) == kind
    if dimension not in _dimensions() or own_namespace != namespace or not fits:
        raise invalid("Unsupported service namespace, resource type or scalable dimension")


def _refuse_shape(_: Any, request: Request) -> None:
    if request["ServiceNamespace"] == "ecs" and request["ResourceId"].count("/") != 2:
        raise invalid(f"Resource ID '{request['ResourceId']}' is not service/<cluster>/<service>")


def _refuse_unknown(backend: Any, request: Request) -> None:
    exists = EXISTS.get(request["ServiceNamespace"])
    if exists and not exists(backend, request["ResourceId"]):
        kind = "ECS service" if request["ServiceNamespace"] == "ecs" else "The resource"
        raise invalid(f"{kind} doesn't exist: {request['ResourceId']}")


def _refuse_bounds(backend: Any, request: Request) -> None:
    existing = backend.targets.get(request["ScalableDimension"], {}).get(request["ResourceId"])
    low = request.get("MinCapacity", existing.min_capacity if existing else None)
    high = request.get("MaxCapacity", existing.max_capacity if existing else None)
    if low is None or high is None:
        raise invalid("MinCapacity and MaxCapacity are required to register a scalable target")
    if low < 0 or low > high:
        raise invalid(
            f"Maximum capacity, {high}, cannot be less than minimum capacity, {low}; both are 0 or more"
        )


def _register(backend: Any, request: Request) -> dict[str, Any]:
    dimension, resource = request["ScalableDimension"], request["ResourceId"]
    of_dimension = backend.targets.setdefault(dimension, {})
    target = of_dimension.get(resource)
    if target is None:
        target = FakeScalableTarget(
            backend, request["ServiceNamespace"], resource, dimension, 0, 0, _role(backend, request), {}
        )
        target.tags = dict(request.get("Tags") or {})
        of_dimension[resource] = target
    elif request.get("RoleARN"):
        target.role_arn = request["RoleARN"]
    target.min_capacity = request.get("MinCapacity", target.min_capacity)
    target.max_capacity = request.get("MaxCapacity", target.max_capacity)
    suspended = {**target.suspended_state, **(request.get("SuspendedState") or {})}
    target.suspended_state = {name: bool(suspended.get(name)) for name in SUSPENSIONS}
    _move_into_bounds(backend, target)
    return {"ScalableTargetARN": target.arn}


def _role(backend: Any, request: Request) -> str:
    namespace = request["ServiceNamespace"]
    if request.get("RoleARN") and namespace not in ROLES:
        return str(request["RoleARN"])
    service, suffix = ROLES.get(namespace, (namespace, namespace.title()))
    return (
        f"arn:{backend.partition}:iam::{backend.account_id}:role/aws-service-role/"
        f"{service}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_{suffix}"
    )


def _move_into_bounds(backend: Any, target: Any) -> None:
    service = _service(backend, target.resource_id) if target.service_namespace == "ecs" else None
    if service is None:
        return
    count = min(max(service.desired_count, target.min_capacity), target.max_capacity)
    stopped = "DynamicScalingOutSuspended" if count > service.desired_count else "DynamicScalingInSuspended"
    if count != service.desired_count and not target.suspended_state[stopped]:
        set_desired_count(_place(ecs_backends, backend), service, count)


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    wanted, dimension = request.get("ResourceIds") or [], request.get("ScalableDimension")
    return {
        "ScalableTargets": [
            {
                "ServiceNamespace": target.service_namespace,
                "ResourceId": target.resource_id,
                "ScalableDimension": target.scalable_dimension,
                "MinCapacity": target.min_capacity,
                "MaxCapacity": target.max_capacity,
                "RoleARN": target.role_arn,
                "CreationTime": target.creation_time,
                "SuspendedState": target.suspended_state,
                "ScalableTargetARN": target.arn,
            }
            for target in backend._flatten_scalable_targets(request["ServiceNamespace"])
            if (not wanted or target.resource_id in wanted) and dimension in (None, target.scalable_dimension)
        ]
    }


def _deregister(backend: Any, request: Request) -> None:
    target_of(backend, request)
    del backend.targets[request["ScalableDimension"]][request["ResourceId"]]
    for key, policy in list(backend.policies.items()):
        if is_about(policy, request):
            policy.delete_alarms(backend.account_id, backend.region_name)
            del backend.policies[key]
    backend.scheduled_actions = [item for item in backend.scheduled_actions if not is_about(item, request)]


@cache
def apply() -> None:
    """Put moto's scalable targets right."""
    AUTOSCALING.extend(
        {
            "register_scalable_target": _register,
            "describe_scalable_targets": _describe,
            "deregister_scalable_target": _deregister,
        }
    )
    AUTOSCALING.refuse(
        {
            "register_scalable_target": [_refuse_dimension, _refuse_shape, _refuse_unknown, _refuse_bounds],
        }
    )
