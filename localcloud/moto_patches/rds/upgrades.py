"""Upgrades of instances and clusters to other versions; DocumentDB has its own rules.

What moto accepts, and AWS refuses: going back to an older version; another major version without a word of
it, or with the parameter group of the old one.
"""

from functools import cache
from typing import Any

from localcloud.moto_patches.rds._service import RDS, invalid_combination
from localcloud.moto_patches.rds.engines import DOCDB, ENGINES, family, resolve_version, versions
from localcloud.moto_service import Request


def _refuse_upgrade(existing: Any, group: str | None, current: str | None, request: Request) -> None:
    engine, wanted = existing.engine, request.get("EngineVersion")
    if not wanted or engine not in ENGINES or engine == DOCDB:
        return
    version, known = str(resolve_version(engine, wanted)), list(versions(engine))
    if known.index(version) < known.index(existing.engine_version):
        raise invalid_combination(f"Cannot upgrade {engine} from {existing.engine_version} to {version}")
    if family(engine, version) == family(engine, existing.engine_version):
        return
    if not request.get("AllowMajorVersionUpgrade"):
        raise invalid_combination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        )
    if group is None and current and not current.startswith("default."):
        raise invalid_combination(
            f"The current parameter group {current} is custom. You must explicitly specify a new parameter "
            "group, either default or custom, for the engine version upgrade."
        )


def _refuse_of_instance(backend: Any, request: Request) -> None:
    existing = backend.describe_db_instances(request["DBInstanceIdentifier"])[0]
    if existing.db_cluster_identifier is None:
        _refuse_upgrade(
            existing, request.get("DBParameterGroupName"), existing.db_parameter_group_name, request
        )


def _refuse_of_cluster(backend: Any, request: Request) -> None:
    existing = backend.describe_db_clusters(request["DBClusterIdentifier"])[0]
    _refuse_upgrade(existing, request.get("DBClusterParameterGroupName"), existing.parameter_group, request)


def _leave_default_group(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    """A database with its engine's default group gets that of its new version."""
    database = answer.get("DBInstance")
    cluster = answer.get("DBCluster")
    if database is not None and (database.db_parameter_group_name or "").startswith("default."):
        database.db_parameter_group_name = None
    if cluster is not None and cluster.parameter_group.startswith("default.") and cluster.engine in ENGINES:
        live = backend.clusters[cluster.db_cluster_identifier]
        live.parameter_group = f"default.{family(live.engine, live.engine_version)}"


@cache
def apply() -> None:
    """Make moto refuse what RDS refuses of upgrades."""
    RDS.refuse({"modify_db_instance": [_refuse_of_instance], "modify_db_cluster": [_refuse_of_cluster]})
    RDS.complete({"modify_db_instance": _leave_default_group, "modify_db_cluster": _leave_default_group})
