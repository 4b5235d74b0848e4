"""The buckets of a stack with the resources that configure them, and which of them receive logs."""

from dataclasses import dataclass

from policies.documents import allowing
from policies.paths import find, top_level
from policies.resource_types import BUCKET, LOAD_BALANCER
from policies.stack import Reference, Resource, Stack
from policies.values import UNKNOWN, Unknown

POLICY = "aws:s3/bucketPolicy:BucketPolicy"
PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
LOGGING = "aws:s3/bucketLogging:BucketLogging"

PARTS = {
    "encryption": "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "logging": LOGGING,
    "policy": POLICY,
    "public access": PUBLIC_ACCESS_BLOCK,
    "versioning": "aws:s3/bucketVersioning:BucketVersioning",
}
"""What configures a bucket, by a short name -> its type."""

_DESTINATIONS = (
    (LOGGING, "targetBucket"),
    (LOAD_BALANCER, "accessLogs.bucket"),
    (LOAD_BALANCER, "connectionLogs.bucket"),
)
"""Where resources name the bucket that their logs go to."""

_DELIVERERS = (
    "delivery.logs.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "logging.s3.amazonaws.com",
)
"""Services that put the logs of others into a bucket."""


@dataclass(frozen=True)
class Parts:
    """The resources of one kind that configure a bucket."""

    certain: tuple[Resource, ...]
    """Those that certainly do."""
    possible: bool
    """Whether there may be another one: it is not known yet which bucket one configures."""


class Buckets:
    """The declared buckets of one stack. Get it by `stack.view(Buckets)`."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.all = tuple(bucket for bucket in stack.of_type(BUCKET) if bucket.declared)
        self._configured = {
            kind: [(part, self._bucket_of(part, "bucket")) for part in stack.of_type(type_)]
            for kind, type_ in PARTS.items()
        }
        self._destinations = [
            self._bucket_of(resource, path)
            for type_, path in _DESTINATIONS
            for resource in stack.of_type(type_)
        ]

    def parts(self, bucket: Resource, kind: str) -> Parts:
        """The resources of a kind of `PARTS` that configure a bucket."""
        references = self._configured[kind]
        return Parts(
            tuple(part for part, reference in references if reference.certain == bucket),
            any(_may_be(reference, bucket) for _, reference in references),
        )

    def receives_logs(self, bucket: Resource) -> bool | Unknown:
        """Whether AWS services write logs to a bucket.

        It does if a resource of the stack names it as the destination, or if its policy lets a service in
        that delivers logs.
        """
        if any(reference.certain == bucket for reference in self._destinations):
            return True
        policies = self.parts(bucket, "policy")
        if any(map(_admits_logs, policies.certain)):
            return True
        unclear = any(policy.inputs.get("policy", UNKNOWN) is UNKNOWN for policy in policies.certain)
        doubtful = any(_may_be(reference, bucket) for reference in self._destinations)
        return UNKNOWN if unclear or policies.possible or doubtful else False

    def _bucket_of(self, resource: Resource, path: str) -> Reference:
        [found] = find(resource.inputs, path)
        value = "" if found.value is None else found.value
        reference = self._stack.reference(resource, top_level(path), value, BUCKET, *PARTS.values())
        # A name that was taken from a bucket's policy, say, so that the policy is there first.
        buckets: dict[str, Resource] = {}
        for candidate in reference.candidates:
            ones = (
                (candidate,) if candidate.type == BUCKET else self._bucket_of(candidate, "bucket").candidates
            )
            buckets |= {bucket.urn: bucket for bucket in ones}
        return Reference(tuple(buckets.values()), reference.known)


def _may_be(reference: Reference, bucket: Resource) -> bool:
    if reference.certain or reference.outside:
        return False
    return bucket in reference.candidates or not reference.candidates


def _admits_logs(policy: Resource) -> bool:
    return any(
        service in _DELIVERERS
        for statement in allowing(policy.inputs.get("policy", UNKNOWN))
        for service in statement.principals.get("Service", ())
    )
