"""Application Auto Scaling: targets, policies and scheduled actions."""

from collections.abc import Callable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised, decapitalised
from localcloud.services.tagging import tagging_by_arn

_PLACE: Final = {
    "ServiceNamespace": "{serviceNamespace}",
    "ResourceId": "{resourceId}",
    "ScalableDimension": "{scalableDimension}",
}
_SUSPENSIONS: Final = (
    "dynamicScalingInSuspended",
    "dynamicScalingOutSuspended",
    "scheduledScalingSuspended",
)


def _split(given: str) -> Properties:
    """What `namespace/resource/dimension` tells. A resource id alone, without a dimension, tells nothing."""
    namespace, _, rest = given.partition("/")
    resource, _, dimension = rest.rpartition("/")
    if not resource or dimension.count(":") != 2:
        return {}
    return {"serviceNamespace": namespace, "resourceId": resource, "scalableDimension": dimension}


def _resource_id(api: Api, given: str) -> str:
    return str(_split(given).get("resourceId", given))


def _complete_target(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    # AWS answers what is suspended also where the program says nothing of it.
    suspended = answer.get("SuspendedState") or {}
    told = suspended if any(suspended.values()) or known.get("suspendedState") else None
    return {**answer, "SuspendedState": told}


def _update_target(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {"maxCapacity", "minCapacity", "roleArn", "suspendedState"}:
        return
    block = inputs.get("suspendedState") or {}
    api.call(
        "register_scalable_target",
        ServiceNamespace=inputs["serviceNamespace"],
        ResourceId=inputs["resourceId"],
        ScalableDimension=inputs["scalableDimension"],
        MinCapacity=inputs["minCapacity"],
        MaxCapacity=inputs["maxCapacity"],
        RoleARN=inputs.get("roleArn"),
        SuspendedState=capitalised({name: bool(block.get(name)) for name in _SUSPENSIONS}),
    )


TARGET: Final = Resource(
    "aws:appautoscaling/target:Target",
    "application-autoscaling",
    identifier="{resourceId}",
    create=Call("register_scalable_target"),
    read=Call(
        "describe_scalable_targets",
        {
            "ServiceNamespace": "{serviceNamespace}",
            "ResourceIds": ["{resourceId}"],
            "ScalableDimension": "{scalableDimension}",
        },
        answer="ScalableTargets[0]",
    ),
    complete=_complete_target,
    update=_update_target,
    delete=Call("deregister_scalable_target", _PLACE),
    names={"arn": "ScalableTargetARN"},
    tagging=tagging_by_arn("ResourceARN", key=""),
    import_properties=_split,
    import_id=_resource_id,
)


_BOUNDS: Final = ("metricIntervalLowerBound", "metricIntervalUpperBound")
_VALUE: Final = ("targetValue",)
"""Members of step and of predictive scaling that are texts in Pulumi and numbers in the API."""


def _step_to_api(block: Properties) -> Any:
    return capitalised(_converted(block, _BOUNDS, float))


def _step_from_api(block: dict[str, Any] | None) -> Any:
    return _converted(decapitalised(block), _BOUNDS, _text)


def _predictive_to_api(block: Properties) -> Any:
    return capitalised(_converted(block, _VALUE, float))


def _predictive_from_api(block: dict[str, Any] | None) -> Any:
    return _converted(decapitalised(block), _VALUE, _text)


def _text(number: float) -> str:
    """A number as programs write it: a whole one has no fraction."""
    return str(int(number)) if float(number).is_integer() else str(number)


def _converted(value: Any, names: tuple[str, ...], convert: Callable[[Any], Any]) -> Any:
    """A block with the members of these names converted, wherever in it they are."""
    if isinstance(value, dict):
        return {
            key: convert(item) if key in names and item is not None else _converted(item, names, convert)
            for key, item in value.items()
        }
    return [_converted(item, names, convert) for item in value] if isinstance(value, list) else value


def _put_policy(api: Api, inputs: Properties) -> str:
    kind = inputs["policyType"]
    step, predictive = (
        inputs.get("stepScalingPolicyConfiguration"),
        inputs.get("predictiveScalingPolicyConfiguration"),
    )
    tracking = inputs.get("targetTrackingScalingPolicyConfiguration")
    api.call(
        "put_scaling_policy",
        PolicyName=inputs["name"],
        ServiceNamespace=inputs["serviceNamespace"],
        ResourceId=inputs["resourceId"],
        ScalableDimension=inputs["scalableDimension"],
        PolicyType=kind,
        StepScalingPolicyConfiguration=_step_to_api(step) if step else None,
        TargetTrackingScalingPolicyConfiguration=capitalised(tracking) if tracking else None,
        PredictiveScalingPolicyConfiguration=_predictive_to_api(predictive) if predictive else None,
    )
    return str(inputs["name"])


def _change_policy(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_policy(api, inputs)


def _complete_policy(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    return {**answer, "alarmArns": [alarm["AlarmARN"] for alarm in answer.get("Alarms") or ()]}


def _split_policy(given: str) -> Properties:
    """What `namespace/resource/dimension/policy` tells; a name alone tells nothing but itself."""
    place, _, name = given.rpartition("/")
    found = _split(place)
    return {**found, "name": name} if found else {"name": given}


def _policy_name(api: Api, given: str) -> str:
    return str(_split_policy(given)["name"])


POLICY: Final = Resource(
    "aws:appautoscaling/policy:Policy",
    "application-autoscaling",
    create=_put_policy,
    read=Call(
        "describe_scaling_policies",
        {**_PLACE, "PolicyNames": ["{id}"]},
        answer="ScalingPolicies[0]",
    ),
    complete=_complete_policy,
    update=_change_policy,
    delete=Call("delete_scaling_policy", {**_PLACE, "PolicyName": "{id}"}),
    names={"arn": "PolicyARN", "name": "PolicyName"},
    conversions={
        "stepScalingPolicyConfiguration": Conversion(_step_to_api, _step_from_api),
        "targetTrackingScalingPolicyConfiguration": Conversion(capitalised, decapitalised),
        "predictiveScalingPolicyConfiguration": Conversion(_predictive_to_api, _predictive_from_api),
    },
    import_properties=_split_policy,
    import_id=_policy_name,
    allowed={"policyType": ("PredictiveScaling", "StepScaling", "TargetTrackingScaling")},
    autoname_length=255,
)


def _put_action(api: Api, inputs: Properties) -> str:
    bounds = {name: int(value) for name, value in inputs["scalableTargetAction"].items() if value is not None}
    api.call(
        "put_scheduled_action",
        ScheduledActionName=inputs["name"],
        ServiceNamespace=inputs["serviceNamespace"],
        ResourceId=inputs["resourceId"],
        ScalableDimension=inputs["scalableDimension"],
        Schedule=inputs["schedule"],
        Timezone=inputs["timezone"],
        StartTime=inputs.get("startTime"),
        EndTime=inputs.get("endTime"),
        ScalableTargetAction=capitalised(bounds),
    )
    return f"{inputs['name']}-{inputs['serviceNamespace']}-{inputs['resourceId']}"


def _change_action(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_action(api, inputs)


def _read_action(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    if "scalableDimension" not in known:
        # The id does not say where the name ends: AWS's provider has no import either.
        return None
    answer = api.call(
        "describe_scheduled_actions",
        ScheduledActionNames=[known["name"]],
        ServiceNamespace=known["serviceNamespace"],
        ResourceId=known["resourceId"],
        ScalableDimension=known["scalableDimension"],
    )
    found = next(iter(answer["ScheduledActions"]), None)
    return found and {"StartTime": None, "EndTime": None, **found}


SCHEDULED_ACTION: Final = Resource(
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "application-autoscaling",
    create=_put_action,
    read=_read_action,
    update=_change_action,
    delete=Call("delete_scheduled_action", {**_PLACE, "ScheduledActionName": "{name}"}),
    names={"arn": "ScheduledActionARN", "name": "ScheduledActionName"},
    autoname_length=256,
)

RESOURCES: Final = (TARGET, POLICY, SCHEDULED_ACTION)
