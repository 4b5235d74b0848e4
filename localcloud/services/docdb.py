"""DocumentDB instances, subnet groups and parameter groups."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.rds_common import lower_case, same_window
from localcloud.services.rds_groups import cluster_parameter_group, subnet_group
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_INSTANCE_MEMBERS: Final = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "caCertIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "enablePerformanceInsights": "EnablePerformanceInsights",
    "instanceClass": "DBInstanceClass",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "promotionTier": "PromotionTier",
}
_INSTANCE_FLAGS: Final = frozenset({"copyTagsToSnapshot", "enablePerformanceInsights"})
"""Inputs that are switched off when they are not set any more."""


def _complete_instance(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    cluster = api.call("describe_db_clusters", DBClusterIdentifier=answer["DBClusterIdentifier"])
    members = cluster["DBClusters"][0]["DBClusterMembers"]
    writers = [member["DBInstanceIdentifier"] for member in members if member["IsClusterWriter"]]
    return {**answer, "writer": answer["DBInstanceIdentifier"] in writers}


def _update_instance(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    request = {
        member: inputs.get(name, False if name in _INSTANCE_FLAGS else None)
        for name, member in _INSTANCE_MEMBERS.items()
        if name in changed
    }
    if not request:
        return
    if request.get("EnablePerformanceInsights"):
        request["PerformanceInsightsKMSKeyId"] = inputs.get("performanceInsightsKmsKeyId")
    restart = inputs.get("certificateRotationRestart")
    if "CACertificateIdentifier" in request and restart is not None:
        request["CertificateRotationRestart"] = restart == "true"
    immediately = bool(inputs.get("applyImmediately"))
    api.call("modify_db_instance", DBInstanceIdentifier=identifier, ApplyImmediately=immediately, **request)


CLUSTER_INSTANCE: Final = Resource(
    "aws:docdb/clusterInstance:ClusterInstance",
    "docdb",
    identifier="{DBInstanceIdentifier}",
    create=Call("create_db_instance", answer="DBInstance"),
    read=Call("describe_db_instances", {"DBInstanceIdentifier": "{id}"}, answer="DBInstances[0]"),
    complete=_complete_instance,
    update=_update_instance,
    delete=Call("delete_db_instance", {"DBInstanceIdentifier": "{id}"}),
    names={
        "arn": "DBInstanceArn",
        "caCertIdentifier": "CACertificateIdentifier",
        "clusterIdentifier": "DBClusterIdentifier",
        "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
        "enablePerformanceInsights": "PerformanceInsightsEnabled",
        "endpoint": "Endpoint.Address",
        "identifier": "DBInstanceIdentifier",
        "instanceClass": "DBInstanceClass",
        "port": "Endpoint.Port",
    },
    request_names={"enablePerformanceInsights": "EnablePerformanceInsights"},
    equivalent={"preferredMaintenanceWindow": same_window},
    tagging=RESOURCE_NAME_TAGGING,
    validate=lower_case("identifier"),
    autoname="identifier",
    autoname_length=63,
    autoname_format=str.lower,
)


SUBNET_GROUP: Final = subnet_group("aws:docdb/subnetGroup:SubnetGroup", "docdb")
PARAMETER_GROUP: Final = cluster_parameter_group(
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup", "docdb"
)

RESOURCES: Final = (CLUSTER_INSTANCE, SUBNET_GROUP, PARAMETER_GROUP)
