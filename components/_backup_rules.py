"""What AWS Backup does every day and every month, and what an export of a snapshot may do. No resources
here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pulumi

from ._iam import document

COLD_DAYS = 90
"""Days for which AWS Backup keeps in cold storage what moved there (Lifecycle in its API reference)."""

_START_WINDOW_MINUTES = 60
_COMPLETION_WINDOW_MINUTES = 8 * 60
"""Time after which a backup that has not finished is given up: databases of some terabytes take hours."""


@dataclass(frozen=True)
class Schedule:
    """When backups are made, and for how long they are kept."""

    start_hour_utc: int
    daily_retention_days: int
    monthly_retention_days: int
    """0: no monthly backups."""
    cold_storage_after_days: int
    """Of monthly backups; 0: never."""


def schedule_problems(schedule: Schedule) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a schedule: an argument, what was given, what is allowed."""
    cold, kept = schedule.cold_storage_after_days, schedule.monthly_retention_days
    if cold and kept < cold + COLD_DAYS:
        yield (
            "cold_storage_after_days",
            f"{cold}, with monthly_retention_days {kept}",
            f"at most monthly_retention_days - {COLD_DAYS}: so long is kept what is in cold storage",
        )
    if 0 < kept <= schedule.daily_retention_days:
        yield (
            "monthly_retention_days",
            f"{kept}, with daily_retention_days {schedule.daily_retention_days}",
            "more than daily_retention_days, or 0 for no monthly backups",
        )


def plan_rules(
    schedule: Schedule, vault: pulumi.Input[str], copy_to: pulumi.Input[str] | None
) -> list[dict[str, Any]]:
    """The rules of a plan that keeps backups in `vault`, and copies of them in the vault with the ARN
    `copy_to`."""
    hour = schedule.start_hour_utc
    daily = {"delete_after": schedule.daily_retention_days}
    rules = [_rule("daily", f"cron(0 {hour} * * ? *)", daily, vault, copy_to)]
    if schedule.monthly_retention_days:
        monthly = {"delete_after": schedule.monthly_retention_days}
        if schedule.cold_storage_after_days:
            monthly["cold_storage_after"] = schedule.cold_storage_after_days
        rules.append(_rule("monthly", f"cron(0 {hour} 1 * ? *)", monthly, vault, copy_to))
    return rules


def export_snapshots(bucket_arn: str) -> str:
    """What RDS needs to export snapshots to a bucket (RDS user guide, "Setting up access to an Amazon S3
    bucket")."""
    return document(
        [
            {
                "Sid": "FindBucket",
                "Effect": "Allow",
                "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
                "Resource": bucket_arn,
            },
            {
                "Sid": "WriteExports",
                "Effect": "Allow",
                "Action": ["s3:DeleteObject*", "s3:GetObject*", "s3:PutObject*"],
                "Resource": f"{bucket_arn}/*",
            },
        ]
    )


def _rule(
    name: str,
    schedule: str,
    lifecycle: dict[str, int],
    vault: pulumi.Input[str],
    copy_to: pulumi.Input[str] | None,
) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "rule_name": name,
        "target_vault_name": vault,
        "schedule": schedule,
        "start_window": _START_WINDOW_MINUTES,
        "completion_window": _COMPLETION_WINDOW_MINUTES,
        "lifecycle": lifecycle,
    }
    if copy_to is not None:
        rule["copy_actions"] = [{"destination_vault_arn": copy_to, "lifecycle": lifecycle}]
    return rule
