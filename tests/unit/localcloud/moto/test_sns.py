"""SNS as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

INVALID = "InvalidParameter"
ROLE = "arn:aws:iam::123456789012:role/feedback"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:queue"
STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/a"


@pytest.fixture(scope="module")
def sns(connect: Any) -> Any:
    return connect("sns")


@pytest.fixture(scope="module")
def topic(sns: Any) -> str:
    made = sns.create_topic(Name="there", Tags=[{"Key": "a", "Value": "b"}])
    sns.subscribe(TopicArn=made["TopicArn"], Protocol="sqs", Endpoint=QUEUE)
    return str(made["TopicArn"])


def _new(name: str = "new", **attributes: str) -> Any:
    return lambda _: {"Name": name, "Attributes": attributes}


def _change(name: str, value: str) -> Any:
    return lambda topic: {"TopicArn": topic, "AttributeName": name, "AttributeValue": value}


def _subscription(protocol: str, endpoint: str, **attributes: str) -> Any:
    return lambda topic: {
        "TopicArn": topic,
        "Protocol": protocol,
        "Endpoint": endpoint,
        "Attributes": attributes,
    }


CREATE, SET, SUBSCRIBE = "CreateTopic", "SetTopicAttributes", "Subscribe"

REFUSED = [
    Refusal("with a wrong name", CREATE, _new("a b"), INVALID, "Topic names must"),
    Refusal("with an unknown attribute", CREATE, _new(Color="red"), INVALID, "Color is no attribute"),
    Refusal("traced oddly", CREATE, _new(TracingConfig="On"), INVALID, "Active, PassThrough"),
    Refusal("signed oddly", CREATE, _new(SignatureVersion="3"), INVALID, "3 is not one of 1, 2"),
    Refusal("with a long name to show", CREATE, _new(DisplayName="a" * 101), INVALID, "at most 100"),
    Refusal("with an unknown key", CREATE, _new(KmsMasterKeyId="alias/none"), INVALID, "alias/none"),
    Refusal("with text for a policy", CREATE, _new(Policy="text"), INVALID, "Policy Error"),
    Refusal(
        "for nobody",
        CREATE,
        _new(Policy=json.dumps({"Statement": {"Effect": "Allow", "Action": "sns:Publish"}})),
        INVALID,
        "no Principal",
    ),
    Refusal(
        "that deduplicates", CREATE, _new(ContentBasedDeduplication="true"), INVALID, "only a FIFO topic has"
    ),
    Refusal("again, otherwise", CREATE, _new("there", DisplayName="a"), INVALID, "different attributes"),
    Refusal(
        "again, with tags",
        CREATE,
        lambda _: {"Name": "there", "Tags": [{"Key": "a", "Value": "c"}]},
        INVALID,
        "different tags",
    ),
    Refusal("to FIFO", SET, _change("FifoTopic", "true"), INVALID, "cannot be changed"),
    Refusal("to no percentage", SET, _change("SQSSuccessFeedbackSampleRate", "101"), INVALID, "0 to 100"),
    Refusal("to no role", SET, _change("SQSFailureFeedbackRoleArn", "role"), INVALID, "ARN of a role"),
    Refusal("to text", SET, _change("DeliveryPolicy", "text"), INVALID, "failed to parse JSON"),
    Refusal("to a list", SET, _change("DeliveryPolicy", "[]"), INVALID, "not a JSON object"),
    Refusal("by pigeon", SUBSCRIBE, _subscription("pigeon", "x"), INVALID, "protocol string: pigeon"),
    Refusal("of no queue", SUBSCRIBE, _subscription("sqs", "queue"), INVALID, "sqs endpoint ARN"),
    Refusal("of a queue as function", SUBSCRIBE, _subscription("lambda", QUEUE), INVALID, "lambda endpoint"),
    Refusal("of no address", SUBSCRIBE, _subscription("email", "ops"), INVALID, "match protocol email"),
    Refusal("unencrypted", SUBSCRIBE, _subscription("https", "http://a"), INVALID, "match protocol https"),
    Refusal("without role", SUBSCRIBE, _subscription("firehose", STREAM), INVALID, "SubscriptionRoleArn"),
    Refusal(
        "filtered by text", SUBSCRIBE, _subscription("sqs", QUEUE, FilterPolicy="a"), INVALID, "FilterPolicy"
    ),
    Refusal(
        "again, otherwise",
        SUBSCRIBE,
        _subscription("sqs", QUEUE, RawMessageDelivery="true"),
        INVALID,
        "different attributes",
    ),
]


@each(REFUSED)
def test_refuses(sns: Any, topic: str, row: Refusal) -> None:
    assert_refused(sns, topic, row)


def test_making_a_topic_again_as_it_is_gives_it_back(sns: Any) -> None:
    wanted = {"Name": "twice", "Attributes": {"DisplayName": "Twice", "TracingConfig": "Active"}}
    first = sns.create_topic(**wanted)["TopicArn"]
    assert sns.create_topic(**wanted)["TopicArn"] == first
    assert sns.create_topic(Name="twice")["TopicArn"] == first


def test_a_topic_keeps_all_that_it_is_told(sns: Any) -> None:
    told = {"LambdaSuccessFeedbackRoleArn": ROLE, "LambdaSuccessFeedbackSampleRate": "10"}
    arn = sns.create_topic(Name="told", Attributes=told | {"SignatureVersion": "2"})["TopicArn"]
    sns.set_topic_attributes(TopicArn=arn, AttributeName="TracingConfig", AttributeValue="Active")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="SignatureVersion", AttributeValue="")
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert attributes.items() >= (told | {"TracingConfig": "Active"}).items()
    assert "SignatureVersion" not in attributes


def test_only_a_subscription_by_mail_waits_for_its_confirmation(sns: Any, topic: str) -> None:
    pending = {}
    for protocol, endpoint in (("email", "ops@example.com"), ("sms", "+447420500600")):
        made = sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint, ReturnSubscriptionArn=True)
        found = sns.get_subscription_attributes(SubscriptionArn=made["SubscriptionArn"])["Attributes"]
        pending[protocol] = found["PendingConfirmation"]
    assert pending == {"email": "true", "sms": "false"}
