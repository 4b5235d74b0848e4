"""Settings of buckets that are resources of their own: versioning, encryption, CORS, logging, object lock.

A bucket always has a versioning state, an encryption and, once it has one, an object lock: deleting those
resources puts back what S3 has by default.
"""

from collections.abc import Iterable
from typing import Any, Final

from botocore.exceptions import ClientError

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource
from localcloud.provider.values import UNKNOWN, Properties
from localcloud.services.s3_values import from_members, to_members

_NAMED: Final = {"Bucket": "{id}"}
_OWN_NAME: Final = {"bucket": "{id}"}
_NOT_HERE: Final = ("expectedBucketOwner",)
_NEVER: Final = "Disabled"
"""The state of a bucket whose versioning was never switched on; S3 itself has no word for it."""


def _create_versioning(api: Api, inputs: Properties) -> str:
    if inputs["versioningConfiguration"]["status"] != _NEVER:
        _put_versioning(api, inputs["bucket"], inputs["versioningConfiguration"])
    return str(inputs["bucket"])


def _put_versioning(api: Api, bucket: str, block: Properties) -> None:
    members = {"Status": block["status"], "MFADelete": block.get("mfaDelete")}
    told = {name: value for name, value in members.items() if value is not None}
    api.call("put_bucket_versioning", Bucket=bucket, VersioningConfiguration=told)


def _read_versioning(api: Api, identifier: str, known: Properties) -> dict[str, Any]:
    answer = api.call("get_bucket_versioning", Bucket=identifier)
    block = {"status": answer.get("Status") or _NEVER, "mfaDelete": answer.get("MFADelete")}
    return {"versioningConfiguration": {name: value for name, value in block.items() if value}}


def _update_versioning(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "versioningConfiguration" in changed:
        _put_versioning(api, identifier, inputs["versioningConfiguration"])


def _delete_versioning(api: Api, identifier: str, state: Properties) -> None:
    if state["versioningConfiguration"]["status"] == _NEVER:
        return
    try:
        _put_versioning(api, identifier, {"status": "Suspended"})
    except ClientError as error:
        # A bucket with an object lock stays versioned for as long as it exists.
        if "Object Lock" not in error.response["Error"]["Message"]:
            raise


def _check_versioning(inputs: Properties) -> Iterable[tuple[str, str]]:
    block = inputs["versioningConfiguration"]
    if block is UNKNOWN:
        return
    if block.get("status") not in ("Enabled", "Suspended", _NEVER, UNKNOWN):
        yield (
            "versioningConfiguration.status",
            f"{block.get('status')!r} is not allowed: use one of Enabled, Suspended, {_NEVER}",
        )
    if block.get("mfaDelete") == "Enabled":
        yield (
            "versioningConfiguration.mfaDelete",
            "the local cloud does not support it: it needs the MFA device of the root user",
        )


BUCKET_VERSIONING: Final = Resource(
    "aws:s3/bucketVersioning:BucketVersioning",
    "s3",
    create=_create_versioning,
    read=_read_versioning,
    update=_update_versioning,
    delete=_delete_versioning,
    computed=_OWN_NAME,
    validate=_check_versioning,
    unsupported=(*_NOT_HERE, "mfa"),
)


_DEFAULT: Final = "applyServerSideEncryptionByDefault"
_BLOCKED: Final = "blockedEncryptionTypes"


def to_encryption_rules(rules: list[Properties]) -> list[dict[str, Any]]:
    """The rules of a request for encryption from the resource's blocks."""
    return [_to_encryption_rule(rule) for rule in rules]


def _to_encryption_rule(rule: Properties) -> dict[str, Any]:
    default, blocked = rule.get(_DEFAULT), rule.get(_BLOCKED)
    told = {name: value for name, value in rule.items() if name not in (_DEFAULT, _BLOCKED)}
    if default:
        told[_DEFAULT] = {name: value for name, value in default.items() if value}
    extra = {"BlockedEncryptionTypes": {"EncryptionType": blocked}} if blocked else {}
    return {**to_members(told), **extra}


def from_encryption_rules(rules: Iterable[dict[str, Any]]) -> list[Properties]:
    """The resource's blocks from the rules that S3 answers."""
    return [_from_encryption_rule(rule) for rule in rules]


def _from_encryption_rule(members: dict[str, Any]) -> Properties:
    rule: Properties = from_members(members)
    blocked = rule.get(_BLOCKED)
    return rule | ({_BLOCKED: blocked["encryptionType"]} if blocked else {})


BUCKET_ENCRYPTION: Final = Resource(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_encryption"),
    read=Call("get_bucket_encryption", _NAMED),
    delete=Call("delete_bucket_encryption", _NAMED),
    changes=(Change(Call("put_bucket_encryption", _NAMED), ("rules",)),),
    names={"rules": "ServerSideEncryptionConfiguration.Rules"},
    computed=_OWN_NAME,
    conversions={"rules": Conversion(to_encryption_rules, from_encryption_rules)},
    unsupported=_NOT_HERE,
)

BUCKET_CORS: Final = Resource(
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_cors"),
    read=Call("get_bucket_cors", _NAMED),
    delete=Call("delete_bucket_cors", _NAMED),
    changes=(Change(Call("put_bucket_cors", _NAMED), ("corsRules",)),),
    request_names={"corsRules": "CORSConfiguration.CORSRules"},
    computed=_OWN_NAME,
    unsupported=_NOT_HERE,
)

_LOGGED: Final = ("targetBucket", "targetGrants", "targetObjectKeyFormat", "targetPrefix")

BUCKET_LOGGING: Final = Resource(
    "aws:s3/bucketLogging:BucketLogging",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_logging"),
    read=Call("get_bucket_logging", _NAMED, answer="LoggingEnabled"),
    delete=Call("put_bucket_logging", {**_NAMED, "BucketLoggingStatus": {}}),
    changes=(Change(Call("put_bucket_logging", _NAMED), _LOGGED),),
    request_names={name: f"BucketLoggingStatus.LoggingEnabled.{name}" for name in _LOGGED},
    computed=_OWN_NAME,
    unsupported=_NOT_HERE,
)

BUCKET_OBJECT_LOCK: Final = Resource(
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "s3",
    identifier="{bucket}",
    create=Call("put_object_lock_configuration"),
    read=Call("get_object_lock_configuration", _NAMED),
    delete=Call(
        "put_object_lock_configuration",
        {**_NAMED, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
    ),
    changes=(
        Change(
            Call("put_object_lock_configuration", _NAMED),
            ("objectLockEnabled", "rule", "token"),
        ),
    ),
    names={
        "objectLockEnabled": "ObjectLockConfiguration.ObjectLockEnabled",
        "rule": "ObjectLockConfiguration.Rule",
    },
    computed=_OWN_NAME,
    unsupported=_NOT_HERE,
)

RESOURCES: Final = (
    BUCKET_VERSIONING,
    BUCKET_ENCRYPTION,
    BUCKET_CORS,
    BUCKET_LOGGING,
    BUCKET_OBJECT_LOCK,
)
