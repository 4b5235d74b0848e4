"""Policies that give rights on topics and consumer groups of an MSK cluster. Pure."""

import re
from collections.abc import Sequence

from ._iam import Statement, document

_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}\*?|\*")

_PRODUCE = ("kafka-cluster:DescribeTopic", "kafka-cluster:WriteData")
_CONSUME = ("kafka-cluster:DescribeTopic", "kafka-cluster:ReadData")
_JOIN_GROUP = ("kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup")
_TRANSACT = ("kafka-cluster:AlterTransactionalId", "kafka-cluster:DescribeTransactionalId")
_MANAGE = (
    "kafka-cluster:AlterTopic",
    "kafka-cluster:AlterTopicDynamicConfiguration",
    "kafka-cluster:CreateTopic",
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:DescribeTopicDynamicConfiguration",
)
"""Actions as in the MSK developer guide, "Create authorization policies for the IAM role". Deleting a topic
is not among them."""


def name_problem(name: str) -> str | None:
    """What the name of a topic, group or transaction has to be like, if `name` is not; otherwise None."""
    if _NAME.fullmatch(name):
        return None
    return "1 to 249 letters, digits and any of . _ -, with a * at the end for all that start so"


def arn_prefix(cluster_arn: str, kind: str) -> str:
    """How the ARNs of the cluster's things of a `kind` start: topic, group or transactional-id."""
    return f"{cluster_arn.replace(':cluster/', f':{kind}/', 1)}/"


def produce(cluster_arn: str, topic: str, transactional_id: str | None) -> str:
    """A policy: whoever has it may write to a topic, and with a transactional id, in transactions."""
    statements = [
        _connect(cluster_arn, ("kafka-cluster:WriteDataIdempotently",)),
        _allow(_PRODUCE, cluster_arn, "topic", topic),
    ]
    if transactional_id is not None:
        statements.append(_allow(_TRANSACT, cluster_arn, "transactional-id", transactional_id))
    return document(statements)


def consume(cluster_arn: str, topic: str, group: str) -> str:
    """A policy: whoever has it may read a topic as a member of a consumer group."""
    return document(
        [
            _connect(cluster_arn),
            _allow(_CONSUME, cluster_arn, "topic", topic),
            _allow(_JOIN_GROUP, cluster_arn, "group", group),
        ]
    )


def manage_topics(cluster_arn: str, topic: str) -> str:
    """A policy: whoever has it may make and configure topics, but not delete them."""
    return document([_connect(cluster_arn), _allow(_MANAGE, cluster_arn, "topic", topic)])


def _connect(cluster_arn: str, further: Sequence[str] = ()) -> Statement:
    return {
        "Effect": "Allow",
        "Action": ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster", *further],
        "Resource": cluster_arn,
    }


def _allow(actions: Sequence[str], cluster_arn: str, kind: str, name: str) -> Statement:
    return {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": f"{arn_prefix(cluster_arn, kind)}{name}",
    }
