"""Replication groups and cache clusters.

What moto gets wrong: a change keeps a few settings only; a deleted group or cluster stays, and its name is
taken (P7); what a request leaves out is not what AWS chooses.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elasticache.models import ElastiCacheBackend

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.elasticache import checks, modes, shape
from localcloud.moto_patches.elasticache._service import ELASTICACHE
from localcloud.moto_patches.elasticache.windows import settle_windows
from localcloud.moto_service import AwsError, Request, network_of, replace

SETTINGS: Final = {
    "ReplicationGroupDescription": "description",
    "CacheNodeType": "cache_node_type",
    "CacheParameterGroupName": "cache_parameter_group_name",
    "SecurityGroupIds": "security_group_ids",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
    "NotificationTopicArn": "notification_topic_arn",
    "AutoMinorVersionUpgrade": "auto_minor_version_upgrade",
    "SnapshotRetentionLimit": "snapshot_retention_limit",
    "SnapshotWindow": "snapshot_window",
    "TransitEncryptionEnabled": "transit_encryption_enabled",
    "TransitEncryptionMode": "transit_encryption_mode",
    "IpDiscovery": "ip_discovery",
    "EngineVersion": "engine_version",
    "Engine": "engine",
}
"""Parameters of a change and the attribute of moto's group that each sets."""

SWITCHES: Final = {"AutomaticFailoverEnabled": "automatic_failover", "MultiAZEnabled": "multi_az"}


def _settle_new(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    group = answer["ReplicationGroup"]
    if not group.security_group_ids and group.cache_subnet_group_name:
        vpc_id = backend.cache_subnet_groups[group.cache_subnet_group_name].vpc_id
        group.security_group_ids = [network_of(backend).get_default_security_group(vpc_id).id]
    if not group.cache_parameter_group_name:
        group.cache_parameter_group_name = shape.default_parameter_group(
            group.engine, group.engine_version, clustered=group.cluster_enabled
        )
    if group.transit_encryption_enabled and not group.transit_encryption_mode:
        group.transit_encryption_mode = "required"
    if group.engine == "valkey" and "AtRestEncryptionEnabled" not in request:
        group.at_rest_encryption_enabled = True
    group.auto_minor_version_upgrade = request.get("AutoMinorVersionUpgrade") is not False
    group.auth_token = request.get("AuthToken")
    group.preferred_zones = request.get("PreferredCacheClusterAZs", [])
    shape.shape(backend, group, *shape.shards_and_replicas(group))


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    group = backend.describe_replication_groups(request["ReplicationGroupId"])[0]
    for parameter, attribute in SETTINGS.items():
        if request.get(parameter) is not None:
            setattr(group, attribute, request[parameter])
    for parameter, attribute in SWITCHES.items():
        if request.get(parameter) is not None:
            setattr(group, attribute, "enabled" if request[parameter] else "disabled")
    _set_encryption(group, request)
    _set_users(group, request)
    _set_logs(group, request)
    if request.get("NotificationTopicStatus") == "inactive":
        group.notification_topic_arn = None
    if request.get("ClusterMode"):
        modes.change_mode(group, request["ClusterMode"])
    shape.shape(backend, group, *shape.shards_and_replicas(group))
    return {"ReplicationGroup": group}


def _set_encryption(group: Any, request: Request) -> None:
    if not group.transit_encryption_enabled:
        group.transit_encryption_mode = None
    elif not group.transit_encryption_mode:
        group.transit_encryption_mode = request.get("TransitEncryptionMode") or "preferred"


def _set_users(group: Any, request: Request) -> None:
    removed = request.get("UserGroupIdsToRemove", [])
    wanted = dict.fromkeys([*group.user_group_ids, *request.get("UserGroupIdsToAdd", [])])
    group.user_group_ids = (
        [] if request.get("RemoveUserGroups") else [item for item in wanted if item not in removed]
    )
    if request.get("AuthToken") or request.get("AuthTokenUpdateStrategy") == "DELETE":
        group.auth_token = request.get("AuthToken")
        group.auth_token_enabled = bool(group.auth_token)


def _set_logs(group: Any, request: Request) -> None:
    if "LogDeliveryConfigurations" not in request:
        return
    by_type = {item["LogType"]: item for item in group.log_delivery_configurations}
    for item in request["LogDeliveryConfigurations"]:
        if item.get("Enabled") is False:
            by_type.pop(item["LogType"], None)
        else:
            by_type[item["LogType"]] = {**item, "Status": "active"}
    group.log_delivery_configurations = list(by_type.values())


def _refuse_absent(backend: Any, request: Request) -> None:
    backend.describe_replication_groups(request["ReplicationGroupId"])


def _snapshot_first(backend: Any, request: Request) -> None:
    name = request.get("FinalSnapshotIdentifier")
    if name:
        backend.create_snapshot(name, request["ReplicationGroupId"], None, None, [])


def _delete_group(
    original: Callable[..., Any], self: Any, replication_group_id: str, *args: Any, **kw: Any
) -> Any:
    group = original(self, replication_group_id, *args, **kw)
    del self.replication_groups[replication_group_id]
    settle(network_of(self), group.arn, subnets=[])
    return group


def _refuse_deleting_member(backend: Any, request: Request) -> None:
    cluster_id = request["CacheClusterId"]
    for group in backend.replication_groups.values():
        if cluster_id in group.member_clusters:
            raise AwsError(
                "InvalidCacheClusterState",
                f"Cache cluster {cluster_id} is a member of replication group {group.replication_group_id}.",
            )


def _delete_cluster(original: Callable[..., Any], self: Any, cache_cluster_id: str) -> Any:
    cluster = original(self, cache_cluster_id)
    del self.cache_clusters[cache_cluster_id]
    return cluster


def _list_tags(original: Callable[..., Any], self: Any, arn: str) -> Any:
    if ":parametergroup:" in arn or ":usergroup:" in arn:
        return self.tagging_service.list_tags_for_resource(arn)
    return original(self, arn)


@cache
def apply() -> None:
    """Put moto's replication groups right."""
    of_both = [
        checks.refuse_node_type,
        checks.refuse_network,
        checks.refuse_parameter_group,
        checks.refuse_protection,
        checks.refuse_failover,
        checks.refuse_snapshots,
        checks.refuse_destinations,
        settle_windows,
    ]
    ELASTICACHE.extend({"modify_replication_group": _modify})
    ELASTICACHE.refuse(
        {
            "create_replication_group": [
                checks.refuse_identifier,
                checks.resolve_engine,
                modes.choose_mode,
                *of_both,
            ],
            "modify_replication_group": [
                _refuse_absent,
                modes.refuse_mode,
                checks.resolve_engine,
                *of_both,
            ],
            "delete_replication_group": [_refuse_absent, _snapshot_first],
            "delete_cache_cluster": [_refuse_deleting_member],
        }
    )
    ELASTICACHE.complete({"create_replication_group": _settle_new})
    replace(ElastiCacheBackend, "delete_replication_group", _delete_group)
    replace(ElastiCacheBackend, "delete_cache_cluster", _delete_cluster)
    replace(ElastiCacheBackend, "list_tags_for_resource", _list_tags)
