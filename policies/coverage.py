"""Resource types that nothing judges: each is a recorded decision, so that a new type is noticed."""

from collections.abc import Iterable

from policies.control import Family

_PLUMBING = "It only joins two things that are judged, or will be, themselves."
_NO_CONTROL_YET = "No control yet"

WAIVED: dict[str, str] = {
    "aws:cloudwatch/logGroup:LogGroup": f"{_NO_CONTROL_YET}: retention and encryption.",
    "aws:ec2/eip:Eip": _PLUMBING,
    "aws:ec2/flowLog:FlowLog": f"{_NO_CONTROL_YET}: that every VPC has one.",
    "aws:ec2/instance:Instance": f"{_NO_CONTROL_YET}: instance metadata, public addresses.",
    "aws:ec2/internetGateway:InternetGateway": _PLUMBING,
    "aws:ec2/managedPrefixList:ManagedPrefixList": "Its addresses are judged in the rules that name it.",
    "aws:ec2/natGateway:NatGateway": _PLUMBING,
    "aws:ec2/route:Route": f"{_NO_CONTROL_YET}: that data and messaging tiers have no way out.",
    "aws:ec2/routeTable:RouteTable": f"{_NO_CONTROL_YET}: that data and messaging tiers have no way out.",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _PLUMBING,
    "aws:ec2/subnet:Subnet": f"{_NO_CONTROL_YET}: public addresses at launch.",
    "aws:ec2/vpcEndpoint:VpcEndpoint": f"{_NO_CONTROL_YET}: endpoint policies.",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _PLUMBING,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": _PLUMBING,
    "aws:iam/instanceProfile:InstanceProfile": _PLUMBING,
    "aws:iam/policy:Policy": f"{_NO_CONTROL_YET}: wildcards and escalation.",
    "aws:iam/role:Role": f"{_NO_CONTROL_YET}: trust policies.",
    "aws:iam/rolePolicy:RolePolicy": f"{_NO_CONTROL_YET}: wildcards and escalation.",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": f"{_NO_CONTROL_YET}: administrator policies.",
    "aws:kms/alias:Alias": _PLUMBING,
    "aws:kms/key:Key": f"{_NO_CONTROL_YET}: rotation and key policies.",
}
"""Type -> why no rule judges it. Tags are judged on every type that takes them."""


def uncovered(types: Iterable[str], families: Iterable[Family]) -> list[str]:
    """Returns those of the declared types that have neither a rule of their own nor a waiver, sorted."""
    judged = {
        type_
        for family in families
        if not family.general
        for control in family.controls
        for type_ in control.types
    }
    return sorted(set(types) - judged - WAIVED.keys())
