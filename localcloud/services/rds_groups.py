"""Subnet groups and parameter groups of RDS."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource
from localcloud.provider.equality import same_ignoring_case
from localcloud.provider.values import Properties
from localcloud.services.rds_common import RDS_TAGGING, lower_case

_AT_ONCE: Final = 20
"""The most parameters that one request may change."""


_SAME_PARAMETERS: Final = {
    "parameters.applyMethod": same_ignoring_case,
    "parameters.name": same_ignoring_case,
}


def _subnet_ids(subnets: list[dict[str, Any]] | None) -> list[str]:
    return [subnet["SubnetIdentifier"] for subnet in subnets or ()]


def _complete_group(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    found = api.call("describe_db_parameters", DBParameterGroupName=identifier, Source="user")
    return {**answer, "parameters": _from_api(found["Parameters"])}


def _complete_cluster_group(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    found = api.call("describe_db_cluster_parameters", DBClusterParameterGroupName=identifier, Source="user")
    return {**answer, "parameters": _from_api(found["Parameters"])}


def _update_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "parameters" not in changed:
        return
    for batch in _batches(_added(state, inputs)):
        api.call("modify_db_parameter_group", DBParameterGroupName=identifier, Parameters=batch)
    for batch in _batches(_removed(state, inputs)):
        api.call("reset_db_parameter_group", DBParameterGroupName=identifier, Parameters=batch)


def _update_cluster_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "parameters" not in changed:
        return
    name = identifier
    for batch in _batches(_added(state, inputs)):
        api.call("modify_db_cluster_parameter_group", DBClusterParameterGroupName=name, Parameters=batch)
    for batch in _batches(_removed(state, inputs)):
        api.call("reset_db_cluster_parameter_group", DBClusterParameterGroupName=name, Parameters=batch)


def _delete_group(api: Api, identifier: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        api.call("delete_db_parameter_group", DBParameterGroupName=identifier)


def _from_api(parameters: Iterable[Mapping[str, Any]]) -> list[Properties]:
    return [
        {
            "name": item["ParameterName"],
            "value": item["ParameterValue"],
            "applyMethod": item.get("ApplyMethod"),
        }
        for item in parameters
    ]


def _to_api(parameter: Properties) -> dict[str, Any]:
    return {
        "ParameterName": parameter["name"],
        "ParameterValue": parameter["value"],
        "ApplyMethod": parameter["applyMethod"].lower(),
    }


def _added(state: Properties, inputs: Properties) -> list[dict[str, Any]]:
    before = [_to_api(parameter) for parameter in state.get("parameters") or ()]
    after = [_to_api(parameter) for parameter in inputs.get("parameters") or ()]
    return [parameter for parameter in after if parameter not in before]


def _removed(state: Properties, inputs: Properties) -> list[dict[str, Any]]:
    kept = {parameter["name"] for parameter in inputs.get("parameters") or ()}
    return [
        {"ParameterName": parameter["name"], "ApplyMethod": parameter["applyMethod"]}
        for parameter in state.get("parameters") or ()
        if parameter["name"] not in kept
    ]


def _batches(parameters: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(parameters), _AT_ONCE):
        yield parameters[start : start + _AT_ONCE]


SUBNET_GROUP: Final = Resource(
    "aws:rds/subnetGroup:SubnetGroup",
    "rds",
    identifier="{DBSubnetGroupName}",
    create=Call("create_db_subnet_group", answer="DBSubnetGroup"),
    read=Call("describe_db_subnet_groups", {"DBSubnetGroupName": "{id}"}, answer="DBSubnetGroups[0]"),
    delete=Call("delete_db_subnet_group", {"DBSubnetGroupName": "{id}"}),
    changes=(
        Change(Call("modify_db_subnet_group", {"DBSubnetGroupName": "{id}"}), ("description", "subnetIds")),
    ),
    names={
        "arn": "DBSubnetGroupArn",
        "description": "DBSubnetGroupDescription",
        "name": "DBSubnetGroupName",
        "subnetIds": "Subnets",
    },
    request_names={"subnetIds": "SubnetIds"},
    conversions={"subnetIds": Conversion(list, _subnet_ids)},
    validate=lower_case("name", "namePrefix"),
    tagging=RDS_TAGGING,
    autoname_format=str.lower,
)

PARAMETER_GROUP: Final = Resource(
    "aws:rds/parameterGroup:ParameterGroup",
    "rds",
    identifier="{DBParameterGroupName}",
    create=Call("create_db_parameter_group", answer="DBParameterGroup"),
    read=Call(
        "describe_db_parameter_groups", {"DBParameterGroupName": "{id}"}, answer="DBParameterGroups[0]"
    ),
    complete=_complete_group,
    update=_update_group,
    delete=_delete_group,
    names={"arn": "DBParameterGroupArn", "family": "DBParameterGroupFamily", "name": "DBParameterGroupName"},
    equivalent=_SAME_PARAMETERS,
    validate=lower_case("name", "namePrefix"),
    tagging=RDS_TAGGING,
    autoname_format=str.lower,
)

CLUSTER_PARAMETER_GROUP: Final = Resource(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "rds",
    identifier="{DBClusterParameterGroupName}",
    create=Call("create_db_cluster_parameter_group", answer="DBClusterParameterGroup"),
    read=Call(
        "describe_db_cluster_parameter_groups",
        {"DBClusterParameterGroupName": "{id}"},
        answer="DBClusterParameterGroups[0]",
    ),
    complete=_complete_cluster_group,
    update=_update_cluster_group,
    delete=Call("delete_db_cluster_parameter_group", {"DBClusterParameterGroupName": "{id}"}),
    names={
        "arn": "DBClusterParameterGroupArn",
        "family": "DBParameterGroupFamily",
        "name": "DBClusterParameterGroupName",
    },
    equivalent=_SAME_PARAMETERS,
    validate=lower_case("name", "namePrefix"),
    tagging=RDS_TAGGING,
    autoname_format=str.lower,
)

RESOURCES: Final = (SUBNET_GROUP, PARAMETER_GROUP, CLUSTER_PARAMETER_GROUP)
