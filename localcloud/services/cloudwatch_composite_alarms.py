"""CloudWatch alarms on other alarms."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty
from localcloud.services.tagging import RESOURCE_ARN_TAGGING


def _put(api: Api, inputs: Properties) -> str:
    suppressor = inputs.get("actionsSuppressor") or {}
    request = {
        "AlarmActions": inputs.get("alarmActions"),
        "AlarmDescription": inputs.get("alarmDescription"),
        "InsufficientDataActions": inputs.get("insufficientDataActions"),
        "OKActions": inputs.get("okActions"),
        "ActionsSuppressor": suppressor.get("alarm"),
        "ActionsSuppressorExtensionPeriod": suppressor.get("extensionPeriod"),
        "ActionsSuppressorWaitPeriod": suppressor.get("waitPeriod"),
    }
    name = str(inputs["alarmName"])
    api.call(
        "put_composite_alarm",
        AlarmName=name,
        AlarmRule=inputs["alarmRule"],
        ActionsEnabled=inputs["actionsEnabled"],
        **without_empty(request),
    )
    return name


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    # What a request leaves out is taken away, so that all of it is sent.
    if changed - {"tags", "tagsAll"}:
        _put(api, inputs)


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    suppressor = answer.get("ActionsSuppressor") and {
        "alarm": answer["ActionsSuppressor"],
        "extensionPeriod": answer["ActionsSuppressorExtensionPeriod"],
        "waitPeriod": answer["ActionsSuppressorWaitPeriod"],
    }
    return {**answer, "ActionsSuppressor": suppressor}


def _same_rule(old: Any, new: Any) -> bool:
    """Whether two rules differ in spaces only."""
    return str(old).split() == str(new).split()


COMPOSITE_ALARM: Final = Resource(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    "cloudwatch",
    create=_put,
    read=Call(
        "describe_alarms",
        {"AlarmNames": ["{id}"], "AlarmTypes": ["CompositeAlarm"]},
        answer="CompositeAlarms[0]",
    ),
    complete=_complete,
    update=_update,
    delete=Call("delete_alarms", {"AlarmNames": ["{id}"]}),
    computed={"arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{id}"},
    defaults={"actionsEnabled": True},
    equivalent={"alarmRule": _same_rule},
    tagging=RESOURCE_ARN_TAGGING,
)

RESOURCES: Final = (COMPOSITE_ALARM,)
