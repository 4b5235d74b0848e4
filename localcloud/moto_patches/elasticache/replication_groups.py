"""Replication groups and cache clusters.

What moto accepts, and AWS refuses: names, versions, node types, groups, keys and users that do not exist; a
token without encryption in transit; failover with a single node; several zones without failover; a parameter
group of another family.

What moto gets wrong: a change keeps a few settings only; a deleted group or cluster stays, and its name is
taken (P7).
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.elasticache.models import ElastiCacheBackend
from moto.logs.models import logs_backends

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.elasticache import parameter_groups, shape, users
from localcloud.moto_patches.elasticache._service import (
    ELASTICACHE,
    FAMILIES,
    invalid_combination,
    invalid_value,
    resolve_version,
)
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, network_of, replace

IDENTIFIER: Final = re.compile(r"[a-z](?:-?[a-z0-9]){0,39}")
NODE_FAMILIES: Final = frozenset({"t3", "t4g", "m5", "m6g", "m7g", "r5", "r6g", "r6gd", "r7g", "c7gn"})
TOKEN_LENGTHS: Final = range(16, 129)
SNAPSHOT_DAYS: Final = range(36)

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
    "Engine": "engine",
}
"""Parameters of a change and the attribute of moto's group that each sets."""

SWITCHES: Final = {"AutomaticFailoverEnabled": "automatic_failover", "MultiAZEnabled": "multi_az"}


def _refuse_identifier(_: Any, request: Request) -> None:
    name = request["ReplicationGroupId"].lower()
    request["ReplicationGroupId"] = name
    if not IDENTIFIER.fullmatch(name):
        raise invalid_value(
            "The parameter ReplicationGroupIdentifier is not a valid identifier. Identifiers must begin "
            "with a letter; must contain only ASCII letters, digits, and hyphens; must have at most 40 "
            "characters; and must not end with a hyphen or contain two consecutive hyphens."
        )


def _resolve_engine(backend: Any, request: Request) -> None:
    existing = backend.replication_groups.get(request["ReplicationGroupId"])
    engine = request.get("Engine") or (existing.engine if existing else "redis")
    wanted = request.get("EngineVersion") or (existing.engine_version if existing else None)
    request["EngineVersion"] = resolve_version(engine, wanted)
    request["Engine"] = engine


def _refuse_node_type(_: Any, request: Request) -> None:
    node_type = request.get("CacheNodeType")
    if node_type:
        prefix, _, kind = node_type.partition(".")
        if prefix != "cache" or kind not in INSTANCE_TYPES or kind.partition(".")[0] not in NODE_FAMILIES:
            raise invalid_value(f"The parameter CacheNodeType is not a valid node type: {node_type}")


def _refuse_network(backend: Any, request: Request) -> None:
    existing = backend.replication_groups.get(request["ReplicationGroupId"])
    name = request.get("CacheSubnetGroupName") or (existing.cache_subnet_group_name if existing else None)
    vpc_id = backend.describe_cache_subnet_groups(name)[0].vpc_id if name else None
    for group_id in request.get("SecurityGroupIds", []):
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None:
            raise invalid_value(f"Some security group ids are invalid: [{group_id}]")
        if vpc_id and group.vpc_id != vpc_id:
            raise invalid_combination(f"The security group {group_id} is not in {vpc_id}, the VPC of {name}.")


def _refuse_parameter_group(backend: Any, request: Request) -> None:
    name = request.get("CacheParameterGroupName")
    if name:
        found = parameter_groups.find(backend, name)["CacheParameterGroupFamily"]
        expected = FAMILIES[request["Engine"]][request["EngineVersion"]]
        if found != expected:
            raise invalid_combination(
                f"Expected a parameter group of family {expected} but found one of family {found}"
            )


def _refuse_protection(backend: Any, request: Request) -> None:
    existing = backend.replication_groups.get(request["ReplicationGroupId"])
    encrypted = request.get(
        "TransitEncryptionEnabled", bool(existing and existing.transit_encryption_enabled)
    )
    token = request.get("AuthToken")
    if token and not encrypted:
        raise invalid_combination("AuthToken can only be set when TransitEncryptionEnabled is true.")
    if token and len(token) not in TOKEN_LENGTHS:
        raise invalid_value("The AUTH token must have 16 to 128 characters.")
    group_ids = [*request.get("UserGroupIds", []), *request.get("UserGroupIdsToAdd", [])]
    if group_ids and not encrypted:
        raise invalid_combination("User group based access control requires encryption in transit.")
    for group_id in group_ids:
        users.find_group(backend, group_id)
    key_id = request.get("KmsKeyId")
    if key_id:
        key = find_key(backend.account_id, backend.region_name, key_id)
        if key is None or key.key_state != "Enabled":
            raise AwsError("InvalidKMSKeyFault", f"The KMS key {key_id} was not found or is not enabled.")
        if not request.get("AtRestEncryptionEnabled"):
            raise invalid_combination("KmsKeyId can only be given with AtRestEncryptionEnabled.")


