"""Dashboards.

What moto accepts, and AWS refuses: names that cannot be, and a body that has no widgets.
"""

import json
import re
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.cloudwatch._service import CLOUDWATCH
from localcloud.moto_service import AwsError, Request

NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")


def _refuse_name(_: Any, request: Request) -> None:
    name = request["DashboardName"]
    if not NAME.fullmatch(name):
        raise AwsError(
            "InvalidParameterInput",
            f"The value {name} for DashboardName is invalid: up to 255 letters, digits, - and _ are allowed.",
        )


def _refuse_body(_: Any, request: Request) -> None:
    try:
        body = json.loads(request["DashboardBody"])
    except ValueError as error:
        fault = f"The field DashboardBody must be a valid JSON object: {error}"
    else:
        if isinstance(body, dict) and isinstance(body.get("widgets"), list):
            return
        fault = "Should have required property 'widgets', a list"
    raise AwsError(
        "InvalidParameterInput", f"The dashboard body is invalid, there are 1 validation errors: {fault}"
    )


@cache
def apply() -> None:
    """Put dashboards right."""
    CLOUDWATCH.refuse({"put_dashboard": [_refuse_name, _refuse_body]})
