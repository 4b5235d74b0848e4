"""KMS keys and aliases."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource, Tagging
from localcloud.provider.equality import same_policy
from localcloud.provider.values import UNKNOWN, Properties

_ALIAS_PREFIX: Final = "alias/"


def _complete_key(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    symmetric = answer.get("KeySpec") == "SYMMETRIC_DEFAULT"
    rotation = api.call("get_key_rotation_status", KeyId=identifier) if symmetric else {}
    return {
        **answer,
        "policy": api.call("get_key_policy", KeyId=identifier, PolicyName="default")["Policy"],
        "enableKeyRotation": rotation.get("KeyRotationEnabled", False),
        "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "isEnabled": answer["Enabled"],
    }


def _update_key(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "isEnabled" in changed and inputs["isEnabled"]:
        api.call("enable_key", KeyId=identifier)
    if changed & {"enableKeyRotation", "rotationPeriodInDays"}:
        if inputs["enableKeyRotation"]:
            days = inputs.get("rotationPeriodInDays")
            api.call("enable_key_rotation", KeyId=identifier, RotationPeriodInDays=days)
        else:
            api.call("disable_key_rotation", KeyId=identifier)
    # A disabled key refuses other changes, so this comes last.
    if "isEnabled" in changed and not inputs["isEnabled"]:
        api.call("disable_key", KeyId=identifier)


def _check_key(inputs: Properties) -> Iterable[tuple[str, str]]:
    if inputs.get("rotationPeriodInDays") and not inputs.get("enableKeyRotation"):
        yield "rotationPeriodInDays", "a key without rotation has no period: set enableKeyRotation too"


KEY: Final = Resource(
    "aws:kms/key:Key",
    "kms",
    identifier="{KeyId}",
    create=Call("create_key", answer="KeyMetadata"),
    read=Call("describe_key", {"KeyId": "{id}"}, answer="KeyMetadata"),
    complete=_complete_key,
    update=_update_key,
    delete=Call("schedule_key_deletion", {"KeyId": "{id}", "PendingWindowInDays": "{deletionWindowInDays}"}),
    gone_when=lambda answer: answer["KeyState"] == "PendingDeletion",
    # Deleting a key that waits for its deletion already.
    gone=("KMSInvalidStateException",),
    changes=(
        Change(
            Call("put_key_policy", {"KeyId": "{id}", "PolicyName": "default"}),
            ("policy", "bypassPolicyLockoutSafetyCheck"),
        ),
        Change(Call("update_key_description", {"KeyId": "{id}"}), ("description",)),
    ),
    names={"customerMasterKeySpec": "KeySpec"},
    equivalent={"policy": same_policy},
    tagging=Tagging(
        tag=Call("tag_resource", {"KeyId": "{id}"}),
        untag=Call("untag_resource", {"KeyId": "{id}"}),
        listing=Call("list_resource_tags", {"KeyId": "{id}"}, answer="Tags"),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
        key="TagKey",
        value="TagValue",
    ),
    unsupported=("customKeyStoreId", "xksKeyId"),
    validate=_check_key,
)


def _check_alias(inputs: Properties) -> Iterable[tuple[str, str]]:
    name = inputs.get("name")
    if name not in (None, UNKNOWN) and not name.startswith(_ALIAS_PREFIX):
        yield "name", f"{name!r} is not an alias name: it begins with {_ALIAS_PREFIX!r}"


def _complete_alias(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    key = answer["TargetKeyId"]
    arn = f"arn:{api.partition}:kms:{api.region}:{api.account}:key/{key}"
    # A program names the key by its id or its ARN; either is the same key.
    target = known.get("targetKeyId")
    return {**answer, "targetKeyArn": arn, "targetKeyId": target if target == arn else key}


ALIAS: Final = Resource(
    "aws:kms/alias:Alias",
    "kms",
    identifier="{name}",
    create=Call("create_alias"),
    read=Call("list_aliases", answer="Aliases[?AliasName=='{id}' && TargetKeyId] | [0]"),
    complete=_complete_alias,
    delete=Call("delete_alias", {"AliasName": "{id}"}),
    changes=(Change(Call("update_alias", {"AliasName": "{id}"}), ("targetKeyId",)),),
    names={"name": "AliasName", "arn": "AliasArn"},
    validate=_check_alias,
    autoname_format=lambda name: name if name.startswith(_ALIAS_PREFIX) else _ALIAS_PREFIX + name,
    autoname_length=250,
)

RESOURCES: Final = (KEY, ALIAS)
