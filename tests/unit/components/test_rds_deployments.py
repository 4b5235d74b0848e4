"""RdsCluster as a Multi-AZ cluster and as Aurora, its proxy, and the arguments it refuses."""

import json
from typing import Any

import pytest

from components import ArgumentError, RdsCluster
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
PROXY = "aws:rds/proxy:Proxy"
KEYS = {"kms_key_arn": "arn:data", "secret_kms_key_arn": "arn:secrets", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-database"
ROLE_ARN = f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role"


def deploy(deployment: str = "multi-az-instance", **args: Any) -> Recording:
    def program() -> object:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
            "security_group_ids": ["sg-1"],
            "deployment": deployment,
            "tags": TAGS,
            **KEYS,
            **args,
        }
        database = RdsCluster("database", given)
        return {"policy": database.grant_connect("api"), "identifiers": database.instance_identifiers}

    return run(program)


def outputs(recording: Recording) -> dict[str, Any]:
    return recording.one("shared-infra:index:RdsCluster").outputs


def tags(name: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "RdsCluster", "DataClass": "confidential"}


OF_CLUSTERS = {
    "clusterIdentifier": LABEL,
    "engineVersion": "15",
    "allowMajorVersionUpgrade": False,
    "databaseName": "app",
    "masterUsername": "dbadmin",
    "manageMasterUserPassword": True,
    "masterUserSecretKmsKeyId": "arn:secrets",
    "iamDatabaseAuthenticationEnabled": True,
    "port": 5432,
    "dbSubnetGroupName": "database-subnets",
    "vpcSecurityGroupIds": ["sg-1"],
    "dbClusterParameterGroupName": "database-parameters",
    "storageEncrypted": True,
    "kmsKeyId": "arn:data",
    "backupRetentionPeriod": 30,
    "preferredBackupWindow": "03:00-04:00",
    "preferredMaintenanceWindow": "sun:04:30-sun:05:30",
    "applyImmediately": False,
    "copyTagsToSnapshot": True,
    "deletionProtection": True,
    "deleteAutomatedBackups": False,
    "skipFinalSnapshot": False,
    "finalSnapshotIdentifier": f"{LABEL}-final",
    "tags": tags("database-cluster"),
}

MONITORING = {
    "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": "arn:data",
    "performanceInsightsRetentionPeriod": 7,
    "monitoringInterval": 60,
    "monitoringRoleArn": f"{ROLE_ARN}/database-monitoring-role",
}


