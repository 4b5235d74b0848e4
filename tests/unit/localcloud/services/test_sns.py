"""SNS through the provider."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.registry import resource_of
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import trust
from tests.unit.localcloud.services.compute import ComputeWorld, life

TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def publishers(*services: str) -> str:
    """A policy that lets services publish."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": [f"{service}.amazonaws.com" for service in services]},
        "Action": "sns:Publish",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def topic(world: ComputeWorld, name: str) -> str:
    """The ARN of a topic."""
    return world.make(TOPIC, name=name)[0]


def role(world: ComputeWorld, name: str) -> str:
    """The ARN of a role that SNS can have."""
    return str(world.make("aws:iam/role:Role", name=name, assumeRolePolicy=trust("sns"))[1]["arn"])


def queue(world: ComputeWorld, name: str) -> str:
    """The ARN of a queue."""
    client = world.client("sqs")
    url = client.create_queue(QueueName=name)["QueueUrl"]
    return str(
        client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    )


RETRIES = json.dumps({"http": {"defaultHealthyRetryPolicy": {"numRetries": 5}}})

CASES = (
    life(
        TOPIC,
        lambda world: {"name": "alarms", "displayName": "Alarms", "tags": {"Name": "x"}},
        (
            lambda world: {"displayName": None, "kmsMasterKeyId": world.key["arn"]},
            lambda world: {"kmsMasterKeyId": "alias/aws/sns", "tracingConfig": "Active"},
            lambda world: {"kmsMasterKeyId": None, "signatureVersion": 2},
            lambda world: {"policy": publishers("cloudwatch")},
            lambda world: {"deliveryPolicy": RETRIES},
            lambda world: {"deliveryPolicy": None},
            lambda world: {
                "sqsSuccessFeedbackRoleArn": role(world, "feedback"),
                "sqsSuccessFeedbackSampleRate": 50,
                "httpFailureFeedbackRoleArn": role(world, "failures"),
            },
            lambda world: {"httpFailureFeedbackRoleArn": None, "sqsSuccessFeedbackSampleRate": 10},
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"tags": None},
        ),
    ),
    life(
        TOPIC,
        lambda world: {"name": "orders.fifo", "fifoTopic": True, "fifoThroughputScope": "MessageGroup"},
        (
            lambda world: {"contentBasedDeduplication": True},
            lambda world: {"contentBasedDeduplication": None},
            lambda world: {"archivePolicy": json.dumps({"MessageRetentionPeriod": "30"})},
        ),
        name="fifo",
    ),
    life(
        POLICY,
        lambda world: {"arn": topic(world, "with-policy"), "policy": publishers("cloudwatch")},
        (lambda world: {"policy": publishers("cloudwatch", "events")},),
    ),
    life(
        SUBSCRIPTION,
        lambda world: {"topic": topic(world, "queued"), "protocol": "sqs", "endpoint": queue(world, "all")},
        (
            lambda world: {"rawMessageDelivery": True},
            lambda world: {"filterPolicy": json.dumps({"kind": ["order"]})},
            lambda world: {
                "filterPolicyScope": "MessageBody",
                "filterPolicy": json.dumps({"order": {"kind": ["big"]}}),
            },
            lambda world: {
                "redrivePolicy": json.dumps({"deadLetterTargetArn": queue(world, "dead")}),
                "rawMessageDelivery": None,
            },
            lambda world: {"redrivePolicy": None},
        ),
    ),
    life(
        SUBSCRIPTION,
        lambda world: {
            "topic": topic(world, "mailed"),
            "protocol": "email",
            "endpoint": "ops@example.com",
            "confirmationTimeoutInMinutes": 5,
        },
        untold=("confirmationTimeoutInMinutes",),
        name="mail",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_topic_has_its_policy_back_when_another_is_taken_away(world: ComputeWorld) -> None:
    operations = world.operations(TOPIC)
    identifier, state = world.make(TOPIC, name="restored")
    part, known = world.make(POLICY, arn=identifier, policy=publishers("events"))
    assert known["owner"] == world.cloud.account_id
    world.operations(POLICY).delete(part, known)
    assert operations.read(identifier, state) == state
    assert operations.diff(state, {"name": "restored"}) == []


def test_a_subscription_by_mail_waits_and_goes_with_its_topic(world: ComputeWorld) -> None:
    arn, known = world.make(TOPIC, name="waited")
    inputs: dict[str, Any] = {"topic": arn, "protocol": "email", "endpoint": "a@example.com"}
    identifier, state = world.make(SUBSCRIPTION, **inputs)
    assert (state["pendingConfirmation"], state["confirmationWasAuthenticated"]) == (True, False)
    assert state["arn"] == identifier
    (found,) = world.operations(SUBSCRIPTION).diff(state, inputs | {"endpoint": "b@example.com"})
    assert found.replace
    world.operations(TOPIC).delete(arn, known)
    assert world.operations(SUBSCRIPTION).read(identifier, state) is None


def test_what_somebody_changed_of_a_topic_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(TOPIC)
    inputs = {"name": "drifting", "displayName": "x"}
    identifier, state = world.make(TOPIC, **inputs)
    client = world.client("sns")
    for name, value in (("DisplayName", "y"), ("KmsMasterKeyId", "alias/aws/sns")):
        client.set_topic_attributes(TopicArn=identifier, AttributeName=name, AttributeValue=value)
    changed = operations.read(identifier, state)
    assert changed is not None
    assert {item.path for item in operations.diff(changed, inputs)} == {"displayName", "kmsMasterKeyId"}


def test_a_topic_without_its_key_is_refused(world: ComputeWorld) -> None:
    with pytest.raises(ClientError, match="key/none does not exist"):
        world.make(TOPIC, name="keyless", kmsMasterKeyId="arn:aws:kms:us-east-1:123456789012:key/none")


def test_the_name_of_a_fifo_topic_says_so_in_a_preview() -> None:
    _, failures = check_inputs(resource_of(TOPIC), {"name": "orders", "fifoTopic": True}, {}, name="x")
    assert [failure.property for failure in failures] == ["name"]
