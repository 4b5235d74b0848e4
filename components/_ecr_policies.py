"""Policies of an ECR repository: which images it forgets, and which accounts may pull. Pure."""

import json
from collections.abc import Sequence

from ._iam import document

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
"""What pulling an image takes (ECR user guide, "Private repository policy examples")."""


def lifecycle_policy(untagged_days: int, keep_images: int) -> str:
    """The JSON text of a lifecycle policy: untagged images go after `untagged_days`, and of all that are left
    only the newest `keep_images` stay."""
    untagged: dict[str, str | int] = {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": untagged_days,
    }
    surplus: dict[str, str | int] = {
        "tagStatus": "any",
        "countType": "imageCountMoreThan",
        "countNumber": keep_images,
    }
    rules = [
        _rule(1, f"Images without a tag go after {untagged_days} days.", untagged),
        # AWS wants the rule for any image last.
        _rule(2, f"The newest {keep_images} images stay.", surplus),
    ]
    return json.dumps({"rules": rules})


def pull_policy(partition: str, account_ids: Sequence[str]) -> str:
    """A repository policy: whom IAM allows to in the accounts `account_ids` may pull."""
    return document(
        [
            {
                "Sid": "PullFromOtherAccounts",
                "Effect": "Allow",
                "Principal": {
                    "AWS": [f"arn:{partition}:iam::{account_id}:root" for account_id in account_ids]
                },
                "Action": list(PULL),
            }
        ]
    )


def _rule(priority: int, description: str, selection: dict[str, str | int]) -> dict[str, object]:
    return {
        "rulePriority": priority,
        "description": description,
        "selection": selection,
        "action": {"type": "expire"},
    }
