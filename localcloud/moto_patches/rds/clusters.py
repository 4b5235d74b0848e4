"""Aurora and Multi-AZ clusters.

What moto accepts, and AWS refuses: a Multi-AZ cluster without its class, its storage or three zones, or of a
class without a local disk; Aurora with storage of a size; an instance of another version than its cluster's.

What moto gets wrong: a Multi-AZ cluster has no instances, and no login with IAM; automated backups of a
cluster stay when it is deleted.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.rds.models import DBCluster, RDSBackend

from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_patches.rds.engines import DOCDB
from localcloud.moto_patches.rds.members import place_in_cluster, refuse_unbounded
from localcloud.moto_patches.rds.storage import GP3, has_own_storage, refuse_performance
from localcloud.moto_patches.rds.truths import AURORA, mend_instance
from localcloud.moto_service import AwsError, Request, define, replace

ZONES: Final = 3
STORAGE: Final = ("io1", "io2", "gp3")
AURORA_STORAGE: Final = ("aurora", "aurora-iopt1")
DISK_FAMILIES: Final = ("m5d", "m6gd", "m6id", "r5d", "r6gd", "r6id", "c6gd", "x2iedn")
"""Families of classes whose local disk a Multi-AZ cluster replicates through."""

REQUIRED: Final = ("DBClusterInstanceClass", "AllocatedStorage", "StorageType")
"""What a request for a Multi-AZ cluster has to say (CreateDBCluster in the API reference)."""


def is_multi_az(cluster: Any) -> bool:
    """Whether a cluster (moto's object) is one whose instances RDS makes itself."""
    return has_own_storage(cluster.engine)


def _refuse_multi_az(backend: Any, request: Request) -> None:
    if not has_own_storage(request["Engine"]):
        return
    for member in REQUIRED:
        if not request.get(member):
            raise invalid_combination(f"{member} must be specified for a Multi-AZ DB cluster.")
    if request["StorageType"] not in STORAGE:
        raise invalid_combination(f"Invalid storage type for a DB cluster: {request['StorageType']}")
    if request["StorageType"] == GP3:
        refuse_performance(request["Engine"], request["AllocatedStorage"], request.get("Iops"), None)
    _refuse_class(request)
    group = backend.subnet_groups.get(request.get("DBSubnetGroupName") or "")
    zones = sorted({subnet.availability_zone for subnet in group._subnets}) if group else []
    if len(zones) < ZONES:
        raise AwsError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ "
            f"coverage: {', '.join(zones)}. Add subnets to cover at least {ZONES} AZs.",
        )


def _refuse_class(request: Request) -> None:
    name = request.get("DBClusterInstanceClass")
    if name and name.removeprefix("db.").partition(".")[0] not in DISK_FAMILIES:
        raise invalid_combination(f"The DB instance class {name} isn't supported for Multi-AZ DB clusters.")


def _refuse_change(backend: Any, request: Request) -> None:
    cluster = backend.clusters.get(request["DBClusterIdentifier"])
    if cluster is None or not is_multi_az(cluster):
        return
    _refuse_class(request)
    if (request.get("StorageType") or cluster.storage_type) == GP3:
        size = request.get("AllocatedStorage") or cluster.allocated_storage
        refuse_performance(cluster.engine, size, request.get("Iops"), None)


def _refuse_aurora_storage(_: Any, request: Request) -> None:
    if not request["Engine"].startswith(AURORA):
        return
    for member in ("AllocatedStorage", "DBClusterInstanceClass", "Iops"):
        if request.get(member):
            raise invalid_combination(f"{member} isn't supported for the engine {request['Engine']}.")
    storage = request.get("StorageType") or AURORA_STORAGE[0]
    if storage not in AURORA_STORAGE:
        raise invalid_value(f"Invalid storage type for the engine {request['Engine']}: {storage}")


