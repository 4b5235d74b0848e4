"""ElastiCache through the provider."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
TOKEN = "a-token-that-is-long-enough"


class CacheWorld(ComputeWorld):
    """A cloud with what caches need."""

    @cached_property
    def subnet_group(self) -> str:
        return self.make(SUBNETS, name="shared", subnetIds=self.private_subnets)[0]

    @cached_property
    def locked(self) -> str:
        """A default user who can do nothing."""
        return self.user("locked", name="default", mode="no-password-required")

    @cached_property
    def topic(self) -> str:
        return str(self.client("sns").create_topic(Name="caches")["TopicArn"])

    def user(self, user_id: str, name: str | None = None, mode: str = "iam") -> str:
        return self.make(
            USER,
            userId=user_id,
            userName=name or user_id,
            engine="redis",
            accessString="on ~* +@read",
            authenticationMode={"type": mode},
        )[0]

    def users(self, name: str) -> str:
        return self.make(USERS, userGroupId=name, engine="redis", userIds=[self.locked])[0]

    def parameters(self, name: str, family: str = "redis7", **values: str) -> str:
        pairs = [{"name": key.replace("_", "-"), "value": value} for key, value in values.items()]
        return self.make(PARAMETERS, name=name, family=family, parameters=pairs)[0]

    def log(self, kind: str, name: str) -> Properties:
        """The delivery of a log to a log group."""
        self.make("aws:cloudwatch/logGroup:LogGroup", name=name)
        return {
            "logType": kind,
            "logFormat": "json",
            "destinationType": "cloudwatch-logs",
            "destination": name,
        }


@pytest.fixture(scope="module")
def world() -> Iterator[CacheWorld]:
    with Cloud(None) as cloud:
        yield CacheWorld(cloud)


def group(world: CacheWorld, name: str, **inputs: Any) -> Properties:
    return {
        "replicationGroupId": name,
        "description": name,
        "nodeType": "cache.t4g.micro",
        "engineVersion": "7.1",
        "subnetGroupName": world.subnet_group,
        "applyImmediately": True,
        **inputs,
    }


def secured(world: CacheWorld) -> Properties:
    """A group in cluster mode with all that protects it."""
    return group(
        world,
        "secured",
        clusterMode="enabled",
        numNodeGroups=2,
        replicasPerNodeGroup=1,
        automaticFailoverEnabled=True,
        multiAzEnabled=True,
        port=6380,
        atRestEncryptionEnabled=True,
        kmsKeyId=world.key["arn"],
        transitEncryptionEnabled=True,
        transitEncryptionMode="required",
        securityGroupIds=world.groups[:1],
        parameterGroupName=world.parameters("clustered", cluster_enabled="yes"),
        userGroupIds=[world.users("first")],
        logDeliveryConfigurations=[world.log("slow-log", "/cache/slow")],
        maintenanceWindow="sun:04:30-sun:05:30",
        snapshotWindow="03:00-04:00",
        snapshotRetentionLimit=7,
        tags={"Name": "x"},
    )


CASES = (
    life(
        SUBNETS,
        lambda world: {"name": "Two", "subnetIds": world.private_subnets, "tags": {"Name": "x"}},
        (
            lambda world: {"description": "two zones"},
            lambda world: {"subnetIds": [*world.private_subnets, world.private_subnet]},
            lambda world: {"description": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        PARAMETERS,
        lambda world: {
            "name": "tuned",
            "family": "redis7",
            "description": "tuned",
            "parameters": [{"name": "maxmemory-policy", "value": "noeviction"}],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {
                "parameters": [
                    {"name": "maxmemory-policy", "value": "allkeys-lru"},
                    {"name": "timeout", "value": "60"},
                ]
            },
            lambda world: {"parameters": [{"name": "timeout", "value": "60"}]},
            lambda world: {"parameters": None},
            lambda world: {"tags": None},
        ),
    ),
    life(
        USER,
        lambda world: {
            "userId": "api",
            "userName": "api",
            "engine": "redis",
            "accessString": "on ~* +@all",
            "authenticationMode": {"type": "iam"},
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"accessString": "on ~app:* +@read"},
            lambda world: {"engine": "valkey"},
            lambda world: {"authenticationMode": {"type": "password", "passwords": [TOKEN]}},
            lambda world: {"authenticationMode": {"type": "no-password-required"}},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        USER,
        lambda world: {
            "userId": "old",
            "userName": "old",
            "engine": "REDIS",
            "accessString": "on ~* +@all",
            "passwords": [TOKEN],
        },
        (lambda world: {"passwords": None, "noPasswordRequired": True},),
        untold=("passwords", "noPasswordRequired"),
        name="passwords",
    ),
    life(
        USERS,
        lambda world: {
            "userGroupId": "team",
            "engine": "redis",
            "userIds": [world.locked],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"userIds": [world.locked, world.user("worker")]},
            lambda world: {"userIds": [world.locked]},
            lambda world: {"engine": "valkey"},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    life(
        GROUP,
        secured,
        (
            lambda world: {"numNodeGroups": 3},
            lambda world: {"numNodeGroups": 1},
            lambda world: {"replicasPerNodeGroup": 2},
            lambda world: {"replicasPerNodeGroup": 1, "nodeType": "cache.m7g.large"},
            lambda world: {"description": "better", "snapshotRetentionLimit": None},
            lambda world: {"securityGroupIds": world.groups},
            lambda world: {"userGroupIds": [world.users("second")]},
            lambda world: {
                "logDeliveryConfigurations": [
                    world.log("slow-log", "/cache/slower"),
                    world.log("engine-log", "/cache/engine"),
                ]
            },
            lambda world: {"logDeliveryConfigurations": None},
            lambda world: {"notificationTopicArn": world.topic},
            lambda world: {"notificationTopicArn": None},
            lambda world: {"maintenanceWindow": "mon:01:00-mon:02:00", "snapshotWindow": "05:00-07:00"},
            lambda world: {"autoMinorVersionUpgrade": "false", "transitEncryptionMode": "preferred"},
            lambda world: {
                "engine": "valkey",
                "engineVersion": "8.1",
                "parameterGroupName": world.parameters("valkey", "valkey8", cluster_enabled="yes"),
            },
            lambda world: {"finalSnapshotIdentifier": "secured-final", "applyImmediately": False},
            lambda world: {"tags": {"Name": "y"}},
        ),
        untold=("finalSnapshotIdentifier", "applyImmediately"),
        name="clustered",
    ),
    life(
        GROUP,
        lambda world: group(
            world,
            "single",
            engineVersion="7.0",
            numCacheClusters=1,
            preferredCacheClusterAzs=["us-east-1c"],
        ),
        (
            lambda world: {"numCacheClusters": 3, "automaticFailoverEnabled": True, "multiAzEnabled": True},
            lambda world: {"numCacheClusters": 1, "automaticFailoverEnabled": None, "multiAzEnabled": None},
            lambda world: {"engineVersion": "7.1"},
            lambda world: {"transitEncryptionEnabled": True, "transitEncryptionMode": "preferred"},
            lambda world: {"transitEncryptionMode": "required", "authToken": TOKEN},
            lambda world: {"authToken": f"{TOKEN}er", "authTokenUpdateStrategy": "SET"},
            lambda world: {"authToken": None},
            lambda world: {"clusterMode": "compatible"},
            lambda world: {
                "numCacheClusters": 2,
                "automaticFailoverEnabled": True,
                "clusterMode": "enabled",
            },
        ),
        untold=(
            "applyImmediately",
            "authTokenUpdateStrategy",
            "numCacheClusters",
            "preferredCacheClusterAzs",
        ),
        name="single",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: CacheWorld) -> None:
    live(case, world)


def test_a_group_in_cluster_mode_tells_version_endpoint_and_nodes(world: CacheWorld) -> None:
    inputs = group(world, "told", numNodeGroups=2, replicasPerNodeGroup=1, automaticFailoverEnabled=True)
    _, state = world.make(GROUP, **inputs)
    assert (state["engineVersion"], state["engineVersionActual"]) == ("7.1", "7.1.0")
    assert state["configurationEndpointAddress"].startswith("clustercfg.told.")
    assert "primaryEndpointAddress" not in state
    assert (state["port"], state["numCacheClusters"], state["clusterEnabled"]) == (6379, 4, True)
    assert state["arn"].endswith(":replicationgroup:told")
    assert state["parameterGroupName"] == "default.redis7.cluster.on"


def test_a_group_without_cluster_mode_tells_where_to_write_and_read(world: CacheWorld) -> None:
    _, state = world.make(GROUP, **group(world, "plain", numCacheClusters=2, engineVersion="6.x"))
    assert state["primaryEndpointAddress"].startswith("master.plain.")
    assert state["readerEndpointAddress"].startswith("replica.plain.")
    assert "configurationEndpointAddress" not in state
    assert (state["engineVersion"], state["engineVersionActual"]) == ("6.x", "6.2.6")


def test_a_group_leaves_its_final_snapshot_from_which_another_is_made(world: CacheWorld) -> None:
    operations = world.operations(GROUP)
    identifier, state = world.make(GROUP, **group(world, "brief", finalSnapshotIdentifier="brief-final"))
    operations.delete(identifier, state)
    client = world.client("elasticache")
    (snapshot,) = client.describe_snapshots(SnapshotName="brief-final")["Snapshots"]
    assert snapshot["ReplicationGroupId"] == "brief"
    assert world.make(GROUP, **group(world, "again", snapshotName="brief-final"))[0] == "again"
    with pytest.raises(ClientError, match=r"SnapshotNotFoundFault.*nothing"):
        world.make(GROUP, **group(world, "never", snapshotName="nothing"))


def test_what_somebody_changes_by_hand_is_drift(world: CacheWorld) -> None:
    operations = world.operations(GROUP)
    inputs = group(world, "drifting", snapshotRetentionLimit=3)
    identifier, state = world.make(GROUP, **inputs)
    world.client("elasticache").modify_replication_group(
        ReplicationGroupId=identifier, SnapshotRetentionLimit=1, ApplyImmediately=True
    )
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert [found.path for found in operations.diff(drifted, inputs)] == ["snapshotRetentionLimit"]


def test_what_aws_cannot_change_replaces_the_group(world: CacheWorld) -> None:
    inputs = group(world, "kept")
    _, state = world.make(GROUP, **inputs)
    changes: tuple[tuple[Properties, list[str]], ...] = (
        ({"engineVersion": "7.0"}, ["engineVersion"]),
        ({"port": 6390}, ["port"]),
        ({"atRestEncryptionEnabled": True}, ["atRestEncryptionEnabled"]),
        ({"nodeType": "cache.m7g.large"}, []),
    )
    for changed, replaced in changes:
        found = world.operations(GROUP).diff(state, inputs | changed)
        assert [item.path for item in found if item.replace] == replaced


def test_things_in_use_cannot_be_deleted(world: CacheWorld) -> None:
    name = world.parameters("used")
    users = world.users("used")
    world.make(
        GROUP,
        **group(world, "using", parameterGroupName=name, transitEncryptionEnabled=True, userGroupIds=[users]),
    )
    for token, identifier, code in (
        (SUBNETS, world.subnet_group, "CacheSubnetGroupInUse"),
        (PARAMETERS, name, "InvalidCacheParameterGroupState"),
        (USERS, users, "InvalidUserGroupState"),
        (USER, world.locked, "DefaultUserAssociatedToUserGroup"),
    ):
        with pytest.raises(ClientError, match=code):
            world.operations(token).delete(identifier, {})
