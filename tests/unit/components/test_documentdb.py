"""DocumentDb: a cluster with instances in three zones, its parameters and the logs that they switch on."""

from typing import Any

import pytest

from components import ArgumentError, DocumentDb
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

CLUSTER = "aws:docdb/cluster:Cluster"
INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"
PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEYS = {"kms_key_arn": "arn:data", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-documents"


def deploy(**args: Any) -> Recording:
    def program() -> None:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
            "security_group_ids": ["sg-1"],
            "tags": TAGS,
            **KEYS,
            **args,
        }
        DocumentDb("documents", given)

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "DocumentDb", **more}


def test_is_a_cluster_of_three_instances_with_what_it_needs() -> None:
    assert deploy().counts() == {
        "shared-infra:index:DocumentDb": 1,
        "aws:docdb/subnetGroup:SubnetGroup": 1,
        PARAMETERS: 1,
        LOG_GROUP: 2,
        CLUSTER: 1,
        INSTANCE: 3,
    }


def test_the_cluster_is_safe_in_every_respect() -> None:
    recording = deploy()
    cluster = recording.one(CLUSTER, "documents-cluster")

    assert cluster.inputs == {
        "clusterIdentifier": LABEL,
        "engine": "docdb",
        "engineVersion": "5.0.0",
        "allowMajorVersionUpgrade": False,
        "masterUsername": "dbadmin",
        "manageMasterUserPassword": True,
        "port": 27017,
        "dbSubnetGroupName": "documents-subnets",
        "vpcSecurityGroupIds": ["sg-1"],
        "dbClusterParameterGroupName": "documents-parameters",
        "storageEncrypted": True,
        "kmsKeyId": "arn:data",
        "storageType": "standard",
        "enabledCloudwatchLogsExports": ["audit", "profiler"],
        "backupRetentionPeriod": 30,
        "preferredBackupWindow": "03:00-04:00",
        "preferredMaintenanceWindow": "sun:04:30-sun:05:30",
        "applyImmediately": False,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": f"{LABEL}-final",
        "tags": tags("documents-cluster", DataClass="confidential"),
    }
    assert {group.urn for group in recording.of_type(LOG_GROUP).values()} <= cluster.dependencies
    assert cluster.ignore_changes == ("snapshotIdentifier",)


def test_instances_take_the_zones_in_turn() -> None:
    recording = deploy(zones=["us-east-1a", "us-east-1b", "us-east-1c"], instance_count=4)

    assert recording.one(INSTANCE, "documents-instance-2").inputs == {
        "identifier": f"{LABEL}-2",
        "clusterIdentifier": LABEL,
        "engine": "docdb",
        "instanceClass": "db.r6g.large",
        "availabilityZone": "us-east-1b",
        "promotionTier": 1,
        "preferredMaintenanceWindow": "sun:04:30-sun:05:30",
        "autoMinorVersionUpgrade": True,
        "applyImmediately": False,
        "copyTagsToSnapshot": True,
        "enablePerformanceInsights": True,
        "performanceInsightsKmsKeyId": "arn:data",
        "tags": tags("documents-instance-2", DataClass="confidential"),
    }
    zones = [one.inputs["availabilityZone"] for one in recording.of_type(INSTANCE).values()]
    assert zones == ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1a"]


@pytest.mark.parametrize("protection", [True, False])
def test_instances_are_protected_as_the_cluster_is(protection: bool) -> None:
    recording = deploy(deletion_protection=protection)

    assert [one.protect for one in recording.of_type(INSTANCE).values()] == [protection] * 3
    assert recording.one(CLUSTER).inputs["deletionProtection"] is protection


def test_tls_and_both_logs_are_switched_on_by_parameters() -> None:
    group = deploy().one(PARAMETERS, "documents-parameters").inputs

    assert group == {
        "description": f"Parameters of {LABEL}",
        "family": "docdb5.0",
        "parameters": [
            {"name": "audit_logs", "value": "enabled", "applyMethod": "immediate"},
            {"name": "profiler", "value": "enabled", "applyMethod": "immediate"},
            {"name": "profiler_threshold_ms", "value": "100", "applyMethod": "immediate"},
            {"name": "tls", "value": "enabled", "applyMethod": "pending-reboot"},
        ],
        "tags": tags("documents-parameters"),
    }


