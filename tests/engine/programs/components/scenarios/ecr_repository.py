"""A repository with a key of its own choice; the changed version admits another account and moving tags."""

import pulumi

from components import EcrRepository, EcrRepositoryArgs, KmsKey
from tests.engine.programs.components.scenarios.shared import TAGS


def declare(version: str) -> None:
    """Declares the repository and its key."""
    first = version == "first"
    key = KmsKey(
        "images-key",
        {
            "description": "Encrypts images." if first else "Encrypts images and their layers.",
            "services": ["ecr"] if first else ["ecr", "s3"],
            "alias": "images",
            "deletion_window_days": 7,
            "tags": TAGS,
        },
    )
    args: EcrRepositoryArgs = {"repository_name": "shop/api", "kms_key_arn": key.key_arn, "tags": TAGS}
    if not first:
        args |= {
            "mutable_tags": ["dev-*", "latest"],
            "untagged_expire_days": 3,
            "keep_images": 50,
            "reader_account_ids": ["210987654321"],
            "tags": {**TAGS, "Owner": "api-team"},
        }
    repository = EcrRepository("api", args)
    pulumi.export("repositoryUrl", repository.repository_url)
    pulumi.export("repositoryName", repository.repository_name)
    pulumi.export("kmsKeyArn", repository.kms_key_arn)
    pulumi.export("keyId", key.key_id)
    pulumi.export("aliasName", key.alias_name)
