"""What the provider's functions tell of buckets."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.functions import FunctionError
from tests.unit.localcloud.services.buckets import BUCKET, BucketWorld

GET_BUCKET = "aws:s3/getBucket:getBucket"
OWNER = "aws:s3/getCanonicalUserId:getCanonicalUserId"
PAGES = {"IndexDocument": {"Suffix": "index.html"}}


@pytest.fixture(scope="module")
def world() -> Iterator[BucketWorld]:
    with Cloud(None) as cloud:
        yield BucketWorld(cloud)


def test_a_bucket_is_found_as_it_was_made(world: BucketWorld) -> None:
    state = world.make(BUCKET, bucket="found")[1]
    found = world.invoke(GET_BUCKET, bucket="found")
    names = ("arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName", "hostedZoneId", "region")
    assert {name: found[name] for name in names} == {name: state[name] for name in names}
    assert found["id"] == found["bucket"] == "found"
    assert found["websiteEndpoint"] == ""


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ("us-east-1", "s3-website-us-east-1.amazonaws.com"),
        ("eu-central-1", "s3-website.eu-central-1.amazonaws.com"),
    ],
)
def test_a_website_has_the_name_of_its_region(world: BucketWorld, region: str, domain: str) -> None:
    name = f"pages-{region}"
    world.make(BUCKET, bucket=name, region=region)
    world.client("s3", region).put_bucket_website(Bucket=name, WebsiteConfiguration=PAGES)
    found = world.invoke(GET_BUCKET, bucket=name, region=region)
    assert found["websiteDomain"] == domain
    assert found["websiteEndpoint"] == f"{name}.{domain}"


def test_a_bucket_that_is_not_there_is_named(world: BucketWorld) -> None:
    with pytest.raises(FunctionError, match="no S3 bucket 'none'"):
        world.invoke(GET_BUCKET, bucket="none")
    world.make(BUCKET, bucket="elsewhere", region="eu-west-1")
    with pytest.raises(FunctionError, match="is in eu-west-1, not in us-east-1"):
        world.invoke(GET_BUCKET, bucket="elsewhere")


def test_the_account_has_an_id_in_access_control_lists(world: BucketWorld) -> None:
    name = world.bucket("owned")
    owner = world.client("s3").get_bucket_acl(Bucket=name)["Owner"]
    assert world.invoke(OWNER)["id"] == owner["ID"]
