"""Times for backups and for maintenance.

What moto accepts, and AWS refuses: windows of a cluster that are none, or overlap.

What moto gets wrong: where a request names one window, the other one may overlap it and the request fails;
AWS chooses one that does not.
"""

from functools import cache
from typing import Any, Final

from moto.rds.utils import valid_preferred_maintenance_window

from localcloud.moto_patches.rds._service import RDS, cluster_of, engine_of, invalid_value
from localcloud.moto_patches.rds.engines import DOCDB
from localcloud.moto_service import Request

BACKUP: Final = "PreferredBackupWindow"
MAINTENANCE: Final = "PreferredMaintenanceWindow"
CHOICES: Final = {
    BACKUP: ("03:00-03:30", "09:00-09:30"),
    MAINTENANCE: ("wed:06:38-wed:07:08", "sun:10:38-sun:11:08"),
}
"""Of two half hours that lie that far apart, a window overlaps at most one, unless it is as long as a day."""


def _choose(_: Any, request: Request) -> None:
    if request.get("DBClusterIdentifier") and request.get("DBInstanceIdentifier"):
        return
    if request.get(MAINTENANCE):
        request[MAINTENANCE] = request[MAINTENANCE].lower()
    backup, maintenance = request.get(BACKUP), request.get(MAINTENANCE)
    if maintenance and not backup:
        found = [item for item in CHOICES[BACKUP] if not _fault(item, maintenance)]
        request[BACKUP] = (found or CHOICES[BACKUP])[0]
    elif backup and not maintenance:
        found = [item for item in CHOICES[MAINTENANCE] if not _fault(backup, item)]
        request[MAINTENANCE] = (found or CHOICES[MAINTENANCE])[0]


def _fault(backup: str | None, maintenance: str | None) -> str | None:
    """What is wrong with two windows, if they are both known."""
    fault: str | None = valid_preferred_maintenance_window(maintenance, backup) if backup else None
    return fault


def _refuse(backend: Any, request: Request) -> None:
    if engine_of(backend, request) == DOCDB:
        return
    if request.get(MAINTENANCE):
        request[MAINTENANCE] = request[MAINTENANCE].lower()
    existing = cluster_of(backend, request)
    backup = request.get(BACKUP) or getattr(existing, "preferred_backup_window", None)
    maintenance = request.get(MAINTENANCE) or getattr(existing, "preferred_maintenance_window", None)
    fault = _fault(backup, maintenance) if maintenance else None
    if fault:
        raise invalid_value(fault)


@cache
def apply() -> None:
    """Put moto's windows right."""
    RDS.refuse(
        {
            "create_db_instance": [_choose],
            "create_db_cluster": [_choose, _refuse],
            "modify_db_cluster": [_refuse],
        }
    )
