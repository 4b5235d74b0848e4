"""A Kafka cluster, deployed by the real engine."""

from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_kafka_cluster_is_made_grows_is_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "msk") as scenario:
        _assert_made(scenario)
        scenario.assert_settled("first")

        # Pulumi has deleted what needs the cluster, the growth of its volumes, when it comes to the cluster;
        # the next deployment makes it again.
        made = _cluster(scenario)
        refusal = scenario.destroy(succeeds=False)
        assert "cannot be deleted" in refusal
        assert _cluster(scenario) == made

        _grow(scenario, 20)
        scenario.up("changed")
        _assert_changed(scenario)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, outputs)


def _cluster(scenario: Scenario) -> dict[str, Any]:
    found = scenario.client("kafka").describe_cluster(ClusterArn=scenario.outputs()["arn"])
    return dict(found["ClusterInfo"])


def _properties(scenario: Scenario, cluster: dict[str, Any]) -> dict[str, str]:
    """The properties of the brokers, in the revision that they have."""
    software = cluster["CurrentBrokerSoftwareInfo"]
    revision = scenario.client("kafka").describe_configuration_revision(
        Arn=software["ConfigurationArn"], Revision=software["ConfigurationRevision"]
    )
    lines = revision["ServerProperties"].decode().splitlines()
    return dict(line.split("=", 1) for line in lines)


def _growth(scenario: Scenario) -> tuple[int, float]:
    """What volumes grow to, and at which fullness."""
    scaling = scenario.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="kafka")["ScalableTargets"]
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="kafka")["ScalingPolicies"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert tracking["DisableScaleIn"] is True
    assert (target["ResourceId"], target["MinCapacity"]) == (scenario.outputs()["arn"], 1)
    return target["MaxCapacity"], tracking["TargetValue"]


def _volume(cluster: dict[str, Any]) -> int:
    size: int = cluster["BrokerNodeGroupInfo"]["StorageInfo"]["EbsStorageInfo"]["VolumeSize"]
    return size


def _grow(scenario: Scenario, gib: int) -> None:
    """What MSK does when volumes are full."""
    cluster = _cluster(scenario)
    scenario.client("kafka").update_broker_storage(
        ClusterArn=cluster["ClusterArn"],
        CurrentVersion=cluster["CurrentVersion"],
        TargetBrokerEBSVolumeInfo=[{"KafkaBrokerNodeId": "All", "VolumeSizeGB": gib}],
    )


def _assert_made(scenario: Scenario) -> None:
    outputs, cluster = scenario.outputs(), _cluster(scenario)
    encryption, authentication = cluster["EncryptionInfo"], cluster["ClientAuthentication"]
    assert encryption["EncryptionAtRest"]["DataVolumeKMSKeyId"] == outputs["keyArn"]
    assert encryption["EncryptionInTransit"] == {"ClientBroker": "TLS", "InCluster": True}
    assert authentication["Sasl"] == {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}}
    assert authentication["Unauthenticated"] == {"Enabled": False}
    brokers = cluster["BrokerNodeGroupInfo"]
    assert (cluster["NumberOfBrokerNodes"], brokers["InstanceType"]) == (2, "kafka.m7g.large")
    assert brokers["ConnectivityInfo"]["PublicAccess"]["Type"] == "DISABLED"
    assert _volume(cluster) == 10
    assert _growth(scenario) == (50, 60)
    assert cluster["CurrentBrokerSoftwareInfo"]["KafkaVersion"] == "3.8.x"
    properties = _properties(scenario, cluster)
    assert (properties["default.replication.factor"], properties["min.insync.replicas"]) == ("2", "1")
    assert (properties["auto.create.topics.enable"], properties["log.retention.hours"]) == ("false", "24")
    logs = cluster["LoggingInfo"]["BrokerLogs"]["CloudWatchLogs"]
    assert logs == {"Enabled": True, "LogGroup": outputs["logGroupName"]}
    exporters = cluster["OpenMonitoring"]["Prometheus"]
    assert [exporters[name]["EnabledInBroker"] for name in ("JmxExporter", "NodeExporter")] == [True, True]
    addresses = scenario.client("kafka").get_bootstrap_brokers(ClusterArn=outputs["arn"])
    del addresses["ResponseMetadata"]
    assert addresses == {"BootstrapBrokerStringSaslIam": outputs["bootstrapBrokers"]}
    assert f":topic/{outputs['name']}/" in outputs["producePolicy"]


def _assert_changed(scenario: Scenario) -> None:
    outputs, cluster = scenario.outputs(), _cluster(scenario)
    software = cluster["CurrentBrokerSoftwareInfo"]
    assert (software["KafkaVersion"], software["ConfigurationRevision"]) == ("3.9.x", 2)
    assert (cluster["NumberOfBrokerNodes"], cluster["StorageMode"]) == (4, "TIERED")
    assert cluster["BrokerNodeGroupInfo"]["InstanceType"] == "kafka.m7g.xlarge"
    assert cluster["EnhancedMonitoring"] == "PER_TOPIC_PER_BROKER"
    properties = _properties(scenario, cluster)
    assert (properties["default.replication.factor"], properties["log.retention.hours"]) == ("4", "48")
    assert _volume(cluster) == 20, "the volumes that MSK made larger are left alone"
    assert _growth(scenario) == (80, 70)
    assert outputs["bootstrapBrokers"].count(":9098") == 4
    logs = scenario.client("logs").describe_log_groups(logGroupNamePrefix=outputs["logGroupName"])
    assert [group["retentionInDays"] for group in logs["logGroups"]] == [30]


def _assert_gone(scenario: Scenario, outputs: Any) -> None:
    kafka, scaling = scenario.client("kafka"), scenario.client("application-autoscaling")
    assert kafka.list_clusters_v2()["ClusterInfoList"] == []
    assert kafka.list_configurations()["Configurations"] == []
    assert scaling.describe_scalable_targets(ServiceNamespace="kafka")["ScalableTargets"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="kafka")["ScalingPolicies"] == []
    names = [group["logGroupName"] for group in scenario.client("logs").describe_log_groups()["logGroups"]]
    assert outputs["logGroupName"] not in names
