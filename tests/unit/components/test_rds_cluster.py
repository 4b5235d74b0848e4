"""RdsCluster: one PostgreSQL database in each of its deployments, and what it needs around it."""

import json
from typing import Any

import pytest

from components import ArgumentError, RdsCluster
from components._rds_parameters import DEFAULTS, STATIC, parameters
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

INSTANCE = "aws:rds/instance:Instance"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
KEYS = {"kms_key_arn": "arn:data", "secret_kms_key_arn": "arn:secrets", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-database"
ARN = f"arn:aws:mock:{REGION}:{ACCOUNT_ID}"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
            "security_group_ids": ["sg-1"],
            "tags": TAGS,
            **KEYS,
            **args,
        }
        database = RdsCluster("database", given)
        return {"policy": database.grant_connect("api"), "identifiers": database.instance_identifiers}

    return run(program)


def outputs(recording: Recording) -> dict[str, Any]:
    return recording.one("shared-infra:index:RdsCluster").outputs


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "RdsCluster", **more}


MONITORING = {
    "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": "arn:data",
    "performanceInsightsRetentionPeriod": 7,
    "monitoringInterval": 60,
    "monitoringRoleArn": f"{ARN}:Role/database-monitoring-role",
}

OF_INSTANCES = {
    "instanceClass": "db.m7g.large",
    "port": 5432,
    "storageType": "gp3",
    "maxAllocatedStorage": 1000,
    "storageEncrypted": True,
    "publiclyAccessible": False,
    "vpcSecurityGroupIds": ["sg-1"],
    "iamDatabaseAuthenticationEnabled": True,
    "parameterGroupName": "database-parameters",
    "maintenanceWindow": "sun:04:30-sun:05:30",
    "autoMinorVersionUpgrade": True,
    "applyImmediately": False,
    "copyTagsToSnapshot": True,
    "deletionProtection": True,
    "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
    **MONITORING,
}


