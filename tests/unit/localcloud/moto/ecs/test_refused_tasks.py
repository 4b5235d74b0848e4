"""What ECS refuses of clusters and task definitions."""

from typing import Any

from tests.unit.localcloud.moto.ecs.services import Services, container, definition, logging
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

CLIENT = "ClientException"
PARAMETER = "InvalidParameterException"
REGISTER = "RegisterTaskDefinition"


def _task(*containers: dict[str, Any], **changed: Any) -> Any:
    family = changed.pop("family", "new")
    return lambda services: definition(services.role, family, *containers, **changed)


def _command(**settings: Any) -> Any:
    return lambda _: {"clusterName": "new", "configuration": {"executeCommandConfiguration": settings}}


SECRET = [{"name": "KEY", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-abcdef"}]

CLUSTERS = [
    Refusal("of a bad name", "CreateCluster", lambda _: {"clusterName": "a b"}, PARAMETER, "'a b'"),
    Refusal(
        "with no insight",
        "CreateCluster",
        lambda _: {"clusterName": "new", "settings": [{"name": "containerInsights", "value": "on"}]},
        PARAMETER,
        "containerInsights = on",
    ),
    Refusal(
        "again with other settings",
        "CreateCluster",
        lambda _: {"clusterName": "main", "tags": [{"key": "a", "value": "b"}]},
        PARAMETER,
        "inconsistent",
    ),
    Refusal(
        "logging nowhere",
        "CreateCluster",
        _command(logging="OVERRIDE", logConfiguration={"cloudWatchLogGroupName": "none"}),
        PARAMETER,
        "log group none",
    ),
    Refusal("with no key", "CreateCluster", _command(kmsKeyId="none"), PARAMETER, "KMS key none"),
    Refusal("logging in part", "CreateCluster", _command(logging="OVERRIDE"), PARAMETER, "logConfiguration"),
    Refusal(
        "in no namespace",
        "UpdateCluster",
        lambda _: {"cluster": "main", "serviceConnectDefaults": {"namespace": "none"}},
        "NamespaceNotFoundException",
        "none",
    ),
    Refusal(
        "of services",
        "DeleteCluster",
        lambda _: {"cluster": "main"},
        "ClusterContainsServicesException",
        "Services are active",
    ),
    Refusal(
        "with no provider",
        "PutClusterCapacityProviders",
        lambda _: {"cluster": "bare", "capacityProviders": ["x"], "defaultCapacityProviderStrategy": []},
        PARAMETER,
        "'x' was not found",
    ),
    Refusal(
        "with a strange default",
        "PutClusterCapacityProviders",
        lambda _: {
            "cluster": "bare",
            "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
        },
        PARAMETER,
        "not associated",
    ),
    Refusal(
        "that is gone",
        "UpdateCluster",
        lambda _: {"cluster": "gone"},
        "ClusterNotFoundException",
        "not found",
    ),
    Refusal(
        "like AWS's",
        "CreateCapacityProvider",
        lambda _: {"name": "fargate-more", "autoScalingGroupProvider": {"autoScalingGroupArn": "x"}},
        CLIENT,
        "cannot begin with",
    ),
]

TASKS = [
    Refusal("of a bad family", REGISTER, _task(family="a b"), CLIENT, "Family 'a b'"),
    Refusal("of no size", REGISTER, _task(cpu=None), CLIENT, "requires that 'cpu'"),
    Refusal("of a wrong size", REGISTER, _task(memory="4096"), CLIENT, "256 CPU, 4096 memory"),
    Refusal("in another mode", REGISTER, _task(networkMode="bridge"), CLIENT, "network mode 'awsvpc'"),
    Refusal("with small storage", REGISTER, _task(ephemeralStorage={"sizeInGiB": 20}), CLIENT, "21 to 200"),
    Refusal("with no role", REGISTER, _task(taskRoleArn="arn:aws:iam::123456789012:role/x"), CLIENT, "Role"),
    Refusal("with twins", REGISTER, _task(container(), container()), CLIENT, "unique"),
    Refusal("without an essential", REGISTER, _task(container(essential=False)), CLIENT, "essential"),
    Refusal(
        "of more reserved than there is",
        REGISTER,
        _task(container(memory=100, memoryReservation=200)),
        CLIENT,
        "'memoryReservation'",
    ),
    Refusal("with twin volumes", REGISTER, _task(volumes=[{"name": "a"}] * 2), CLIENT, "Volume names"),
    Refusal("of much CPU", REGISTER, _task(container(cpu=512)), CLIENT, "more than the task's, 256"),
    Refusal("of much memory", REGISTER, _task(container(memory=1024)), CLIENT, "greater than for the task"),
    Refusal(
        "with another host port",
        REGISTER,
        _task(container(portMappings=[{"containerPort": 80, "hostPort": 81}])),
        CLIENT,
        "must match",
    ),
    Refusal(
        "with one port twice",
        REGISTER,
        _task(container(), container(name="b")),
        CLIENT,
        "Duplicate host port mappings",
    ),
    Refusal(
        "with no volume",
        REGISTER,
        _task(container(mountPoints=[{"sourceVolume": "tmp", "containerPath": "/tmp"}])),
        CLIENT,
        "Unknown volume 'tmp'",
    ),
    Refusal(
        "waiting for nobody",
        REGISTER,
        _task(container(dependsOn=[{"containerName": "b", "condition": "START"}])),
        CLIENT,
        "'b'",
    ),
    Refusal(
        "waiting for health",
        REGISTER,
        _task(
            container(dependsOn=[{"containerName": "b", "condition": "HEALTHY"}]),
            container(name="b", portMappings=[]),
        ),
        CLIENT,
        "no health check",
    ),
    Refusal("privileged", REGISTER, _task(container(privileged=True)), CLIENT, "privileged"),
    Refusal("linked", REGISTER, _task(container(links=["b"])), CLIENT, "Links"),
    Refusal(
        "with a slow health check",
        REGISTER,
        _task(container(healthCheck={"command": ["x"], "interval": 301})),
        CLIENT,
        "between 5 and 300",
    ),
    Refusal(
        "with secrets and no role",
        REGISTER,
        _task(container(secrets=SECRET), executionRoleArn=None),
        CLIENT,
        "'executionRoleArn'",
    ),
    Refusal(
        "with a secret in plain text too",
        REGISTER,
        _task(container(secrets=SECRET, environment=[{"name": "KEY", "value": "x"}])),
        CLIENT,
        "'KEY'",
    ),
    Refusal(
        "with an ECR image and no role",
        REGISTER,
        _task(container(image="1.dkr.ecr.us-east-1.amazonaws.com/x"), executionRoleArn=None),
        CLIENT,
        "ECR images",
    ),
    Refusal(
        "logging with no role",
        REGISTER,
        _task(container(**logging()), executionRoleArn=None),
        CLIENT,
        "log driver awslogs",
    ),
    Refusal(
        "logging to no group",
        REGISTER,
        _task(container(**logging(**{"awslogs-group": ""}))),
        CLIENT,
        "awslogs-group",
    ),
    Refusal(
        "logging by another driver",
        REGISTER,
        _task(container(logConfiguration={"logDriver": "syslog"})),
        CLIENT,
        "does not support log driver syslog",
    ),
]


@each([*CLUSTERS, *TASKS])
def test_refuses(services: Services, row: Refusal) -> None:
    assert_refused(services.ecs, services, row)
