"""EcsService: how many tasks, on which capacity, and what changes their number."""

from typing import Any

import pytest

from components._ecs_scaling import ScalingSpec
from tests.unit.components.service import (
    HTTP,
    SCALABLE,
    SCALING,
    SCHEDULED,
    SERVICE,
    deploy,
    tags,
    worker,
)


def policies(**args: Any) -> dict[str, dict[str, Any]]:
    """The configurations of the scaling policies, by logical name."""
    return {
        name: policy.inputs["targetTrackingScalingPolicyConfiguration"]
        for name, policy in deploy(**args).of_type(SCALING).items()
    }


def test_two_to_ten_tasks_follow_cpu_and_memory() -> None:
    recording = worker()

    assert recording.one(SCALABLE, "worker-scalable-target").inputs == {
        "serviceNamespace": "ecs",
        "resourceId": "service/services/worker",
        "scalableDimension": "ecs:service:DesiredCount",
        "minCapacity": 2,
        "maxCapacity": 10,
        "tags": tags("worker-scalable-target"),
    }
    assert recording.one(SCALING, "worker-cpu-scaling").inputs == {
        "policyType": "TargetTrackingScaling",
        "serviceNamespace": "ecs",
        "resourceId": "service/services/worker",
        "scalableDimension": "ecs:service:DesiredCount",
        "targetTrackingScalingPolicyConfiguration": {
            "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"},
            "targetValue": 60,
            "scaleOutCooldown": 60,
            "scaleInCooldown": 300,
        },
    }
    memory = recording.one(SCALING, "worker-memory-scaling").inputs
    assert memory["targetTrackingScalingPolicyConfiguration"]["targetValue"] == 75
    assert memory["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"] == {
        "predefinedMetricType": "ECSServiceAverageMemoryUtilization"
    }


def test_the_number_that_scaling_sets_is_left_alone() -> None:
    assert worker().one(SERVICE).ignore_changes == ("desiredCount",)


def test_a_fixed_number_is_kept_by_pulumi() -> None:
    recording = deploy(scaling={"minimum_tasks": 3.0, "maximum_tasks": 3})

    assert not {SCALABLE, SCALING, SCHEDULED} & set(recording.counts())
    assert recording.one(SERVICE).inputs["desiredCount"] == 3
    assert recording.one(SERVICE).ignore_changes == ()


def test_a_service_can_be_parked() -> None:
    recording = deploy(scaling={"minimum_tasks": 0, "maximum_tasks": 0})

    assert recording.one(SERVICE).inputs["desiredCount"] == 0


def test_more_than_ten_are_the_most_when_they_are_the_fewest() -> None:
    assert deploy(scaling={"minimum_tasks": 12}).one(SERVICE).inputs["desiredCount"] == 12


def test_targets_and_cooldowns_can_be_set_and_metrics_left_out() -> None:
    found = policies(
        scaling={
            "cpu_percent": 45,
            "memory_percent": 0,
            "scale_out_cooldown_seconds": 0,
            "scale_in_cooldown_seconds": 600,
        }
    )

    assert set(found) == {"api-cpu-scaling"}
    assert found["api-cpu-scaling"]["targetValue"] == 45
    assert found["api-cpu-scaling"]["scaleOutCooldown"] == 0
    assert found["api-cpu-scaling"]["scaleInCooldown"] == 600


def test_requests_are_counted_by_load_balancer_and_target_group() -> None:
    found = policies(http=HTTP, scaling={"requests_per_task": 1000, "cpu_percent": 0, "memory_percent": 0})

    assert found == {
        "api-request-scaling": {
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/public/0123456789abcdef/targetgroup/blue/0123456789abcdef",
            },
            "targetValue": 1000,
            "scaleOutCooldown": 60,
            "scaleInCooldown": 300,
        }
    }


def test_schedules_set_new_bounds() -> None:
    recording = deploy(
        scaling={
            "minimum_tasks": 2,
            "maximum_tasks": 2,
            "schedules": {
                "morning": {
                    "schedule": "cron(0 7 ? * MON-FRI *)",
                    "timezone": "Europe/Berlin",
                    "minimum_tasks": 4.0,
                    "maximum_tasks": 20,
                },
                "night": {"schedule": "rate(1 day)", "minimum_tasks": 0, "maximum_tasks": 0},
            },
        }
    )

    assert recording.one(SCHEDULED, "api-schedule-morning").inputs == {
        "serviceNamespace": "ecs",
        "resourceId": "service/services/api",
        "scalableDimension": "ecs:service:DesiredCount",
        "schedule": "cron(0 7 ? * MON-FRI *)",
        "timezone": "Europe/Berlin",
        "scalableTargetAction": {"minCapacity": "4", "maxCapacity": "20"},
    }
    assert recording.one(SCHEDULED, "api-schedule-night").inputs["timezone"] == "UTC"
    assert recording.one(SERVICE).ignore_changes == ("desiredCount",)


@pytest.mark.parametrize(
    ("scaling", "strategies"),
    [
        ({}, [{"capacityProvider": "FARGATE", "weight": 100}]),
        (
            {"spot_percent": 70, "on_demand_tasks": 2},
            [
                {"capacityProvider": "FARGATE", "weight": 30, "base": 2},
                {"capacityProvider": "FARGATE_SPOT", "weight": 70},
            ],
        ),
        (
            {"spot_percent": 100.0},
            [
                {"capacityProvider": "FARGATE", "weight": 0, "base": 0},
                {"capacityProvider": "FARGATE_SPOT", "weight": 100},
            ],
        ),
    ],
)
def test_tasks_are_spread_over_capacity(scaling: dict[str, Any], strategies: list[dict[str, Any]]) -> None:
    assert deploy(scaling=scaling).one(SERVICE).inputs["capacityProviderStrategies"] == strategies


def test_scaling_is_automatic_when_anything_may_change_the_number() -> None:
    fixed = ScalingSpec(
        minimum_tasks=1,
        maximum_tasks=1,
        cpu_percent=60,
        memory_percent=75,
        requests_per_task=None,
        scale_out_cooldown_seconds=60,
        scale_in_cooldown_seconds=300,
        schedules={},
        spot_percent=0,
        on_demand_tasks=0,
    )

    assert not fixed.is_automatic
