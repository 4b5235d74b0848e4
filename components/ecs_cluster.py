"""A cluster of Fargate capacity."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._log_group import LOG_RETENTION_DAYS, create_log_group, log_group_name
from ._own_key import Encrypted, key_arns
from ._tags import DataClass

_CAPACITY_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


class ContainerInsights(StrEnum):
    """What CloudWatch measures of a cluster, its services and tasks."""

    ENHANCED = "enhanced"
    """Everything, down to each container."""
    ENABLED = "enabled"
    """Clusters, services and task definitions."""
    DISABLED = "disabled"
    """CPU and memory of services, which cost nothing."""


class EcsClusterArgs(TypedDict):
    """What a stack decides about a cluster."""

    container_insights: NotRequired[ContainerInsights]
    """What CloudWatch measures: enhanced, enabled or disabled. Default: enhanced."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts sessions in containers and their log; its policy has to admit CloudWatch Logs and ECS
    Exec (`logs` and `ecs-exec` of a KmsKey). Default: a key of its own."""
    exec_log_retention_days: NotRequired[int]
    """Days that the log of commands run in containers is kept, one of the periods of CloudWatch Logs.
    Default: 365."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    container_insights: ContainerInsights
    kms_key_arn: pulumi.Input[str] | None
    exec_log_retention_days: int
    tags: dict[str, str]


class EcsCluster(SharedComponent):
    """An ECS cluster on Fargate, on demand and spot, where every command that somebody runs in a container is
    encrypted and logged.

    Produces: the cluster (`<name>-cluster`), its capacity providers (`<name>-capacity-providers`; services
    that do not choose run on demand), and the log group of ECS Exec (`<name>-exec-log-group`), called
    `/<project>/<stack>/<name>-exec`. Without `kms_key_arn` also a key, `<name>-key` (a KmsKey).

    Example:

        cluster = EcsCluster("services", {"kms_key_arn": key.key_arn, "tags": tags})
        pulumi.export("cluster", cluster.cluster_name)

    Cost: none for the cluster; 0.07 USD per month for each metric of enhanced Container Insights, and 1 USD
    per month for a key of its own (us-east-1, CloudWatch and KMS pricing).
    """

    cluster_arn: pulumi.Output[str]
    """ARN of the cluster; known to services only once it has its capacity providers."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    exec_log_group_name: pulumi.Output[str]
    """Name of the log group of ECS Exec."""
    exec_log_group_arn: pulumi.Output[str]
    """ARN of the log group of ECS Exec: tasks in which commands are run write to it."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts sessions and their log: those tasks decrypt with it."""

    def __init__(self, name: str, args: EcsClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("EcsCluster", name, spec.tags, opts)
        encrypted = Encrypted(spec.kms_key_arn, ["ecs-exec", "logs"])
        [self.kms_key_arn] = key_arns(self, [encrypted], DataClass.INTERNAL, spec.tags)
        self.exec_log_group = create_log_group(
            self,
            log_group_name(self.child_name("exec")),
            spec.exec_log_retention_days,
            self.kms_key_arn,
            role="exec-log-group",
        )
        self.cluster = self._create_cluster(spec)
        self.capacity_providers = self._attach_capacity_providers()

        # Through the capacity providers, without which no service can choose one.
        attached = self.capacity_providers.id
        self.cluster_arn = pulumi.Output.all(self.cluster.arn, attached).apply(lambda both: str(both[0]))
        self.cluster_name = self.cluster.name
        self.exec_log_group_name = self.exec_log_group.name
        self.exec_log_group_arn = self.exec_log_group.arn
        self.publish()

    def _create_cluster(self, spec: _Spec) -> aws.ecs.Cluster:
        return aws.ecs.Cluster(
            self.child_name("cluster"),
            settings=[{"name": "containerInsights", "value": spec.container_insights.value}],
            configuration={
                "execute_command_configuration": {
                    "kms_key_id": self.kms_key_arn,
                    "logging": "OVERRIDE",
                    "log_configuration": {
                        "cloud_watch_encryption_enabled": True,
                        "cloud_watch_log_group_name": self.exec_log_group.name,
                    },
                }
            },
            tags=self.child_tags("cluster"),
            opts=self.child_options(),
        )

    def _attach_capacity_providers(self) -> aws.ecs.ClusterCapacityProviders:
        return aws.ecs.ClusterCapacityProviders(
            self.child_name("capacity-providers"),
            cluster_name=self.cluster.name,
            capacity_providers=list(_CAPACITY_PROVIDERS),
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1}],
            opts=self.child_options(),
        )


def _resolve(name: str, args: EcsClusterArgs) -> _Spec:
    reader = ArgumentReader("EcsCluster", name, args, EcsClusterArgs)
    spec = _Spec(
        container_insights=reader.choice("container_insights", ContainerInsights, ContainerInsights.ENHANCED),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        exec_log_retention_days=reader.whole_number("exec_log_retention_days", 365, LOG_RETENTION_DAYS),
        tags=reader.tags(),
    )
    reader.finish()
    return spec
