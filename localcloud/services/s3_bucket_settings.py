"""Settings that can stand inside a bucket, though resources of their own have taken their place.

A setting that stays when it is not set any more, as all of these do, is only ever put.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from botocore.exceptions import ClientError

from localcloud.provider.definition import Api
from localcloud.provider.values import Properties
from localcloud.services.s3_bucket_lifecycle import lifecycle_blocks, put_lifecycle
from localcloud.services.s3_settings import from_encryption_rules, to_encryption_rules
from localcloud.services.s3_values import from_members, to_members


class Setting(NamedTuple):
    """How one input of a bucket is put, and what S3 answers for it: None where the bucket has none."""

    put: Callable[[Api, str, Any], None]
    read: Callable[[Api, str], Any]


def answered(api: Api, operation: str, bucket: str) -> dict[str, Any]:
    """What an operation answers of a bucket; {} where the bucket does not have such a setting."""
    try:
        return api.call(operation, Bucket=bucket)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "NoSuchBucket" or not ("NotFound" in code or code.startswith("NoSuch")):
            raise
        return {}


def _put_versioning(api: Api, bucket: str, block: Properties) -> None:
    status = "Enabled" if block.get("enabled") else "Suspended"
    # A bucket that never was versioned cannot be told from one that is suspended here.
    if status == "Enabled" or _versioning_status(api, bucket):
        api.call("put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": status})


def _versioning_status(api: Api, bucket: str) -> str | None:
    return answered(api, "get_bucket_versioning", bucket).get("Status")


def _read_versioning(api: Api, bucket: str) -> Properties:
    return {"enabled": _versioning_status(api, bucket) == "Enabled", "mfaDelete": False}


def _put_encryption(api: Api, bucket: str, block: Properties) -> None:
    rules = {"Rules": to_encryption_rules([block["rule"]])}
    api.call("put_bucket_encryption", Bucket=bucket, ServerSideEncryptionConfiguration=rules)


def _read_encryption(api: Api, bucket: str) -> Properties:
    answer = answered(api, "get_bucket_encryption", bucket)
    [rule] = from_encryption_rules(answer["ServerSideEncryptionConfiguration"]["Rules"])
    return {"rule": rule}


def _put_cors(api: Api, bucket: str, rules: list[Properties]) -> None:
    if rules:
        configuration = {"CORSRules": to_members(rules)}
        api.call("put_bucket_cors", Bucket=bucket, CORSConfiguration=configuration)
    else:
        api.call("delete_bucket_cors", Bucket=bucket)


def _read_cors(api: Api, bucket: str) -> list[Properties] | None:
    rules = from_members(answered(api, "get_bucket_cors", bucket).get("CORSRules") or [])
    # The block has no name here.
    return [{name: value for name, value in rule.items() if name != "id"} for rule in rules] or None


def _put_logging(api: Api, bucket: str, block: Properties) -> None:
    enabled = {"TargetBucket": block["targetBucket"], "TargetPrefix": block.get("targetPrefix") or ""}
    api.call("put_bucket_logging", Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})


def _read_logging(api: Api, bucket: str) -> Properties | None:
    enabled = answered(api, "get_bucket_logging", bucket).get("LoggingEnabled")
    return enabled and {"targetBucket": enabled["TargetBucket"], "targetPrefix": enabled.get("TargetPrefix")}


def _read_lifecycle(api: Api, bucket: str) -> list[Properties] | None:
    rules = answered(api, "get_bucket_lifecycle_configuration", bucket).get("Rules") or []
    return lifecycle_blocks(rules) or None


def _put_lock(api: Api, bucket: str, block: Properties) -> None:
    configuration = {"ObjectLockEnabled": "Enabled"}
    if block.get("rule"):
        configuration |= to_members({"rule": block["rule"]})
    api.call("put_object_lock_configuration", Bucket=bucket, ObjectLockConfiguration=configuration)


def _read_lock(api: Api, bucket: str) -> Properties | None:
    answer = answered(api, "get_object_lock_configuration", bucket)
    block: Properties | None = from_members(answer.get("ObjectLockConfiguration"))
    return block


def _put_policy(api: Api, bucket: str, policy: str) -> None:
    api.call("put_bucket_policy", Bucket=bucket, Policy=policy)


def _read_policy(api: Api, bucket: str) -> str | None:
    return answered(api, "get_bucket_policy", bucket).get("Policy")


def _put_acceleration(api: Api, bucket: str, status: str) -> None:
    configuration = {"Status": status}
    api.call("put_bucket_accelerate_configuration", Bucket=bucket, AccelerateConfiguration=configuration)


def _read_acceleration(api: Api, bucket: str) -> str | None:
    return answered(api, "get_bucket_accelerate_configuration", bucket).get("Status")


def _put_payer(api: Api, bucket: str, payer: str) -> None:
    configuration = {"Payer": payer}
    api.call("put_bucket_request_payment", Bucket=bucket, RequestPaymentConfiguration=configuration)


def _read_payer(api: Api, bucket: str) -> str | None:
    return answered(api, "get_bucket_request_payment", bucket).get("Payer")


SETTINGS: Final = {
    "accelerationStatus": Setting(_put_acceleration, _read_acceleration),
    "corsRules": Setting(_put_cors, _read_cors),
    "lifecycleRules": Setting(put_lifecycle, _read_lifecycle),
    "logging": Setting(_put_logging, _read_logging),
    "objectLockConfiguration": Setting(_put_lock, _read_lock),
    "policy": Setting(_put_policy, _read_policy),
    "requestPayer": Setting(_put_payer, _read_payer),
    "serverSideEncryptionConfiguration": Setting(_put_encryption, _read_encryption),
    "versioning": Setting(_put_versioning, _read_versioning),
}
"""Input of a bucket -> how it is put and read."""

UNSUPPORTED: Final = ("bucketNamespace", "grants", "replicationConfiguration", "website")
"""Inputs of a bucket that are refused; replication is a resource of its own."""
