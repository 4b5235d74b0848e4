"""Buckets.

What moto accepts, and AWS refuses: names that cannot be; access control lists where the owner has everything,
or public ones where those are blocked; suspended versioning under an object lock or replication; too many
tags; a key for encryption without KMS.

What moto gets wrong: a new bucket is not closed (since April 2023 AWS blocks public access, gives everything
to its owner and encrypts); an object lock cannot be put on a bucket with objects, and answers both days and
years; whether deletes need MFA is forgotten; the list of buckets names another owner than they have; each
request to a bucket, a read as well, writes an access log at once, so that reading changes the cloud.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.s3.exceptions import InvalidBucketName, InvalidBucketState, ObjectLockConfigurationNotFoundError
from moto.s3.models import OWNER, PublicAccessBlock, S3Backend
from moto.s3.responses import S3Response

from localcloud.moto_patches.s3._service import bucket_of, extend, follow, invalid_argument, refuse, s3_error
from localcloud.moto_patches.s3.documents import documents
from localcloud.moto_patches.s3.keys import check_key
from localcloud.moto_service import Request, replace

NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?![.-])|-(?!\.)){1,61}[a-z0-9]")
ADDRESS: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
RESERVED_STARTS: Final = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_ENDS: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
OWNER_HAS_ALL: Final = "BucketOwnerEnforced"
ENCRYPTED: Final = {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}}
PUBLIC_LISTS: Final = ("public-read", "public-read-write", "authenticated-read")
EVERYONE: Final = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
OWNER_OF_LIST: Final = "bcaf1ffd86f41161ca5fb16fd081034f"
"""The owner that moto's list of buckets names, wherever else it names `OWNER`."""

MOST_TAGS: Final = 50


def _create(original: Callable[..., Any], self: Any, bucket_name: str, *args: Any, **kwargs: Any) -> Any:
    if (
        not NAME.fullmatch(bucket_name)
        or ADDRESS.fullmatch(bucket_name)
        or bucket_name.startswith(RESERVED_STARTS)
        or bucket_name.endswith(RESERVED_ENDS)
    ):
        raise InvalidBucketName
    bucket = original(self, bucket_name, *args, **kwargs)
    bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")
    bucket.ownership_rule = OWNER_HAS_ALL
    bucket.encryption = _encrypted()
    return bucket


def _encrypted() -> dict[str, Any]:
    default = ENCRYPTED["Rule"]["ApplyServerSideEncryptionByDefault"]
    return {"Rule": {"ApplyServerSideEncryptionByDefault": dict(default), "BucketKeyEnabled": "false"}}


def _reset_encryption(_: Callable[..., None], self: Any, bucket_name: str) -> None:
    self.get_bucket(bucket_name).encryption = _encrypted()


def _list(original: Callable[..., Any], self: Any) -> Any:
    status, headers, body = original(self)
    return status, headers, body.replace(OWNER_OF_LIST, OWNER)


def _write_no_log(_: Callable[..., None], self: Any, request: Any, bucket_name: str) -> None:
    """Nothing: no access logs are delivered."""


def _refuse_list(backend: Any, request: Request) -> None:
    bucket = bucket_of(backend, request)
    if bucket.ownership_rule == OWNER_HAS_ALL:
        raise s3_error("AccessControlListNotSupported", "The bucket does not allow ACLs")
    block = bucket.public_access_block
    if block is not None and block.block_public_acls and _is_public(request):
        raise s3_error(
            "AccessDenied",
            f"User: arn:{backend.partition}:iam::{backend.account_id}:root is not authorized to perform: "
            f'"s3:PutBucketAcl" on resource: "{bucket.arn}" because public access control lists (ACLs) are '
            "prevented by the BlockPublicAcls setting in S3 Block Public Access.",
        )


def _is_public(request: Request) -> bool:
    if request.get("ACL") in PUBLIC_LISTS:
        return True
    grants = (request.get("AccessControlPolicy") or {}).get("Grants") or ()
    headers = [str(value) for name, value in request.items() if name.startswith("Grant")]
    return any(
        uri in (grant.get("Grantee") or {}).get("URI", "") for grant in grants for uri in EVERYONE
    ) or any(uri in value for value in headers for uri in EVERYONE)


def _refuse_list_of_new(_: Any, request: Request) -> None:
    closed = request.get("ObjectOwnership", OWNER_HAS_ALL) == OWNER_HAS_ALL
    if closed and request.get("ACL", "private") not in ("private", "bucket-owner-full-control"):
        raise s3_error(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )


