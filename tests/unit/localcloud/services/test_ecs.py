"""ECS clusters, task definitions and services through the provider."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.operations import Operations
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def container(name: str = "api", port: int = 3000, **more: Any) -> Properties:
    return {
        "name": name,
        "image": "public.ecr.aws/app:1",
        "portMappings": [{"containerPort": port, "name": name}],
    } | more


def task(world: ComputeWorld, family: str, *containers: Properties, **more: Any) -> Properties:
    """The inputs of a task definition for Fargate."""
    settings = {
        "family": family,
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": world.role_arn,
        "taskRoleArn": world.role_arn,
        "containerDefinitions": json.dumps(list(containers or (container(),))),
    }
    return settings | more


def registered(world: ComputeWorld, family: str, *containers: Properties, **more: Any) -> str:
    """The ARN of a new revision."""
    return str(world.make(TASK, **task(world, family, *containers, **more))[1]["arn"])


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


def namespace(world: ComputeWorld, name: str) -> str:
    return str(world.make("aws:servicediscovery/httpNamespace:HttpNamespace", name=name)[1]["arn"])


def balanced(world: ComputeWorld, name: str) -> Properties:
    """A load balancer block for the container `api`."""
    group = world.reached_target_group(name)
    return {"targetGroupArn": group, "containerName": "api", "containerPort": 3000}


CASES = (
    life(
        CLUSTER,
        lambda world: {
            "name": "main",
            "settings": [{"name": "containerInsights", "value": "enabled"}],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"settings": [{"name": "containerInsights", "value": "enhanced"}]},
            lambda world: {
                "configuration": {
                    "executeCommandConfiguration": {
                        "kmsKeyId": world.key["arn"],
                        "logging": "OVERRIDE",
                        "logConfiguration": {
                            "cloudWatchEncryptionEnabled": True,
                            "cloudWatchLogGroupName": world.log_group["name"],
                        },
                    }
                }
            },
            lambda world: {"configuration": None},
            lambda world: {"serviceConnectDefaults": {"namespace": namespace(world, "defaults")}},
            lambda world: {"serviceConnectDefaults": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
        import_id=lambda identifier, state: "main",
        new_id=False,
    ),
    life(
        TASK,
        lambda world: task(
            world,
            "full",
            container(
                environment=[{"name": "B", "value": "2"}, {"name": "A", "value": "1"}],
                healthCheck={"command": ["CMD", "true"]},
                readonlyRootFilesystem=True,
                mountPoints=[{"sourceVolume": "tmp", "containerPath": "/tmp"}],
            ),
            container(
                "proxy", 8000, essential=False, dependsOn=[{"containerName": "api", "condition": "HEALTHY"}]
            ),
            volumes=[{"name": "tmp"}],
            runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
            ephemeralStorage={"sizeInGib": 30},
            enableFaultInjection=True,
            tags={"Name": "x"},
        ),
        (
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"skipDestroy": True},
            lambda world: {"skipDestroy": False},
        ),
        import_id=lambda identifier, state: state["arn"],
    ),
    life(
        TASK,
        lambda world: {
            "family": "on-instances",
            "containerDefinitions": json.dumps([container(memory=128)]),
            "volumes": [
                {"name": "host", "hostPath": "/data"},
                {"name": "docker", "dockerVolumeConfiguration": {"scope": "task", "driver": "local"}},
            ],
            "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
        },
        import_id=lambda identifier, state: state["arn"],
        name="instances",
    ),
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


def _updated(operations: Operations, identifier: str, state: Properties, inputs: Properties) -> Properties:
    found = operations.diff(state, inputs)
    assert found
    assert not any(item.replace for item in found)
    new = operations.update(identifier, state, inputs)
    assert operations.diff(new, inputs) == []
    return new


def test_capacity_providers_live_and_end_with_none_left(world: ComputeWorld) -> None:
    operations = world.operations("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    name = world.make(CLUSTER, name="providers")[1]["name"]
    inputs: Properties = {"clusterName": name, "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}
    identifier, state = operations.create(inputs)
    assert identifier == name
    strategies = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    state = _updated(
        operations, identifier, state, inputs | {"defaultCapacityProviderStrategies": strategies}
    )
    state = _updated(operations, identifier, state, inputs)
    state = _updated(operations, identifier, state, inputs | {"capacityProviders": ["FARGATE"]})
    imported = operations.read(identifier, {})
    assert imported is not None
    assert operations.diff(imported, inputs | {"capacityProviders": ["FARGATE"]}) == []
    operations.delete(identifier, state)
    assert operations.read(identifier, {}) == {
        "capacityProviders": [],
        "clusterName": name,
        "defaultCapacityProviderStrategies": [],
        "region": "us-east-1",
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)
