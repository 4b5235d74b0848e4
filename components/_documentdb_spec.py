"""What a DocumentDb is to be: its arguments, checked, and its parameters. No resources here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._args import ArgumentReader
from ._database_spec import (
    SERVERLESS,
    Capacity,
    DatabaseSpec,
    instance_family,
    read_capacity,
    read_database,
    read_zones,
)
from ._store_spec import StoreSpec, read_settings, read_store

LOGS = ("audit", "profiler")
"""Logs that go to CloudWatch; each is also switched on by a parameter."""

PORT = 27017
"""MongoDB's port, which the guide's security groups open."""

_VERSION = re.compile(r"(?P<family>(\d+)\.\d+)\.\d+")
_OLDEST_MAJOR = 4
_INSTANCES = range(1, 17)
_LARGEST_CAPACITY = 256

_DEFAULTS: Mapping[str, str] = {
    "audit_logs": "enabled",
    "profiler": "enabled",
    "profiler_threshold_ms": "100",
    "tls": "enabled",
}

_FIXED: Mapping[str, tuple[str, ...]] = {
    "audit_logs": ("enabled", "ddl", "dml_read", "dml_write", "all"),
    "profiler": ("enabled",),
    "tls": ("enabled", "fips-140-3", "tls1.2+", "tls1.3+"),
}
"""Parameters that may be made stricter, but not switched off (DocumentDB developer guide, "Cluster parameters
reference")."""

_STATIC = frozenset({"tls"})
"""Parameters that take effect when an instance starts."""


@dataclass(frozen=True)
class DocumentDbSpec:
    """The arguments of a DocumentDb, checked."""

    store: StoreSpec
    database: DatabaseSpec
    engine_version: str
    instance_class: str
    instance_count: int
    capacity: Capacity | None
    zones: tuple[str, ...]
    io_optimized: bool
    performance_insights: bool
    own_parameters: dict[str, str]

    @property
    def family(self) -> str:
        """The parameter group family, as docdb5.0."""
        return f"docdb{self.engine_version.rpartition('.')[0]}"

    @property
    def parameters(self) -> list[dict[str, str]]:
        """The parameters of the cluster: the defaults, and over them the caller's own."""
        return [
            {
                "name": name,
                "value": value,
                "apply_method": "pending-reboot" if name in _STATIC else "immediate",
            }
            for name, value in sorted({**_DEFAULTS, **self.own_parameters}.items())
        ]


def resolve_documentdb(name: str, args: Mapping[str, Any], fields: type) -> DocumentDbSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader("DocumentDb", name, args, fields, longest_role="profiler-log-group")
    store = read_store(reader, "database", name, "identifier")
    instance_class = _instance_class(reader)
    spec = DocumentDbSpec(
        store=store,
        database=read_database(reader, store.label),
        engine_version=_engine_version(reader),
        instance_class=instance_class,
        instance_count=reader.whole_number("instance_count", 3, _INSTANCES),
        capacity=read_capacity(reader, instance_class, _LARGEST_CAPACITY),
        zones=read_zones(reader),
        io_optimized=reader.flag("io_optimized", default=False),
        performance_insights=reader.flag("performance_insights", default=True),
        own_parameters=read_settings(reader, "parameters", _FIXED),
    )
    reader.finish()
    return spec


def _engine_version(reader: ArgumentReader) -> str:
    version = reader.text("engine_version", "5.0.0")
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match[2]) < _OLDEST_MAJOR):
        reader.problem(
            "engine_version",
            repr(version),
            f"a version of DocumentDB, {_OLDEST_MAJOR}.0.0 or newer, as 5.0.0",
        )
    return version


def _instance_class(reader: ArgumentReader) -> str:
    name = reader.text("instance_class", "db.r6g.large")
    family = instance_family(name)
    if name and name != SERVERLESS and (family is None or family[0] not in "rt"):
        reader.problem(
            "instance_class",
            repr(name),
            f"a class that DocumentDB has, as db.r6g.large, db.t4g.medium or {SERVERLESS}",
        )
    return name
