"""The network that the other programs are in: a VPC without ways out of its private tiers, and one group."""

import pulumi

from components import NatMode, SecurityGroup, Vpc
from tests.engine.programs.components.scenarios.shared import TAGS


def declare(version: str) -> None:
    """Declares it; there is one version."""
    vpc = Vpc(
        "network",
        {
            "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
            "messaging_zones": ["us-east-1a", "us-east-1b"],
            "nat_mode": NatMode.NONE,
            "interface_endpoints": [],
            "gateway_endpoints": [],
            "tags": TAGS,
        },
    )
    group = SecurityGroup(
        "stores",
        {
            "vpc_id": vpc.vpc_id,
            "description": "Stores of data",
            "ingress": {},
            "egress": {},
            "tags": TAGS,
        },
    )
    pulumi.export("vpcId", vpc.vpc_id)
    pulumi.export("vpcCidr", vpc.cidr_block)
    pulumi.export("publicSubnetIds", vpc.public_subnet_ids)
    pulumi.export("computeSubnetIds", vpc.compute_subnet_ids)
    pulumi.export("dataSubnetIds", vpc.data_subnet_ids)
    pulumi.export("messagingSubnetIds", vpc.messaging_subnet_ids)
    pulumi.export("securityGroupId", group.security_group_id)
