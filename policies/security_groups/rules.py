"""Every shape in which Pulumi declares a security-group rule, read into one `Rule`.

A rule is written inline in its group, as a classic `aws:ec2:SecurityGroupRule`, or as an ingress or egress
rule of `aws:vpc`. They differ in the names of their properties and in how many peers one of them holds; they
mean the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from policies.security_groups.addresses import AddressSet, read_blocks
from policies.security_groups.traffic import Traffic, read_traffic
from policies.stack import Resource
from policies.values import UNKNOWN, Unknown, as_list

SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

GROUP_TYPES = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
RULE_TYPES = (CLASSIC_RULE, INGRESS_RULE, EGRESS_RULE)


class Direction(StrEnum):
    """Which way the connections go that a rule allows."""

    INBOUND = "ingress"
    OUTBOUND = "egress"


TYPES: dict[Direction, frozenset[str]] = {
    Direction.INBOUND: frozenset((*GROUP_TYPES, CLASSIC_RULE, INGRESS_RULE)),
    Direction.OUTBOUND: frozenset((*GROUP_TYPES, CLASSIC_RULE, EGRESS_RULE)),
}
"""The types that can declare rules of a direction."""


class Shape(StrEnum):
    """How a rule is declared, in words for a message."""

    INLINE = "inline in the group"
    CLASSIC = "as aws.ec2.SecurityGroupRule"
    SEPARATE = "as aws.vpc.SecurityGroupIngressRule or EgressRule"


class PeerKind(StrEnum):
    """What the other end of a rule is given as."""

    ADDRESSES = "addresses"
    GROUP = "group"
    PREFIX_LIST = "prefix list"
    ITSELF = "the group itself"
    ANY = "any of these"
    """The property that holds the peers is not known as a whole."""


_PEER_PROPERTIES = {
    "cidrBlocks": PeerKind.ADDRESSES,
    "ipv6CidrBlocks": PeerKind.ADDRESSES,
    "cidrIpv4": PeerKind.ADDRESSES,
    "cidrIpv6": PeerKind.ADDRESSES,
    "securityGroups": PeerKind.GROUP,
    "sourceSecurityGroupId": PeerKind.GROUP,
    "referencedSecurityGroupId": PeerKind.GROUP,
    "prefixListIds": PeerKind.PREFIX_LIST,
    "prefixListId": PeerKind.PREFIX_LIST,
    "self": PeerKind.ITSELF,
}


@dataclass(frozen=True)
class Peer:
    """One other end of a rule: where connections come from, or where they go."""

    kind: PeerKind
    path: str
    """The property that names it, as a path: `ingress[0].cidrBlocks[1]`."""
    value: Any
    """What the property says: a block, an id, True, or `UNKNOWN`."""
    addresses: AddressSet | None = None
    """The addresses, where `value` is a known block."""

    @property
    def property(self) -> str:
        """The top-level property, which is what dependencies are recorded for."""
        return self.path.split("[", 1)[0]

    def __str__(self) -> str:
        return f"{self.path} = {self.value}"


@dataclass(frozen=True)
class Rule:
    """What one rule allows, whatever its shape."""

    resource: Resource
    """The resource that declares it: the group itself for an inline rule."""
    shape: Shape
    path: str
    """Where in the resource: `ingress[0]`, or empty if the resource is the rule."""
    direction: Direction | Unknown
    traffic: Traffic | Unknown
    peers: tuple[Peer, ...]
    description: Any

    @property
    def place(self) -> str:
        """Names the rule in a message: the resource, and the place in it."""
        return f"{self.path} of {self.resource}" if self.path else str(self.resource)


def rules_of(resource: Resource) -> tuple[Rule, ...]:
    """Returns the rules that a resource declares: any number for a group, one for a rule, none for another
    type.

    None for a resource that the stack only reads: its properties show what is there, and not who put it
    there.
    """
    if not resource.declared:
        return ()
    if resource.type in GROUP_TYPES:
        return tuple(rule for direction in Direction for rule in _inline_rules(resource, direction))
    inputs = resource.inputs
    if resource.type == CLASSIC_RULE:
        type_ = inputs.get("type")
        direction = Direction(type_) if type_ in list(Direction) else UNKNOWN
        return (_rule(resource, Shape.CLASSIC, "", direction, inputs, "protocol"),)
    if resource.type in (INGRESS_RULE, EGRESS_RULE):
        direction = Direction.INBOUND if resource.type == INGRESS_RULE else Direction.OUTBOUND
        return (_rule(resource, Shape.SEPARATE, "", direction, inputs, "ipProtocol"),)
    return ()


def _inline_rules(group: Resource, direction: Direction) -> Iterator[Rule]:
    blocks = group.inputs.get(direction.value)
    for index, block in enumerate(as_list(blocks)):
        path = direction.value if blocks is UNKNOWN else f"{direction.value}[{index}]"
        if not isinstance(block, dict):
            peers = (Peer(PeerKind.ANY, path, UNKNOWN),)
            yield Rule(group, Shape.INLINE, path, direction, UNKNOWN, peers, UNKNOWN)
        else:
            yield _rule(group, Shape.INLINE, path, direction, block, "protocol")


def _rule(
    resource: Resource,
    shape: Shape,
    path: str,
    direction: Direction | Unknown,
    properties: Any,
    protocol: str,
) -> Rule:
    traffic = read_traffic(properties.get(protocol), properties.get("fromPort"), properties.get("toPort"))
    peers = tuple(_peers(properties, f"{path}." if path else ""))
    return Rule(resource, shape, path, direction, traffic, peers, properties.get("description"))


def _peers(properties: Any, prefix: str) -> Iterator[Peer]:
    for name, kind in _PEER_PROPERTIES.items():
        value = properties.get(name)
        if value is None or value is False:
            continue
        path = f"{prefix}{name}"
        if isinstance(value, list):
            yield from (_peer(kind, f"{path}[{index}]", item) for index, item in enumerate(value))
        else:
            yield _peer(kind, path, value)


def _peer(kind: PeerKind, path: str, value: Any) -> Peer:
    return Peer(kind, path, value, read_blocks([value]) if kind is PeerKind.ADDRESSES else None)
