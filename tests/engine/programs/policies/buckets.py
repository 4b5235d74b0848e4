"""A bucket for files, and one for the log of its requests."""

import pulumi_aws as aws

from tests.engine.programs.policies.resources import CLASSIFIED, allow, document, key

_FILES, _LOGS = "policies-files", "policies-logs"


def declare(broken: bool) -> None:
    """Both buckets; broken, the one for files is bare."""
    logs = aws.s3.Bucket("logs", bucket=_LOGS, tags=CLASSIFIED)
    delivery = {"Principal": {"Service": "logging.s3.amazonaws.com"}}
    _guard("logs", logs, allow("s3:PutObject", f"arn:aws:s3:::{_LOGS}/*", **delivery), _deny_http(_LOGS))
    files = aws.s3.Bucket("files", bucket=_FILES, tags=CLASSIFIED)
    if broken:
        aws.s3.BucketPublicAccessBlock("files-block", bucket="another", block_public_acls=False)
        everybody = allow("s3:GetObject", f"arn:aws:s3:::{_FILES}/*", Principal="*")
        aws.s3.BucketPolicy("files-policy", bucket=files.bucket, policy=document(everybody))
        return
    _guard("files", files, _deny_http(_FILES))
    aws.s3.BucketLogging("files-logging", bucket=files.bucket, target_bucket=logs.bucket, target_prefix="s3/")
    default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key().arn}
    aws.s3.BucketServerSideEncryptionConfiguration(
        "files-encryption",
        bucket=files.bucket,
        rules=[{"apply_server_side_encryption_by_default": default}],
    )


def _guard(name: str, bucket: aws.s3.Bucket, *statements: dict[str, object]) -> None:
    """What every bucket needs: a block of public access, versions, a policy."""
    aws.s3.BucketPublicAccessBlock(
        f"{name}-block",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    aws.s3.BucketVersioning(
        f"{name}-versioning", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}
    )
    aws.s3.BucketPolicy(f"{name}-policy", bucket=bucket.bucket, policy=document(*statements))


def _deny_http(bucket: str) -> dict[str, object]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
