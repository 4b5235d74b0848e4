"""Replication groups of ElastiCache."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.equality import same_ignoring_case
from localcloud.provider.values import Properties
from localcloud.services.lists import added_and_removed
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_DETAILS: Final = {
    "cloudwatch-logs": ("CloudWatchLogsDetails", "LogGroup"),
    "kinesis-firehose": ("KinesisFirehoseDetails", "DeliveryStream"),
}
"""By the kind of destination of a log: the members that name it."""

_SWITCH: Final = Conversion(
    lambda text: str(text).lower() == "true", lambda value: None if value is None else str(value).lower()
)
"""A text in Pulumi and a boolean in the API."""

_ENABLED: Final = Conversion(bool, lambda value: value == "enabled")
"""A boolean in requests and a word in answers."""


def _logs_to_api(blocks: list[Properties]) -> list[dict[str, Any]]:
    return [
        {
            "LogType": block["logType"],
            "LogFormat": block["logFormat"],
            "DestinationType": block["destinationType"],
            "DestinationDetails": _destination(block),
        }
        for block in blocks
    ]


def _destination(block: Properties) -> dict[str, Any]:
    details, member = _DETAILS[block["destinationType"]]
    return {details: {member: block["destination"]}}


def _logs_from_api(found: list[dict[str, Any]] | None) -> list[Properties]:
    blocks = []
    for item in found or []:
        details, member = _DETAILS[item["DestinationType"]]
        blocks.append(
            {
                "logType": item["LogType"],
                "logFormat": item["LogFormat"],
                "destinationType": item["DestinationType"],
                "destination": item["DestinationDetails"][details][member],
            }
        )
    return blocks


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    shards = answer["NodeGroups"]
    members = answer["MemberClusters"]
    # Version, network and windows are told by the nodes alone.
    node = api.call("describe_cache_clusters", CacheClusterId=members[0])["CacheClusters"][0]
    endpoint = answer.get("ConfigurationEndpoint") or shards[0].get("PrimaryEndpoint") or {}
    primary, reader = shards[0].get("PrimaryEndpoint") or {}, shards[0].get("ReaderEndpoint") or {}
    topic = node.get("NotificationConfiguration") or {}
    return {
        **answer,
        **_version(node["EngineVersion"], known.get("engineVersion")),
        "configurationEndpointAddress": (answer.get("ConfigurationEndpoint") or {}).get("Address"),
        "primaryEndpointAddress": primary.get("Address"),
        "readerEndpointAddress": reader.get("Address"),
        "port": endpoint.get("Port"),
        "numCacheClusters": len(members),
        "numNodeGroups": len(shards),
        "replicasPerNodeGroup": len(shards[0]["NodeGroupMembers"]) - 1,
        "CacheParameterGroupName": node["CacheParameterGroup"]["CacheParameterGroupName"],
        "CacheSubnetGroupName": node.get("CacheSubnetGroupName"),
        "securityGroupIds": [group["SecurityGroupId"] for group in node.get("SecurityGroups") or []],
        "PreferredMaintenanceWindow": node["PreferredMaintenanceWindow"],
        "notificationTopicArn": topic.get("TopicArn") if topic.get("TopicStatus") == "active" else None,
    }


def _version(actual: str, known: str | None) -> Properties:
    """The version as programs write it: with two parts since 6, where `6.x` stands for any of 6."""
    major, _, rest = actual.partition(".")
    told = f"{major}.{rest.partition('.')[0]}" if int(major) >= 6 else actual
    return {
        "engineVersion": "6.x" if known == "6.x" and major == "6" else told,
        "engineVersionActual": actual,
    }


_PLAIN: Final = {
    "clusterMode": "ClusterMode",
    "description": "ReplicationGroupDescription",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "ipDiscovery": "IpDiscovery",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "multiAzEnabled": "MultiAZEnabled",
    "nodeType": "CacheNodeType",
    "parameterGroupName": "CacheParameterGroupName",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
    "transitEncryptionMode": "TransitEncryptionMode",
}
"""Inputs that a change passes on as they are."""

_NOT_NOW: Final = frozenset({"applyImmediately", "finalSnapshotIdentifier", "preferredCacheClusterAzs"})
"""Inputs that count when the group is made, changed in others or deleted: AWS is told nothing now."""

_UNSET: Final = {"snapshotRetentionLimit": 0}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not state or changed <= _NOT_NOW:
        # A new group's create request has had all that AWS keeps.
        return
    _resize(api, identifier, state, inputs, changed, grow=True)
    change = {
        member: inputs.get(name, _UNSET.get(name)) for name, member in _PLAIN.items() if name in changed
    }
    if "autoMinorVersionUpgrade" in changed:
        change["AutoMinorVersionUpgrade"] = _SWITCH.to_api(inputs["autoMinorVersionUpgrade"])
    if changed & {"authToken", "authTokenUpdateStrategy"}:
        change |= _token(inputs)
    if "notificationTopicArn" in changed:
        topic = inputs.get("notificationTopicArn")
        change |= {"NotificationTopicArn": topic} if topic else {"NotificationTopicStatus": "inactive"}
    if "logDeliveryConfigurations" in changed:
        change["LogDeliveryConfigurations"] = _log_changes(state, inputs)
    if "userGroupIds" in changed:
        added, removed = added_and_removed("userGroupIds", state, inputs)
        change |= {"UserGroupIdsToAdd": added or None, "UserGroupIdsToRemove": removed or None}
    if any(value is not None for value in change.values()):
        now = bool(inputs.get("applyImmediately"))
        api.call("modify_replication_group", ReplicationGroupId=identifier, ApplyImmediately=now, **change)
    _resize(api, identifier, state, inputs, changed, grow=False)


def _token(inputs: Properties) -> dict[str, Any]:
    token = inputs.get("authToken")
    if not token:
        return {"AuthTokenUpdateStrategy": "DELETE"}
    return {"AuthToken": token, "AuthTokenUpdateStrategy": inputs["authTokenUpdateStrategy"]}


def _log_changes(state: Properties, inputs: Properties) -> list[dict[str, Any]]:
    wanted = _logs_to_api(inputs.get("logDeliveryConfigurations") or [])
    types = {item["LogType"] for item in wanted}
    ended = [
        {"LogType": block["logType"], "Enabled": False}
        for block in state.get("logDeliveryConfigurations") or []
        if block["logType"] not in types
    ]
    return wanted + ended


def _resize(
    api: Api,
    identifier: str,
    state: Properties,
    inputs: Properties,
    changed: frozenset[str],
    *,
    grow: bool,
) -> None:
    """Bring shards and replicas to the wanted numbers: more before all other changes, fewer after them."""

    def wanted(name: str) -> int | None:
        old, new = state.get(name), inputs.get(name)
        return new if name in changed and new is not None and (new > (old or 0)) is grow else None

    shards = wanted("numNodeGroups")
    if shards is not None:
        removed = [f"{number:04}" for number in range(shards + 1, state["numNodeGroups"] + 1)]
        api.call(
            "modify_replication_group_shard_configuration",
            ReplicationGroupId=identifier,
            NodeGroupCount=shards,
            NodeGroupsToRemove=removed or None,
            ApplyImmediately=True,
        )
    nodes = wanted("numCacheClusters")
    replicas = wanted("replicasPerNodeGroup") if nodes is None else nodes - 1
    if replicas is not None:
        operation = "increase_replica_count" if grow else "decrease_replica_count"
        api.call(operation, ReplicationGroupId=identifier, NewReplicaCount=replicas, ApplyImmediately=True)


def _delete(api: Api, identifier: str, state: Properties) -> None:
    snapshot = state.get("finalSnapshotIdentifier") or None
    api.call("delete_replication_group", ReplicationGroupId=identifier, FinalSnapshotIdentifier=snapshot)


REPLICATION_GROUP: Final = Resource(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "elasticache",
    identifier="{ReplicationGroupId}",
    create=Call("create_replication_group", answer="ReplicationGroup"),
    read=Call("describe_replication_groups", {"ReplicationGroupId": "{id}"}, answer="ReplicationGroups[0]"),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={
        "automaticFailoverEnabled": "AutomaticFailover",
        "dataTieringEnabled": "DataTiering",
        "multiAzEnabled": "MultiAZ",
        "maintenanceWindow": "PreferredMaintenanceWindow",
        "nodeType": "CacheNodeType",
        "parameterGroupName": "CacheParameterGroupName",
        "subnetGroupName": "CacheSubnetGroupName",
    },
    request_names={
        "automaticFailoverEnabled": "AutomaticFailoverEnabled",
        "dataTieringEnabled": "DataTieringEnabled",
        "description": "ReplicationGroupDescription",
        "multiAzEnabled": "MultiAZEnabled",
    },
    conversions={
        "atRestEncryptionEnabled": _SWITCH,
        "autoMinorVersionUpgrade": _SWITCH,
        "automaticFailoverEnabled": _ENABLED,
        "dataTieringEnabled": _ENABLED,
        "logDeliveryConfigurations": Conversion(_logs_to_api, _logs_from_api),
        "multiAzEnabled": _ENABLED,
    },
    conflicts=(
        ("numNodeGroups", "numCacheClusters"),
        ("replicasPerNodeGroup", "numCacheClusters"),
        ("authToken", "userGroupIds"),
    ),
    tagging=RESOURCE_NAME_TAGGING,
    unsupported=(
        "authTokenWo",
        "authTokenWoVersion",
        "durability",
        "globalReplicationGroupId",
        "nodeGroupConfigurations",
        "securityGroupNames",
        "snapshotArns",
    ),
    equivalent={"replicationGroupId": same_ignoring_case},
    renewed={"memberClusters": ("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")},
    kept=("port",),
    autoname="replicationGroupId",
    autoname_length=40,
    autoname_format=str.lower,
)

RESOURCES: Final = (REPLICATION_GROUP,)
