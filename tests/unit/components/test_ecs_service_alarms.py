"""EcsService: the alarms that roll a deployment back."""

import pytest

from components._ecs_alarms import load_balancer_suffix
from tests.unit.components.service import (
    ALARM,
    LISTENER_ARN,
    SERVICE,
    api,
    deploy_http,
    tags,
    worker,
)


def test_memory_is_watched_for_every_service() -> None:
    assert worker().one(ALARM, "worker-memory-alarm").inputs == {
        "alarmDescription": (
            "Tasks use more than 90 % of their memory. It rolls deployments of worker back."
        ),
        "namespace": "AWS/ECS",
        "metricName": "MemoryUtilization",
        "dimensions": {"ClusterName": "services", "ServiceName": "worker"},
        "statistic": "Average",
        "period": 60,
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 90,
        "evaluationPeriods": 5,
        "datapointsToAlarm": 3,
        "treatMissingData": "notBreaching",
        "tags": tags("worker-memory-alarm"),
    }


def test_server_errors_are_watched_where_requests_arrive() -> None:
    inputs = api().one(ALARM, "api-error-alarm").inputs
    queries = {query["id"]: query for query in inputs["metricQueries"]}

    assert inputs["threshold"] == 5
    assert set(queries) == {"errors0", "requests0", "share"}
    assert queries["errors0"] == {
        "id": "errors0",
        "metric": {
            "namespace": "AWS/ApplicationELB",
            "metricName": "HTTPCode_Target_5XX_Count",
            "dimensions": {
                "LoadBalancer": "app/public/0123456789abcdef",
                "TargetGroup": "targetgroup/blue/0123456789abcdef",
            },
            "period": 60,
            "stat": "Sum",
        },
        "returnData": False,
    }
    assert queries["share"]["returnData"] is True
    assert queries["share"]["expression"] == (
        "IF(FILL(requests0,0)>0,100*(FILL(errors0,0))/(FILL(requests0,0)),0)"
    )


@pytest.mark.parametrize("strategy", ["blue-green", "canary"])
def test_errors_of_both_versions_count_while_traffic_shifts(strategy: str) -> None:
    inputs = deploy_http({"strategy": strategy}).one(ALARM, "api-error-alarm").inputs
    [share] = [query for query in inputs["metricQueries"] if query["id"] == "share"]

    assert len(inputs["metricQueries"]) == 5
    assert "100*(FILL(errors0,0)+FILL(errors1,0))" in share["expression"]


def test_thresholds_and_further_alarms_can_be_given() -> None:
    recording = deploy_http(
        {
            "rollback_error_percent": 1,
            "rollback_memory_percent": 80,
            "rollback_alarm_names": ["checkout-slow"],
        }
    )

    assert recording.one(ALARM, "api-error-alarm").inputs["threshold"] == 1
    assert recording.one(ALARM, "api-memory-alarm").inputs["threshold"] == 80
    assert recording.one(SERVICE).inputs["alarms"] == {
        "alarmNames": ["api-memory-alarm", "api-error-alarm", "checkout-slow"],
        "enable": True,
        "rollback": True,
    }


def test_a_listener_names_its_load_balancer() -> None:
    assert load_balancer_suffix(LISTENER_ARN) == "app/public/0123456789abcdef"
