"""What AWS refuses of a replication group, and moto accepts.

Names, versions, node types, groups, keys, users, topics and snapshots that do not exist; a token without
encryption in transit; failover with a single node; several zones without failover; a parameter group of
another family or mode.
"""

import re
from typing import Any, Final

from moto.backends import get_backend

from localcloud.moto_patches.elasticache import parameter_groups, users
from localcloud.moto_patches.elasticache._service import (
    CLUSTERED_SUFFIX,
    FAMILIES,
    invalid_combination,
    invalid_value,
    resolve_version,
)
from localcloud.moto_patches.elasticache.node_types import NODE_TYPES, has_data_tiering
from localcloud.moto_patches.elasticache.shape import shards_and_replicas
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, network_of

IDENTIFIER: Final = re.compile(r"[a-z](?:-?[a-z0-9]){0,39}")
TOKEN_LENGTHS: Final = range(16, 129)
SNAPSHOT_DAYS: Final = range(36)


def _existing(backend: Any, request: Request) -> Any:
    """The group that a request changes; None where it makes one."""
    return backend.replication_groups.get(request["ReplicationGroupId"])


def refuse_identifier(_: Any, request: Request) -> None:
    """Refuse a name of the wrong form; capitals become small letters."""
    name = request["ReplicationGroupId"].lower()
    request["ReplicationGroupId"] = name
    if not IDENTIFIER.fullmatch(name):
        raise invalid_value(
            "The parameter ReplicationGroupIdentifier is not a valid identifier. Identifiers must begin "
            "with a letter; must contain only ASCII letters, digits, and hyphens; must have at most 40 "
            "characters; and must not end with a hyphen or contain two consecutive hyphens."
        )


def resolve_engine(backend: Any, request: Request) -> None:
    """Settle engine and version; refuse those that there are not, and the way back from newer ones."""
    existing = _existing(backend, request)
    engine = request.get("Engine") or (existing.engine if existing else "redis")
    wanted = request.get("EngineVersion") or (existing.engine_version if existing else None)
    version = resolve_version(engine, wanted)
    if existing and existing.engine != engine and engine != "valkey":
        raise invalid_combination(f"The engine cannot be changed from {existing.engine} to {engine}.")
    if existing and existing.engine == engine:
        versions = list(FAMILIES[engine])
        if versions.index(version) < versions.index(existing.engine_version):
            raise invalid_combination(
                f"The engine version cannot be changed from {existing.engine_version} to {version}."
            )
    request["EngineVersion"], request["Engine"] = version, engine


def refuse_node_type(backend: Any, request: Request) -> None:
    """Refuse a node type that there is not, or without the data tiering that it must have."""
    existing = _existing(backend, request)
    node_type = request.get("CacheNodeType")
    if node_type and node_type not in NODE_TYPES:
        raise invalid_value(f"The parameter CacheNodeType is not a valid node type: {node_type}")
    tiering = request.get("DataTieringEnabled", bool(existing and existing.data_tiering == "enabled"))
    if node_type and has_data_tiering(node_type) and not tiering:
        raise invalid_combination(f"When using the {node_type} node type, you must enable data tiering.")
    if node_type and tiering and not has_data_tiering(node_type):
        raise invalid_combination(f"Data tiering is not supported on the {node_type} node type.")


def refuse_network(backend: Any, request: Request) -> None:
    """Refuse groups that there are not, security groups of another VPC, and several zones that are one."""
    existing = _existing(backend, request)
    name = request.get("CacheSubnetGroupName") or (existing.cache_subnet_group_name if existing else None)
    subnet_group = backend.describe_cache_subnet_groups(name)[0] if name else None
    for group_id in request.get("SecurityGroupIds", []):
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None:
            raise invalid_value(f"Some security group ids are invalid: [{group_id}]")
        if subnet_group and group.vpc_id != subnet_group.vpc_id:
            raise invalid_combination(
                f"The security group {group_id} is not in {subnet_group.vpc_id}, the VPC of {name}."
            )
    if request.get("MultiAZEnabled") and subnet_group:
        subnets = network_of(backend).describe_subnets(subnet_ids=subnet_group.subnet_ids)
        if len({subnet.availability_zone for subnet in subnets}) < 2:
            raise invalid_combination(
                f"Multi-AZ needs subnets in two or more Availability Zones; those of {name} are in one."
            )


def refuse_parameter_group(backend: Any, request: Request) -> None:
    """Refuse a parameter group that is not of the version's family or of the group's mode."""
    existing = _existing(backend, request)
    expected = FAMILIES[request["Engine"]][request["EngineVersion"]]
    clustered = request.get("ClusterMode") == "enabled" or bool(existing and existing.cluster_enabled)
    name = request.get("CacheParameterGroupName")
    if not name and existing:
        name = _following(existing.cache_parameter_group_name, expected, clustered=clustered)
    if not name:
        return
    group = parameter_groups.find(backend, name)
    found = group["CacheParameterGroupFamily"]
    if found != expected:
        raise invalid_combination(
            f"Expected a parameter group of family {expected} but found one of family {found}"
        )
    if clustered and not parameter_groups.is_clustered(group):
        raise invalid_combination(
            f"The parameter group {name} needs cluster-enabled to be yes for a group in cluster mode."
        )
    request["CacheParameterGroupName"] = name


