"""The master user's password, where AWS keeps it in Secrets Manager.

What moto accepts, and AWS refuses: changing the key of such a password, setting it beside one that AWS keeps,
and taking it back without giving another one.

What moto gets wrong: every password is the same and belongs to the user admin; the secret is "creating" when
it is first looked at; asking for a kept password again makes a second secret; what becomes of the secret is
not stored with the cloud's state.
"""

import json
from functools import cache
from typing import Any, Final

from moto.rds import models
from moto.secretsmanager.utils import random_password

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.rds._service import RDS, cluster_of, instance_of, invalid_combination
from localcloud.moto_service import Request

PASSWORD_LENGTH: Final = 28


class ManagedSecret(models.MasterUserSecret):  # type: ignore[misc]
    """The secret of an instance or cluster; stands in the place of moto's class.

    It holds the ARNs of the secret and its key alone: the secret itself is Secrets Manager's.
    """

    secret_status = "active"
    secret_arn = ""
    kms_key_id = ""

    def __init__(self, resource: Any, kms_key_id: str | None) -> None:
        self.resource = resource
        secret = self._create_secret(kms_key_id)
        self.secret_arn = str(secret.arn)
        self.kms_key_id = str(resource.backend.kms.describe_key(secret.kms_key_id).arn)

    @property
    def secretsmanager(self) -> Any:
        """moto's backend of Secrets Manager, found anew each time: so its changes are noticed."""
        return self.resource.backend.secretsmanager

    def delete_secret(self) -> None:
        """Delete it for good, without a waiting period."""
        self.secretsmanager.delete_secret(self.secret_arn, None, force_delete_without_recovery=True)

    def rotate_secret(self) -> None:
        """Give the master user another password."""
        self.secretsmanager.rotate_secret(self.secret_arn, rotate_immediately=True)

    def _generate_secret_string(self) -> str:
        password = random_password(PASSWORD_LENGTH, "", False, True, False, False, False, True)
        return json.dumps({"username": self.resource.master_username, "password": password})


def _refuse_change(backend: Any, request: Request) -> None:
    existing = instance_of(backend, request) or cluster_of(backend, request)
    if existing is None:
        return
    kept = bool(getattr(existing, "manage_master_user_password", False))
    wanted, password = request.get("ManageMasterUserPassword"), request.get("MasterUserPassword")
    if wanted and password:
        raise invalid_combination(
            "You can't specify MasterUserPassword with ManageMasterUserPassword enabled."
        )
    if kept and wanted is None and password:
        raise invalid_combination(
            "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled."
        )
    if kept and wanted is False and not password:
        raise invalid_combination(
            "You must specify MasterUserPassword when you disable ManageMasterUserPassword."
        )
    if kept and wanted is not False and request.get("MasterUserSecretKmsKeyId"):
        key = find_key(backend.account_id, backend.region_name, request["MasterUserSecretKmsKeyId"])
        if key is None or key.arn != existing.master_user_secret.kms_key_id:
            raise invalid_combination(
                "You can't change the KMS key of a master user password that is managed in Secrets Manager."
            )
    if kept and wanted:
        del request["ManageMasterUserPassword"]


@cache
def apply() -> None:
    """Put moto's managed passwords right."""
    models.MasterUserSecret = ManagedSecret
    RDS.refuse({"modify_db_instance": [_refuse_change], "modify_db_cluster": [_refuse_change]})
