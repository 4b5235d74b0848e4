"""Composite alarms, which moto reads but cannot make.

A rule must hold together, and the alarms in it must exist; as long as they are in it, they cannot be deleted.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.cloudwatch._service import CLOUDWATCH, invalid
from localcloud.moto_patches.cloudwatch.alarms import refuse_actions
from localcloud.moto_service import Request

REFERENCE: Final = re.compile(r'\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*"?(?P<name>[^")]+?)"?\s*\)')
COUNTED: Final = "AT_LEAST"
WORDS: Final = {"AND": "and", "OR": "or", "NOT": "not", "TRUE": "True", "FALSE": "False"}
METRIC, COMPOSITE = "MetricAlarm", "CompositeAlarm"
SUPPRESSION: Final = {
    "ActionsSuppressor": "actions_suppressor",
    "ActionsSuppressorExtensionPeriod": "actions_suppressor_extension_period",
    "ActionsSuppressorWaitPeriod": "actions_suppressor_wait_period",
}


def _names_in(rule: str) -> Iterator[str]:
    for found in REFERENCE.finditer(rule):
        yield found["name"].rpartition(":alarm:")[2]


def _refuse_rule(backend: Any, request: Request) -> None:
    rule = request["AlarmRule"]
    if not _holds_together(rule):
        raise invalid(f"Error in AlarmRule: {rule!r} is not a rule of alarms, AND, OR, NOT and parentheses")
    suppressor = request.get("ActionsSuppressor")
    named = [*_names_in(rule), *([suppressor.rpartition(":alarm:")[2]] if suppressor else [])]
    missing = sorted({name for name in named if name not in backend.alarms})
    if missing:
        raise invalid(
            f"Could not save the composite alarm as alarms {missing} in the alarm rule do not exist"
        )
    if request["AlarmName"] in named:
        raise invalid("A composite alarm cannot depend on itself")


def _holds_together(rule: str) -> bool:
    if COUNTED in rule:
        return True
    text = REFERENCE.sub("TRUE", rule)
    if set(re.findall(r"\w+", text)) - WORDS.keys() or re.search(r"[^\w\s()]", text):
        return False
    translated = re.sub(r"\w+", lambda word: WORDS[word[0]], text)
    try:
        ast.parse(" ".join(translated.split()), mode="eval")
    except SyntaxError:
        return False
    return True


def _refuse_suppression(_: Any, request: Request) -> None:
    given = [name for name in SUPPRESSION if request.get(name) is not None]
    if given and len(given) < len(SUPPRESSION):
        raise invalid(f"{', '.join(SUPPRESSION)} go together; given: {', '.join(given)}")


def _put(backend: Any, request: Request) -> None:
    _refuse_rule(backend, request)
    _refuse_suppression(backend, request)
    refuse_actions(backend, request)
    unused = ("namespace", "metric_name", "comparison_operator", "evaluation_periods", "period", "threshold")
    alarm = backend.put_metric_alarm(
        name=request["AlarmName"],
        **dict.fromkeys((*unused, "statistic")),
        dimensions=[],
        description=request.get("AlarmDescription"),
        alarm_actions=request.get("AlarmActions") or [],
        ok_actions=request.get("OKActions"),
        insufficient_data_actions=request.get("InsufficientDataActions"),
        actions_enabled=request.get("ActionsEnabled", True),
        rule=request["AlarmRule"],
        tags=request.get("Tags"),
    )
    alarm.alarm_rule = request["AlarmRule"]
    for member, attribute in SUPPRESSION.items():
        setattr(alarm, attribute, request.get(member))


def _refuse_needed(backend: Any, request: Request) -> None:
    doomed = set(request.get("AlarmNames") or ())
    for alarm in backend.alarms.values():
        if alarm.rule is None or alarm.name in doomed:
            continue
        needed = sorted(doomed.intersection(_names_in(alarm.rule)))
        if needed:
            raise invalid(
                f"Cannot delete alarm {needed[0]} as there are composite alarm(s) depending on it: "
                f"{alarm.name}"
            )


def _only_wanted(_: Any, request: Request, answer: Any) -> None:
    wanted = request.get("AlarmTypes") or [METRIC]
    for kind in (METRIC, COMPOSITE):
        if kind not in wanted:
            answer[f"{kind}s"] = []


@cache
def apply() -> None:
    """Add composite alarms."""
    CLOUDWATCH.extend({"put_composite_alarm": _put})
    CLOUDWATCH.refuse({"delete_alarms": [_refuse_needed]})
    CLOUDWATCH.complete({"describe_alarms": _only_wanted})
