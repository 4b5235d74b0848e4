"""S3 as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

ARGUMENT = "InvalidArgument"
REQUEST = "InvalidRequest"
POLICY = "MalformedPolicy"
STATE = "InvalidBucketState"
ROLE = "arn:aws:iam::123456789012:role/none"


def policy(bucket: str, **others: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | others]})


class Buckets:
    """Buckets in different states, and what they need of other services."""

    def __init__(self, s3: Any, connect: Any) -> None:
        for name in ("plain", "versioned", "locked", "open", "replicated"):
            s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "locked")
        for name in ("versioned", "replicated"):
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_ownership_controls(
            Bucket="open", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
        )
        trust = policy("x", Principal={"Service": "s3.amazonaws.com"}, Action="sts:AssumeRole")
        trust = trust.replace(', "Resource": "arn:aws:s3:::x/*"', "")
        self.role = connect("iam").create_role(RoleName="replicator", AssumeRolePolicyDocument=trust)["Role"][
            "Arn"
        ]
        self.queue = _queue(connect("sqs"), "deaf")
        self.listening = _queue(
            connect("sqs"),
            "listening",
            Policy=policy(
                "x", Principal={"Service": "s3.amazonaws.com"}, Action="sqs:SendMessage", Resource="*"
            ),
        )
        s3.put_bucket_replication(
            Bucket="replicated", ReplicationConfiguration=self.replication(self.role, "versioned")
        )

    @staticmethod
    def replication(role: str, target: str, **rule: Any) -> dict[str, Any]:
        whole = {
            "ID": "all",
            "Priority": 1,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
            "Destination": {
                "Bucket": f"arn:aws:s3:::{target}",
                "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:us-east-1:123456789012:key/a"},
            },
        }
        kept = {name: value for name, value in (whole | rule).items() if value is not None}
        return {"Role": role, "Rules": [kept]}


def _queue(sqs: Any, name: str, **attributes: str) -> str:
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])


@pytest.fixture(scope="module")
def s3(connect: Any) -> Any:
    return connect("s3")


@pytest.fixture(scope="module")
def buckets(s3: Any, connect: Any) -> Buckets:
    return Buckets(s3, connect)


def _named(name: str) -> Any:
    return lambda _: {"Bucket": name}


def _rules(*rules: dict[str, Any]) -> Any:
    whole = [{"Status": "Enabled", "Filter": {"Prefix": ""}} | rule for rule in rules]
    return lambda _: {"Bucket": "plain", "LifecycleConfiguration": {"Rules": whole}}


def _moves(*moves: tuple[int, str], **others: Any) -> Any:
    return _rules({"Transitions": [{"Days": days, "StorageClass": kind} for days, kind in moves]} | others)


def _policy(**others: Any) -> Any:
    return lambda _: {"Bucket": "plain", "Policy": policy("plain", **others)}


def _replication(target: str = "versioned", role: str | None = None, **rule: Any) -> Any:
    return lambda buckets: {
        "Bucket": "versioned",
        "ReplicationConfiguration": buckets.replication(role or buckets.role, target, **rule),
    }


def _notify(suffix: str) -> Any:
    def arguments(buckets: Buckets) -> dict[str, Any]:
        queue = {"QueueArn": buckets.queue + suffix, "Events": ["s3:ObjectCreated:*"]}
        return {"Bucket": "plain", "NotificationConfiguration": {"QueueConfigurations": [queue]}}

    return arguments


ABORT = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}
EXPIRE = {"Expiration": {"Days": 10}}

REFUSED = [
    *(
        Refusal(f"named {name}", "CreateBucket", _named(name), "InvalidBucketName", "not valid")
        for name in ("my..bucket", "10.0.0.1", "xn--bucket", "bucket-s3alias", "bucket-")
    ),
    Refusal(
        "with a public list",
        "CreateBucket",
        lambda _: {"Bucket": "new", "ACL": "public-read"},
        "InvalidBucketAclWithObjectOwnership",
        "BucketOwnerEnforced",
    ),
    Refusal(
        "where there are none",
        "PutBucketAcl",
        lambda _: {"Bucket": "plain", "ACL": "private"},
        "AccessControlListNotSupported",
        "does not allow ACLs",
    ),
    Refusal(
        "for everyone",
        "PutBucketAcl",
        lambda _: {"Bucket": "open", "ACL": "public-read"},
        "AccessDenied",
        "BlockPublicAcls",
    ),
    Refusal(
        "of a locked bucket",
        "PutBucketVersioning",
        lambda _: {"Bucket": "locked", "VersioningConfiguration": {"Status": "Suspended"}},
        STATE,
        "Object Lock",
    ),
    Refusal(
        "of a replicated bucket",
        "PutBucketVersioning",
        lambda _: {"Bucket": "replicated", "VersioningConfiguration": {"Status": "Suspended"}},
        STATE,
        "replication",
    ),
    Refusal(
        "without versions",
        "PutObjectLockConfiguration",
        lambda _: {"Bucket": "plain", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
        STATE,
        "Versioning must be",
    ),
    Refusal(
        "of an open bucket",
        "GetObjectLockConfiguration",
        _named("plain"),
        "ObjectLockConfigurationNotFoundError",
        "",
    ),
    Refusal(
        "with a key of no use",
        "PutBucketEncryption",
        lambda _: {
            "Bucket": "plain",
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "x"}}
                ]
            },
        },
        ARGUMENT,
        "KMSMasterKeyID",
    ),
    Refusal("without action", "PutBucketLifecycleConfiguration", _rules({}), REQUEST, "At least one action"),
    Refusal(
        "with an id twice",
        "PutBucketLifecycleConfiguration",
        _rules({"ID": "a", **EXPIRE}, {"ID": "a", **EXPIRE}),
        ARGUMENT,
        "unique",
    ),
    Refusal("after 5 days", "PutBucketLifecycleConfiguration", _moves((5, "STANDARD_IA")), ARGUMENT, "30"),
    Refusal(
        "after 40 and 50 days",
        "PutBucketLifecycleConfiguration",
        _moves((40, "STANDARD_IA"), (50, "GLACIER")),
        ARGUMENT,
        "30 days more",
    ),
    Refusal(
        "colder first",
        "PutBucketLifecycleConfiguration",
        _moves((90, "GLACIER"), (10, "DEEP_ARCHIVE")),
        ARGUMENT,
        "DEEP_ARCHIVE",
    ),
    Refusal(
        "after the end",
        "PutBucketLifecycleConfiguration",
        _moves((10, "GLACIER"), **EXPIRE),
        ARGUMENT,
        "greater",
    ),
    Refusal(
        "of uploads by tag",
        "PutBucketLifecycleConfiguration",
        _rules({**ABORT, "Filter": {"Tag": {"Key": "a", "Value": "b"}}}),
        REQUEST,
        "Tags",
    ),
    Refusal(
        "that is text", "PutBucketPolicy", lambda _: {"Bucket": "plain", "Policy": "x"}, POLICY, "valid JSON"
    ),
    Refusal("for nobody", "PutBucketPolicy", _policy(Principal=None), POLICY, "Principal"),
    Refusal("for nobody known", "PutBucketPolicy", _policy(Principal={"AWS": ROLE}), POLICY, "principal"),
    Refusal(
        "of another bucket", "PutBucketPolicy", _policy(Resource="arn:aws:s3:::other/*"), POLICY, "resource"
    ),
    Refusal("of another service", "PutBucketPolicy", _policy(Action="sqs:*"), POLICY, "invalid action"),
    Refusal(
        "of nothing", "PutBucketPolicy", _policy(Resource="arn:aws:s3:::plain"), POLICY, "does not apply"
    ),
    Refusal("for everyone", "PutBucketPolicy", _policy(Principal="*"), "AccessDenied", "BlockPublicPolicy"),
    Refusal("to nowhere", "PutBucketReplication", _replication("none"), REQUEST, "must exist"),
    Refusal(
        "to a bucket without versions", "PutBucketReplication", _replication("plain"), REQUEST, "versioning"
    ),
    Refusal("by nobody", "PutBucketReplication", _replication(role=ROLE), ARGUMENT, "role"),
    Refusal(
        "without deletions",
        "PutBucketReplication",
        _replication(DeleteMarkerReplication=None),
        REQUEST,
        "DeleteMarkerReplication must",
    ),
    *(
        Refusal(
            f"to a queue that {why}",
            "PutBucketNotificationConfiguration",
            _notify(suffix),
            ARGUMENT,
            "Unable to validate",
        )
        for why, suffix in (("does not let it in", ""), ("is not there", "x"))
    ),
    *(
        Refusal(
            "that are not set",
            f"GetBucket{kind}Configuration",
            lambda _: {"Bucket": "plain", "Id": "none"},
            "NoSuchConfiguration",
            "does not exist",
        )
        for kind in ("Metrics", "Analytics", "IntelligentTiering", "Inventory")
    ),
    Refusal(
        "that is not set",
        "GetBucketLifecycleConfiguration",
        _named("plain"),
        "NoSuchLifecycleConfiguration",
        "does not exist",
    ),
    Refusal(
        "that is not set",
        "GetBucketReplication",
        _named("plain"),
        "ReplicationConfigurationNotFoundError",
        "not found",
    ),
    Refusal(
        "with an unknown key",
        "PutObject",
        lambda _: {
            "Bucket": "plain",
            "Key": "a",
            "ServerSideEncryption": "aws:kms",
            "SSEKMSKeyId": "alias/none",
        },
        "KMS.NotFoundException",
        "alias/none",
    ),
    Refusal(
        "with a list where there are none",
        "PutObject",
        lambda _: {"Bucket": "plain", "Key": "a", "ACL": "public-read"},
        "AccessControlListNotSupported",
        "does not allow ACLs",
    ),
    Refusal("that is not there", "GetBucketRequestPayment", _named("none"), "NoSuchBucket", "does not exist"),
]


@each(REFUSED)
def test_refuses(s3: Any, buckets: Buckets, row: Refusal) -> None:
    assert_refused(s3, buckets, row)


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
        {"ID": "uploads", "Status": "Enabled", "Filter": {}, **ABORT},
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


def test_a_lock_comes_later_and_has_one_length(s3: Any) -> None:
    s3.create_bucket(Bucket="later")
    s3.put_bucket_versioning(Bucket="later", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="later", Key="a", Body=b"a")
    lock = {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}},
    }
    s3.put_object_lock_configuration(Bucket="later", ObjectLockConfiguration=lock)
    assert s3.get_object_lock_configuration(Bucket="later")["ObjectLockConfiguration"] == lock


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
    logging = {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "plain/"}}
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
    assert s3.get_bucket_logging(Bucket="plain")["LoggingEnabled"]["TargetBucket"] == "logs"


def test_an_unknown_setting_makes_no_bucket(s3: Any, buckets: Buckets) -> None:
    arguments = {"Bucket": "nowhere", "AbacStatus": {"Status": "Enabled"}}
    assert error_code(s3.put_bucket_abac, **arguments) == "NotImplemented"
    assert error_code(s3.head_bucket, Bucket="nowhere") == "404"
