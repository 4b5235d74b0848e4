"""Application Auto Scaling through the provider."""

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life
from tests.unit.localcloud.services.test_ecs_services import SERVICE, service

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
DIMENSION = "ecs:service:DesiredCount"


class ScalingWorld(ComputeWorld):
    """A cloud with services to scale."""

    def place(self, name: str) -> Properties:
        """A service, as Application Auto Scaling names it."""
        self.make(SERVICE, **service(self, name))
        return {
            "serviceNamespace": "ecs",
            "resourceId": f"service/shared/{name}",
            "scalableDimension": DIMENSION,
        }

    def target(self, name: str) -> Properties:
        """The same, registered as a target."""
        place = self.place(name)
        self.make(TARGET, **place, minCapacity=1, maxCapacity=4)
        return place


@pytest.fixture(scope="module")
def world() -> Iterator[ScalingWorld]:
    with Cloud(None) as cloud:
        yield ScalingWorld(cloud)


def tracking(metric: str, value: float, **more: Any) -> Properties:
    """A policy that keeps a predefined metric near a value."""
    settings = {
        "targetValue": value,
        "predefinedMetricSpecification": {"predefinedMetricType": metric},
    } | more
    return {"policyType": "TargetTrackingScaling", "targetTrackingScalingPolicyConfiguration": settings}


def label(world: ScalingWorld, name: str) -> str:
    group = world.reached_target_group(name)
    return f"{world.balancer['arnSuffix']}/{group.rsplit(':', 1)[1]}"


def imported_as(*suffix: str) -> Any:
    def import_id(identifier: str, state: Properties) -> str:
        parts = [state["serviceNamespace"], state["resourceId"], state["scalableDimension"]]
        return "/".join([*parts, *(state[name] for name in suffix)])

    return import_id


CASES = (
    life(
        TARGET,
        lambda world: {**world.place("api"), "minCapacity": 2, "maxCapacity": 4, "tags": {"Name": "x"}},
        (
            lambda world: {"maxCapacity": 6},
            lambda world: {"minCapacity": 3},
            lambda world: {"suspendedState": {"dynamicScalingInSuspended": True}},
            lambda world: {"suspendedState": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
        import_id=imported_as(),
    ),
    life(
        POLICY,
        lambda world: {
            **world.target("cpu"),
            "name": "cpu",
            **tracking("ECSServiceAverageCPUUtilization", 60),
        },
        (
            lambda world: tracking(
                "ECSServiceAverageCPUUtilization", 70, scaleInCooldown=60, disableScaleIn=True
            ),
            lambda world: tracking("ECSServiceAverageMemoryUtilization", 70),
            lambda world: tracking(
                "ALBRequestCountPerTarget",
                100,
                predefinedMetricSpecification={
                    "predefinedMetricType": "ALBRequestCountPerTarget",
                    "resourceLabel": label(world, "requests"),
                },
            ),
            lambda world: {
                "targetTrackingScalingPolicyConfiguration": {
                    "targetValue": 10,
                    "customizedMetricSpecification": {
                        "metricName": "Backlog",
                        "namespace": "App",
                        "statistic": "Average",
                        "dimensions": [{"name": "Queue", "value": "jobs"}],
                    },
                }
            },
            lambda world: {
                "targetTrackingScalingPolicyConfiguration": {
                    "targetValue": 10,
                    "customizedMetricSpecification": {
                        "metrics": [
                            {"id": "ratio", "expression": "backlog / 2"},
                            {
                                "id": "backlog",
                                "returnData": False,
                                "metricStat": {
                                    "stat": "Sum",
                                    "metric": {"metricName": "Backlog", "namespace": "App"},
                                },
                            },
                        ]
                    },
                }
            },
        ),
        import_id=imported_as("name"),
    ),
    life(
        POLICY,
        lambda world: {
            **world.target("steps"),
            "name": "steps",
            "stepScalingPolicyConfiguration": {
                "adjustmentType": "ChangeInCapacity",
                "cooldown": 60,
                "metricAggregationType": "Maximum",
                "stepAdjustments": [
                    {
                        "metricIntervalLowerBound": "0",
                        "metricIntervalUpperBound": "1.5",
                        "scalingAdjustment": 1,
                    },
                    {"metricIntervalLowerBound": "1.5", "scalingAdjustment": 2},
                ],
            },
        },
        (
            lambda world: {
                "stepScalingPolicyConfiguration": {
                    "adjustmentType": "ExactCapacity",
                    "stepAdjustments": [{"metricIntervalLowerBound": "0", "scalingAdjustment": 3}],
                }
            },
        ),
        import_id=imported_as("name"),
        name="steps",
    ),
    life(
        POLICY,
        lambda world: {
            **world.target("forecast"),
            "name": "forecast",
            "policyType": "PredictiveScaling",
            "predictiveScalingPolicyConfiguration": {
                "mode": "ForecastOnly",
                "metricSpecifications": [
                    {
                        "targetValue": "40",
                        "predefinedMetricPairSpecification": {
                            "predefinedMetricType": "ECSServiceCPUUtilization"
                        },
                    }
                ],
            },
        },
        import_id=imported_as("name"),
        name="predictive",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ScalingWorld) -> None:
    live(case, world)


def test_a_scheduled_action_lives(world: ScalingWorld) -> None:
    operations = world.operations(ACTION)
    place = world.target("night")
    inputs = {
        **place,
        "name": "night",
        "schedule": "cron(0 20 * * ? *)",
        "timezone": "Europe/Paris",
        "scalableTargetAction": {"minCapacity": "0", "maxCapacity": "1"},
    }
    identifier, state = operations.create(inputs)
    assert identifier == "night-ecs-service/shared/night"
    assert state["arn"].endswith(":resource/ecs/service/shared/night:scheduledActionName/night")
    assert operations.diff(state, inputs) == []
    for change in (
        {"schedule": "cron(0 22 * * ? *)"},
        {"scalableTargetAction": {"maxCapacity": "2"}},
        {"startTime": "2031-01-01T00:00:00Z", "endTime": "2032-01-01T00:00:00Z"},
    ):
        inputs |= change
        assert [item.replace for item in operations.diff(state, inputs)].count(True) == 0
        state = operations.update(identifier, state, inputs)
        assert operations.diff(state, inputs) == []
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_a_service_is_moved_into_the_bounds_of_its_target(world: ScalingWorld) -> None:
    operations = world.operations(SERVICE)
    inputs = service(world, "moved")
    identifier, state = operations.create(inputs)
    place = {"serviceNamespace": "ecs", "resourceId": "service/shared/moved", "scalableDimension": DIMENSION}
    world.make(TARGET, **place, minCapacity=4, maxCapacity=6)
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert [item.path for item in operations.diff(drifted, inputs)] == ["desiredCount"]
    assert operations.diff(drifted, inputs, ["desiredCount"]) == []
    kept = operations.update(identifier, drifted, inputs | {"enableExecuteCommand": True}, ["desiredCount"])
    assert kept["desiredCount"] == 4
