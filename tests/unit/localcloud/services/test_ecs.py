"""ECS clusters, their capacity providers and task definitions through the provider."""

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


def namespace(world: ComputeWorld, name: str) -> str:
    return str(world.make("aws:servicediscovery/httpNamespace:HttpNamespace", name=name)[1]["arn"])


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
