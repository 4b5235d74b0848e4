"""What RdsCluster and DocumentDb have in common: arguments of databases, checked. No resources here."""

import re
from dataclasses import dataclass
from typing import Any

import pulumi

from ._args import Reader, is_deferred
from ._store_spec import read_final_snapshot
from ._windows import read_windows

SERVERLESS = "db.serverless"
"""Instance class whose capacity follows the load."""

_INSTANCE_CLASS = re.compile(r"db\.(?P<family>[a-z]+\d+[a-z]*)\.(?P<size>[a-z0-9]+)")
_USERNAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_RESERVED_USERNAMES = frozenset({"admin", "postgresql", "rds_superuser", "rdsadmin", "root"})
_BACKUP_DAYS = range(1, 36)
_SHORTEST_WINDOW_MINUTES = 30
_DEFAULT_WINDOWS = ("03:00-04:00", "sun:04:30-sun:05:30")


@dataclass(frozen=True)
class Capacity:
    """Bounds of an instance of class `SERVERLESS`, in capacity units of about 2 GiB of memory."""

    minimum: float
    maximum: float


@dataclass(frozen=True)
class DatabaseSpec:
    """The arguments that both kinds of database take."""

    master_username: str
    backup_retention_days: int
    backup_window: str
    maintenance_window: str
    skip_final_snapshot: bool
    final_snapshot_identifier: str | None
    snapshot_identifier: pulumi.Input[str] | None
    allow_major_version_upgrade: bool
    apply_immediately: bool


def read_database(reader: Reader, label: str) -> DatabaseSpec:
    """The common arguments of a database with the fixed name `label`."""
    backup_window, maintenance_window = read_windows(
        reader, "backup_window", "maintenance_window", _SHORTEST_WINDOW_MINUTES, _DEFAULT_WINDOWS
    )
    skip_final_snapshot = reader.flag("skip_final_snapshot", default=False)
    spec = DatabaseSpec(
        master_username=_username(reader),
        backup_retention_days=reader.whole_number("backup_retention_days", 30, _BACKUP_DAYS),
        backup_window=backup_window,
        maintenance_window=maintenance_window,
        skip_final_snapshot=skip_final_snapshot,
        final_snapshot_identifier=read_final_snapshot(reader, label, skip_final_snapshot),
        snapshot_identifier=reader.passed_if_given("snapshot_identifier"),
        allow_major_version_upgrade=reader.flag("allow_major_version_upgrade", default=False),
        apply_immediately=reader.flag("apply_immediately", default=False),
    )
    if spec.allow_major_version_upgrade and not spec.apply_immediately:
        reader.problem(
            "apply_immediately",
            "false, beside allow_major_version_upgrade",
            "true for the update that moves to another major version",
            "Until the upgrade, the database uses its old parameter group, which could not be deleted.",
        )
    return spec


def read_capacity(reader: Reader, instance_class: str, largest: int) -> Capacity | None:
    """The bounds of instances of class `SERVERLESS`; None for other classes, which take none."""
    if instance_class == SERVERLESS:
        minimum = _units(reader, "min_capacity_units", 0.5, largest)
        maximum = _units(reader, "max_capacity_units", max(16.0, minimum), largest)
        if maximum < minimum or maximum < 1:
            reader.problem(
                "max_capacity_units", f"{maximum:g}", f"1 or more, and not below the least, {minimum:g}"
            )
        return Capacity(minimum, maximum)
    for key in ("min_capacity_units", "max_capacity_units"):
        if reader.get(key) is not None:
            reader.problem(key, f"given beside {instance_class}", f"none, or the class {SERVERLESS}")
    return None


def read_zones(reader: Reader) -> tuple[str, ...]:
    """Zones that instances are put into in turn; none where AWS chooses."""
    return reader.texts("zones", default=())


def zone_of(zones: tuple[str, ...], index: int) -> str | None:
    """The zone of the instance with this index, from 0 on."""
    return zones[index % len(zones)] if zones else None


def instance_family(instance_class: str) -> str | None:
    """The family of a class, as r7g; None when the text is not the name of a class with a fixed size."""
    match = _INSTANCE_CLASS.fullmatch(instance_class)
    return match["family"] if match else None


def _username(reader: Reader) -> str:
    username = reader.text("master_username", "dbadmin")
    if username and (not _USERNAME.fullmatch(username) or username in _RESERVED_USERNAMES):
        reader.problem(
            "master_username",
            repr(username),
            "1 to 63 lower-case letters, digits and underscores, starting with a letter, but none of "
            f"{', '.join(sorted(_RESERVED_USERNAMES))}",
        )
    return username


def _units(reader: Reader, key: str, default: float, largest: int) -> float:
    value: Any = reader.get(key)
    if value is None:
        return default
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and 0.5 <= value <= largest and value * 2 == int(value * 2):
        return float(value)
    shown = f"an {type(value).__name__}" if is_deferred(value) else repr(value)
    reader.problem(key, shown, f"0.5 to {largest} in steps of 0.5, known when the program runs")
    return default
