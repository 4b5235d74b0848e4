"""Secrets of Secrets Manager, their policies and their rotation."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource, Tagging
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import valid_json

_NAMED: Final = {"SecretId": "{id}"}
_OWN_KEY: Final = "alias/aws/secretsmanager"
"""The key of a secret that names none."""

_MARKED_FOR_DELETION: Final = ("InvalidRequestException",)
"""What the parts of a secret get that waits for its deletion: they are gone with it."""


def _complete_secret(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    policy = api.call("get_resource_policy", SecretId=identifier).get("ResourcePolicy")
    return {"ReplicationStatus": [], **answer, "policy": policy}


def _update_secret(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"description", "kmsKeyId"}:
        description, key = inputs.get("description") or "", inputs.get("kmsKeyId") or _OWN_KEY
        api.call("update_secret", SecretId=identifier, Description=description, KmsKeyId=key)
    if "policy" in changed:
        api.call("put_resource_policy", SecretId=identifier, ResourcePolicy=inputs["policy"])
    if "replicas" in changed:
        _replicate(api, identifier, state.get("replicas") or [], inputs)


def _replicate(api: Api, identifier: str, old: list[Properties], inputs: Properties) -> None:
    wanted = {item["region"]: item.get("kmsKeyId") for item in inputs.get("replicas") or ()}
    present = {item["region"]: item.get("kmsKeyId") for item in old}
    # A replica keeps its key: another key takes another replica.
    stale = [
        region for region, key in present.items() if region not in wanted or wanted[region] not in (None, key)
    ]
    if stale:
        api.call("remove_regions_from_replication", SecretId=identifier, RemoveReplicaRegions=stale)
    added = [
        {"Region": region, **({"KmsKeyId": key} if key else {})}
        for region, key in wanted.items()
        if region not in present or region in stale
    ]
    if added:
        api.call(
            "replicate_secret_to_regions",
            SecretId=identifier,
            AddReplicaRegions=added,
            ForceOverwriteReplicaSecret=inputs.get("forceOverwriteReplicaSecret"),
        )


def _delete_secret(api: Api, identifier: str, state: Properties) -> None:
    found = api.call("describe_secret", SecretId=identifier)
    days = state.get("recoveryWindowInDays", 30)
    if found.get("DeletedDate") and days:
        return
    regions = [replica["Region"] for replica in found.get("ReplicationStatus") or ()]
    if regions:
        api.call("remove_regions_from_replication", SecretId=identifier, RemoveReplicaRegions=regions)
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    api.call("delete_secret", SecretId=identifier, **window)


def _check_secret(inputs: Properties) -> list[tuple[str, str]]:
    days = inputs.get("recoveryWindowInDays")
    if isinstance(days, int) and days and not 7 <= days <= 30:
        return [("recoveryWindowInDays", f"is {days}; allowed: 0, or 7 to 30")]
    return list(valid_json("policy")(inputs))


SECRET: Final = Resource(
    "aws:secretsmanager/secret:Secret",
    "secretsmanager",
    identifier="{ARN}",
    create=Call("create_secret"),
    read=Call("describe_secret", _NAMED),
    complete=_complete_secret,
    update=_update_secret,
    delete=_delete_secret,
    gone_when=lambda answer: "DeletedDate" in answer,
    names={"replicas": "ReplicationStatus"},
    request_names={"replicas": "AddReplicaRegions"},
    equivalent={"policy": same_policy},
    tagging=Tagging(
        tag=Call("tag_resource", _NAMED),
        untag=Call("untag_resource", _NAMED),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
    ),
    autoname_length=512,
    unsupported=("type",),
    validate=_check_secret,
)


SECRET_POLICY: Final = Resource(
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "secretsmanager",
    identifier="{secretArn}",
    create=Call("put_resource_policy"),
    read=Call("get_resource_policy", _NAMED),
    delete=Call("delete_resource_policy", _NAMED),
    changes=(Change(Call("put_resource_policy", _NAMED), ("policy", "blockPublicPolicy")),),
    gone=_MARKED_FOR_DELETION,
    gone_when=lambda answer: not answer.get("ResourcePolicy"),
    names={"policy": "ResourcePolicy", "secretArn": "ARN"},
    request_names={"secretArn": "SecretId"},
    equivalent={"policy": same_policy},
    validate=valid_json("policy"),
)


def _rotate(api: Api, inputs: Properties) -> str:
    rules = inputs["rotationRules"]
    schedule = {
        "AutomaticallyAfterDays": rules.get("automaticallyAfterDays"),
        "Duration": rules.get("duration"),
        "ScheduleExpression": rules.get("scheduleExpression"),
    }
    api.call(
        "rotate_secret",
        SecretId=inputs["secretId"],
        RotationLambdaARN=inputs.get("rotationLambdaArn"),
        RotationRules={name: value for name, value in schedule.items() if value},
        RotateImmediately=inputs.get("rotateImmediately", True),
    )
    return str(inputs["secretId"])


def _change_rotation(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"rotationLambdaArn", "rotationRules"}:
        _rotate(api, {**inputs, "secretId": identifier})


def _complete_rotation(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    return {**answer, "secretId": identifier}


SECRET_ROTATION: Final = Resource(
    "aws:secretsmanager/secretRotation:SecretRotation",
    "secretsmanager",
    create=_rotate,
    read=Call("describe_secret", _NAMED),
    complete=_complete_rotation,
    update=_change_rotation,
    delete=Call("cancel_rotate_secret", _NAMED),
    gone=_MARKED_FOR_DELETION,
    gone_when=lambda answer: "DeletedDate" in answer or not answer.get("RotationEnabled"),
    defaults={"rotateImmediately": True},
    unsupported=("externalSecretRotationMetadatas", "externalSecretRotationRoleArn"),
)

RESOURCES: Final = (SECRET, SECRET_POLICY, SECRET_ROTATION)
