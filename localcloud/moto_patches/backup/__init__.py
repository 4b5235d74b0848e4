"""AWS Backup: one module per kind of thing."""

from functools import cache
from typing import Final

from moto.backup.responses import BackupResponse
from moto.backup.urls import url_paths

from localcloud.moto_patches.backup import plans, recovery_points, selections, vaults

PATHS: Final = (
    "{0}/backup-jobs$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<arn>.+)$",
)
"""The paths of the operations that moto lacks."""


@cache
def apply() -> None:
    """Put moto's AWS Backup right."""
    url_paths.update(dict.fromkeys(PATHS, BackupResponse.dispatch))
    for module in (vaults, recovery_points, plans, selections):
        module.apply()
