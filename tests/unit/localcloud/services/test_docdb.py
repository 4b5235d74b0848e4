"""DocumentDB through the provider."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import World
from tests.unit.localcloud.services.compute import life

CLUSTER = "aws:docdb/cluster:Cluster"
INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"
PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
SUBNETS = "aws:docdb/subnetGroup:SubnetGroup"
PASSWORD = "correct-horse"


class DocumentWorld(World):
    """A cloud with what a cluster needs around it."""

    @cached_property
    def subnets(self) -> list[str]:
        """Subnets in three zones."""
        return [self.subnet(number) for number in (240, 241, 242)]

    @cached_property
    def groups(self) -> list[str]:
        """Two security groups."""
        return [self.group("documents-one"), self.group("documents-two")]

    @cached_property
    def subnet_group(self) -> str:
        return self.make(SUBNETS, name="shared", subnetIds=self.subnets)[0]

    @cached_property
    def serverless(self) -> str:
        """A cluster for instances of all classes."""
        scaling = {"minCapacity": 0.5, "maxCapacity": 4}
        return self.cluster("shared", serverlessV2ScalingConfiguration=scaling)[0]

    def cluster(self, name: str, **inputs: Any) -> tuple[str, Properties]:
        return self.make(CLUSTER, **(_inputs(self) | {"clusterIdentifier": name} | inputs))

    def parameter_group(self, name: str, family: str) -> str:
        return self.make(PARAMETERS, name=name, family=family)[0]


@pytest.fixture(scope="module")
def world() -> Iterator[DocumentWorld]:
    with Cloud(None) as cloud:
        yield DocumentWorld(cloud)


def _inputs(world: Any, **more: Any) -> Properties:
    return {
        "clusterIdentifier": "docs",
        "dbSubnetGroupName": world.subnet_group,
        "manageMasterUserPassword": True,
        "masterUsername": "app",
        "skipFinalSnapshot": True,
        "vpcSecurityGroupIds": world.groups[:1],
        **more,
    }


UNTOLD = ("allowMajorVersionUpgrade", "applyImmediately", "skipFinalSnapshot")
TLS = {"name": "tls", "value": "tls1.2+", "applyMethod": "pending-reboot"}


def profiler(value: str) -> Properties:
    return {"name": "profiler", "value": value, "applyMethod": "immediate"}


CASES = (
    life(
        SUBNETS,
        lambda world: {"name": "docs", "subnetIds": world.subnets[:2], "tags": {"Name": "x"}},
        (
            lambda world: {"subnetIds": world.subnets},
            lambda world: {"description": "of documents"},
            lambda world: {"description": None, "tags": {"Name": "y"}},
        ),
    ),
    life(
        PARAMETERS,
        lambda world: {"name": "docs", "family": "docdb5.0", "parameters": [TLS, profiler("enabled")]},
        (
            lambda world: {"parameters": [profiler("disabled"), TLS]},
            lambda world: {"parameters": [TLS], "tags": {"Name": "y"}},
            lambda world: {"parameters": None},
        ),
    ),
    life(
        CLUSTER,
        lambda world: _inputs(
            world,
            engine="docdb",
            engineVersion="5.0.0",
            storageEncrypted=True,
            kmsKeyId=world.key["arn"],
            storageType="standard",
            enabledCloudwatchLogsExports=["profiler", "audit"],
            preferredBackupWindow="03:00-04:00",
            preferredMaintenanceWindow="sun:04:30-sun:05:30",
            backupRetentionPeriod=30,
            tags={"Name": "x"},
        ),
        (
            lambda world: {"deletionProtection": True},
            lambda world: {"deletionProtection": None, "backupRetentionPeriod": 7},
            lambda world: {"enabledCloudwatchLogsExports": ["audit"]},
            lambda world: {"enabledCloudwatchLogsExports": ["profiler", "audit"]},
            lambda world: {"enabledCloudwatchLogsExports": None},
            lambda world: {"storageType": "iopt1"},
            lambda world: {"storageType": "standard"},
            lambda world: {"storageType": None},
            lambda world: {"preferredBackupWindow": "05:00-06:00"},
            lambda world: {"preferredMaintenanceWindow": "Mon:07:00-Mon:08:00"},
            lambda world: {"vpcSecurityGroupIds": world.groups},
            lambda world: {"dbClusterParameterGroupName": world.parameter_group("own", "docdb5.0")},
            lambda world: {"serverlessV2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 8.5}},
            lambda world: {"manageMasterUserPassword": None, "masterPassword": PASSWORD},
            lambda world: {"masterPassword": None, "manageMasterUserPassword": True},
            lambda world: {"skipFinalSnapshot": None, "finalSnapshotIdentifier": "docs-final"},
            lambda world: {"applyImmediately": True, "tags": {"Name": "y"}},
        ),
        untold=(*UNTOLD, "finalSnapshotIdentifier"),
    ),
    life(
        CLUSTER,
        lambda world: _inputs(world, clusterIdentifier="old", engineVersion="4.0.0"),
        (
            lambda world: {
                "engineVersion": "5.0.0",
                "allowMajorVersionUpgrade": True,
                "applyImmediately": True,
            },
        ),
        untold=UNTOLD,
        name="upgraded",
    ),
    life(
        CLUSTER,
        lambda world: _inputs(
            world,
            clusterIdentifier="own-password",
            manageMasterUserPassword=None,
            masterPassword=PASSWORD,
            networkType="IPV4",
            port=27018,
        ),
        (lambda world: {"masterPassword": "battery-staple"},),
        untold=("masterPassword", "skipFinalSnapshot"),
        name="password",
    ),
    life(
        INSTANCE,
        lambda world: {
            "identifier": "docs-1",
            "clusterIdentifier": world.serverless,
            "instanceClass": "db.r6g.large",
            "availabilityZone": "us-east-1b",
            "promotionTier": 1,
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"instanceClass": "db.t4g.medium"},
            lambda world: {"instanceClass": "db.serverless"},
            lambda world: {"promotionTier": None},
            lambda world: {"autoMinorVersionUpgrade": False},
            lambda world: {"copyTagsToSnapshot": True},
            lambda world: {"copyTagsToSnapshot": None},
            lambda world: {"caCertIdentifier": "rds-ca-ecc384-g1", "certificateRotationRestart": "false"},
            lambda world: {"preferredMaintenanceWindow": "sun:04:30-sun:05:30"},
            lambda world: {
                "enablePerformanceInsights": True,
                "performanceInsightsKmsKeyId": world.key["arn"],
            },
            lambda world: {"enablePerformanceInsights": None, "performanceInsightsKmsKeyId": None},
            lambda world: {"applyImmediately": True, "tags": {"Name": "y"}},
        ),
        untold=("applyImmediately", "certificateRotationRestart"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: DocumentWorld) -> None:
    live(case, world)


def test_a_cluster_tells_its_hosts_secret_and_members(world: DocumentWorld) -> None:
    identifier, state = world.cluster("told")
    assert state["arn"] == f"arn:aws:rds:us-east-1:{world.cloud.account_id}:cluster:told"
    assert state["endpoint"].startswith("told.cluster-")
    assert state["readerEndpoint"].startswith("told.cluster-ro-")
    assert state["endpoint"].endswith(".us-east-1.docdb.amazonaws.com")
    assert (state["port"], state["engineVersion"]) == (27017, "5.0.0")
    assert state["dbClusterParameterGroupName"] == "default.docdb5.0"
    (secret,) = state["masterUserSecrets"]
    assert secret["secretStatus"] == "active"
    assert secret["secretArn"].startswith("arn:aws:secretsmanager:us-east-1:")
    _, writer = world.make(
        INSTANCE, identifier="told-1", clusterIdentifier=identifier, instanceClass="db.r6g.large"
    )
    _, reader = world.make(
        INSTANCE, identifier="told-2", clusterIdentifier=identifier, instanceClass="db.r6g.large"
    )
    assert (writer["writer"], reader["writer"]) == (True, False)
    assert writer["endpoint"].startswith("told-1.")
    assert writer["dbSubnetGroupName"] == "shared"
    assert (writer["publiclyAccessible"], writer["caCertIdentifier"]) == (False, "rds-ca-rsa2048-g1")
    live_state = world.operations(CLUSTER).read(identifier, state)
    assert live_state is not None
    assert live_state["clusterMembers"] == ["told-1", "told-2"]


def test_drift_of_a_cluster_and_its_instance_is_seen(world: DocumentWorld) -> None:
    identifier, state = world.cluster("drift", storageType="standard", deletionProtection=True)
    _, instance = world.make(
        INSTANCE, identifier="drift-1", clusterIdentifier=identifier, instanceClass="db.r6g.large"
    )
    client = world.client("docdb")
    client.modify_db_cluster(
        DBClusterIdentifier="drift",
        DeletionProtection=False,
        BackupRetentionPeriod=3,
        StorageType="iopt1",
        ManageMasterUserPassword=False,
        MasterUserPassword=PASSWORD,
    )
    client.modify_db_instance(DBInstanceIdentifier="drift-1", DBInstanceClass="db.r6g.xlarge")
    operations = world.operations(CLUSTER)
    drifted = operations.read(identifier, state)
    assert drifted is not None
    wanted = _inputs(world, clusterIdentifier="drift", storageType="standard", deletionProtection=True)
    found = {item.path for item in operations.diff(drifted, wanted)}
    assert found == {
        "backupRetentionPeriod",
        "deletionProtection",
        "manageMasterUserPassword",
        "storageType",
    }
    read = world.operations(INSTANCE).read("drift-1", instance)
    assert read is not None
    assert read["instanceClass"] == "db.r6g.xlarge"


def test_a_cluster_is_deleted_without_protection_and_instances_and_with_a_last_word(
    world: DocumentWorld,
) -> None:
    operations = world.operations(CLUSTER)
    identifier, state = world.cluster("kept", deletionProtection=True, skipFinalSnapshot=None)
    with pytest.raises(ClientError, match="FinalDBSnapshotIdentifier is required"):
        operations.delete(identifier, state)
    state |= {"finalSnapshotIdentifier": "kept-final"}
    with pytest.raises(ClientError, match="Cannot delete protected Cluster"):
        operations.delete(identifier, state)
    world.client("docdb").modify_db_cluster(DBClusterIdentifier="kept", DeletionProtection=False)
    instance, _ = world.make(
        INSTANCE, identifier="kept-1", clusterIdentifier="kept", instanceClass="db.r6g.large"
    )
    with pytest.raises(ClientError, match="InvalidDBClusterStateFault"):
        operations.delete(identifier, state)
    world.operations(INSTANCE).delete(instance, {})
    operations.delete(identifier, state)
    snapshots = world.client("docdb").describe_db_cluster_snapshots(DBClusterSnapshotIdentifier="kept-final")
    assert [item["DBClusterIdentifier"] for item in snapshots["DBClusterSnapshots"]] == ["kept"]
    secrets = world.client("secretsmanager").list_secrets()["SecretList"]
    assert not [item for item in secrets if "cluster:kept" in item["Description"]]


@pytest.mark.parametrize("managed", [True, None])
def test_a_cluster_is_restored_from_a_snapshot_with_settings_of_its_own(
    world: DocumentWorld, managed: bool | None
) -> None:
    name = f"source-{'managed' if managed else 'own'}"
    password = None if managed else PASSWORD
    world.cluster(
        name,
        manageMasterUserPassword=managed,
        masterPassword=password,
        storageEncrypted=True,
        kmsKeyId=world.key["arn"],
    )
    client = world.client("docdb")
    client.create_db_cluster_snapshot(
        DBClusterIdentifier=name, DBClusterSnapshotIdentifier=f"{name}-snapshot"
    )
    _, state = world.cluster(
        f"restored-{name}",
        snapshotIdentifier=f"{name}-snapshot",
        masterUsername=None,
        backupRetentionPeriod=5,
        deletionProtection=True,
        enabledCloudwatchLogsExports=["audit"],
    )
    assert state["masterUsername"] == "app"
    assert (state["kmsKeyId"], state["storageEncrypted"]) == (world.key["arn"], True)
    assert state["vpcSecurityGroupIds"] == world.groups[:1]
    assert (state["backupRetentionPeriod"], state["deletionProtection"]) == (5, True)
    assert state["enabledCloudwatchLogsExports"] == ["audit"]
    assert len(state["masterUserSecrets"]) == 1


def test_a_cluster_is_restored_to_a_point_in_time(world: DocumentWorld) -> None:
    world.cluster("past", backupRetentionPeriod=9)
    point = {"sourceClusterIdentifier": "past", "useLatestRestorableTime": True}
    _, state = world.cluster("again", restoreToPointInTime=point, masterUsername=None)
    assert (state["masterUsername"], state["backupRetentionPeriod"]) == ("app", 1)


REFUSED = (
    ({"dbClusterParameterGroupName": "none"}, "ParameterGroupNotFound"),
    ({"dbSubnetGroupName": "none"}, "DBSubnetGroupNotFoundFault"),
    ({"vpcSecurityGroupIds": ["sg-12345678"]}, "groupId= sg-12345678"),
    ({"engineVersion": "4.0.0", "storageType": "iopt1"}, "needs engine version 5.0.0"),
    ({"serverlessV2ScalingConfiguration": {"minCapacity": 0.7, "maxCapacity": 2}}, "0.7 isn't valid"),
    ({"snapshotIdentifier": "none"}, "DBClusterSnapshotNotFoundFault"),
)


@pytest.mark.parametrize(("inputs", "message"), REFUSED)
def test_refuses(world: DocumentWorld, inputs: Properties, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        world.cluster("refused", **inputs)
