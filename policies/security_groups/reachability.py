"""Who can open connections to whom, over the security groups of a stack, from the internet inwards.

Exact over groups: a connection from one group to another exists where the outbound rules of the first and the
inbound rules of the second allow the same traffic. A group's hosts may have any address of its VPC. Routes
and network ACLs are not looked at: they can only take away from what is found here.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from policies.security_groups.addresses import EVERYWHERE, PUBLIC, AddressSet
from policies.security_groups.groups import Membership, SecurityGroups
from policies.security_groups.rules import Direction, PeerKind
from policies.security_groups.traffic import ALL_TRAFFIC, Traffic
from policies.stack import Resource, Stack
from policies.values import Unknown

INTERNET = "the internet"


@dataclass(frozen=True)
class Permission:
    """One peer of one rule, as far as it is known."""

    group: str | None
    """URN of the group that is admitted, or None if it is admitted by address."""
    addresses: AddressSet
    traffic: Traffic


class Reachability:
    """The connections between the groups of a stack. Get it by `stack.view(Reachability)`."""

    def __init__(self, stack: Stack) -> None:
        self._names = {INTERNET: INTERNET}
        self._addresses = {INTERNET: PUBLIC}
        self._inbound: dict[str, list[Permission]] = {INTERNET: [Permission(None, EVERYWHERE, ALL_TRAFFIC)]}
        self._outbound: dict[str, list[Permission]] = {INTERNET: [Permission(None, EVERYWHERE, ALL_TRAFFIC)]}
        groups = stack.view(SecurityGroups)
        for group in groups.groups:
            self._names[group.urn] = group.name
            # Where the VPC is not known, its addresses are taken to be all that the internet does not route.
            self._addresses[group.urn] = groups.vpc_addresses(group) or EVERYWHERE - PUBLIC
            self._inbound[group.urn] = []
            self._outbound[group.urn] = []
        for direction, permissions in (
            (Direction.INBOUND, self._inbound),
            (Direction.OUTBOUND, self._outbound),
        ):
            for membership in groups.rules(direction):
                target = membership.group.certain
                if target is not None and membership.rule.direction is direction:
                    permissions[target.urn] += _permissions(groups, membership)

    def connections(self, source: str, target: str) -> Iterator[Traffic]:
        """Yields the traffic on which `source` can open connections to `target`; both are URNs or
        `INTERNET`."""
        for out in self._outbound[source]:
            if not self._concerns(out, target):
                continue
            for into in self._inbound[target]:
                traffic = out.traffic.intersection(into.traffic)
                if traffic is not None and self._concerns(into, source):
                    yield traffic

    def path_through(self, source: Resource, target: Resource, traffic: Traffic | Unknown) -> str | None:
        """Describes the shortest way from the internet to `target` whose last step comes from `source`.

        None if the internet cannot reach `source`, or `source` cannot reach `target` on this traffic.
        """
        if isinstance(traffic, Unknown):
            return None
        way = self._from_internet(source.urn)
        last = next((t for t in self.connections(source.urn, target.urn) if traffic.covers(t)), None)
        if way is None or last is None:
            return None
        steps = [f"{self._names[urn]} ({hop})" for urn, hop in [*way, (target.urn, last)]]
        return " -> ".join([INTERNET, *steps])

    def _from_internet(self, target: str) -> list[tuple[str, Traffic]] | None:
        ways: dict[str, list[tuple[str, Traffic]]] = {INTERNET: []}
        queue = deque([INTERNET])
        while queue:
            source = queue.popleft()
            for urn in self._inbound:
                traffic = next(self.connections(source, urn), None)
                if urn not in ways and traffic is not None:
                    ways[urn] = [*ways[source], (urn, traffic)]
                    queue.append(urn)
        return ways.get(target)

    def _concerns(self, permission: Permission, other: str) -> bool:
        return permission.group == other or bool(permission.addresses & self._addresses[other])


def _permissions(groups: SecurityGroups, membership: Membership) -> Iterator[Permission]:
    traffic = membership.rule.traffic
    if isinstance(traffic, Unknown):
        return
    for peer in membership.rule.peers:
        if peer.kind in (PeerKind.GROUP, PeerKind.ITSELF):
            group = groups.peer_groups(membership, peer).certain
            if group is not None:
                yield Permission(group.urn, AddressSet(), traffic)
        elif addresses := groups.peer_addresses(membership, peer):
            yield Permission(None, addresses, traffic)
