"""Application Auto Scaling: targets, policies and scheduled actions."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource, Tagging
from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised, decapitalised

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
    """What `namespace/resource/dimension` tells. A resource id, which has no dimension at its end, tells nothing."""
    namespace, _, rest = given.partition("/")
    resource, _, dimension = rest.rpartition("/")
    if not resource or dimension.count(":") != 2:
        return {}
    return {"serviceNamespace": namespace, "resourceId": resource, "scalableDimension": dimension}


def _resource_id(api: Api, given: str) -> str:
    return str(_split(given).get("resourceId", given))


def _complete_target(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
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
    tagging=Tagging(
        tag=Call("tag_resource", {"ResourceARN": "{arn}"}),
        untag=Call("untag_resource", {"ResourceARN": "{arn}"}),
        listing=Call("list_tags_for_resource", {"ResourceARN": "{arn}"}, answer="Tags"),
        tags_parameter="Tags",
        keys_parameter="TagKeys",
        key="",
    ),
    import_properties=_split,
    import_id=_resource_id,
)


def _step_to_api(block: Properties) -> dict[str, Any]:
    return _with_numbers(capitalised(block), ("MetricIntervalLowerBound", "MetricIntervalUpperBound"))


def _step_from_api(block: dict[str, Any] | None) -> Properties | None:
    if not block:
        return None
    return _with_texts(decapitalised(block), ("metricIntervalLowerBound", "metricIntervalUpperBound"))


def _predictive_to_api(block: Properties) -> dict[str, Any]:
    return _with_numbers(capitalised(block), ("TargetValue",))


def _predictive_from_api(block: dict[str, Any] | None) -> Properties | None:
    return _with_texts(decapitalised(block), ("targetValue",)) if block else None


def _tracking_from_api(block: dict[str, Any] | None) -> Properties | None:
    return decapitalised(block) if block else None


def _with_numbers(value: Any, names: tuple[str, ...]) -> Any:
    """A block in which members that are texts in Pulumi are numbers."""
    return _converted(value, names, float)


def _with_texts(value: Any, names: tuple[str, ...]) -> Any:
    """The other way round; a whole number has no fraction, as programs write it."""
    return _converted(value, names, lambda number: f"{number:g}")


def _converted(value: Any, names: tuple[str, ...], convert: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: convert(item) if key in names else _converted(item, names, convert)
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


def _complete_policy(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
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
        "targetTrackingScalingPolicyConfiguration": Conversion(capitalised, _tracking_from_api),
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