def _join(backend: Any, request: Request) -> None:
    cluster = backend.clusters.get(request.get("DBClusterIdentifier") or "")
    if cluster is None or cluster.engine == DOCDB:
        return
    if is_multi_az(cluster):
        raise invalid_combination("You can't add DB instances to a Multi-AZ DB cluster.")
    wanted = request.get("EngineVersion")
    if wanted and cluster.engine_version != wanted and not cluster.engine_version.startswith(f"{wanted}."):
        raise invalid_combination(
            f"The engine version {wanted} isn't that of the DB cluster, {cluster.engine_version}."
        )
    refuse_unbounded(cluster, request.get("DBInstanceClass"))
    place_in_cluster(backend, request, cluster)


def _make_instances(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = answer["DBCluster"]
    if not is_multi_az(cluster):
        return
    zones = cluster.availability_zones
    for number in range(ZONES):
        arguments = {
            "db_instance_identifier": f"{cluster.db_cluster_identifier}-instance-{number + 1}",
            "db_instance_class": cluster.db_cluster_instance_class,
            "db_cluster_identifier": cluster.db_cluster_identifier,
            "db_subnet_group_name": cluster.db_subnet_group_name,
            "engine": cluster.engine,
            "port": cluster.port,
            "availability_zone": zones[number % len(zones)],
        }
        instance = backend.create_db_instance(arguments)
        instance.monitoring_interval = cluster.monitoring_interval
        instance.monitoring_role_arn = cluster.monitoring_role_arn
        insights = {
            "AvailabilityZone": instance.availability_zone,
            "EnablePerformanceInsights": cluster.performance_insights_enabled,
            "PerformanceInsightsKMSKeyId": cluster.performance_insights_kms_key_id,
            "PerformanceInsightsRetentionPeriod": cluster.performance_insights_retention_period,
        }
        mend_instance(backend, insights, {"DBInstance": instance})


def _change_instances(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = backend.clusters[answer["DBCluster"].db_cluster_identifier]
    for instance in cluster._members if request.get("DBInstanceParameterGroupName") else ():
        instance.db_parameter_group_name = request["DBInstanceParameterGroupName"]
    for instance in cluster._members if is_multi_az(cluster) else ():
        instance.db_instance_class = cluster.db_cluster_instance_class
        instance.port = cluster.port
        instance.monitoring_interval = cluster.monitoring_interval
        instance.monitoring_role_arn = cluster.monitoring_role_arn


def _with_iam(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    # moto refuses it for Multi-AZ clusters, which have it.
    wanted = kwargs.pop("enable_iam_database_authentication", False)
    original(self, *args, **kwargs)
    self.iam_auth = bool(wanted)


def _delete(
    original: Callable[..., Any], self: Any, cluster_identifier: str, snapshot_name: str | None = None
) -> Any:
    cluster = self.clusters.get(cluster_identifier)
    if cluster is not None and is_multi_az(cluster) and not cluster.deletion_protection:
        for member in cluster._members:
            self.delete_db_instance(member.db_instance_identifier, skip_final_snapshot=True)
    return original(self, cluster_identifier, snapshot_name)


def _drop_backups(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    if request.get("DeleteAutomatedBackups") is False:
        return
    name = answer["DBCluster"].db_cluster_identifier
    for key, snapshot in list(backend.cluster_snapshots.items()):
        if snapshot.db_cluster_identifier == name and snapshot.snapshot_type == "automated":
            del backend.cluster_snapshots[key]


def _multi_az(original: Any) -> Callable[[Any], bool]:
    return lambda cluster: is_multi_az(cluster) or original.fget(cluster)


@cache
def apply() -> None:
    """Put moto's clusters right."""
    RDS.refuse(
        {
            "create_db_cluster": [_refuse_multi_az, _refuse_aurora_storage],
            "modify_db_cluster": [_refuse_change],
            "create_db_instance": [_join],
        }
    )
    RDS.complete(
        {
            "create_db_cluster": _make_instances,
            "restore_db_cluster_from_snapshot": _make_instances,
            "modify_db_cluster": _change_instances,
            "delete_db_cluster": _drop_backups,
        }
    )
    replace(DBCluster, "__init__", _with_iam)
    replace(RDSBackend, "delete_db_cluster", _delete)
    define(DBCluster, multi_az=_multi_az(DBCluster.multi_az))
