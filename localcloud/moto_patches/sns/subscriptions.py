"""Subscriptions.

What moto accepts, and AWS refuses: protocols that there are not, endpoints that do not fit the protocol,
Firehose without a role, attributes that hold no JSON, and a subscription that is there with other attributes.

What moto gets wrong: a subscription by mail counts as confirmed.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.sns._service import ARN, SNS, check_json, invalid
from localcloud.moto_service import Request

BY_ARN: Final[Mapping[str, str]] = {"firehose": "firehose", "lambda": "lambda", "sqs": "sqs"}
ENDPOINTS: Final[Mapping[str, re.Pattern[str]]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "email-json": re.compile(r"[^@\s]+@[^@\s]+"),
    "http": re.compile(r"http://.+"),
    "https": re.compile(r"https://.+"),
}
OTHERS: Final = ("application", "sms")
BY_MAIL: Final = ("email", "email-json")
DOCUMENTS: Final = ("DeliveryPolicy", "FilterPolicy", "RedrivePolicy")
ROLE: Final = "SubscriptionRoleArn"


def _refuse_endpoint(_: Any, request: Request) -> None:
    protocol, endpoint = request["Protocol"], request.get("Endpoint") or ""
    if protocol not in (*BY_ARN, *ENDPOINTS, *OTHERS):
        raise invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    if protocol in BY_ARN:
        found = ARN.fullmatch(endpoint)
        if not found or found["service"] != BY_ARN[protocol]:
            raise invalid(f"{protocol} endpoint ARN", f"{endpoint} is none")
    if protocol in ENDPOINTS and not ENDPOINTS[protocol].fullmatch(endpoint):
        raise invalid("Endpoint", f"{endpoint} does not match protocol {protocol}")
    if protocol == "firehose" and not (request.get("Attributes") or {}).get(ROLE):
        raise invalid("Attributes", f"{ROLE} is required for Firehose")


def _refuse_documents(_: Any, request: Request) -> None:
    for name, value in (request.get("Attributes") or {}).items():
        if name in DOCUMENTS:
            check_json(name, value)


def _refuse_document(_: Any, request: Request) -> None:
    if request["AttributeName"] in DOCUMENTS:
        check_json(request["AttributeName"], request.get("AttributeValue") or "")


def _refuse_other(backend: Any, request: Request) -> None:
    there = backend._find_subscription(request["TopicArn"], request.get("Endpoint"), request["Protocol"])
    if there is None:
        return
    for name, value in (request.get("Attributes") or {}).items():
        if str(there.attributes.get(name)).lower() != str(value).lower():
            raise invalid("Attributes", "Subscription already exists with different attributes")


def _leave_pending(backend: Any, request: Request, answer: Any) -> None:
    if request["Protocol"] in BY_MAIL:
        attributes = backend.subscriptions[answer["SubscriptionArn"]].attributes
        attributes.update(PendingConfirmation=True, ConfirmationWasAuthenticated=False)


@cache
def apply() -> None:
    """Put subscriptions right."""
    SNS.refuse(
        {
            "subscribe": [_refuse_endpoint, _refuse_documents, _refuse_other],
            "set_subscription_attributes": [_refuse_document],
        }
    )
    SNS.complete({"subscribe": _leave_pending})
