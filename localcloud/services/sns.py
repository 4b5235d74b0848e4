"""SNS topics, their policies and subscriptions."""

import json
from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.equality import same_json, same_policy
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import valid_json
from localcloud.services.tagging import tagging_by_arn

_PROTOCOLS: Final = {
    "application": "Application",
    "firehose": "Firehose",
    "http": "HTTP",
    "lambda": "Lambda",
    "sqs": "SQS",
}
_TOPIC_ATTRIBUTES: Final = {
    "archivePolicy": "ArchivePolicy",
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoThroughputScope": "FifoThroughputScope",
    "fifoTopic": "FifoTopic",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
    **{
        f"{name}{feedback}": f"{attribute}{feedback}"
        for name, attribute in _PROTOCOLS.items()
        for feedback in ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn")
    },
}
"""An attribute of a topic for each input."""

_DEFAULT_POLICY: Final = "__default_policy_ID"


def _text(value: Any) -> str:
    """A value as an attribute has it; one that is not set is empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _create_topic(api: Api, inputs: Properties) -> str:
    given = {attribute: inputs.get(name) for name, attribute in _TOPIC_ATTRIBUTES.items()}
    # Topics of the usual kind must not be told that they are no FIFO topics.
    attributes = {name: _text(value) for name, value in given.items() if value not in (None, "", False)}
    return str(api.call("create_topic", Name=inputs["name"], Attributes=attributes)["TopicArn"])


def _update_topic(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    for name in sorted(changed & _TOPIC_ATTRIBUTES.keys()):
        api.call(
            "set_topic_attributes",
            TopicArn=identifier,
            AttributeName=_TOPIC_ATTRIBUTES[name],
            AttributeValue=_text(inputs.get(name)),
        )


def _complete_topic(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    attributes = {attribute: answer.get(attribute) or None for attribute in _TOPIC_ATTRIBUTES.values()}
    return {
        **answer,
        **attributes,
        "FifoTopic": answer.get("FifoTopic", "false"),
        "ContentBasedDeduplication": answer.get("ContentBasedDeduplication", "false"),
        "name": identifier.rpartition(":")[2],
    }


def _check_topic(inputs: Properties) -> Iterable[tuple[str, str]]:
    name = inputs.get("name")
    if inputs.get("fifoTopic") and isinstance(name, str) and not name.endswith(".fifo"):
        yield "name", f"{name!r} must end with .fifo, since fifoTopic is set"
    for document in ("archivePolicy", "deliveryPolicy", "policy"):
        yield from valid_json(document)(inputs)


TOPIC: Final = Resource(
    "aws:sns/topic:Topic",
    "sns",
    create=_create_topic,
    read=Call("get_topic_attributes", {"TopicArn": "{id}"}, answer="Attributes"),
    complete=_complete_topic,
    update=_update_topic,
    delete=Call("delete_topic", {"TopicArn": "{id}"}),
    names={"arn": "TopicArn"},
    equivalent={"archivePolicy": same_json, "deliveryPolicy": same_json, "policy": same_policy},
    tagging=tagging_by_arn("ResourceArn", "{id}"),
    validate=_check_topic,
    autoname_length=256,
    unsupported=("maximumMessageSize",),
)


def _put_policy(api: Api, inputs: Properties) -> str:
    arn = str(inputs["arn"])
    api.call("set_topic_attributes", TopicArn=arn, AttributeName="Policy", AttributeValue=inputs["policy"])
    return arn


def _change_policy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_policy(api, {**inputs, "arn": identifier})


def _restore_policy(api: Api, identifier: str, state: Properties) -> None:
    """A topic always has a policy: that with which it was made."""
    actions = ("GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic")
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            f"SNS:{action}" for action in (*actions, "Subscribe", "ListSubscriptionsByTopic", "Publish")
        ],
        "Resource": identifier,
        "Condition": {"StringEquals": {"AWS:SourceOwner": api.account}},
    }
    document = {"Version": "2008-10-17", "Id": _DEFAULT_POLICY, "Statement": [statement]}
    _put_policy(api, {"arn": identifier, "policy": json.dumps(document)})


TOPIC_POLICY: Final = Resource(
    "aws:sns/topicPolicy:TopicPolicy",
    "sns",
    create=_put_policy,
    read=Call("get_topic_attributes", {"TopicArn": "{id}"}, answer="Attributes"),
    update=_change_policy,
    delete=_restore_policy,
    gone_when=lambda answer: json.loads(answer["Policy"]).get("Id") == _DEFAULT_POLICY,
    names={"arn": "TopicArn"},
    equivalent={"policy": same_policy},
    validate=valid_json("policy"),
)

_SUBSCRIPTION_ATTRIBUTES: Final = {
    # A filter policy is held against its scope, so that this comes first.
    "filterPolicyScope": "FilterPolicyScope",
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}


def _subscribe(api: Api, inputs: Properties) -> str:
    given = {attribute: inputs.get(name) for name, attribute in _SUBSCRIPTION_ATTRIBUTES.items()}
    made = api.call(
        "subscribe",
        TopicArn=inputs["topic"],
        Protocol=inputs["protocol"],
        Endpoint=inputs["endpoint"],
        Attributes={name: _text(value) for name, value in given.items() if value not in (None, "", False)},
        ReturnSubscriptionArn=True,
    )
    return str(made["SubscriptionArn"])


def _change_subscription(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    for name, attribute in _SUBSCRIPTION_ATTRIBUTES.items():
        if name in changed:
            api.call(
                "set_subscription_attributes",
                SubscriptionArn=identifier,
                AttributeName=attribute,
                AttributeValue=_text(inputs.get(name)),
            )


def _complete_subscription(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    attributes = {attribute: answer.get(attribute) or None for attribute in _SUBSCRIPTION_ATTRIBUTES.values()}
    return {**answer, **attributes}


def _check_subscription(inputs: Properties) -> Iterable[tuple[str, str]]:
    for document in ("deliveryPolicy", "filterPolicy", "redrivePolicy"):
        yield from valid_json(document)(inputs)


SUBSCRIPTION: Final = Resource(
    "aws:sns/topicSubscription:TopicSubscription",
    "sns",
    create=_subscribe,
    read=Call("get_subscription_attributes", {"SubscriptionArn": "{id}"}, answer="Attributes"),
    complete=_complete_subscription,
    update=_change_subscription,
    delete=Call("unsubscribe", {"SubscriptionArn": "{id}"}),
    names={"arn": "SubscriptionArn", "ownerId": "Owner", "topic": "TopicArn"},
    equivalent={"deliveryPolicy": same_json, "filterPolicy": same_json, "redrivePolicy": same_json},
    validate=_check_subscription,
    unsupported=("replayPolicy",),
)

RESOURCES: Final = (TOPIC, TOPIC_POLICY, SUBSCRIPTION)
