"""DocumentDB clusters: empty ones, and those restored from a snapshot or to a point in time."""

from collections.abc import Collection
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised
from localcloud.services.rds_common import (
    exported_logs,
    final_snapshot,
    lower_case,
    same_version,
    same_window,
)
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_STANDARD: Final = "standard"

_MEMBERS: Final = {
    "availabilityZones": "AvailabilityZones",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "deletionProtection": "DeletionProtection",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "kmsKeyId": "KmsKeyId",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterPassword": "MasterUserPassword",
    "masterPasswordWo": "MasterUserPassword",
    "masterUsername": "MasterUsername",
    "networkType": "NetworkType",
    "port": "Port",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "storageEncrypted": "StorageEncrypted",
    "storageType": "StorageType",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
"""By input, the member of the request that creates a cluster."""

_ONLY_AFTER_RESTORE: Final = frozenset(
    {
        "backupRetentionPeriod",
        "manageMasterUserPassword",
        "masterPassword",
        "masterPasswordWo",
        "preferredBackupWindow",
        "preferredMaintenanceWindow",
    }
)
"""What no restore takes, so that the restored cluster is changed."""

_FROM_SNAPSHOT: Final = _MEMBERS.keys() - _ONLY_AFTER_RESTORE - {"masterUsername", "storageEncrypted"}
_FROM_POINT_IN_TIME: Final = _FROM_SNAPSHOT - {
    "availabilityZones",
    "dbClusterParameterGroupName",
    "engine",
    "engineVersion",
}
_CHANGEABLE: Final = _ONLY_AFTER_RESTORE | {
    "dbClusterParameterGroupName",
    "deletionProtection",
    "engineVersion",
    "networkType",
    "storageType",
    "vpcSecurityGroupIds",
}
_RESET: Final = {
    "deletionProtection": False,
    "manageMasterUserPassword": False,
    "storageType": _STANDARD,
}
"""What an input that is not set any more changes back to."""


def _request(inputs: Properties, names: Collection[str]) -> dict[str, Any]:
    """The members for inputs that are set, the capacity of serverless instances among them."""
    request = {_MEMBERS[name]: inputs[name] for name in sorted(names) if inputs.get(name) is not None}
    scaling = inputs.get("serverlessV2ScalingConfiguration")
    return {**request, "ServerlessV2ScalingConfiguration": capitalised(scaling) if scaling else None}


def _create(api: Api, inputs: Properties) -> str:
    identifier = str(inputs["clusterIdentifier"])
    snapshot, point = inputs.get("snapshotIdentifier"), inputs.get("restoreToPointInTime")
    if snapshot:
        request = _request(inputs, _FROM_SNAPSHOT)
        api.call(
            "restore_db_cluster_from_snapshot",
            DBClusterIdentifier=identifier,
            SnapshotIdentifier=snapshot,
            **request,
        )
        rest = _ONLY_AFTER_RESTORE
    elif point:
        request = _request(inputs, _FROM_POINT_IN_TIME)
        api.call(
            "restore_db_cluster_to_point_in_time",
            DBClusterIdentifier=identifier,
            SourceDBClusterIdentifier=point["sourceClusterIdentifier"],
            RestoreToTime=point.get("restoreToTime"),
            RestoreType=point.get("restoreType"),
            UseLatestRestorableTime=point.get("useLatestRestorableTime"),
            **request,
        )
        rest = _ONLY_AFTER_RESTORE | {"dbClusterParameterGroupName"}
    else:
        api.call("create_db_cluster", DBClusterIdentifier=identifier, **_request(inputs, _MEMBERS))
        return identifier
    given = frozenset(name for name in rest if inputs.get(name) is not None)
    _update(api, identifier, {}, inputs, given)
    return identifier


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    logs = answer.get("EnabledCloudwatchLogsExports") or []
    wanted = known.get("enabledCloudwatchLogsExports") or []
    # AWS does not tell the storage that costs per operation.
    storage = answer.get("StorageType") or (_STANDARD if known.get("storageType") == _STANDARD else None)
    return {
        **answer,
        "clusterMembers": [member["DBInstanceIdentifier"] for member in answer["DBClusterMembers"]],
        "enabledCloudwatchLogsExports": wanted if sorted(wanted) == sorted(logs) else logs,
        "manageMasterUserPassword": True if answer.get("MasterUserSecret") else None,
        "storageType": storage,
        "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in answer["VpcSecurityGroups"]],
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    effective = {**_RESET, **inputs}
    names = set(changed & _CHANGEABLE)
    if "masterPasswordWoVersion" in changed:
        names.add("masterPasswordWo")
    request = _request(effective, names)
    if "enabledCloudwatchLogsExports" in changed:
        request["CloudwatchLogsExportConfiguration"] = exported_logs(state, inputs)
    if "serverlessV2ScalingConfiguration" not in changed:
        del request["ServerlessV2ScalingConfiguration"]
    if "manageMasterUserPassword" in names and not effective["manageMasterUserPassword"]:
        request["MasterUserPassword"] = inputs.get("masterPassword") or inputs.get("masterPasswordWo")
    if not request:
        return
    api.call(
        "modify_db_cluster",
        DBClusterIdentifier=identifier,
        AllowMajorVersionUpgrade=inputs.get("allowMajorVersionUpgrade"),
        ApplyImmediately=bool(inputs.get("applyImmediately")),
        **request,
    )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_db_cluster", DBClusterIdentifier=identifier, **final_snapshot(state))


CLUSTER: Final = Resource(
    "aws:docdb/cluster:Cluster",
    "docdb",
    create=_create,
    read=Call("describe_db_clusters", {"DBClusterIdentifier": "{id}"}, answer="DBClusters[0]"),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={
        "arn": "DBClusterArn",
        "clusterIdentifier": "DBClusterIdentifier",
        "clusterResourceId": "DbClusterResourceId",
        "dbClusterParameterGroupName": "DBClusterParameterGroup",
        "dbSubnetGroupName": "DBSubnetGroup",
        "masterUserSecrets": "MasterUserSecret",
    },
    computed={"arn": "arn:{partition}:rds:{region}:{account}:cluster:{id}"},
    conflicts=(
        ("masterPassword", "masterPasswordWo", "manageMasterUserPassword"),
        ("snapshotIdentifier", "restoreToPointInTime"),
    ),
    allowed={"engine": ("docdb",), "storageType": (_STANDARD, "iopt1"), "networkType": ("IPV4", "DUAL")},
    # There are no global clusters to join, and a cluster gets its members as they are made.
    unsupported=("clusterMembers", "globalClusterIdentifier"),
    equivalent={"engineVersion": same_version, "preferredMaintenanceWindow": same_window},
    tagging=RESOURCE_NAME_TAGGING,
    validate=lower_case("clusterIdentifier"),
    autoname="clusterIdentifier",
    autoname_length=63,
    autoname_format=str.lower,
)

RESOURCES: Final = (CLUSTER,)
