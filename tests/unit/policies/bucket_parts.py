"""A bucket that keeps every control in production, with the resources that configure it."""

from policies import resource_types as types
from tests.unit.policies.analyzer import Declared, Ref
from tests.unit.policies.architecture import KEY_ARN, STORE_TAGS
from tests.unit.policies.policy_documents import document

DENY_HTTP = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
DELIVERY = {
    "Effect": "Allow",
    "Principal": {"Service": "logging.s3.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::bucket/*",
}


def bucket(name: str = "bucket") -> dict[str, Declared]:
    """A bucket and all that configures it, by short names."""
    of = {"bucket": Ref(name)}
    blocked = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return {
        "bucket": Declared(types.BUCKET, name, {"tags": STORE_TAGS, "forceDestroy": False}),
        "block": Declared(
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            f"{name}-block",
            {**of, **dict.fromkeys(blocked, True)},
        ),
        "versioning": Declared(
            "aws:s3/bucketVersioning:BucketVersioning",
            f"{name}-versioning",
            {**of, "versioningConfiguration": {"status": "Enabled"}},
        ),
        "encryption": Declared(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            f"{name}-encryption",
            {
                **of,
                "rules": [
                    {
                        "applyServerSideEncryptionByDefault": {
                            "sseAlgorithm": "aws:kms",
                            "kmsMasterKeyId": KEY_ARN,
                        }
                    }
                ],
            },
        ),
        "logging": Declared(
            "aws:s3/bucketLogging:BucketLogging",
            f"{name}-logging",
            {**of, "targetBucket": "logs", "targetPrefix": "s3/"},
        ),
        "policy": Declared(
            "aws:s3/bucketPolicy:BucketPolicy", f"{name}-policy", {**of, "policy": document(DENY_HTTP)}
        ),
    }


def without(parts: dict[str, Declared], *names: str) -> list[Declared]:
    """The resources of a bucket but for some."""
    return [part for name, part in parts.items() if name not in names]


def replaced(parts: dict[str, Declared], **changes: Declared) -> list[Declared]:
    """The resources of a bucket with some of them changed."""
    return list({**parts, **changes}.values())
