"""CloudWatch's alarms and dashboards through the provider."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
OTHER_TOPIC = "arn:aws:sns:us-east-1:123456789012:others"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def on_metric(name: str, **more: Any) -> Properties:
    """An alarm on one metric."""
    metric = {"namespace": "AWS/ECS", "metricName": "CPUUtilization", "statistic": "Average", "period": 60}
    rule = {"comparisonOperator": "GreaterThanThreshold", "threshold": 80, "evaluationPeriods": 3}
    return {"name": name, **metric, **rule, **more}


def query(name: str, metric: str, **more: Any) -> Properties:
    """The sum of a load balancer's metric."""
    stat = {"namespace": "AWS/ApplicationELB", "metricName": metric, "stat": "Sum", "period": 60}
    return {"id": name, "metric": {**stat, **more}, "returnData": False}


def alarm(world: ComputeWorld, name: str) -> str:
    """The name of an alarm that exists."""
    return world.make(ALARM, **on_metric(name))[0]


def board(*texts: str) -> str:
    """A dashboard with texts."""
    widgets = [{"type": "text", "properties": {"markdown": text}} for text in texts]
    return json.dumps({"widgets": widgets})


def share(expression: str) -> Properties:
    return {"id": "share", "expression": expression, "label": "Errors", "returnData": True}


