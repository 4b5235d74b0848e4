"""The buckets, and the backups of the databases."""

from collections.abc import Mapping
from dataclasses import dataclass

from components import Backups, BackupsArgs, Bucket, BucketArgs, BucketPreset, DataClass, ObjectLockMode
from stack.foundation import Foundation, given
from stack.stores import Stores


@dataclass(frozen=True)
class Buckets:
    """What the environment stores as objects."""

    logs: Bucket
    """Access logs of the load balancer and of the other buckets."""
    files: Bucket
    """What services store for their users."""
    assets: Bucket
    """What CloudFront serves."""
    backups: Bucket
    """The archive: exports of database snapshots, moved to Glacier and Deep Archive."""

    def by_name(self) -> Mapping[str, Bucket]:
        """The buckets by their names in the stack's outputs."""
        return {"logs": self.logs, "files": self.files, "assets": self.assets, "backups": self.backups}


def build_buckets(base: Foundation) -> Buckets:
    """The buckets for logs, files, assets and backups."""
    storage = base.settings.storage
    origins = list(storage.cors_origins)
    logs = _bucket(
        base,
        "logs",
        {
            "preset": BucketPreset.LOGS,
            "log_sources": ["alb", "s3"],
            "expire_after_days": storage.log_expire_after_days,
            "tags": base.tags,
        },
    )
    confidential: BucketArgs = {
        "preset": BucketPreset.FILES,
        "kms_key_arn": base.key_arn(DataClass.CONFIDENTIAL),
        "access_log_bucket": logs.bucket_name,
        "tags": base.tags,
    }
    backups: BucketArgs = {
        **confidential,
        "preset": BucketPreset.BACKUPS,
        "expire_after_days": storage.backup_expire_after_days,
    }
    if storage.backup_lock_mode is not None:
        backups["object_lock_mode"] = ObjectLockMode(storage.backup_lock_mode)
        backups["object_lock_days"] = storage.backup_lock_days
    assets: BucketArgs = {
        "preset": BucketPreset.ASSETS,
        "access_log_bucket": logs.bucket_name,
        "tags": base.tags,
    }
    return Buckets(
        logs=logs,
        files=_bucket(base, "files", {**confidential, "cors_origins": origins}),
        assets=_bucket(base, "assets", assets),
        backups=_bucket(base, "archive", backups),
    )


def build_backups(base: Foundation, stores: Stores, buckets: Buckets) -> Backups:
    """The vault and plan of AWS Backup for both databases."""
    backups = base.settings.backups
    args: BackupsArgs = {
        "resource_arns": [stores.database.arn, stores.documents.arn],
        "start_hour_utc": backups.start_hour_utc,
        "daily_retention_days": backups.daily_retention_days,
        "monthly_retention_days": backups.monthly_retention_days,
        "export_bucket_arn": buckets.backups.bucket_arn,
        "kms_key_arn": base.key_arn(DataClass.CONFIDENTIAL),
        "force_destroy": not base.settings.protection.keep_contents,
        "tags": base.tags,
    }
    args |= given(copy_vault_arn=backups.copy_vault_arn)
    return Backups("backups", args)


def _bucket(base: Foundation, name: str, args: BucketArgs) -> Bucket:
    return Bucket(name, {**args, "force_destroy": not base.settings.protection.keep_contents})
