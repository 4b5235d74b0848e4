"""Aurora and Multi-AZ clusters: new ones, and those made from a snapshot."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import capitalised
from localcloud.services.rds_common import (
    deletable,
    exported_logs,
    final_snapshot,
    lower_case,
    picked,
    same_version,
    same_window,
    without_news,
)
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_INSTANCES: Final = "aws:rds/clusterInstance:ClusterInstance"
_SCALING: Final = "serverlessv2ScalingConfiguration"
_AURORA: Final = "aurora"

_MEMBERS: Final = {
    "allocatedStorage": "AllocatedStorage",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "availabilityZones": "AvailabilityZones",
    "backtrackWindow": "BacktrackWindow",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "caCertificateIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "databaseName": "DatabaseName",
    "dbClusterInstanceClass": "DBClusterInstanceClass",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "deletionProtection": "DeletionProtection",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "engine": "Engine",
    "engineLifecycleSupport": "EngineLifecycleSupport",
    "engineMode": "EngineMode",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "iops": "Iops",
    "kmsKeyId": "KmsKeyId",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterPassword": "MasterUserPassword",
    "masterPasswordWo": "MasterUserPassword",
    "masterUserSecretKmsKeyId": "MasterUserSecretKmsKeyId",
    "masterUsername": "MasterUsername",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "networkType": "NetworkType",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "port": "Port",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "storageEncrypted": "StorageEncrypted",
    "storageType": "StorageType",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
"""By input, the member of the request that creates a cluster."""

_OF_SOURCE: Final = frozenset({"databaseName", "masterUsername", "storageEncrypted"})
_AFTER_RESTORE: Final = frozenset(
    {
        "allocatedStorage",
        "autoMinorVersionUpgrade",
        "backupRetentionPeriod",
        "caCertificateIdentifier",
        "databaseInsightsMode",
        "manageMasterUserPassword",
        "masterPassword",
        "masterPasswordWo",
        "masterUserSecretKmsKeyId",
        "preferredBackupWindow",
        "preferredMaintenanceWindow",
    }
)
"""What a restore takes from the snapshot, and what it has no member for, so that the cluster is changed."""

_FROM_SNAPSHOT: Final = _MEMBERS.keys() - _OF_SOURCE - _AFTER_RESTORE
_CHANGEABLE: Final = _MEMBERS.keys() - _OF_SOURCE - {"availabilityZones", "engine", "engineMode", "kmsKeyId"}
_TOGETHER: Final = (
    frozenset({"allocatedStorage", "iops", "storageType"}),
    frozenset(
        {"performanceInsightsEnabled", "performanceInsightsKmsKeyId", "performanceInsightsRetentionPeriod"}
    ),
    frozenset({"monitoringInterval", "monitoringRoleArn"}),
    frozenset({"manageMasterUserPassword", "masterPassword", "masterPasswordWo"}),
)
_RESET: Final = {
    "deletionProtection": False,
    "iamDatabaseAuthenticationEnabled": False,
    "manageMasterUserPassword": False,
    "performanceInsightsEnabled": False,
}
"""What an input that is not set any more changes back to."""


def _scaling(inputs: Properties) -> dict[str, Any] | None:
    block = inputs.get(_SCALING)
    return capitalised(block) if block else None


def _create(api: Api, inputs: Properties) -> str:
    name, snapshot = str(inputs["clusterIdentifier"]), inputs.get("snapshotIdentifier")
    if not snapshot:
        api.call(
            "create_db_cluster",
            DBClusterIdentifier=name,
            ServerlessV2ScalingConfiguration=_scaling(inputs),
            **picked(_MEMBERS, inputs, frozenset(_MEMBERS)),
        )
        return name
    api.call(
        "restore_db_cluster_from_snapshot",
        DBClusterIdentifier=name,
        SnapshotIdentifier=snapshot,
        ServerlessV2ScalingConfiguration=_scaling(inputs),
        **picked(_MEMBERS, inputs, _FROM_SNAPSHOT),
    )
    change = picked(_MEMBERS, inputs, _AFTER_RESTORE)
    if change:
        api.call("modify_db_cluster", DBClusterIdentifier=name, ApplyImmediately=True, **change)
    return name


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    secret = answer.get("MasterUserSecret") or {}
    members = [member["DBInstanceIdentifier"] for member in answer["DBClusterMembers"]]
    aurora = answer["Engine"].startswith(_AURORA)
    return {
        **answer,
        # Of Aurora's storage AWS tells a size that nobody asked for.
        "AllocatedStorage": None if aurora else answer["AllocatedStorage"],
        "clusterMembers": without_news(members, known.get("clusterMembers"), api.managed(_INSTANCES)),
        "manageMasterUserPassword": True if secret else None,
        "masterUserSecretKmsKeyId": secret.get("KmsKeyId"),
        "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in answer["VpcSecurityGroups"]],
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    names = {other for group in _TOGETHER if group & changed for other in group} | (changed & _CHANGEABLE)
    if "masterPasswordWoVersion" in changed:
        names.add("masterPasswordWo")
    effective = {**_RESET, **inputs}
    if "manageMasterUserPassword" not in changed:
        effective.pop("manageMasterUserPassword")
    request = picked(_MEMBERS, effective, names - {"enabledCloudwatchLogsExports"})
    if "enabledCloudwatchLogsExports" in changed:
        request["CloudwatchLogsExportConfiguration"] = exported_logs(state, inputs)
    if _SCALING in changed:
        request["ServerlessV2ScalingConfiguration"] = _scaling(inputs)
    if "dbInstanceParameterGroupName" in changed:
        request["DBInstanceParameterGroupName"] = inputs.get("dbInstanceParameterGroupName")
    if request:
        api.call(
            "modify_db_cluster",
            DBClusterIdentifier=identifier,
            ApplyImmediately=bool(inputs.get("applyImmediately")),
            AllowMajorVersionUpgrade=inputs.get("allowMajorVersionUpgrade"),
            **request,
        )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    api.call(
        "delete_db_cluster",
        DBClusterIdentifier=identifier,
        DeleteAutomatedBackups=state.get("deleteAutomatedBackups"),
        **final_snapshot(state),
    )


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    yield from lower_case("clusterIdentifier", "clusterIdentifierPrefix")(inputs)
    if inputs.get("snapshotIdentifier") is None and inputs.get("masterUsername") is None:
        yield "masterUsername", "is required, unless snapshotIdentifier is set"


CLUSTER: Final = Resource(
    "aws:rds/cluster:Cluster",
    "rds",
    create=_create,
    read=Call("describe_db_clusters", {"DBClusterIdentifier": "{id}"}, answer="DBClusters[0]"),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={
        "caCertificateIdentifier": "CertificateDetails.CAIdentifier",
        "caCertificateValidTill": "CertificateDetails.ValidTill",
        "clusterIdentifier": "DBClusterIdentifier",
        "clusterResourceId": "DbClusterResourceId",
        "dbClusterParameterGroupName": "DBClusterParameterGroup",
        "dbSubnetGroupName": "DBSubnetGroup",
        "engineVersionActual": "EngineVersion",
        "masterUserSecrets": "MasterUserSecret",
    },
    computed={"arn": "arn:{partition}:rds:{region}:{account}:cluster:{id}"},
    conflicts=(("masterPassword", "masterPasswordWo", "manageMasterUserPassword"),),
    allowed={"engineMode": ("provisioned",)},
    unsupported=(
        "clusterMembers",
        "clusterScalabilityType",
        "dbSystemId",
        "domain",
        "domainIamRoleName",
        "enableGlobalWriteForwarding",
        "enableHttpEndpoint",
        "enableLocalWriteForwarding",
        "globalClusterIdentifier",
        "iamRoles",
        "publiclyAccessible",
        "replicationSourceIdentifier",
        "restoreToPointInTime",
        "s3Import",
        "scalingConfiguration",
        "sourceRegion",
        "warningEventCategories",
    ),
    validate=_check,
    equivalent={"engineVersion": same_version, "preferredMaintenanceWindow": same_window},
    tagging=RESOURCE_NAME_TAGGING,
    import_properties=deletable,
    autoname="clusterIdentifier",
    autoname_length=63,
    autoname_format=str.lower,
)

RESOURCES: Final = (CLUSTER,)
