"""DocumentDB instances, subnet groups and parameter groups."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.values import Properties
from localcloud.services.rds_common import RDS_TAGGING, lower_case, same_window

_PARAMETERS_A_REQUEST: Final = 20
"""As many parameters as AWS takes at once."""

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
    tagging=RDS_TAGGING,
    validate=lower_case("identifier"),
    autoname="identifier",
    autoname_length=63,
    autoname_format=str.lower,
)


def _complete_subnet_group(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    return {**answer, "subnetIds": [subnet["SubnetIdentifier"] for subnet in answer["Subnets"]]}


SUBNET_GROUP: Final = Resource(
    "aws:docdb/subnetGroup:SubnetGroup",
    "docdb",
    identifier="{DBSubnetGroupName}",
    create=Call("create_db_subnet_group", answer="DBSubnetGroup"),
    read=Call("describe_db_subnet_groups", {"DBSubnetGroupName": "{id}"}, answer="DBSubnetGroups[0]"),
    complete=_complete_subnet_group,
    changes=(
        Change(Call("modify_db_subnet_group", {"DBSubnetGroupName": "{id}"}), ("description", "subnetIds")),
    ),
    delete=Call("delete_db_subnet_group", {"DBSubnetGroupName": "{id}"}),
    names={
        "arn": "DBSubnetGroupArn",
        "description": "DBSubnetGroupDescription",
        "name": "DBSubnetGroupName",
    },
    tagging=RDS_TAGGING,
    validate=lower_case("name"),
    autoname_format=str.lower,
)


def _complete_parameter_group(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    found = api.call("describe_db_cluster_parameters", DBClusterParameterGroupName=identifier, Source="user")
    parameters = [
        {
            "name": parameter["ParameterName"],
            "value": parameter["ParameterValue"],
            "applyMethod": parameter["ApplyMethod"],
        }
        for parameter in found["Parameters"]
    ]
    return {**answer, "parameters": parameters}


def _update_parameter_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "parameters" not in changed:
        return
    before, after = state.get("parameters") or [], inputs.get("parameters") or []
    wanted = {parameter["name"] for parameter in after}
    removed = [_parameter(parameter) for parameter in before if parameter["name"] not in wanted]
    added = [_parameter(parameter) for parameter in after if parameter not in before]
    for operation, parameters in (
        ("reset_db_cluster_parameter_group", removed),
        ("modify_db_cluster_parameter_group", added),
    ):
        for start in range(0, len(parameters), _PARAMETERS_A_REQUEST):
            some = parameters[start : start + _PARAMETERS_A_REQUEST]
            api.call(operation, DBClusterParameterGroupName=identifier, Parameters=some)


def _parameter(parameter: Properties) -> dict[str, Any]:
    return {
        "ParameterName": parameter["name"],
        "ParameterValue": parameter["value"],
        "ApplyMethod": parameter["applyMethod"],
    }


PARAMETER_GROUP: Final = Resource(
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
    "docdb",
    identifier="{DBClusterParameterGroupName}",
    create=Call("create_db_cluster_parameter_group", answer="DBClusterParameterGroup"),
    read=Call(
        "describe_db_cluster_parameter_groups",
        {"DBClusterParameterGroupName": "{id}"},
        answer="DBClusterParameterGroups[0]",
    ),
    complete=_complete_parameter_group,
    update=_update_parameter_group,
    delete=Call("delete_db_cluster_parameter_group", {"DBClusterParameterGroupName": "{id}"}),
    names={
        "arn": "DBClusterParameterGroupArn",
        "family": "DBParameterGroupFamily",
        "name": "DBClusterParameterGroupName",
    },
    tagging=RDS_TAGGING,
    validate=lower_case("name"),
    autoname_format=str.lower,
)

RESOURCES: Final = (CLUSTER_INSTANCE, SUBNET_GROUP, PARAMETER_GROUP)