def test_parameters_can_be_made_stricter() -> None:
    group = deploy(parameters={"tls": "tls1.3+", "ttl_monitor": "disabled"}).one(PARAMETERS).inputs
    values = {parameter["name"]: parameter["value"] for parameter in group["parameters"]}

    assert (values["tls"], values["ttl_monitor"], values["audit_logs"]) == ("tls1.3+", "disabled", "enabled")


def test_its_log_groups_are_those_that_documentdb_writes_to() -> None:
    assert deploy().one(LOG_GROUP, "documents-profiler-log-group").inputs == {
        "name": f"/aws/docdb/{LABEL}/profiler",
        "retentionInDays": 365,
        "kmsKeyId": "arn:logs",
        "tags": tags("documents-profiler-log-group", DataClass="internal"),
    }


def test_its_outputs() -> None:
    assert deploy().one("shared-infra:index:DocumentDb").outputs == {
        "identifier": LABEL,
        "arn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Cluster/documents-cluster",
        "endpoint": "documents.cluster.example",
        "readerEndpoint": "documents.cluster-ro.example",
        "port": 27017,
        "masterUserSecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:documents",
        "instanceIdentifiers": [f"{LABEL}-{number}" for number in (1, 2, 3)],
        "logGroupNames": [f"/aws/docdb/{LABEL}/{log}" for log in ("audit", "profiler")],
        "kmsKeyArn": "arn:data",
    }


def test_without_keys_it_makes_one_for_both() -> None:
    recording = deploy(kms_key_arn=None, log_kms_key_arn=None)
    policy = recording.one("aws:kms/key:Key", "documents-key-key").inputs["policy"]

    assert f'"rds.{REGION}.amazonaws.com"' in policy
    assert "UseByCloudWatchLogs" in policy
    audit = recording.one(LOG_GROUP, "documents-audit-log-group")
    assert recording.one(CLUSTER).inputs["kmsKeyId"] == audit.inputs["kmsKeyId"]


def test_capacity_can_follow_the_load() -> None:
    recording = deploy(instance_class="db.serverless", min_capacity_units=1, io_optimized=True)
    cluster = recording.one(CLUSTER).inputs

    assert cluster["serverlessV2ScalingConfiguration"] == {"minCapacity": 1, "maxCapacity": 16}
    assert cluster["storageType"] == "iopt1"


def test_what_loses_data_has_to_be_asked_for() -> None:
    inputs = deploy(skip_final_snapshot=True, snapshot_identifier="before").one(CLUSTER).inputs

    assert inputs["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in inputs
    assert inputs["snapshotIdentifier"] == "before"


def test_performance_insights_can_be_switched_off() -> None:
    inputs = deploy(performance_insights=False).one(INSTANCE, "documents-instance-1").inputs

    assert inputs["enablePerformanceInsights"] is False
    assert "performanceInsightsKmsKeyId" not in inputs


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"engine_version": "3.6.0"}, "engine_version: '3.6.0'. Allowed: a version of DocumentDB, 4.0.0 or"),
        ({"engine_version": "5.0"}, "engine_version: '5.0'."),
        ({"instance_class": "db.m7g.large"}, "instance_class: 'db.m7g.large'. Allowed: a class that Doc"),
        ({"instance_count": 0}, "instance_count: 0. Allowed: a whole number from 1 to 16."),
        (
            {"parameters": {"tls": "disabled"}},
            "parameters: tls = 'disabled'. Allowed: tls as enabled or fips",
        ),
        (
            {"parameters": {"audit_logs": "none"}},
            "parameters: audit_logs = 'none'. Allowed: audit_logs as en",
        ),
        ({"max_capacity_units": 8}, "max_capacity_units: given beside db.r6g.large. Allowed: none, or the"),
        ({"backup_retention_days": 0}, "backup_retention_days: 0. Allowed: a whole number from 1 to 35."),
        ({"zones": ["a", "a"]}, "zones: a list that repeats a. Allowed: each entry once."),
        ({"security_group_ids": []}, "security_group_ids: []. Allowed: a list of texts, at least one."),
        ({"master_password": "x"}, "master_password: no argument here."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
