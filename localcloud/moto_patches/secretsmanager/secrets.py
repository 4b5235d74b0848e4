"""Secrets themselves.

What moto accepts, and AWS refuses: names and tags that cannot be; a KMS key that does not exist or cannot be
used; changing a secret that is marked for deletion or that another service owns.

What moto gets wrong: a name is taken by a secret in its recovery window with another error; a description
cannot be emptied.
"""

import re
from functools import cache
from typing import Any, Final

from moto.secretsmanager.models import ReplicaSecret

from localcloud.moto_patches.secretsmanager._service import (
    SECRETS,
    check_key,
    find,
    invalid_parameter,
    invalid_request,
)
from localcloud.moto_service import AwsError, Request

NAME: Final = re.compile(r"[\w/+=.@!-]{1,512}", re.ASCII)
MOST_TAGS: Final = 50

NOT_WHILE_DELETED: Final = (
    "delete_resource_policy",
    "get_resource_policy",
    "put_resource_policy",
    "put_secret_value",
    "replicate_secret_to_regions",
    "tag_resource",
    "untag_resource",
    "update_secret",
    "update_secret_version_stage",
)
NOT_WHILE_OWNED: Final = ("cancel_rotate_secret", "delete_secret", "put_secret_value", "update_secret")


def _refuse_name(backend: Any, request: Request) -> None:
    name = request["Name"]
    if not NAME.fullmatch(name):
        raise AwsError(
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
            "-/_+=.@!",
        )
    existing = backend.secrets.get(name)
    if existing is not None and existing.is_deleted():
        raise invalid_request(
            "You can't create this secret because a secret with this name is already scheduled for deletion."
        )


def _refuse_tags(backend: Any, request: Request) -> None:
    given = request.get("Tags") or []
    keys = [tag["Key"] for tag in given]
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid_parameter("Tag keys that start with aws: are reserved for AWS use.")
    if len(set(keys)) < len(keys):
        raise invalid_parameter("You can't have two tags with the same key.")
    secret = find(backend, request) if "SecretId" in request else None
    existing = {tag["Key"] for tag in secret.tags or ()} if secret is not None else set()
    if len(existing | set(keys)) > MOST_TAGS:
        raise invalid_parameter(f"You can't have more than {MOST_TAGS} tags on a secret.")


def _refuse_key(backend: Any, request: Request) -> None:
    check_key(backend.account_id, backend.region_name, request.get("KmsKeyId"))


def _refuse_value(backend: Any, request: Request) -> None:
    if request.get("SecretString") is not None and request.get("SecretBinary") is not None:
        raise invalid_parameter("You can't specify both a binary secret value and a string secret value.")
    secret = find(backend, request) if "SecretId" in request else None
    if secret is not None and not isinstance(secret, ReplicaSecret):
        check_key(backend.account_id, backend.region_name, secret.kms_key_id)


def _refuse_deleted(backend: Any, request: Request) -> None:
    secret = find(backend, request)
    if secret is not None and secret.is_deleted():
        raise invalid_request(
            "You can't perform this operation on the secret because it was marked for deletion."
        )


def _refuse_owned(backend: Any, request: Request) -> None:
    secret = find(backend, request)
    if secret is not None and secret.owning_service:
        raise invalid_request(
            "You can't perform this operation on the secret because it is managed by "
            f"{secret.owning_service}."
        )


def _keep_description(backend: Any, request: Request, _: Any) -> None:
    if request.get("Description") == "":
        backend.secrets[request["SecretId"]].description = ""


@cache
def apply() -> None:
    """Put secrets right."""
    SECRETS.refuse(
        {
            "create_secret": [_refuse_name, _refuse_tags, _refuse_key, _refuse_value],
            "update_secret": [_refuse_key, _refuse_value],
            "put_secret_value": [_refuse_value],
            "tag_resource": [_refuse_tags],
        }
    )
    SECRETS.refuse({operation: [_refuse_owned] for operation in NOT_WHILE_OWNED})
    SECRETS.refuse({operation: [_refuse_deleted] for operation in NOT_WHILE_DELETED})
    SECRETS.complete({"update_secret": _keep_description})
