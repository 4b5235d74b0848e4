"""CloudWatch Logs groups."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource, Tagging
from localcloud.provider.values import Properties


def _create_group(api: Api, inputs: Properties) -> str:
    request = {
        "logGroupName": inputs["name"],
        "kmsKeyId": inputs.get("kmsKeyId"),
        "logGroupClass": inputs.get("logGroupClass"),
        "tags": inputs.get("tagsAll"),
    }
    api.call("create_log_group", **{key: value for key, value in request.items() if value})
    if inputs.get("retentionInDays"):
        days = inputs["retentionInDays"]
        api.call("put_retention_policy", logGroupName=inputs["name"], retentionInDays=days)
    return str(inputs["name"])


def _read_group(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    groups = api.call("describe_log_groups", logGroupNamePrefix=identifier)["logGroups"]
    found = next((item for item in groups if item["logGroupName"] == identifier), None)
    if found is None:
        return None
    # The provider's ARN has no `:*`, which the API's has.
    arn = found["arn"].removesuffix(":*")
    unset = {"kmsKeyId": None, "retentionInDays": 0, "logGroupClass": "STANDARD"}
    return {**unset, **found, "arn": arn, "name": identifier}


def _update_group(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if "retentionInDays" in changed:
        days = inputs.get("retentionInDays")
        if days:
            api.call("put_retention_policy", logGroupName=identifier, retentionInDays=days)
        else:
            api.call("delete_retention_policy", logGroupName=identifier)
    if "kmsKeyId" in changed:
        if inputs.get("kmsKeyId"):
            api.call("associate_kms_key", logGroupName=identifier, kmsKeyId=inputs["kmsKeyId"])
        else:
            api.call("disassociate_kms_key", logGroupName=identifier)


def _delete_group(api: Api, identifier: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        api.call("delete_log_group", logGroupName=identifier)


LOG_GROUP: Final = Resource(
    "aws:cloudwatch/logGroup:LogGroup",
    "logs",
    identifier="{name}",
    create=_create_group,
    read=_read_group,
    update=_update_group,
    delete=_delete_group,
    tagging=Tagging(
        tag=Call("tag_log_group", {"logGroupName": "{id}"}),
        untag=Call("untag_log_group", {"logGroupName": "{id}"}),
        listing=Call("list_tags_log_group", {"logGroupName": "{id}"}, answer="tags"),
        tags_parameter="tags",
        keys_parameter="tags",
        key="",
    ),
    autoname_length=512,
    allowed={
        "retentionInDays": (
            *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
            *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
        ),
        "logGroupClass": ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
    },
)

RESOURCES: Final = (LOG_GROUP,)