CASES = (
    life(
        ALARM,
        lambda world: on_metric(
            "cpu", dimensions={"ClusterName": "a"}, alarmActions=[TOPIC], tags={"Name": "x"}
        ),
        (
            lambda world: {"threshold": 0.5, "comparisonOperator": "LessThanOrEqualToThreshold"},
            lambda world: {"dimensions": {"ClusterName": "a", "ServiceName": "b"}},
            lambda world: {"dimensions": None},
            lambda world: {"alarmActions": [OTHER_TOPIC, TOPIC], "okActions": [TOPIC]},
            lambda world: {"alarmActions": None, "insufficientDataActions": [TOPIC]},
            lambda world: {"alarmDescription": "busy"},
            lambda world: {"alarmDescription": None},
            lambda world: {"actionsEnabled": False},
            lambda world: {"actionsEnabled": None},
            lambda world: {"treatMissingData": "notBreaching", "unit": "Percent"},
            lambda world: {"treatMissingData": None, "unit": None},
            lambda world: {"datapointsToAlarm": 2, "evaluationPeriods": 5, "period": 300},
            lambda world: {"datapointsToAlarm": None},
            lambda world: {"statistic": None, "extendedStatistic": "tm99.5"},
            lambda world: {"extendedStatistic": "p99", "evaluateLowSampleCountPercentiles": "ignore"},
            lambda world: {"threshold": 0},
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"tags": None},
        ),
    ),
    life(
        ALARM,
        lambda world: {
            "name": "errors",
            "comparisonOperator": "GreaterThanThreshold",
            "threshold": 5,
            "evaluationPeriods": 5,
            "treatMissingData": "notBreaching",
            "metricQueries": [
                share("100 * errors / requests"),
                query("errors", "HTTPCode_Target_5XX_Count", dimensions={"LoadBalancer": "app/a/1"}),
                {
                    name: value
                    for name, value in query("requests", "RequestCount").items()
                    if name != "returnData"
                },
            ],
        },
        (
            lambda world: {
                "metricQueries": [
                    query("errors", "HTTPCode_ELB_5XX_Count", unit="Count"),
                    share("FILL(errors, 0)"),
                ]
            },
            lambda world: {"metricQueries": None, **on_metric("errors")},
        ),
        name="math",
    ),
    life(
        ALARM,
        lambda world: {
            "name": "unusual",
            "comparisonOperator": "GreaterThanUpperThreshold",
            "evaluationPeriods": 2,
            "thresholdMetricId": "band",
            "metricQueries": [
                query("usual", "RequestCount") | {"returnData": True, "accountId": "123456789012"},
                {"id": "band", "expression": "ANOMALY_DETECTION_BAND(usual)", "returnData": True},
            ],
        },
        name="anomaly",
    ),
    life(
        COMPOSITE,
        lambda world: {
            "alarmName": "service-down",
            "alarmRule": f"ALARM({alarm(world, 'one')}) AND NOT OK(two)".replace("two", alarm(world, "two")),
            "alarmActions": [TOPIC],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"alarmRule": 'ALARM("one") OR (ALARM("two") AND TRUE)'},
            lambda world: {"alarmDescription": "down"},
            lambda world: {"alarmDescription": None, "okActions": [TOPIC], "alarmActions": None},
            lambda world: {
                "actionsSuppressor": {
                    "alarm": alarm(world, "maintenance"),
                    "extensionPeriod": 60,
                    "waitPeriod": 120,
                }
            },
            lambda world: {"actionsSuppressor": None, "insufficientDataActions": [OTHER_TOPIC]},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        COMPOSITE,
        lambda world: {
            "alarmName": "silent",
            "alarmRule": f"ALARM({alarm(world, 'loud')})",
            "actionsEnabled": False,
        },
        name="silent",
    ),
    life(
        DASHBOARD,
        lambda world: {"dashboardName": "services", "dashboardBody": board("one")},
        (lambda world: {"dashboardBody": board("one", "two")},),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_what_somebody_changed_of_an_alarm_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(ALARM)
    inputs = on_metric("drifting", alarmActions=[TOPIC])
    identifier, state = world.make(ALARM, **inputs)
    assert state["arn"] == f"arn:aws:cloudwatch:us-east-1:{world.cloud.account_id}:alarm:drifting"
    client = world.client("cloudwatch")
    client.disable_alarm_actions(AlarmNames=["drifting"])
    client.tag_resource(ResourceARN=state["arn"], Tags=[{"Key": "by", "Value": "hand"}])
    changed = operations.read(identifier, state)
    assert changed is not None
    assert {item.path for item in operations.diff(changed, inputs)} == {"actionsEnabled", "tags.by"}


def test_an_alarm_that_aws_refuses_is_not_made(world: ComputeWorld) -> None:
    with pytest.raises(ClientError, match="multiple of 60"):
        world.make(ALARM, **on_metric("odd", period=45))
    assert world.client("cloudwatch").describe_alarms(AlarmNames=["odd"])["MetricAlarms"] == []


def test_an_alarm_that_another_needs_is_not_deleted(world: ComputeWorld) -> None:
    needed, known = world.make(ALARM, **on_metric("needed"))
    inputs = {"alarmName": "needing", "alarmRule": f'ALARM("{needed}")'}
    identifier, state = world.make(COMPOSITE, **inputs)
    with pytest.raises(ClientError, match="Cannot delete alarm needed"):
        world.operations(ALARM).delete(needed, known)
    assert world.operations(ALARM).read(needed, known) == known
    (found,) = world.operations(COMPOSITE).diff(state, inputs | {"actionsEnabled": False})
    assert found.replace
    world.operations(COMPOSITE).delete(identifier, state)
    world.operations(ALARM).delete(needed, known)
    assert world.operations(ALARM).read(needed, known) is None


def test_a_dashboard_in_another_layout_is_the_same(world: ComputeWorld) -> None:
    operations = world.operations(DASHBOARD)
    body = board("one")
    identifier, state = world.make(DASHBOARD, dashboardName="layout", dashboardBody=body)
    assert state["dashboardArn"] == f"arn:aws:cloudwatch::{world.cloud.account_id}:dashboard/layout"
    again = json.dumps(json.loads(body), indent=2)
    assert operations.diff(state, {"dashboardName": "layout", "dashboardBody": again}) == []
    world.client("cloudwatch").put_dashboard(DashboardName="layout", DashboardBody=again)
    assert operations.read(identifier, state) == state
