"""A document database, deployed by the real engine."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_document_database_is_made_upgraded_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "documentdb") as scenario:
        _assert_made(scenario)
        scenario.assert_settled("first")
        _assert_protected(scenario)

        made = _cluster(scenario)
        scenario.up("changed")
        _assert_changed(scenario, made)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, outputs)


def _cluster(scenario: Scenario) -> dict[str, Any]:
    name = scenario.outputs()["identifier"]
    (cluster,) = scenario.client("docdb").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    return dict(cluster)


def _instances(scenario: Scenario) -> list[dict[str, Any]]:
    filters = [{"Name": "db-cluster-id", "Values": [scenario.outputs()["identifier"]]}]
    found = scenario.client("docdb").describe_db_instances(Filters=filters)["DBInstances"]
    return sorted(found, key=lambda instance: str(instance["DBInstanceIdentifier"]))


def _parameters(scenario: Scenario, cluster: dict[str, Any]) -> dict[str, str]:
    found = scenario.client("docdb").describe_db_cluster_parameters(
        DBClusterParameterGroupName=cluster["DBClusterParameterGroup"], Source="user"
    )
    return {item["ParameterName"]: item["ParameterValue"] for item in found["Parameters"]}


def _assert_made(scenario: Scenario) -> None:
    outputs, cluster, instances = scenario.outputs(), _cluster(scenario), _instances(scenario)
    assert (cluster["StorageEncrypted"], cluster["KmsKeyId"]) == (True, outputs["keyArn"])
    assert (cluster["EngineVersion"], cluster["Port"]) == ("4.0.0", outputs["port"])
    assert cluster["DeletionProtection"] is True
    assert "StorageType" not in cluster, "AWS does not tell the standard storage"
    assert (cluster["BackupRetentionPeriod"], cluster["PreferredBackupWindow"]) == (30, "03:00-04:00")
    assert sorted(cluster["EnabledCloudwatchLogsExports"]) == ["audit", "profiler"]
    assert cluster["MasterUserSecret"]["SecretArn"] == outputs["secretArn"]
    assert (cluster["Endpoint"], cluster["ReaderEndpoint"]) == (
        outputs["endpoint"],
        outputs["readerEndpoint"],
    )
    assert _parameters(scenario, cluster) == {
        "audit_logs": "enabled",
        "profiler": "enabled",
        "profiler_threshold_ms": "100",
        "tls": "enabled",
    }
    assert [instance["DBInstanceIdentifier"] for instance in instances] == outputs["instanceIdentifiers"]
    assert [instance["AvailabilityZone"] for instance in instances] == ["us-east-1a", "us-east-1b"]
    for instance in instances:
        assert instance["DBInstanceClass"] == "db.t4g.medium"
        assert instance["PubliclyAccessible"] is False
        assert instance["PerformanceInsightsKMSKeyId"] == outputs["keyArn"]
    groups = scenario.client("logs").describe_log_groups(logGroupNamePrefix="/aws/docdb/")["logGroups"]
    assert sorted(group["logGroupName"] for group in groups) == sorted(outputs["logGroupNames"])
    assert all(group["kmsKeyId"] for group in groups)


def _assert_protected(scenario: Scenario) -> None:
    """Pulumi keeps the instances, and AWS the cluster."""
    before = _cluster(scenario), _instances(scenario)
    refusal = scenario.destroy(succeeds=False)
    assert "cannot be deleted" in refusal
    with pytest.raises(ClientError, match="Cannot delete protected Cluster"):
        scenario.client("docdb").delete_db_cluster(
            DBClusterIdentifier=scenario.outputs()["identifier"], SkipFinalSnapshot=True
        )
    after = _cluster(scenario), _instances(scenario)
    for old, new in zip([before[0], *before[1]], [after[0], *after[1]], strict=True):
        old.pop("LatestRestorableTime"), new.pop("LatestRestorableTime")
        assert old == new


def _assert_changed(scenario: Scenario, made: dict[str, Any]) -> None:
    outputs, cluster, instances = scenario.outputs(), _cluster(scenario), _instances(scenario)
    assert cluster["DbClusterResourceId"] == made["DbClusterResourceId"], "it was replaced"
    assert cluster["MasterUserSecret"]["SecretArn"] == made["MasterUserSecret"]["SecretArn"]
    assert (cluster["EngineVersion"], cluster["DeletionProtection"]) == ("5.0.0", False)
    assert cluster["DBClusterParameterGroup"] != made["DBClusterParameterGroup"]
    assert (cluster["BackupRetentionPeriod"], cluster["PreferredBackupWindow"]) == (7, "01:00-02:00")
    assert cluster["PreferredMaintenanceWindow"] == "mon:02:30-mon:03:30"
    parameters = _parameters(scenario, cluster)
    assert (parameters["tls"], parameters["profiler_threshold_ms"]) == ("tls1.2+", "50")
    assert [instance["DBInstanceClass"] for instance in instances] == ["db.r6g.large"] * 3
    assert not any(instance["PerformanceInsightsEnabled"] for instance in instances)
    groups = scenario.client("logs").describe_log_groups(logGroupNamePrefix="/aws/docdb/")["logGroups"]
    assert {group["retentionInDays"] for group in groups} == {30}
    assert len(outputs["instanceIdentifiers"]) == 3


def _assert_gone(scenario: Scenario, outputs: Any) -> None:
    docdb, secrets = scenario.client("docdb"), scenario.client("secretsmanager")
    name = outputs["identifier"]
    assert name not in [item["DBClusterIdentifier"] for item in docdb.describe_db_clusters()["DBClusters"]]
    instances = docdb.describe_db_instances()["DBInstances"]
    assert not set(outputs["instanceIdentifiers"]) & {item["DBInstanceIdentifier"] for item in instances}
    groups = docdb.describe_db_subnet_groups()["DBSubnetGroups"]
    assert not [group for group in groups if "documents" in group["DBSubnetGroupName"]]
    groups = docdb.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
    assert not [group for group in groups if group["DBParameterGroupFamily"].startswith("docdb")]
    assert outputs["secretArn"] not in [secret["ARN"] for secret in secrets.list_secrets()["SecretList"]]
    logs = scenario.client("logs").describe_log_groups(logGroupNamePrefix="/aws/docdb/")["logGroups"]
    assert logs == []
    # What the database held is left, as a snapshot.
    (snapshot,) = docdb.describe_db_cluster_snapshots(DBClusterIdentifier=name, SnapshotType="manual")[
        "DBClusterSnapshots"
    ]
    assert snapshot["DBClusterSnapshotIdentifier"] == f"{name}-final"
    assert snapshot["KmsKeyId"] == outputs["keyArn"]
    docdb.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=snapshot["DBClusterSnapshotIdentifier"])
