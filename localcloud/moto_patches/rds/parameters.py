"""Parameters of RDS and DocumentDB.

What moto accepts, and AWS refuses: more than 20 parameters in one request; applying a parameter at once that
a running server cannot change.
"""

from functools import cache
from typing import Any, Final

from localcloud.moto_patches.rds import documentdb_parameters
from localcloud.moto_patches.rds._service import RDS, invalid_combination, invalid_value
from localcloud.moto_service import Check, Request

AT_ONCE: Final = 20

STATIC: Final = frozenset(
    {
        "autovacuum_freeze_max_age",
        "autovacuum_max_workers",
        "autovacuum_multixact_freeze_max_age",
        "cron.database_name",
        "huge_pages",
        "max_connections",
        "max_files_per_process",
        "max_locks_per_transaction",
        "max_logical_replication_workers",
        "max_pred_locks_per_transaction",
        "max_prepared_transactions",
        "max_replication_slots",
        "max_wal_senders",
        "max_worker_processes",
        "pg_stat_statements.max",
        "rds.logical_replication",
        "shared_buffers",
        "shared_preload_libraries",
        "superuser_reserved_connections",
        "track_activity_query_size",
        "track_commit_timestamp",
        "wal_buffers",
    }
)
"""Parameters of PostgreSQL that take effect after a restart (context
`postmaster` in pg_settings of PostgreSQL 15)."""


def _static(family: str) -> frozenset[str]:
    if family.startswith(documentdb_parameters.FAMILY):
        return documentdb_parameters.STATIC
    return STATIC if "postgres" in family else frozenset()


def _check(table: str, parameter: str, family: str) -> Check:
    def check(backend: Any, request: Request) -> None:
        given = request.get("Parameters") or []
        if len(given) > AT_ONCE:
            raise invalid_value(f"A maximum of {AT_ONCE} parameters can be modified in a single request.")
        group = getattr(backend, table).get(request[parameter])
        if group is None:
            return
        static = _static(str(getattr(group, family)))
        for item in given:
            if item["ParameterName"] in static and item.get("ApplyMethod") == "immediate":
                raise invalid_combination(
                    "cannot use immediate apply method for static parameter "
                    f"(parameter: {item['ParameterName']})"
                )

    return check


@cache
def apply() -> None:
    """Make moto refuse what RDS refuses of parameters."""
    of_instances = _check("db_parameter_groups", "DBParameterGroupName", "family")
    of_clusters = _check(
        "db_cluster_parameter_groups", "DBClusterParameterGroupName", "db_parameter_group_family"
    )
    RDS.refuse(
        {
            "modify_db_parameter_group": [of_instances],
            "modify_db_cluster_parameter_group": [of_clusters],
        }
    )
