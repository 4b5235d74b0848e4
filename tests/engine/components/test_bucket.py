"""A bucket of each preset: deployed, changed, and destroyed once nothing is left to lose."""

import json
from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import deployed_scenario

BLOCKED = {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}


class Seen:
    """What S3 tells of a bucket, in short."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def encryption(self) -> dict[str, Any]:
        answer = self._s3.get_bucket_encryption(Bucket=self._bucket)
        (rule,) = answer["ServerSideEncryptionConfiguration"]["Rules"]
        return {**rule["ApplyServerSideEncryptionByDefault"], "BucketKey": rule["BucketKeyEnabled"]}

    def public_access_blocked(self) -> set[str]:
        answer = self._s3.get_public_access_block(Bucket=self._bucket)["PublicAccessBlockConfiguration"]
        return {name for name, value in answer.items() if value}

    def versioning(self) -> str:
        return str(self._s3.get_bucket_versioning(Bucket=self._bucket)["Status"])

    def rules(self) -> dict[str, dict[str, Any]]:
        answer = self._s3.get_bucket_lifecycle_configuration(Bucket=self._bucket)
        return {rule["ID"]: rule for rule in answer["Rules"]}

    def transitions(self) -> dict[str, int]:
        rule = self.rules().get("current-versions", {})
        return {item["StorageClass"]: item["Days"] for item in rule.get("Transitions", ())}

    def statements(self) -> set[str]:
        policy = json.loads(self._s3.get_bucket_policy(Bucket=self._bucket)["Policy"])
        return {statement["Sid"] for statement in policy["Statement"]}

    def tags(self) -> dict[str, str]:
        return {
            tag["Key"]: tag["Value"] for tag in self._s3.get_bucket_tagging(Bucket=self._bucket)["TagSet"]
        }

    def origins(self) -> list[str]:
        (rule,) = self._s3.get_bucket_cors(Bucket=self._bucket)["CORSRules"]
        return list(rule["AllowedOrigins"])

    def lock(self) -> dict[str, Any]:
        answer = self._s3.get_object_lock_configuration(Bucket=self._bucket)["ObjectLockConfiguration"]
        return dict(answer["Rule"]["DefaultRetention"])

    def logged_to(self) -> tuple[str, str] | None:
        log = self._s3.get_bucket_logging(Bucket=self._bucket).get("LoggingEnabled")
        return (log["TargetBucket"], log["TargetPrefix"]) if log else None


def test_buckets_are_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "bucket") as scenario:
        s3 = scenario.client("s3")
        outputs = scenario.outputs()
        names = {name: outputs[name] for name in ("logs", "files", "assets", "backups")}
        seen = {name: Seen(s3, bucket) for name, bucket in names.items()}
        for bucket in seen.values():
            assert bucket.public_access_blocked() == BLOCKED
            assert bucket.versioning() == "Enabled"
            assert {"DenyPlainHttp", "DenyOldTls"} <= bucket.statements()
            assert bucket.rules()["unfinished-uploads"]["AbortIncompleteMultipartUpload"] == {
                "DaysAfterInitiation": 7
            }
        _assert_first(seen, outputs)
        scenario.assert_settled("first")

        for name in ("files", "backups"):
            s3.put_object(Bucket=names[name], Key="a", Body=b"1", ChecksumAlgorithm="CRC32")
        scenario.up("changed")
        assert {name: scenario.outputs()[name] for name in names} == names
        _assert_changed(seen, scenario.outputs())
        scenario.assert_settled("changed")

        refused = scenario.destroy(succeeds=False)
        assert "BucketNotEmpty" in refused
        assert s3.get_object(Bucket=names["files"], Key="a")["Body"].read() == b"1"
        versions = s3.list_object_versions(Bucket=names["files"])["Versions"]
        for version in versions:
            s3.delete_object(Bucket=names["files"], Key=version["Key"], VersionId=version["VersionId"])
        scenario.destroy()
        left = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
        assert left & set(names.values()) == set()
        key = scenario.client("kms").describe_key(KeyId=outputs["filesKeyArn"])
        assert key["KeyMetadata"]["KeyState"] == "PendingDeletion"


def _assert_first(seen: dict[str, Seen], outputs: dict[str, str]) -> None:
    assert seen["logs"].encryption() == {"SSEAlgorithm": "AES256", "BucketKey": False}
    assert seen["files"].encryption() == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": outputs["filesKeyArn"],
        "BucketKey": True,
    }
    assert {"WriteAlbLogs", "WriteS3AccessLogs"} <= seen["logs"].statements()
    assert "ReadByCloudFront" in seen["assets"].statements()
    assert "DenyOtherEncryption" in seen["files"].statements()
    assert seen["files"].tags()["DataClass"] == "confidential"
    assert seen["files"].transitions() == {"STANDARD_IA": 30, "GLACIER_IR": 90}
    assert seen["files"].origins() == seen["assets"].origins() == ["https://app.example.com"]
    assert seen["files"].logged_to() == (outputs["logs"], "s3/files/")
    assert seen["logs"].logged_to() is None
    assert seen["backups"].lock() == {"Mode": "GOVERNANCE", "Days": 30}
    assert seen["backups"].transitions() == {"GLACIER": 30, "DEEP_ARCHIVE": 180}
    assert seen["logs"].rules()["current-versions"]["Expiration"] == {"Days": 365}


def _assert_changed(seen: dict[str, Seen], outputs: dict[str, str]) -> None:
    assert "WriteCloudFrontLogs" in seen["logs"].statements()
    assert "ReadByCloudFront" not in seen["assets"].statements()
    assert seen["files"].tags()["DataClass"] == "internal"
    assert seen["files"].transitions() == {}
    assert seen["files"].origins() == ["https://www.example.com"]
    assert outputs["assetsKeyArn"] == outputs["filesKeyArn"]
    assert seen["assets"].encryption()["KMSMasterKeyID"] == outputs["filesKeyArn"]
    assert seen["backups"].lock() == {"Mode": "GOVERNANCE", "Days": 60}
    noncurrent = seen["files"].rules()["noncurrent-versions"]["NoncurrentVersionExpiration"]
    assert noncurrent == {"NoncurrentDays": 30}
    assert seen["logs"].rules()["current-versions"]["Expiration"] == {"Days": 400}
