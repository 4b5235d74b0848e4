"""Notifications that AWS refuses, and moto accepts: to what does not exist, or does not let S3 in."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.backends import get_backend

from localcloud.moto_patches.s3._service import invalid_argument, refuse
from localcloud.moto_service import Request
from localcloud.policy_documents import PolicyDocumentError, allows_service

S3: Final = frozenset({"s3.amazonaws.com"})
DESTINATIONS: Final = {
    "TopicConfigurations": "TopicArn",
    "QueueConfigurations": "QueueArn",
    "LambdaFunctionConfigurations": "LambdaFunctionArn",
}


def _refuse(backend: Any, request: Request) -> None:
    settings = request.get("NotificationConfiguration") or {}
    for destination in (item for kind in DESTINATIONS for item in settings.get(kind) or ()):
        destination.setdefault("Id", str(uuid4()))
    if request.get("SkipDestinationValidation"):
        return
    if any(not _lets_in(backend, arn) for arn in _arns(settings)):
        raise invalid_argument("Unable to validate the following destination configurations")


def _arns(settings: dict[str, Any]) -> Iterator[str]:
    for kind, member in DESTINATIONS.items():
        for destination in settings.get(kind) or ():
            yield destination[member]


def _lets_in(backend: Any, arn: str) -> bool:
    service, region, account = arn.split(":")[2:5]
    if service not in ("sns", "sqs", "lambda"):
        # moto says that the ARN is malformed.
        return True
    there = get_backend(service)[account][region]
    if account != backend.account_id:
        return True
    return {"sns": _topic_lets_in, "sqs": _queue_lets_in, "lambda": _function_lets_in}[service](there, arn)


def _allows(policy: str | None, action: str) -> bool:
    try:
        return bool(policy) and allows_service(str(policy), S3, action)
    except PolicyDocumentError:
        return False


def _topic_lets_in(backend: Any, arn: str) -> bool:
    topic = backend.topics.get(arn)
    return topic is not None and _allows(topic.policy, "sns:Publish")


def _queue_lets_in(backend: Any, arn: str) -> bool:
    queue = backend.queues.get(arn.rpartition(":")[2])
    return queue is not None and _allows(queue.policy, "sqs:SendMessage")


def _function_lets_in(backend: Any, arn: str) -> bool:
    function = backend._lambdas.get_arn(arn)
    if function is None or function.policy is None:
        return False
    return _allows(json.dumps({"Statement": function.policy.statements}), "lambda:InvokeFunction")


@cache
def apply() -> None:
    """Refuse notifications as AWS does."""
    refuse({"PutBucketNotificationConfiguration": [_refuse]})
