"""Settings of buckets as S3 keeps and answers them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import error_code
from tests.unit.localcloud.moto.s3.buckets import Buckets, policy


def test_a_new_bucket_is_closed_and_encrypted(s3: Any) -> None:
    s3.create_bucket(Bucket="fresh")
    block = s3.get_public_access_block(Bucket="fresh")["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    ownership = s3.get_bucket_ownership_controls(Bucket="fresh")["OwnershipControls"]["Rules"]
    assert ownership == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    s3.delete_bucket_encryption(Bucket="fresh")
    (rule,) = s3.get_bucket_encryption(Bucket="fresh")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    s3.delete_public_access_block(Bucket="fresh")
    s3.put_bucket_policy(Bucket="fresh", Policy=policy("fresh", Principal="*"))
    assert s3.get_bucket_policy_status(Bucket="fresh")["PolicyStatus"]["IsPublic"]


def test_lifecycle_rules_are_kept_whole(s3: Any) -> None:
    s3.create_bucket(Bucket="aging")
    rules = [
        {
            "ID": "whole",
            "Status": "Enabled",
            "Filter": {
                "And": {"Prefix": "a/", "ObjectSizeGreaterThan": 5, "Tags": [{"Key": "a", "Value": "b"}]}
            },
            "Transitions": [
                {"Days": 30, "StorageClass": "STANDARD_IA"},
                {"Days": 60, "StorageClass": "GLACIER"},
                {"Days": 150, "StorageClass": "DEEP_ARCHIVE"},
            ],
            "Expiration": {"Days": 400},
            "NoncurrentVersionTransitions": [{"NoncurrentDays": 30, "StorageClass": "GLACIER"}],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 3},
        },
        {
            "ID": "uploads",
            "Status": "Enabled",
            "Filter": {},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        },
    ]
    s3.put_bucket_lifecycle_configuration(
        Bucket="aging",
        LifecycleConfiguration={"Rules": rules},
        TransitionDefaultMinimumObjectSize="varies_by_storage_class",
    )
    read = s3.get_bucket_lifecycle_configuration(Bucket="aging")
    assert read["Rules"] == rules
    assert read["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"
    s3.delete_bucket_lifecycle(Bucket="aging")
    code = error_code(s3.get_bucket_lifecycle_configuration, Bucket="aging")
    assert code == "NoSuchLifecycleConfiguration"


def test_replication_is_kept_whole(s3: Any, buckets: Buckets) -> None:
    read = s3.get_bucket_replication(Bucket="replicated")["ReplicationConfiguration"]
    assert read == buckets.replication(buckets.role, "versioned")


def test_notifications_are_kept_whole(s3: Any, buckets: Buckets) -> None:
    s3.create_bucket(Bucket="telling")
    settings = {
        "QueueConfigurations": [
            {
                "Id": "new",
                "QueueArn": buckets.listening,
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "a/"}]}},
            }
        ],
        "EventBridgeConfiguration": {},
    }
    s3.put_bucket_notification_configuration(Bucket="telling", NotificationConfiguration=settings)
    read = s3.get_bucket_notification_configuration(Bucket="telling")
    assert {name: read[name] for name in settings} == settings
    s3.put_bucket_notification_configuration(Bucket="telling", NotificationConfiguration={})
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket="telling")


def test_encryption_is_kept_whole(s3: Any) -> None:
    s3.create_bucket(Bucket="coded")
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"},
        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
    }
    s3.put_bucket_encryption(Bucket="coded", ServerSideEncryptionConfiguration={"Rules": [rule]})
    read = s3.get_bucket_encryption(Bucket="coded")["ServerSideEncryptionConfiguration"]
    assert read == {"Rules": [{**rule, "BucketKeyEnabled": False}]}


def test_settings_that_have_no_id_get_one(s3: Any, buckets: Buckets) -> None:
    s3.create_bucket(Bucket="unnamed")
    s3.put_bucket_versioning(Bucket="unnamed", VersioningConfiguration={"Status": "Enabled"})
    replication = buckets.replication(buckets.role, "versioned", ID=None)
    s3.put_bucket_replication(Bucket="unnamed", ReplicationConfiguration=replication)
    queue = {"QueueArn": buckets.listening, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket="unnamed", NotificationConfiguration={"QueueConfigurations": [queue]}
    )
    expiring = {"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket="unnamed", LifecycleConfiguration={"Rules": [expiring]})
    assert s3.get_bucket_replication(Bucket="unnamed")["ReplicationConfiguration"]["Rules"][0]["ID"]
    assert s3.get_bucket_notification_configuration(Bucket="unnamed")["QueueConfigurations"][0]["Id"]
    assert s3.get_bucket_lifecycle_configuration(Bucket="unnamed")["Rules"][0]["ID"]


def test_mfa_for_deletes_is_told(s3: Any) -> None:
    s3.create_bucket(Bucket="guarded")
    status = {"Status": "Enabled", "MFADelete": "Disabled"}
    s3.put_bucket_versioning(Bucket="guarded", VersioningConfiguration=status)
    read = s3.get_bucket_versioning(Bucket="guarded")
    assert (read["Status"], read["MFADelete"]) == ("Enabled", "Disabled")


def test_the_list_of_buckets_has_their_owner(s3: Any) -> None:
    s3.create_bucket(Bucket="owned")
    assert s3.list_buckets()["Owner"]["ID"] == s3.get_bucket_acl(Bucket="owned")["Owner"]["ID"]


SEVERAL: dict[str, dict[str, Any]] = {
    "metrics": {"Filter": {"Prefix": "a/"}},
    "analytics": {"StorageClassAnalysis": {}},
    "intelligent_tiering": {"Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]},
    "inventory": {
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::plain", "Format": "CSV"}},
        "IsEnabled": True,
        "IncludedObjectVersions": "Current",
        "OptionalFields": ["Size", "ETag"],
        "Schedule": {"Frequency": "Daily"},
    },
}


@pytest.mark.parametrize("kind", SEVERAL)
def test_a_bucket_has_several(s3: Any, buckets: Buckets, kind: str) -> None:
    def call(verb: str, arguments: dict[str, Any], what: str = "configuration") -> Any:
        return getattr(s3, f"{verb}_bucket_{kind}_{what}")(Bucket="plain", **arguments)

    member = "".join(part.title() for part in kind.split("_")) + "Configuration"
    for one in ("one", "two"):
        call("put", {"Id": one, member: {"Id": one, **SEVERAL[kind]}})
    assert call("get", {"Id": "two"})[member] == {"Id": "two", **SEVERAL[kind]}
    call("delete", {"Id": "one"})
    assert [item["Id"] for item in call("list", {}, "configurations")[f"{member}List"]] == ["two"]
    call("delete", {"Id": "two"})


def test_the_requester_pays(s3: Any, buckets: Buckets) -> None:
    assert s3.get_bucket_request_payment(Bucket="plain")["Payer"] == "BucketOwner"
    s3.put_bucket_request_payment(Bucket="plain", RequestPaymentConfiguration={"Payer": "Requester"})
    assert s3.get_bucket_request_payment(Bucket="plain")["Payer"] == "Requester"


@pytest.mark.parametrize("length", [{"Days": 30}, {"Years": 1}])
def test_a_lock_comes_later_and_has_one_length(s3: Any, length: dict[str, int]) -> None:
    name = f"later-{min(length).lower()}"
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=name, Key="a", Body=b"a")
    lock = {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", **length}},
    }
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)
    assert s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"] == lock
    s3.put_object(Bucket=name, Key="b", Body=b"b", ChecksumAlgorithm="CRC32")
    assert s3.head_object(Bucket=name, Key="b")["ObjectLockMode"] == "GOVERNANCE"


def test_a_bucket_for_tls_only_can_be_read(s3: Any) -> None:
    s3.create_bucket(Bucket="secure")
    s3.put_bucket_policy(
        Bucket="secure",
        Policy=policy(
            "secure",
            Effect="Deny",
            Principal="*",
            Action="s3:*",
            Resource=["arn:aws:s3:::secure", "arn:aws:s3:::secure/*"],
            Condition={"Bool": {"aws:SecureTransport": "false"}},
        ),
    )
    s3.put_object(Bucket="secure", Key="a", Body=b"a")
    s3.put_object(Bucket="secure", Key="a", Body=b"b")
    assert s3.get_object(Bucket="secure", Key="a")["Body"].read() == b"b"


def test_logs_are_delivered_by_any_fitting_policy(s3: Any, buckets: Buckets) -> None:
    s3.create_bucket(Bucket="logs")
    partitioned = {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}
    enabled = {"TargetBucket": "logs", "TargetPrefix": "plain/", "TargetObjectKeyFormat": partitioned}
    logging = {"LoggingEnabled": enabled}
    wanted = {"Bucket": "plain", "BucketLoggingStatus": logging}
    assert error_code(s3.put_bucket_logging, **wanted) == "InvalidTargetBucketForLogging"
    s3.put_bucket_policy(
        Bucket="logs",
        Policy=policy(
            "logs",
            Principal={"Service": ["logging.s3.amazonaws.com", "delivery.logs.amazonaws.com"]},
            Action=["s3:PutObject"],
            Resource=["arn:aws:s3:::logs/*"],
        ),
    )
    s3.put_bucket_logging(**wanted)
    assert s3.get_bucket_logging(Bucket="plain")["LoggingEnabled"] == enabled


def test_reading_a_bucket_writes_no_log(s3: Any) -> None:
    for name in ("read", "read-logs"):
        s3.create_bucket(Bucket=name)
    delivery = {"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}
    s3.put_bucket_policy(Bucket="read-logs", Policy=policy("read-logs", **delivery))
    logging = {"LoggingEnabled": {"TargetBucket": "read-logs", "TargetPrefix": "read/"}}
    s3.put_bucket_logging(Bucket="read", BucketLoggingStatus=logging)
    s3.put_object(Bucket="read", Key="a", Body=b"a")
    s3.get_bucket_policy_status(Bucket="read-logs")
    assert "Contents" not in s3.list_objects_v2(Bucket="read-logs")


def test_an_unknown_setting_makes_no_bucket(s3: Any, buckets: Buckets) -> None:
    arguments = {"Bucket": "nowhere", "AbacStatus": {"Status": "Enabled"}}
    assert error_code(s3.put_bucket_abac, **arguments) == "NotImplemented"
    assert error_code(s3.head_bucket, Bucket="nowhere") == "404"
