"""What security groups open to the whole internet, in either direction, by meaning: sets, not spellings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import pairwise

from policies.control import Finding
from policies.security_groups.addresses import AddressSet, is_wide
from policies.security_groups.groups import Membership, SecurityGroups, role_of
from policies.security_groups.guide import HTTPS, Role
from policies.security_groups.rules import GROUP_TYPES, Direction, Peer, PeerKind, Rule, rules_of
from policies.security_groups.traffic import ALL_TRAFFIC, LAST_PORT, Traffic
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, Unknown

PeerAddresses = Callable[[Peer], AddressSet | None]


class Verdict(Enum):
    """What can be said of one rule by itself."""

    CLOSED = "closed"
    OPEN = "open"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Exposure:
    """One direction in which a group can be open to the world."""

    direction: Direction
    allowed: Callable[[Role | Unknown | None], Traffic | Unknown | None]
    """What a group of a role may have open; `UNKNOWN` if that depends on the role, and the role is not
    known."""
    opens: str
    """What an open rule does, to be followed by the traffic: `lets the whole internet in on`."""
    advice: Callable[[Traffic | Unknown], str | None]
    """What to do about a rule with this traffic. None: the control's own advice."""
    excuse: Callable[[Traffic, Role | Unknown | None, Stack | None], bool | Unknown] = lambda *_: False
    """Whether a group of a role may have more open in this stack. It is asked without a stack first, and then
    leaves the decision to the stack by `UNKNOWN`."""

    def in_resource(self, resource: Resource) -> Iterator[Finding]:
        """Finds the rules that are open whatever else the stack holds."""
        for rule in rules_of(resource):
            if self._by_itself(rule) is Verdict.OPEN:
                yield self._finding(rule, rule.traffic)

    def in_stack(self, stack: Stack) -> Iterator[Finding]:
        """Finds what only shows in the stack: rules of known groups, and groups whose rules are open
        together."""
        groups = stack.view(SecurityGroups)
        closed: dict[str, list[Membership]] = defaultdict(list)
        for membership in groups.rules(self.direction):
            rule = membership.rule
            if self._by_itself(rule) is Verdict.OPEN:
                continue
            verdict = self._judge(rule, membership.role, partial(groups.peer_addresses, membership), stack)
            if verdict is Verdict.OPEN:
                yield self._finding(rule, rule.traffic)
            elif verdict is Verdict.UNDECIDED:
                yield self._undecided(rule)
            if verdict is not Verdict.OPEN and membership.group.certain:
                closed[membership.group.certain.urn].append(membership)
        for memberships in closed.values():
            yield from self._open_together(stack, memberships)

    def _by_itself(self, rule: Rule) -> Verdict:
        role = role_of(rule.resource) if rule.resource.type in GROUP_TYPES else UNKNOWN
        return self._judge(rule, role, lambda peer: peer.addresses)

    def _judge(
        self,
        rule: Rule,
        role: Role | Unknown | None,
        addresses_of: PeerAddresses,
        stack: Stack | None = None,
    ) -> Verdict:
        if rule.direction not in (self.direction, UNKNOWN):
            return Verdict.CLOSED
        allowed = self.allowed(role)
        if _covers(allowed, rule.traffic):
            return Verdict.CLOSED
        if not is_wide(_union(addresses_of(peer) for peer in rule.peers)):
            unclear = any(_may_be_wide(peer) and addresses_of(peer) is None for peer in rule.peers)
            return Verdict.UNDECIDED if unclear else Verdict.CLOSED
        if rule.direction is UNKNOWN or (rule.traffic is UNKNOWN and allowed is not None):
            return Verdict.UNDECIDED
        if allowed is UNKNOWN and _covers(HTTPS, rule.traffic):
            return Verdict.UNDECIDED
        excused = self._excused(rule, role, stack)
        if excused is UNKNOWN:
            return Verdict.UNDECIDED
        return Verdict.CLOSED if excused else Verdict.OPEN

    def _excused(self, rule: Rule, role: Role | Unknown | None, stack: Stack | None) -> bool | Unknown:
        return isinstance(rule.traffic, Traffic) and self.excuse(rule.traffic, role, stack)

    def _open_together(self, stack: Stack, memberships: list[Membership]) -> Iterator[Finding]:
        groups = stack.view(SecurityGroups)
        sources: list[tuple[Rule, Traffic, AddressSet]] = []
        for membership in memberships:
            rule = membership.rule
            if isinstance(rule.traffic, Unknown) or rule.direction is UNKNOWN:
                continue
            if _covers(self.allowed(membership.role), rule.traffic):
                continue
            if self._excused(rule, membership.role, stack) is True:
                continue
            addresses = _union(groups.peer_addresses(membership, peer) for peer in rule.peers)
            if addresses:
                sources.append((rule, rule.traffic, addresses))
        reported: set[int] = set()
        for segment in _segments([traffic for _, traffic, _ in sources]):
            open_now = [(rule, addresses) for rule, traffic, addresses in sources if traffic.covers(segment)]
            if not is_wide(_union(addresses for _, addresses in open_now)):
                continue
            for rule, _ in open_now:
                if id(rule) not in reported:
                    reported.add(id(rule))
                    yield self._finding(rule, segment, [other for other, _ in open_now if other is not rule])

    def _finding(self, rule: Rule, traffic: Traffic | Unknown, together: Iterable[Rule] = ()) -> Finding:
        peers = ", ".join(str(peer) for peer in rule.peers)
        others = ", ".join(other.place for other in together)
        joined = f"together with {others}, " if others else ""
        on = "traffic that is not known yet" if isinstance(traffic, Unknown) else str(traffic)
        return Finding(
            rule.resource.urn, f"{rule.resource}: {peers} {joined}{self.opens} {on}", fix=self.advice(traffic)
        )

    def _undecided(self, rule: Rule) -> Finding:
        unknown = [str(peer) for peer in rule.peers if _may_be_wide(peer) and peer.addresses is None]
        parts = {"traffic": rule.traffic, "direction": rule.direction}
        unknown += [f"{name} = {UNKNOWN}" for name, part in parts.items() if part is UNKNOWN]
        what = ", ".join(unknown) or f"the group it belongs to is {UNKNOWN}"
        return Finding(
            rule.resource.urn,
            f"{rule.resource}: {what}, so it may or may not be open to the world",
            undecided=True,
        )


