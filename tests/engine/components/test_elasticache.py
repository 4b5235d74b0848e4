"""A cache, deployed by the real engine."""

from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_cache_is_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "elasticache") as scenario:
        _assert_made(scenario)
        scenario.assert_settled("first")
        made = _group(scenario)
        members = _members(scenario, made)

        refusal = scenario.destroy(succeeds=False)
        assert "cannot be deleted" in refusal
        assert _group(scenario) == made
        assert _members(scenario, made) == members

        scenario.up("changed")
        _assert_changed(scenario, made)
        scenario.assert_settled("changed")

        outputs = scenario.outputs()
        scenario.destroy()
        _assert_gone(scenario, outputs)


def _group(scenario: Scenario) -> dict[str, Any]:
    caches = scenario.client("elasticache")
    (group,) = caches.describe_replication_groups(ReplicationGroupId=scenario.outputs()["id"])[
        "ReplicationGroups"
    ]
    return dict(group)


def _node(scenario: Scenario, group: dict[str, Any]) -> dict[str, Any]:
    caches = scenario.client("elasticache")
    (node,) = caches.describe_cache_clusters(CacheClusterId=group["MemberClusters"][0])["CacheClusters"]
    return dict(node)


def _parameters(scenario: Scenario, node: dict[str, Any]) -> dict[str, str]:
    name = node["CacheParameterGroup"]["CacheParameterGroupName"]
    found = scenario.client("elasticache").describe_cache_parameters(CacheParameterGroupName=name)
    return {item["ParameterName"]: item["ParameterValue"] for item in found["Parameters"]}


def _members(scenario: Scenario, group: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The users of the group's one user group: name -> access string and way of authentication."""
    caches = scenario.client("elasticache")
    (users,) = caches.describe_user_groups(UserGroupId=group["UserGroupIds"][0])["UserGroups"]
    return {
        user["UserName"]: (user["AccessString"], user["Authentication"]["Type"])
        for user in caches.describe_users()["Users"]
        if user["UserId"] in users["UserIds"]
    }


def _assert_made(scenario: Scenario) -> None:
    outputs, group = scenario.outputs(), _group(scenario)
    node = _node(scenario, group)
    assert (group["AtRestEncryptionEnabled"], group["KmsKeyId"]) == (True, outputs["keyArn"])
    assert (group["TransitEncryptionEnabled"], group["TransitEncryptionMode"]) == (True, "required")
    assert (group["AutomaticFailover"], group["MultiAZ"]) == ("enabled", "enabled")
    assert (group["ClusterEnabled"], group["AuthTokenEnabled"]) == (True, False)
    assert (group["SnapshotRetentionLimit"], group["SnapshotWindow"]) == (7, "03:00-04:00")
    assert [len(shard["NodeGroupMembers"]) for shard in group["NodeGroups"]] == [2, 2]
    assert (node["Engine"], node["EngineVersion"]) == ("redis", "7.1.0")
    assert _parameters(scenario, node) == {"cluster-enabled": "yes", "maxmemory-policy": "noeviction"}
    assert (outputs["endpoint"], outputs["port"]) == (group["ConfigurationEndpoint"]["Address"], 6379)
    logs = {
        item["LogType"]: item["DestinationDetails"]["CloudWatchLogsDetails"]["LogGroup"]
        for item in group["LogDeliveryConfigurations"]
    }
    assert sorted(logs) == ["engine-log", "slow-log"]
    assert sorted(logs.values()) == sorted(outputs["logGroupNames"])
    members = _members(scenario, group)
    assert members.pop("default") == ("off -@all", "no-password")
    names = outputs["userNames"]
    assert {name: kind for name, (_, kind) in members.items()} == dict.fromkeys(names.values(), "iam")
    assert group["ARN"] in outputs["connectPolicy"]


def _assert_changed(scenario: Scenario, made: dict[str, Any]) -> None:
    outputs, group = scenario.outputs(), _group(scenario)
    node = _node(scenario, group)
    assert group["ReplicationGroupCreateTime"] == made["ReplicationGroupCreateTime"], "it was replaced"
    assert (node["Engine"], node["EngineVersion"]) == ("valkey", "8.1.0")
    assert group["CacheNodeType"] == "cache.m7g.large"
    assert [len(shard["NodeGroupMembers"]) for shard in group["NodeGroups"]] == [3, 3, 3]
    assert (group["SnapshotRetentionLimit"], group["SnapshotWindow"]) == (14, "01:00-02:00")
    assert node["PreferredMaintenanceWindow"] == "mon:02:30-mon:03:30"
    assert _parameters(scenario, node) == {
        "cluster-enabled": "yes",
        "maxmemory-policy": "allkeys-lru",
        "timeout": "60",
    }
    names = outputs["userNames"]
    assert sorted(names) == ["ai", "api"]
    members = _members(scenario, group)
    assert sorted(members) == sorted(["default", *names.values()])
    assert members[names["api"]][0] == "on ~* +@read"
    logs = scenario.client("logs").describe_log_groups(logGroupNamePrefix=outputs["logGroupNames"][0])
    assert [item["retentionInDays"] for item in logs["logGroups"]] == [30]


def _assert_gone(scenario: Scenario, outputs: Any) -> None:
    caches = scenario.client("elasticache")
    assert caches.describe_replication_groups()["ReplicationGroups"] == []
    assert caches.describe_cache_clusters()["CacheClusters"] == []
    assert caches.describe_cache_subnet_groups()["CacheSubnetGroups"] == []
    assert caches.describe_cache_parameter_groups()["CacheParameterGroups"] == []
    assert caches.describe_user_groups()["UserGroups"] == []
    assert [user["UserId"] for user in caches.describe_users()["Users"]] == ["default"]
    names = {group["logGroupName"] for group in scenario.client("logs").describe_log_groups()["logGroups"]}
    assert names.isdisjoint(outputs["logGroupNames"])
    # What the cache held is left, as a snapshot.
    (snapshot,) = caches.describe_snapshots()["Snapshots"]
    assert snapshot["SnapshotName"] == f"{outputs['id']}-final"
    caches.delete_snapshot(SnapshotName=snapshot["SnapshotName"])
