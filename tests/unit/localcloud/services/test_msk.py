"""MSK through the provider."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.definition import RefusedError
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

CLUSTER = "aws:msk/cluster:Cluster"
SERVERLESS = "aws:msk/serverlessCluster:ServerlessCluster"
CONFIGURATION = "aws:msk/configuration:Configuration"
SECRETS = "aws:msk/scramSecretAssociation:ScramSecretAssociation"


class KafkaWorld(ComputeWorld):
    """A cloud with what Kafka clusters need."""

    @cached_property
    def scram_cluster(self) -> str:
        """A cluster that opens SASL/SCRAM."""
        return self.make(CLUSTER, **cluster(self, "scram", clientAuthentication={"sasl": {"scram": True}}))[0]

    def properties(self, name: str) -> Properties:
        return self.make(CONFIGURATION, name=name, serverProperties="num.partitions=2\n")[1]

    def secret(self, name: str) -> str:
        made = self.client("secretsmanager").create_secret(
            Name=name, SecretString="{}", KmsKeyId=self.key["arn"]
        )
        return str(made["ARN"])


@pytest.fixture(scope="module")
def world() -> Iterator[KafkaWorld]:
    with Cloud(None) as cloud:
        yield KafkaWorld(cloud)


def brokers(world: KafkaWorld, gib: int | None = 10, **more: Any) -> Properties:
    storage = {"storageInfo": {"ebsStorageInfo": {"volumeSize": gib}}} if gib else {}
    return {
        "instanceType": "kafka.m5.large",
        "clientSubnets": world.private_subnets,
        "securityGroups": world.groups[:1],
        **storage,
        **more,
    }


def cluster(world: KafkaWorld, name: str, **inputs: Any) -> Properties:
    return {
        "clusterName": name,
        "kafkaVersion": "3.6.0",
        "numberOfBrokerNodes": 2,
        "brokerNodeGroupInfo": brokers(world),
        **inputs,
    }


def configured(made: Properties) -> Properties:
    return {"arn": made["arn"], "revision": made["latestRevision"]}


def to_log_group(world: KafkaWorld) -> Properties:
    return {"brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": world.log_group["name"]}}}


def secured(world: KafkaWorld) -> Properties:
    exporter = {"enabledInBroker": True}
    return cluster(
        world,
        "secured",
        configurationInfo=configured(world.properties("first")),
        clientAuthentication={"sasl": {"iam": True, "scram": False}, "unauthenticated": False},
        encryptionInfo={
            "encryptionAtRestKmsKeyArn": world.key["arn"],
            "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
        },
        enhancedMonitoring="PER_BROKER",
        openMonitoring={"prometheus": {"jmxExporter": exporter, "nodeExporter": exporter}},
        loggingInfo=to_log_group(world),
        storageMode="LOCAL",
        tags={"Name": "x"},
    )


CASES = (
    life(
        CONFIGURATION,
        lambda world: {
            "name": "app",
            "description": "app",
            "kafkaVersions": ["3.6.0"],
            "serverProperties": "auto.create.topics.enable=false\n",
        },
        (
            lambda world: {"serverProperties": "auto.create.topics.enable=true\n"},
            lambda world: {"description": None},
        ),
    ),
    life(
        CLUSTER,
        secured,
        (
            lambda world: {"numberOfBrokerNodes": 4},
            lambda world: {"brokerNodeGroupInfo": brokers(world, 20, instanceType="kafka.m7g.large")},
            lambda world: {"configurationInfo": configured(world.properties("second"))},
            lambda world: {"kafkaVersion": "3.7.x"},
            lambda world: {
                "kafkaVersion": "3.8.x",
                "configurationInfo": configured(world.properties("third")),
            },
            lambda world: {"enhancedMonitoring": "PER_TOPIC_PER_BROKER", "openMonitoring": None},
            lambda world: {
                "openMonitoring": {"prometheus": {"jmxExporter": {"enabledInBroker": False}}},
                "loggingInfo": None,
            },
            lambda world: {"loggingInfo": to_log_group(world)},
            lambda world: {"clientAuthentication": {"sasl": {"iam": True, "scram": True}}},
            lambda world: {"clientAuthentication": {"sasl": {"iam": True}, "unauthenticated": True}},
            lambda world: {
                "encryptionInfo": {
                    "encryptionAtRestKmsKeyArn": world.key["arn"],
                    "encryptionInTransit": {"clientBroker": "TLS_PLAINTEXT"},
                }
            },
            lambda world: {"storageMode": "TIERED"},
            lambda world: {"rebalancing": {"status": "PAUSED"}},
            lambda world: {"tags": {"Name": "y"}},
        ),
        name="secured",
    ),
    life(
        CLUSTER,
        lambda world: cluster(world, "plain", brokerNodeGroupInfo=brokers(world, None)),
        (
            lambda world: {
                "brokerNodeGroupInfo": brokers(
                    world,
                    None,
                    connectivityInfo={"publicAccess": {"type": "SERVICE_PROVIDED_EIPS"}},
                )
            },
            lambda world: {
                "brokerNodeGroupInfo": brokers(
                    world,
                    2000,
                    connectivityInfo={
                        "vpcConnectivity": {"clientAuthentication": {"sasl": {"iam": True}, "tls": False}}
                    },
                )
            },
        ),
        name="plain",
    ),
    life(
        SERVERLESS,
        lambda world: {
            "clusterName": "serverless",
            "clientAuthentication": {"sasl": {"iam": {"enabled": True}}},
            "vpcConfigs": [{"subnetIds": world.private_subnets, "securityGroupIds": world.groups}],
            "tags": {"Name": "x"},
        },
        (lambda world: {"tags": {"Name": "y"}},),
    ),
    life(
        SECRETS,
        lambda world: {
            "clusterArn": world.scram_cluster,
            "secretArnLists": [world.secret("AmazonMSK_one"), world.secret("AmazonMSK_two")],
        },
        (
            lambda world: {
                "secretArnLists": [world.secret(f"AmazonMSK_more_{number}") for number in range(12)]
            },
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: KafkaWorld) -> None:
    live(case, world)


def test_a_change_of_properties_is_a_revision_that_the_cluster_is_moved_to(world: KafkaWorld) -> None:
    operations = world.operations(CONFIGURATION)
    identifier, made = world.make(CONFIGURATION, name="revised", serverProperties="num.partitions=2\n")
    inputs = cluster(world, "revised", configurationInfo=configured(made))
    arn, state = world.make(CLUSTER, **inputs)
    changed = operations.update(
        identifier, made, {"name": "revised", "serverProperties": "num.partitions=4\n"}
    )
    assert (made["latestRevision"], changed["latestRevision"]) == (1, 2)
    clusters = world.operations(CLUSTER)
    after = inputs | {"configurationInfo": configured(changed)}
    assert [found.path for found in clusters.diff(state, after)] == ["configurationInfo.revision"]
    moved = clusters.update(arn, state, after)
    assert moved["configurationInfo"] == {"arn": identifier, "revision": 2}
    assert moved["currentVersion"] != state["currentVersion"]
    with pytest.raises(ClientError, match="in use by one or more clusters: revised"):
        operations.delete(identifier, changed)


def test_a_cluster_tells_where_clients_connect(world: KafkaWorld) -> None:
    authentication = {"sasl": {"iam": True}}
    _, state = world.make(CLUSTER, **cluster(world, "told", clientAuthentication=authentication))
    addresses = state["bootstrapBrokersSaslIam"].split(",")
    assert [address.split(".")[0] for address in addresses] == ["b-1", "b-2"]
    assert all(address.endswith(":9098") for address in addresses)
    assert "bootstrapBrokersTls" not in state
    assert state["arn"].split("/")[1:] == ["told", state["clusterUuid"]]
    assert state["zookeeperConnectString"].count(":2181") == 3


def test_volumes_that_grew_by_themselves_are_no_change_where_their_size_is_ignored(world: KafkaWorld) -> None:
    operations = world.operations(CLUSTER)
    inputs = cluster(world, "growing")
    arn, state = world.make(CLUSTER, **inputs)
    world.client("kafka").update_broker_storage(
        ClusterArn=arn,
        CurrentVersion=state["currentVersion"],
        TargetBrokerEBSVolumeInfo=[{"KafkaBrokerNodeId": "All", "VolumeSizeGB": 50}],
    )
    grown = operations.read(arn, state)
    assert grown is not None
    size = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"
    assert [found.path for found in operations.diff(grown, inputs)] == [size]
    assert operations.diff(grown, inputs, [size]) == []
    with pytest.raises(ClientError, match="can only grow: 50 to 10 GiB"):
        operations.update(arn, grown, inputs)


def test_what_aws_cannot_change_replaces_the_cluster(world: KafkaWorld) -> None:
    inputs = cluster(world, "kept", storageMode="TIERED")
    _, state = world.make(CLUSTER, **inputs)
    changes: tuple[tuple[Properties, list[str]], ...] = (
        ({"kafkaVersion": "3.5.1"}, ["kafkaVersion"]),
        ({"storageMode": "LOCAL"}, ["storageMode"]),
        ({"kafkaVersion": "3.7.x"}, []),
        ({"numberOfBrokerNodes": 4}, []),
    )
    for changed, replaced in changes:
        found = world.operations(CLUSTER).diff(state, inputs | changed)
        assert [item.path for item in found if item.replace] == replaced


def test_a_secret_that_msk_refuses_is_named(world: KafkaWorld) -> None:
    secret = world.secret("no_prefix")
    with pytest.raises(RefusedError, match=r"must start with AmazonMSK_: arn:aws:secretsmanager.*no_prefix"):
        world.make(SECRETS, clusterArn=world.scram_cluster, secretArnLists=[secret])
