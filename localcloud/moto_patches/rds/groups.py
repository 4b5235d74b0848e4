"""Subnet groups and parameter groups of RDS and DocumentDB.

What moto accepts, and AWS refuses: subnets that do not exist, are of several VPCs or lie in one zone; a group
whose name is taken; a parameter group of a family that does not exist; deleting what a database uses.

What moto gets wrong: changing a subnet group deletes it (P3); a parameter group that does not exist is an
empty list; a parameter group cannot be reset.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.rds._service import RDS, invalid_value
from localcloud.moto_patches.rds.engines import ENGINES, families
from localcloud.moto_service import AwsError, Check, Operation, Request, network_of

ZONES: Final = 2
"""The fewest zones that a subnet group covers."""


def _refuse_subnets(backend: Any, request: Request) -> None:
    subnets = []
    unknown = []
    for subnet_id in request.get("SubnetIds", []):
        found = [subnet for subnet in network_of(backend).describe_subnets() if subnet.id == subnet_id]
        subnets += found
        unknown += [] if found else [subnet_id]
    if unknown:
        raise invalid_value(f"Some input subnets in :[{', '.join(unknown)}] are invalid.")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise invalid_value("The subnets of a DB subnet group must all be in one VPC.")
    zones = sorted({subnet.availability_zone for subnet in subnets})
    if len(zones) < ZONES:
        raise AwsError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ "
            f"coverage: {', '.join(zones)}. Add subnets to cover at least {ZONES} AZs.",
        )


def _refuse_taken_subnet_group(backend: Any, request: Request) -> None:
    name = request["DBSubnetGroupName"]
    if name.lower() == "default":
        raise invalid_value("The DB subnet group name default is reserved.")
    if name.lower() in {group.name for group in backend.subnet_groups.values()}:
        raise AwsError("DBSubnetGroupAlreadyExists", f"The DB subnet group '{name}' already exists.")


def _refuse_subnet_group_in_use(backend: Any, request: Request) -> None:
    name = request["DBSubnetGroupName"]
    instances = [
        database.db_instance_identifier
        for database in backend.databases.values()
        if getattr(database, "db_subnet_group", None) and database.db_subnet_group.name == name.lower()
    ]
    clusters = [
        cluster.db_cluster_identifier
        for cluster in backend.clusters.values()
        if cluster.db_subnet_group_name == name
    ]
    for user in instances + clusters:
        raise AwsError(
            "InvalidDBSubnetGroupStateFault",
            f"Cannot delete the subnet group '{name}' because at least one database instance: {user} is "
            "still using it.",
        )


def _modify_subnet_group(backend: Any, request: Request) -> dict[str, Any]:
    group = backend.describe_db_subnet_groups(request["DBSubnetGroupName"])[0]
    subnets = [network_of(backend).get_subnet(subnet_id) for subnet_id in request["SubnetIds"]]
    if subnets[0].vpc_id != group.vpc_id:
        raise invalid_value(f"The new subnets are not in the VPC {group.vpc_id} of the subnet group.")
    group.subnets = subnets
    if request.get("DBSubnetGroupDescription"):
        group.description = request["DBSubnetGroupDescription"]
    return {"DBSubnetGroup": group}


def _refuse_family(_: Any, request: Request) -> None:
    wanted = request.get("DBParameterGroupFamily") or ""
    known = {item for name in ENGINES for item in families(name)}
    ours = any(wanted.startswith(name) and wanted[len(name) : len(name) + 1].isdigit() for name in ENGINES)
    if ours and wanted not in known:
        raise invalid_value(f"ParameterGroupFamily {wanted} is not a valid parameter group family")


def _users(backend: Any, name: str) -> Iterable[Any]:
    return [
        *(database for database in backend.databases.values() if database.db_parameter_group_name == name),
        *(cluster for cluster in backend.clusters.values() if cluster.parameter_group == name),
    ]


def _refuse_group_in_use(parameter: str) -> Check:
    def check(backend: Any, request: Request) -> None:
        name = request[parameter]
        if name.startswith("default."):
            raise AwsError(
                "InvalidDBParameterGroupState", f"The default parameter group {name} cannot be deleted."
            )
        if _users(backend, name):
            raise AwsError(
                "InvalidDBParameterGroupState",
                f"One or more database instances are still members of this parameter group {name}, so the "
                "group cannot be deleted",
            )

    return check


def _refuse_unknown_group(backend: Any, request: Request) -> None:
    name = request.get("DBParameterGroupName")
    if name and name not in backend.db_parameter_groups:
        raise AwsError("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}")


def _reset(table: str, parameter: str) -> Operation:
    def run(backend: Any, request: Request) -> dict[str, Any]:
        group = getattr(backend, table).get(request[parameter])
        if group is None:
            raise AwsError("DBParameterGroupNotFound", f"DBParameterGroup not found: {request[parameter]}")
        if request.get("ResetAllParameters"):
            group.parameters.clear()
        for item in request.get("Parameters", []):
            group.parameters.pop(item["ParameterName"], None)
        return {parameter: group.name}

    return run


@cache
def apply() -> None:
    """Put moto's groups right."""
    RDS.extend(
        {
            "modify_db_subnet_group": _modify_subnet_group,
            "reset_db_parameter_group": _reset("db_parameter_groups", "DBParameterGroupName"),
            "reset_db_cluster_parameter_group": _reset(
                "db_cluster_parameter_groups", "DBClusterParameterGroupName"
            ),
        }
    )
    RDS.refuse(
        {
            "create_db_subnet_group": [_refuse_taken_subnet_group, _refuse_subnets],
            "modify_db_subnet_group": [_refuse_subnets],
            "delete_db_subnet_group": [_refuse_subnet_group_in_use],
            "create_db_parameter_group": [_refuse_family],
            "create_db_cluster_parameter_group": [_refuse_family],
            "delete_db_parameter_group": [_refuse_group_in_use("DBParameterGroupName")],
            "delete_db_cluster_parameter_group": [_refuse_group_in_use("DBClusterParameterGroupName")],
            "describe_db_parameter_groups": [_refuse_unknown_group],
        }
    )
