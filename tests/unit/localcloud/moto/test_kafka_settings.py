"""What MSK refuses of a cluster's storage, logs and network, and what follows from its settings."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

BAD = "BadRequestException"
CREATE = "CreateCluster"


class Settings:
    """A cluster `app` of Kafka 3.8.x with tiered storage, 10 GiB per broker."""

    def __init__(self, kafka: Any, place: Place) -> None:
        self.kafka, self.place = kafka, place
        self.app = self.make(ClusterName="app", StorageMode="TIERED")

    def make(self, **settings: Any) -> str:
        made = self.kafka.create_cluster(**arguments(self.place, **settings))
        return str(made["ClusterArn"])

    def read(self, arn: str) -> dict[str, Any]:
        return dict(self.kafka.describe_cluster(ClusterArn=arn)["ClusterInfo"])


def arguments(place: Place, **changed: Any) -> dict[str, Any]:
    brokers = {
        "InstanceType": changed.pop("InstanceType", "kafka.m7g.large"),
        "ClientSubnets": [place.one, place.two],
        "SecurityGroups": [place.group],
        "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 10}},
    }
    return {
        "ClusterName": "new",
        "KafkaVersion": "3.8.x",
        "NumberOfBrokerNodes": 2,
        "BrokerNodeGroupInfo": brokers,
        **changed,
    }


@pytest.fixture(scope="module")
def kafka(connect: Any) -> Any:
    return connect("kafka")


@pytest.fixture(scope="module")
def settings(kafka: Any, place: Place) -> Settings:
    return Settings(kafka, place)


def _new(**changed: Any) -> Any:
    return lambda settings: arguments(settings.place, **changed)


def _app(**change: Any) -> Any:
    return lambda settings: {
        "ClusterArn": settings.app,
        "CurrentVersion": settings.read(settings.app)["CurrentVersion"],
        **change,
    }


def _logs(**places: Any) -> dict[str, Any]:
    return {"BrokerLogs": {place: {"Enabled": True, **target} for place, target in places.items()}}


NO_GROUP = _logs(CloudWatchLogs={"LogGroup": "none"})

REFUSED = [
    Refusal(
        "tiered with an old version", CREATE, _new(KafkaVersion="3.5.1", StorageMode="TIERED"), BAD, "3.5.1"
    ),
    Refusal(
        "tiered on small brokers",
        CREATE,
        _new(InstanceType="kafka.t3.small", StorageMode="TIERED"),
        BAD,
        "kafka.t3.small",
    ),
    Refusal("that logs to no group", CREATE, _new(LoggingInfo=NO_GROUP), BAD, "log group none"),
    Refusal(
        "that logs to no stream",
        CREATE,
        _new(LoggingInfo=_logs(Firehose={"DeliveryStream": "none"})),
        BAD,
        "stream none",
    ),
    Refusal(
        "that logs to no bucket",
        CREATE,
        _new(LoggingInfo=_logs(S3={"Bucket": "none"})),
        BAD,
        "bucket none",
    ),
    Refusal("to no log group", "UpdateMonitoring", _app(LoggingInfo=NO_GROUP), BAD, "log group none"),
    Refusal("back to local", "UpdateStorage", _app(StorageMode="LOCAL"), BAD, "turned off"),
    Refusal(
        "to the same size",
        "UpdateBrokerStorage",
        _app(TargetBrokerEBSVolumeInfo=[{"KafkaBrokerNodeId": "All", "VolumeSizeGB": 10}]),
        BAD,
        "does not include any updates",
    ),
    Refusal(
        "of too many secrets",
        "BatchAssociateScramSecret",
        lambda settings: {"ClusterArn": settings.app, "SecretArnList": ["arn:aws:secretsmanager:x"] * 11},
        BAD,
        "10 secrets at most",
    ),
    Refusal(
        "serverless in one zone",
        "CreateClusterV2",
        lambda settings: {
            "ClusterName": "one",
            "Serverless": {"VpcConfigs": [{"SubnetIds": [settings.place.one, settings.place.same_zone]}]},
        },
        BAD,
        "different Availability Zone",
    ),
]


@each(REFUSED)
def test_refuses(kafka: Any, settings: Settings, row: Refusal) -> None:
    assert_refused(kafka, settings, row)


def test_brokers_with_public_access_have_public_addresses_too(kafka: Any, settings: Settings) -> None:
    arn = settings.make(ClusterName="public", ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}})
    assert "BootstrapBrokerStringPublicSaslIam" not in kafka.get_bootstrap_brokers(ClusterArn=arn)
    kafka.update_connectivity(
        ClusterArn=arn,
        CurrentVersion=settings.read(arn)["CurrentVersion"],
        ConnectivityInfo={"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}},
    )
    brokers = kafka.get_bootstrap_brokers(ClusterArn=arn)
    assert [way for way in brokers if "Public" in way] == ["BootstrapBrokerStringPublicSaslIam"]
    hosts = brokers["BootstrapBrokerStringPublicSaslIam"].split(",")
    assert all(host.split(".")[0].endswith("-public") and host.endswith(":9198") for host in hosts)


def test_zookeeper_is_where_kafka_needs_it(settings: Settings) -> None:
    assert settings.read(settings.app)["ZookeeperConnectStringTls"].count(":2182") == 3
    newer = settings.read(settings.make(ClusterName="newer", KafkaVersion="3.9.x.kraft"))
    assert "ZookeeperConnectString" not in newer


def test_logs_go_to_a_group_that_exists(settings: Settings, connect: Any) -> None:
    connect("logs").create_log_group(logGroupName="brokers")
    info = _logs(CloudWatchLogs={"LogGroup": "brokers"})
    arn = settings.make(ClusterName="logged", LoggingInfo=info)
    assert settings.read(arn)["LoggingInfo"] == info
    settings.kafka.delete_cluster(ClusterArn=arn)
    assert error_code(settings.kafka.describe_cluster, ClusterArn=arn) == "NotFoundException"
