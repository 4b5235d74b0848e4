"""Settings of buckets through the provider, each a resource of its own."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.buckets import BUCKET, VERSIONING, BucketWorld, bucket_policy, life

POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


@pytest.fixture(scope="module")
def world() -> Iterator[BucketWorld]:
    with Cloud(None) as cloud:
        yield BucketWorld(cloud)


def by_default(algorithm: str, key: str | None = None) -> dict[str, str]:
    return {"sseAlgorithm": algorithm, **({"kmsMasterKeyId": key} if key else {})}


def encryption(algorithm: str, key: str | None = None, **more: object) -> dict[str, object]:
    return {"rules": [{"applyServerSideEncryptionByDefault": by_default(algorithm, key), **more}]}


def rule(name: str, **more: object) -> dict[str, object]:
    return {"id": name, "status": "Enabled", **more}


COLD = rule(
    "cold",
    filter={"prefix": ""},
    transitions=[{"days": 90, "storageClass": "GLACIER"}, {"days": 30, "storageClass": "STANDARD_IA"}],
    expiration={"days": 365},
    noncurrentVersionTransitions=[{"noncurrentDays": 30, "storageClass": "STANDARD_IA"}],
    noncurrentVersionExpiration={"noncurrentDays": 90, "newerNoncurrentVersions": 3},
)
UPLOADS = rule("uploads", filter={}, abortIncompleteMultipartUpload={"daysAfterInitiation": 7})
MARKERS = rule("markers", expiration={"expiredObjectDeleteMarker": True})
TAGGED = rule("tagged", filter={"tag": {"key": "kind", "value": ""}}, expiration={"days": 1})
LARGE = rule("large", filter={"objectSizeGreaterThan": 1000}, expiration={"days": 5})
OLD_FORM = rule("old-form", prefix="tmp/", expiration={"date": "2030-01-01T00:00:00Z"})
BOTH = rule(
    "both",
    filter={"and": {"prefix": "a/", "objectSizeLessThan": 5000, "tags": {"kind": "x", "age": ""}}},
    expiration={"days": 2},
)


OLD_RULES = [
    {
        "id": "cold",
        "enabled": True,
        "prefix": "a/",
        "tags": {"kind": "x"},
        "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}],
        "expiration": {"days": 90},
        "noncurrentVersionTransitions": [{"days": 30, "storageClass": "GLACIER"}],
        "noncurrentVersionExpiration": {"days": 60},
    },
    {"id": "uploads", "enabled": True, "abortIncompleteMultipartUploadDays": 7},
]


def copied(world: BucketWorld, **more: object) -> dict[str, object]:
    return {
        "id": "all",
        "status": "Enabled",
        "priority": 1,
        "filter": {},
        "deleteMarkerReplication": {"status": "Enabled"},
        "destination": {"bucket": world.replica, "storageClass": "STANDARD_IA"},
        **more,
    }


CASES = (
    life(
        POLICY,
        lambda world: {"bucket": world.bucket("policed"), "policy": bucket_policy("policed")},
        (lambda world: {"policy": bucket_policy("policed", Action=["s3:PutObject", "s3:GetObject"])},),
    ),
    life(
        BLOCK,
        lambda world: {"bucket": world.bucket("blocked"), "blockPublicAcls": True},
        (
            lambda world: {"blockPublicPolicy": True, "restrictPublicBuckets": True},
            lambda world: {"ignorePublicAcls": True},
            lambda world: {"blockPublicAcls": None},
        ),
    ),
    life(
        OWNERSHIP,
        lambda world: {"bucket": world.bucket("owned"), "rule": {"objectOwnership": "BucketOwnerPreferred"}},
        (lambda world: {"rule": {"objectOwnership": "ObjectWriter"}},),
    ),
    life(
        VERSIONING,
        lambda world: {
            "bucket": world.bucket("versions"),
            "versioningConfiguration": {"status": "Enabled"},
        },
        (lambda world: {"versioningConfiguration": {"status": "Suspended"}},),
        remains=True,
    ),
    life(
        VERSIONING,
        lambda world: {
            "bucket": world.bucket("no-versions"),
            "versioningConfiguration": {"status": "Disabled"},
        },
        (lambda world: {"versioningConfiguration": {"status": "Enabled", "mfaDelete": "Disabled"}},),
        remains=True,
        name="off",
    ),
    life(
        ENCRYPTION,
        lambda world: {
            "bucket": world.bucket("encrypted"),
            **encryption("aws:kms", world.key["arn"], bucketKeyEnabled=True),
        },
        (
            lambda world: encryption("aws:kms", world.key["keyId"], bucketKeyEnabled=False),
            lambda world: encryption("AES256", blockedEncryptionTypes=["SSE-C"]),
            lambda world: encryption("aws:kms:dsse"),
        ),
        remains=True,
    ),
    life(
        LIFECYCLE,
        lambda world: {"bucket": world.bucket("aging"), "rules": [COLD, UPLOADS]},
        (
            lambda world: {"rules": [COLD, {**UPLOADS, "status": "Disabled"}, MARKERS]},
            lambda world: {"transitionDefaultMinimumObjectSize": "varies_by_storage_class"},
            lambda world: {"rules": [TAGGED, LARGE, OLD_FORM, BOTH]},
            lambda world: {"rules": [{**BOTH, "filter": {"prefix": "b/"}}]},
            lambda world: {"rules": [{**BOTH, "filter": None}]},
        ),
    ),
    life(
        LOGGING,
        lambda world: {"bucket": world.bucket("told"), "targetBucket": world.logs, "targetPrefix": "told/"},
        (
            lambda world: {"targetPrefix": ""},
            lambda world: {
                "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}}
            },
            lambda world: {"targetObjectKeyFormat": {"simplePrefix": {}}},
            lambda world: {"targetObjectKeyFormat": None},
        ),
    ),
    life(
        CORS,
        lambda world: {
            "bucket": world.bucket("shared"),
            "corsRules": [
                {
                    "id": "uploads",
                    "allowedMethods": ["GET", "PUT"],
                    "allowedOrigins": ["https://app.example.com"],
                    "allowedHeaders": ["*"],
                    "exposeHeaders": ["ETag"],
                    "maxAgeSeconds": 3600,
                }
            ],
        },
        (
            lambda world: {
                "corsRules": [
                    {"allowedMethods": ["GET"], "allowedOrigins": ["*"]},
                    {"allowedMethods": ["HEAD"], "allowedOrigins": ["https://a.example.com"]},
                ]
            },
        ),
    ),
    life(
        LOCK,
        lambda world: {
            "bucket": world.bucket("locked", objectLockEnabled=True),
            "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}},
        },
        (
            lambda world: {"rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 1}}},
            lambda world: {"rule": None},
        ),
        remains=True,
    ),
    life(
        NOTIFICATION,
        lambda world: {
            "bucket": world.bucket("telling"),
            "queues": [
                {
                    "id": "new",
                    "queueArn": world.queue("first"),
                    "events": ["s3:ObjectCreated:*"],
                    "filterPrefix": "a/",
                    "filterSuffix": ".png",
                }
            ],
        },
        (
            lambda world: {"eventbridge": True},
            lambda world: {"queues": [{"queueArn": world.queue("second"), "events": ["s3:ObjectRemoved:*"]}]},
            lambda world: {"queues": None},
        ),
        remains=True,
    ),
    life(
        REPLICATION,
        lambda world: {
            "bucket": world.versioned("copied"),
            "role": world.role("copier")["arn"],
            "rules": [copied(world)],
        },
        (
            lambda world: {
                "rules": [
                    copied(world, filter={"and": {"prefix": "a/", "tags": {"kind": "x"}}}, priority=2),
                    copied(
                        world,
                        id="tagged",
                        filter={"tag": {"key": "kind", "value": "y"}},
                        deleteMarkerReplication={"status": "Disabled"},
                        sourceSelectionCriteria={"sseKmsEncryptedObjects": {"status": "Enabled"}},
                        destination={
                            "bucket": world.replica,
                            "encryptionConfiguration": {"replicaKmsKeyId": world.key["arn"]},
                            "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
                            "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                        },
                    ),
                ]
            },
            lambda world: {
                "rules": [
                    {"status": "Enabled", "prefix": "b/", "destination": {"bucket": world.replica}},
                ]
            },
        ),
    ),
    life(
        BUCKET,
        lambda world: {"bucket": "whole", "tags": {"Name": "x", "Kind": "y"}},
        (
            lambda world: {"tags": {"Name": "z"}},
            lambda world: {"forceDestroy": True},
            lambda world: {"versioning": {"enabled": True}},
            lambda world: {
                "serverSideEncryptionConfiguration": {
                    "rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}
                }
            },
            lambda world: {"corsRules": [{"allowedMethods": ["GET"], "allowedOrigins": ["*"]}]},
            lambda world: {"corsRules": []},
            lambda world: {"logging": {"targetBucket": world.logs, "targetPrefix": "whole/"}},
            lambda world: {"policy": bucket_policy("whole")},
            lambda world: {"lifecycleRules": OLD_RULES},
            lambda world: {"lifecycleRules": [{"enabled": False, "expiration": {"days": 3}}]},
            lambda world: {"lifecycleRules": []},
            lambda world: {"accelerationStatus": "Enabled", "requestPayer": "Requester"},
            lambda world: {"versioning": {"enabled": False}},
            lambda world: {"tags": None},
        ),
        untold=("forceDestroy",),
    ),
    life(
        BUCKET,
        lambda world: {"bucketPrefix": "prefixed-", "objectLockEnabled": True},
        (
            lambda world: {"tags": {"Name": "x"}},
            lambda world: {
                "objectLockConfiguration": {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}}
            },
        ),
        untold=("bucketPrefix",),
        name="prefixed",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: BucketWorld) -> None:
    live(case, world)


def test_a_rule_says_only_what_the_program_does(world: BucketWorld) -> None:
    name = world.bucket("plainly")
    world.make(LIFECYCLE, bucket=name, rules=[BOTH])
    [read] = world.client("s3").get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    tags = [{"Key": "kind", "Value": "x"}, {"Key": "age", "Value": ""}]
    assert read == {
        "ID": "both",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "a/", "ObjectSizeLessThan": 5000, "Tags": tags}},
        "Expiration": {"Days": 2},
    }


def test_a_notification_keeps_its_id(world: BucketWorld) -> None:
    queue = {"queueArn": world.queue("kept"), "events": ["s3:ObjectCreated:*"]}
    inputs = {"bucket": world.bucket("ringing"), "queues": [queue]}
    identifier, state = world.make(NOTIFICATION, **inputs)
    changed = {**inputs, "queues": [{**queue, "filterPrefix": "a/"}]}
    updated = world.operations(NOTIFICATION).update(identifier, state, changed)
    assert updated["queues"][0]["id"] == state["queues"][0]["id"]
