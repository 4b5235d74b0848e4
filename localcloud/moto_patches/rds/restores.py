"""Instances and clusters that are made from a snapshot.

What moto gets wrong: it copies all there is of the database, so that a password that AWS manages makes it
crash, and the new database has the name, id and tags of the old one.
"""

from functools import cache
from secrets import token_urlsafe
from typing import Any, Final

from moto.rds.models import RDSBackend

from localcloud.moto_service import Request, replace

OF_INSTANCE: Final = (
    *("allocated_storage", "auto_minor_version_upgrade", "backup_retention_period", "db_instance_class"),
    *("db_name", "enable_iam_database_authentication", "engine", "engine_version", "license_model"),
    *("kms_key_id", "master_username", "port", "preferred_backup_window", "preferred_maintenance_window"),
    *("storage_encrypted", "storage_type"),
)
OF_CLUSTER: Final = (
    *("allocated_storage", "backup_retention_period", "database_name", "db_cluster_instance_class"),
    *("engine", "engine_version", "kms_key_id", "master_username", "port", "storage_encrypted"),
    *("storage_type", "iops"),
)
"""What a database takes over from the snapshot that it is made from."""


def _start(source: Any, names: tuple[str, ...]) -> dict[str, Any]:
    # The password of the snapshot's time goes on to hold; nobody can read it, here or on AWS.
    password = getattr(source, "_master_user_password", None) or token_urlsafe()
    return {"master_user_password": password} | {name: getattr(source, name) for name in names}


def _given(request: Request) -> dict[str, Any]:
    return {name: value for name, value in request.items() if value is not None}


def name_engine(backend: Any, request: Request) -> None:
    """The checks of new instances ask for the engine, which a request need not name."""
    source = backend.get_db_snapshot(request["DBSnapshotIdentifier"]).database
    request["Engine"] = source.engine
    request["EngineVersion"] = source.engine_version


def _restore_instance(_: Any, backend: Any, snapshot_id: str, overrides: Any) -> Any:
    source = backend.get_db_snapshot(snapshot_id).database
    given = _given(overrides)
    if given.get("manage_master_user_password"):
        given["master_user_password"] = None
    return backend.create_db_instance({**_start(source, OF_INSTANCE), **given})


def _restore_cluster(_: Any, backend: Any, snapshot_id: str, overrides: Any) -> Any:
    source = backend.get_db_cluster_snapshot(snapshot_id).cluster
    return backend.create_db_cluster({**_start(source, OF_CLUSTER), **_given(overrides)})


@cache
def apply() -> None:
    """Put moto's restores right."""
    replace(RDSBackend, "restore_db_instance_from_db_snapshot", _restore_instance)
    replace(RDSBackend, "restore_db_cluster_from_snapshot", _restore_cluster)
