"""Scheduled actions.

What moto accepts, and AWS refuses: an action without a target; a schedule or time zone that is none; a
minimum above the maximum; deleting one that is not there. What moto gets wrong: the ARN.
"""

import re
from functools import cache
from typing import Any, Final
from uuid import uuid4
from zoneinfo import available_timezones

from moto.applicationautoscaling.models import FakeScheduledAction

from localcloud.moto_patches.applicationautoscaling._service import (
    AUTOSCALING,
    invalid,
    is_about,
    not_found,
    target_of,
)
from localcloud.moto_service import Request

AT: Final = re.compile(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)")
RATE: Final = re.compile(r"rate\((1 (minute|hour|day)|[1-9]\d* (minutes|hours|days))\)")
CRON: Final = re.compile(r"cron\(\S+( \S+){5}\)")


def _refuse_without_target(backend: Any, request: Request) -> None:
    target_of(backend, request)


def _refuse_schedule(backend: Any, request: Request) -> None:
    schedule, zone = request.get("Schedule"), request.get("Timezone")
    if schedule is None and _find(backend, request) is None:
        raise invalid("A schedule is needed to create a scheduled action")
    if schedule is not None and not any(form.fullmatch(schedule) for form in (AT, RATE, CRON)):
        raise invalid(
            f"Invalid schedule expression '{schedule}': use at(yyyy-mm-ddThh:mm:ss), rate(value unit) or "
            "cron(fields), where fields are minutes, hours, day of month, month, day of week and year"
        )
    if zone is not None and zone not in available_timezones():
        raise invalid(f"Invalid time zone '{zone}'")


def _refuse_bounds(_: Any, request: Request) -> None:
    action = request.get("ScalableTargetAction")
    low, high = (action or {}).get("MinCapacity"), (action or {}).get("MaxCapacity")
    if action is not None and low is None and high is None:
        raise invalid("A scalable target action needs a minimum or maximum capacity")
    if low is not None and high is not None and low > high:
        raise invalid(f"Maximum capacity, {high}, cannot be less than minimum capacity, {low}")


def _find(backend: Any, request: Request) -> Any | None:
    name = request["ScheduledActionName"]
    actions = backend.scheduled_actions
    return next(
        (item for item in actions if is_about(item, request) and item.scheduled_action_name == name), None
    )


def _name(backend: Any, request: Request, _: Any) -> None:
    action = _find(backend, request)
    if isinstance(action, FakeScheduledAction) and ":resource/" not in action.arn:
        place = f"arn:{backend.partition}:autoscaling:{backend.region_name}:{backend.account_id}"
        resource = f"resource/{action.service_namespace}/{action.resource_id}"
        name = action.scheduled_action_name
        action.arn = f"{place}:scheduledAction:{uuid4()}:{resource}:scheduledActionName/{name}"


def _refuse_unknown(backend: Any, request: Request) -> None:
    if _find(backend, request) is None:
        raise not_found(f"scheduled action '{request['ScheduledActionName']}' found", request)


@cache
def apply() -> None:
    """Put moto's scheduled actions right."""
    AUTOSCALING.refuse(
        {
            "put_scheduled_action": [_refuse_without_target, _refuse_schedule, _refuse_bounds],
            "delete_scheduled_action": [_refuse_unknown],
        }
    )
    AUTOSCALING.complete({"put_scheduled_action": _name})
