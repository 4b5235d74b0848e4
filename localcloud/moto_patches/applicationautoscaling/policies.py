"""Scaling policies.

What moto accepts, and AWS refuses: a policy without a target; one whose configuration is of another type or
missing; a metric of another service; two policies that track one metric; requests per target of a load
balancer or target group that does not exist.

What moto gets wrong: putting a policy again gives it another ARN and leaves its alarms behind; its alarms
watch something else (`alarms`); predictive scaling is unknown; filters are ignored.
"""

from functools import cache
from typing import Any, Final

from moto.applicationautoscaling.models import FakeApplicationAutoscalingPolicy
from moto.elbv2.models import elbv2_backends

from localcloud.moto_patches.applicationautoscaling._service import (
    AUTOSCALING,
    invalid,
    is_about,
    not_found,
    target_of,
)
from localcloud.moto_patches.applicationautoscaling.alarms import create_alarms
from localcloud.moto_service import Request, replace

STEP: Final = "StepScaling"
TARGET_TRACKING: Final = "TargetTrackingScaling"
PREDICTIVE: Final = "PredictiveScaling"
CONFIGURATIONS: Final = {
    STEP: "StepScalingPolicyConfiguration",
    TARGET_TRACKING: "TargetTrackingScalingPolicyConfiguration",
    PREDICTIVE: "PredictiveScalingPolicyConfiguration",
}
METRICS: Final = {
    "ecs": ("ECSService", "ALB"),
    "elasticache": ("ElastiCache",),
    "kafka": ("Kafka",),
    "rds": ("RDSReader",),
}
"""Namespace -> how the names of its predefined metrics begin."""
REQUESTS: Final = "ALBRequestCountPerTarget"


def _key(request: Request) -> str:
    key: str = FakeApplicationAutoscalingPolicy.formulate_key(
        request["ServiceNamespace"],
        request["ResourceId"],
        request["ScalableDimension"],
        request["PolicyName"],
    )
    return key


def _refuse_without_target(backend: Any, request: Request) -> None:
    target_of(backend, request)


def _type(backend: Any, request: Request) -> str:
    existing = backend.policies.get(_key(request))
    return str(request.get("PolicyType") or (existing.policy_type if existing else STEP))


def _refuse_configuration(backend: Any, request: Request) -> None:
    kind = _type(backend, request)
    existing = backend.policies.get(_key(request))
    given = [member for member in CONFIGURATIONS.values() if request.get(member)]
    if given != [CONFIGURATIONS[kind]] and (given or existing is None):
        raise invalid(
            f"A policy of type {kind} takes {CONFIGURATIONS[kind]}; got {', '.join(given) or 'none'}"
        )
    if existing is not None and existing.policy_type != kind:
        raise invalid(
            f"The type of a policy cannot be changed: '{request['PolicyName']}' is {existing.policy_type}"
        )


def _refuse_steps(_: Any, request: Request) -> None:
    settings = request.get(CONFIGURATIONS[STEP]) or {}
    if settings and not (settings.get("StepAdjustments") and settings.get("AdjustmentType")):
        raise invalid("Step scaling needs an AdjustmentType and at least one step adjustment")


def _refuse_tracking(backend: Any, request: Request) -> None:
    settings = request.get(CONFIGURATIONS[TARGET_TRACKING])
    if not settings:
        return
    predefined, custom = (
        settings.get("PredefinedMetricSpecification"),
        settings.get("CustomizedMetricSpecification"),
    )
    if bool(predefined) == bool(custom):
        raise invalid(
            "Specify either a predefined or a customized metric for target tracking, and only one of them"
        )
    if predefined:
        _refuse_metric(backend, request["ServiceNamespace"], predefined)
    for key, policy in backend.policies.items():
        others = getattr(policy, "target_tracking_scaling_policy_configuration", None) or {}
        same = predefined and others.get("PredefinedMetricSpecification") == predefined
        if key != _key(request) and is_about(policy, request) and same:
            raise invalid(
                "Only one TargetTrackingScaling policy for a given metric specification is allowed."
            )


