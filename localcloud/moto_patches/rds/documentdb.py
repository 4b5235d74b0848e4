"""DocumentDB, where it is not like the other engines of RDS.

What moto accepts, and AWS refuses: classes and storage that DocumentDB does not have; more than 16
instances; a version to which a cluster cannot be upgraded, or not without saying so; a group of another
version; changing a cluster that does not exist; a final snapshot whose name is taken.

What moto gets wrong: endpoints have RDS's domain; the standard storage is told; an instance is in no subnet;
a subnet group does not tell what kinds of addresses it can give.
"""

from functools import cache
from typing import Any, Final

from moto.rds.models import DBCluster, DBInstance, DBSubnetGroup

from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_patches.rds.engines import DOCDB, family, resolve_version, versions
from localcloud.moto_patches.rds.members import SERVERLESS, place_in_cluster, refuse_unbounded
from localcloud.moto_service import AwsError, Request, define

CLASSES: Final = {
    **dict.fromkeys(("t3", "t4g"), ("medium",)),
    "r4": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"),
    "r5": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"),
    **dict.fromkeys(
        ("r6g", "r8g"), ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
    ),
    "r6gd": ("xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"),
}
"""By family, the sizes of instances ("Managing instance classes" in the DocumentDB developer guide)."""

STANDARD: Final = "standard"
STORAGE: Final = (STANDARD, "iopt1")
MOST_INSTANCES: Final = 16
NEWEST_ONLY: Final = "5.0"
"""The version from which on there are I/O-optimized storage and serverless instances."""


def _cluster(backend: Any, request: Request) -> Any | None:
    """The cluster of DocumentDB (moto's object) that a request names, if there is one."""
    found = backend.clusters.get((request.get("DBClusterIdentifier") or "").lower())
    return found if found is not None and found.engine == DOCDB else None


def _instance(backend: Any, request: Request) -> Any | None:
    """The instance of DocumentDB (moto's object) that a request names, if there is one."""
    found = backend.databases.get((request.get("DBInstanceIdentifier") or "").lower())
    return found if found is not None and found.engine == DOCDB else None


def _refuse_unknown(backend: Any, request: Request) -> None:
    backend.describe_db_clusters(request["DBClusterIdentifier"])


def _refuse_storage(backend: Any, request: Request) -> None:
    cluster = _cluster(backend, request)
    storage = request.get("StorageType")
    if storage is None or (cluster is None and request.get("Engine") != DOCDB):
        return
    if storage not in STORAGE:
        raise invalid_value(f"Invalid storage type: {storage}. Valid values: {', '.join(STORAGE)}")
    version = request.get("EngineVersion") or (cluster.engine_version if cluster else None)
    if storage != STANDARD and not str(resolve_version(DOCDB, version)).startswith(NEWEST_ONLY):
        raise invalid_combination(f"Storage type {storage} needs engine version {NEWEST_ONLY}.0.")


def _refuse_upgrade(backend: Any, request: Request) -> None:
    cluster, wanted = _cluster(backend, request), request.get("EngineVersion")
    if cluster is None:
        return
    version = str(resolve_version(DOCDB, wanted or cluster.engine_version))
    known = list(versions(DOCDB))
    if known.index(version) < known.index(cluster.engine_version):
        raise invalid_combination(f"Cannot upgrade docdb from {cluster.engine_version} to {version}")
    major = family(DOCDB, version) != family(DOCDB, cluster.engine_version)
    if major and not request.get("AllowMajorVersionUpgrade"):
        raise invalid_combination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        )
    _refuse_group(backend, request.get("DBClusterParameterGroupName"), cluster, version, major=major)


