"""What the programs have in common."""

import json
from collections.abc import Mapping

import pulumi_aws as aws

CIDR = "10.0.0.0/16"
WORLD = "0.0.0.0/0"
ACCOUNT_ID = "123456789012"

TAGS = {
    "Project": "policies",
    "Environment": "prod",
    "Owner": "platform",
    "CostCenter": "1234",
    "ManagedBy": "pulumi",
}
"""Of production, whose policies are those of all environments, and more."""

CLASSIFIED = {**TAGS, "DataClass": "internal"}


def vpc(*, complete: bool = True) -> aws.ec2.Vpc:
    """A VPC; complete with its default security group, emptied, and a flow log."""
    made = aws.ec2.Vpc("vpc", cidr_block=CIDR, tags=TAGS)
    if complete:
        aws.ec2.DefaultSecurityGroup("default", vpc_id=made.id, tags=TAGS)
        aws.ec2.FlowLog(
            "flow-log",
            vpc_id=made.id,
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination="arn:aws:s3:::flow-logs",
            tags=TAGS,
        )
    return made


def key(*, rotates: bool = True) -> aws.kms.Key:
    """A KMS key."""
    return aws.kms.Key("key", enable_key_rotation=rotates, tags=TAGS)


def document(*statements: Mapping[str, object]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, resource: str, **more: object) -> dict[str, object]:
    """A statement that allows an action."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
