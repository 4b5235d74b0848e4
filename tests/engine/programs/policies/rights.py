"""A role, and what it may do."""

import pulumi_aws as aws

from tests.engine.programs.policies.resources import ACCOUNT_ID, TAGS, allow, document


def declare(broken: bool) -> None:
    """The role with one policy for each way to give too much, and what was meant instead."""
    principal = "*" if broken else {"Service": "ecs-tasks.amazonaws.com"}
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    role = aws.iam.Role("role", assume_role_policy=document(trust), tags=TAGS)
    key = f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/11111111-2222-3333-4444-555555555555"
    rights = {
        "administrator": (
            allow("*", "*"),
            allow("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT_ID}:jobs"),
        ),
        "decrypt": (allow("kms:Decrypt", "*"), allow("kms:Decrypt", key)),
        "pass-role": (
            allow("iam:PassRole", "*"),
            allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT_ID}:role/policies/*"),
        ),
        "service": (allow("s3:*", "*"), allow("s3:*", "arn:aws:s3:::policies-files/*")),
    }
    for name, (wide, narrow) in rights.items():
        aws.iam.RolePolicy(name, role=role.id, policy=document(wide if broken else narrow))
