"""A security group whose changed version admits one more port."""

import pulumi

from components import RuleArgs, SecurityGroup
from tests.engine.programs.components.scenarios.shared import TAGS, network


def declare(version: str) -> None:
    """Declares the group in the network of another stack."""
    ports = [443] if version == "first" else [443, 8443]
    ingress: dict[str, RuleArgs] = {
        f"port-{port}": {
            "description": f"The network reaches port {port}.",
            "protocol": "tcp",
            "from_port": port,
            "to_port": port,
            "cidr_ipv4": network("vpcCidr"),
        }
        for port in ports
    }
    group = SecurityGroup(
        "web",
        {
            "vpc_id": network("vpcId"),
            "description": "Web servers",
            "ingress": ingress,
            "tags": TAGS,
        },
    )
    pulumi.export("securityGroupId", group.security_group_id)
