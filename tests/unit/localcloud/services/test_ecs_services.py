"""ECS services through the provider."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life
from tests.unit.localcloud.services.test_ecs import TASK, container, namespace, registered

SERVICE = "aws:ecs/service:Service"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def service(world: ComputeWorld, name: str, **more: Any) -> Properties:
    """The inputs of a service on Fargate."""
    settings = {
        "name": name,
        "cluster": world.cluster["arn"],
        "taskDefinition": registered(world, name),
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": {"subnets": world.private_subnets, "securityGroups": world.groups[:1]},
    }
    return settings | more


def balanced(world: ComputeWorld, name: str) -> Properties:
    """A load balancer block for the container `api`."""
    group = world.reached_target_group(name)
    return {"targetGroupArn": group, "containerName": "api", "containerPort": 3000}


def shifted(world: ComputeWorld) -> Properties:
    """A load balancer block for deployments that move traffic from one target group to another."""
    blue, rule = world.rule_to_target_group("blue")
    other, test_rule = world.rule_to_target_group("other")
    advanced = {
        "alternateTargetGroupArn": other,
        "productionListenerRule": rule,
        "testListenerRule": test_rule,
        "roleArn": world.role_arn,
    }
    return {
        "targetGroupArn": blue,
        "containerName": "api",
        "containerPort": 3000,
        "advancedConfiguration": advanced,
    }


def hook(world: ComputeWorld) -> Properties:
    """A function that is asked before tasks of a new revision start."""
    function = "arn:aws:lambda:us-east-1:123456789012:function:ask"
    return {"hookTargetArn": function, "roleArn": world.role_arn, "lifecycleStages": ["PRE_SCALE_UP"]}


CASES = (
    life(
        SERVICE,
        lambda world: service(
            world,
            "api",
            deploymentCircuitBreaker={"enable": True, "rollback": True},
            waitForSteadyState=True,
            tags={"Name": "x"},
        ),
        (
            lambda world: {"desiredCount": 3},
            lambda world: {"taskDefinition": registered(world, "api", container(cpu=64))},
            lambda world: {"loadBalancers": [balanced(world, "api")], "healthCheckGracePeriodSeconds": 30},
            lambda world: {"healthCheckGracePeriodSeconds": None},
            lambda world: {"loadBalancers": []},
            lambda world: {"deploymentMaximumPercent": 150, "deploymentMinimumHealthyPercent": 50},
            lambda world: {"deploymentMaximumPercent": None, "deploymentMinimumHealthyPercent": None},
            lambda world: {"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
            lambda world: {"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True}},
            lambda world: {"alarms": None, "deploymentCircuitBreaker": None},
            lambda world: {
                "enableExecuteCommand": True,
                "enableEcsManagedTags": True,
                "propagateTags": "SERVICE",
            },
            lambda world: {
                "networkConfiguration": {"subnets": world.private_subnets, "securityGroups": world.groups}
            },
            lambda world: {"availabilityZoneRebalancing": "ENABLED"},
            lambda world: {"platformVersion": "1.4.0"},
            lambda world: {
                "serviceConnectConfiguration": {
                    "enabled": True,
                    "namespace": namespace(world, "connect"),
                    "services": [{"portName": "api", "clientAlias": [{"port": 80, "dnsName": "api"}]}],
                }
            },
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("waitForSteadyState", "forceNewDeployment"),
        import_id=lambda identifier, state: "shared/api",
    ),
    life(
        SERVICE,
        lambda world: service(
            world,
            "spot",
            cluster="shared",
            launchType=None,
            capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
            forceNewDeployment=True,
        ),
        (
            lambda world: {
                "capacityProviderStrategies": [
                    {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
                    {"capacityProvider": "FARGATE_SPOT", "weight": 1},
                ]
            },
            lambda world: {"triggers": {"at": "1"}},
        ),
        untold=("forceNewDeployment", "triggers"),
        import_id=lambda identifier, state: "shared/spot",
        name="spot",
    ),
    life(
        SERVICE,
        lambda world: service(world, "green", deploymentController={"type": "CODE_DEPLOY"}),
        (lambda world: {"desiredCount": 1}, lambda world: {"enableEcsManagedTags": True}),
        import_id=lambda identifier, state: "shared/green",
        name="code-deploy",
    ),
    life(
        SERVICE,
        lambda world: service(
            world,
            "canary",
            cluster="shared",
            loadBalancers=[shifted(world)],
            deploymentConfiguration={
                "strategy": "CANARY",
                "bakeTimeInMinutes": "10",
                "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": "5"},
                "lifecycleHooks": [hook(world)],
            },
        ),
        (
            lambda world: {"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "0"}},
            lambda world: {"deploymentConfiguration": {"strategy": "ROLLING"}, "loadBalancers": []},
        ),
        import_id=lambda identifier, state: "shared/canary",
        name="canary",
    ),
    life(
        SERVICE,
        lambda world: {
            "name": "agent",
            "cluster": world.cluster["arn"],
            "taskDefinition": world.make(
                TASK, family="agent", containerDefinitions=json.dumps([container(memory=64)])
            )[1]["arn"],
            "schedulingStrategy": "DAEMON",
            "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
        },
        (lambda world: {"placementConstraints": []},),
        import_id=lambda identifier, state: "shared/agent",
        name="daemon",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_service_keeps_the_strategy_that_a_program_does_not_set_any_more(world: ComputeWorld) -> None:
    operations = world.operations(SERVICE)
    inputs = service(world, "kept", deploymentConfiguration={"strategy": "ROLLING", "bakeTimeInMinutes": "3"})
    _, state = operations.create(inputs)
    assert operations.diff(state, inputs | {"deploymentConfiguration": {}}) == []
    del inputs["deploymentConfiguration"]
    assert operations.diff(state, inputs) == []