class TestMultiAzCluster:
    def test_is_one_cluster_whose_instances_rds_makes(self) -> None:
        recording = deploy("multi-az-cluster", allocated_storage_gib=400, iops=12000)

        assert recording.counts() == {
            "shared-infra:index:RdsCluster": 1,
            "aws:rds/subnetGroup:SubnetGroup": 1,
            "aws:rds/clusterParameterGroup:ClusterParameterGroup": 1,
            "aws:cloudwatch/logGroup:LogGroup": 2,
            "aws:iam/role:Role": 1,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
            CLUSTER: 1,
        }
        assert recording.one(CLUSTER, "database-cluster").inputs == {
            **OF_CLUSTERS,
            **MONITORING,
            "engine": "postgres",
            "dbClusterInstanceClass": "db.m6gd.large",
            "allocatedStorage": 400,
            "storageType": "gp3",
            "iops": 12000,
            "autoMinorVersionUpgrade": True,
            "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        }
        assert recording.one(CLUSTER).ignore_changes == ("snapshotIdentifier",)
        group = recording.one("aws:rds/clusterParameterGroup:ClusterParameterGroup").inputs
        assert group["family"] == "postgres15"

    def test_the_speed_that_its_storage_comes_with_is_no_change(self) -> None:
        assert deploy("multi-az-cluster").one(CLUSTER).ignore_changes == ("snapshotIdentifier", "iops")

    def test_its_readers_have_a_host(self) -> None:
        found = outputs(deploy("multi-az-cluster"))

        assert found["endpoint"] == "database.cluster.example"
        assert found["readerEndpoint"] == "database.cluster-ro.example"
        assert found["instanceIdentifiers"] == [f"database-instance-{number}" for number in (1, 2, 3)]
        assert found["logGroupNames"][0] == f"/aws/rds/cluster/{LABEL}/postgresql"


class TestAurora:
    def test_is_a_cluster_with_a_writer_and_a_reader(self) -> None:
        recording = deploy("aurora", zones=["us-east-1a", "us-east-1b", "us-east-1c"])

        assert recording.counts()[CLUSTER_INSTANCE] == 2
        assert recording.counts()["aws:cloudwatch/logGroup:LogGroup"] == 1
        assert recording.one(CLUSTER, "database-cluster").inputs == {
            **OF_CLUSTERS,
            "engine": "aurora-postgresql",
            "enabledCloudwatchLogsExports": ["postgresql"],
        }
        reader = recording.one(CLUSTER_INSTANCE, "database-instance-2")
        assert reader.inputs == {
            **MONITORING,
            "identifier": f"{LABEL}-2",
            "clusterIdentifier": LABEL,
            "engine": "aurora-postgresql",
            "instanceClass": "db.r7g.large",
            "availabilityZone": "us-east-1b",
            "promotionTier": 1,
            "publiclyAccessible": False,
            "preferredMaintenanceWindow": "sun:04:30-sun:05:30",
            "autoMinorVersionUpgrade": True,
            "applyImmediately": False,
            "copyTagsToSnapshot": True,
            "tags": tags("database-instance-2"),
        }
        group = recording.one("aws:rds/clusterParameterGroup:ClusterParameterGroup").inputs
        assert group["family"] == "aurora-postgresql15"
        assert recording.result["identifiers"] == [f"{LABEL}-1", f"{LABEL}-2"]

    @pytest.mark.parametrize("protection", [True, False])
    def test_its_instances_are_protected_as_the_cluster_is(self, protection: bool) -> None:
        """AWS protects the cluster alone: deleting the stack would take its instances away first."""
        recording = deploy("aurora", deletion_protection=protection)

        assert [one.protect for one in recording.of_type(CLUSTER_INSTANCE).values()] == [protection] * 2
        assert recording.one(CLUSTER).protect is False

    def test_its_capacity_can_follow_the_load(self) -> None:
        recording = deploy("aurora", instance_class="db.serverless", max_capacity_units=8.0)

        assert recording.one(CLUSTER).inputs["serverlessv2ScalingConfiguration"] == {
            "minCapacity": 0.5,
            "maxCapacity": 8,
        }
        assert recording.one(CLUSTER_INSTANCE, "database-instance-1").inputs["instanceClass"] == (
            "db.serverless"
        )

    def test_it_may_have_no_reader(self) -> None:
        assert deploy("aurora", read_replicas=0).counts()[CLUSTER_INSTANCE] == 1


class TestProxy:
    def deploy(self, deployment: str = "multi-az-instance") -> Recording:
        return deploy(deployment, proxy=True, proxy_security_group_ids=["sg-proxy"])

    def test_it_pools_connections_and_keeps_no_secret(self) -> None:
        recording = self.deploy()

        assert recording.one(PROXY, "database-proxy").inputs == {
            "engineFamily": "POSTGRESQL",
            "defaultAuthScheme": "IAM_AUTH",
            "requireTls": True,
            "roleArn": f"{ROLE_ARN}/database-proxy-role",
            "vpcSubnetIds": ["subnet-1", "subnet-2", "subnet-3"],
            "vpcSecurityGroupIds": ["sg-proxy"],
            "tags": {**TAGS, "Name": "database-proxy", "Component": "RdsCluster"},
        }
        assert recording.one("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup").inputs == {
            "dbProxyName": "database-proxy",
            "connectionPoolConfig": {"maxConnectionsPercent": 90, "maxIdleConnectionsPercent": 50},
        }
        assert outputs(recording)["proxyEndpoint"] == "database.proxy.example"

    @pytest.mark.parametrize(
        ("deployment", "key"),
        [
            ("multi-az-instance", "dbInstanceIdentifier"),
            ("multi-az-cluster", "dbClusterIdentifier"),
            ("aurora", "dbClusterIdentifier"),
        ],
    )
    def test_it_stands_before_the_database(self, deployment: str, key: str) -> None:
        target = self.deploy(deployment).one("aws:rds/proxyTarget:ProxyTarget", "database-proxy-target")

        assert target.inputs == {
            "dbProxyName": "database-proxy",
            "targetGroupName": "database-proxy-pool",
            key: LABEL,
        }

    def test_its_role_logs_in_to_this_database_only(self) -> None:
        recording = self.deploy()
        policy = recording.one("aws:iam/rolePolicy:RolePolicy", "database-proxy-role-policy")
        [statement] = json.loads(policy.inputs["policy"])["Statement"]

        assert statement["Resource"] == [f"arn:aws:rds-db:{REGION}:{ACCOUNT_ID}:dbuser:db-DATABASE/*"]
        assert policy.urn in recording.one(PROXY).dependencies
        trust = recording.one("aws:iam/role:Role", "database-proxy-role").inputs["assumeRolePolicy"]
        assert '"Service": "rds.amazonaws.com"' in trust

    def test_users_may_log_in_through_it(self) -> None:
        [statement] = json.loads(self.deploy().result["policy"])["Statement"]

        assert statement["Resource"] == [
            f"arn:aws:rds-db:{REGION}:{ACCOUNT_ID}:dbuser:{resource}/api"
            for resource in ("db-DATABASE", "prx-0123")
        ]


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"deployment": "many"}, "deployment: 'many'. Allowed: multi-az-instance, single-az-instance, multi"),
        ({"engine_version": "12"}, "engine_version: '12'. Allowed: a version of PostgreSQL, 13 or newer"),
        ({"engine_version": "15.x"}, "engine_version: '15.x'."),
        ({"instance_class": "m7g.large"}, "instance_class: 'm7g.large' for multi-az-instance. Allowed: the"),
        ({"instance_class": "db.serverless"}, "instance_class: 'db.serverless' for multi-az-instance."),
        (
            {"deployment": "aurora", "instance_class": "db.m7g.large"},
            "instance_class: 'db.m7g.large' for aurora. Allowed: a class that Aurora has",
        ),
        (
            {"deployment": "multi-az-cluster", "instance_class": "db.m7g.large"},
            "instance_class: 'db.m7g.large' for multi-az-cluster. Allowed: a class with a local disk",
        ),
        ({"zones": ["us-east-1a"]}, "zones: given for multi-az-instance. Allowed: none: RDS spreads it"),
        ({"allocated_storage_gib": 19}, "allocated_storage_gib: 19. Allowed: a whole number from 20 to"),
        (
            {"max_allocated_storage_gib": 105},
            "max_allocated_storage_gib: 105 beside 100 allocated. Allowed: 1.1 times that, or more; 0 for",
        ),
        ({"iops": 12000}, "iops: given for 100 GiB. Allowed: none below 400 GiB."),
        (
            {"allocated_storage_gib": 400, "iops": 3000},
            "iops: 3000. Allowed: a whole number from 12000 to 64000.",
        ),
        (
            {"deployment": "multi-az-cluster", "max_allocated_storage_gib": 200},
            "max_allocated_storage_gib: given for multi-az-cluster. Allowed: none: RDS has it for instances",
        ),
        (
            {"deployment": "aurora", "allocated_storage_gib": 100},
            "allocated_storage_gib: given for aurora. Allowed: none: its storage is as large as its content.",
        ),
        ({"database_name": "my-app"}, "database_name: 'my-app'. Allowed: 1 to 63 lower-case letters"),
        ({"port": 80}, "port: 80. Allowed: a whole number from 1150 to 65535."),
        ({"parameters": {"rds.force_ssl": "0"}}, "parameters: rds.force_ssl = '0'. Allowed: rds.force_ssl"),
        (
            {"performance_insights_retention_days": 30},
            "performance_insights_retention_days: 30. Allowed: one of 0, 7, 31, 62",
        ),
        ({"monitoring_interval_seconds": 2}, "monitoring_interval_seconds: 2. Allowed: one of 0, 1, 5, 10"),
        ({"read_replicas": 16}, "read_replicas: 16. Allowed: a whole number from 0 to 15."),
        (
            {"deployment": "multi-az-cluster", "read_replicas": 1},
            "read_replicas: 1 for multi-az-cluster. Allowed: 0: it has two readers already.",
        ),
        (
            {"read_replicas": 1},
            "read_replicas: 1 for multi-az-instance. Allowed: 0: RDS makes no replica of an instance whose",
        ),
        ({"proxy": True}, "proxy_security_group_ids: missing. Allowed: a list of texts, at least one."),
        (
            {"proxy_security_group_ids": ["sg-1"]},
            "proxy_security_group_ids: given without a proxy. Allowed: none, or proxy: true.",
        ),
        ({"subnet_ids": None}, "subnet_ids: missing."),
        ({"identifier": "Main"}, "identifier: 'Main'. Allowed: 3 to 52 lower-case letters"),
        ({"password": "x"}, "password: no argument here."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
