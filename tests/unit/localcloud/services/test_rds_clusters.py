"""Aurora and Multi-AZ clusters, RDS Proxies and event subscriptions through the provider."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.definition import RefusedError
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.databases import (
    CLUSTER,
    CLUSTER_INSTANCE,
    PASSWORD,
    PROXY,
    UNTOLD,
    DatabaseWorld,
    life,
    of_aurora,
    of_proxy,
)

POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
EVENTS = "aws:rds/eventSubscription:EventSubscription"


@pytest.fixture(scope="module")
def world() -> Iterator[DatabaseWorld]:
    with Cloud(None) as cloud:
        yield DatabaseWorld(cloud)


def of_multi_az(world: Any, name: str, **more: Any) -> Properties:
    return {
        **of_aurora(world, name),
        "engine": "postgres",
        "dbClusterInstanceClass": "db.m6gd.large",
        "allocatedStorage": 400,
        "iops": 12000,
        "storageType": "gp3",
        "databaseName": "app",
        "iamDatabaseAuthenticationEnabled": True,
    } | more


def of_member(world: Any, name: str, **more: Any) -> Properties:
    return {
        "identifier": name,
        "clusterIdentifier": world.aurora["clusterIdentifier"],
        "engine": "aurora-postgresql",
        "instanceClass": "db.r7g.large",
    } | more


def topic(world: Any, name: str) -> str:
    return str(world.client("sns").create_topic(Name=name)["TopicArn"])


def secret(world: Any, name: str) -> str:
    return str(world.client("secretsmanager").create_secret(Name=name, SecretString="{}")["ARN"])


def own_proxy(world: Any, name: str) -> str:
    return str(world.make(PROXY, **of_proxy(world, name))[0])


CLUSTER_CHANGES = (
    lambda world: {"preferredMaintenanceWindow": "Sun:04:30-Sun:05:30"},
    lambda world: {"backupRetentionPeriod": 30, "preferredBackupWindow": "03:00-04:00"},
    lambda world: {"vpcSecurityGroupIds": world.groups},
    lambda world: {"deletionProtection": True, "copyTagsToSnapshot": True},
    lambda world: {"monitoringInterval": 60, "monitoringRoleArn": world.role_arn},
    lambda world: {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 31},
    lambda world: {"deletionProtection": None, "enabledCloudwatchLogsExports": None},
    lambda world: {
        "performanceInsightsEnabled": None,
        "performanceInsightsRetentionPeriod": None,
        "manageMasterUserPassword": None,
        "masterPassword": PASSWORD,
    },
    lambda world: {"tags": {"Name": "y"}},
)

CASES = (
    life(
        CLUSTER,
        lambda world: of_aurora(
            world,
            "app",
            storageEncrypted=True,
            kmsKeyId=world.key["arn"],
            enabledCloudwatchLogsExports=["postgresql"],
            dbClusterParameterGroupName=world.cluster_parameter_group("aurora-15", "aurora-postgresql15"),
            tags={"Name": "x"},
        ),
        (
            lambda world: {"serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 8}},
            lambda world: {"iamDatabaseAuthenticationEnabled": True, "storageType": "aurora-iopt1"},
            *CLUSTER_CHANGES,
            lambda world: {
                "engineVersion": "16",
                "allowMajorVersionUpgrade": True,
                "dbClusterParameterGroupName": world.cluster_parameter_group(
                    "aurora-16", "aurora-postgresql16"
                ),
            },
        ),
        untold=(*UNTOLD, "allowMajorVersionUpgrade", "masterPassword"),
        name="aurora",
    ),
    life(
        CLUSTER,
        lambda world: of_multi_az(world, "copies", enabledCloudwatchLogsExports=["postgresql", "upgrade"]),
        (
            lambda world: {"allocatedStorage": 500, "iops": 20000},
            lambda world: {"dbClusterInstanceClass": "db.r6gd.large", "autoMinorVersionUpgrade": False},
            lambda world: {"iamDatabaseAuthenticationEnabled": None},
            *CLUSTER_CHANGES,
        ),
        untold=(*UNTOLD, "masterPassword"),
        name="multi-az",
    ),
    life(
        CLUSTER_INSTANCE,
        lambda world: of_member(
            world, "one", availabilityZone="us-east-1b", promotionTier=0, tags={"Name": "x"}
        ),
        (
            lambda world: {"instanceClass": "db.serverless", "promotionTier": 5},
            lambda world: {
                "performanceInsightsEnabled": True,
                "performanceInsightsKmsKeyId": world.key["arn"],
            },
            lambda world: {"monitoringInterval": 30, "monitoringRoleArn": world.role_arn},
            lambda world: {"preferredMaintenanceWindow": "sun:04:30-sun:05:30", "publiclyAccessible": True},
            lambda world: {"copyTagsToSnapshot": True, "autoMinorVersionUpgrade": False},
            lambda world: {"caCertIdentifier": "rds-ca-ecc384-g1"},
            lambda world: {"dbParameterGroupName": world.parameter_group("of-aurora", "aurora-postgresql15")},
            lambda world: {"tags": None},
        ),
        untold=("applyImmediately",),
    ),
    life(
        PROXY,
        lambda world: of_proxy(world, "app", requireTls=True, tags={"Name": "x"}),
        (
            lambda world: {"idleClientTimeout": 60, "debugLogging": True},
            lambda world: {"requireTls": None, "debugLogging": None},
            lambda world: {"vpcSecurityGroupIds": world.groups},
            lambda world: {
                "auths": [
                    {"authScheme": "SECRETS", "iamAuth": "DISABLED", "secretArn": secret(world, "one")}
                ],
                "defaultAuthScheme": "NONE",
            },
            lambda world: {"auths": None, "defaultAuthScheme": "IAM_AUTH"},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        TARGET,
        lambda world: {
            "dbProxyName": own_proxy(world, "of-instance"),
            "targetGroupName": "default",
            "dbInstanceIdentifier": world.database["identifier"],
        },
        name="instance",
    ),
    life(
        TARGET,
        lambda world: {
            "dbProxyName": own_proxy(world, "of-cluster"),
            "targetGroupName": "default",
            "dbClusterIdentifier": world.aurora["clusterIdentifier"],
        },
        name="cluster",
    ),
    life(
        EVENTS,
        lambda world: {
            "name": "app",
            "snsTopic": topic(world, "one"),
            "sourceType": "db-instance",
            "sourceIds": [world.database["identifier"]],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"eventCategories": ["failover", "maintenance"], "enabled": False},
            lambda world: {"sourceIds": None, "snsTopic": topic(world, "two")},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: DatabaseWorld) -> None:
    live(case, world)


def test_the_pool_of_a_proxy_is_set_and_goes_with_the_proxy(world: DatabaseWorld) -> None:
    operations = world.operations(POOL)
    inputs: Properties = {
        "dbProxyName": world.proxy,
        "connectionPoolConfig": {"maxConnectionsPercent": 90, "maxIdleConnectionsPercent": 50},
    }
    identifier, state = operations.create(inputs)
    assert (identifier, state["name"]) == (world.proxy, "default")
    assert operations.diff(state, inputs) == []
    pool = {
        "maxConnectionsPercent": 80,
        "maxIdleConnectionsPercent": 0,
        "connectionBorrowTimeout": 30,
        "initQuery": "SET x=1",
        "sessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"],
    }
    for changed in (pool, {"maxConnectionsPercent": 70}):
        inputs["connectionPoolConfig"] = changed
        state = operations.update(identifier, state, inputs)
        assert operations.diff(state, inputs) == []
    assert "initQuery" not in state["connectionPoolConfig"]
    client = world.client("rds")
    client.modify_db_proxy_target_group(
        DBProxyName=world.proxy,
        TargetGroupName="default",
        ConnectionPoolConfig={"MaxConnectionsPercent": 60},
    )
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert [item.property for item in operations.diff(drifted, inputs)] == ["connectionPoolConfig"] * 2
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is not None
    assert operations.read("none", {}) is None


def test_a_proxy_keeps_its_state_when_it_is_renamed(world: DatabaseWorld) -> None:
    operations = world.operations(PROXY)
    inputs = of_proxy(world, "before")
    identifier, state = operations.create(inputs)
    state = operations.update(identifier, state, inputs | {"name": "after"})
    assert (identifier, state["name"]) == ("before", "after")
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_the_instances_of_a_multi_az_cluster_come_and_go_with_it(world: DatabaseWorld) -> None:
    operations = world.operations(CLUSTER)
    inputs = of_multi_az(
        world, "three", allocatedStorage=100, monitoringInterval=60, monitoringRoleArn=world.role_arn
    )
    del inputs["iops"]
    identifier, state = operations.create(inputs)
    names = [f"three-instance-{number}" for number in (1, 2, 3)]
    assert state["clusterMembers"] == names
    zones = {world.described(name)["AvailabilityZone"] for name in names}
    assert zones == {"us-east-1a", "us-east-1b", "us-east-1c"}
    assert {world.described(name)["MonitoringInterval"] for name in names} == {60}
    (described,) = world.client("rds").describe_db_clusters(DBClusterIdentifier="three")["DBClusters"]
    assert (described["MultiAZ"], described["StorageThroughput"], described["Iops"]) == (True, 125, 3000)
    # So it is with the official provider, which does not compute them: a program has to ignore them.
    assert [item.path for item in operations.diff(state, inputs)] == ["iops"]
    operations.delete(identifier, state)
    with pytest.raises(ClientError, match="not found"):
        world.described(names[0])
    snapshots = world.client("rds").describe_db_cluster_snapshots(DBClusterIdentifier="three")
    assert snapshots["DBClusterSnapshots"] == []


def test_the_instances_of_a_stack_are_no_drift_of_their_cluster(world: DatabaseWorld) -> None:
    operations = world.operations(CLUSTER)
    identifier, state = operations.create(of_aurora(world, "joined"))
    members = [of_member(world, name) | {"clusterIdentifier": "joined"} for name in ("j1", "j2")]
    states = [world.operations(CLUSTER_INSTANCE).create(member)[1] for member in members]
    assert [item["writer"] for item in states] == [True, False]
    assert [item["availabilityZone"] for item in states] == ["us-east-1a", "us-east-1b"]
    for name, seen in (("j1", ["j1", "j2"]), ("j2", [])):
        world.cloud.records(f"managed:{CLUSTER_INSTANCE}")[name] = "urn"
        read = operations.read(identifier, state)
        assert read is not None
        assert read.get("clusterMembers", []) == seen
    with pytest.raises(ClientError, match="still contains DB instances"):
        operations.delete(identifier, state)
    upgraded = members[0] | {"engineVersion": "16"}
    with pytest.raises(RefusedError, match="has the engine version of its cluster"):
        world.operations(CLUSTER_INSTANCE).update("j1", states[0], upgraded)


def test_a_cluster_comes_back_from_its_final_snapshot(world: DatabaseWorld) -> None:
    operations = world.operations(CLUSTER)
    inputs = of_aurora(
        world,
        "mortal",
        skipFinalSnapshot=False,
        finalSnapshotIdentifier="mortal-final",
        storageEncrypted=True,
        kmsKeyId=world.key["arn"],
    )
    identifier, state = operations.create(inputs)
    operations.delete(identifier, state)
    again = inputs | {"snapshotIdentifier": "mortal-final", "backupRetentionPeriod": 20}
    _, restored = operations.create(again)
    assert operations.diff(restored, again) == []
    assert restored["clusterResourceId"] != state["clusterResourceId"]
    assert (restored["masterUsername"], restored["kmsKeyId"]) == ("app", world.key["arn"])
    assert restored["masterUserSecrets"]


def test_databases_and_proxies_keep_their_network_from_being_deleted(world: DatabaseWorld) -> None:
    ec2, group = world.client("ec2"), world.group("held")
    operations = world.operations(PROXY)
    identifier, state = operations.create(of_proxy(world, "holder", vpcSecurityGroupIds=[group]))
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    operations.delete(identifier, state)
    ec2.delete_security_group(GroupId=group)
