"""The windows for snapshots and maintenance: their form, their length, and that they are apart."""

import re
from itertools import product
from typing import Any, Final

from localcloud.moto_patches.elasticache._service import invalid_value
from localcloud.moto_service import Request

_SHORTEST_MINUTES: Final = 60
_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME: Final = r"([01]\d|2[0-3]):([0-5]\d)"
_SNAPSHOT: Final = re.compile(f"{_TIME}-{_TIME}")
_MAINTENANCE: Final = re.compile(f"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}")

_SNAPSHOT_CHOICES: Final = [f"{hour % 24:02}:00-{(hour + 1) % 24:02}:00" for hour in range(5, 29)]
_MAINTENANCE_CHOICES: Final = [f"sun:{hour:02}:00-sun:{hour + 1:02}:00" for hour in range(6, 23)]


def settle_windows(backend: Any, request: Request) -> None:
    """Refuse windows that are malformed, too short or not apart. What a request for a new group leaves to
    ElastiCache is an hour that is apart from the other window.
    """
    existing = backend.replication_groups.get(request["ReplicationGroupId"])
    snapshot = request.get("SnapshotWindow") or (existing and existing.snapshot_window)
    maintenance = request.get("PreferredMaintenanceWindow") or (
        existing and existing.preferred_maintenance_window
    )
    snapshots = [snapshot] if snapshot else _SNAPSHOT_CHOICES
    maintenances = [maintenance.lower()] if maintenance else _MAINTENANCE_CHOICES
    for pair in product(snapshots, maintenances):
        if not _overlap(_daily(pair[0]), _weekly(pair[1])):
            request["SnapshotWindow"], request["PreferredMaintenanceWindow"] = pair
            return
    raise invalid_value("The snapshot window and maintenance window must not overlap.")


def _daily(window: str) -> tuple[int, int]:
    """Start in minutes of the day, and length in minutes."""
    found = _SNAPSHOT.fullmatch(window)
    if found is None:
        raise invalid_value(f"Invalid snapshot window {window}: it has the form hh24:mi-hh24:mi, in UTC.")
    first, last = (60 * int(found[hour]) + int(found[hour + 1]) for hour in (1, 3))
    return _checked("Snapshot", first, (last - first) % _DAY)


def _weekly(window: str) -> tuple[int, int]:
    """Start in minutes of the week, and length in minutes."""
    found = _MAINTENANCE.fullmatch(window)
    if found is None:
        raise invalid_value(
            f"Invalid maintenance window {window}: it has the form ddd:hh24:mi-ddd:hh24:mi, in UTC."
        )
    first, last = (
        _DAYS.index(found[day]) * _DAY + 60 * int(found[day + 1]) + int(found[day + 2]) for day in (1, 4)
    )
    return _checked("Maintenance", first, (last - first) % _WEEK)


def _checked(name: str, start: int, length: int) -> tuple[int, int]:
    if length < _SHORTEST_MINUTES:
        raise invalid_value(f"{name} window must be at least 60 minutes.")
    return start, length


def _overlap(daily: tuple[int, int], weekly: tuple[int, int]) -> bool:
    start, length = daily
    first, last = weekly[0], sum(weekly)
    # The day before the week matters too: its window may reach over midnight; and so may the last one's.
    starts = [start + day * _DAY for day in range(-1, len(_DAYS) + 1)]
    return any(first < begin + length and begin < last for begin in starts)
