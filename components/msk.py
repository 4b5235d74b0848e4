"""A Kafka cluster on MSK."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentError
from ._base import SharedComponent
from ._kafka_policy import arn_prefix, consume, manage_topics, name_problem, produce
from ._log_group import create_log_group, log_group_name
from ._msk_spec import MskMonitoring, MskSpec, resolve_msk
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey
from ._zone_subnets import first_subnets

_VOLUME_SIZE = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"


class MskArgs(TypedDict):
    """What a stack decides about a Kafka cluster."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Messaging-tier subnets, each in a zone of its own; the first `zone_count` of them are used."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the brokers: they say who may connect."""
    cluster_name: NotRequired[str]
    """Name of the cluster. Default: made of project, stack and the component's name."""
    kafka_version: NotRequired[str]
    """Version of Kafka, 3.3.1 or newer; an older one than before replaces the cluster. Default: 3.8.x."""
    zone_count: NotRequired[int]
    """Zones that the brokers are spread over, 2 or 3. Default: 2."""
    broker_count: NotRequired[int]
    """Brokers, a multiple of `zone_count`, up to 30. While one of two restarts, records are kept once.
    Default: 4 in two zones, 3 in three."""
    broker_instance_type: NotRequired[str]
    """Type of the brokers. Default: kafka.m7g.large."""
    replication_factor: NotRequired[int]
    """Copies of each record in new topics, 2 up to the number of brokers. Default: 4 in two zones and 3 in
    three, so that a lost zone stops no writes; 2 with two brokers."""
    min_insync_replicas: NotRequired[int]
    """Copies that confirm a write: at least half of them, fewer than all. Default: what the loss of a zone
    leaves, 2 of 4 or 3; 1 of 2."""
    server_properties: NotRequired[dict[str, str]]
    """Further properties of the brokers, as log.retention.hours. Those about replication, and about topics
    that make themselves, are decided here. Default: as many partitions as brokers."""
    volume_size_gib: NotRequired[int]
    """Size of the volume of each broker, 1 to 16384; when volumes may grow, their size at the start. Default:
    100."""
    max_volume_size_gib: NotRequired[int]
    """Size that volumes may grow to by themselves; 0: they do not. Default: ten times `volume_size_gib`."""
    storage_utilization_percent: NotRequired[int]
    """Fullness, 10 to 80, at which volumes grow. Default: 60."""
    tiered_storage: NotRequired[bool]
    """Whether topics may move old records to cheaper storage. Going back replaces the cluster. Default:
    false."""
    monitoring: NotRequired[MskMonitoring]
    """How finely MSK measures: DEFAULT, PER_BROKER, PER_TOPIC_PER_BROKER or PER_TOPIC_PER_PARTITION. Default:
    PER_BROKER."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to delete or replace the cluster, which AWS does not protect. Default: true."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the volumes; its policy has to admit Kafka. Default: a key of their own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    data_class: NotRequired[DataClass]
    """How sensitive the content is; the tag DataClass. Default: confidential."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class Msk(SharedComponent):
    """A Kafka cluster that clients reach with IAM over TLS and in no other way, with safe replication.

    Produces: the cluster (`<name>-cluster`) and its configuration, the log group of its brokers, the growth
    of its volumes (`<name>-storage-target`, `<name>-storage-policy`), and a key (`<name>-key`, a KmsKey) for
    all that is given none. Topics do not make themselves: whoever has the policy of `grant_manage_topics`
    makes them. Prometheus can read brokers at the ports 11001 and 11002, where security groups let it.

    Example:

        events = Msk("events", {
            "subnet_ids": network.messaging_subnet_ids,
            "security_group_ids": [msk.security_group_id],
            "tags": tags,
        })
        aws.iam.RolePolicy("api-events", role=api_role.id, policy=events.grant_produce("orders"))
        aws.iam.RolePolicy("ai-events", role=ai_role.id, policy=events.grant_consume("orders", "ai"))

    Cost: a kafka.m7g.large broker 149 USD per month, so 596 USD for four; volumes 0.10 USD per GB and month
    and broker; each metric that is finer than DEFAULT up to 0.30 USD per month; logs 0.50 USD per GB; traffic
    between zones 0.01 USD per GB; a key of its own 1 USD (us-east-1, MSK, CloudWatch, EC2 and KMS pricing).
    """

    cluster_arn: pulumi.Output[str]
    """ARN of the cluster."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster, as its metrics have it."""
    bootstrap_brokers: pulumi.Output[str]
    """Hosts and ports (9098) that clients start from, with IAM over TLS, separated by commas."""
    topic_arn_prefix: pulumi.Output[str]
    """How the ARNs of topics start; the topic's name follows."""
    group_arn_prefix: pulumi.Output[str]
    """How the ARNs of consumer groups start; the group's name follows."""
    configuration_arn: pulumi.Output[str]
    """ARN of the configuration of the brokers."""
    log_group_name: pulumi.Output[str]
    """Name of the log group of the brokers."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the content."""

    def __init__(self, name: str, args: MskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_msk(name, args, MskArgs)
        super().__init__("Msk", name, spec.store.tags, opts)
        self.kms_key_arn, log_kms_key_arn = self._key_arns(spec)
        self.log_group = create_log_group(
            self, log_group_name(name), spec.store.log_retention_days, log_kms_key_arn
        )
        self.configuration = self._create_configuration(spec)
        self.cluster = self._create_cluster(spec)
        self.storage_policy = self._create_storage_growth(spec)

        self._set_outputs()
        self.publish()

    def grant_produce(self, topic: str, transactional_id: str | None = None) -> pulumi.Output[str]:
        """A policy document: whoever has it may write to `topic`, also in transactions of `transactional_id`.

        A name that ends in * stands for all that start so. Raises ArgumentError for what is no name.
        """
        self._check_names(topic, *([] if transactional_id is None else [transactional_id]))
        return self.cluster_arn.apply(lambda arn: produce(arn, topic, transactional_id))

    def grant_consume(self, topic: str, group: str) -> pulumi.Output[str]:
        """A policy document: whoever has it may read `topic` as a member of the consumer group `group`.

        A name that ends in * stands for all that start so. Raises ArgumentError for what is no name.
        """
        self._check_names(topic, group)
        return self.cluster_arn.apply(lambda arn: consume(arn, topic, group))

    def grant_manage_topics(self, topic: str = "*") -> pulumi.Output[str]:
        """A policy document: whoever has it may make and configure topics called `topic`, not delete them.

        A name that ends in * stands for all that start so. Raises ArgumentError for what is no name.
        """
        self._check_names(topic)
        return self.cluster_arn.apply(lambda arn: manage_topics(arn, topic))

    def _check_names(self, *names: str) -> None:
        for name in names:
            allowed = name_problem(name)
            if allowed:
                raise ArgumentError(
                    f"Msk {self.pulumi_resource_name!r} cannot give a right on {name!r}. Allowed: {allowed}."
                )

    def _key_arns(self, spec: MskSpec) -> list[pulumi.Output[str]]:
        parts = [
            Encrypted(spec.store.kms_key_arn, ["kafka"]),
            Encrypted(spec.store.log_kms_key_arn, ["logs"]),
        ]
        return key_arns(self, parts, spec.store.data_class, spec.store.tags)

    def _create_configuration(self, spec: MskSpec) -> aws.msk.Configuration:
        return aws.msk.Configuration(
            self.child_name("configuration"),
            description=f"Brokers of {spec.store.label}",
            server_properties=spec.server_properties,
            opts=self.child_options(),
        )

    def _create_cluster(self, spec: MskSpec) -> aws.msk.Cluster:
        grows = spec.max_volume_size_gib is not None
        return aws.msk.Cluster(
            self.child_name("cluster"),
            cluster_name=spec.store.label,
            kafka_version=spec.kafka_version,
            number_of_broker_nodes=spec.replication.broker_count,
            broker_node_group_info={
                "instance_type": spec.broker_instance_type,
                "client_subnets": first_subnets(spec.store.subnet_ids, spec.replication.zone_count),
                "security_groups": spec.store.security_group_ids,
                "storage_info": {"ebs_storage_info": {"volume_size": spec.volume_size_gib}},
            },
            storage_mode="TIERED" if spec.tiered_storage else "LOCAL",
            configuration_info={
                "arn": self.configuration.arn,
                "revision": self.configuration.latest_revision,
            },
            client_authentication={"sasl": {"iam": True, "scram": False}, "unauthenticated": False},
            encryption_info={
                "encryption_at_rest_kms_key_arn": self.kms_key_arn,
                "encryption_in_transit": {"client_broker": "TLS", "in_cluster": True},
            },
            enhanced_monitoring=spec.monitoring.value,
            open_monitoring={
                "prometheus": {
                    "jmx_exporter": {"enabled_in_broker": True},
                    "node_exporter": {"enabled_in_broker": True},
                },
            },
            logging_info={
                "broker_logs": {"cloudwatch_logs": {"enabled": True, "log_group": self.log_group.name}}
            },
            tags=self.child_tags("cluster", {TagKey.DATA_CLASS: spec.store.data_class}),
            # Where AWS makes volumes larger, the size here is theirs at the start.
            opts=self.child_options(
                spec.store.protect(pulumi.ResourceOptions(ignore_changes=[_VOLUME_SIZE] if grows else []))
            ),
        )

    def _create_storage_growth(self, spec: MskSpec) -> aws.appautoscaling.Policy | None:
        if spec.max_volume_size_gib is None:
            return None
        target = aws.appautoscaling.Target(
            self.child_name("storage-target"),
            service_namespace="kafka",
            scalable_dimension="kafka:broker-storage:VolumeSize",
            resource_id=self.cluster.arn,
            # MSK takes no other minimum: volumes never shrink.
            min_capacity=1,
            max_capacity=spec.max_volume_size_gib,
            tags=self.child_tags("storage-target"),
            opts=self.child_options(),
        )
        return aws.appautoscaling.Policy(
            self.child_name("storage-policy"),
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration=_tracking(spec),
            opts=self.child_options(),
        )

    def _set_outputs(self) -> None:
        self.cluster_arn = self.cluster.arn
        self.cluster_name = self.cluster.cluster_name
        self.bootstrap_brokers = self.cluster.bootstrap_brokers_sasl_iam
        self.topic_arn_prefix = self.cluster.arn.apply(lambda arn: arn_prefix(arn, "topic"))
        self.group_arn_prefix = self.cluster.arn.apply(lambda arn: arn_prefix(arn, "group"))
        self.configuration_arn = self.configuration.arn
        self.log_group_name = self.log_group.name


def _tracking(spec: MskSpec) -> dict[str, Any]:
    return {
        "predefined_metric_specification": {"predefined_metric_type": "KafkaBrokerStorageUtilization"},
        "target_value": spec.storage_utilization_percent,
        "disable_scale_in": True,
    }
