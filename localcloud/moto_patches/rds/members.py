"""Instances in the clusters of Aurora and DocumentDB, and the capacity of those that follow the load.

What moto accepts, and AWS refuses: bounds for the capacity that the engine does not have, a serverless
instance in a cluster without any, and an instance in a zone where its cluster has no subnet.
"""

from functools import cache
from typing import Any, Final

from localcloud.moto_patches.rds._service import RDS, engine_of, invalid_combination, invalid_value
from localcloud.moto_patches.rds.engines import DOCDB
from localcloud.moto_service import AwsError, Request

SERVERLESS: Final = "db.serverless"
_SCALING: Final = "ServerlessV2ScalingConfiguration"
_LEAST: Final = {"MinCapacity": 0, "MaxCapacity": 1}
_LEAST_OF_DOCDB: Final = {"MinCapacity": 0.5, "MaxCapacity": 0.5}
"""Units. An instance of Aurora may go down to none, and then pauses ("Scaling to Zero ACUs" in the Aurora
user guide); one of DocumentDB stays at half a unit ("Idle state" in the DocumentDB developer guide)."""
_MOST: Final = 256


def place_in_cluster(backend: Any, request: Request, cluster: Any) -> None:
    """Give the request for an instance the subnets of its cluster (moto's object); refuse another zone."""
    group = backend.subnet_groups.get(cluster.db_subnet_group_name)
    if group is None:
        return
    request["DBSubnetGroupName"] = group.name
    zone = request.get("AvailabilityZone")
    zones = sorted({subnet.availability_zone for subnet in group._subnets})
    if zone and zone not in zones:
        raise AwsError(
            "InvalidVPCNetworkStateFault",
            f"Cannot create a database instance because no subnets exist in availability zone {zone}. "
            f"Choose from these availability zones: {', '.join(zones)}",
        )


def refuse_unbounded(cluster: Any, instance_class: str | None) -> None:
    """Refuse a serverless instance in a cluster (moto's object) without bounds for its capacity."""
    if instance_class == SERVERLESS and not cluster.serverless_v2_scaling_configuration:
        raise invalid_combination(
            "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a "
            "Serverless v2 DB instance."
        )


def _refuse_capacity(backend: Any, request: Request) -> None:
    scaling = request.get(_SCALING)
    if scaling is None:
        return
    bounds = _LEAST_OF_DOCDB if engine_of(backend, request) == DOCDB else _LEAST
    for bound, least in bounds.items():
        capacity = scaling.get(bound)
        if capacity is None or not least <= capacity <= _MOST or capacity * 2 % 1:
            raise invalid_value(
                f"Serverless v2 capacity {capacity} isn't valid. {bound} must be {least} to {_MOST} in steps "
                "of 0.5."
            )
    if scaling["MinCapacity"] > scaling["MaxCapacity"]:
        raise invalid_combination("Serverless v2 maximum capacity must not be below the minimum capacity.")


@cache
def apply() -> None:
    """Make moto refuse capacities that the engine does not have."""
    changing = (
        "create_db_cluster",
        "modify_db_cluster",
        "restore_db_cluster_from_snapshot",
        "restore_db_cluster_to_point_in_time",
    )
    RDS.refuse({operation: [_refuse_capacity] for operation in changing})