def _refuse_group(backend: Any, name: str | None, cluster: Any, version: str, *, major: bool) -> None:
    if name is None:
        if major and not cluster.parameter_group.startswith("default."):
            raise invalid_combination(
                f"The current DB cluster parameter group {cluster.parameter_group} is custom. You must "
                "explicitly specify a new DB cluster parameter group, either default or custom, for the "
                "engine version upgrade."
            )
        return
    group = backend.db_cluster_parameter_groups.get(name)
    found = group.db_parameter_group_family if group else name.removeprefix("default.")
    if group is None and not name.startswith("default."):
        raise AwsError("DBClusterParameterGroupNotFound", f"DBClusterParameterGroup not found: {name}")
    if found != family(DOCDB, version):
        raise invalid_combination(
            f"The parameter group {name} with DBParameterGroupFamily {found} can't be used for this "
            f"cluster. Please use a parameter group with DBParameterGroupFamily {family(DOCDB, version)}."
        )


def _refuse_taken_snapshot(backend: Any, request: Request) -> None:
    name = (request.get("FinalDBSnapshotIdentifier") or "").lower()
    if _cluster(backend, request) is not None and name in backend.cluster_snapshots:
        raise AwsError("DBClusterSnapshotAlreadyExistsFault", f"Cannot create the snapshot {name}: it exists")


def _join_cluster(backend: Any, request: Request) -> None:
    cluster = _cluster(backend, request)
    if cluster is None:
        return
    if len(cluster.members) >= MOST_INSTANCES:
        raise AwsError(
            "InstanceQuotaExceeded", f"Cluster {cluster.db_cluster_identifier} has {MOST_INSTANCES} instances"
        )
    place_in_cluster(backend, request, cluster)
    _refuse_class(cluster, request.get("DBInstanceClass"))


def _refuse_new_class(backend: Any, request: Request) -> None:
    instance = _instance(backend, request)
    if instance is not None and request.get("DBInstanceClass"):
        _refuse_class(instance.cluster, request["DBInstanceClass"])


def _refuse_class(cluster: Any, name: str | None) -> None:
    refuse_unbounded(cluster, name)
    if name == SERVERLESS:
        return
    kind, _, size = (name or "").removeprefix("db.").partition(".")
    if size not in CLASSES.get(kind, ()):
        raise invalid_combination(f"DocumentDB doesn't support the DB instance class {name}.")


def _mend_cluster(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    cluster = backend.clusters[answer["DBCluster"].db_cluster_identifier]
    if cluster.engine != DOCDB:
        return
    if cluster.storage_type not in STORAGE[1:]:
        cluster.storage_type = None


def _documentdb_host(model: type[Any], name: str) -> None:
    """Give the hosts of DocumentDB their own domain."""
    original = getattr(model, name).fget

    def host(database: Any) -> str:
        address: str = original(database)
        return address.replace(".rds.", ".docdb.") if database.engine == DOCDB else address

    define(model, **{name: host})


def _network_types(group: Any) -> list[str]:
    both = all(subnet.ipv6_cidr_block_associations for subnet in group._subnets)
    return ["DUAL", "IPV4"] if both else ["IPV4"]


@cache
def apply() -> None:
    """Put moto's DocumentDB right."""
    new = [_refuse_storage]
    RDS.refuse(
        {
            "create_db_cluster": new,
            "restore_db_cluster_from_snapshot": new,
            "restore_db_cluster_to_point_in_time": new,
            "modify_db_cluster": [_refuse_unknown, *new, _refuse_upgrade],
            "delete_db_cluster": [_refuse_taken_snapshot],
            "create_db_instance": [_join_cluster],
            "modify_db_instance": [_refuse_new_class],
        }
    )
    RDS.complete(
        {
            "create_db_cluster": _mend_cluster,
            "modify_db_cluster": _mend_cluster,
            "restore_db_cluster_from_snapshot": _mend_cluster,
            "restore_db_cluster_to_point_in_time": _mend_cluster,
        }
    )
    for model, name in ((DBCluster, "endpoint"), (DBCluster, "reader_endpoint"), (DBInstance, "address")):
        _documentdb_host(model, name)
    define(DBSubnetGroup, supported_network_types=_network_types)
