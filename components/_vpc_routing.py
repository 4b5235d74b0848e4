"""Subnets of a VPC, their route tables, and their ways out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._subnet_plan import PlannedSubnet, SubnetTier, Zone
from ._tags import TagKey

INTERNET = "0.0.0.0/0"


@dataclass(frozen=True)
class RoutedSubnet:
    """A subnet with the route table that it uses."""

    plan: PlannedSubnet
    subnet: aws.ec2.Subnet
    table: aws.ec2.RouteTable


@dataclass(frozen=True)
class Nat:
    """A NAT gateway and its address."""

    address: aws.ec2.Eip
    gateway: aws.ec2.NatGateway


def create_subnets(
    component: SharedComponent, vpc: aws.ec2.Vpc, plan: Sequence[PlannedSubnet]
) -> list[RoutedSubnet]:
    """The planned subnets, each associated with its route table. Nothing in them gets a public address by
    itself."""
    tables = create_route_tables(component, vpc, plan)
    return [_create_subnet(component, vpc, planned, tables[route_table_role(planned)]) for planned in plan]


def create_route_tables(
    component: SharedComponent, vpc: aws.ec2.Vpc, plan: Sequence[PlannedSubnet]
) -> dict[str, aws.ec2.RouteTable]:
    """The route tables that the planned subnets need, by role."""
    roles = dict.fromkeys(route_table_role(planned) for planned in plan)
    return {
        role: aws.ec2.RouteTable(
            component.child_name(f"{role}-routes"),
            vpc_id=vpc.id,
            tags=component.child_tags(f"{role}-routes"),
            opts=component.child_options(),
        )
        for role in roles
    }


def route_table_role(subnet: PlannedSubnet) -> str:
    """Which route table a subnet uses: compute has one for each zone, so that a change of the NAT mode
    changes routes and moves no subnet; every other tier has one."""
    return subnet.role if subnet.tier == SubnetTier.COMPUTE else subnet.tier


def create_nat_gateways(
    component: SharedComponent,
    zones: Sequence[Zone],
    public_subnets: Mapping[str, aws.ec2.Subnet],
    gateway: aws.ec2.InternetGateway,
) -> dict[str, Nat]:
    """A NAT gateway with an address of its own in the public subnet of each zone, by zone letter."""
    return {
        zone.letter: _create_nat(component, f"nat-{zone.letter}", public_subnets[zone.letter], gateway)
        for zone in zones
    }


def route_to_internet_gateway(
    component: SharedComponent, table: aws.ec2.RouteTable, gateway: aws.ec2.InternetGateway
) -> aws.ec2.Route:
    """The public tier's way out and in."""
    return aws.ec2.Route(
        component.child_name("public-internet"),
        route_table_id=table.id,
        destination_cidr_block=INTERNET,
        gateway_id=gateway.id,
        opts=component.child_options(),
    )


def route_to_nat(
    component: SharedComponent, compute: Sequence[RoutedSubnet], nat: Mapping[str, Nat]
) -> list[aws.ec2.Route]:
    """The compute tier's way out: through the NAT gateway of the same zone or else the only one; none
    without NAT."""
    if not nat:
        return []
    only = next(iter(nat.values()))
    return [
        aws.ec2.Route(
            component.child_name(f"{routed.plan.role}-internet"),
            route_table_id=routed.table.id,
            destination_cidr_block=INTERNET,
            nat_gateway_id=nat.get(routed.plan.zone.letter, only).gateway.id,
            opts=component.child_options(),
        )
        for routed in compute
    ]


def _create_subnet(
    component: SharedComponent, vpc: aws.ec2.Vpc, planned: PlannedSubnet, table: aws.ec2.RouteTable
) -> RoutedSubnet:
    subnet = aws.ec2.Subnet(
        component.child_name(planned.role),
        vpc_id=vpc.id,
        availability_zone=planned.zone.name,
        cidr_block=planned.cidr_block,
        map_public_ip_on_launch=False,
        tags=component.child_tags(planned.role, {TagKey.TIER: planned.tier}),
        opts=component.child_options(),
    )
    aws.ec2.RouteTableAssociation(
        component.child_name(f"{planned.role}-association"),
        subnet_id=subnet.id,
        route_table_id=table.id,
        opts=component.child_options(),
    )
    return RoutedSubnet(planned, subnet, table)


def _create_nat(
    component: SharedComponent, role: str, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway
) -> Nat:
    # An address can be mapped, and a NAT gateway works, only while the VPC has its internet gateway.
    after_gateway = pulumi.ResourceOptions(depends_on=[gateway])
    address = aws.ec2.Eip(
        component.child_name(f"{role}-address"),
        domain="vpc",
        tags=component.child_tags(f"{role}-address"),
        opts=component.child_options(after_gateway),
    )
    nat = aws.ec2.NatGateway(
        component.child_name(role),
        subnet_id=subnet.id,
        allocation_id=address.allocation_id,
        tags=component.child_tags(role),
        opts=component.child_options(after_gateway),
    )
    return Nat(address, nat)
