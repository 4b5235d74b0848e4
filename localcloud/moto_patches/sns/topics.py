"""Topics.

What moto accepts, and AWS refuses: attributes that there are not or whose values cannot be, policies that are
none, keys that do not exist, and making a topic that is there with other attributes or tags.

What moto gets wrong: attributes about logs of deliveries, tracing and signatures are lost.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.sns._service import ARN, SNS, check_json, invalid
from localcloud.moto_service import Request
from localcloud.policy_documents import PolicyDocumentError, statements

PROTOCOLS: Final = ("Application", "Firehose", "HTTP", "Lambda", "SQS")
ROLES: Final = tuple(
    f"{protocol}{outcome}FeedbackRoleArn" for protocol in PROTOCOLS for outcome in ("Success", "Failure")
)
RATES: Final = tuple(f"{protocol}SuccessFeedbackSampleRate" for protocol in PROTOCOLS)
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "ContentBasedDeduplication": ("true", "false"),
    "FifoThroughputScope": ("Topic", "MessageGroup"),
    "FifoTopic": ("true", "false"),
    "SignatureVersion": ("1", "2"),
    "TracingConfig": ("Active", "PassThrough"),
}
DOCUMENTS: Final = ("ArchivePolicy", "DataProtectionPolicy", "DeliveryPolicy")
LONGEST_DISPLAY_NAME: Final = 100
OWN_KEY: Final = "alias/aws/sns"

KEPT: Final = (*ROLES, *RATES, "ArchivePolicy", "FifoThroughputScope", "SignatureVersion", "TracingConfig")
"""What moto does not answer, though it stores it."""

KNOWN: Final = frozenset({*KEPT, *CHOICES, *DOCUMENTS, "DisplayName", "KmsMasterKeyId", "Policy"})


def _check(backend: Any, attributes: Mapping[str, Any]) -> None:
    for name, given in attributes.items():
        value = str(given).lower() if isinstance(given, bool) else str(given)
        if name not in KNOWN:
            raise invalid("AttributeName", f"{name} is no attribute of a topic")
        if not value:
            continue
        if name in CHOICES and value not in CHOICES[name]:
            raise invalid(name, f"{value} is not one of {', '.join(CHOICES[name])}")
        if name in RATES and not (value.isdigit() and int(value) <= 100):
            raise invalid(name, f"{value} is not a percentage from 0 to 100")
        if name in ROLES and not ARN.fullmatch(value):
            raise invalid(name, f"{value} is not the ARN of a role")
        if name in DOCUMENTS:
            check_json(name, value)
    _check_values(backend, attributes)


def _check_values(backend: Any, attributes: Mapping[str, Any]) -> None:
    if len(attributes.get("DisplayName") or "") > LONGEST_DISPLAY_NAME:
        raise invalid("DisplayName", f"must be at most {LONGEST_DISPLAY_NAME} characters long")
    key = attributes.get("KmsMasterKeyId")
    if key and key != OWN_KEY and find_key(backend.account_id, backend.region_name, key) is None:
        raise invalid("KmsMasterKeyId", f"the key {key} does not exist")
    if attributes.get("Policy"):
        try:
            found = statements(attributes["Policy"])
        except PolicyDocumentError as error:
            raise invalid("Policy", f"Policy Error: {error}") from None
        if any(not item.get("Principal") and not item.get("NotPrincipal") for item in found):
            raise invalid("Policy", "Policy Error: a statement has no Principal")


def _refuse_new(backend: Any, request: Request) -> None:
    attributes = request.get("Attributes") or {}
    _check(backend, attributes)
    fifo = str(attributes.get("FifoTopic", "false")).lower() == "true"
    if not fifo and {"ContentBasedDeduplication", "FifoThroughputScope"} & attributes.keys():
        raise invalid("Attributes", "only a FIFO topic has ContentBasedDeduplication and FifoThroughputScope")
    arn = f"arn:{backend.partition}:sns:{backend.region_name}:{backend.account_id}:{request['Name']}"
    there = backend.topics.get(arn)
    if there is None:
        return
    if any(_given(there).get(name) != str(value) for name, value in attributes.items()):
        raise invalid("Attributes", "Topic already exists with different attributes")
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
    if tags and tags != there._tags:
        raise invalid("Tags", "Topic already exists with different tags")


def _refuse_change(backend: Any, request: Request) -> None:
    name = request["AttributeName"]
    if name == "FifoTopic":
        raise invalid("AttributeName", "FifoTopic cannot be changed")
    _check(backend, {name: request.get("AttributeValue") or ""})


def _given(topic: Any) -> dict[str, str]:
    """The attributes that a topic was given, as text."""
    given: dict[str, str] = topic.__dict__.setdefault("given", {})
    return given


def _keep_new(backend: Any, request: Request, answer: Any) -> None:
    given = {name: str(value) for name, value in (request.get("Attributes") or {}).items()}
    _given(backend.topics[answer["TopicArn"]]).update(given)


def _keep_change(backend: Any, request: Request, _: Any) -> None:
    topic = backend.topics[request["TopicArn"]]
    _given(topic)[request["AttributeName"]] = request.get("AttributeValue") or ""


def _answer_kept(backend: Any, request: Request, answer: Any) -> None:
    given = _given(backend.topics[request["TopicArn"]])
    answer["Attributes"].update({name: given[name] for name in KEPT if given.get(name)})


@cache
def apply() -> None:
    """Put topics right."""
    SNS.refuse({"create_topic": [_refuse_new], "set_topic_attributes": [_refuse_change]})
    SNS.complete(
        {
            "create_topic": _keep_new,
            "get_topic_attributes": _answer_kept,
            "set_topic_attributes": _keep_change,
        }
    )