def _covers(allowed: Traffic | Unknown | None, traffic: Traffic | Unknown) -> bool:
    return isinstance(allowed, Traffic) and isinstance(traffic, Traffic) and allowed.covers(traffic)


def _may_be_wide(peer: Peer) -> bool:
    return peer.kind is PeerKind.PREFIX_LIST or (
        peer.kind in (PeerKind.ADDRESSES, PeerKind.ANY) and peer.value is UNKNOWN
    )


def _union(sets: Iterable[AddressSet | None]) -> AddressSet:
    union = AddressSet()
    for addresses in sets:
        if addresses is not None:
            union |= addresses
    return union


def _segments(traffics: list[Traffic]) -> Iterator[Traffic]:
    """Cuts traffic into pieces inside which the same rules apply from end to end."""
    protocols = {traffic.protocol for traffic in traffics} - {ALL_TRAFFIC.protocol}
    for protocol in sorted(protocols) or [ALL_TRAFFIC.protocol]:
        relevant = [traffic for traffic in traffics if traffic.protocol in (protocol, ALL_TRAFFIC.protocol)]
        starts = {traffic.first for traffic in relevant} | {traffic.last + 1 for traffic in relevant}
        cuts = sorted(starts - {LAST_PORT + 1})
        for first, following in pairwise([*cuts, LAST_PORT + 1]):
            yield Traffic(protocol, first, following - 1)
