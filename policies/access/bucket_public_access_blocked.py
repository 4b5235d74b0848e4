"""No bucket can be made public, by whatever policy or list."""

from collections.abc import Iterator

from policies.buckets import PUBLIC_ACCESS_BLOCK, Buckets
from policies.control import Control, Finding, References, Severity
from policies.requirement import TRUE, Requirement, Requirements
from policies.resource_types import BUCKET
from policies.stack import Stack

_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

REQUIREMENTS = Requirements(
    *(Requirement(PUBLIC_ACCESS_BLOCK, flag, TRUE, default=False) for flag in _FLAGS),
)


def _check_stack(stack: Stack) -> Iterator[Finding]:
    buckets = stack.view(Buckets)
    for bucket in buckets.all:
        blocks = buckets.parts(bucket, "public access")
        if not blocks.certain:
            problem = f"{bucket}: no BucketPublicAccessBlock keeps it private"
            yield Finding(bucket.urn, problem, undecided=blocks.possible)


CONTROL = Control(
    id="bucket-public-access-blocked",
    title="Every bucket has a public access block with all four settings on.",
    reason=(
        "Public buckets are the best-known leak there is: one careless policy, access control list "
        "or console click is enough. The block makes all of them ineffective, now and later."
    ),
    fix=(
        "Declare aws.s3.BucketPublicAccessBlock for the bucket with all four settings true; the component "
        "Bucket does. Serve public files through CloudFront."
    ),
    severity=Severity.CRITICAL,
    types=frozenset((BUCKET, PUBLIC_ACCESS_BLOCK)),
    asks=REQUIREMENTS.asks,
    references=References(
        fsbp=("S3.1", "S3.8"),
        cis=("2.1.4",),
        checkov=("CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"),
    ),
    check_resource=REQUIREMENTS.check,
    check_stack=_check_stack,
)