class TestMultiAzInstance:
    def test_is_one_instance_with_what_it_needs(self) -> None:
        assert deploy().counts() == {
            "shared-infra:index:RdsCluster": 1,
            "aws:rds/subnetGroup:SubnetGroup": 1,
            "aws:rds/parameterGroup:ParameterGroup": 1,
            LOG_GROUP: 2,
            ROLE: 1,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
            INSTANCE: 1,
        }

    def test_the_instance_is_safe_in_every_respect(self) -> None:
        recording = deploy()
        instance = recording.one(INSTANCE, "database-instance")

        assert instance.inputs == {
            **OF_INSTANCES,
            "identifier": LABEL,
            "engine": "postgres",
            "engineVersion": "15",
            "allowMajorVersionUpgrade": False,
            "allocatedStorage": 100,
            "dbName": "app",
            "username": "dbadmin",
            "manageMasterUserPassword": True,
            "masterUserSecretKmsKeyId": "arn:secrets",
            "dbSubnetGroupName": "database-subnets",
            "multiAz": True,
            "kmsKeyId": "arn:data",
            "backupRetentionPeriod": 30,
            "backupWindow": "03:00-04:00",
            "deleteAutomatedBackups": False,
            "skipFinalSnapshot": False,
            "finalSnapshotIdentifier": f"{LABEL}-final",
            "tags": tags("database-instance", DataClass="confidential"),
        }
        groups = {group.urn for group in recording.of_type(LOG_GROUP).values()}
        attachment = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        assert {*groups, attachment.urn} <= instance.dependencies

    def test_its_outputs(self) -> None:
        recording = deploy()

        assert outputs(recording) == {
            "identifier": LABEL,
            "arn": f"{ARN}:Instance/database-instance",
            "resourceId": "db-DATABASE",
            "userArnPrefixes": [f"arn:aws:rds-db:{REGION}:{ACCOUNT_ID}:dbuser:db-DATABASE/"],
            "endpoint": "database.example",
            "port": 5432,
            "databaseName": "app",
            "masterUsername": "dbadmin",
            "masterUserSecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:database",
            "instanceIdentifiers": [LABEL],
            "logGroupNames": [f"/aws/rds/instance/{LABEL}/{log}" for log in ("postgresql", "upgrade")],
            "kmsKeyArn": "arn:data",
        }

    def test_its_log_groups_are_those_that_rds_writes_to(self) -> None:
        group = deploy(log_retention_days=30).one(LOG_GROUP, "database-postgresql-log-group")

        assert group.inputs == {
            "name": f"/aws/rds/instance/{LABEL}/postgresql",
            "retentionInDays": 30,
            "kmsKeyId": "arn:logs",
            "tags": tags("database-postgresql-log-group", DataClass="internal"),
        }

    def test_its_groups(self) -> None:
        recording = deploy(parameters={"work_mem": "16384"})

        assert recording.one("aws:rds/subnetGroup:SubnetGroup", "database-subnets").inputs == {
            "description": f"Subnets of {LABEL}",
            "subnetIds": ["subnet-1", "subnet-2", "subnet-3"],
            "tags": tags("database-subnets"),
        }
        group = recording.one("aws:rds/parameterGroup:ParameterGroup", "database-parameters").inputs
        assert (group["family"], group["tags"]) == ("postgres15", tags("database-parameters"))
        assert {parameter["name"] for parameter in group["parameters"]} == {*DEFAULTS, "work_mem"}

    def test_rds_may_assume_the_monitoring_role_for_this_database_only(self) -> None:
        role = deploy().one(ROLE, "database-monitoring-role")
        [trust] = json.loads(role.inputs["assumeRolePolicy"])["Statement"]

        assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
        assert trust["Condition"] == {
            "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": f"arn:aws:rds:{REGION}:{ACCOUNT_ID}:*:{LABEL}*"},
        }
        attachment = deploy().one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs
        assert attachment["policyArn"].endswith(":policy/service-role/AmazonRDSEnhancedMonitoringRole")

    def test_without_keys_it_makes_one_for_all(self) -> None:
        recording = deploy(kms_key_arn=None, secret_kms_key_arn=None, log_kms_key_arn=None)
        policy = recording.one("aws:kms/key:Key", "database-key-key").inputs["policy"]
        inputs = recording.one(INSTANCE).inputs

        assert inputs["kmsKeyId"] == inputs["masterUserSecretKmsKeyId"] == f"{ARN}:Key/database-key-key"
        assert f'["rds.{REGION}.amazonaws.com", "secretsmanager.{REGION}.amazonaws.com"]' in policy
        assert "UseByCloudWatchLogs" in policy

    def test_measurements_can_be_switched_off(self) -> None:
        recording = deploy(monitoring_interval_seconds=0, performance_insights_retention_days=0)
        inputs = recording.one(INSTANCE).inputs

        assert ROLE not in recording.counts()
        assert (inputs["monitoringInterval"], inputs["performanceInsightsEnabled"]) == (0, False)
        assert not {"monitoringRoleArn", "performanceInsightsKmsKeyId"} & set(inputs)

    def test_what_loses_data_has_to_be_asked_for(self) -> None:
        inputs = deploy(skip_final_snapshot=True, deletion_protection=False).one(INSTANCE).inputs

        assert inputs["deleteAutomatedBackups"] is inputs["skipFinalSnapshot"] is True
        assert inputs["deletionProtection"] is False
        assert "finalSnapshotIdentifier" not in inputs

    def test_a_single_instance_has_no_standby(self) -> None:
        recording = deploy(deployment="single-az-instance", instance_class="db.t4g.micro")

        assert recording.one(INSTANCE).inputs["multiAz"] is False
        assert recording.one(INSTANCE).inputs["instanceClass"] == "db.t4g.micro"

    def test_large_storage_can_be_made_faster(self) -> None:
        inputs = (
            deploy(allocated_storage_gib=400, iops=20000, storage_throughput_mibps=750).one(INSTANCE).inputs
        )

        assert (inputs["iops"], inputs["storageThroughput"]) == (20000, 750)
        assert inputs["maxAllocatedStorage"] == 4000

    @pytest.mark.parametrize(
        ("args", "ignored"),
        [
            ({}, ("snapshotIdentifier", "allocatedStorage")),
            ({"max_allocated_storage_gib": 0}, ("snapshotIdentifier",)),
            ({"allocated_storage_gib": 65536}, ("snapshotIdentifier",)),
            (
                {"engine_version": "15.8", "max_allocated_storage_gib": 0},
                ("snapshotIdentifier", "engineVersion"),
            ),
            (
                {
                    "engine_version": "15.8",
                    "max_allocated_storage_gib": 0,
                    "auto_minor_version_upgrade": False,
                },
                ("snapshotIdentifier",),
            ),
        ],
    )
    def test_only_what_aws_moves_is_left_to_it(self, args: dict[str, Any], ignored: tuple[str, ...]) -> None:
        assert deploy(**args).one(INSTANCE).ignore_changes == ignored

    def test_storage_that_may_not_grow_has_no_limit(self) -> None:
        assert "maxAllocatedStorage" not in deploy(max_allocated_storage_gib=0).one(INSTANCE).inputs

    def test_a_snapshot_counts_when_the_database_is_made(self) -> None:
        database = deploy(snapshot_identifier="before").one(INSTANCE)

        assert database.inputs["snapshotIdentifier"] == "before"
        assert "snapshotIdentifier" in database.ignore_changes

    def test_a_user_may_log_in_as_nobody_else(self) -> None:
        [statement] = json.loads(deploy().result["policy"])["Statement"]

        assert statement["Action"] == ["rds-db:connect"]
        assert statement["Resource"] == [f"arn:aws:rds-db:{REGION}:{ACCOUNT_ID}:dbuser:db-DATABASE/api"]

    @pytest.mark.parametrize("user", ["*", "", "api/x", "API", "a" * 64])
    def test_what_is_no_user_is_refused(self, user: str) -> None:
        def program() -> None:
            args: Any = {"subnet_ids": ["a"], "security_group_ids": ["b"], "tags": TAGS, **KEYS}
            RdsCluster("database", args).grant_connect(user)

        with pytest.raises(ArgumentError, match="RdsCluster 'database' cannot let"):
            run(program)


class TestParameters:
    def test_static_ones_wait_for_a_restart(self) -> None:
        methods = {
            parameter["name"]: parameter["apply_method"] for parameter in parameters({"max_connections": "9"})
        }

        assert {name for name, method in methods.items() if method == "pending-reboot"} == {
            "max_connections",
            "shared_preload_libraries",
            "track_activity_query_size",
        }
        assert set(methods) & STATIC == {name for name in methods if methods[name] == "pending-reboot"}

    def test_the_callers_come_over_the_defaults(self) -> None:
        values = {p["name"]: p["value"] for p in parameters({"log_min_duration_statement": "250"})}

        assert values == {**DEFAULTS, "log_min_duration_statement": "250"}
        assert values["rds.force_ssl"] == "1"
