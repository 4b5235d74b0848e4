"""A service on Fargate."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._ecs_alarms import create_error_alarm, create_memory_alarm
from ._ecs_deployment import DeploymentArgs
from ._ecs_inputs import checked_environment, checked_secrets, pinned_image
from ._ecs_routing import HttpArgs, Routing, create_routing
from ._ecs_scaling import ScalingArgs, create_scaling
from ._ecs_service_resource import Surroundings, create_service
from ._ecs_service_roles import create_execution_role, create_infrastructure_role, create_task_role
from ._ecs_service_spec import ServiceSpec, resolve_service
from ._ecs_task import CpuArchitecture
from ._ecs_task_definition import create_task_definition
from ._ecs_telemetry import TelemetryArgs
from ._log_group import create_log_group, log_group_name
from ._own_key import Encrypted, key_arns
from ._tags import DataClass


class EcsServiceArgs(TypedDict):
    """What a stack decides about a service."""

    cluster_arn: pulumi.Input[str]
    """Cluster that the service is in; it has to offer Fargate."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Private subnets of the tasks, in two zones or more. Tasks have no public address."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the tasks."""
    image: pulumi.Input[str]
    """Image of the container, with a tag other than latest, or a digest."""
    resolve_image_digest: NotRequired[bool]
    """Whether the tag of an image in ECR is looked up when the program runs, and tasks are pinned to the
    digest; the image has to be there already. Default: false; ECS pins each deployment itself."""
    architecture: NotRequired[CpuArchitecture]
    """Processor that the image is made for: x86_64 or arm64. Default: x86_64."""
    cpu: NotRequired[int]
    """CPU units of a task, 256 to 16384; 1024 are one vCPU. Default: 512."""
    memory_mib: NotRequired[int]
    """Memory of a task in MiB, as Fargate offers it with `cpu`. Default: the least with that cpu."""
    ephemeral_storage_gib: NotRequired[int]
    """Disk of a task in GiB, 21 to 200. Default: Fargate's 20."""
    command: NotRequired[list[str]]
    """Command that the container runs. Default: the image's."""
    entry_point: NotRequired[list[str]]
    """Entry point of the container. Default: the image's."""
    user: NotRequired[str]
    """User of the container, as 1000:1000. Default: the image's."""
    environment: NotRequired[dict[str, pulumi.Input[str]]]
    """Plain environment variables. Names and values that look like secrets are refused. Default: none but
    those by which OpenTelemetry finds the collector."""
    acknowledged_plaintext: NotRequired[list[str]]
    """Names in `environment` that look like a secret's, and whose values are none. Default: none."""
    secrets: NotRequired[dict[str, pulumi.Input[str]]]
    """Environment variables with secrets: for each the ARN of a secret in Secrets Manager, alone or followed
    by :key:version-stage:version-id, as `references` of a Secret has it. Default: none."""
    secret_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Keys that encrypt those secrets. Default: none; the secrets are encrypted with the key of AWS."""
    health_check_command: NotRequired[list[str]]
    """Command that succeeds as long as the container is healthy, as ["CMD", "node", "health.js"]. Default:
    none; with `http` the load balancer checks."""
    stop_timeout_seconds: NotRequired[int]
    """Seconds, 2 to 120, between the signal to stop and the end of the container. Default: 30."""
    readonly_root_filesystem: NotRequired[bool]
    """Whether the container's file system cannot be written to. Default: true."""
    writable_directories: NotRequired[dict[str, int]]
    """Directories in memory that can be written to: size in MiB by path. Default: /tmp with 64, if the file
    system is read-only."""
    http: NotRequired[HttpArgs]
    """How requests reach the service through a load balancer. Default: none does, as with a worker."""
    deployment: NotRequired[DeploymentArgs]
    """How a new version takes over, and what makes ECS go back. Default: rolling, with rollback when tasks do
    not start, answers are errors or memory runs out."""
    scaling: NotRequired[ScalingArgs]
    """How many tasks there are, and on which capacity. Default: 2 to 10 on demand, by CPU and memory."""
    telemetry: NotRequired[TelemetryArgs]
    """Traces and metrics. Default: a collector beside the container, to X-Ray and CloudWatch."""
    task_role_arn: NotRequired[pulumi.Input[str]]
    """Role that tasks have, as that of a TaskRole; what the collector and ECS Exec need is added to it.
    Default: a role of their own, if they may do anything in AWS."""
    task_role_policies: NotRequired[dict[str, pulumi.Input[str]]]
    """IAM policy documents of what the service may do in AWS, by a name that never changes, as stores of data
    give them (`grant_...`). Default: none."""
    task_role_statements: NotRequired[list[dict[str, pulumi.Input[Any]]]]
    """IAM policy statements (Effect, Action, Resource, Condition) of what the service may do in AWS; values
    in them may be Outputs. Default: none."""
    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """IAM policy that limits all roles of the service. Default: none."""
    execute_command: NotRequired[bool]
    """Whether people whom IAM allows to can run commands in the container (ECS Exec). Default: false."""
    exec_log_group_arn: NotRequired[pulumi.Input[str]]
    """Log group of ECS Exec of the cluster. Default: none; required with `execute_command`."""
    exec_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of ECS Exec of the cluster. Default: none; required with `execute_command`."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of its own."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class EcsService(SharedComponent):
    """A service of Fargate tasks in private subnets, which scales by load, and goes back by itself to its
    last good version.

    Produces: the service (`<name>-service`, called `<name>`), its task definition, log group, execution role
    and, if tasks call AWS, task role; alarms that roll deployments back (`<name>-memory-alarm` and, with
    `http`, `<name>-error-alarm`); with `http` a target group (`<name>-blue`) and a listener rule; with
    blue-green and canary a second group (`<name>-green`), a rule for tests and a role; unless the number of
    tasks is fixed, a scalable target with its policies and schedules. Without `kms_key_arn` also a key,
    `<name>-key` (a KmsKey). What AWS moves is left alone: the number of tasks under scaling, and the rules'
    targets under blue-green and canary.

    Example:

        EcsService("api", {
            "cluster_arn": cluster.cluster_arn,
            "subnet_ids": vpc.compute_subnet_ids,
            "security_group_ids": [group.security_group_id],
            "image": pulumi.Output.concat(images.repository_url, ":1.4.2"),
            "secrets": {"SENTRY_DSN": sentry.secret_arn},
            "secret_kms_key_arns": [sentry.kms_key_arn],
            "http": {
                "port": 3000,
                "vpc_id": vpc.vpc_id,
                "listener_arn": load_balancer.https_listener_arn,
                "priority": 100,
            },
            "deployment": {"strategy": DeploymentStrategy.CANARY},
            "tags": tags,
        })

    Cost: a task of 0.5 vCPU and 1 GiB 18 USD per month on demand, a fifth less on arm64; 0.10 USD per month
    for each metric of an alarm; logs 0.50 USD per GB (us-east-1, Fargate and CloudWatch pricing).
    """

    service_name: pulumi.Output[str]
    """Name of the service in its cluster."""
    service_arn: pulumi.Output[str]
    """ARN of the service."""
    task_definition_arn: pulumi.Output[str]
    """ARN of the task definition, with its revision."""
    image: pulumi.Output[str]
    """Image that tasks run, by its digest if that was looked up."""
    task_role_arn: pulumi.Output[str] | None
    """ARN of the role that the service acts with in AWS; absent when it may do nothing there."""
    execution_role_arn: pulumi.Output[str]
    """ARN of the role by which ECS starts tasks."""
    log_group_name: pulumi.Output[str]
    """Name of the log group."""
    log_group_arn: pulumi.Output[str]
    """ARN of the log group."""
    target_group_arns: pulumi.Output[list[str]]
    """ARNs of the target groups; empty without `http`."""
    target_group_arn_suffixes: pulumi.Output[list[str]]
    """Ends of those ARNs, by which CloudWatch's metrics name them."""
    rollback_alarm_names: pulumi.Output[list[str]]
    """Names of the component's own alarms that roll a deployment back."""

    def __init__(self, name: str, args: EcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_service(name, args, EcsServiceArgs)
        super().__init__("EcsService", name, spec.tags, opts)
        [key_arn] = key_arns(self, [Encrypted(spec.kms_key_arn, ["logs"])], DataClass.INTERNAL, spec.tags)
        self.log_group = create_log_group(self, log_group_name(name), spec.log_retention_days, key_arn)
        self.image = pinned_image(self, spec)
        environment, secrets = checked_environment(self, spec), checked_secrets(self, spec)
        execution_role = create_execution_role(self, spec, self.image, secrets, self.log_group.arn)
        task_role = create_task_role(self, spec, self.log_group.arn)
        self.task_definition = create_task_definition(
            self,
            spec,
            image=self.image,
            environment=environment,
            secrets=secrets,
            log_group=self.log_group,
            execution_role_arn=execution_role.arn,
            task_role_arn=task_role.arn if task_role else None,
        )
        self.routing = create_routing(self, spec.http) if spec.http else None
        infrastructure_role = create_infrastructure_role(self, spec)
        self.cluster_name = pulumi.Output.from_input(spec.cluster_arn).apply(_last_part)
        self.alarms = self._create_alarms(spec)
        roles = [role for role in (execution_role, task_role, infrastructure_role) if role is not None]
        self.service = create_service(
            self,
            spec,
            Surroundings(self.task_definition, self.routing, self.alarms, roles, infrastructure_role),
        )
        self.scalable_target = create_scaling(
            self,
            spec.scaling,
            self.cluster_name,
            self.service,
            spec.http.listener_arn if spec.http else None,
            self.routing.blue if self.routing else None,
        )

        self.execution_role_arn = pulumi.Output.from_input(execution_role.arn)
        self.task_role_arn = pulumi.Output.from_input(task_role.arn) if task_role else None
        self._set_outputs()
        self.publish()

    def _create_alarms(self, spec: ServiceSpec) -> list[aws.cloudwatch.MetricAlarm]:
        alarms = [
            create_memory_alarm(
                self, self.cluster_name, self.pulumi_resource_name, spec.deployment.rollback_memory_percent
            )
        ]
        if spec.http is not None and self.routing is not None:
            alarms.append(
                create_error_alarm(
                    self,
                    spec.http.listener_arn,
                    self.routing.target_groups,
                    spec.deployment.rollback_error_percent,
                )
            )
        return alarms

    def _set_outputs(self) -> None:
        groups = _groups(self.routing)
        self.service_name = self.service.name
        self.service_arn = self.service.arn
        self.task_definition_arn = self.task_definition.arn
        self.log_group_name = self.log_group.name
        self.log_group_arn = self.log_group.arn
        self.target_group_arns = pulumi.Output.all(*[group.arn for group in groups])
        self.target_group_arn_suffixes = pulumi.Output.all(*[group.arn_suffix for group in groups])
        self.rollback_alarm_names = pulumi.Output.all(*[alarm.name for alarm in self.alarms])


def _groups(routing: Routing | None) -> list[aws.lb.TargetGroup]:
    return [] if routing is None else routing.target_groups


def _last_part(arn: str) -> str:
    return arn.rpartition("/")[2]
