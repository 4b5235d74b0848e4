"""An EcsService under mocks, for the tests of its several sides."""

import json
from functools import cache
from typing import Any

from components import EcsService
from tests.mocks import TAGS, Recording, run

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
RULE = "aws:lb/listenerRule:ListenerRule"
SCALABLE = "aws:appautoscaling/target:Target"
SCALING = "aws:appautoscaling/policy:Policy"
SCHEDULED = "aws:appautoscaling/scheduledAction:ScheduledAction"

CLUSTER_ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/services"
LISTENER_ARN = (
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/public/0123456789abcdef/fedcba98"
)
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:sentry-AbCdEf"
REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/api"
IMAGE = f"{REPOSITORY}:1.4.2"

REQUIRED: dict[str, Any] = {
    "cluster_arn": CLUSTER_ARN,
    "subnet_ids": ["subnet-a", "subnet-b"],
    "security_group_ids": ["sg-1"],
    "image": IMAGE,
    "kms_key_arn": KEY_ARN,
    "tags": TAGS,
}
HTTP: dict[str, Any] = {"port": 3000, "vpc_id": "vpc-1", "listener_arn": LISTENER_ARN, "priority": 100}
EXEC: dict[str, Any] = {
    "execute_command": True,
    "exec_log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:exec",
    "exec_kms_key_arn": KEY_ARN,
}
WITHOUT_TELEMETRY: dict[str, Any] = {"telemetry": {"enabled": False}}


def deploy(*, name: str = "api", preview: bool = False, **args: Any) -> Recording:
    """An EcsService with `REQUIRED` and `args`; `result` has its outputs."""

    def program() -> object:
        service = EcsService(name, {**REQUIRED, **args})  # type: ignore[typeddict-item]
        return {output: getattr(service, output) for output in EcsService.__annotations__}

    return run(program, preview=preview, stack="prod")


def deploy_http(deployment: dict[str, Any] | None = None, **http: Any) -> Recording:
    """One that requests reach."""
    return deploy(http={**HTTP, **http}, deployment=deployment)


@cache
def worker() -> Recording:
    """A service without anything optional; deployed once, since tests only look at it."""
    return deploy(name="worker")


@cache
def api() -> Recording:
    """A service that requests reach; deployed once."""
    return deploy_http()


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "EcsService", **more}


def containers(recording: Recording) -> dict[str, dict[str, Any]]:
    """The containers of the task definition, by name."""
    definitions = json.loads(recording.one(TASK).inputs["containerDefinitions"])
    return {container["name"]: container for container in definitions}


def environment(recording: Recording) -> dict[str, str]:
    """The plain environment variables of the service's own container."""
    return {item["name"]: item["value"] for item in containers(recording)["app"]["environment"]}


def statements(recording: Recording, policy: str) -> list[dict[str, Any]]:
    """The statements of a role's policy, by its logical name."""
    found: list[dict[str, Any]] = json.loads(recording.one(ROLE_POLICY, policy).inputs["policy"])["Statement"]
    return found
