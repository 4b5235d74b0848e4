"""A bucket of each preset; in the changed version writers, lifecycles, lock, key and websites are others."""

import pulumi

from components import Bucket, BucketArgs, BucketPreset, DataClass, ObjectLockMode
from tests.engine.programs.components.scenarios.shared import TAGS


def declare(version: str) -> None:
    """Declares them. The bucket for files keeps its objects from being deleted with it."""
    first = version == "first"
    logs = Bucket(
        "logs",
        {
            "preset": BucketPreset.LOGS,
            "log_sources": ["alb", "s3"] if first else ["alb", "cloudfront", "s3"],
            "expire_after_days": 365 if first else 400,
            "tags": TAGS,
        },
    )
    files = Bucket(
        "files",
        {
            "preset": BucketPreset.FILES,
            "access_log_bucket": logs.bucket_name,
            "data_class": DataClass.CONFIDENTIAL if first else DataClass.INTERNAL,
            "transition_days": {"STANDARD_IA": 30, "GLACIER_IR": 90} if first else {},
            "noncurrent_expire_after_days": 90 if first else 30,
            "cors_origins": ["https://app.example.com"] if first else ["https://www.example.com"],
            "tags": TAGS,
        },
    )
    website: BucketArgs = {
        "preset": BucketPreset.ASSETS,
        "access_logs": False,
        "served_by_cloudfront": first,
        "cors_origins": ["https://app.example.com"] if first else [],
        "force_destroy": True,
        "tags": TAGS,
    }
    if not first and files.kms_key_arn is not None:
        website["kms_key_arn"] = files.kms_key_arn
    assets = Bucket("assets", website)
    backups = Bucket(
        "backups",
        {
            "preset": BucketPreset.BACKUPS,
            "access_log_bucket": logs.bucket_name,
            "object_lock_mode": ObjectLockMode.GOVERNANCE,
            "object_lock_days": 30 if first else 60,
            "force_destroy": True,
            "tags": TAGS,
        },
    )
    for name, bucket in {"logs": logs, "files": files, "assets": assets, "backups": backups}.items():
        pulumi.export(name, bucket.bucket_name)
    pulumi.export("filesKeyArn", files.kms_key_arn)
    pulumi.export("assetsKeyArn", assets.kms_key_arn)
