"""Backups on demand and the recovery points that they leave in a vault, which moto lacks.

A backup is complete at once, and there is nothing in it.
"""

from functools import cache
from typing import Any, Final
from urllib.parse import unquote
from uuid import uuid4

from moto.core.utils import utcnow

from localcloud.moto_patches.backup._service import ARN, BACKUP, check_role, invalid, not_found
from localcloud.moto_patches.backup.vaults import find_vault
from localcloud.moto_service import Request, table_of

POINTS: Final = "recovery_points"


def _start_job(backend: Any, request: Request) -> dict[str, Any]:
    vault = find_vault(backend, request["BackupVaultName"])
    resource, role = request["ResourceArn"], request["IamRoleArn"]
    if not ARN.fullmatch(resource):
        raise invalid(f"Invalid ARN: {resource}")
    check_role(backend, role)
    place = f"{backend.partition}:backup:{backend.region_name}:{backend.account_id}"
    now = utcnow()
    point = {
        "RecoveryPointArn": f"arn:{place}:recovery-point:{uuid4()}",
        "BackupVaultName": vault.backup_vault_name,
        "BackupVaultArn": vault.backup_vault_arn,
        "ResourceArn": resource,
        "ResourceType": resource.split(":")[2],
        "IamRoleArn": role,
        "Status": "COMPLETED",
        "CreationDate": now,
        "CompletionDate": now,
        "EncryptionKeyArn": vault.encryption_key_arn,
        "IsEncrypted": True,
        "Lifecycle": request.get("Lifecycle"),
    }
    table_of(backend, POINTS)[point["RecoveryPointArn"]] = point
    vault.num_of_recovery_points += 1
    return {
        "BackupJobId": str(uuid4()),
        "RecoveryPointArn": point["RecoveryPointArn"],
        "CreationDate": now,
    }


def _find(backend: Any, request: Request) -> dict[str, Any]:
    vault = find_vault(backend, request["BackupVaultName"])
    arn = unquote(request["RecoveryPointArn"])
    point: dict[str, Any] | None = table_of(backend, POINTS).get(arn)
    if point is None or point["BackupVaultName"] != vault.backup_vault_name:
        raise not_found(f"Recovery point {arn} does not exist in backup vault {vault.backup_vault_name}")
    return point


def _list(backend: Any, request: Request) -> dict[str, Any]:
    vault = find_vault(backend, request["BackupVaultName"])
    points = table_of(backend, POINTS).values()
    return {"RecoveryPoints": [item for item in points if item["BackupVaultName"] == vault.backup_vault_name]}


def _delete(backend: Any, request: Request) -> None:
    point = _find(backend, request)
    del table_of(backend, POINTS)[point["RecoveryPointArn"]]
    backend.vaults[point["BackupVaultName"]].num_of_recovery_points -= 1


@cache
def apply() -> None:
    """Add recovery points."""
    BACKUP.extend(
        {
            "start_backup_job": _start_job,
            "describe_recovery_point": _find,
            "list_recovery_points_by_backup_vault": _list,
            "delete_recovery_point": _delete,
        }
    )
