"""What RDS and DocumentDB refuse of database instances and clusters.

moto takes all of it: unknown versions, classes, security groups, subnet groups, keys and roles; groups of
another VPC or family; wrong sizes, passwords, periods and logs; a name that a cluster has; deleting without
saying what becomes of the data.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from moto.iam.models import iam_backends

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_patches.rds.engines import (
    ENGINES,
    check_class,
    check_logs,
    family,
    resolve_version,
)
from localcloud.moto_service import AwsError, Request, network_of

STORAGE_GIB: Final = {"gp2": (20, 65536), "gp3": (20, 65536), "io1": (100, 65536), "io2": (100, 65536)}
"""By storage type: the smallest and the largest volume of the open-source engines."""

GP3_OWN_PERFORMANCE_GIB: Final = 400
"""From this size on, a gp3 volume may be given IOPS and throughput."""

BACKUP_DAYS: Final = range(36)
MONITORING_SECONDS: Final = (0, 1, 5, 10, 15, 30, 60)
INSIGHTS_DAYS: Final = (7, *range(31, 714, 31), 731)
PASSWORD: Final = re.compile(r"[\x21-\x7e]{8,128}")
PASSWORD_FORBIDDEN: Final = frozenset('/@" ')


def _engine_of(backend: Any, request: Request) -> str:
    """The engine that a request is about: its own, or that of the cluster or instance it names."""
    if request.get("Engine"):
        return str(request["Engine"])
    existing = _instance(backend, request) or _cluster(backend, request)
    return str(existing.engine) if existing else ""


def _instance(backend: Any, request: Request) -> Any | None:
    """The instance (moto's object) that a request names, if it exists."""
    return backend.databases.get(request.get("DBInstanceIdentifier") or "")


def _cluster(backend: Any, request: Request) -> Any | None:
    """The cluster (moto's object) that a request names, if it exists."""
    return backend.clusters.get(request.get("DBClusterIdentifier") or "")


def _refuse_version(backend: Any, request: Request) -> None:
    if request.get("DBInstanceIdentifier") and request.get("DBClusterIdentifier"):
        return
    version = resolve_version(_engine_of(backend, request), request.get("EngineVersion"))
    if version:
        request["EngineVersion"] = version


def _refuse_new_version(backend: Any, request: Request) -> None:
    if request.get("EngineVersion"):
        request["EngineVersion"] = resolve_version(_engine_of(backend, request), request["EngineVersion"])


def _refuse_class(_: Any, request: Request) -> None:
    if request.get("DBInstanceClass"):
        check_class(request["DBInstanceClass"])


def _refuse_logs(backend: Any, request: Request) -> None:
    logs = request.get("EnableCloudwatchLogsExports") or (
        request.get("CloudwatchLogsExportConfiguration") or {}
    ).get("EnableLogTypes", [])
    check_logs(_engine_of(backend, request), logs)


def _refuse_network(backend: Any, request: Request) -> None:
    name = request.get("DBSubnetGroupName")
    group = backend.describe_db_subnet_groups(name)[0] if name else None
    vpc_id = group.vpc_id if group else None
    existing = _instance(backend, request)
    if vpc_id is None and existing is not None and getattr(existing, "db_subnet_group", None):
        vpc_id = existing.db_subnet_group.vpc_id
    _refuse_groups(backend, request.get("VpcSecurityGroupIds") or [], vpc_id)


def _refuse_groups(backend: Any, group_ids: Iterable[str], vpc_id: str | None) -> None:
    for group_id in group_ids:
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None:
            raise invalid_value(f"Invalid security group , groupId= {group_id}, groupName=.")
        if vpc_id and group.vpc_id != vpc_id:
            raise invalid_combination(
                "The DB instance and EC2 security group are in different VPCs. The DB instance is in "
                f"{vpc_id} and the EC2 security group is in {group.vpc_id}"
            )


def _refuse_family(backend: Any, request: Request) -> None:
    engine, version = _engine_of(backend, request), request.get("EngineVersion")
    if engine not in ENGINES or not version:
        return
    wanted = family(engine, version)
    for parameter, groups, attribute in (
        ("DBParameterGroupName", backend.db_parameter_groups, "family"),
        ("DBClusterParameterGroupName", backend.db_cluster_parameter_groups, "db_parameter_group_family"),
    ):
        name = request.get(parameter)
        if not name or name.startswith("default."):
            continue
        if name not in groups:
            raise AwsError("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}")
        found = getattr(groups[name], attribute)
        if found != wanted:
            raise invalid_combination(
                f"The parameter group {name} with DBParameterGroupFamily {found} can't be used for this "
                f"instance. Please use a parameter group with DBParameterGroupFamily {wanted}."
            )


def _refuse_key(backend: Any, request: Request) -> None:
    for parameter in ("KmsKeyId", "MasterUserSecretKmsKeyId", "PerformanceInsightsKMSKeyId"):
        named = request.get(parameter)
        if named:
            key = find_key(backend.account_id, backend.region_name, named)
            if key is None or key.key_state != "Enabled":
                raise AwsError(
                    "KMSKeyNotAccessibleFault",
                    f"The specified KMS key [{named}] does not exist, is not enabled or you do not have "
                    "permissions to access it.",
                )


def _refuse_master_user(backend: Any, request: Request) -> None:
    if request.get("DBClusterIdentifier") and request.get("DBInstanceIdentifier"):
        return
    engine, user = _engine_of(backend, request), request.get("MasterUsername")
    if user and engine in ENGINES and user.lower() in ENGINES[engine].reserved_users:
        raise invalid_value(
            f"MasterUsername {user} cannot be used as it is a reserved word used by the engine"
        )
    if request.get("ManageMasterUserPassword"):
        if request.get("MasterUserPassword"):
            raise invalid_combination(
                "You can't specify MasterUserPassword with ManageMasterUserPassword enabled."
            )
    elif not request.get("MasterUserPassword"):
        raise invalid_value("The parameter MasterUserPassword must be provided and must not be blank.")
    _refuse_password(backend, request)


def _refuse_password(_: Any, request: Request) -> None:
    password = request.get("MasterUserPassword")
    if password and (not PASSWORD.fullmatch(password) or PASSWORD_FORBIDDEN & set(password)):
        raise invalid_value(
            "The parameter MasterUserPassword is not a valid password. Use 8 to 128 printable ASCII "
            "characters other than '/', '@', '\"' and ' '."
        )


def _refuse_storage(backend: Any, request: Request) -> None:
    engine, size = _engine_of(backend, request), request.get("AllocatedStorage")
    if engine not in ENGINES or ENGINES[engine].clustered:
        return
    existing = _instance(backend, request)
    kind = request.get("StorageType") or (existing.storage_type if existing else "gp2")
    smallest, largest = STORAGE_GIB.get(kind, (5, 3072))
    if size is not None and not smallest <= size <= largest:
        raise invalid_combination(
            f"Invalid storage size for engine name {engine} and storage type {kind}: {size}"
        )
    if size is not None and existing is not None and size < existing.allocated_storage:
        raise invalid_combination(
            f"Requested storage size {size} is smaller than the current size {existing.allocated_storage}."
        )
    volume = size or (existing.allocated_storage if existing else 0)
    performance = request.get("Iops") or request.get("StorageThroughput")
    if kind == "gp3" and performance and volume < GP3_OWN_PERFORMANCE_GIB:
        raise invalid_combination(
            f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than "
            f"{GP3_OWN_PERFORMANCE_GIB}."
        )
    if kind in ("io1", "io2") and not request.get("Iops") and existing is None:
        raise invalid_combination(f"You must specify IOPS when specifying storage type {kind}.")
    most = request.get("MaxAllocatedStorage")
    if most and most < volume * 1.1:
        raise invalid_combination("Max storage size must be at least 10% greater than storage size")


def _refuse_periods(_: Any, request: Request) -> None:
    days = request.get("BackupRetentionPeriod")
    if days is not None and days not in BACKUP_DAYS:
        raise invalid_value(
            f"Invalid backup retention period: {days}. The retention period must be between 0 and "
            f"{BACKUP_DAYS.stop - 1}"
        )
    seconds = request.get("MonitoringInterval")
    if seconds is not None and seconds not in MONITORING_SECONDS:
        raise invalid_value(f"Invalid monitoring interval: {seconds}. Valid values: {MONITORING_SECONDS}.")
    insights = request.get("PerformanceInsightsRetentionPeriod")
    if insights is not None and insights not in INSIGHTS_DAYS:
        raise invalid_value(
            f"Invalid Performance Insights retention period: {insights}. Valid values: 7, months of 31 "
            "days, 731."
        )


def _refuse_monitoring_role(backend: Any, request: Request) -> None:
    arn = request.get("MonitoringRoleArn")
    roles = iam_backends[backend.account_id][backend.partition].roles.values()
    if arn and arn not in {role.arn for role in roles}:
        raise invalid_value(
            "IAM role ARN value is invalid or does not include the required permissions for: "
            "ENHANCED_MONITORING"
        )


def _refuse_taken_cluster(backend: Any, request: Request) -> None:
    if request["DBClusterIdentifier"].lower() in backend.clusters:
        raise AwsError("DBClusterAlreadyExistsFault", "DB Cluster already exists")
    backend._validate_db_identifier(request["DBClusterIdentifier"])


def _refuse_silent_loss(backend: Any, request: Request) -> None:
    existing = _instance(backend, request)
    if existing is not None and existing.db_cluster_identifier:
        return
    snapshot, skip = request.get("FinalDBSnapshotIdentifier"), request.get("SkipFinalSnapshot")
    if not snapshot and not skip:
        raise invalid_combination(
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )
    if snapshot and skip:
        raise invalid_combination(
            "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is set."
        )


@cache
def apply() -> None:
    """Make moto refuse what RDS refuses."""
    of_both = [
        _refuse_network,
        _refuse_family,
        _refuse_key,
        _refuse_logs,
        _refuse_periods,
        _refuse_monitoring_role,
    ]
    RDS.refuse(
        {
            "create_db_instance": [
                _refuse_version,
                _refuse_class,
                _refuse_master_user,
                _refuse_storage,
                *of_both,
            ],
            "create_db_cluster": [_refuse_taken_cluster, _refuse_version, _refuse_master_user, *of_both],
            "modify_db_instance": [
                _refuse_new_version,
                _refuse_class,
                _refuse_password,
                _refuse_storage,
                *of_both,
            ],
            "modify_db_cluster": [_refuse_new_version, _refuse_password, *of_both],
            "delete_db_instance": [_refuse_silent_loss],
            "delete_db_cluster": [_refuse_silent_loss],
        }
    )