def _refuse_failover(backend: Any, request: Request) -> None:
    existing = backend.replication_groups.get(request["ReplicationGroupId"])
    failover = request.get(
        "AutomaticFailoverEnabled", bool(existing and existing.automatic_failover == "enabled")
    )
    clustered = existing.cluster_enabled if existing else request.get("ClusterMode") == "enabled"
    nodes = len(existing.member_clusters) if existing else (request.get("ReplicasPerNodeGroup") or 0) + 1
    if failover and not clustered and nodes < 2:
        raise invalid_combination("Must specify at least two cache clusters in order to auto failover.")
    if clustered and not failover:
        raise invalid_value(
            "Redis with cluster mode enabled cannot be created with auto failover turned off."
        )
    if request.get("MultiAZEnabled") and not failover:
        raise invalid_combination("Must enable automatic failover when enabling Multi-AZ.")


def _refuse_retention(_: Any, request: Request) -> None:
    days = request.get("SnapshotRetentionLimit")
    if days is not None and days not in SNAPSHOT_DAYS:
        raise invalid_value(
            f"The SnapshotRetentionLimit {days} is not between 0 and {SNAPSHOT_DAYS.stop - 1}."
        )


def _refuse_log_groups(backend: Any, request: Request) -> None:
    known = logs_backends[backend.account_id][backend.region_name].groups
    for item in request.get("LogDeliveryConfigurations", []):
        name = ((item.get("DestinationDetails") or {}).get("CloudWatchLogsDetails") or {}).get("LogGroup")
        if name and name not in known:
            raise invalid_value(f"The log group {name} of LogDeliveryConfigurations does not exist.")


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
    group.auth_token = request.get("AuthToken")
    shape.shape(backend, group, *shape.shards_and_replicas(group))


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    group = backend.describe_replication_groups(request["ReplicationGroupId"])[0]
    for parameter, attribute in SETTINGS.items():
        if request.get(parameter) is not None:
            setattr(group, attribute, request[parameter])
    for parameter, attribute in SWITCHES.items():
        if request.get(parameter) is not None:
            setattr(group, attribute, "enabled" if request[parameter] else "disabled")
    group.engine_version = request["EngineVersion"]
    removed = request.get("UserGroupIdsToRemove", [])
    wanted = dict.fromkeys([*group.user_group_ids, *request.get("UserGroupIdsToAdd", [])])
    group.user_group_ids = (
        [] if request.get("RemoveUserGroups") else [item for item in wanted if item not in removed]
    )
    if request.get("AuthToken") or request.get("AuthTokenUpdateStrategy") == "DELETE":
        group.auth_token = request.get("AuthToken")
        group.auth_token_enabled = bool(group.auth_token)
    _set_logs(group, request)
    shape.place(backend, group)
    return {"ReplicationGroup": group}


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
        _refuse_node_type,
        _refuse_network,
        _refuse_parameter_group,
        _refuse_protection,
        _refuse_failover,
        _refuse_retention,
        _refuse_log_groups,
    ]
    ELASTICACHE.extend({"modify_replication_group": _modify})
    ELASTICACHE.refuse(
        {
            "create_replication_group": [_refuse_identifier, _resolve_engine, shape.choose_mode, *of_both],
            "modify_replication_group": [_refuse_absent, _resolve_engine, *of_both],
            "delete_replication_group": [_refuse_absent, _snapshot_first],
            "delete_cache_cluster": [_refuse_deleting_member],
        }
    )
    ELASTICACHE.complete({"create_replication_group": _settle_new})
    replace(ElastiCacheBackend, "delete_replication_group", _delete_group)
    replace(ElastiCacheBackend, "delete_cache_cluster", _delete_cluster)
    replace(ElastiCacheBackend, "list_tags_for_resource", _list_tags)
