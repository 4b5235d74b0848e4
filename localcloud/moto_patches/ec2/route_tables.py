"""Route tables.

What moto accepts, and AWS refuses: a route to an unknown NAT gateway, transit gateway or prefix list, to a
gateway of another VPC, to nothing or to two targets; a route that is more specific than the VPC's own; a
second IPv6 or prefix list route; removing the local route or an endpoint's; associating a subnet that another
table has, or of another VPC; deleting the main table.

What moto gets wrong: a route whose target is gone stays ``active``; on AWS it is a ``blackhole``.
"""

import ipaddress
from functools import cache
from typing import Any, Final

from moto.ec2.models.route_tables import Route

from localcloud.moto_patches.ec2._service import (
    EC2,
    canonical_cidr,
    dependency_violation,
    invalid_value,
    require_prefix_list,
)
from localcloud.moto_service import AwsError, Request, define

TARGETS: Final = (
    "GatewayId",
    "NatGatewayId",
    "InstanceId",
    "NetworkInterfaceId",
    "EgressOnlyInternetGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
    "VpcEndpointId",
    "LocalTarget",
)
DESTINATIONS: Final = {
    "DestinationCidrBlock": "destination_cidr_block",
    "DestinationIpv6CidrBlock": "destination_ipv6_cidr_block",
    "DestinationPrefixListId": "destination_prefix_list_id",
}
"""The parameters that name a route's destination and where moto's route holds it."""

LOCAL_TRAFFIC_TARGETS: Final = frozenset({"NetworkInterfaceId", "InstanceId", "VpcEndpointId", "LocalTarget"})
"""Targets that may take traffic inside the VPC away from the local route."""


def _refuse_destination(backend: Any, request: Request) -> None:
    named = [parameter for parameter in DESTINATIONS if request.get(parameter)]
    if len(named) != 1:
        raise AwsError(
            "InvalidParameterCombination" if named else "MissingParameter",
            "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock or "
            "destinationPrefixListId",
        )
    if named[0] == "DestinationPrefixListId":
        require_prefix_list(backend, request[named[0]])


def _refuse_second_route(backend: Any, request: Request) -> None:
    table = backend.get_route_table(request["RouteTableId"])
    for parameter, attribute in DESTINATIONS.items():
        wanted = request.get(parameter)
        if wanted and any(getattr(route, attribute) == wanted for route in table.routes if not route.local):
            raise AwsError("RouteAlreadyExists", f"The route identified by {wanted} already exists.")


def _refuse_target(backend: Any, request: Request) -> None:
    table = backend.get_route_table(request["RouteTableId"])
    named = [target for target in TARGETS if request.get(target)]
    if len(named) != 1:
        raise AwsError(
            "InvalidParameterCombination" if named else "MissingParameter",
            "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, "
            "vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId, localGatewayId, "
            "carrierGatewayId, vpcEndpointId or instanceId",
        )
    vpc_id = _vpc_of_target(backend, named[0], request[named[0]])
    if vpc_id not in (None, table.vpc_id):
        raise invalid_value(
            f"route table {table.id} and network gateway {request[named[0]]} belong to different networks"
        )
    if named[0] not in LOCAL_TRAFFIC_TARGETS:
        _refuse_inside_vpc(backend.get_vpc(table.vpc_id), request.get("DestinationCidrBlock"))


def _vpc_of_target(backend: Any, kind: str, target: str) -> str | None:
    """The VPC that a route's target is part of; None when any VPC may use it.

    A target that does not exist is refused here or, where moto knows, by moto.
    """
    if kind == "NatGatewayId":
        gateway = backend.nat_gateways.get(target)
        if gateway is None or gateway.state == "deleted":
            raise AwsError("InvalidNatGatewayID.NotFound", f"The natGateway ID '{target}' does not exist")
        return str(gateway.vpc_id)
    if kind == "GatewayId" and target.startswith("igw-"):
        gateway = backend.internet_gateways.get(target)
        if gateway is None:
            raise AwsError(
                "InvalidInternetGatewayID.NotFound", f"The internetGateway ID '{target}' does not exist"
            )
        return str(gateway.vpc.id) if gateway.vpc else ""
    if kind == "TransitGatewayId" and target not in backend.transit_gateways:
        raise AwsError("InvalidTransitGatewayID.NotFound", f"Transit Gateway {target} was not found.")
    if kind == "EgressOnlyInternetGatewayId":
        return str(backend.get_egress_only_igw(target).vpc_id)
    if kind == "NetworkInterfaceId":
        return str(backend.get_network_interface(target).vpc_id)
    return None