def _refuse_ownership(backend: Any, request: Request) -> None:
    rules = (request.get("OwnershipControls") or {}).get("Rules") or [{}]
    bucket = bucket_of(backend, request)
    uris = [grantee.uri for grant in bucket.acl.grants for grantee in grant.grantees] if bucket.acl else []
    if rules[0].get("ObjectOwnership") == OWNER_HAS_ALL and any(uris):
        raise s3_error(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )


def _refuse_suspension(backend: Any, request: Request) -> None:
    bucket = bucket_of(backend, request)
    if (request.get("VersioningConfiguration") or {}).get("Status") == "Enabled":
        return
    if bucket.object_lock_enabled:
        raise InvalidBucketState(
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be "
            "changed."
        )
    if documents(bucket).get("BucketReplication"):
        raise InvalidBucketState(
            "A replication configuration is present on this bucket, so the versioning state cannot be "
            "changed."
        )


def _keep_mfa(backend: Any, request: Request) -> None:
    given = (request.get("VersioningConfiguration") or {}).get("MFADelete")
    if given:
        documents(bucket_of(backend, request))["MFADelete"] = given


def _show_versioning(backend: Any, request: Request) -> dict[str, Any]:
    bucket = bucket_of(backend, request)
    shown = {"Status": bucket.versioning_status, "MFADelete": documents(bucket).get("MFADelete")}
    return {name: value for name, value in shown.items() if value}


def _refuse_encryption(backend: Any, request: Request) -> None:
    bucket = bucket_of(backend, request)
    rules = (request.get("ServerSideEncryptionConfiguration") or {}).get("Rules") or ()
    for rule in rules:
        rule.setdefault("BucketKeyEnabled", False)
        default = rule.get("ApplyServerSideEncryptionByDefault") or {}
        if default.get("SSEAlgorithm") == "AES256" and default.get("KMSMasterKeyID"):
            raise invalid_argument(
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or "
                "aws:kms:dsse"
            )
        if default.get("KMSMasterKeyID"):
            # AWS finds out when the first object is written, which here may never happen.
            check_key(backend, bucket, default["KMSMasterKeyID"])


def _refuse_tags(_: Any, request: Request) -> None:
    tags = (request.get("Tagging") or {}).get("TagSet") or ()
    if len(tags) > MOST_TAGS:
        raise s3_error("BadRequest", f"Bucket tag count cannot be greater than {MOST_TAGS}")


def _lock(backend: Any, request: Request) -> None:
    bucket = bucket_of(backend, request)
    settings = request.get("ObjectLockConfiguration") or {}
    if settings.get("ObjectLockEnabled") != "Enabled":
        raise s3_error(
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    if not bucket.is_versioned:
        raise InvalidBucketState(
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
        )
    retention = (settings.get("Rule") or {}).get("DefaultRetention") or {}
    if retention and bool(retention.get("Days")) == bool(retention.get("Years")):
        raise s3_error(
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    bucket.object_lock_enabled = True
    bucket.default_lock_mode = retention.get("Mode")
    bucket.default_lock_days = retention.get("Days") or 0
    bucket.default_lock_years = retention.get("Years") or 0


def _show_lock(backend: Any, request: Request) -> dict[str, Any]:
    bucket = bucket_of(backend, request)
    if not bucket.object_lock_enabled:
        raise ObjectLockConfigurationNotFoundError
    settings: dict[str, Any] = {"ObjectLockEnabled": "Enabled"}
    if bucket.default_lock_mode:
        length = {"Days": bucket.default_lock_days, "Years": bucket.default_lock_years}
        given = {member: value for member, value in length.items() if value}
        settings["Rule"] = {"DefaultRetention": {"Mode": bucket.default_lock_mode, **given}}
    return {"ObjectLockConfiguration": settings}


@cache
def apply() -> None:
    """Put moto's buckets right."""
    replace(S3Backend, "create_bucket", _create)
    replace(S3Backend, "delete_bucket_encryption", _reset_encryption)
    replace(S3Response, "all_buckets", _list)
    replace(S3Backend, "log_incoming_request", _write_no_log)
    follow({"PutBucketVersioning": _keep_mfa})
    extend(
        {
            "GetBucketVersioning": _show_versioning,
            "GetObjectLockConfiguration": _show_lock,
            "PutObjectLockConfiguration": _lock,
        }
    )
    refuse(
        {
            "CreateBucket": [_refuse_list_of_new],
            "PutBucketAcl": [_refuse_list],
            "PutBucketOwnershipControls": [_refuse_ownership],
            "PutBucketVersioning": [_refuse_suspension],
            "PutBucketEncryption": [_refuse_encryption],
            "PutBucketTagging": [_refuse_tags],
        }
    )
