"""The network, and security groups with rules and members."""

import pulumi
import pulumi_aws as aws

from tests.engine.programs.policies.resources import CIDR, TAGS, WORLD, vpc


def declare(broken: bool) -> None:
    """Eight groups with rules, a subnet, and an endpoint that is a member of one of the groups."""
    network = vpc(complete=not broken)
    aws.ec2.Subnet(
        "subnet",
        vpc_id=network.id,
        cidr_block="10.0.10.0/24",
        map_public_ip_on_launch=broken,
        tags={**TAGS, "Tier": "compute"},
    )
    groups = {role: _group(role, network) for role in ("alb", "api", "rds", "bastion", "endpoints")}
    _ingress("alb", groups["alb"], 443, cidr_ipv4=WORLD)
    if broken:
        _ingress("bastion", groups["bastion"], 22, cidr_ipv4=WORLD)
        _egress("rds", groups["rds"], 5432, cidr_ipv4=CIDR)
    _egress("api", groups["api"], None if broken else 443, cidr_ipv4=WORLD)
    source = groups["alb" if broken else "api"]
    _ingress("rds", groups["rds"], 5432, referenced_security_group_id=source.id)
    _group("redis", network, description=None if broken else "Members are the redis")
    _group("unnamed", network, tags=TAGS if broken else {**TAGS, "Role": "opensearch"})
    worker = _group("worker", network, egress=[_INLINE] if broken else None)
    _egress("worker", worker, 5432, cidr_ipv4=CIDR)
    aws.ec2.VpcEndpoint(
        "endpoint",
        vpc_id=network.id,
        vpc_endpoint_type="Interface",
        service_name="com.amazonaws.us-east-1.logs",
        security_group_ids=[groups["api" if broken else "endpoints"].id],
        tags=TAGS,
    )


_INLINE = {
    "protocol": "tcp",
    "from_port": 443,
    "to_port": 443,
    "cidr_blocks": [CIDR],
    "description": "Calls endpoints",
}


def _group(role: str, network: aws.ec2.Vpc, **changes: object) -> aws.ec2.SecurityGroup:
    """The security group of a role; `changes` replace its properties."""
    properties = {"description": f"Members are the {role}", "tags": {**TAGS, "Role": role}, **changes}
    return aws.ec2.SecurityGroup(role, vpc_id=network.id, **properties)


def _ingress(role: str, group: aws.ec2.SecurityGroup, port: int, **peer: pulumi.Input[str]) -> None:
    aws.vpc.SecurityGroupIngressRule(f"{role}-in", **_rule(group, port, peer))


def _egress(role: str, group: aws.ec2.SecurityGroup, port: int | None, **peer: pulumi.Input[str]) -> None:
    aws.vpc.SecurityGroupEgressRule(f"{role}-out", **_rule(group, port, peer))


def _rule(
    group: aws.ec2.SecurityGroup, port: int | None, peer: dict[str, pulumi.Input[str]]
) -> dict[str, object]:
    """A rule for TCP on one port, or for all traffic."""
    traffic = {"ip_protocol": "-1"} if port is None else _tcp(port)
    described = {"description": "Shows what the policy says", "tags": TAGS}
    return {"security_group_id": group.id, **traffic, **described, **peer}


def _tcp(port: int) -> dict[str, object]:
    return {"ip_protocol": "tcp", "from_port": port, "to_port": port}
