"""CloudWatch alarms that roll a deployment of a service back."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent

_PERIOD_SECONDS = 60
_PERIODS = 5
_PERIODS_ABOVE = 3
"""Three bad minutes of five: a single slow start is none."""


def load_balancer_suffix(listener_arn: str) -> str:
    """What CloudWatch's metrics call the load balancer of a listener: app/<name>/<id>."""
    return "/".join(listener_arn.split("/")[1:4])


def create_error_alarm(
    component: SharedComponent,
    listener_arn: pulumi.Input[str],
    target_groups: Sequence[aws.lb.TargetGroup],
    percent: int,
) -> aws.cloudwatch.MetricAlarm:
    """An alarm on the share of server errors among the answers of a service."""
    balancer = pulumi.Output.from_input(listener_arn).apply(load_balancer_suffix)
    queries: list[dict[str, Any]] = []
    for index, group in enumerate(target_groups):
        dimensions = {"LoadBalancer": balancer, "TargetGroup": group.arn_suffix}
        queries += [
            _query(f"errors{index}", "HTTPCode_Target_5XX_Count", dimensions),
            _query(f"requests{index}", "RequestCount", dimensions),
        ]
    # Without traffic there is no data; a target group that gets none counts as zero.
    errors, requests = (
        "+".join(f"FILL({name}{index},0)" for index in range(len(target_groups)))
        for name in ("errors", "requests")
    )
    share = {
        "id": "share",
        "expression": f"IF({requests}>0,100*({errors})/({requests}),0)",
        "label": "Server errors, percent of all answers",
        "return_data": True,
    }
    return _create_alarm(
        component,
        "error-alarm",
        f"More than {percent} % of the answers are server errors.",
        percent,
        metric_queries=[*queries, share],
    )


def create_memory_alarm(
    component: SharedComponent, cluster_name: pulumi.Input[str], service_name: str, percent: int
) -> aws.cloudwatch.MetricAlarm:
    """An alarm on the memory that the tasks of a service use."""
    return _create_alarm(
        component,
        "memory-alarm",
        f"Tasks use more than {percent} % of their memory.",
        percent,
        namespace="AWS/ECS",
        metric_name="MemoryUtilization",
        dimensions={"ClusterName": cluster_name, "ServiceName": service_name},
        statistic="Average",
        period=_PERIOD_SECONDS,
    )


def _query(query_id: str, metric_name: str, dimensions: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": query_id,
        "metric": {
            "namespace": "AWS/ApplicationELB",
            "metric_name": metric_name,
            "dimensions": dimensions,
            "period": _PERIOD_SECONDS,
            "stat": "Sum",
        },
        "return_data": False,
    }


def _create_alarm(
    component: SharedComponent, role: str, description: str, percent: int, **metric: Any
) -> aws.cloudwatch.MetricAlarm:
    return aws.cloudwatch.MetricAlarm(
        component.child_name(role),
        alarm_description=f"{description} It rolls deployments of {component.pulumi_resource_name} back.",
        comparison_operator="GreaterThanThreshold",
        threshold=percent,
        evaluation_periods=_PERIODS,
        datapoints_to_alarm=_PERIODS_ABOVE,
        treat_missing_data="notBreaching",
        **metric,
        tags=component.child_tags(role),
        opts=component.child_options(),
    )
