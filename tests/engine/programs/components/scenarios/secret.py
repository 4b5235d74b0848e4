"""A secret; its changed version has one more field, few readers, and a function that replaces the value."""

import pulumi

from components import Secret, SecretArgs
from tests.engine.programs.components.scenarios.shared import TAGS

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
"""Stands for a function that a product team deploys."""


def declare(version: str) -> None:
    """Declares the secret."""
    args: SecretArgs = {"description": "Google sign-in", "fields": ["CLIENT_ID"], "tags": TAGS}
    if version == "changed":
        args |= {
            "description": "Sign-in",
            "fields": ["CLIENT_ID", "CLIENT_SECRET"],
            "reader_arns": ["arn:aws:iam::123456789012:role/api-*"],
            "recovery_window_days": 0,
            "rotation_lambda_arn": FUNCTION,
            "rotation_days": 60,
            "tags": {**TAGS, "Owner": "api-team"},
        }
    secret = Secret("oauth", args)
    pulumi.export("secretArn", secret.secret_arn)
    pulumi.export("secretName", secret.secret_name)
    pulumi.export("references", secret.references)
    pulumi.export("kmsKeyArn", secret.kms_key_arn)
