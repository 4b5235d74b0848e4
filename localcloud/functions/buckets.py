"""S3: a bucket by its name, and the account's id in access control lists."""

from typing import Final

from botocore.exceptions import ClientError

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties
from localcloud.services.s3_names import bucket_names, region_of_bucket

_OLDER_WEBSITES: Final = frozenset(
    {
        *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1"),
        *("us-gov-west-1", "us-west-1", "us-west-2"),
    }
)
"""Regions whose websites have `s3-website-` in their names; others have `s3-website.` (AWS General Reference,
Amazon S3 website endpoints).
"""


def bucket(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.s3.get_bucket: the bucket with a name. Raises FunctionError when the region has none."""
    name = arguments["bucket"]
    try:
        region = region_of_bucket(api, name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        raise FunctionError(f"no S3 bucket {name!r}") from error
    if region != api.region:
        raise FunctionError(f"the S3 bucket {name!r} is in {region}, not in {api.region}")
    return {
        **bucket_names(api, name),
        **_website(api, name),
        "id": name,
        "region": region,
    }


def _website(api: ServiceApi, name: str) -> Properties:
    try:
        api.call("get_bucket_website", Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchWebsiteConfiguration":
            raise
        return {"websiteDomain": "", "websiteEndpoint": ""}
    joint = "-" if api.region in _OLDER_WEBSITES else "."
    domain = f"s3-website{joint}{api.region}.amazonaws.com"
    return {"websiteDomain": domain, "websiteEndpoint": f"{name}.{domain}"}


def canonical_user_id(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.s3.get_canonical_user_id"""
    owner = api.call("list_buckets")["Owner"]
    return {"id": owner["ID"], "displayName": owner.get("DisplayName") or ""}


FUNCTIONS: Final = {
    "aws:s3/getBucket:getBucket": ProviderFunction("s3", bucket, required=("bucket",)),
    "aws:s3/getCanonicalUserId:getCanonicalUserId": ProviderFunction("s3", canonical_user_id),
}
