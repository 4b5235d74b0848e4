"""A Vpc under mocks, for the tests of its several sides."""

from functools import cache
from typing import Any

from components import Vpc
from tests.mocks import TAGS, Recording, run

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
EIP = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INSTANCE = "aws:ec2/instance:Instance"

SUBNETS = {
    "network-public-a": ("us-east-1a", "10.0.1.0/24"),
    "network-public-b": ("us-east-1b", "10.0.2.0/24"),
    "network-public-c": ("us-east-1c", "10.0.3.0/24"),
    "network-compute-a": ("us-east-1a", "10.0.10.0/24"),
    "network-compute-b": ("us-east-1b", "10.0.11.0/24"),
    "network-compute-c": ("us-east-1c", "10.0.12.0/24"),
    "network-data-a": ("us-east-1a", "10.0.20.0/24"),
    "network-data-b": ("us-east-1b", "10.0.21.0/24"),
    "network-data-c": ("us-east-1c", "10.0.22.0/24"),
    "network-messaging-a": ("us-east-1a", "10.0.30.0/24"),
    "network-messaging-b": ("us-east-1b", "10.0.31.0/24"),
}


def deploy(preview: bool = False, **args: Any) -> Recording:
    def program() -> object:
        vpc = Vpc("network", {"zones": ZONES, "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {name: getattr(vpc, name) for name in Vpc.__annotations__}

    return run(program, preview=preview)


@cache
def default() -> Recording:
    """The network without any optional argument; deployed once, since tests only look at it."""
    return deploy()


def tags(name: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "Vpc"}


def subnets(recording: Recording) -> dict[str, tuple[str, str]]:
    return {
        name: (subnet.inputs["availabilityZone"], subnet.inputs["cidrBlock"])
        for name, subnet in recording.of_type(SUBNET).items()
    }
