"""Buckets through the provider: names, outputs, deletes, and what other resources and people do to them."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import RefusedError
from localcloud.provider.inputs import imported_inputs
from localcloud.provider.registry import resource_of
from tests.unit.localcloud.services.buckets import BUCKET, VERSIONING, BucketWorld, bucket_policy

BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"


@pytest.fixture(scope="module")
def world() -> Iterator[BucketWorld]:
    with Cloud(None) as cloud:
        yield BucketWorld(cloud)


def test_a_bucket_has_the_outputs_of_the_real_provider(world: BucketWorld) -> None:
    identifier, state = world.make(BUCKET, bucket="told")
    assert identifier == "told"
    assert (
        state
        | {
            "arn": "arn:aws:s3:::told",
            "bucketDomainName": "told.s3.amazonaws.com",
            "bucketRegion": "us-east-1",
            "bucketRegionalDomainName": "told.s3.us-east-1.amazonaws.com",
            "hostedZoneId": "Z3AQBSTGFYJSTF",
            "objectLockEnabled": False,
            "region": "us-east-1",
        }
        == state
    )


def test_a_bucket_can_be_in_another_region(world: BucketWorld) -> None:
    identifier, state = world.make(BUCKET, bucket="abroad", region="eu-west-1")
    assert state["bucketRegionalDomainName"] == "abroad.s3.eu-west-1.amazonaws.com"
    location = world.client("s3", "eu-west-1").get_bucket_location(Bucket="abroad")
    assert location["LocationConstraint"] == "eu-west-1"
    operations = world.operations(BUCKET)
    located, known = operations.locate("abroad@eu-west-1")
    assert operations.read(located, known) is not None
    assert operations.read(identifier, {}) is None


def test_an_automatic_name_is_in_lower_case(world: BucketWorld) -> None:
    checked, failures = check_inputs(resource_of(BUCKET), {}, {}, name="AppFiles")
    assert failures == []
    assert checked["bucket"].startswith("appfiles-")
    assert world.make(BUCKET, bucketPrefix="aws-waf-logs-")[0].startswith("aws-waf-logs-2")


@pytest.mark.parametrize(
    ("inputs", "where", "reason"),
    [
        ({"bucket": "x" * 64}, "bucket", "at most 63"),
        ({"bucketPrefix": "x" * 38}, "bucketPrefix", "at most 37"),
        ({"bucket": "x", "bucketPrefix": "x"}, "bucketPrefix", "conflicts"),
        ({"versioning": {"enabled": True, "mfaDelete": True}}, "versioning.mfaDelete", "root user's MFA"),
        ({"website": {"indexDocument": "index.html"}}, "website", "does not support"),
        ({"requestPayer": "Nobody"}, "requestPayer", "not allowed"),
    ],
)
def test_a_preview_refuses(inputs: dict[str, Any], where: str, reason: str) -> None:
    _, failures = check_inputs(resource_of(BUCKET), inputs, {}, name="x")
    [failure] = failures
    assert failure.property == where
    assert reason in failure.reason


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_name_is_given_once(world: BucketWorld, region: str) -> None:
    name = f"once-{region}"
    world.make(BUCKET, bucket=name, region=region)
    with pytest.raises(RefusedError, match="BucketAlreadyExists"):
        world.make(BUCKET, bucket=name, region=region)


def test_a_wrong_name_is_refused_as_by_aws(world: BucketWorld) -> None:
    with pytest.raises(ClientError, match="InvalidBucketName"):
        world.make(BUCKET, bucket="two..dots")


def test_a_bucket_with_anything_in_it_is_deleted_only_by_force(world: BucketWorld) -> None:
    operations = world.operations(BUCKET)
    world.versioned("full", forceDestroy=True)
    client = world.client("s3")
    for key in ("a", "b"):
        client.put_object(Bucket="full", Key=key, Body=b"1")
        client.put_object(Bucket="full", Key=key, Body=b"2")
        client.delete_object(Bucket="full", Key=key)
    state = operations.read("full", {"bucket": "full"}) or {}
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        operations.delete("full", state)
    operations.delete("full", state | {"forceDestroy": True})
    assert operations.read("full", state) is None


def test_force_goes_on_until_nothing_is_left(world: BucketWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    name, state = world.make(BUCKET, bucket="many", forceDestroy=True)
    client = world.client("s3")
    for key in "abc":
        client.put_object(Bucket=name, Key=key, Body=b"")
    one_page = ServiceApi.call

    def one_at_a_time(api: ServiceApi, operation: str, /, **parameters: Any) -> dict[str, Any]:
        small = {"MaxKeys": 1} if operation == "list_object_versions" else {}
        return one_page(api, operation, **parameters, **small)

    monkeypatch.setattr(ServiceApi, "call", one_at_a_time)
    world.operations(BUCKET).delete(name, state)
    assert world.operations(BUCKET).read(name, state) is None


@pytest.mark.parametrize(("mode", "goes"), [("GOVERNANCE", True), ("COMPLIANCE", False)])
def test_force_ends_at_a_lock_for_compliance(world: BucketWorld, mode: str, goes: bool) -> None:
    name, state = world.make(BUCKET, bucket=mode.lower(), objectLockEnabled=True, forceDestroy=True)
    rule = {"defaultRetention": {"mode": mode, "days": 1}}
    world.make(LOCK, bucket=name, rule=rule)
    world.client("s3").put_object(Bucket=name, Key="a", Body=b"1", ChecksumAlgorithm="CRC32")
    operations = world.operations(BUCKET)
    if goes:
        operations.delete(name, state)
    else:
        with pytest.raises(RefusedError, match="AccessDenied"), world.cloud.transaction():
            operations.delete(name, state)
        assert len(world.client("s3").list_object_versions(Bucket=name)["Versions"]) == 1
    assert (operations.read(name, state) is None) is goes


@pytest.mark.parametrize("named", [{"bucket": "parted"}, {"bucketPrefix": "parted-"}])
def test_what_other_resources_set_is_no_drift_of_the_bucket(
    world: BucketWorld, named: dict[str, str]
) -> None:
    name, state = world.make(BUCKET, **named)
    world.make(VERSIONING, bucket=name, versioningConfiguration={"status": "Enabled"})
    world.make("aws:s3/bucketPolicy:BucketPolicy", bucket=name, policy=bucket_policy(name))
    assert world.operations(BUCKET).read(name, state) == state


def test_what_the_bucket_itself_sets_drifts(world: BucketWorld) -> None:
    inputs = {"bucket": "whole", "versioning": {"enabled": True}}
    name, state = world.make(BUCKET, **inputs)
    world.client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    operations = world.operations(BUCKET)
    live = operations.read(name, state)
    assert live is not None
    assert [item.path for item in operations.diff(live, inputs)] == ["versioning.enabled"]
    without = {"bucket": "whole"}
    assert operations.diff(live, without) == []


def test_an_import_shows_what_there_is(world: BucketWorld) -> None:
    world.versioned("found")
    operations = world.operations(BUCKET)
    located, known = operations.locate("found")
    live = operations.read(located, known)
    assert live is not None
    inputs = imported_inputs(operations.resource, live, "us-east-1")
    assert inputs["versioning"] == {"enabled": True}
    assert inputs["serverSideEncryptionConfiguration"]["rule"]["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "AES256"
    }


def test_an_access_control_list_is_refused_where_the_owner_has_all(world: BucketWorld) -> None:
    with pytest.raises(ClientError, match="InvalidBucketAclWithObjectOwnership"):
        world.make(BUCKET, bucket="listed", acl="public-read")
    inputs = {"bucket": "listed", "acl": "private"}
    name, state = world.make(BUCKET, **inputs)
    world.make(OWNERSHIP, bucket=name, rule={"objectOwnership": "BucketOwnerPreferred"})
    operations = world.operations(BUCKET)
    with pytest.raises(ClientError, match="BlockPublicAcls"):
        operations.update(name, state, inputs | {"acl": "public-read"})
    world.client("s3").delete_public_access_block(Bucket=name)
    state = operations.update(name, state, inputs | {"acl": "public-read"})
    grants = world.client("s3").get_bucket_acl(Bucket=name)["Grants"]
    assert any("AllUsers" in grant["Grantee"].get("URI", "") for grant in grants)
    assert operations.diff(state, inputs | {"acl": "public-read"}) == []


def test_the_settings_of_a_bucket_that_is_gone_are_gone(world: BucketWorld) -> None:
    name, state = world.make(BUCKET, bucket="going")
    others: dict[str, dict[str, Any]] = {
        VERSIONING: {"versioningConfiguration": {"status": "Enabled"}},
        BLOCK: {"blockPublicAcls": True},
        ENCRYPTION: {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    }
    states = {token: world.make(token, bucket=name, **inputs)[1] for token, inputs in others.items()}
    world.operations(BUCKET).delete(name, state)
    for token, known in states.items():
        operations = world.operations(token)
        assert operations.read(name, known) is None, token
        operations.delete(name, known)


def test_people_changing_settings_are_seen(world: BucketWorld) -> None:
    name = world.bucket("touched")
    client = world.client("s3")
    closed = {"bucket": name, "blockPublicAcls": True, "blockPublicPolicy": True}
    aging = {
        "bucket": name,
        "rules": [{"id": "a", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 9}}],
    }
    block, lifecycle = world.make(BLOCK, **closed)[1], world.make(LIFECYCLE, **aging)[1]
    client.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False}
    )
    client.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={
            "Rules": [{"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "b/"}, "Expiration": {"Days": 8}}]
        },
    )
    for token, state, inputs, paths in (
        (BLOCK, block, closed, ["blockPublicPolicy"]),
        (LIFECYCLE, lifecycle, aging, ["rules[0].expiration.days", "rules[0].filter.prefix"]),
    ):
        operations = world.operations(token)
        live = operations.read(name, state)
        assert live is not None
        assert sorted(item.path for item in operations.diff(live, inputs)) == paths
        assert operations.diff(operations.update(name, live, inputs), inputs) == []


def test_deleting_settings_puts_back_what_s3_has_by_default(world: BucketWorld) -> None:
    name = world.bucket("reset")
    client = world.client("s3")
    key = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": world.key["arn"]}
    for token, inputs in (
        (ENCRYPTION, {"rules": [{"applyServerSideEncryptionByDefault": key}]}),
        (VERSIONING, {"versioningConfiguration": {"status": "Enabled"}}),
    ):
        identifier, state = world.make(token, bucket=name, **inputs)
        world.operations(token).delete(identifier, state)
    [rule] = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert client.get_bucket_versioning(Bucket=name)["Status"] == "Suspended"


def test_a_bucket_with_a_lock_stays_versioned(world: BucketWorld) -> None:
    name = world.bucket("kept", objectLockEnabled=True)
    identifier, state = world.make(VERSIONING, bucket=name, versioningConfiguration={"status": "Enabled"})
    world.operations(VERSIONING).delete(identifier, state)
    assert world.client("s3").get_bucket_versioning(Bucket=name)["Status"] == "Enabled"


def test_a_public_access_block_can_stay(world: BucketWorld) -> None:
    name = world.bucket("closed")
    identifier, state = world.make(BLOCK, bucket=name, blockPublicAcls=True, skipDestroy=True)
    world.operations(BLOCK).delete(identifier, state)
    assert world.operations(BLOCK).read(identifier, {}) is not None


@pytest.mark.parametrize(
    ("token", "inputs", "error"),
    [
        (VERSIONING, {"bucket": "none", "versioningConfiguration": {"status": "Enabled"}}, "NoSuchBucket"),
        (
            ENCRYPTION,
            {
                "rules": [
                    {
                        "applyServerSideEncryptionByDefault": {
                            "sseAlgorithm": "aws:kms",
                            "kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key/none",
                        }
                    }
                ]
            },
            "KMS.NotFoundException",
        ),
        (LOGGING, {"targetBucket": "none", "targetPrefix": ""}, "InvalidTargetBucketForLogging"),
        (LOGGING, {"targetBucket": "referring", "targetPrefix": ""}, "InvalidTargetBucketForLogging"),
        (
            LOCK,
            {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}},
            "InvalidBucketState",
        ),
        (
            LIFECYCLE,
            {
                "rules": [
                    {
                        "id": "a",
                        "status": "Enabled",
                        "filter": {"prefix": "a/", "objectSizeLessThan": 5},
                        "expiration": {"days": 1},
                    }
                ]
            },
            "MalformedXML",
        ),
    ],
)
def test_aws_refuses(world: BucketWorld, token: str, inputs: dict[str, Any], error: str) -> None:
    if "bucket" not in inputs and world.operations(BUCKET).read("referring", {}) is None:
        world.bucket("referring")
    with pytest.raises(ClientError, match=error):
        world.make(token, **{"bucket": "referring", **inputs})


@pytest.mark.parametrize(
    ("token", "inputs", "where"),
    [
        (VERSIONING, {"versioningConfiguration": {"status": "On"}}, "versioningConfiguration.status"),
        (
            VERSIONING,
            {"versioningConfiguration": {"status": "Enabled", "mfaDelete": "Enabled"}},
            "versioningConfiguration.mfaDelete",
        ),
        (LIFECYCLE, {"rules": []}, "rules"),
        (
            LOGGING,
            {"targetBucket": "a", "targetPrefix": "", "expectedBucketOwner": "1"},
            "expectedBucketOwner",
        ),
    ],
)
def test_a_preview_refuses_settings(token: str, inputs: dict[str, Any], where: str) -> None:
    _, failures = check_inputs(resource_of(token), {"bucket": "a", **inputs}, {}, name="x")
    assert [failure.property for failure in failures] == [where]
