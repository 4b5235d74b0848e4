"""Notifications of buckets, all of which are one document."""

from typing import Any, Final, NamedTuple

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties


class _Destination(NamedTuple):
    """Where notifications go: the block of the resource, its ARN, the member of a request, and its ARN."""

    block: str
    block_arn: str
    member: str
    member_arn: str


_DESTINATIONS: Final = (
    _Destination("lambdaFunctions", "lambdaFunctionArn", "LambdaFunctionConfigurations", "LambdaFunctionArn"),
    _Destination("queues", "queueArn", "QueueConfigurations", "QueueArn"),
    _Destination("topics", "topicArn", "TopicConfigurations", "TopicArn"),
)
_FILTERS: Final = {"prefix": "filterPrefix", "suffix": "filterSuffix"}


def _put(api: Api, bucket: str, inputs: Properties, state: Properties) -> None:
    settings: dict[str, Any] = {}
    for kind in _DESTINATIONS:
        blocks, known = inputs.get(kind.block) or [], state.get(kind.block) or []
        if blocks:
            ids = [item.get("id") for item in known] + [None] * len(blocks)
            settings[kind.member] = [
                _to_members(kind, block, identifier) for block, identifier in zip(blocks, ids, strict=False)
            ]
    if inputs.get("eventbridge"):
        settings["EventBridgeConfiguration"] = {}
    api.call("put_bucket_notification_configuration", Bucket=bucket, NotificationConfiguration=settings)


def _to_members(kind: _Destination, block: Properties, known_id: str | None) -> dict[str, Any]:
    identifier = block.get("id") or known_id
    rules = [{"Name": name, "Value": block[key]} for name, key in _FILTERS.items() if block.get(key)]
    return {
        kind.member_arn: block.get(kind.block_arn),
        "Events": block["events"],
        **({"Id": identifier} if identifier else {}),
        **({"Filter": {"Key": {"FilterRules": rules}}} if rules else {}),
    }


def _create(api: Api, inputs: Properties) -> str:
    _put(api, inputs["bucket"], inputs, {})
    return str(inputs["bucket"])


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"eventbridge", "lambdaFunctions", "queues", "topics"}:
        _put(api, identifier, inputs, state)


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any]:
    answer = api.call("get_bucket_notification_configuration", Bucket=identifier)
    told: dict[str, Any] = {"eventbridge": "EventBridgeConfiguration" in answer}
    for kind in _DESTINATIONS:
        told[kind.block] = [_from_members(kind, item) for item in answer.get(kind.member) or ()] or None
    return told


def _from_members(kind: _Destination, members: dict[str, Any]) -> Properties:
    rules = ((members.get("Filter") or {}).get("Key") or {}).get("FilterRules") or ()
    given = {rule["Name"].lower(): rule["Value"] for rule in rules}
    return {
        "id": members.get("Id"),
        kind.block_arn: members[kind.member_arn],
        "events": members["Events"],
        **{key: given[name] for name, key in _FILTERS.items() if name in given},
    }


BUCKET_NOTIFICATION: Final = Resource(
    "aws:s3/bucketNotification:BucketNotification",
    "s3",
    create=_create,
    read=_read,
    update=_update,
    delete=Call("put_bucket_notification_configuration", {"Bucket": "{id}", "NotificationConfiguration": {}}),
    computed={"bucket": "{id}"},
)

RESOURCES: Final = (BUCKET_NOTIFICATION,)
