"""What S3 refuses."""

from typing import Any

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each
from tests.unit.localcloud.moto.s3.buckets import Buckets, policy

ARGUMENT = "InvalidArgument"
REQUEST = "InvalidRequest"
POLICY = "MalformedPolicy"
XML = "MalformedXML"
STATE = "InvalidBucketState"
ROLE = "arn:aws:iam::123456789012:role/none"


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
    Refusal(
        "with a key that is not there",
        "PutBucketEncryption",
        lambda _: {
            "Bucket": "plain",
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "x"}}
                ]
            },
        },
        "KMS.NotFoundException",
        "'x'",
    ),
    *(
        Refusal(f"with {what}", "PutBucketLifecycleConfiguration", _rules({**EXPIRE, **rule}), XML, "XML")
        for what, rule in (
            ("two filters in one", {"Filter": {"Prefix": "a", "ObjectSizeLessThan": 5}}),
            ("filter and prefix", {"Prefix": "a"}),
        )
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
