"""Keys that encrypt a bucket's objects."""

from typing import Any, Final

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.s3._service import s3_error

STATES: Final = {
    "PendingDeletion": ("KMS.KMSInvalidStateException", "is pending deletion."),
    "Disabled": ("KMS.DisabledException", "is disabled."),
}


def check_key(backend: Any, bucket: Any, key_id: str) -> None:
    """Refuse a key that is not there or cannot be used; one of another account is taken as it is."""
    _, _, _, region, account, *_ = key_id.split(":") if key_id.startswith("arn:") else ("",) * 5
    if account not in ("", backend.account_id):
        return
    key = find_key(backend.account_id, region or bucket.region_name, key_id)
    if key is None or region not in ("", bucket.region_name):
        raise s3_error("KMS.NotFoundException", f"Invalid keyId '{key_id}'")
    if key.key_state in STATES:
        code, reason = STATES[key.key_state]
        raise s3_error(code, f"{key.arn} {reason}")
