"""The shards and nodes of a replication group.

What moto gets wrong: a group without cluster mode has one node, however many were asked for; all nodes are in
zones of us-east-1; a group with many shards is not in cluster mode unless that is said twice; the slots of
the last shards are beyond the last slot.

What moto lacks: changing the number of shards and replicas, and reading the cluster of a single node, which
alone tells the version and the security groups.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from moto.elasticache.models import ElastiCacheBackend

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.elasticache._service import (
    CLUSTERED_SUFFIX,
    ELASTICACHE,
    FAMILIES,
    MOST_REPLICAS,
    MOST_SHARDS,
    NODE_VERSIONS,
    arn,
    invalid_combination,
    invalid_value,
)
from localcloud.moto_service import Operation, Request, network_of, replace

SLOTS: Final = 16384


def shards_and_replicas(group: Any) -> tuple[int, int]:
    """How many shards a group has, and how many replicas each of them."""
    return len(group.node_groups), len(group.node_groups[0]["node_group_members"]) - 1


def _zones(backend: Any, group: Any) -> list[str]:
    subnet_group = backend.cache_subnet_groups.get(group.cache_subnet_group_name)
    ids = subnet_group.subnet_ids if subnet_group else []
    found = {
        subnet.availability_zone for subnet in network_of(backend).describe_subnets(subnet_ids=ids) if ids
    }
    return sorted(found) or [f"{backend.region_name}{letter}" for letter in "ab"]


def shape(backend: Any, group: Any, shards: int, replicas: int) -> None:
    """Give a group its shards and nodes, spread over the zones of its subnet group, and their interfaces."""
    zones = _zones(backend, group)
    old = group.node_groups[0]
    group.node_groups = [
        _shard(group, number, shards, _members(group, number, replicas, zones))
        for number in range(1, shards + 1)
    ]
    if not group.cluster_enabled:
        for key in ("primary_endpoint_address", "reader_endpoint_address", "port", "primary_endpoint"):
            group.node_groups[0][key] = old[key]
        group.node_groups[0]["reader_endpoint"] = {
            "address": old["reader_endpoint_address"],
            "port": group.port,
        }
    group.member_clusters = [
        member["cache_cluster_id"] for shard in group.node_groups for member in shard["node_group_members"]
    ]
    place(backend, group)


def _shard(group: Any, number: int, shards: int, members: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = (SLOTS * edge // shards for edge in (number - 1, number))
    shard = {"node_group_id": f"{number:0>4}", "status": "available", "node_group_members": members}
    return shard | ({"slots": f"{first}-{last - 1}"} if group.cluster_enabled else {})


def _members(group: Any, shard: int, replicas: int, zones: list[str]) -> list[dict[str, Any]]:
    prefix = (
        f"{group.replication_group_id}-{shard:0>4}" if group.cluster_enabled else group.replication_group_id
    )
    preferred = group.preferred_zones[: replicas + 1]
    spread = [zones[(shard - 1 + number) % len(zones)] for number in range(replicas + 1)]
    made = []
    for number, zone in enumerate([*preferred, *spread[len(preferred) :]]):
        member: dict[str, Any] = {
            "cache_cluster_id": f"{prefix}-{number + 1:0>3}",
            "cache_node_id": "0001",
            "preferred_availability_zone": zone,
        }
        if not group.cluster_enabled:
            member["current_role"] = "primary" if number == 0 else "replica"
            host = f"{member['cache_cluster_id']}.{_domain(group)}"
            member["read_endpoint"] = {"address": host, "port": group.port}
        made.append(member)
    return made


def _domain(group: Any) -> str:
    return str(group.node_groups[0]["primary_endpoint_address"].partition(".")[2])


def place(backend: Any, group: Any) -> None:
    """Give the nodes of a group their interfaces: one in the subnet of each zone that has a node."""
    subnet_group = backend.cache_subnet_groups.get(group.cache_subnet_group_name)
    ids = subnet_group.subnet_ids if subnet_group else []
    nodes = len(group.member_clusters)
    settle(
        network_of(backend),
        group.arn,
        subnets=ids[:nodes],
        groups=group.security_group_ids or [],
        description=f"ElastiCache {group.replication_group_id}",
    )


def default_parameter_group(engine: str, version: str, *, clustered: bool) -> str:
    """The name of AWS's default group for an engine's version."""
    return f"default.{FAMILIES[engine][version]}{CLUSTERED_SUFFIX if clustered else ''}"


def member(backend: Any, group: Any, cluster_id: str) -> dict[str, Any]:
    """The cache cluster that one node of a replication group is."""
    node = next(
        node
        for shard in group.node_groups
        for node in shard["node_group_members"]
        if node["cache_cluster_id"] == cluster_id
    )
    return {
        "CacheClusterId": cluster_id,
        "ReplicationGroupId": group.replication_group_id,
        "ARN": arn(backend, "cluster", cluster_id),
        "CacheClusterStatus": "available",
        "CacheNodeType": group.cache_node_type,
        "NumCacheNodes": 1,
        "Engine": group.engine,
        "EngineVersion": NODE_VERSIONS.get(group.engine_version, group.engine_version),
        "PreferredAvailabilityZone": node["preferred_availability_zone"],
        "CacheClusterCreateTime": group.replication_group_create_time,
        "PreferredMaintenanceWindow": group.preferred_maintenance_window,
        "CacheSubnetGroupName": group.cache_subnet_group_name,
        "CacheParameterGroup": {
            "CacheParameterGroupName": group.cache_parameter_group_name,
            "ParameterApplyStatus": "in-sync",
            "CacheNodeIdsToReboot": [],
        },
        "SecurityGroups": [
            {"SecurityGroupId": group_id, "Status": "active"} for group_id in group.security_group_ids or []
        ],
        "NotificationConfiguration": (
            {"TopicArn": group.notification_topic_arn, "TopicStatus": "active"}
            if group.notification_topic_arn
            else None
        ),
        "AutoMinorVersionUpgrade": group.auto_minor_version_upgrade,
        "SnapshotRetentionLimit": group.snapshot_retention_limit,
        "SnapshotWindow": group.snapshot_window,
        "AuthTokenEnabled": group.auth_token_enabled,
        "TransitEncryptionEnabled": group.transit_encryption_enabled,
        "TransitEncryptionMode": group.transit_encryption_mode,
        "AtRestEncryptionEnabled": group.at_rest_encryption_enabled,
        "NetworkType": group.network_type,
        "IpDiscovery": group.ip_discovery,
        "LogDeliveryConfigurations": group.log_delivery_configurations,
        "CacheNodes": [
            {
                "CacheNodeId": "0001",
                "CacheNodeStatus": "available",
                "CustomerAvailabilityZone": node["preferred_availability_zone"],
                "Endpoint": node.get("read_endpoint"),
            }
        ],
    }


def _all_members(backend: Any) -> Iterator[tuple[Any, str]]:
    for group in backend.replication_groups.values():
        for cluster_id in group.member_clusters:
            yield group, cluster_id


def _describe_clusters(
    original: Callable[..., Any], self: Any, cache_cluster_id: str | None = None
) -> list[Any]:
    for group, cluster_id in _all_members(self):
        if cluster_id == cache_cluster_id:
            return [member(self, group, cluster_id)]
    found: list[Any] = original(self, cache_cluster_id)
    if cache_cluster_id is None:
        found = [*found, *(member(self, group, cluster_id) for group, cluster_id in _all_members(self))]
    return found


def _resize(direction: int) -> Operation:
    def run(backend: Any, request: Request) -> dict[str, Any]:
        group = backend.describe_replication_groups(request["ReplicationGroupId"])[0]
        shards, replicas = shards_and_replicas(group)
        wanted = request.get("NewReplicaCount")
        if wanted is None:
            raise invalid_combination("NewReplicaCount must be given; single shards cannot be changed.")
        if (wanted - replicas) * direction <= 0 or not 0 <= wanted <= MOST_REPLICAS:
            raise invalid_value(
                f"NewReplicaCount {wanted} is not possible for a group with {replicas} replicas."
            )
        _refuse_lonely(group, shards, wanted)
        shape(backend, group, shards, wanted)
        return {"ReplicationGroup": group}

    return run


def _refuse_lonely(group: Any, shards: int, replicas: int) -> None:
    if group.automatic_failover == "enabled" and not group.cluster_enabled and shards * (replicas + 1) < 2:
        raise invalid_combination("Must specify at least two cache clusters in order to auto failover.")
    if group.multi_az == "enabled" and replicas < 1:
        raise invalid_combination("Multi-AZ needs one or more replicas in each node group.")


def _refuse_removal(group: Any, request: Request, count: int) -> None:
    known = {shard["node_group_id"] for shard in group.node_groups}
    removed, retained = set(request.get("NodeGroupsToRemove", [])), set(request.get("NodeGroupsToRetain", []))
    if not removed and not retained:
        raise invalid_combination("NodeGroupsToRemove or NodeGroupsToRetain must say which shards go.")
    going = removed or known - retained
    if not going | retained <= known or len(going) != count:
        raise invalid_value(f"{count} of the node groups {', '.join(sorted(known))} must go, not {going}.")


def _change_shards(backend: Any, request: Request) -> dict[str, Any]:
    group = backend.describe_replication_groups(request["ReplicationGroupId"])[0]
    if not group.cluster_enabled:
        raise invalid_value("The number of shards can be changed in cluster mode only.")
    wanted = request["NodeGroupCount"]
    shards, replicas = shards_and_replicas(group)
    if not 1 <= wanted <= MOST_SHARDS:
        raise invalid_value(f"NodeGroupCount {wanted} is not between 1 and {MOST_SHARDS}.")
    if wanted < shards:
        _refuse_removal(group, request, shards - wanted)
    shape(backend, group, wanted, replicas)
    return {"ReplicationGroup": group}


@cache
def apply() -> None:
    """Put moto's shards and nodes right."""
    ELASTICACHE.extend(
        {
            "increase_replica_count": _resize(1),
            "decrease_replica_count": _resize(-1),
            "modify_replication_group_shard_configuration": _change_shards,
        }
    )
    replace(ElastiCacheBackend, "describe_cache_clusters", _describe_clusters)
