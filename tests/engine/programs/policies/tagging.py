"""Log groups that differ in their tags."""

import pulumi_aws as aws

from tests.engine.programs.policies.resources import CLASSIFIED, TAGS, key


def declare(broken: bool) -> None:
    """Three log groups."""
    encrypts = key()
    wrong = {
        "unowned": {name.replace("Owner", "owner"): value for name, value in CLASSIFIED.items()},
        "production": {**CLASSIFIED, "Environment": "production"},
        "unclassified": TAGS,
    }
    for name, tags in wrong.items():
        aws.cloudwatch.LogGroup(
            name, retention_in_days=365, kms_key_id=encrypts.arn, tags=tags if broken else CLASSIFIED
        )
