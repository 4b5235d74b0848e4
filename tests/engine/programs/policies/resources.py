"""The few resources that the programs are made of, declared so that every policy is kept."""

import pulumi
import pulumi_aws as aws

CIDR = "10.0.0.0/16"

TAGS = {
    "Project": "policies",
    "Environment": "local",
    "Owner": "platform",
    "CostCenter": "1234",
    "ManagedBy": "pulumi",
}


def vpc(*, empty_default_group: bool = True) -> aws.ec2.Vpc:
    """A VPC, and its default security group without rules."""
    made = aws.ec2.Vpc("vpc", cidr_block=CIDR, tags=TAGS)
    if empty_default_group:
        aws.ec2.DefaultSecurityGroup("default", vpc_id=made.id, tags=TAGS)
    return made


def group(role: str, in_vpc: aws.ec2.Vpc, **changes: object) -> aws.ec2.SecurityGroup:
    """The security group of a role; `changes` replace its properties."""
    properties = {"description": f"Members are the {role}", "tags": {**TAGS, "Role": role}, **changes}
    return aws.ec2.SecurityGroup(role, vpc_id=in_vpc.id, **properties)


def ingress(into: aws.ec2.SecurityGroup, port: int, **peer: pulumi.Input[str]) -> None:
    """A rule `in` that lets TCP on one port into a group."""
    aws.vpc.SecurityGroupIngressRule("in", **_rule(into, "tcp", port, peer))


def egress(
    out_of: aws.ec2.SecurityGroup, port: int, protocol: str = "tcp", **peer: pulumi.Input[str]
) -> None:
    """A rule `out` that lets traffic on one port out of a group."""
    aws.vpc.SecurityGroupEgressRule("out", **_rule(out_of, protocol, port, peer))


def log_group(tags: dict[str, str]) -> None:
    """A log group with these tags and no others."""
    aws.cloudwatch.LogGroup("logs", retention_in_days=365, tags=tags)


def _rule(
    of: aws.ec2.SecurityGroup, protocol: str, port: int, peer: dict[str, pulumi.Input[str]]
) -> dict[str, object]:
    ports = {} if protocol == "-1" else {"from_port": port, "to_port": port}
    return {
        "security_group_id": of.id,
        "ip_protocol": protocol,
        "description": "Shows what the policy says",
        "tags": TAGS,
        **ports,
        **peer,
    }