def _refuse_metric(backend: Any, namespace: str, specification: dict[str, Any]) -> None:
    metric, label = specification["PredefinedMetricType"], specification.get("ResourceLabel")
    prefixes = METRICS.get(namespace)
    if prefixes and not metric.startswith(prefixes):
        raise invalid(f"Unsupported predefined metric {metric} for service namespace {namespace}")
    if (metric == REQUESTS) != bool(label):
        raise invalid(f"A resource label is needed with {REQUESTS}, and only with that")
    if not label:
        return
    elb = elbv2_backends[backend.account_id][backend.region_name]
    balancer, _, group = label.partition("/targetgroup/")
    for kind, name, known in (
        ("loadbalancer", balancer, elb.load_balancers),
        ("targetgroup", group, elb.target_groups),
    ):
        if not any(arn.endswith(f":{kind}/{name}") for arn in known):
            raise invalid(f"The resource label {label} names a {kind} that does not exist")


def _put(backend: Any, request: Request) -> dict[str, Any]:
    kind, key = _type(backend, request), _key(request)
    settings = request.get(CONFIGURATIONS[kind])
    policy = backend.policies.get(key)
    if policy is None:
        # moto's class makes alarms as soon as it knows what to track; that is done below.
        policy = FakeApplicationAutoscalingPolicy(
            backend.account_id,
            backend.region_name,
            request["PolicyName"],
            request["ServiceNamespace"],
            request["ResourceId"],
            request["ScalableDimension"],
            STEP,
            {},
        )
        policy.policy_type, policy.step_scaling_policy_configuration = kind, None
        backend.policies[key] = policy
    if settings:
        policy.delete_alarms(backend.account_id, backend.region_name)
        policy.alarms = []
        setattr(policy, _attribute(kind), settings)
        policy.create_alarms()
    return {"PolicyARN": policy.policy_arn, "Alarms": _alarms(policy)}


def _attribute(kind: str) -> str:
    return {
        STEP: "step_scaling_policy_configuration",
        TARGET_TRACKING: "target_tracking_scaling_policy_configuration",
        PREDICTIVE: "predictive_scaling_policy_configuration",
    }[kind]


def _alarms(policy: Any) -> list[dict[str, str]]:
    return [{"AlarmName": alarm.name, "AlarmARN": alarm.alarm_arn} for alarm in policy.alarms]


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    names = request.get("PolicyNames") or []
    return {
        "ScalingPolicies": [
            {
                "PolicyARN": policy.policy_arn,
                "PolicyName": policy.policy_name,
                "ServiceNamespace": policy.service_namespace,
                "ResourceId": policy.resource_id,
                "ScalableDimension": policy.scalable_dimension,
                "PolicyType": policy.policy_type,
                CONFIGURATIONS[policy.policy_type]: getattr(policy, _attribute(policy.policy_type)),
                "Alarms": _alarms(policy),
                "CreationTime": policy.creation_time,
            }
            for policy in backend.policies.values()
            if is_about(policy, request) and (not names or policy.policy_name in names)
        ]
    }


def _refuse_unknown(backend: Any, request: Request) -> None:
    if _key(request) not in backend.policies:
        raise not_found(f"scaling policy '{request['PolicyName']}' found", request)


@cache
def apply() -> None:
    """Put moto's scaling policies right."""
    replace(FakeApplicationAutoscalingPolicy, "create_alarms", create_alarms)
    AUTOSCALING.extend({"put_scaling_policy": _put, "describe_scaling_policies": _describe})
    AUTOSCALING.refuse(
        {
            "put_scaling_policy": [
                _refuse_without_target,
                _refuse_configuration,
                _refuse_steps,
                _refuse_tracking,
            ],
            "delete_scaling_policy": [_refuse_unknown],
        }
    )
