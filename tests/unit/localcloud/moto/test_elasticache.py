"""ElastiCache as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
COMBINATION = "InvalidParameterCombination"
CREATE = "CreateReplicationGroup"
TOKEN = "a-token-that-is-long-enough"


class Caches:
    """A subnet group `app`, parameter groups of two families, a user group `app` and a group `app` of two
    nodes.
    """

    def __init__(self, elasticache: Any, place: Place) -> None:
        self.place = place
        elasticache.create_cache_subnet_group(
            CacheSubnetGroupName="app", CacheSubnetGroupDescription="app", SubnetIds=[place.one, place.two]
        )
        for name, family in (("seven", "redis7"), ("six", "redis6.x")):
            elasticache.create_cache_parameter_group(
                CacheParameterGroupName=name, CacheParameterGroupFamily=family, Description=name
            )
        elasticache.create_user_group(UserGroupId="app", Engine="redis", UserIds=["default"])
        elasticache.create_replication_group(
            ReplicationGroupId="app",
            ReplicationGroupDescription="app",
            CacheNodeType="cache.t4g.micro",
            Engine="redis",
            EngineVersion="7.1",
            NumCacheClusters=2,
            AutomaticFailoverEnabled=True,
            CacheSubnetGroupName="app",
            CacheParameterGroupName="seven",
            SecurityGroupIds=[place.group],
            TransitEncryptionEnabled=True,
            UserGroupIds=["app"],
        )


@pytest.fixture(scope="module")
def elasticache(connect: Any) -> Any:
    return connect("elasticache")


@pytest.fixture(scope="module")
def caches(elasticache: Any, place: Place) -> Caches:
    return Caches(elasticache, place)


def _new(**changed: Any) -> Any:
    def arguments(caches: Caches) -> dict[str, Any]:
        chosen = {
            "ReplicationGroupId": "new",
            "ReplicationGroupDescription": "new",
            "CacheNodeType": "cache.t4g.micro",
            "Engine": "redis",
            "EngineVersion": "7.1",
            "CacheSubnetGroupName": "app",
        }
        return {key: _value(caches, value) for key, value in (chosen | changed).items() if value is not None}

    return arguments


def _value(caches: Caches, value: Any) -> Any:
    if isinstance(value, list) and isinstance(value[0], str):
        return [getattr(caches.place, item, item) for item in value]
    return value


NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/none"

REFUSED = [
    Refusal(
        "of a taken name", CREATE, _new(ReplicationGroupId="app"), "ReplicationGroupAlreadyExists", "app"
    ),
    Refusal("of a wrong name", CREATE, _new(ReplicationGroupId="1-app"), INVALID, "not a valid identifier"),
    Refusal(
        "of no version", CREATE, _new(EngineVersion="9.9"), COMBINATION, "Cannot find version 9.9 for redis"
    ),
    Refusal("of no engine", CREATE, _new(Engine="keydb"), INVALID, "keydb"),
    Refusal("of no type", CREATE, _new(CacheNodeType="cache.t9.micro"), INVALID, "cache.t9.micro"),
    Refusal("of an EC2 type", CREATE, _new(CacheNodeType="t4g.micro"), INVALID, "t4g.micro"),
    Refusal(
        "in no group", CREATE, _new(CacheSubnetGroupName="none"), "CacheSubnetGroupNotFoundFault", "none"
    ),
    Refusal("with no group", CREATE, _new(SecurityGroupIds=["sg-12345678"]), INVALID, "[sg-12345678]"),
    Refusal(
        "with another VPC's group",
        CREATE,
        _new(SecurityGroupIds=["other_group"]),
        COMBINATION,
        "is not in vpc-",
    ),
    Refusal(
        "with no parameters",
        CREATE,
        _new(CacheParameterGroupName="none"),
        "CacheParameterGroupNotFound",
        "none",
    ),
    Refusal(
        "with old parameters",
        CREATE,
        _new(CacheParameterGroupName="six"),
        COMBINATION,
        "of family redis7 but",
    ),
    Refusal("with an open token", CREATE, _new(AuthToken=TOKEN), COMBINATION, "TransitEncryptionEnabled"),
    Refusal(
        "with a short token", CREATE, _new(AuthToken="x", TransitEncryptionEnabled=True), INVALID, "16 to 128"
    ),
    Refusal("with open users", CREATE, _new(UserGroupIds=["app"]), COMBINATION, "encryption in transit"),
    Refusal(
        "with no users",
        CREATE,
        _new(UserGroupIds=["none"], TransitEncryptionEnabled=True),
        "UserGroupNotFound",
        "none",
    ),
    Refusal("alone with failover", CREATE, _new(AutomaticFailoverEnabled=True), COMBINATION, "at least two"),
    Refusal(
        "in zones without failover",
        CREATE,
        _new(MultiAZEnabled=True, NumCacheClusters=2),
        COMBINATION,
        "failover",
    ),
    Refusal("of shards without failover", CREATE, _new(NumNodeGroups=2), INVALID, "auto failover turned off"),
    Refusal(
        "with no key",
        CREATE,
        _new(KmsKeyId=NO_KEY, AtRestEncryptionEnabled=True),
        "InvalidKMSKeyFault",
        "none",
    ),
    Refusal("kept for long", CREATE, _new(SnapshotRetentionLimit=36), INVALID, "between 0 and 35"),
    Refusal(
        "that logs to nowhere",
        CREATE,
        _new(
            LogDeliveryConfigurations=[
                {
                    "LogType": "slow-log",
                    "DestinationType": "cloudwatch-logs",
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "none"}},
                    "LogFormat": "json",
                }
            ]
        ),
        INVALID,
        "none",
    ),
    Refusal(
        "without its failover",
        "DecreaseReplicaCount",
        lambda _: {"ReplicationGroupId": "app", "NewReplicaCount": 0, "ApplyImmediately": True},
        COMBINATION,
        "at least two",
    ),
    Refusal(
        "to no version",
        "ModifyReplicationGroup",
        lambda _: {"ReplicationGroupId": "app", "EngineVersion": "9.9"},
        COMBINATION,
        "9.9",
    ),
    Refusal(
        "of no subnet",
        "CreateCacheSubnetGroup",
        lambda _: {
            "CacheSubnetGroupName": "x",
            "CacheSubnetGroupDescription": "x",
            "SubnetIds": ["subnet-1"],
        },
        "InvalidSubnet",
        "subnet-1",
    ),
    Refusal(
        "in use",
        "DeleteCacheSubnetGroup",
        lambda _: {"CacheSubnetGroupName": "app"},
        "CacheSubnetGroupInUse",
        "app",
    ),
    Refusal(
        "in use",
        "DeleteCacheParameterGroup",
        lambda _: {"CacheParameterGroupName": "seven"},
        "InvalidCacheParameterGroupState",
        "seven",
    ),
    Refusal(
        "of no family",
        "CreateCacheParameterGroup",
        lambda _: {"CacheParameterGroupName": "x", "CacheParameterGroupFamily": "redis9", "Description": "x"},
        INVALID,
        "redis7",
    ),
    Refusal("in use", "DeleteUserGroup", lambda _: {"UserGroupId": "app"}, "InvalidUserGroupState", "app"),
    Refusal(
        "of no user",
        "CreateUserGroup",
        lambda _: {"UserGroupId": "x", "Engine": "redis", "UserIds": ["none"]},
        "UserNotFound",
        "none",
    ),
    Refusal(
        "without the default user",
        "CreateUserGroup",
        lambda _: {"UserGroupId": "x", "Engine": "redis"},
        "DefaultUserRequired",
        "default",
    ),
    Refusal(
        "of a group",
        "DeleteCacheCluster",
        lambda _: {"CacheClusterId": "app-001"},
        "InvalidCacheClusterState",
        "app",
    ),
]


@each(REFUSED)
def test_refuses(elasticache: Any, caches: Caches, row: Refusal) -> None:
    assert_refused(elasticache, caches, row)


def _read(elasticache: Any, name: str) -> dict[str, Any]:
    (group,) = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"]
    return dict(group)


def test_nodes_of_a_group_can_be_read_as_clusters(elasticache: Any, caches: Caches) -> None:
    group = _read(elasticache, "app")
    assert group["MemberClusters"] == ["app-001", "app-002"]
    roles = [member["CurrentRole"] for member in group["NodeGroups"][0]["NodeGroupMembers"]]
    assert roles == ["primary", "replica"]
    (cluster,) = elasticache.describe_cache_clusters(CacheClusterId="app-002", ShowCacheNodeInfo=True)[
        "CacheClusters"
    ]
    assert (cluster["EngineVersion"], cluster["PreferredAvailabilityZone"]) == ("7.1.0", "us-east-1b")
    assert cluster["CacheParameterGroup"]["CacheParameterGroupName"] == "seven"
    assert [item["SecurityGroupId"] for item in cluster["SecurityGroups"]] == [caches.place.group]
    assert len(cluster["CacheNodes"]) == 1


def test_cluster_mode_follows_from_shards_and_can_be_resized(elasticache: Any, caches: Caches) -> None:
    elasticache.create_replication_group(
        **_new(
            ReplicationGroupId="shards",
            NumNodeGroups=2,
            ReplicasPerNodeGroup=1,
            AutomaticFailoverEnabled=True,
        )(caches)
    )
    group = _read(elasticache, "shards")
    assert group["ClusterEnabled"] is True
    assert [shard["Slots"] for shard in group["NodeGroups"]] == ["0-8191", "8192-16383"]
    assert group["ConfigurationEndpoint"]["Address"].startswith("clustercfg.shards.")
    (cluster,) = elasticache.describe_cache_clusters(CacheClusterId="shards-0002-001")["CacheClusters"]
    assert cluster["CacheParameterGroup"]["CacheParameterGroupName"] == "default.redis7.cluster.on"
    elasticache.modify_replication_group_shard_configuration(
        ReplicationGroupId="shards", NodeGroupCount=3, ApplyImmediately=True
    )
    elasticache.increase_replica_count(ReplicationGroupId="shards", NewReplicaCount=2, ApplyImmediately=True)
    group = _read(elasticache, "shards")
    assert len(group["MemberClusters"]) == 9
    assert group["NodeGroups"][-1]["Slots"].endswith("-16383")
    elasticache.delete_replication_group(ReplicationGroupId="shards")


def test_a_group_can_be_changed_in_all_its_settings(elasticache: Any, caches: Caches) -> None:
    new = caches.place.security_group("cache-new")
    elasticache.create_replication_group(**_new(ReplicationGroupId="changed")(caches))
    elasticache.modify_replication_group(
        ReplicationGroupId="changed",
        ReplicationGroupDescription="better",
        SecurityGroupIds=[new],
        CacheParameterGroupName="seven",
        SnapshotRetentionLimit=7,
        SnapshotWindow="02:00-03:00",
        PreferredMaintenanceWindow="mon:04:00-mon:05:00",
        TransitEncryptionEnabled=True,
        UserGroupIdsToAdd=["app"],
        ApplyImmediately=True,
    )
    group = _read(elasticache, "changed")
    assert (group["Description"], group["SnapshotRetentionLimit"], group["SnapshotWindow"]) == (
        "better",
        7,
        "02:00-03:00",
    )
    assert group["UserGroupIds"] == ["app"]
    (cluster,) = elasticache.describe_cache_clusters(CacheClusterId="changed-001")["CacheClusters"]
    assert [item["SecurityGroupId"] for item in cluster["SecurityGroups"]] == [new]
    assert cluster["PreferredMaintenanceWindow"] == "mon:04:00-mon:05:00"
    elasticache.delete_replication_group(ReplicationGroupId="changed")
    caches.place.ec2.delete_security_group(GroupId=new)


def test_a_deleted_group_is_gone_and_leaves_its_name(elasticache: Any, caches: Caches) -> None:
    for _ in "twice":
        elasticache.create_replication_group(**_new(ReplicationGroupId="brief")(caches))
        elasticache.delete_replication_group(ReplicationGroupId="brief")
        code = error_code(elasticache.describe_replication_groups, ReplicationGroupId="brief")
        assert code == "ReplicationGroupNotFoundFault"


def test_a_deleted_cluster_is_gone(elasticache: Any) -> None:
    elasticache.create_cache_cluster(
        CacheClusterId="single", CacheNodeType="cache.t4g.micro", Engine="memcached"
    )
    elasticache.delete_cache_cluster(CacheClusterId="single")
    code = error_code(elasticache.describe_cache_clusters, CacheClusterId="single")
    assert code == "CacheClusterNotFound"


def test_a_group_keeps_its_security_group_and_subnets_from_being_deleted(caches: Caches) -> None:
    place = caches.place
    assert error_code(place.ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    assert error_code(place.ec2.delete_subnet, SubnetId=place.two) == "DependencyViolation"


def test_subnet_groups_can_be_changed_and_deleted(elasticache: Any, caches: Caches) -> None:
    place = caches.place
    elasticache.create_cache_subnet_group(
        CacheSubnetGroupName="Brief", CacheSubnetGroupDescription="x", SubnetIds=[place.one]
    )
    elasticache.modify_cache_subnet_group(CacheSubnetGroupName="brief", SubnetIds=[place.one, place.two])
    (group,) = elasticache.describe_cache_subnet_groups(CacheSubnetGroupName="brief")["CacheSubnetGroups"]
    zones = [subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]]
    assert (zones, group["VpcId"]) == (["us-east-1a", "us-east-1b"], place.vpc)
    elasticache.delete_cache_subnet_group(CacheSubnetGroupName="brief")
    code = error_code(elasticache.describe_cache_subnet_groups, CacheSubnetGroupName="brief")
    assert code == "CacheSubnetGroupNotFoundFault"
