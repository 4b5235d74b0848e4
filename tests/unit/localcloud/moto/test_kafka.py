"""MSK as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

BAD = "BadRequestException"
NONE = "arn:aws:kafka:us-east-1:123456789012:cluster/none/00000000-1"
NO_CONFIGURATION = "arn:aws:kafka:us-east-1:123456789012:configuration/none/0"
IAM = {"Sasl": {"Iam": {"Enabled": True}}}


class Clusters:
    """A configuration `app` for Kafka 3.6.0 and a cluster `app` that uses it, with IAM authentication."""

    def __init__(self, kafka: Any, place: Place) -> None:
        self.kafka, self.place = kafka, place
        self.configuration = kafka.create_configuration(
            Name="app", KafkaVersions=["3.6.0"], ServerProperties=b"auto.create.topics.enable=false"
        )["Arn"]
        self.app = kafka.create_cluster(
            **arguments(place, ClusterName="app", configuration=self.configuration)
        )["ClusterArn"]

    def read(self) -> dict[str, Any]:
        return dict(self.kafka.describe_cluster(ClusterArn=self.app)["ClusterInfo"])


def arguments(place: Place, configuration: str | None = None, **changed: Any) -> dict[str, Any]:
    brokers = {
        "InstanceType": changed.pop("InstanceType", "kafka.t3.small"),
        "ClientSubnets": [getattr(place, name, name) for name in changed.pop("subnets", ("one", "two"))],
        "SecurityGroups": [getattr(place, name, name) for name in changed.pop("groups", ("group",))],
        "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 10}},
    }
    chosen = {
        "ClusterName": "new",
        "KafkaVersion": "3.6.0",
        "NumberOfBrokerNodes": 2,
        "BrokerNodeGroupInfo": brokers,
        "ClientAuthentication": IAM,
    }
    if configuration:
        chosen["ConfigurationInfo"] = {"Arn": configuration, "Revision": 1}
    return chosen | changed


@pytest.fixture(scope="module")
def kafka(connect: Any) -> Any:
    return connect("kafka")


@pytest.fixture(scope="module")
def clusters(kafka: Any, place: Place) -> Clusters:
    return Clusters(kafka, place)


def _new(**changed: Any) -> Any:
    return lambda clusters: arguments(clusters.place, **changed)


def _app(**others: Any) -> Any:
    return lambda clusters: {
        "ClusterArn": clusters.app,
        "CurrentVersion": clusters.read()["CurrentVersion"],
        **others,
    }


CREATE = "CreateCluster"
NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/none"

REFUSED = [
    Refusal("of a taken name", CREATE, _new(ClusterName="app"), "ConflictException", "app already exists"),
    Refusal("of a wrong name", CREATE, _new(ClusterName="my_app"), BAD, "my_app"),
    Refusal("of no version", CREATE, _new(KafkaVersion="9.9.9"), BAD, "Unsupported KafkaVersion [9.9.9]"),
    Refusal("of no type", CREATE, _new(InstanceType="kafka.t9.small"), BAD, "kafka.t9.small"),
    Refusal("of one broker", CREATE, _new(NumberOfBrokerNodes=3), BAD, "multiple of Availability Zones (2)"),
    Refusal("in one zone", CREATE, _new(subnets=("one", "same_zone")), BAD, "different Availability Zone"),
    Refusal("in no subnet", CREATE, _new(subnets=("one", "subnet-1")), BAD, "subnet-1"),
    Refusal("of two VPCs", CREATE, _new(subnets=("one", "elsewhere")), BAD, "one VPC"),
    Refusal("with no group", CREATE, _new(groups=("sg-12345678",)), BAD, "sg-12345678"),
    Refusal("with another VPC's group", CREATE, _new(groups=("other_group",)), BAD, "does not exist in vpc-"),
    Refusal(
        "with no configuration",
        CREATE,
        _new(configuration=NO_CONFIGURATION),
        "NotFoundException",
        "configuration/none",
    ),
    Refusal(
        "with another version's configuration",
        CREATE,
        lambda clusters: arguments(clusters.place, clusters.configuration, KafkaVersion="3.5.1"),
        BAD,
        "['3.6.0'], not 3.5.1",
    ),
    Refusal(
        "with no key",
        CREATE,
        _new(EncryptionInfo={"EncryptionAtRest": {"DataVolumeKMSKeyId": NO_KEY}}),
        BAD,
        "key/none",
    ),
    Refusal(
        "unknown", "DescribeCluster", lambda _: {"ClusterArn": NONE}, "NotFoundException", "cluster/none"
    ),
    Refusal(
        "unknown", "DescribeClusterV2", lambda _: {"ClusterArn": NONE}, "NotFoundException", "cluster/none"
    ),
    Refusal("unknown", "DeleteCluster", lambda _: {"ClusterArn": NONE}, "NotFoundException", "cluster/none"),
    Refusal(
        "that changed since",
        "UpdateBrokerCount",
        _app(CurrentVersion="KOLD", TargetNumberOfBrokerNodes=4),
        BAD,
        "KOLD",
    ),
    Refusal("to less", "UpdateBrokerCount", _app(TargetNumberOfBrokerNodes=1), BAD, "2 to 1"),
    Refusal(
        "to an odd number",
        "UpdateBrokerCount",
        _app(TargetNumberOfBrokerNodes=3),
        BAD,
        "(3) must be a multiple",
    ),
    Refusal("to less", "UpdateStorage", _app(VolumeSizeGB=5), BAD, "10 to 5"),
    Refusal("to no type", "UpdateBrokerType", _app(TargetInstanceType="kafka.none"), BAD, "kafka.none"),
    Refusal(
        "to an older one",
        "UpdateClusterKafkaVersion",
        _app(TargetKafkaVersion="3.5.1"),
        BAD,
        "3.6.0 to 3.5.1",
    ),
    Refusal(
        "in use",
        "DeleteConfiguration",
        lambda clusters: {"Arn": clusters.configuration},
        BAD,
        "in use by one or more",
    ),
    Refusal(
        "of a taken name",
        "CreateConfiguration",
        lambda _: {"Name": "app", "ServerProperties": b"x=y"},
        "ConflictException",
        "app",
    ),
    Refusal(
        "of an unknown one",
        "DescribeConfigurationRevision",
        lambda clusters: {"Arn": clusters.configuration, "Revision": 9},
        "NotFoundException",
        "revision 9",
    ),
    Refusal(
        "without SCRAM",
        "BatchAssociateScramSecret",
        lambda clusters: {"ClusterArn": clusters.app, "SecretArnList": ["arn:aws:secretsmanager:x"]},
        BAD,
        "not enabled",
    ),
]


@each(REFUSED)
def test_refuses(kafka: Any, clusters: Clusters, row: Refusal) -> None:
    assert_refused(kafka, clusters, row)


def test_a_cluster_is_active_and_reads_as_on_aws(kafka: Any, clusters: Clusters) -> None:
    cluster = clusters.read()
    assert cluster["State"] == "ACTIVE"
    assert ":cluster/app/" in cluster["ClusterArn"]
    software = cluster["CurrentBrokerSoftwareInfo"]
    assert (software["KafkaVersion"], software["ConfigurationArn"], software["ConfigurationRevision"]) == (
        "3.6.0",
        clusters.configuration,
        1,
    )
    assert cluster["EncryptionInfo"]["EncryptionInTransit"] == {"ClientBroker": "TLS", "InCluster": True}
    assert cluster["EncryptionInfo"]["EncryptionAtRest"]["DataVolumeKMSKeyId"].startswith("arn:aws:kms:")
    assert "ActiveOperationArn" not in cluster
    assert [host.rpartition(":")[2] for host in cluster["ZookeeperConnectString"].split(",")] == ["2181"] * 3
    second = kafka.describe_cluster_v2(ClusterArn=clusters.app)["ClusterInfo"]["Provisioned"]
    assert second["BrokerNodeGroupInfo"] == cluster["BrokerNodeGroupInfo"]


def test_brokers_have_addresses_for_the_open_ways_only(kafka: Any, clusters: Clusters) -> None:
    brokers = kafka.get_bootstrap_brokers(ClusterArn=clusters.app)
    addresses = brokers["BootstrapBrokerStringSaslIam"].split(",")
    assert len(addresses) == 2
    assert all(address.startswith("b-") and address.endswith(":9098") for address in addresses)
    assert "BootstrapBrokerString" not in brokers
    assert "BootstrapBrokerStringTls" not in brokers


def test_nodes_are_in_the_subnets(kafka: Any, clusters: Clusters) -> None:
    nodes = kafka.list_nodes(ClusterArn=clusters.app)["NodeInfoList"]
    assert [node["BrokerNodeInfo"]["ClientSubnet"] for node in nodes] == [
        clusters.place.one,
        clusters.place.two,
    ]
    assert [node["BrokerNodeInfo"]["ClientVpcIpAddress"].rpartition(".")[0] for node in nodes] == [
        "10.0.1",
        "10.0.2",
    ]


def test_a_cluster_keeps_its_group_and_subnets_from_being_deleted(clusters: Clusters) -> None:
    place = clusters.place
    assert error_code(place.ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    assert error_code(place.ec2.delete_subnet, SubnetId=place.two) == "DependencyViolation"


def test_a_cluster_can_be_updated_and_deleted(kafka: Any, clusters: Clusters) -> None:
    made = kafka.create_cluster(**arguments(clusters.place, ClusterName="changed"))["ClusterArn"]

    def read() -> dict[str, Any]:
        return dict(kafka.describe_cluster(ClusterArn=made)["ClusterInfo"])

    def update(operation: str, **change: Any) -> str:
        answer = getattr(kafka, operation)(ClusterArn=made, CurrentVersion=read()["CurrentVersion"], **change)
        return str(answer["ClusterOperationArn"])

    update("update_broker_count", TargetNumberOfBrokerNodes=4)
    update("update_storage", VolumeSizeGB=20)
    update("update_broker_type", TargetInstanceType="kafka.m5.large")
    update("update_cluster_configuration", ConfigurationInfo={"Arn": clusters.configuration, "Revision": 1})
    update("update_monitoring", EnhancedMonitoring="PER_BROKER")
    operation = update(
        "update_security",
        ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": True}}},
    )
    state = kafka.describe_cluster_operation(ClusterOperationArn=operation)["ClusterOperationInfo"][
        "OperationState"
    ]
    assert state == "UPDATE_COMPLETE"
    cluster = read()
    assert cluster["NumberOfBrokerNodes"] == 4
    assert cluster["EnhancedMonitoring"] == "PER_BROKER"
    brokers = cluster["BrokerNodeGroupInfo"]
    assert brokers["InstanceType"] == "kafka.m5.large"
    assert brokers["StorageInfo"]["EbsStorageInfo"]["VolumeSize"] == 20
    assert cluster["CurrentBrokerSoftwareInfo"]["ConfigurationArn"] == clusters.configuration
    assert "BootstrapBrokerStringSaslScram" in kafka.get_bootstrap_brokers(ClusterArn=made)
    kafka.delete_cluster(ClusterArn=made)
    assert error_code(kafka.describe_cluster, ClusterArn=made) == "NotFoundException"


def test_scram_secrets_need_a_prefix_and_a_key(kafka: Any, clusters: Clusters, connect: Any) -> None:
    secrets, key = connect("secretsmanager"), connect("kms").create_key()["KeyMetadata"]["Arn"]
    good = secrets.create_secret(Name="AmazonMSK_app", SecretString="{}", KmsKeyId=key)["ARN"]
    bad = secrets.create_secret(Name="app", SecretString="{}", KmsKeyId=key)["ARN"]
    scram = {"Sasl": {"Scram": {"Enabled": True}}}
    made = kafka.create_cluster(**arguments(clusters.place, ClusterName="scram", ClientAuthentication=scram))[
        "ClusterArn"
    ]
    answer = kafka.batch_associate_scram_secret(ClusterArn=made, SecretArnList=[good, bad])
    assert [item["SecretArn"] for item in answer["UnprocessedScramSecrets"]] == [bad]
    assert kafka.list_scram_secrets(ClusterArn=made)["SecretArnList"] == [good]
    kafka.batch_disassociate_scram_secret(ClusterArn=made, SecretArnList=[good])
    assert kafka.list_scram_secrets(ClusterArn=made)["SecretArnList"] == []
    kafka.delete_cluster(ClusterArn=made)


def test_configurations_have_revisions(kafka: Any) -> None:
    made = kafka.create_configuration(Name="revised", ServerProperties=b"a=1")
    kafka.update_configuration(Arn=made["Arn"], ServerProperties=b"a=2", Description="second")
    read = kafka.describe_configuration(Arn=made["Arn"])
    assert (read["LatestRevision"]["Revision"], read["LatestRevision"]["Description"]) == (2, "second")
    revision = kafka.describe_configuration_revision(Arn=made["Arn"], Revision=1)
    assert revision["ServerProperties"] == b"a=1"
    kafka.delete_configuration(Arn=made["Arn"])
    assert error_code(kafka.describe_configuration, Arn=made["Arn"]) == "NotFoundException"


def test_a_serverless_cluster_has_an_address(kafka: Any, clusters: Clusters) -> None:
    place = clusters.place
    made = kafka.create_cluster_v2(
        ClusterName="serverless",
        Serverless={
            "VpcConfigs": [{"SubnetIds": [place.one, place.two], "SecurityGroupIds": [place.group]}],
            "ClientAuthentication": IAM,
        },
    )["ClusterArn"]
    assert kafka.get_bootstrap_brokers(ClusterArn=made)["BootstrapBrokerStringSaslIam"].endswith(":9098")
    kafka.delete_cluster(ClusterArn=made)


def test_tags_of_a_cluster_can_be_changed(kafka: Any, clusters: Clusters) -> None:
    kafka.tag_resource(ResourceArn=clusters.app, Tags={"a": "1", "b": "2"})
    kafka.untag_resource(ResourceArn=clusters.app, TagKeys=["a"])
    assert kafka.list_tags_for_resource(ResourceArn=clusters.app)["Tags"] == {"b": "2"}
