"""KMS keys and aliases."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource, Tagging
from localcloud.provider.values import UNKNOWN, Properties

_ALIAS_PREFIX: Final = "alias/"


def _read_key(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("describe_key", KeyId=identifier)["KeyMetadata"]
    if found["KeyState"] == "PendingDeletion":
        return None
    rotation = api.call("get_key_rotation_status", KeyId=identifier)
    return {
        **found,
        "policy": api.call("get_key_policy", KeyId=identifier, PolicyName="default")["Policy"],
        "enableKeyRotation": rotation["KeyRotationEnabled"],
        "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "isEnabled": found["Enabled"],
    }


def _update_key(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if changed & {"enableKeyRotation", "rotationPeriodInDays"}:
        if inputs.get("enableKeyRotation"):
            days = inputs.get("rotationPeriodInDays")
            period = {"RotationPeriodInDays": days} if days else {}
            api.call("enable_key_rotation", KeyId=identifier, **period)
        else:
            api.call("disable_key_rotation", KeyId=identifier)
    if "isEnabled" in changed:
        api.call("disable_key" if inputs.get("isEnabled") is False else "enable_key", KeyId=identifier)


def _create_key(api: Api, inputs: Properties) -> str:
    request = {
        "Policy": inputs.get("policy"),
        "Description": inputs.get("description"),
        "KeyUsage": inputs.get("keyUsage"),
        "KeySpec": inputs.get("customerMasterKeySpec"),
        "MultiRegion": inputs.get("multiRegion"),
    }
    key: str = api.call("create_key", **{key: value for key, value in request.items() if value})["KeyMetadata"]["KeyId"]
    settings = {"enableKeyRotation": True} if inputs.get("enableKeyRotation") else {}
    if inputs.get("isEnabled") is False:
        settings["isEnabled"] = False
    _update_key(api, key, {}, inputs, frozenset(settings))
    return key


KEY: Final = Resource(
    "aws:kms/key:Key",
    "kms",
    identifier="{KeyId}",
    create=_create_key,
    read=_read_key,
    update=_update_key,
    delete=Call("schedule_key_deletion", {"KeyId": "{id}", "PendingWindowInDays": "{deletionWindowInDays}"}),
    changes=(
        Change(Call("put_key_policy", {"KeyId": "{id}", "PolicyName": "default"}), ("policy",)),
        Change(Call("update_key_description", {"KeyId": "{id}"}), ("description",)),
    ),
    json_properties=("policy",),
    computed={"keyId": "{KeyId}"},
    tagging=Tagging(
        tag=Call("tag_resource", {"KeyId": "{id}"}),
        untag=Call("untag_resource", {"KeyId": "{id}"}),
        listing=Call("list_resource_tags", {"KeyId": "{id}"}, answer="Tags"),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
        key="TagKey",
        value="TagValue",
    ),
    autoname=None,
)


def _check_alias(inputs: Properties) -> Iterable[tuple[str, str]]:
    name = inputs.get("name")
    if name not in (None, UNKNOWN) and not name.startswith(_ALIAS_PREFIX):
        yield "name", f"{name!r} is not an alias name: it begins with {_ALIAS_PREFIX!r}"


def _create_alias(api: Api, inputs: Properties) -> str:
    api.call("create_alias", AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
    return str(inputs["name"])


def _read_alias(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    aliases = api.call("list_aliases")["Aliases"]
    found = next((item for item in aliases if item["AliasName"] == identifier), None)
    if found is None or not found.get("TargetKeyId"):
        return None
    key = f"arn:{api.partition}:kms:{api.region}:{api.account}:key/{found['TargetKeyId']}"
    target = known.get("targetKeyId")
    same = target in (found["TargetKeyId"], key)
    return {
        "arn": found["AliasArn"],
        "name": identifier,
        "targetKeyArn": key,
        "targetKeyId": target if same else found["TargetKeyId"],
    }


ALIAS: Final = Resource(
    "aws:kms/alias:Alias",
    "kms",
    identifier="{name}",
    create=_create_alias,
    read=_read_alias,
    delete=Call("delete_alias", {"AliasName": "{id}"}),
    changes=(Change(Call("update_alias", {"AliasName": "{id}"}), ("targetKeyId",)),),
    import_properties=lambda identifier: {"name": identifier},
    validate=_check_alias,
    autoname_format=lambda name: _ALIAS_PREFIX + name,
    autoname_length=250,
)

RESOURCES: Final = (KEY, ALIAS)
