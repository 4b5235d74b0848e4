"""VPC endpoints: ways to AWS services that do not leave the network."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._subnet_plan import PlannedSubnet
from .security_group import RuleArgs, SecurityGroup

HTTPS = 443


def create_gateway_endpoints(
    component: SharedComponent,
    vpc: aws.ec2.Vpc,
    region: str,
    services: Sequence[str],
    tables: Sequence[aws.ec2.RouteTable],
) -> list[aws.ec2.VpcEndpoint]:
    """Endpoints that are routes in `tables`; they cost nothing."""
    return [
        aws.ec2.VpcEndpoint(
            component.child_name(_role(service)),
            vpc_id=vpc.id,
            service_name=_service_name(region, service),
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables],
            tags=component.child_tags(_role(service)),
            opts=component.child_options(),
        )
        for service in services
    ]


def create_interface_endpoints(
    component: SharedComponent,
    vpc: aws.ec2.Vpc,
    region: str,
    services: Sequence[str],
    subnets: Sequence[aws.ec2.Subnet],
    security_group_id: pulumi.Input[str],
) -> list[aws.ec2.VpcEndpoint]:
    """Endpoints that are network interfaces in `subnets`; the service's usual name resolves to them."""
    return [
        aws.ec2.VpcEndpoint(
            component.child_name(_role(service)),
            vpc_id=vpc.id,
            service_name=_service_name(region, service),
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=[subnet.id for subnet in subnets],
            security_group_ids=[security_group_id],
            tags=component.child_tags(_role(service)),
            opts=component.child_options(),
        )
        for service in services
    ]


def create_endpoints_security_group(
    component: SharedComponent,
    vpc: aws.ec2.Vpc,
    callers: Sequence[PlannedSubnet],
    bastion_security_group_id: pulumi.Input[str] | None,
    tags: Mapping[str, str],
) -> SecurityGroup:
    """The group of all interface endpoints: HTTPS from the callers' subnets, and nothing outbound.

    The bastion is admitted too: with private DNS, an endpoint takes over the service's name in the whole
    VPC, so that a host it does not admit could not reach the service at all.
    """
    ingress: dict[str, RuleArgs] = {
        subnet.role: {
            "description": f"The {subnet.tier} subnet in zone {subnet.zone.letter} calls AWS services.",
            "from_port": HTTPS,
            "cidr_ipv4": subnet.cidr_block,
        }
        for subnet in callers
    }
    if bastion_security_group_id is not None:
        ingress["bastion"] = {
            "description": "The bastion calls Systems Manager.",
            "from_port": HTTPS,
            "source_security_group_id": bastion_security_group_id,
        }
    return SecurityGroup(
        component.child_name("endpoints"),
        {
            "vpc_id": vpc.id,
            "description": "Interface endpoints of AWS services",
            "role": "endpoints",
            "ingress": ingress,
            "tags": dict(tags),
        },
        component.child_options(),
    )


def _role(service: str) -> str:
    return f"endpoint-{service.replace('.', '-')}"


def _service_name(region: str, service: str) -> str:
    return f"com.amazonaws.{region}.{service}"
