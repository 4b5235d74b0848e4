"""PostgreSQL databases in each deployment, deployed by the real engine."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_database_with_a_proxy_is_made_upgraded_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "rds_cluster") as scenario:
        _assert_made(scenario)
        _assert_behind_its_proxy(scenario)
        scenario.assert_settled("first")
        _assert_protected(scenario)

        made = _instance(scenario)
        scenario.up("changed")
        _assert_changed(scenario, made)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, [outputs])
        # What the database held is left, as a snapshot and as backups.
        snapshots = scenario.client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
        (snapshot,) = [item for item in snapshots if item["DBInstanceIdentifier"] == outputs["identifier"]]
        assert snapshot["DBSnapshotIdentifier"] == f"{outputs['identifier']}-final"
        assert snapshot["KmsKeyId"] == outputs["keyArn"]


def test_aurora_and_a_multi_az_cluster_are_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "rds_clusters") as scenario:
        _assert_aurora_made(scenario)
        _assert_copies_made(scenario)
        scenario.assert_settled("first")

        scenario.up("changed")
        _assert_aurora_changed(scenario)
        _assert_copies_changed(scenario)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, list(outputs.values()))
        rds = scenario.client("rds")
        assert rds.describe_db_cluster_snapshots()["DBClusterSnapshots"] == []


def _instance(scenario: Scenario) -> dict[str, Any]:
    name = scenario.outputs()["identifier"]
    found = scenario.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    return dict(found[0])


def _cluster(scenario: Scenario, output: str) -> dict[str, Any]:
    name = scenario.outputs()[output]["identifier"]
    found = scenario.client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    return dict(found[0])


def _members(scenario: Scenario, output: str) -> list[dict[str, Any]]:
    filters = [{"Name": "db-cluster-id", "Values": [scenario.outputs()[output]["identifier"]]}]
    found = scenario.client("rds").describe_db_instances(Filters=filters)["DBInstances"]
    return sorted(found, key=lambda instance: str(instance["DBInstanceIdentifier"]))


def _parameters(scenario: Scenario, group: str) -> dict[str, str]:
    found = scenario.client("rds").describe_db_parameters(DBParameterGroupName=group)["Parameters"]
    return {item["ParameterName"]: item["ParameterValue"] for item in found}


def _assert_made(scenario: Scenario) -> None:
    outputs, database = scenario.outputs(), _instance(scenario)
    expected = {
        "AllocatedStorage": 100,
        "BackupRetentionPeriod": 30,
        "CopyTagsToSnapshot": True,
        "DBInstanceArn": outputs["arn"],
        "DBInstanceClass": "db.m7g.large",
        "DbiResourceId": outputs["resourceId"],
        "DeletionProtection": True,
        "IAMDatabaseAuthenticationEnabled": True,
        "KmsKeyId": outputs["keyArn"],
        "MaxAllocatedStorage": 1000,
        "MonitoringInterval": 60,
        "MultiAZ": True,
        "PerformanceInsightsEnabled": True,
        "PerformanceInsightsKMSKeyId": outputs["keyArn"],
        "PubliclyAccessible": False,
        "StorageEncrypted": True,
        "StorageType": "gp3",
    }
    assert {name: database[name] for name in expected} == expected
    assert database["EngineVersion"].startswith("15.")
    assert database["SecondaryAvailabilityZone"] != database["AvailabilityZone"]
    assert (database["Endpoint"]["Address"], database["Endpoint"]["Port"]) == (outputs["endpoint"], 5432)
    assert sorted(database["EnabledCloudwatchLogsExports"]) == ["postgresql", "upgrade"]
    secret = scenario.client("secretsmanager").describe_secret(SecretId=outputs["secretArn"])
    assert (secret["OwningService"], secret["KmsKeyId"]) == ("rds", outputs["keyArn"])
    (group,) = database["DBParameterGroups"]
    parameters = _parameters(scenario, group["DBParameterGroupName"])
    assert (parameters["rds.force_ssl"], parameters["log_min_duration_statement"]) == ("1", "1000")
    groups = _log_groups(scenario)
    assert sorted(groups) == sorted(outputs["logGroupNames"])
    assert all(group["kmsKeyId"] == outputs["keyArn"] for group in groups.values())


def _log_groups(scenario: Scenario) -> dict[str, Any]:
    found = scenario.client("logs").describe_log_groups(logGroupNamePrefix="/aws/rds/")["logGroups"]
    return {group["logGroupName"]: group for group in found}


def _assert_behind_its_proxy(scenario: Scenario) -> None:
    outputs, rds = scenario.outputs(), scenario.client("rds")
    (proxy,) = rds.describe_db_proxies()["DBProxies"]
    assert (proxy["DefaultAuthScheme"], proxy["Auth"], proxy["RequireTLS"]) == ("IAM_AUTH", [], True)
    assert proxy["Endpoint"] == outputs["proxyEndpoint"]
    (target,) = rds.describe_db_proxy_targets(DBProxyName=proxy["DBProxyName"])["Targets"]
    assert (target["Type"], target["RdsResourceId"]) == ("RDS_INSTANCE", outputs["identifier"])
    (pool,) = rds.describe_db_proxy_target_groups(DBProxyName=proxy["DBProxyName"])["TargetGroups"]
    assert pool["ConnectionPoolConfig"]["MaxConnectionsPercent"] == 90
    (statement,) = json.loads(outputs["connectPolicy"])["Statement"]
    ids = [outputs["resourceId"], proxy["DBProxyArn"].rpartition(":")[2]]
    assert [arn.rpartition(":")[2] for arn in statement["Resource"]] == [f"{name}/api" for name in ids]


def _assert_protected(scenario: Scenario) -> None:
    """AWS refuses to delete the database, and it is as it was; the proxy in front of it is made again."""
    before = _instance(scenario)
    refusal = scenario.destroy(succeeds=False)
    assert "Cannot delete protected DB Instance, please disable deletion protection" in refusal
    after = _instance(scenario)
    assert before | {"LatestRestorableTime": None} == after | {"LatestRestorableTime": None}
    with pytest.raises(ClientError, match="Cannot delete protected DB Instance"):
        scenario.client("rds").delete_db_instance(
            DBInstanceIdentifier=before["DBInstanceIdentifier"], SkipFinalSnapshot=True
        )


def _assert_changed(scenario: Scenario, made: dict[str, Any]) -> None:
    outputs, database = scenario.outputs(), _instance(scenario)
    expected = {
        "AllocatedStorage": 400,
        "BackupRetentionPeriod": 7,
        "DBInstanceClass": "db.m7g.xlarge",
        "DbiResourceId": made["DbiResourceId"],
        "DeletionProtection": False,
        "Iops": 20000,
        "MasterUserSecret": made["MasterUserSecret"],
        "MonitoringInterval": 0,
        "PerformanceInsightsEnabled": False,
        "PreferredBackupWindow": "01:00-02:00",
        "PreferredMaintenanceWindow": "mon:02:30-mon:03:30",
        "StorageThroughput": 750,
    }
    assert {name: database[name] for name in expected} == expected
    assert database["EngineVersion"].startswith("16.")
    assert "MaxAllocatedStorage" not in database
    (old,), (new,) = made["DBParameterGroups"], database["DBParameterGroups"]
    assert old["DBParameterGroupName"] != new["DBParameterGroupName"]
    assert _parameters(scenario, new["DBParameterGroupName"])["work_mem"] == "16384"
    assert {group["retentionInDays"] for group in _log_groups(scenario).values()} == {30}
    _assert_behind_its_proxy(scenario)
    assert outputs["instanceIdentifiers"] == [outputs["identifier"]]


def _assert_aurora_made(scenario: Scenario) -> None:
    outputs, cluster = scenario.outputs()["aurora"], _cluster(scenario, "aurora")
    assert cluster["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 0.5, "MaxCapacity": 4.0}
    assert (cluster["KmsKeyId"], cluster["StorageEncrypted"]) == (outputs["keyArn"], True)
    assert cluster["MasterUserSecret"]["SecretArn"] == outputs["secretArn"]
    assert (cluster["Endpoint"], cluster["ReaderEndpoint"]) == (
        outputs["endpoint"],
        outputs["readerEndpoint"],
    )
    assert (cluster["MultiAZ"], cluster["IAMDatabaseAuthenticationEnabled"]) == (True, True)
    members = _members(scenario, "aurora")
    assert [member["DBInstanceIdentifier"] for member in members] == outputs["instanceIdentifiers"]
    assert {member["DBInstanceClass"] for member in members} == {"db.serverless"}
    assert len({member["AvailabilityZone"] for member in members}) == 2
    assert {member["MonitoringInterval"] for member in members} == {60}


def _assert_copies_made(scenario: Scenario) -> None:
    outputs, cluster = scenario.outputs()["copies"], _cluster(scenario, "copies")
    assert (cluster["Engine"], cluster["MultiAZ"]) == ("postgres", True)
    assert (cluster["StorageType"], cluster["AllocatedStorage"], cluster["Iops"]) == ("gp3", 100, 3000)
    members = _members(scenario, "copies")
    assert [member["DBInstanceIdentifier"] for member in members] == outputs["instanceIdentifiers"]
    assert len({member["AvailabilityZone"] for member in members}) == 3
    assert {member["PerformanceInsightsKMSKeyId"] for member in members} == {outputs["keyArn"]}


def _assert_aurora_changed(scenario: Scenario) -> None:
    cluster, members = _cluster(scenario, "aurora"), _members(scenario, "aurora")
    assert cluster["ServerlessV2ScalingConfiguration"]["MaxCapacity"] == 8
    assert [member["MonitoringInterval"] for member in members] == [30] * 3
    assert {member["PerformanceInsightsRetentionPeriod"] for member in members} == {31}
    group = cluster["DBClusterParameterGroup"]
    found = scenario.client("rds").describe_db_cluster_parameters(DBClusterParameterGroupName=group)
    assert {"work_mem", "rds.force_ssl"} <= {item["ParameterName"] for item in found["Parameters"]}


def _assert_copies_changed(scenario: Scenario) -> None:
    cluster = _cluster(scenario, "copies")
    assert (cluster["AllocatedStorage"], cluster["Iops"]) == (400, 20000)
    assert cluster["BackupRetentionPeriod"] == 7
    assert {member["DBInstanceClass"] for member in _members(scenario, "copies")} == {"db.r6gd.large"}


def _assert_gone(scenario: Scenario, databases: list[Any]) -> None:
    rds = scenario.client("rds")
    names = {name for database in databases for name in database["instanceIdentifiers"]}
    secrets = {database["secretArn"] for database in databases}
    assert not names & {item["DBInstanceIdentifier"] for item in rds.describe_db_instances()["DBInstances"]}
    assert rds.describe_db_proxies()["DBProxies"] == []
    clusters = {item["DBClusterIdentifier"] for item in rds.describe_db_clusters()["DBClusters"]}
    assert not clusters & {database["identifier"] for database in databases}
    prefixes = ("database-", "aurora-", "copies-")
    for operation, key in (
        ("describe_db_subnet_groups", "DBSubnetGroups"),
        ("describe_db_parameter_groups", "DBParameterGroups"),
        ("describe_db_cluster_parameter_groups", "DBClusterParameterGroups"),
    ):
        name = f"{key.removesuffix('s')}Name"
        left = [item[name] for item in getattr(rds, operation)()[key]]
        assert not [group for group in left if group.startswith(prefixes)]
    live = scenario.client("secretsmanager").list_secrets()["SecretList"]
    assert not secrets & {secret["ARN"] for secret in live}
    assert _log_groups(scenario) == {}
