"""CloudWatch Logs groups."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.tagging import tagging_by_arn


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    # The provider's ARN lacks the `:*` that the API's ends with.
    return {"retentionInDays": 0, **answer, "arn": answer["arn"].removesuffix(":*")}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "retentionInDays" in changed:
        days = inputs["retentionInDays"]
        if days:
            api.call("put_retention_policy", logGroupName=identifier, retentionInDays=days)
        else:
            api.call("delete_retention_policy", logGroupName=identifier)
    if "deletionProtectionEnabled" in changed:
        protected = bool(inputs.get("deletionProtectionEnabled"))
        api.call(
            "put_log_group_deletion_protection",
            logGroupIdentifier=identifier,
            deletionProtectionEnabled=protected,
        )
    if "kmsKeyId" in changed:
        key = inputs.get("kmsKeyId")
        if key:
            api.call("associate_kms_key", logGroupName=identifier, kmsKeyId=key)
        else:
            api.call("disassociate_kms_key", logGroupName=identifier)


def _delete(api: Api, identifier: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        api.call("delete_log_group", logGroupName=identifier)


LOG_GROUP: Final = Resource(
    "aws:cloudwatch/logGroup:LogGroup",
    "logs",
    identifier="{name}",
    create=Call("create_log_group"),
    read=Call(
        "describe_log_groups",
        {"logGroupNamePrefix": "{id}"},
        answer="logGroups[?logGroupName=='{id}'] | [0]",
    ),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={"name": "logGroupName"},
    tagging=tagging_by_arn("resourceArn", key=""),
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
