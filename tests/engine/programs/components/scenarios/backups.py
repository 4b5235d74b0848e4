"""Backups of databases; the changed version also has buckets, other times, copies and exports."""

import pulumi

from components import Backups, BackupsArgs
from tests.engine.programs.components.scenarios.shared import TAGS

DATABASES = "arn:aws:rds:us-east-1:123456789012:db:*"
BUCKET = "arn:aws:s3:::archive"
COPIES = "arn:aws:backup:eu-west-1:210987654321:backup-vault:copies"


def declare(version: str) -> None:
    """Declares the backups."""
    args: BackupsArgs = {"resource_arns": [DATABASES], "tags": TAGS}
    if version == "changed":
        args |= {
            "resource_arns": [DATABASES, BUCKET],
            "includes_buckets": True,
            "start_hour_utc": 3,
            "daily_retention_days": 14,
            "monthly_retention_days": 400,
            "cold_storage_after_days": 30,
            "copy_vault_arn": COPIES,
            "export_bucket_arn": BUCKET,
            "tags": {**TAGS, "Owner": "data-team"},
        }
    backups = Backups("backups", args)
    pulumi.export("vaultName", backups.vault_name)
    pulumi.export("planId", backups.plan_id)
    pulumi.export("roleArn", backups.role_arn)
    pulumi.export("kmsKeyArn", backups.kms_key_arn)
    pulumi.export("exportRoleArn", backups.export_role_arn)
