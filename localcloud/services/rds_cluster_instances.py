"""Instances of Aurora clusters."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.rds_common import lower_case, picked, same_version, same_window
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_MEMBERS: Final = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "caCertIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "dbParameterGroupName": "DBParameterGroupName",
    "instanceClass": "DBInstanceClass",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}
_TOGETHER: Final = (
    frozenset(
        {"performanceInsightsEnabled", "performanceInsightsKmsKeyId", "performanceInsightsRetentionPeriod"}
    ),
    frozenset({"monitoringInterval", "monitoringRoleArn"}),
)


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    cluster = api.call("describe_db_clusters", DBClusterIdentifier=answer["DBClusterIdentifier"])
    writers = [
        member["DBInstanceIdentifier"]
        for member in cluster["DBClusters"][0]["DBClusterMembers"]
        if member["IsClusterWriter"]
    ]
    return {
        **answer,
        "dbParameterGroupName": answer["DBParameterGroups"][0]["DBParameterGroupName"],
        "writer": answer["DBInstanceIdentifier"] in writers,
    }


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "engineVersion" in changed:
        _follow_cluster(api, identifier, inputs.get("engineVersion"))
    names = {other for group in _TOGETHER if group & changed for other in group} | changed
    request = picked(_MEMBERS, inputs, names)
    if request:
        api.call(
            "modify_db_instance",
            DBInstanceIdentifier=identifier,
            ApplyImmediately=bool(inputs.get("applyImmediately")),
            **request,
        )


def _follow_cluster(api: Api, identifier: str, version: str | None) -> None:
    """An instance has its cluster's version, which a program changes there."""
    live = api.call("describe_db_instances", DBInstanceIdentifier=identifier)["DBInstances"][0]
    if version is not None and not same_version(live["EngineVersion"], version):
        raise RefusedError(
            "ModifyDBInstance",
            "InvalidParameterCombination",
            f"{identifier} has the engine version of its cluster, {live['EngineVersion']}, and not {version}",
        )


def _delete(api: Api, identifier: str, state: Properties) -> None:
    # `forceDestroy` is for clusters that are part of a global database; there are none here.
    api.call("delete_db_instance", DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)


CLUSTER_INSTANCE: Final = Resource(
    "aws:rds/clusterInstance:ClusterInstance",
    "rds",
    identifier="{DBInstanceIdentifier}",
    create=Call("create_db_instance", answer="DBInstance"),
    read=Call("describe_db_instances", {"DBInstanceIdentifier": "{id}"}, answer="DBInstances[0]"),
    complete=_complete,
    update=_update,
    delete=_delete,
    names={
        "arn": "DBInstanceArn",
        "caCertIdentifier": "CACertificateIdentifier",
        "clusterIdentifier": "DBClusterIdentifier",
        "dbParameterGroupName": "dbParameterGroupName",
        "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
        "endpoint": "Endpoint.Address",
        "engineVersionActual": "EngineVersion",
        "identifier": "DBInstanceIdentifier",
        "instanceClass": "DBInstanceClass",
        "performanceInsightsEnabled": "PerformanceInsightsEnabled",
        "port": "Endpoint.Port",
    },
    request_names={
        "dbSubnetGroupName": "DBSubnetGroupName",
        "performanceInsightsEnabled": "EnablePerformanceInsights",
    },
    unsupported=("customIamInstanceProfile", "preferredBackupWindow", "warningEventCategories"),
    validate=lower_case("identifier", "identifierPrefix"),
    equivalent={"engineVersion": same_version, "preferredMaintenanceWindow": same_window},
    tagging=RESOURCE_NAME_TAGGING,
    autoname="identifier",
    autoname_length=63,
    autoname_format=str.lower,
)

RESOURCES: Final = (CLUSTER_INSTANCE,)
