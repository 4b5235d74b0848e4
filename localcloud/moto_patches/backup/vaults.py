"""Backup vaults.

What moto accepts, and AWS refuses: names that cannot be; a key that does not exist or cannot be used;
deleting a vault that is not there or has backups in it; tags on what is not there.

What moto gets wrong: a vault without a key has none, while AWS gives it one; a deleted vault leaves its tags
to the next one of its name.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final
from urllib.parse import unquote

from moto.backup.models import BackupBackend, Vault

from localcloud.moto_patches.backup._service import BACKUP, invalid, not_found, refused
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import Request, define, replace

VAULT_NAME: Final = re.compile(r"[a-zA-Z0-9\-_]{2,50}")
OWN_KEY: Final = "alias/aws/backup"


def find_vault(backend: Any, name: str) -> Any:
    """The vault (moto's object) of a name.

    Raises:
        AwsError: ``ResourceNotFoundException``.
    """
    if name not in backend.vaults:
        raise not_found(f"Backup vault {name} does not exist")
    return backend.vaults[name]


def _refuse_name(_: Any, request: Request) -> None:
    name = request["BackupVaultName"]
    if not VAULT_NAME.fullmatch(name):
        raise invalid(
            f"Invalid backup vault name '{name}': 2 to 50 letters, digits, hyphens and underscores are "
            "allowed"
        )


def _refuse_key(backend: Any, request: Request) -> None:
    named = request.get("EncryptionKeyArn")
    if not named:
        return
    key = find_key(backend.account_id, backend.region_name, named) if named.startswith("arn:") else None
    if key is None or key.key_state != "Enabled":
        raise invalid(f"The encryption key {named} does not exist, is not enabled, or is in another region")


def _refuse_full(backend: Any, request: Request) -> None:
    vault = find_vault(backend, request["BackupVaultName"])
    if vault.num_of_recovery_points:
        raise refused(
            f"Backup vault cannot be deleted (contains {vault.num_of_recovery_points} recovery points)"
        )


def _refuse_unknown(backend: Any, request: Request) -> None:
    arn = unquote(request["ResourceArn"])
    known = {vault.backup_vault_arn for vault in backend.vaults.values()}
    known |= {plan.backup_plan_arn for plan in backend.plans.values() if plan.deletion_date is None}
    if arn not in known:
        raise not_found(f"Resource {arn} does not exist")


def _create(original: Callable[..., Any], self: Any, **arguments: Any) -> Any:
    if not arguments.get("encryption_key_arn"):
        key = find_key(self.account_id, self.region_name, OWN_KEY)
        arguments["encryption_key_arn"] = key.arn if key else None
    return original(self, **arguments)


def _delete(original: Callable[..., Any], self: Any, backup_vault_name: str) -> None:
    self.tagger.delete_all_tags_for_resource(self.vaults[backup_vault_name].backup_vault_arn)
    original(self, backup_vault_name)


@cache
def apply() -> None:
    """Put vaults right."""
    BACKUP.refuse(
        {
            "create_backup_vault": [_refuse_name, _refuse_key],
            "delete_backup_vault": [_refuse_full],
            "list_tags": [_refuse_unknown],
            "tag_resource": [_refuse_unknown],
            "untag_resource": [_refuse_unknown],
        }
    )
    replace(BackupBackend, "create_backup_vault", _create)
    replace(BackupBackend, "delete_backup_vault", _delete)
    define(
        Vault,
        number_of_recovery_points=lambda vault: vault.num_of_recovery_points,
        vault_type="BACKUP_VAULT",
        vault_state="AVAILABLE",
    )
