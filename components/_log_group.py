"""CloudWatch log groups, all made in one way: named, encrypted with a key of ours, kept for a stated time."""

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._naming import physical_name
from ._tags import DataClass, TagKey

LOG_RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Retention periods that CloudWatch Logs takes (PutRetentionPolicy in its API reference)."""


def log_group_name(component_name: str) -> str:
    """Name of the log group of a component, as /shared-infra/prod/network-flow-logs."""
    return physical_name("log group", pulumi.get_project(), pulumi.get_stack(), component_name)


def create_log_group(
    component: SharedComponent,
    name: str,
    retention_days: int,
    kms_key_arn: pulumi.Input[str],
    role: str = "log-group",
) -> aws.cloudwatch.LogGroup:
    """A log group `<component>-<role>`; the key's policy has to admit CloudWatch Logs."""
    return aws.cloudwatch.LogGroup(
        component.child_name(role),
        name=name,
        retention_in_days=retention_days,
        kms_key_id=kms_key_arn,
        tags=component.child_tags(role, {TagKey.DATA_CLASS: DataClass.INTERNAL}),
        opts=component.child_options(),
    )
