"""Cluster mode: which mode a new group is in, and how a group comes to another."""

from typing import Any, Final

from localcloud.moto_patches.elasticache import parameter_groups
from localcloud.moto_patches.elasticache._service import (
    MOST_REPLICAS,
    MOST_SHARDS,
    invalid_combination,
    invalid_value,
)
from localcloud.moto_service import Request

_CHANGES: Final = {("disabled", "compatible"), ("compatible", "enabled"), ("compatible", "disabled")}


def choose_mode(backend: Any, request: Request) -> None:
    """Turn on cluster mode where AWS does, and tell moto the number of replicas in its way."""
    shards = request.get("NumNodeGroups") or len(request.get("NodeGroupConfiguration", []))
    name = request.get("CacheParameterGroupName")
    clustered = name is not None and parameter_groups.is_clustered(parameter_groups.find(backend, name))
    if request.get("ClusterMode") is None and (shards > 1 or clustered):
        request["ClusterMode"] = "enabled"
    if request.get("ClusterMode") == "enabled":
        request["NumNodeGroups"] = shards or 1
    elif request.get("NumCacheClusters"):
        request["ReplicasPerNodeGroup"] = request["NumCacheClusters"] - 1
    replicas = request.get("ReplicasPerNodeGroup") or 0
    if replicas > MOST_REPLICAS:
        raise invalid_value(f"A node group has {MOST_REPLICAS} replicas at most, not {replicas}.")
    if shards > MOST_SHARDS:
        raise invalid_value(f"A replication group has {MOST_SHARDS} node groups at most, not {shards}.")
    if shards > 1 and request.get("PreferredCacheClusterAZs"):
        raise invalid_combination("PreferredCacheClusterAZs can only be specified for one node group.")


def refuse_mode(backend: Any, request: Request) -> None:
    """Refuse a change of cluster mode that skips a step or goes back from its end."""
    group = backend.replication_groups[request["ReplicationGroupId"]]
    wanted = request.get("ClusterMode")
    if wanted not in (None, group.cluster_mode) and (group.cluster_mode, wanted) not in _CHANGES:
        raise invalid_combination(f"ClusterMode cannot be changed from {group.cluster_mode} to {wanted}.")


def change_mode(group: Any, wanted: str) -> None:
    """Bring a group into another mode; its nodes are to be shaped afterwards."""
    group.cluster_mode = wanted
    if wanted == "enabled" and not group.cluster_enabled:
        domain = group.node_groups[0]["primary_endpoint_address"].partition(".")[2]
        group.cluster_enabled = True
        group.configuration_endpoint = {"address": f"clustercfg.{domain}", "port": group.port}
