"""Read replicas of instances.

What moto accepts, and AWS refuses: a source without backups, or whose password AWS manages; a name that is
taken; a sixteenth replica; a final snapshot of a replica; switching off the backups of a source.

What moto gets wrong: a replica is a copy of its source, with its name, id, tags and secret; it stays one when
it is promoted, or its source is gone.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.rds.models import DBInstance, RDSBackend

from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_service import AwsError, Request, replace

MOST_REPLICAS: Final = 15

OF_SOURCE: Final = (
    *("allocated_storage", "db_name", "enable_iam_database_authentication", "engine", "engine_version"),
    *("kms_key_id", "license_model", "master_username", "port", "storage_encrypted", "storage_type"),
    *("preferred_backup_window", "preferred_maintenance_window", "db_parameter_group_name"),
    *("copy_tags_to_snapshot", "auto_minor_version_upgrade", "db_instance_class"),
)
"""What a replica has in common with its source unless its request says otherwise."""


def _source(backend: Any, request: Request) -> Any:
    return backend.find_db_from_id(request["SourceDBInstanceIdentifier"])


def refuse_source(backend: Any, request: Request) -> None:
    """Refuse a replica of what can have none; and say of which engine and size the replica will be."""
    source = _source(backend, request)
    if not source.backup_retention_period:
        raise AwsError(
            "InvalidDBInstanceState",
            "Automated backups are not enabled for this database instance. To enable automated backups, use "
            "ModifyDBInstance to set the backup retention period to a non-zero value.",
        )
    if source.manage_master_user_password and not source.engine.startswith("sqlserver"):
        raise invalid_value(
            f"Creating read replicas for source instance with engine {source.engine} where "
            "ManageMasterUserPassword is enabled is not supported."
        )
    if len(source.replicas) >= MOST_REPLICAS:
        raise AwsError(
            "InstanceQuotaExceeded",
            f"The DB instance {source.db_instance_identifier} has {MOST_REPLICAS} read replicas already.",
        )
    # The checks of new instances ask for these; a request cannot name them.
    request["Engine"], request["EngineVersion"] = source.engine, source.engine_version
    request.setdefault("AllocatedStorage", source.allocated_storage)


def _create(backend: Any, request: Request) -> dict[str, Any]:
    source = _source(backend, request)
    taken = {name: getattr(source, name) for name in OF_SOURCE}
    group = getattr(source, "db_subnet_group", None)
    given = {name: value for name, value in request.items() if value is not None}
    replica = backend.create_db_instance(
        {
            **taken,
            "db_subnet_group_name": group.name if group else None,
            **given,
            "source_db_instance_identifier": source.db_instance_identifier,
            "backup_retention_period": 0,
        }
    )
    replica.set_as_replica()
    source.add_replica(replica)
    return {"DBInstance": replica}


def _refuse_snapshot_of_replica(backend: Any, request: Request) -> None:
    database = backend.databases.get(request["DBInstanceIdentifier"])
    if database is not None and database.is_replica and request.get("FinalDBSnapshotIdentifier"):
        raise invalid_combination(
            "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance."
        )


def _refuse_no_backups(backend: Any, request: Request) -> None:
    database = backend.databases.get(request["DBInstanceIdentifier"])
    if database is not None and database.replicas and request.get("BackupRetentionPeriod") == 0:
        raise invalid_combination(
            "Backups cannot be disabled for an instance that is the source of read replicas."
        )


def _refuse_promotion(backend: Any, request: Request) -> None:
    database = backend.describe_db_instances(request["DBInstanceIdentifier"])[0]
    if not database.is_replica:
        raise AwsError(
            "InvalidDBInstanceState",
            f"DB Instance is not a read replica: {database.db_instance_identifier}",
        )


def _promote(original: Callable[..., Any], backend: Any, arguments: Any) -> Any:
    database = backend.databases[arguments["db_instance_identifier"]]
    backend.find_db_from_id(database.source_db_instance_identifier).remove_replica(database)
    promoted = original(backend, arguments)
    promoted.source_db_instance_identifier = None
    if not promoted.backup_retention_period:
        promoted.backup_retention_period = 1
    return promoted


def _delete(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    deleted = original(self, *args, **kwargs)
    for replica in (self.databases.get(other) for other in deleted.replicas):
        if replica is not None:
            replica.is_replica = False
            replica.source_db_instance_identifier = None
    return deleted


def _save_backup(original: Callable[[Any], None], database: Any) -> None:
    if database.backup_retention_period:
        original(database)


@cache
def apply() -> None:
    """Put moto's read replicas right."""
    RDS.extend({"create_db_instance_read_replica": _create})
    RDS.refuse(
        {
            "delete_db_instance": [_refuse_snapshot_of_replica],
            "modify_db_instance": [_refuse_no_backups],
            "promote_read_replica": [_refuse_promotion],
        }
    )
    replace(RDSBackend, "promote_read_replica", _promote)
    replace(RDSBackend, "delete_db_instance", _delete)
    replace(DBInstance, "save_automated_backup", _save_backup)
