"""What RDS and DocumentDB refuse of database instances and clusters.

moto takes all of it: unknown versions, classes, security groups, subnet groups, keys and roles; groups of
another VPC or family; wrong sizes, passwords, periods and logs; a name that a cluster has; deleting without
saying what becomes of the data.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from localcloud.iam_principals import role_of
from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.rds._service import (
    RDS,
    cluster_of,
    engine_of,
    instance_of,
    invalid_combination,
    invalid_value,
)
from localcloud.moto_patches.rds.engines import (
    ENGINES,
    check_class,
    check_logs,
    family,
    resolve_version,
)
from localcloud.moto_patches.rds.replicas import refuse_source
from localcloud.moto_patches.rds.restores import name_engine
from localcloud.moto_patches.rds.storage import refuse_storage
from localcloud.moto_service import AwsError, Request, network_of

AUTHORITIES: Final = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
BACKUP_DAYS: Final = range(36)
MONITORING_SECONDS: Final = (0, 1, 5, 10, 15, 30, 60)
INSIGHTS_DAYS: Final = (7, *range(31, 714, 31), 731)
PASSWORD: Final = re.compile(r"[\x21-\x7e]{8,128}")
PASSWORD_FORBIDDEN: Final = frozenset('/@" ')


def _refuse_version(backend: Any, request: Request) -> None:
    if request.get("DBInstanceIdentifier") and request.get("DBClusterIdentifier"):
        return
    version = resolve_version(engine_of(backend, request), request.get("EngineVersion"))
    if version:
        request["EngineVersion"] = version


def _refuse_new_version(backend: Any, request: Request) -> None:
    if request.get("EngineVersion"):
        request["EngineVersion"] = resolve_version(engine_of(backend, request), request["EngineVersion"])


def _refuse_class(_: Any, request: Request) -> None:
    if request.get("DBInstanceClass"):
        check_class(request["DBInstanceClass"])


def _refuse_logs(backend: Any, request: Request) -> None:
    logs = request.get("EnableCloudwatchLogsExports") or (
        request.get("CloudwatchLogsExportConfiguration") or {}
    ).get("EnableLogTypes", [])
    check_logs(engine_of(backend, request), logs)


def _refuse_network(backend: Any, request: Request) -> None:
    name = request.get("DBSubnetGroupName")
    group = backend.describe_db_subnet_groups(name)[0] if name else None
    vpc_id = group.vpc_id if group else None
    existing = instance_of(backend, request)
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
    engine, version = engine_of(backend, request), request.get("EngineVersion")
    existing = instance_of(backend, request) or cluster_of(backend, request)
    version = version or getattr(existing, "engine_version", None)
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
    engine, user = engine_of(backend, request), request.get("MasterUsername")
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


def _refuse_authority(_: Any, request: Request) -> None:
    authority = request.get("CACertificateIdentifier")
    if authority and authority not in AUTHORITIES:
        raise AwsError("CertificateNotFound", f"Certificate not found: {authority}")


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
    existing = instance_of(backend, request) or cluster_of(backend, request)
    if request.get("MonitoringInterval") and not (arn or getattr(existing, "monitoring_role_arn", None)):
        raise invalid_combination(
            "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0."
        )
    if arn and role_of(backend, arn) is None:
        raise invalid_value(
            "IAM role ARN value is invalid or does not include the required permissions for: "
            "ENHANCED_MONITORING"
        )


def _refuse_taken_cluster(backend: Any, request: Request) -> None:
    if request["DBClusterIdentifier"].lower() in backend.clusters:
        raise AwsError("DBClusterAlreadyExistsFault", "DB Cluster already exists")
    backend._validate_db_identifier(request["DBClusterIdentifier"])


def _refuse_silent_loss(backend: Any, request: Request) -> None:
    existing = instance_of(backend, request)
    if "DBInstanceIdentifier" in request and (existing is None or existing.db_cluster_identifier):
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
        _refuse_authority,
    ]
    RDS.refuse(
        {
            "create_db_instance_read_replica": [refuse_source, _refuse_class, refuse_storage, *of_both],
            "restore_db_instance_from_db_snapshot": [name_engine, _refuse_class, *of_both],
            "restore_db_cluster_from_snapshot": [_refuse_taken_cluster, _refuse_version, *of_both],
            "create_db_instance": [
                _refuse_version,
                _refuse_class,
                _refuse_master_user,
                refuse_storage,
                *of_both,
            ],
            "create_db_cluster": [_refuse_taken_cluster, _refuse_version, _refuse_master_user, *of_both],
            "modify_db_instance": [
                _refuse_new_version,
                _refuse_class,
                _refuse_password,
                refuse_storage,
                *of_both,
            ],
            "modify_db_cluster": [_refuse_new_version, _refuse_password, *of_both],
            "delete_db_instance": [_refuse_silent_loss],
            "delete_db_cluster": [_refuse_silent_loss],
        }
    )
