"""Buckets keep what is overwritten or deleted."""

from collections.abc import Iterator

from policies.buckets import PARTS, Buckets
from policies.control import Control, Finding, References, Severity
from policies.paths import find
from policies.resource_types import BUCKET
from policies.stack import Stack
from policies.values import UNKNOWN

_STATUS = "versioningConfiguration.status"


def _check(stack: Stack) -> Iterator[Finding]:
    buckets = stack.view(Buckets)
    for bucket in buckets.all:
        versioning = buckets.parts(bucket, "versioning")
        for part in versioning.certain:
            [found] = find(part.inputs, _STATUS)
            if found.value != "Enabled":
                given = "is not set" if found.value is None else f"is {found.value}"
                problem = f"{part}: {_STATUS} {given}; it must be Enabled"
                yield Finding(part.urn, problem, undecided=found.value is UNKNOWN)
        if not versioning.certain:
            problem = f"{bucket}: no BucketVersioning keeps its old versions"
            yield Finding(bucket.urn, problem, undecided=versioning.possible)


CONTROL = Control(
    id="bucket-versioned",
    title="Every bucket keeps old versions of its objects.",
    reason=(
        "Without versions an overwritten or deleted object is gone at once, whoever did it: a bug, a "
        "mistake, or somebody who wants a ransom. Object lock and replication need them as well."
    ),
    fix=(
        "Declare aws.s3.BucketVersioning with the status Enabled, and a lifecycle rule that ends old "
        "versions after a time. The component Bucket does both."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((BUCKET, PARTS["versioning"])),
    references=References(fsbp=("S3.14",), checkov=("CKV_AWS_21",)),
    check_stack=_check,
)
