"""Versions of secrets: their values."""

import base64
from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of

_CURRENT: Final = "AWSCURRENT"
_secret_and_version: Final = parts_of("|", "secretId", "versionId")


def _create(api: Api, inputs: Properties) -> str:
    binary = inputs.get("secretBinary")
    text = inputs.get("secretStringWo", inputs.get("secretString"))
    made = api.call(
        "put_secret_value",
        SecretId=inputs["secretId"],
        # The program's is base64, as Terraform's is.
        SecretBinary=base64.b64decode(binary) if binary else None,
        SecretString=None if binary else text or "",
        VersionStages=inputs.get("versionStages") or None,
    )
    return f"{inputs['secretId']}|{made['VersionId']}"


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    written_only = bool(known.get("hasSecretStringWo") or known.get("secretStringWoVersion"))
    binary = answer.get("SecretBinary")
    return {
        **answer,
        **_secret_and_version(identifier),
        "SecretBinary": base64.b64encode(binary).decode() if binary else None,
        "SecretString": None if written_only else answer.get("SecretString"),
        "hasSecretStringWo": written_only,
        "secretArn": answer["ARN"],
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "versionStages" not in changed:
        return
    named = _secret_and_version(identifier)
    wanted, present = set(inputs["versionStages"]), set(state["versionStages"])
    for stage in sorted(wanted - present):
        holder = _holder(api, named["secretId"], stage)
        _move(api, named["secretId"], stage, source=holder, target=named["versionId"])
    for stage in sorted(present - wanted - {_CURRENT}):
        _move(api, named["secretId"], stage, source=named["versionId"])


def _holder(api: Api, secret: str, stage: str) -> str | None:
    """The version that a stage is at."""
    versions = api.call("describe_secret", SecretId=secret).get("VersionIdsToStages") or {}
    return next((version for version, stages in versions.items() if stage in stages), None)


def _move(api: Api, secret: str, stage: str, *, source: str | None, target: str | None = None) -> None:
    api.call(
        "update_secret_version_stage",
        SecretId=secret,
        VersionStage=stage,
        RemoveFromVersionId=source,
        MoveToVersionId=target,
    )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    # A version without stages is deprecated, and Secrets Manager removes it at some time. The current one
    # cannot be taken away: it stays until the secret goes.
    named = _secret_and_version(identifier)
    versions = api.call("describe_secret", SecretId=named["secretId"]).get("VersionIdsToStages") or {}
    for stage in versions.get(named["versionId"], ()):
        if stage != _CURRENT:
            _move(api, named["secretId"], stage, source=named["versionId"])


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    # Without a version nothing would say that the value is another one.
    pair = ("secretStringWo", "secretStringWoVersion")
    for given, missing in (pair, pair[::-1]):
        if inputs.get(given) is not None and inputs.get(missing) is None:
            yield given, f"needs {missing} beside it"


SECRET_VERSION: Final = Resource(
    "aws:secretsmanager/secretVersion:SecretVersion",
    "secretsmanager",
    create=_create,
    read=Call("get_secret_value", {"SecretId": "{secretId}", "VersionId": "{versionId}"}),
    complete=_complete,
    update=_update,
    delete=_delete,
    gone=("InvalidRequestException",),
    gone_when=lambda answer: not answer.get("VersionStages"),
    conflicts=(("secretString", "secretBinary", "secretStringWo"),),
    validate=_check,
    import_properties=_secret_and_version,
)

RESOURCES: Final = (SECRET_VERSION,)