def _following(name: str, family: str, *, clustered: bool) -> str:
    """The parameter group after a change of version or mode: one of AWS's own gives way to another."""
    if not name.startswith("default."):
        return name
    return f"default.{family}{CLUSTERED_SUFFIX if clustered else ''}"


def refuse_protection(backend: Any, request: Request) -> None:
    """Refuse tokens, users and keys that do not go with the group's encryption, or do not exist."""
    existing = _existing(backend, request)
    was_encrypted = bool(existing and existing.transit_encryption_enabled)
    encrypted = request.get("TransitEncryptionEnabled", was_encrypted)
    token = request.get("AuthToken")
    if token and not encrypted:
        raise invalid_combination("AuthToken can only be set when TransitEncryptionEnabled is true.")
    if token and len(token) not in TOKEN_LENGTHS:
        raise invalid_value("The AUTH token must have 16 to 128 characters.")
    if existing and encrypted and not was_encrypted and request.get("TransitEncryptionMode") == "required":
        raise invalid_combination(
            "TransitEncryptionMode has to be preferred before it can be required: clients would be cut off."
        )
    _refuse_users(backend, request, encrypted=encrypted)
    key_id = request.get("KmsKeyId")
    if key_id:
        key = find_key(backend.account_id, backend.region_name, key_id)
        if key is None or key.key_state != "Enabled":
            raise AwsError("InvalidKMSKeyFault", f"The KMS key {key_id} was not found or is not enabled.")
        if not request.get("AtRestEncryptionEnabled"):
            raise invalid_combination("KmsKeyId can only be given with AtRestEncryptionEnabled.")


def _refuse_users(backend: Any, request: Request, *, encrypted: bool) -> None:
    group_ids = [*request.get("UserGroupIds", []), *request.get("UserGroupIdsToAdd", [])]
    if group_ids and not encrypted:
        raise invalid_combination("User group based access control requires encryption in transit.")
    if request.get("UserGroupIds") and request.get("AuthToken"):
        raise invalid_combination("AuthToken and UserGroupIds cannot both be given.")
    existing = _existing(backend, request)
    kept = set(existing.user_group_ids if existing else ()) - set(request.get("UserGroupIdsToRemove", []))
    if len({*kept, *group_ids}) > 1:
        raise invalid_combination("A replication group can have one user group only.")
    for group_id in group_ids:
        engine = users.find_group(backend, group_id)["Engine"]
        if engine != "redis" and request["Engine"] != engine:
            raise invalid_combination(
                f"The user group {group_id} is for {engine}, not for {request['Engine']}."
            )


def refuse_failover(backend: Any, request: Request) -> None:
    """Refuse failover without a second node, cluster mode without failover, and zones without failover."""
    existing = _existing(backend, request)
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
    multi_az = request.get("MultiAZEnabled", bool(existing and existing.multi_az == "enabled"))
    if multi_az and not failover:
        raise invalid_combination("Must enable automatic failover when enabling Multi-AZ.")
    replicas = shards_and_replicas(existing)[1] if existing else request.get("ReplicasPerNodeGroup") or 0
    if multi_az and not replicas:
        raise invalid_combination("Multi-AZ needs one or more replicas in each node group.")


def refuse_snapshots(backend: Any, request: Request) -> None:
    """Refuse a number of days that is out of range, and a snapshot that does not exist."""
    days = request.get("SnapshotRetentionLimit")
    if days is not None and days not in SNAPSHOT_DAYS:
        raise invalid_value(
            f"The SnapshotRetentionLimit {days} is not between 0 and {SNAPSHOT_DAYS.stop - 1}."
        )
    name = request.get("SnapshotName")
    if name and name not in backend.snapshots:
        raise AwsError("SnapshotNotFoundFault", f"Snapshot {name} not found.")


def refuse_destinations(backend: Any, request: Request) -> None:
    """Refuse a topic, log groups and delivery streams that do not exist."""
    topic = request.get("NotificationTopicArn")
    if topic and topic not in _neighbour(backend, "sns").topics:
        raise invalid_value(f"The topic {topic} of NotificationTopicArn does not exist.")
    for item in request.get("LogDeliveryConfigurations", []):
        details = item.get("DestinationDetails") or {}
        group = (details.get("CloudWatchLogsDetails") or {}).get("LogGroup")
        stream = (details.get("KinesisFirehoseDetails") or {}).get("DeliveryStream")
        if group and group not in _neighbour(backend, "logs").groups:
            raise invalid_value(f"The log group {group} of LogDeliveryConfigurations does not exist.")
        if stream and stream not in _neighbour(backend, "firehose").delivery_streams:
            raise invalid_value(f"The delivery stream {stream} of LogDeliveryConfigurations does not exist.")


def _neighbour(backend: Any, service: str) -> Any:
    """moto's backend of another service, which is loaded only now."""
    return get_backend(service)[backend.account_id][backend.region_name]
