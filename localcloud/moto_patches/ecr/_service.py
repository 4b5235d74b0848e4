"""What the modules of this package share: the service, its errors and the check of keys."""

from typing import Any, Final

from moto.ecr.responses import ECRResponse

from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, Service

ECR: Final = Service(ECRResponse, "ecr_backend")


def invalid(message: str) -> AwsError:
    """The error for a parameter that the service does not accept."""
    return AwsError("InvalidParameterException", message)


def invalid_parameter(name: str, constraint: str) -> AwsError:
    """The error for a value of a parameter that does not meet what is asked of it."""
    return invalid(f"Invalid parameter at '{name}' failed to satisfy constraint: '{constraint}'")


def registry_of(backend: Any) -> str:
    """The id of a backend's registry: that of the account."""
    return str(backend.account_id)


def check_key(backend: Any, request: Request) -> None:
    """Refuse encryption with a key that cannot be used."""
    settings = request.get("encryptionConfiguration") or {}
    named = settings.get("kmsKey")
    if not named:
        return
    if settings.get("encryptionType", "AES256") == "AES256":
        raise invalid_parameter(
            "encryptionConfiguration", "KmsKey can only be specified with encryption type KMS or KMS_DSSE"
        )
    key = find_key(backend.account_id, backend.region_name, named)
    if key is None or key.key_state != "Enabled":
        raise AwsError(
            "KmsException", f"The KMS key '{named}' does not exist, is not enabled, or is in another region"
        )


def name_key_by_arn(backend: Any, settings: dict[str, str]) -> None:
    """Name the key of an encryption configuration by its ARN, as AWS answers it."""
    named = settings.get("kmsKey")
    key = find_key(backend.account_id, backend.region_name, named) if named else None
    if key is not None:
        settings["kmsKey"] = key.arn
