"""Bucket: one private bucket, with everything about it that S3 keeps apart in a resource of its own."""

import json
from typing import Any

import pytest

from components import ArgumentError, Bucket, BucketPreset, ObjectLockMode
from components._bucket_policy import BucketRules, bucket_policy
from components._iam import Account
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, Registered, run

S3 = "aws:s3/"
BUCKET = f"{S3}bucket:Bucket"
ACCESS_BLOCK = f"{S3}bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = f"{S3}bucketOwnershipControls:BucketOwnershipControls"
VERSIONING = f"{S3}bucketVersioning:BucketVersioning"
ENCRYPTION = f"{S3}bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = f"{S3}bucketLifecycleConfiguration:BucketLifecycleConfiguration"
POLICY = f"{S3}bucketPolicy:BucketPolicy"
LOCK = f"{S3}bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGGING = f"{S3}bucketLogging:BucketLogging"
CORS = f"{S3}bucketCorsConfiguration:BucketCorsConfiguration"
KEY = "aws:kms/key:Key"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
ACCOUNT = Account("aws", REGION, ACCOUNT_ID)

ALWAYS = {BUCKET, ACCESS_BLOCK, OWNERSHIP, VERSIONING, ENCRYPTION, LIFECYCLE, POLICY}


def deploy(preset: str, *, name: str = "store", preview: bool = False, **args: Any) -> Recording:
    def program() -> object:
        bucket = Bucket(name, {"preset": BucketPreset(preset), "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {"name": bucket.bucket_name, "domain": bucket.regional_domain_name}

    return run(program, preview=preview)


def files(**args: Any) -> Recording:
    return deploy("files", **{"kms_key_arn": KEY_ARN, "access_log_bucket": "log-bucket", **args})


def lifecycle_rules(recording: Recording) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in recording.one(LIFECYCLE).inputs["rules"]}


def statements(recording: Recording) -> dict[str, dict[str, Any]]:
    document = json.loads(recording.one(POLICY).inputs["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_a_bucket_for_files_is_eight_resources_beside_a_given_key() -> None:
    recording = files()

    assert recording.counts() == {
        "shared-infra:index:Bucket": 1,
        **dict.fromkeys(ALWAYS, 1),
        LOGGING: 1,
    }
    assert recording.one(BUCKET, "store-bucket").inputs == {
        "forceDestroy": False,
        "tags": {**TAGS, "Name": "store-bucket", "Component": "Bucket", "DataClass": "confidential"},
    }
    assert recording.one(ACCESS_BLOCK, "store-public-access-block").inputs == {
        "bucket": "a-bucket",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert recording.one(OWNERSHIP, "store-ownership").inputs == {
        "bucket": "a-bucket",
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    }
    assert recording.one(VERSIONING, "store-versioning").inputs == {
        "bucket": "a-bucket",
        "versioningConfiguration": {"status": "Enabled"},
    }
    assert recording.one(ENCRYPTION, "store-encryption").inputs == {
        "bucket": "a-bucket",
        "rules": [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY_ARN},
                "bucketKeyEnabled": True,
            }
        ],
    }
    assert recording.one(LOGGING, "store-logging").inputs == {
        "bucket": "a-bucket",
        "targetBucket": "log-bucket",
        "targetPrefix": "s3/store/",
    }


def test_its_outputs() -> None:
    recording = files()

    assert recording.one("shared-infra:index:Bucket").outputs == {
        "bucketName": "a-bucket",
        "bucketArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Bucket/store-bucket",
        "regionalDomainName": "a-bucket.s3.us-east-1.amazonaws.com",
        "kmsKeyArn": KEY_ARN,
    }


def test_who_uses_its_name_waits_for_its_policy() -> None:
    def program() -> None:
        logs = Bucket("logs", {"preset": BucketPreset.LOGS, "log_sources": ["s3"], "tags": TAGS})
        Bucket("store", {"preset": BucketPreset.FILES, "access_log_bucket": logs.bucket_name, "tags": TAGS})

    recording = run(program)

    assert recording.one(POLICY, "logs-policy").urn in recording.one(LOGGING).dependencies


def test_permissions_are_changed_one_at_a_time_and_history_precedes_rules_about_it() -> None:
    recording = files(object_lock_mode="governance", object_lock_days=1)

    def waits_for(waiting: str, first: str) -> bool:
        return recording.one(first).urn in recording.one(waiting).dependencies

    assert waits_for(POLICY, ACCESS_BLOCK)
    assert waits_for(POLICY, OWNERSHIP)
    assert waits_for(LIFECYCLE, VERSIONING)
    assert waits_for(LOCK, VERSIONING)


def test_without_a_key_it_makes_one_for_s3() -> None:
    recording = deploy("files", access_log_bucket="log-bucket")
    key = recording.one("shared-infra:index:KmsKey", "store-key")

    assert key.parent == recording.one("shared-infra:index:Bucket").urn
    assert recording.one(KEY).inputs["tags"]["DataClass"] == "confidential"
    assert "s3.us-east-1.amazonaws.com" in recording.one(KEY).inputs["policy"]
    assert "cloudfront" not in recording.one(KEY).inputs["policy"]
    [rule] = recording.one(ENCRYPTION).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == key.outputs["keyArn"]


def test_assets_are_read_by_cloudfront_which_may_decrypt_them() -> None:
    recording = deploy("assets", access_log_bucket="log-bucket")

    assert recording.one(BUCKET).inputs["tags"]["DataClass"] == "public"
    assert "UseByCloudFront" in recording.one(KEY).inputs["policy"]
    assert statements(recording)["ReadByCloudFront"]["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert set(lifecycle_rules(recording)) == {"noncurrent-versions", "unfinished-uploads"}
    assert "ReadByCloudFront" not in statements(
        deploy("assets", access_log_bucket="l", served_by_cloudfront=False)
    )


def test_backups_are_archived_for_seven_years() -> None:
    recording = deploy("backups", access_log_bucket="log-bucket", kms_key_arn=KEY_ARN)

    everything = {"status": "Enabled", "filter": {"prefix": ""}}
    assert recording.one(LIFECYCLE, "store-lifecycle").inputs == {
        "bucket": "a-bucket",
        "rules": [
            {
                "id": "current-versions",
                **everything,
                "transitions": [
                    {"days": 30, "storageClass": "GLACIER"},
                    {"days": 180, "storageClass": "DEEP_ARCHIVE"},
                ],
                "expiration": {"days": 2555},
            },
            {
                "id": "noncurrent-versions",
                **everything,
                "noncurrentVersionExpiration": {"noncurrentDays": 90},
            },
            {
                "id": "unfinished-uploads",
                **everything,
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
            },
        ],
    }


def test_logs_are_encrypted_with_the_key_of_s3_and_not_logged() -> None:
    recording = deploy("logs", log_sources=["alb", "s3"])

    assert recording.counts() == {"shared-infra:index:Bucket": 1, **dict.fromkeys(ALWAYS, 1)}
    assert recording.one(ENCRYPTION).inputs["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "bucketKeyEnabled": False}
    ]
    assert recording.one(BUCKET).inputs["tags"]["DataClass"] == "internal"
    assert lifecycle_rules(recording)["current-versions"]["expiration"] == {"days": 365}
    assert "kmsKeyArn" not in recording.one("shared-infra:index:Bucket").outputs
    assert set(statements(recording)) == {"DenyPlainHttp", "DenyOldTls", "WriteAlbLogs", "WriteS3AccessLogs"}


def test_logs_of_waf_have_the_name_and_the_key_that_they_may_have() -> None:
    recording = deploy("logs", log_sources=["waf"], kms_key_arn=KEY_ARN)

    assert recording.one(BUCKET).inputs["bucketPrefix"] == "aws-waf-logs-store-"
    assert recording.one(ENCRYPTION).inputs["rules"][0]["bucketKeyEnabled"] is True


def test_only_legacy_logs_of_cloudfront_switch_access_control_lists_on() -> None:
    assert deploy("logs", log_sources=["cloudfront-legacy"]).one(OWNERSHIP).inputs["rule"] == {
        "objectOwnership": "BucketOwnerPreferred"
    }
    assert deploy("logs", log_sources=["cloudfront"]).one(OWNERSHIP).inputs["rule"] == {
        "objectOwnership": "BucketOwnerEnforced"
    }


def test_the_policy_names_the_account_and_the_bucket() -> None:
    assert files().one(POLICY, "store-policy").inputs == {
        "bucket": "a-bucket",
        "policy": bucket_policy(ACCOUNT, "a-bucket", BucketRules(True, False)),
    }


@pytest.mark.parametrize("mode", [ObjectLockMode.COMPLIANCE, "compliance"])
def test_objects_can_be_locked(mode: str) -> None:
    recording = deploy("backups", access_log_bucket="l", object_lock_mode=mode, object_lock_days=30.0)

    assert recording.one(BUCKET).inputs["objectLockEnabled"] is True
    assert recording.one(LOCK, "store-object-lock").inputs == {
        "bucket": "a-bucket",
        "rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}},
    }


def test_websites_can_be_let_in() -> None:
    assert files(cors_origins=["https://app.example.com"]).one(CORS, "store-cors").inputs == {
        "bucket": "a-bucket",
        "corsRules": [
            {
                "id": "signed-urls",
                "allowedOrigins": ["https://app.example.com"],
                "allowedMethods": ["GET", "HEAD", "POST", "PUT"],
                "allowedHeaders": ["*"],
                "exposeHeaders": ["ETag"],
                "maxAgeSeconds": 3600,
            }
        ],
    }


def test_the_unsafe_values_have_to_be_asked_for() -> None:
    recording = deploy("files", access_logs=False, force_destroy=True)

    assert LOGGING not in recording.counts()
    assert recording.one(BUCKET).inputs["forceDestroy"] is True


def test_everything_that_a_preset_decides_can_be_decided_otherwise() -> None:
    recording = files(
        data_class="restricted",
        transition_days={"STANDARD_IA": 30.0, "DEEP_ARCHIVE": 60},
        expire_after_days=240,
        noncurrent_expire_after_days=1,
        abort_upload_after_days=1,
    )
    rules = lifecycle_rules(recording)

    assert recording.one(BUCKET).inputs["tags"]["DataClass"] == "restricted"
    assert rules["current-versions"]["transitions"] == [
        {"days": 30, "storageClass": "STANDARD_IA"},
        {"days": 60, "storageClass": "DEEP_ARCHIVE"},
    ]
    assert rules["current-versions"]["expiration"] == {"days": 240}
    assert rules["noncurrent-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 1}
    assert rules["unfinished-uploads"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 1}


def test_a_presets_moves_are_left_out_where_they_would_not_pay() -> None:
    short = lifecycle_rules(deploy("backups", access_log_bucket="l", expire_after_days=200))
    none = lifecycle_rules(deploy("logs", expire_after_days=1))

    assert short["current-versions"]["transitions"] == [{"days": 30, "storageClass": "GLACIER"}]
    assert "transitions" not in none["current-versions"]


def test_all_children_are_the_buckets() -> None:
    recording = files(object_lock_mode="governance", object_lock_days=1, cors_origins=["https://a.example"])
    bucket = recording.one("shared-infra:index:Bucket")
    custom: list[Registered] = [resource for resource in recording.resources if resource.custom]

    assert len(custom) == len(ALWAYS) + 3
    assert {resource.parent for resource in custom} == {bucket.urn}


@pytest.mark.parametrize(
    ("preset", "args", "complaint"),
    [
        (
            "files",
            {},
            "access_log_bucket: missing. Allowed: the name of a log bucket. Without one, set access",
        ),
        (
            "files",
            {"access_logs": False, "access_log_bucket": "l"},
            "access_log_bucket: given. Allowed: none",
        ),
        ("logs", {"access_log_bucket": "l"}, "access_logs: given for a log bucket. Allowed: false."),
        ("logs", {"access_logs": True}, "access_logs: given for a log bucket. Allowed: false."),
        ("logs", {"log_sources": ["elb"]}, "log_sources: a list with 'elb'. Allowed: alb, cloudfront,"),
        (
            "logs",
            {"log_sources": ["alb", "s3"], "kms_key_arn": "k"},
            "kms_key_arn: given with logs of alb and s3",
        ),
        (
            "logs",
            {"log_sources": ["s3"], "object_lock_mode": "governance", "object_lock_days": 1},
            "object_lock_mode: given with logs of s3. Allowed: no lock",
        ),
        (
            "logs",
            {"log_sources": ["waf"], "name": "a" * 24},
            f"the name: '{'a' * 24}'. Allowed: up to 23 char",
        ),
        ("logs", {"name": "a" * 49}, f"the name: '{'a' * 49}'. Allowed: 1 to 48 lower-case letters"),
        (
            "logs",
            {"expire_after_days": -1},
            "expire_after_days: -1. Allowed: a whole number from 0 to 36500.",
        ),
        (
            "logs",
            {"abort_upload_after_days": 0},
            "abort_upload_after_days: 0. Allowed: a whole number from 1",
        ),
        ("logs", {"noncurrent_expire_after_days": 0}, "noncurrent_expire_after_days: 0."),
        ("logs", {"transition_days": ["GLACIER"]}, "transition_days: ['GLACIER']. Allowed: a mapping of"),
        (
            "logs",
            {"transition_days": {"ICE": 1}},
            "transition_days: the storage class 'ICE'. Allowed: STANDARD_IA,",
        ),
        (
            "logs",
            {"transition_days": {"GLACIER": "9"}},
            "transition_days.GLACIER: '9'. Allowed: a whole number",
        ),
        (
            "logs",
            {"transition_days": {"GLACIER": 300}},
            "transition_days: GLACIER after 300 days, deleted after 365 days. Allowed: deleted after 390",
        ),
        ("logs", {"object_lock_days": 5}, "object_lock_days: given without object_lock_mode. Allowed: both,"),
        ("logs", {"object_lock_mode": "governance"}, "object_lock_days: 0. Allowed: a whole number from 1"),
        (
            "logs",
            {"object_lock_mode": "governance", "object_lock_days": 366},
            "object_lock_days: 366, with expire_after_days 365. Allowed: at most expire_after_days",
        ),
        (
            "logs",
            {"object_lock_mode": "legal", "object_lock_days": 1},
            "object_lock_mode: 'legal'. Allowed: gov",
        ),
        ("logs", {"cors_origins": ["*"]}, "cors_origins: a list with '*'. Allowed: origins as https://app"),
        ("logs", {"cors_origins": ["https://a.b/c"]}, "cors_origins: a list with 'https://a.b/c'."),
        ("logs", {"data_class": "secret"}, "data_class: 'secret'."),
        ("logs", {"force_destroy": "yes"}, "force_destroy: 'yes'. Allowed: true or false."),
    ],
)
def test_arguments_that_are_refused(preset: str, args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(preset, **args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_only_log_buckets_take_logs() -> None:
    with pytest.raises(ArgumentError, match="log_sources: given for files"):
        files(log_sources=["alb"])


@pytest.mark.parametrize("args", [{}, {"preset": None}, {"preset": "photos"}])
def test_the_preset_has_to_be_one_of_four(args: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=r"preset: .*Allowed: files, assets, backups, logs"):
        run(lambda: Bucket("store", {"access_logs": False, "tags": TAGS, **args}))  # type: ignore[typeddict-item]
