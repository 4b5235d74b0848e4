"""Replication groups of ElastiCache: what they are made of, what AWS refuses of it, and parameter groups."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
COMBINATION = "InvalidParameterCombination"
CREATE = "CreateReplicationGroup"
MODIFY = "ModifyReplicationGroup"
RESHARD = "ModifyReplicationGroupShardConfiguration"
SHARDS: dict[str, Any] = {"NumNodeGroups": 2, "AutomaticFailoverEnabled": True}
NO_TOPIC = "arn:aws:sns:us-east-1:123456789012:none"


class Groups:
    """Subnet groups `two` of two zones and `one` of one, and replication groups of redis
    7.1: `app` of one node, and `zoned` of two shards in several zones.
    """

    def __init__(self, elasticache: Any, place: Place) -> None:
        self.elasticache, self.place = elasticache, place
        for name, subnets in (("two", [place.one, place.two]), ("one", [place.one])):
            elasticache.create_cache_subnet_group(
                CacheSubnetGroupName=name, CacheSubnetGroupDescription=name, SubnetIds=subnets
            )
        elasticache.create_cache_parameter_group(
            CacheParameterGroupName="unclustered", CacheParameterGroupFamily="redis7", Description="x"
        )
        for name in ("first", "second"):
            elasticache.create_user_group(UserGroupId=name, Engine="redis", UserIds=["default"])
        self.make("app")
        self.make("zoned", **SHARDS, ReplicasPerNodeGroup=1, MultiAZEnabled=True)

    def make(self, name: str, **settings: Any) -> dict[str, Any]:
        """Make a replication group and read it."""
        self.elasticache.create_replication_group(**arguments(ReplicationGroupId=name, **settings))
        return self.read(name)

    def read(self, name: str) -> dict[str, Any]:
        (group,) = self.elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"]
        return dict(group)

    def node(self, name: str) -> dict[str, Any]:
        (node,) = self.elasticache.describe_cache_clusters(CacheClusterId=name)["CacheClusters"]
        return dict(node)

    def change(self, name: str, **settings: Any) -> None:
        self.elasticache.modify_replication_group(ReplicationGroupId=name, ApplyImmediately=True, **settings)


def arguments(**changed: Any) -> dict[str, Any]:
    chosen = {
        "ReplicationGroupId": "new",
        "ReplicationGroupDescription": "new",
        "CacheNodeType": "cache.t4g.micro",
        "Engine": "redis",
        "EngineVersion": "7.1",
        "CacheSubnetGroupName": "two",
    }
    return chosen | changed


@pytest.fixture(scope="module")
def elasticache(connect: Any) -> Any:
    return connect("elasticache")


@pytest.fixture(scope="module")
def groups(elasticache: Any, place: Place) -> Groups:
    return Groups(elasticache, place)


def _new(**changed: Any) -> Any:
    return lambda _: arguments(**changed)


def _app(**changed: Any) -> Any:
    return lambda _: {"ReplicationGroupId": "app", **changed}


def _one_shard(*removed: str) -> Any:
    change = {"ReplicationGroupId": "zoned", "NodeGroupCount": 1, "ApplyImmediately": True}
    return lambda _: change | ({"NodeGroupsToRemove": list(removed)} if removed else {})


REFUSED = [
    Refusal("of too large nodes", CREATE, _new(CacheNodeType="cache.m7g.24xlarge"), INVALID, "24xlarge"),
    Refusal(
        "without data tiering",
        CREATE,
        _new(CacheNodeType="cache.r6gd.xlarge"),
        COMBINATION,
        "When using the cache.r6gd.xlarge node type, you must enable data tiering",
    ),
    Refusal("with data tiering", CREATE, _new(DataTieringEnabled=True), COMBINATION, "not supported on"),
    Refusal(
        "in zones of one",
        CREATE,
        _new(
            CacheSubnetGroupName="one",
            NumCacheClusters=2,
            AutomaticFailoverEnabled=True,
            MultiAZEnabled=True,
        ),
        COMBINATION,
        "two or more Availability Zones",
    ),
    Refusal(
        "of shards in zones without replicas",
        CREATE,
        _new(**SHARDS, MultiAZEnabled=True),
        COMBINATION,
        "one or more replicas",
    ),
    Refusal(
        "without the replicas of its zones",
        "DecreaseReplicaCount",
        lambda _: {"ReplicationGroupId": "zoned", "NewReplicaCount": 0, "ApplyImmediately": True},
        COMBINATION,
        "one or more replicas",
    ),
    Refusal("by none in particular", RESHARD, _one_shard(), COMBINATION, "must say which"),
    Refusal("by all", RESHARD, _one_shard("0001", "0002"), INVALID, "1 of the node groups 0001, 0002"),
    Refusal("by an unknown one", RESHARD, _one_shard("0003"), INVALID, "0003"),
    Refusal(
        "with two groups of users",
        CREATE,
        _new(TransitEncryptionEnabled=True, UserGroupIds=["first", "second"]),
        COMBINATION,
        "one user group only",
    ),
    Refusal(
        "of shards with plain parameters",
        CREATE,
        _new(**SHARDS, CacheParameterGroupName="unclustered"),
        COMBINATION,
        "cluster-enabled",
    ),
    Refusal("of seven nodes", CREATE, _new(NumCacheClusters=7), INVALID, "5 replicas at most"),
    Refusal("of 501 shards", CREATE, _new(NumNodeGroups=501), INVALID, "500 node groups at most"),
    Refusal(
        "of shards in chosen zones",
        CREATE,
        _new(**SHARDS, PreferredCacheClusterAZs=["us-east-1a"]),
        COMBINATION,
        "one node group",
    ),
    Refusal("of no topic", CREATE, _new(NotificationTopicArn=NO_TOPIC), INVALID, NO_TOPIC),
    Refusal("of no snapshot", CREATE, _new(SnapshotName="none"), "SnapshotNotFoundFault", "none"),
    Refusal("with a short window", CREATE, _new(SnapshotWindow="05:00-05:30"), INVALID, "at least 60"),
    Refusal("with no window", CREATE, _new(SnapshotWindow="5-6"), INVALID, "hh24:mi-hh24:mi"),
    Refusal("of no day", MODIFY, _app(PreferredMaintenanceWindow="day:05:00-day:06:00"), INVALID, "ddd:"),
    Refusal(
        "with windows on each other",
        CREATE,
        _new(SnapshotWindow="23:30-00:30", PreferredMaintenanceWindow="mon:00:00-mon:01:00"),
        INVALID,
        "must not overlap",
    ),
    Refusal(
        "to its own other window", MODIFY, _app(SnapshotWindow="06:30-07:30"), INVALID, "must not overlap"
    ),
    Refusal("to an older version", MODIFY, _app(EngineVersion="7.0"), COMBINATION, "from 7.1 to 7.0"),
    Refusal(
        "to TLS at once",
        MODIFY,
        _app(TransitEncryptionEnabled=True, TransitEncryptionMode="required"),
        COMBINATION,
        "preferred before",
    ),
    Refusal(
        "to cluster mode at once", MODIFY, _app(ClusterMode="enabled"), COMBINATION, "disabled to enabled"
    ),
    Refusal(
        "without a used subnet",
        "ModifyCacheSubnetGroup",
        lambda groups: {"CacheSubnetGroupName": "two", "SubnetIds": [groups.place.two]},
        "SubnetInUse",
        "subnet-",
    ),
]


@each(REFUSED)
def test_refuses(elasticache: Any, groups: Groups, row: Refusal) -> None:
    assert_refused(elasticache, groups, row)


def test_a_new_group_has_windows_that_are_apart_and_what_aws_chooses(groups: Groups) -> None:
    group = groups.read("app")
    assert (group["SnapshotWindow"], group["AutoMinorVersionUpgrade"]) == ("05:00-06:00", True)
    assert groups.node("app-001")["PreferredMaintenanceWindow"] == "sun:06:00-sun:07:00"
    early = groups.make("early", PreferredMaintenanceWindow="Sun:05:00-Sun:07:00")
    assert early["SnapshotWindow"] == "07:00-08:00"
    valkey = groups.make("valkey", Engine="valkey", EngineVersion="8.1")
    assert (valkey["AtRestEncryptionEnabled"], early["AtRestEncryptionEnabled"]) == (True, False)


def test_a_node_is_in_the_zone_that_was_chosen_for_it(groups: Groups) -> None:
    zones = ["us-east-1b", "us-east-1b"]
    group = groups.make("chosen", NumCacheClusters=2, PreferredCacheClusterAZs=zones)
    members = group["NodeGroups"][0]["NodeGroupMembers"]
    assert [member["PreferredAvailabilityZone"] for member in members] == zones


def test_a_group_comes_to_cluster_mode_in_two_steps(groups: Groups) -> None:
    groups.make("stepwise", NumCacheClusters=2, AutomaticFailoverEnabled=True)
    groups.change("stepwise", ClusterMode="compatible")
    assert groups.read("stepwise")["ClusterEnabled"] is False
    groups.change("stepwise", ClusterMode="enabled")
    group = groups.read("stepwise")
    assert (group["ClusterMode"], group["ClusterEnabled"]) == ("enabled", True)
    assert group["ConfigurationEndpoint"]["Address"].startswith("clustercfg.stepwise.")
    parameters = groups.node(group["MemberClusters"][0])["CacheParameterGroup"]["CacheParameterGroupName"]
    assert parameters == "default.redis7.cluster.on"
    back = error_code(
        groups.elasticache.modify_replication_group, ReplicationGroupId="stepwise", ClusterMode="disabled"
    )
    assert back == COMBINATION


def test_a_group_of_redis_becomes_one_of_valkey_and_never_returns(groups: Groups) -> None:
    groups.make("moving")
    groups.change("moving", Engine="valkey", EngineVersion="8.0")
    node = groups.node("moving-001")
    assert (node["Engine"], node["EngineVersion"]) == ("valkey", "8.0.1")
    assert node["CacheParameterGroup"]["CacheParameterGroupName"] == "default.valkey8"
    back = {"ReplicationGroupId": "moving", "Engine": "redis", "EngineVersion": "7.1"}
    assert error_code(groups.elasticache.modify_replication_group, **back) == COMBINATION


def test_notifications_and_encryption_in_transit_can_be_turned_off(groups: Groups, connect: Any) -> None:
    topic = connect("sns").create_topic(Name="caches")["TopicArn"]
    groups.make("quiet", NotificationTopicArn=topic, TransitEncryptionEnabled=True)
    assert groups.node("quiet-001")["NotificationConfiguration"]["TopicArn"] == topic
    groups.change("quiet", NotificationTopicStatus="inactive", TransitEncryptionMode="preferred")
    groups.change("quiet", TransitEncryptionEnabled=False)
    assert "NotificationConfiguration" not in groups.node("quiet-001")
    group = groups.read("quiet")
    assert (group["TransitEncryptionEnabled"], "TransitEncryptionMode" in group) == (False, False)


def test_parameter_groups_hold_tags_and_parameters(elasticache: Any) -> None:
    created = elasticache.create_cache_parameter_group(
        CacheParameterGroupName="tuned",
        CacheParameterGroupFamily="redis7",
        Description="tuned",
        Tags=[{"Key": "a", "Value": "b"}],
    )["CacheParameterGroup"]
    assert elasticache.list_tags_for_resource(ResourceName=created["ARN"])["TagList"] == [
        {"Key": "a", "Value": "b"}
    ]
    values = [{"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}]
    elasticache.modify_cache_parameter_group(CacheParameterGroupName="tuned", ParameterNameValues=values)
    (parameter,) = elasticache.describe_cache_parameters(CacheParameterGroupName="tuned", Source="user")[
        "Parameters"
    ]
    assert (parameter["ParameterName"], parameter["ParameterValue"]) == ("maxmemory-policy", "allkeys-lru")
    elasticache.reset_cache_parameter_group(CacheParameterGroupName="tuned", ParameterNameValues=values)
    assert elasticache.describe_cache_parameters(CacheParameterGroupName="tuned")["Parameters"] == []
    elasticache.delete_cache_parameter_group(CacheParameterGroupName="tuned")
    code = error_code(elasticache.describe_cache_parameter_groups, CacheParameterGroupName="tuned")
    assert code == "CacheParameterGroupNotFound"
