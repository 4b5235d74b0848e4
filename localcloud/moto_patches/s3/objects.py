"""Objects: written with a key that cannot be used, or with an access control list where there are none."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.s3.responses import S3Response

from localcloud.moto_patches.s3._service import s3_error
from localcloud.moto_patches.s3.buckets import OWNER_HAS_ALL
from localcloud.moto_patches.s3.keys import check_key
from localcloud.moto_service import replace

HARMLESS: Final = ("", "bucket-owner-full-control", "private")


def _write(original: Callable[[Any], Any], self: Any) -> Any:
    bucket = self.backend.get_bucket(self.bucket_name)
    if bucket.ownership_rule == OWNER_HAS_ALL and self.headers.get("x-amz-acl", "") not in HARMLESS:
        raise s3_error("AccessControlListNotSupported", "The bucket does not allow ACLs")
    key_id = _key_id(bucket, self.headers)
    if key_id:
        check_key(self.backend, bucket, key_id)
    return original(self)


def _key_id(bucket: Any, headers: Any) -> str | None:
    algorithm = headers.get("x-amz-server-side-encryption")
    if algorithm:
        given: str | None = headers.get("x-amz-server-side-encryption-aws-kms-key-id")
        return given
    default = ((bucket.encryption or {}).get("Rule") or {}).get("ApplyServerSideEncryptionByDefault") or {}
    key_id: str | None = default.get("KMSMasterKeyID")
    return key_id


@cache
def apply() -> None:
    """Put moto's writing of objects right."""
    replace(S3Response, "put_object", _write)
