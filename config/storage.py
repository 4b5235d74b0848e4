"""Buckets and backups."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from config.base import SettingsModel
from config.values import matching, refuse, within

COLD_STORAGE_DAYS = 90
"""Days for which AWS Backup keeps in cold storage what moved there (Lifecycle in its API reference)."""


class ObjectLockMode(StrEnum):
    """Who may delete an object that is locked."""

    GOVERNANCE = "governance"
    """Whoever has a right of its own for that."""
    COMPLIANCE = "compliance"
    """Nobody."""


class StorageSettings(SettingsModel):
    """`storage`: the buckets for files, assets, backups and logs."""

    backup_lock_mode: ObjectLockMode | None = Field(
        default=None,
        description="Who may delete a backup within its first days; it can only be chosen when the bucket is "
        "made. Default: no lock.",
    )
    backup_lock_days: Annotated[int, within(1, 36_500, "days")] = Field(
        default=30, description="Days for which each backup is locked, with `backupLockMode`."
    )
    backup_expire_after_days: Annotated[int, within(181, 36_500, "days")] = Field(
        default=2555,
        description="Age at which backups are deleted; they move to Glacier and Deep Archive before.",
    )
    log_expire_after_days: Annotated[int, within(1, 36_500, "days")] = Field(
        default=365, description="Age at which access logs are deleted."
    )
    cors_origins: tuple[
        Annotated[
            str,
            matching(
                r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?",
                "an origin, as https://app.example.com",
            ),
        ],
        ...,
    ] = Field(default=(), description="Websites whose pages may read and upload files with signed URLs.")

    @field_validator("backup_expire_after_days")
    @classmethod
    def _outlasts_the_lock(cls, days: int, info: ValidationInfo) -> int:
        if info.data.get("backup_lock_mode") is not None and days < info.data.get("backup_lock_days", 0):
            raise refuse(
                "expiry", f"backupLockDays, {info.data['backup_lock_days']}, or more: S3 keeps what is locked"
            )
        return days


class BackupSettings(SettingsModel):
    """`backups`: AWS Backup of the databases, beside their own point-in-time recovery."""

    start_hour_utc: Annotated[int, within(0, 23)] = Field(
        default=1, description="Hour at which backups start, in UTC."
    )
    daily_retention_days: Annotated[int, within(1, 36_500, "days")] = Field(
        default=35, description="Days for which each day's backup is kept."
    )
    monthly_retention_days: Annotated[int, within(0, 36_500, "days")] = Field(
        default=365, description="Days for which each month's first backup is kept; 0 for none."
    )
    copy_vault_arn: (
        Annotated[
            str,
            matching(
                r"arn:[a-z-]+:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}",
                "the ARN of a vault, as arn:aws:backup:eu-west-1:123456789012:backup-vault:copies",
            ),
        ]
        | None
    ) = Field(
        default=None, description="A vault in another region or account that takes a copy of each backup."
    )

    @field_validator("monthly_retention_days")
    @classmethod
    def _outlasts_the_daily_ones(cls, days: int, info: ValidationInfo) -> int:
        daily = info.data.get("daily_retention_days")
        if daily is not None and 0 < days <= daily:
            raise refuse("retention", f"0, or more than dailyRetentionDays, {daily}")
        return days
