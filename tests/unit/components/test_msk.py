"""Msk: a Kafka cluster that is reached with IAM over TLS, and the rights on its topics and groups."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components import ArgumentError, Msk
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

CLUSTER = "aws:msk/cluster:Cluster"
CONFIGURATION = "aws:msk/configuration:Configuration"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEYS = {"kms_key_arn": "arn:data", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-events"
KAFKA = f"arn:aws:kafka:{REGION}:{ACCOUNT_ID}"
CLUSTER_ARN = f"{KAFKA}:cluster/events/0a1b2c3d-1"
VOLUME_SIZE = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"


def deploy(ask: Callable[[Msk], Any] = lambda _: None, **args: Any) -> Recording:
    def program() -> object:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2"],
            "security_group_ids": ["sg-1"],
            "tags": TAGS,
            **KEYS,
            **args,
        }
        events = Msk("events", given)
        return ask(events)

    return run(program)


def statements(ask: Callable[[Msk], Any]) -> list[tuple[list[str], str]]:
    """Actions and resource of each statement of a policy document."""
    document = json.loads(deploy(ask).result)
    assert all(statement["Effect"] == "Allow" for statement in document["Statement"])
    return [(statement["Action"], statement["Resource"]) for statement in document["Statement"]]


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "Msk", **more}


def test_is_a_cluster_with_what_it_needs() -> None:
    assert deploy().counts() == {
        "shared-infra:index:Msk": 1,
        LOG_GROUP: 1,
        CONFIGURATION: 1,
        CLUSTER: 1,
        TARGET: 1,
        POLICY: 1,
    }


def test_the_cluster_is_safe_in_every_respect() -> None:
    recording = deploy()

    assert recording.one(CLUSTER, "events-cluster").inputs == {
        "clusterName": LABEL,
        "kafkaVersion": "3.8.x",
        "numberOfBrokerNodes": 4,
        "brokerNodeGroupInfo": {
            "instanceType": "kafka.m7g.large",
            "clientSubnets": ["subnet-1", "subnet-2"],
            "securityGroups": ["sg-1"],
            "storageInfo": {"ebsStorageInfo": {"volumeSize": 100}},
        },
        "storageMode": "LOCAL",
        "configurationInfo": {
            "arn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Configuration/events-configuration",
            "revision": 1,
        },
        "clientAuthentication": {"sasl": {"iam": True, "scram": False}, "unauthenticated": False},
        "encryptionInfo": {
            "encryptionAtRestKmsKeyArn": "arn:data",
            "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
        },
        "enhancedMonitoring": "PER_BROKER",
        "openMonitoring": {
            "prometheus": {
                "jmxExporter": {"enabledInBroker": True},
                "nodeExporter": {"enabledInBroker": True},
            },
        },
        "loggingInfo": {
            "brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": "/shared-infra/local/events"}},
        },
        "tags": tags("events-cluster", DataClass="confidential"),
    }


@pytest.mark.parametrize("protection", [True, False])
def test_pulumi_protects_what_aws_does_not(protection: bool) -> None:
    assert deploy(deletion_protection=protection).one(CLUSTER).protect is protection


def test_its_brokers_replicate_safely() -> None:
    assert deploy(server_properties={"log.retention.hours": "72"}).one(CONFIGURATION).inputs == {
        "description": f"Brokers of {LABEL}",
        "serverProperties": (
            "auto.create.topics.enable=false\n"
            "default.replication.factor=4\n"
            "log.retention.hours=72\n"
            "min.insync.replicas=2\n"
            "num.partitions=4\n"
            "offsets.topic.replication.factor=4\n"
            "transaction.state.log.min.isr=2\n"
            "transaction.state.log.replication.factor=4\n"
            "unclean.leader.election.enable=false\n"
        ),
    }


def test_volumes_grow_without_drift() -> None:
    recording = deploy(max_volume_size_gib=500, storage_utilization_percent=70)
    kafka = {
        "serviceNamespace": "kafka",
        "scalableDimension": "kafka:broker-storage:VolumeSize",
        "resourceId": CLUSTER_ARN,
    }

    assert recording.one(TARGET, "events-storage-target").inputs == {
        **kafka,
        "minCapacity": 1,
        "maxCapacity": 500,
        "tags": tags("events-storage-target"),
    }
    assert recording.one(POLICY, "events-storage-policy").inputs == {
        **kafka,
        "policyType": "TargetTrackingScaling",
        "targetTrackingScalingPolicyConfiguration": {
            "predefinedMetricSpecification": {"predefinedMetricType": "KafkaBrokerStorageUtilization"},
            "targetValue": 70,
            "disableScaleIn": True,
        },
    }
    assert recording.one(CLUSTER).ignore_changes == (VOLUME_SIZE,)


@pytest.mark.parametrize("args", [{"max_volume_size_gib": 0}, {"volume_size_gib": 16384}])
def test_the_size_of_volumes_that_do_not_grow_is_the_programs(args: dict[str, Any]) -> None:
    recording = deploy(**args)

    assert TARGET not in recording.counts()
    assert POLICY not in recording.counts()
    assert recording.one(CLUSTER).ignore_changes == ()


def test_by_default_volumes_grow_tenfold() -> None:
    assert deploy(volume_size_gib=50).one(TARGET).inputs["maxCapacity"] == 500
    assert deploy(volume_size_gib=9000).one(TARGET).inputs["maxCapacity"] == 16384


def test_three_zones_take_three_subnets() -> None:
    inputs = deploy(subnet_ids=["a", "b", "c"], zone_count=3).one(CLUSTER).inputs

    assert inputs["numberOfBrokerNodes"] == 3
    assert inputs["brokerNodeGroupInfo"]["clientSubnets"] == ["a", "b", "c"]


def test_two_zones_take_the_first_two_subnets() -> None:
    inputs = deploy(subnet_ids=["a", "b", "c"], tiered_storage=True, monitoring="DEFAULT").one(CLUSTER).inputs

    assert inputs["brokerNodeGroupInfo"]["clientSubnets"] == ["a", "b"]
    assert (inputs["storageMode"], inputs["enhancedMonitoring"]) == ("TIERED", "DEFAULT")


def test_its_log_is_encrypted_and_kept() -> None:
    assert deploy().one(LOG_GROUP, "events-log-group").inputs == {
        "name": "/shared-infra/local/events",
        "retentionInDays": 365,
        "kmsKeyId": "arn:logs",
        "tags": tags("events-log-group", DataClass="internal"),
    }


def test_its_outputs() -> None:
    assert deploy().one("shared-infra:index:Msk").outputs == {
        "clusterArn": CLUSTER_ARN,
        "clusterName": LABEL,
        "bootstrapBrokers": "b-1.events.example:9098,b-2.events.example:9098",
        "topicArnPrefix": f"{KAFKA}:topic/events/0a1b2c3d-1/",
        "groupArnPrefix": f"{KAFKA}:group/events/0a1b2c3d-1/",
        "configurationArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Configuration/events-configuration",
        "logGroupName": "/shared-infra/local/events",
        "kmsKeyArn": "arn:data",
    }


def test_without_keys_it_makes_one_for_both() -> None:
    recording = deploy(kms_key_arn=None, log_kms_key_arn=None)
    policy = recording.one("aws:kms/key:Key", "events-key-key").inputs["policy"]

    assert f'"kafka.{REGION}.amazonaws.com"' in policy
    assert "UseByCloudWatchLogs" in policy


class TestGrants:
    CONNECT = ("kafka-cluster:Connect", "kafka-cluster:DescribeCluster")

    def test_a_producer_writes_to_one_topic(self) -> None:
        assert statements(lambda events: events.grant_produce("orders")) == [
            ([*self.CONNECT, "kafka-cluster:WriteDataIdempotently"], CLUSTER_ARN),
            (
                ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
                f"{KAFKA}:topic/events/0a1b2c3d-1/orders",
            ),
        ]

    def test_in_transactions_if_wanted(self) -> None:
        *_, last = statements(lambda events: events.grant_produce("orders", "api-*"))

        assert last == (
            ["kafka-cluster:AlterTransactionalId", "kafka-cluster:DescribeTransactionalId"],
            f"{KAFKA}:transactional-id/events/0a1b2c3d-1/api-*",
        )

    def test_a_consumer_reads_one_topic_in_one_group(self) -> None:
        assert statements(lambda events: events.grant_consume("orders", "ai")) == [
            (list(self.CONNECT), CLUSTER_ARN),
            (
                ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"],
                f"{KAFKA}:topic/events/0a1b2c3d-1/orders",
            ),
            (
                ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"],
                f"{KAFKA}:group/events/0a1b2c3d-1/ai",
            ),
        ]

    def test_whoever_manages_topics_cannot_delete_or_read_them(self) -> None:
        [_, (actions, resource)] = statements(lambda events: events.grant_manage_topics("orders-*"))

        assert resource == f"{KAFKA}:topic/events/0a1b2c3d-1/orders-*"
        assert "kafka-cluster:CreateTopic" in actions
        assert not {"kafka-cluster:DeleteTopic", "kafka-cluster:ReadData", "kafka-cluster:*"} & set(actions)

    @pytest.mark.parametrize("name", ["", "a/b", "a*b", "**", "a b", "x" * 250])
    def test_what_is_no_name_is_refused(self, name: str) -> None:
        asks: list[Callable[[Msk], Any]] = [
            lambda events: events.grant_produce(name),
            lambda events: events.grant_produce("orders", name),
            lambda events: events.grant_consume("orders", name),
            lambda events: events.grant_consume(name, "ai"),
            lambda events: events.grant_manage_topics(name),
        ]
        for ask in asks:
            with pytest.raises(ArgumentError, match="Msk 'events' cannot give a right on"):
                deploy(ask)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"kafka_version": "2.8.1"}, "kafka_version: '2.8.1'. Allowed: a version of Kafka on MSK, 3.3.1 or"),
        ({"kafka_version": "3.8"}, "kafka_version: '3.8'."),
        (
            {"broker_instance_type": "express.m7g.large"},
            "broker_instance_type: 'express.m7g.large'. Allowed:",
        ),
        ({"volume_size_gib": 0}, "volume_size_gib: 0. Allowed: a whole number from 1 to 16384."),
        ({"max_volume_size_gib": 100}, "max_volume_size_gib: 100 beside volumes of 100 GiB. Allowed: more"),
        (
            {"storage_utilization_percent": 81},
            "storage_utilization_percent: 81. Allowed: a whole number from",
        ),
        (
            {"tiered_storage": True, "broker_instance_type": "kafka.t3.small"},
            "tiered_storage: true with kafka.t3.small. Allowed: true with larger brokers.",
        ),
        ({"monitoring": "ALL"}, "monitoring: 'ALL'. Allowed: DEFAULT, PER_BROKER, PER_TOPIC_PER_BROKER"),
        (
            {"server_properties": {"min.insync.replicas": "1"}},
            "server_properties: min.insync.replicas = '1'. Allowed: any other than min.insync.replicas.",
        ),
        ({"zone_count": 3}, "subnet_ids: 2 for 3 zones. Allowed: one subnet a zone, or more; or a lower"),
        ({"cluster_name": "My_Events"}, "cluster_name: 'My_Events'. Allowed: 3 to 64 lower-case letters"),
        ({"client_broker": "PLAINTEXT"}, "client_broker: no argument here."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