def _refuse_inside_vpc(vpc: Any, destination: str | None) -> None:
    try:
        block = ipaddress.ip_network(destination or "", strict=False)
    except ValueError:
        return
    for association in vpc.get_cidr_block_association_set():
        own = ipaddress.IPv4Network(association["cidr_block"], strict=False)
        if isinstance(block, ipaddress.IPv4Network) and block.subnet_of(own):
            raise invalid_value(
                f"The destination CIDR block {destination} is equal to or more specific than one of this "
                "VPC's CIDR blocks. This route can target only an interface or an instance."
            )


def _clear_host_bits(_: Any, request: Request) -> None:
    if request.get("DestinationCidrBlock"):
        request["DestinationCidrBlock"] = canonical_cidr(request["DestinationCidrBlock"])


def _refuse_deleting_kept_route(backend: Any, request: Request) -> None:
    table = backend.get_route_table(request["RouteTableId"])
    for parameter, attribute in DESTINATIONS.items():
        wanted = request.get(parameter)
        for route in table.routes if wanted else ():
            kind = (
                "local"
                if route.local
                else "VPC endpoint"
                if str(route.gateway_id).startswith("vpce-")
                else None
            )
            if kind and getattr(route, attribute) == wanted:
                raise invalid_value(f"cannot remove {kind} route {wanted} in route table {table.id}")


def _refuse_association(backend: Any, request: Request) -> None:
    table = backend.get_route_table(request["RouteTableId"])
    if not request.get("SubnetId"):
        return
    subnet = backend.get_subnet(request["SubnetId"])
    if subnet.vpc_id != table.vpc_id:
        raise invalid_value(f"Route table {table.id} and subnet {subnet.id} belong to different networks")
    if any(
        subnet.id in other._associations.values()
        for other in backend.route_tables.values()
        if other is not table
    ):
        raise AwsError(
            "Resource.AlreadyAssociated",
            f"the specified association for route table {table.id} conflicts with an existing association",
        )


def _refuse_disassociating_main(backend: Any, request: Request) -> None:
    association_id = request["AssociationId"]
    if any(table.main_association_id == association_id for table in backend.route_tables.values()):
        raise invalid_value(f"cannot disassociate the main route table association {association_id}")


def _refuse_deleting_main(backend: Any, request: Request) -> None:
    table = backend.get_route_table(request["RouteTableId"])
    if table.main_association_id:
        raise dependency_violation(f"The routeTable '{table.id}' has dependencies and cannot be deleted.")


def _route_state(route: Any) -> str:
    nat_gateway, gateway, interface = route.nat_gateway, route.gateway, route.interface
    backend = route.route_table.ec2_backend
    lost = (
        (nat_gateway is not None and nat_gateway.state == "deleted")
        or (hasattr(gateway, "vpc") and gateway.vpc is None)
        or (interface is not None and interface.id not in backend.enis)
        or (route.instance is not None and route.instance.state == "terminated")
    )
    return "blackhole" if lost else "active"


@cache
def apply() -> None:
    """Put moto's route tables right."""
    EC2.refuse(
        {
            "create_route": [_clear_host_bits, _refuse_destination, _refuse_target, _refuse_second_route],
            "replace_route": [_clear_host_bits, _refuse_destination, _refuse_target],
            "delete_route": [_clear_host_bits, _refuse_deleting_kept_route],
            "associate_route_table": [_refuse_association],
            "disassociate_route_table": [_refuse_disassociating_main],
            "delete_route_table": [_refuse_deleting_main],
        }
    )
    define(Route, state=_route_state)
