"""The parameters of a PostgreSQL database: what this library sets, and when each takes effect. Pure."""

from collections.abc import Mapping

FIXED: Mapping[str, tuple[str, ...]] = {"rds.force_ssl": ("1",)}
"""Parameters that callers cannot set otherwise: clients have to use TLS."""

DEFAULTS: Mapping[str, str] = {
    "rds.force_ssl": "1",
    # Slow queries, and what explains them.
    "log_min_duration_statement": "1000",
    "log_lock_waits": "1",
    "log_temp_files": "0",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "ALL",
    "track_activity_query_size": "4096",
    "track_io_timing": "1",
    # Who connected, and who changed the schema.
    "log_connections": "1",
    "log_disconnections": "1",
    "log_statement": "ddl",
    # Connection pools: a transaction that its client forgot keeps locks and a connection of the pool.
    "idle_in_transaction_session_timeout": "60000",
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
"""Values that differ from, or must not follow, those of RDS. Times are in milliseconds, keep-alives in
seconds, sizes in bytes (PostgreSQL 15 manual, chapter 20; a size of 0 logs every temporary file)."""

STATIC = frozenset(
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
"""Parameters that a running server cannot change: context `postmaster` in pg_settings of PostgreSQL 15."""


def parameters(own: Mapping[str, str]) -> list[dict[str, str]]:
    """The parameters of a parameter group: the defaults, and over them the caller's `own`."""
    return [
        {
            "name": name,
            "value": value,
            "apply_method": "pending-reboot" if name in STATIC else "immediate",
        }
        for name, value in sorted({**DEFAULTS, **own}.items())
    ]


def family(engine: str, engine_version: str) -> str:
    """The parameter group family of an engine's version, as postgres15."""
    return f"{engine}{engine_version.partition('.')[0]}"
