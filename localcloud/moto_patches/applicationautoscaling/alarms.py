"""The alarms that target tracking keeps in CloudWatch: one to scale out, one to scale in."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from uuid import uuid4

from moto.cloudwatch.models import (
    Dimension,
    Metric,
    MetricDataQuery,
    MetricStat,
    cloudwatch_backends,
)

HIGH_PERIODS: Final = 3
LOW_PERIODS: Final = 15
LOW_SHARE: Final = 0.9
"""Scaling in begins below nine tenths of the target, so that it does not swing."""


class Watched(NamedTuple):
    """What an alarm looks at: a metric, or queries where a policy computes one."""

    namespace: str | None
    name: str | None
    dimensions: list[dict[str, str]]
    statistic: str | None
    queries: list[Any]


def _ecs(metric: str) -> Callable[[Any, Mapping[str, Any]], Watched]:
    def watched(policy: Any, _: Mapping[str, Any]) -> Watched:
        _, cluster, service = policy.resource_id.split("/")
        dimensions = [{"Name": "ClusterName", "Value": cluster}, {"Name": "ServiceName", "Value": service}]
        return Watched("AWS/ECS", metric, dimensions, "Average", [])

    return watched


def _requests(_: Any, specification: Mapping[str, Any]) -> Watched:
    balancer, _, group = specification["ResourceLabel"].partition("/targetgroup/")
    dimensions = [
        {"Name": "TargetGroup", "Value": f"targetgroup/{group}"},
        {"Name": "LoadBalancer", "Value": balancer},
    ]
    return Watched("AWS/ApplicationELB", "RequestCountPerTarget", dimensions, "Sum", [])


def _kafka(policy: Any, _: Mapping[str, Any]) -> Watched:
    dimensions = [{"Name": "Cluster Name", "Value": policy.resource_id.split("/")[-2]}]
    return Watched("AWS/Kafka", "KafkaDataLogsDiskUsed", dimensions, "Average", [])


PREDEFINED: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Watched]]] = {
    "ALBRequestCountPerTarget": _requests,
    "ECSServiceAverageCPUUtilization": _ecs("CPUUtilization"),
    "ECSServiceAverageMemoryUtilization": _ecs("MemoryUtilization"),
    "KafkaBrokerStorageUtilization": _kafka,
}


def _watched(policy: Any) -> Watched | None:
    settings = policy.target_tracking_scaling_policy_configuration
    predefined = settings.get("PredefinedMetricSpecification")
    if predefined:
        find = PREDEFINED.get(predefined["PredefinedMetricType"])
        return find(policy, predefined) if find else None
    custom = settings["CustomizedMetricSpecification"]
    if custom.get("Metrics"):
        return Watched(None, None, [], None, [_query(item) for item in custom["Metrics"]])
    dimensions = list(custom.get("Dimensions") or [])
    return Watched(custom.get("Namespace"), custom.get("MetricName"), dimensions, custom.get("Statistic"), [])


def _query(item: Mapping[str, Any]) -> Any:
    stat = item.get("MetricStat")
    found = None
    if stat:
        dimensions = [
            Dimension(part["Name"], part["Value"]) for part in stat["Metric"].get("Dimensions") or ()
        ]
        metric = Metric(stat["Metric"]["MetricName"], stat["Metric"]["Namespace"], dimensions)
        found = MetricStat(metric, "60", stat["Stat"], stat.get("Unit"))
    returned = item.get("ReturnData", True)
    return MetricDataQuery(item["Id"], item.get("Label"), "60", returned, item.get("Expression"), found)


def create_alarms(_: Callable[..., None], policy: Any) -> None:
    """Make the alarms of a policy (moto's object), in the place of moto's, which watch the wrong thing."""
    if policy.policy_type != "TargetTrackingScaling" or (watched := _watched(policy)) is None:
        return
    settings = policy.target_tracking_scaling_policy_configuration
    target = settings["TargetValue"]
    policy.alarms = [_alarm(policy, watched, "High", "GreaterThanThreshold", HIGH_PERIODS, target)]
    if not settings.get("DisableScaleIn"):
        low = target * LOW_SHARE
        policy.alarms.append(_alarm(policy, watched, "Low", "LessThanThreshold", LOW_PERIODS, low))


def _alarm(policy: Any, watched: Watched, kind: str, comparison: str, periods: int, threshold: float) -> Any:
    cloudwatch = cloudwatch_backends[policy.account_id][policy.region_name]
    return cloudwatch.put_metric_alarm(
        name=f"TargetTracking-{policy.resource_id}-Alarm{kind}-{uuid4()}",
        namespace=watched.namespace,
        metric_name=watched.name,
        metric_data_queries=watched.queries,
        comparison_operator=comparison,
        evaluation_periods=periods,
        period=60,
        threshold=threshold,
        statistic=watched.statistic,
        description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy.policy_arn}.",
        dimensions=watched.dimensions,
        alarm_actions=[policy.policy_arn],
    )
