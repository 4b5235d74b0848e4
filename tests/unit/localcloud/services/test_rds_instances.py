"""RDS instances and groups through the provider."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.definition import RefusedError
from localcloud.provider.inputs import refreshed_inputs
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.databases import (
    INSTANCE,
    PASSWORD,
    UNTOLD,
    DatabaseWorld,
    life,
    of_instance,
)

SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"


@pytest.fixture(scope="module")
def world() -> Iterator[DatabaseWorld]:
    with Cloud(None) as cloud:
        yield DatabaseWorld(cloud)


def setting(name: str, value: str, method: str = "immediate") -> dict[str, str]:
    return {"name": name, "value": value, "applyMethod": method}


def many(count: int) -> list[dict[str, str]]:
    return [setting(f"auto_explain.number_{number}", "1") for number in range(count)]


def by_identifier(identifier: str, state: Any) -> str:
    return str(state["identifier"])


GROUP_CHANGES = (
    lambda world: {
        "parameters": [setting("work_mem", "8192"), setting("max_connections", "9", "pending-reboot")]
    },
    lambda world: {"parameters": many(25)},
    lambda world: {"parameters": None},
    lambda world: {"tags": {"Name": "y"}},
)

CASES = (
    life(
        SUBNETS,
        lambda world: {"name": "app", "subnetIds": world.subnets[:2], "tags": {"Name": "x"}},
        (
            lambda world: {"subnetIds": world.subnets},
            lambda world: {"description": "subnets"},
            lambda world: {"tags": None},
        ),
    ),
    life(
        PARAMETERS,
        lambda world: {
            "name": "app",
            "family": "postgres15",
            "parameters": [setting("work_mem", "4096"), setting("log_temp_files", "0")],
        },
        GROUP_CHANGES,
    ),
    life(
        CLUSTER_PARAMETERS,
        lambda world: {
            "name": "app",
            "family": "aurora-postgresql15",
            "parameters": [setting("work_mem", "4096")],
        },
        GROUP_CHANGES,
    ),
    life(
        INSTANCE,
        lambda world: of_instance(
            world,
            "app",
            manageMasterUserPassword=True,
            masterUserSecretKmsKeyId=world.key["arn"],
            storageEncrypted=True,
            kmsKeyId=world.key["arn"],
            dbName="app",
            maxAllocatedStorage=100,
            enabledCloudwatchLogsExports=["upgrade", "postgresql"],
            tags={"Name": "x"},
        ),
        (
            lambda world: {"allocatedStorage": 30, "instanceClass": "db.m7g.large"},
            lambda world: {"maxAllocatedStorage": None},
            lambda world: {"allocatedStorage": 400, "iops": 20000, "storageThroughput": 700},
            lambda world: {"multiAz": True, "vpcSecurityGroupIds": world.groups},
            lambda world: {"backupRetentionPeriod": 30, "backupWindow": "03:00-04:00"},
            lambda world: {"maintenanceWindow": "Sun:04:30-Sun:05:30"},
            lambda world: {"parameterGroupName": world.parameter_group("of-15")},
            lambda world: {"enabledCloudwatchLogsExports": ["postgresql", "iam-db-auth-error"]},
            lambda world: {"enabledCloudwatchLogsExports": None},
            lambda world: {"iamDatabaseAuthenticationEnabled": True, "deletionProtection": True},
            lambda world: {"monitoringInterval": 60, "monitoringRoleArn": world.role_arn},
            lambda world: {
                "performanceInsightsEnabled": True,
                "performanceInsightsKmsKeyId": world.key["arn"],
            },
            lambda world: {"performanceInsightsRetentionPeriod": 731},
            lambda world: {
                "performanceInsightsEnabled": None,
                "performanceInsightsKmsKeyId": None,
                "performanceInsightsRetentionPeriod": None,
                "monitoringInterval": None,
            },
            lambda world: {"caCertIdentifier": "rds-ca-ecc384-g1", "copyTagsToSnapshot": True, "port": 5433},
            lambda world: {
                "manageMasterUserPassword": None,
                "masterUserSecretKmsKeyId": None,
                "password": PASSWORD,
            },
            lambda world: {"password": "battery-staple"},
            lambda world: {
                "engineVersion": "16",
                "allowMajorVersionUpgrade": True,
                "parameterGroupName": world.parameter_group("of-16", "postgres16"),
            },
            lambda world: {"identifier": "renamed"},
            lambda world: {"tags": {"Name": "y"}, "deletionProtection": None},
        ),
        untold=(*UNTOLD, "allowMajorVersionUpgrade", "password"),
        import_id=by_identifier,
    ),
    life(
        INSTANCE,
        lambda world: (
            of_instance(world, "copy", replicateSourceDb=world.database["identifier"], allocatedStorage=None)
            | {"engine": None, "engineVersion": None, "username": None, "backupRetentionPeriod": None}
        ),
        (
            lambda world: {"instanceClass": "db.m7g.large", "maxAllocatedStorage": 50},
            lambda world: {
                "replicateSourceDb": None,
                "engine": "postgres",
                "username": "app",
                "allocatedStorage": 20,
            },
        ),
        untold=UNTOLD,
        import_id=by_identifier,
        name="replica",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: DatabaseWorld) -> None:
    live(case, world)


def test_storage_that_says_nothing_is_gp3_and_as_fast_as_its_size(world: DatabaseWorld) -> None:
    operations = world.operations(INSTANCE)
    inputs = of_instance(world, "fast", password=PASSWORD)
    identifier, state = operations.create(inputs)
    assert (state["storageType"], state["iops"], state["storageThroughput"]) == ("gp3", 3000, 125)
    grown = operations.update(identifier, state, inputs | {"allocatedStorage": 400})
    assert (grown["iops"], grown["storageThroughput"]) == (12000, 500)


def test_a_managed_password_is_a_secret_that_goes_with_its_instance(world: DatabaseWorld) -> None:
    operations = world.operations(INSTANCE)
    key = world.key["arn"]
    inputs = of_instance(world, "kept", manageMasterUserPassword=True, masterUserSecretKmsKeyId=key)
    identifier, state = operations.create(inputs)
    (secret,) = state["masterUserSecrets"]
    assert (secret["kmsKeyId"], secret["secretStatus"]) == (key, "active")
    secrets = world.client("secretsmanager")
    described = secrets.describe_secret(SecretId=secret["secretArn"])
    assert (described["OwningService"], described["RotationEnabled"]) == ("rds", True)
    assert '"username": "app"' in secrets.get_secret_value(SecretId=secret["secretArn"])["SecretString"]
    operations.delete(identifier, state)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        secrets.describe_secret(SecretId=secret["secretArn"])


def test_a_version_that_is_told_in_full_is_no_drift_but_another_one_is(world: DatabaseWorld) -> None:
    operations = world.operations(INSTANCE)
    inputs = of_instance(world, "versioned", password=PASSWORD, engineVersion="15.10")
    identifier, state = operations.create(inputs)
    assert state["engineVersionActual"] == "15.10"
    assert operations.diff(state, inputs | {"engineVersion": "15"}) == []
    assert [item.path for item in operations.diff(state, inputs | {"engineVersion": "15.1"})] == [
        "engineVersion"
    ]
    client = world.client("rds")
    client.modify_db_instance(
        DBInstanceIdentifier="versioned",
        BackupRetentionPeriod=3,
        EngineVersion="15.12",
        ApplyImmediately=True,
    )
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert refreshed_inputs(operations.resource, drifted, inputs) == inputs | {
        "backupRetentionPeriod": 3,
        "engineVersion": "15.12",
    }


def test_a_replica_is_a_database_of_its_own(world: DatabaseWorld) -> None:
    operations, source = world.operations(INSTANCE), world.database
    inputs = {
        "identifier": "reader",
        "replicateSourceDb": source["arn"],
        "instanceClass": "db.t4g.micro",
        "skipFinalSnapshot": True,
        "tags": {"Name": "reader"},
    }
    with world.cloud.transaction():
        identifier, state = operations.create(inputs)
    assert state["replicateSourceDb"] == source["arn"]
    assert (state["engine"], state["username"], state["backupRetentionPeriod"]) == ("postgres", "app", 0)
    assert (state["resourceId"], state["address"]) != (source["resourceId"], source["address"])
    assert world.described("shared")["ReadReplicaDBInstanceIdentifiers"] == ["reader"]
    assert world.described("shared")["TagList"] == []
    with pytest.raises(RefusedError, match="cannot follow other"):
        operations.update(identifier, state, inputs | {"replicateSourceDb": "other"})
    operations.delete(identifier, state)
    assert world.described("shared")["ReadReplicaDBInstanceIdentifiers"] == []


def test_the_replicas_of_a_stack_are_no_drift_of_their_source(world: DatabaseWorld) -> None:
    operations = world.operations(INSTANCE)
    _, replica = operations.create(
        {
            "identifier": "managed",
            "replicateSourceDb": world.database["identifier"],
            "instanceClass": "db.t4g.micro",
            "skipFinalSnapshot": True,
        }
    )
    seen = operations.read(world.database["resourceId"], world.database)
    assert seen is not None
    assert seen["replicas"] == ["managed"]
    world.cloud.records(f"managed:{INSTANCE}")[replica["resourceId"]] = "urn"
    seen = operations.read(world.database["resourceId"], world.database)
    assert seen is not None
    assert seen["replicas"] == []


def test_a_database_comes_back_from_its_final_snapshot(world: DatabaseWorld) -> None:
    operations = world.operations(INSTANCE)
    inputs = of_instance(
        world,
        "mortal",
        manageMasterUserPassword=True,
        skipFinalSnapshot=False,
        finalSnapshotIdentifier="mortal-final",
        allocatedStorage=50,
        deletionProtection=True,
    )
    identifier, state = operations.create(inputs)
    with pytest.raises(ClientError, match="disable deletion protection"):
        operations.delete(identifier, state)
    state = operations.update(identifier, state, inputs | {"deletionProtection": False})
    operations.delete(identifier, state)
    again = inputs | {
        "snapshotIdentifier": "mortal-final",
        "deletionProtection": False,
        "backupRetentionPeriod": 20,
        "monitoringInterval": 60,
        "monitoringRoleArn": world.role_arn,
    }
    restored, state = operations.create(again)
    assert restored != identifier
    assert operations.diff(state, again) == []
    assert (state["allocatedStorage"], state["username"]) == (50, "app")
    assert state["masterUserSecrets"]
    world.client("rds").delete_db_snapshot(DBSnapshotIdentifier="mortal-final")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"engine": None}, "engine"),
        ({"username": None}, "username"),
        ({"identifier": "App"}, "identifier"),
        ({"timezone": "UTC"}, "timezone"),
        ({"password": PASSWORD, "manageMasterUserPassword": True}, "manageMasterUserPassword"),
    ],
)
def test_a_preview_refuses(world: DatabaseWorld, changed: dict[str, Any], path: str) -> None:
    inputs = {key: value for key, value in (of_instance(world, "new") | changed).items() if value is not None}
    _, failures = check_inputs(world.operations(INSTANCE).resource, inputs, {}, name="x")
    assert [failure.property for failure in failures] == [path]


def test_groups_in_use_stay(world: DatabaseWorld) -> None:
    assert world.database
    operations = world.operations(SUBNETS)
    with pytest.raises(ClientError, match="InvalidDBSubnetGroupStateFault"):
        operations.delete("shared", {"name": "shared"})
    name = world.parameter_group("used")
    inputs = of_instance(world, "user", password=PASSWORD, parameterGroupName=name)
    identifier, state = world.operations(INSTANCE).create(inputs)
    with pytest.raises(ClientError, match="still members of this parameter group"):
        world.operations(PARAMETERS).delete(name, {"name": name})
    world.operations(INSTANCE).delete(identifier, state)
    world.operations(PARAMETERS).delete(name, {"name": name, "skipDestroy": True})
    assert world.operations(PARAMETERS).read(name, {"name": name})
