"""Versions of secrets.

What moto accepts, and AWS refuses: taking the label of the current version away without giving it to another.

What moto gets wrong: versions without a label are listed; listing the versions of a secret that is not there
crashes.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from moto.secretsmanager.exceptions import SecretNotFoundException
from moto.secretsmanager.models import FakeSecret
from moto.secretsmanager.responses import SecretsManagerResponse

from localcloud.moto_patches.secretsmanager._service import SECRETS, find, invalid_parameter
from localcloud.moto_service import Request, replace

CURRENT: Final = "AWSCURRENT"


def _labelled(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    return {version: stages for version, stages in original(self).items() if stages}


def _list_versions(backend: Any, request: Request) -> dict[str, Any]:
    secret = find(backend, request)
    if secret is None:
        raise SecretNotFoundException
    every = request.get("IncludeDeprecated", False)
    return {"ARN": secret.arn, "Name": secret.name, "Versions": list(_versions(secret, every=every))}


def _versions(secret: Any, *, every: bool) -> Iterable[dict[str, Any]]:
    for version_id, version in secret.versions.items():
        if every or version["version_stages"]:
            yield {
                "VersionId": version_id,
                "VersionStages": version["version_stages"],
                "CreatedDate": version["createdate"],
            }


def _answer_versions(response: Any) -> str:
    return json.dumps(_list_versions(response.backend, SECRETS.request(response)))


def _refuse_label(_: Any, request: Request) -> None:
    if request["VersionStage"] == CURRENT and not request.get("MoveToVersionId"):
        raise invalid_parameter(
            f"You can only move staging label {CURRENT} to a different secret version. "
            "It can't be completely removed."
        )


@cache
def apply() -> None:
    """Put versions right."""
    SECRETS.refuse({"update_secret_version_stage": [_refuse_label]})
    replace(FakeSecret, "_form_version_ids_to_stages", _labelled)
    SecretsManagerResponse.list_secret_version_ids = _answer_versions
