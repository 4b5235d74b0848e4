"""The security groups of a stack, each with its rules, its row of the table and the addresses around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.security_groups.addresses import AddressSet, read_blocks
from policies.security_groups.guide import ROLE_TAG, TIER_TAG, Role
from policies.security_groups.rules import GROUP_TYPES, RULE_TYPES, Direction, Peer, PeerKind, Rule, rules_of
from policies.stack import Reference, Resource, Stack
from policies.values import UNKNOWN, Unknown, as_list

VPC = "aws:ec2/vpc:Vpc"
VPC_BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"


def role_of(group: Resource) -> Role | Unknown | None:
    """Returns the row of the table that a group claims by its tag; None if it claims none that exists."""
    tags = group.inputs.get("tags")
    role = tags.get(ROLE_TAG) if isinstance(tags, dict) else tags
    if isinstance(role, Unknown):
        return role
    return Role(role) if role in list(Role) else None


@dataclass(frozen=True)
class Membership:
    """A rule, and the group that it belongs to."""

    rule: Rule
    group: Reference

    @property
    def role(self) -> Role | Unknown | None:
        """The role of the rule's group. `UNKNOWN` also where it is not known yet which group that is."""
        if self.group.outside:
            return None
        roles = {role_of(candidate) for candidate in self.group.candidates}
        return roles.pop() if len(roles) == 1 else UNKNOWN


class SecurityGroups:
    """All groups and rules of one stack, with the references between them. Get it by
    `stack.view(SecurityGroups)`."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.groups = stack.of_type(*GROUP_TYPES)
        self.memberships = tuple(self._memberships())

    def rules(self, direction: Direction) -> Iterator[Membership]:
        """The rules of one direction. A rule whose direction is not known belongs to both."""
        return (m for m in self.memberships if m.rule.direction in (direction, UNKNOWN))

    def peer_groups(self, membership: Membership, peer: Peer) -> Reference:
        """The groups that a peer may be."""
        if peer.kind is PeerKind.ITSELF:
            return membership.group
        return self._stack.reference(membership.rule.resource, peer.property, peer.value, *GROUP_TYPES)

    def peer_addresses(self, membership: Membership, peer: Peer) -> AddressSet | None:
        """The addresses that a peer stands for; None where they are not known, or it is a group.

        A prefix list counts only if this stack declares it: what AWS or another stack puts in one is not
        visible.
        """
        if peer.kind is not PeerKind.PREFIX_LIST:
            return peer.addresses
        list_ = self._stack.reference(
            membership.rule.resource, peer.property, peer.value, PREFIX_LIST
        ).certain
        entries = as_list(list_.inputs.get("entries")) if list_ else [UNKNOWN]
        blocks = [entry.get("cidr", UNKNOWN) if isinstance(entry, dict) else UNKNOWN for entry in entries]
        return read_blocks(blocks)

    def vpc_addresses(self, group: Resource) -> AddressSet | None:
        """The address blocks of the VPC that a group lies in; None if this stack does not show them."""
        vpc = self._stack.reference(group, "vpcId", group.inputs.get("vpcId", UNKNOWN), VPC).certain
        if vpc is None:
            return None
        blocks = [vpc.inputs.get("cidrBlock", UNKNOWN)]
        blocks += [b.inputs.get("cidrBlock", UNKNOWN) for b in self._of_vpc(vpc, VPC_BLOCK)]
        return read_blocks(blocks)

    def tier_addresses(self, tier: str) -> AddressSet | None:
        """The address blocks of the subnets of one tier; None if no subnet shows that it belongs to it."""
        blocks = []
        for subnet in self._stack.of_type(SUBNET):
            tags = subnet.inputs.get("tags")
            if isinstance(tags, dict) and tags.get(TIER_TAG) == tier:
                blocks.append(subnet.inputs.get("cidrBlock", UNKNOWN))
        return read_blocks(blocks) if blocks else None

    def _of_vpc(self, vpc: Resource, type_: str) -> Iterator[Resource]:
        for resource in self._stack.of_type(type_):
            value = resource.inputs.get("vpcId", UNKNOWN)
            if vpc in self._stack.reference(resource, "vpcId", value, VPC).candidates:
                yield resource

    def _memberships(self) -> Iterator[Membership]:
        for resource in self._stack.of_type(*GROUP_TYPES, *RULE_TYPES):
            if resource.type in GROUP_TYPES:
                group = Reference((resource,), known=True)
            else:
                id_ = resource.inputs.get("securityGroupId", UNKNOWN)
                group = self._stack.reference(resource, "securityGroupId", id_, *GROUP_TYPES)
            yield from (Membership(rule, group) for rule in rules_of(resource))
