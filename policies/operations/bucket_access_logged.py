"""Requests to buckets are logged."""

from collections.abc import Iterator

from policies.buckets import LOGGING, Buckets
from policies.control import Control, Finding, References, Severity
from policies.resource_types import BUCKET
from policies.stack import Stack
from policies.values import UNKNOWN


def _check(stack: Stack) -> Iterator[Finding]:
    buckets = stack.view(Buckets)
    for bucket in buckets.all:
        receives_logs = buckets.receives_logs(bucket)
        logging = buckets.parts(bucket, "logging")
        if receives_logs is True or logging.certain:
            continue
        problem = f"{bucket}: no BucketLogging logs the requests to it"
        if receives_logs is UNKNOWN:
            problem += f", and whether it is itself one for logs is {UNKNOWN}"
        yield Finding(bucket.urn, problem, undecided=logging.possible or receives_logs is UNKNOWN)


CONTROL = Control(
    id="bucket-access-logged",
    title="Requests to every bucket are logged, except to those that receive logs.",
    reason=(
        "Who read a file, and who deleted it, is in no other log: CloudTrail leaves requests to "
        "objects out unless it is paid for each of them."
    ),
    fix=(
        "Declare aws.s3.BucketLogging with a bucket for logs as its target; the component Bucket does with "
        "access_log_bucket."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((BUCKET, LOGGING)),
    exceptions=(
        "Buckets that receive logs: a resource of the stack names them as the destination, or their policy "
        "lets a service in that delivers logs. Logged to itself, one would grow with every entry."
    ),
    references=References(fsbp=("S3.9",), checkov=("CKV_AWS_18",)),
    check_stack=_check,
)
