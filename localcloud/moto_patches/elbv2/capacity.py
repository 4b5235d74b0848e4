"""Reserved capacity of load balancers, which moto answers without keeping."""

from functools import cache
from typing import Any

from localcloud.moto_patches.elbv2._service import ELBV2, balancer_of
from localcloud.moto_service import Request


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    if request.get("ResetCapacityReservation"):
        balancer.capacity_units = None
    elif request.get("MinimumLoadBalancerCapacity"):
        balancer.capacity_units = request["MinimumLoadBalancerCapacity"]["CapacityUnits"]
    return _describe(backend, request)


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    units = getattr(balancer, "capacity_units", None)
    if units is None:
        return {"CapacityReservationState": []}
    zones = [subnet.availability_zone for subnet in balancer.subnets]
    return {
        "MinimumLoadBalancerCapacity": {"CapacityUnits": units},
        "CapacityReservationState": [
            {
                "State": {"Code": "provisioned"},
                "AvailabilityZone": zone,
                "EffectiveCapacityUnits": units / len(zones),
            }
            for zone in zones
        ],
    }


@cache
def apply() -> None:
    """Let load balancers reserve capacity."""
    ELBV2.extend({"modify_capacity_reservation": _modify, "describe_capacity_reservation": _describe})
