"""Subnet groups and parameter groups of RDS, and as DocumentDB has them too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Complete, Conversion, Resource, Update
from localcloud.provider.equality import same_ignoring_case
from localcloud.provider.values import Properties
from localcloud.services.lists import batches
from localcloud.services.rds_common import lower_case
from localcloud.services.tagging import RESOURCE_NAME_TAGGING

_AT_ONCE: Final = 20
"""The most parameters that one request may change."""

_SAME_PARAMETERS: Final = {
    "parameters.applyMethod": same_ignoring_case,
    "parameters.name": same_ignoring_case,
}


def _subnet_ids(subnets: list[dict[str, Any]] | None) -> list[str]:
    return [subnet["SubnetIdentifier"] for subnet in subnets or ()]


@dataclass(frozen=True)
class _Kind:
    """A kind of parameter group: the member that names one, and the operations on its parameters."""

    name: str
    describe: str
    modify: str
    reset: str


_OF_INSTANCES: Final = _Kind(
    "DBParameterGroupName", "describe_db_parameters", "modify_db_parameter_group", "reset_db_parameter_group"
)
_OF_CLUSTERS: Final = _Kind(
    "DBClusterParameterGroupName",
    "describe_db_cluster_parameters",
    "modify_db_cluster_parameter_group",
    "reset_db_cluster_parameter_group",
)


def _complete(kind: _Kind) -> Complete:
    def complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
        found = api.call(kind.describe, Source="user", **{kind.name: identifier})
        return {**answer, "parameters": _from_api(found["Parameters"])}

    return complete


def _update(kind: _Kind) -> Update:
    def update(
        api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
    ) -> None:
        if "parameters" not in changed:
            return
        for operation, parameters in (
            (kind.modify, _added(state, inputs)),
            (kind.reset, _removed(state, inputs)),
        ):
            for batch in batches(parameters, _AT_ONCE):
                api.call(operation, Parameters=batch, **{kind.name: identifier})

    return update


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


def subnet_group(token: str, service: str) -> Resource:
    """A subnet group of RDS or DocumentDB."""
    return Resource(
        token,
        service,
        identifier="{DBSubnetGroupName}",
        create=Call("create_db_subnet_group", answer="DBSubnetGroup"),
        read=Call("describe_db_subnet_groups", {"DBSubnetGroupName": "{id}"}, answer="DBSubnetGroups[0]"),
        delete=Call("delete_db_subnet_group", {"DBSubnetGroupName": "{id}"}),
        changes=(
            Change(
                Call("modify_db_subnet_group", {"DBSubnetGroupName": "{id}"}), ("description", "subnetIds")
            ),
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
        tagging=RESOURCE_NAME_TAGGING,
        autoname_format=str.lower,
    )


def cluster_parameter_group(token: str, service: str) -> Resource:
    """A parameter group for clusters of RDS or DocumentDB."""
    return Resource(
        token,
        service,
        identifier="{DBClusterParameterGroupName}",
        create=Call("create_db_cluster_parameter_group", answer="DBClusterParameterGroup"),
        read=Call(
            "describe_db_cluster_parameter_groups",
            {"DBClusterParameterGroupName": "{id}"},
            answer="DBClusterParameterGroups[0]",
        ),
        complete=_complete(_OF_CLUSTERS),
        update=_update(_OF_CLUSTERS),
        delete=Call("delete_db_cluster_parameter_group", {"DBClusterParameterGroupName": "{id}"}),
        names={
            "arn": "DBClusterParameterGroupArn",
            "family": "DBParameterGroupFamily",
            "name": "DBClusterParameterGroupName",
        },
        equivalent=_SAME_PARAMETERS,
        validate=lower_case("name", "namePrefix"),
        tagging=RESOURCE_NAME_TAGGING,
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
    complete=_complete(_OF_INSTANCES),
    update=_update(_OF_INSTANCES),
    delete=_delete_group,
    names={"arn": "DBParameterGroupArn", "family": "DBParameterGroupFamily", "name": "DBParameterGroupName"},
    equivalent=_SAME_PARAMETERS,
    validate=lower_case("name", "namePrefix"),
    tagging=RESOURCE_NAME_TAGGING,
    autoname_format=str.lower,
)

SUBNET_GROUP: Final = subnet_group("aws:rds/subnetGroup:SubnetGroup", "rds")
CLUSTER_PARAMETER_GROUP: Final = cluster_parameter_group(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup", "rds"
)

RESOURCES: Final = (SUBNET_GROUP, PARAMETER_GROUP, CLUSTER_PARAMETER_GROUP)
