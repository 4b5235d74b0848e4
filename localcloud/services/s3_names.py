"""What the name and region of a bucket tell: its ARN, and the names under which it is reached."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from localcloud.provider.definition import Api
from localcloud.provider.values import Properties

WITHOUT_CONSTRAINT: Final = "us-east-1"
"""The region for which S3 has no location constraint."""

_HOSTED_ZONES: Final = Path(__file__).parent.parent / "data" / "s3_website_zones.json"
_DOMAINS: Final = {"aws-cn": "amazonaws.com.cn"}


def bucket_names(api: Api, bucket: str) -> Properties:
    """The outputs of a bucket of the API's region that follow from its name."""
    domain = _DOMAINS.get(api.partition, "amazonaws.com")
    return {
        "arn": f"arn:{api.partition}:s3:::{bucket}",
        "bucket": bucket,
        "bucketDomainName": f"{bucket}.s3.{domain}",
        "bucketRegion": api.region,
        "bucketRegionalDomainName": f"{bucket}.s3.{api.region}.{domain}",
        "hostedZoneId": _hosted_zones().get(api.region),
    }


def region_of_bucket(api: Api, bucket: str) -> str:
    """The region that a bucket is in. Raises ClientError (NoSuchBucket) when there is none."""
    return api.call("get_bucket_location", Bucket=bucket).get("LocationConstraint") or WITHOUT_CONSTRAINT


@cache
def _hosted_zones() -> dict[str, str]:
    """Region -> id of the hosted zone of S3's websites."""
    zones: dict[str, str] = json.loads(_HOSTED_ZONES.read_text())["zones"]
    return zones
