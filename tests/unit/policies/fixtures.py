"""Resources that keep every control, to be changed in one point by each case."""

from collections.abc import Mapping
from typing import Any

from tests.unit.policies.analyzer import Declared, Ref

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
VPC_BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
STREAM = "aws:kinesis/stream:Stream"
ALIAS = "aws:kms/alias:Alias"
KEY = "aws:kms/key:Key"

TAGS = {
    "Project": "shop",
    "Environment": "dev",
    "Owner": "platform",
    "CostCenter": "1234",
    "ManagedBy": "pulumi",
}

Inputs = Mapping[str, Any]


def changed(resource: Declared, **inputs: Any) -> Declared:
    """The resource with other inputs; None takes one away."""
    kept = {k: v for k, v in {**resource.inputs, **inputs}.items() if v is not None}
    return Declared(resource.type, resource.name, kept, resource.read_only)


def tagged(**tags: Any) -> dict[str, Any]:
    """The required tags and these; None takes one away."""
    return {key: value for key, value in {**TAGS, **tags}.items() if value is not None}


def network() -> list[Declared]:
    """A VPC with its default group emptied, a flow log, and one compute subnet."""
    return [
        Declared(VPC, "vpc", {"cidrBlock": "10.0.0.0/16", "tags": TAGS}),
        Declared(DEFAULT_GROUP, "default", {"vpcId": Ref("vpc"), "tags": TAGS}),
        Declared(FLOW_LOG, "flow-log", {"vpcId": Ref("vpc"), "tags": TAGS}),
        Declared(
            SUBNET,
            "compute-a",
            {"vpcId": Ref("vpc"), "cidrBlock": "10.0.10.0/24", "tags": tagged(Tier="compute")},
        ),
    ]


def group(role: str, **inputs: Any) -> Declared:
    """A security group named for its role."""
    base = Declared(
        SECURITY_GROUP, role, {"description": f"The {role}", "vpcId": Ref("vpc"), "tags": tagged(Role=role)}
    )
    return changed(base, **inputs)


def ingress(target: str, source: Any, port: int | tuple[int, int], **inputs: Any) -> Declared:
    """An inbound rule as a resource of its own; `source` is a block or the `Ref` of a group."""
    return _separate(INGRESS_RULE, target, source, port, inputs)


def egress(source: str, target: Any, port: int | tuple[int, int], **inputs: Any) -> Declared:
    """An outbound rule as a resource of its own; `target` is a block or the `Ref` of a group."""
    return _separate(EGRESS_RULE, source, target, port, inputs)


def classic(owner: str, type_: str, port: int | tuple[int, int], **peer: Any) -> Declared:
    """A rule as aws.ec2.SecurityGroupRule."""
    return Declared(
        CLASSIC_RULE,
        f"{owner}-classic",
        {"type": type_, "securityGroupId": Ref(owner), **block(port, **peer)},
    )


def block(port: int | tuple[int, int], **peer: Any) -> dict[str, Any]:
    """An inline rule."""
    first, last = port if isinstance(port, tuple) else (port, port)
    return {"protocol": "tcp", "fromPort": first, "toPort": last, "description": "A service needs it", **peer}


def _separate(type_: str, owner: str, peer: Any, port: int | tuple[int, int], inputs: Inputs) -> Declared:
    first, last = port if isinstance(port, tuple) else (port, port)
    property_ = "referencedSecurityGroupId"
    if isinstance(peer, str):
        property_ = "cidrIpv6" if ":" in peer else "cidrIpv4"
    base = Declared(
        type_,
        f"{owner}-rule",
        {
            "securityGroupId": Ref(owner),
            "ipProtocol": "tcp",
            "fromPort": first,
            "toPort": last,
            property_: peer,
            "description": "A service needs it",
            "tags": TAGS,
        },
    )
    return changed(base, **inputs)


def key(**inputs: Any) -> Declared:
    """A KMS key."""
    return changed(Declared(KEY, "key", {"enableKeyRotation": True, "tags": TAGS}), **inputs)


def named(resource: Declared, name: str) -> Declared:
    """The resource under another logical name."""
    return Declared(resource.type, name, resource.inputs, resource.read_only)


def read_only(resource: Declared) -> Declared:
    """The resource as one that the program only reads."""
    return Declared(resource.type, resource.name, resource.inputs, read_only=True)
