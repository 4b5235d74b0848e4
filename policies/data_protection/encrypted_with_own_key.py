"""What is stored is encrypted with a key of the account's own."""

from collections.abc import Iterator
from dataclasses import replace

from policies.buckets import PARTS, Buckets
from policies.control import Control, Finding, References, Severity
from policies.paths import find, top_level
from policies.resource_types import (
    BUCKET,
    CACHE,
    DATABASE,
    DATABASE_CLUSTER,
    DOCUMENTS,
    FILE_SYSTEM,
    IMAGES,
    KAFKA,
    KEY,
    KUBERNETES,
    LOG_GROUP,
    SEARCH,
    SECRET,
    TOPIC,
    VAULT,
)
from policies.stack import Resource, Stack
from policies.values import UNKNOWN

KEYS: dict[str, str] = {
    CACHE: "kmsKeyId",
    DATABASE: "kmsKeyId",
    DATABASE_CLUSTER: "kmsKeyId",
    DOCUMENTS: "kmsKeyId",
    FILE_SYSTEM: "kmsKeyId",
    IMAGES: "encryptionConfigurations[0].kmsKey",
    KAFKA: "encryptionInfo.encryptionAtRestKmsKeyArn",
    KUBERNETES: "encryptionConfig.provider.keyArn",
    LOG_GROUP: "kmsKeyId",
    SEARCH: "encryptAtRest.kmsKeyId",
    SECRET: "kmsKeyId",
    TOPIC: "kmsMasterKeyId",
    VAULT: "kmsKeyArn",
}
"""Type -> the property that names its key."""

_OF_BUCKETS = "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId"
_COPIES = ("replicateSourceDb", "replicationSourceIdentifier")
"""Properties of copies, which have the key of what they are copies of."""


def _check(stack: Stack) -> Iterator[Finding]:
    for resource in stack.of_type(*KEYS):
        if resource.declared and not any(resource.inputs.get(copy) is not None for copy in _COPIES):
            yield from _judge(stack, resource, resource, KEYS[resource.type])
    buckets = stack.view(Buckets)
    for bucket in buckets.all:
        receives_logs = buckets.receives_logs(bucket)
        if receives_logs is not True:
            for finding in _judge_bucket(stack, bucket):
                yield replace(finding, undecided=finding.undecided or receives_logs is UNKNOWN)


def _judge_bucket(stack: Stack, bucket: Resource) -> Iterator[Finding]:
    configurations = stack.view(Buckets).parts(bucket, "encryption")
    for configuration in configurations.certain:
        yield from _judge(stack, bucket, configuration, _OF_BUCKETS)
    if not configurations.certain:
        problem = f"{bucket}: no BucketServerSideEncryptionConfiguration names a key for it"
        yield Finding(bucket.urn, problem, undecided=configurations.possible)


def _judge(stack: Stack, subject: Resource, holder: Resource, path: str) -> Iterator[Finding]:
    for found in find(holder.inputs, path):
        if found.value is UNKNOWN:
            # A key of this stack has no id or ARN before it is made, but its place is taken.
            if not stack.reference(holder, top_level(path), UNKNOWN, KEY).candidates:
                problem = f"{holder}: {found.place} is {UNKNOWN}; it must name a key of the account's own"
                yield Finding(subject.urn, problem, undecided=True)
        elif not found.value:
            yield Finding(subject.urn, f"{holder}: {found.place} is not set; it must name a KMS key")
        elif ":alias/aws/" in f":{found.value}":
            problem = f"{holder}: {found.place} is {found.value!r}, a key that AWS manages"
            yield Finding(subject.urn, problem)


CONTROL = Control(
    id="data-encrypted-with-own-key",
    title="Every store, and the secrets of Kubernetes, are encrypted with a KMS key of the account's own.",
    reason=(
        "The policy of an own key says who may decrypt, every use of it is in CloudTrail, and disabling it "
        "closes all data at once. A key that AWS manages gives none of that, and shares no snapshot with "
        "another account."
    ),
    fix=(
        "Make a key for the class of data (the component KmsKey, or the default key of the store's "
        "component) and give its ARN."
    ),
    severity=Severity.MEDIUM,
    types=frozenset((BUCKET, PARTS["encryption"], *KEYS)),
    asks=(
        *tuple((type_, f"`{path}` must name a key that AWS does not manage") for type_, path in KEYS.items()),
        (BUCKET, f"`{_OF_BUCKETS}` of its encryption configuration must name a key that AWS does not manage"),
    ),
    exceptions=(
        "Read replicas, which have the key of their source. Buckets that receive access logs: load "
        "balancers and S3 deliver to those that S3's own key encrypts only."
    ),
    references=References(
        fsbp=("ECR.5", "EKS.3", "S3.17", "SNS.1"),
        checkov=(
            "CKV_AWS_26",
            "CKV_AWS_58",
            "CKV_AWS_136",
            "CKV_AWS_145",
            "CKV_AWS_149",
            "CKV_AWS_158",
            "CKV_AWS_166",
            "CKV_AWS_182",
            "CKV_AWS_184",
            "CKV_AWS_191",
            "CKV_AWS_247",
            "CKV_AWS_327",
        ),
    ),
    check_stack=_check,
)
