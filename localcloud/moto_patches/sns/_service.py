"""What the modules of this package share: the service, its errors, and JSON in attributes."""

import json
import re
from typing import Any, Final

from moto.sns.responses import SNSResponse

from localcloud.moto_service import AwsError, Service

SNS: Final = Service(SNSResponse, "backend")

ARN: Final = re.compile(r"arn:[^:]+:(?P<service>[^:]+):[^:]*:[^:]*:.+")


def invalid(what: str, reason: str = "") -> AwsError:
    """The error for a parameter that the service does not accept."""
    return AwsError("InvalidParameter", f"Invalid parameter: {what}{f' Reason: {reason}' if reason else ''}")


def check_json(name: str, value: str) -> None:
    """Refuse an attribute that is set and holds no JSON object."""
    if not value:
        return
    try:
        parsed: Any = json.loads(value)
    except ValueError as error:
        raise invalid(name, f"failed to parse JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise invalid(name, "not a JSON object")
