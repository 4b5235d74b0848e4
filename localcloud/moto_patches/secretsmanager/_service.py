"""What the modules of this package share: the service, its errors, and finding a secret and its key."""

from typing import Any, Final

from moto.secretsmanager.models import SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse

from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, Service

SECRETS: Final = Service(SecretsManagerResponse, "backend")


def invalid_parameter(message: str) -> AwsError:
    """The error for a parameter that the service does not accept."""
    return AwsError("InvalidParameterException", message)


def invalid_request(message: str) -> AwsError:
    """The error for what cannot be done with a secret as it is."""
    return AwsError("InvalidRequestException", message)


def find(backend: Any, request: Request) -> Any | None:
    """The secret (moto's object) that a request names, or None."""
    return backend.secrets.get(request["SecretId"])


def check_key(account: str, region: str, named: str | None) -> None:
    """Refuse a key that cannot be used in a region.

    Raises:
        AwsError: ``AccessDeniedException`` where there is no such key, ``EncryptionFailure`` where it is not
            enabled.
    """
    if not named or named == SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS:
        return
    key = find_key(account, region, named)
    if key is None:
        raise AwsError("AccessDeniedException", "Access to KMS is not allowed")
    if key.key_state != "Enabled":
        raise AwsError(
            "EncryptionFailure",
            f"Secrets Manager can't encrypt the protected secret text using KMS key {key.arn}: it is "
            f"{key.key_state}.",
        )
