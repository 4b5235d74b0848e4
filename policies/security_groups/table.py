"""Compares every rule of every group with the group's row of the table."""

from collections.abc import Iterator
from enum import IntEnum

from policies.control import Finding
from policies.security_groups.addresses import AddressSet, is_wide
from policies.security_groups.groups import Membership, SecurityGroups, role_of
from policies.security_groups.guide import HTTPS, TABLE, Admission, Place, Role, in_words
from policies.security_groups.reachability import Reachability
from policies.security_groups.rules import Direction, Peer, PeerKind
from policies.security_groups.traffic import Traffic
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, Unknown

_COMPUTE = "compute"


class Answer(IntEnum):
    """Whether a row allows something. Ordered, so that the best of several admissions counts."""

    NO = 0
    MAYBE = 1
    YES = 2


def compare(stack: Stack, direction: Direction) -> Iterator[Finding]:
    """Finds the rules of one direction that the table does not have, and those that cannot be told yet.

    Groups without a role are left to the control that demands one, and rules that are open to the whole
    internet to those that forbid it: one mistake, one message.
    """
    groups = stack.view(SecurityGroups)
    for membership in groups.rules(direction):
        role = membership.role
        if membership.group.outside:
            yield _outside(membership)
        if role is None:
            continue
        for peer in membership.rule.peers:
            addresses = groups.peer_addresses(membership, peer)
            if addresses is not None and is_wide(addresses) and not _is_https_out(membership, direction):
                continue
            answer = _answer(groups, membership, role, direction, peer, addresses)
            if answer is not Answer.YES:
                yield _finding(stack, membership, role, direction, peer, answer)


def _is_https_out(membership: Membership, direction: Direction) -> bool:
    """Whether a rule is the one kind that may be open to the world in general, but not for every role."""
    traffic = membership.rule.traffic
    return direction is Direction.OUTBOUND and isinstance(traffic, Traffic) and HTTPS.covers(traffic)


def _outside(membership: Membership) -> Finding:
    rule = membership.rule
    group = rule.resource.inputs.get("securityGroupId")
    problem = (
        f"{rule.place}: it belongs to the group {group} outside of this stack, whose role cannot be seen"
    )
    return Finding(rule.resource.urn, problem, undecided=True)


def admissions(role: Role, direction: Direction) -> tuple[Admission, ...]:
    """What the table allows a role in one direction."""
    row = TABLE[role]
    return row.inbound if direction is Direction.INBOUND else row.outbound


def _answer(
    groups: SecurityGroups,
    membership: Membership,
    role: Role | Unknown,
    direction: Direction,
    peer: Peer,
    addresses: AddressSet | None,
) -> Answer:
    if isinstance(role, Unknown):
        return Answer.MAYBE
    answers = (
        min(
            _same_peer(groups, membership, admission.peer, peer, addresses),
            _same_traffic(admission.traffic, membership.rule.traffic),
        )
        for admission in admissions(role, direction)
    )
    answer = max(answers, default=Answer.NO)
    return Answer(min(answer, Answer.MAYBE)) if membership.rule.direction is UNKNOWN else answer


def _same_traffic(allowed: Traffic, traffic: Traffic | Unknown) -> Answer:
    if isinstance(traffic, Unknown):
        return Answer.MAYBE
    return Answer.YES if allowed.covers(traffic) else Answer.NO


def _same_peer(
    groups: SecurityGroups,
    membership: Membership,
    allowed: Role | Place,
    peer: Peer,
    addresses: AddressSet | None,
) -> Answer:
    if allowed is Place.ANYWHERE:
        return Answer.YES
    if peer.kind is PeerKind.ANY or (peer.kind is PeerKind.ITSELF and peer.value is UNKNOWN):
        return Answer.MAYBE
    if peer.kind in (PeerKind.GROUP, PeerKind.ITSELF):
        return _same_group(groups, membership, allowed, peer)
    if isinstance(allowed, Role):
        return Answer.NO
    limits = _limits(groups, membership, allowed)
    if addresses is None or limits is None:
        return Answer.MAYBE
    return Answer.YES if addresses <= limits else Answer.NO


def _same_group(groups: SecurityGroups, membership: Membership, allowed: Role | Place, peer: Peer) -> Answer:
    reference = groups.peer_groups(membership, peer)
    if reference.outside:
        return Answer.MAYBE if allowed is Place.VPC else Answer.NO
    if not reference.candidates:
        return Answer.MAYBE
    if isinstance(allowed, Place):
        # Only groups of the same VPC, or of a peer of it, can be named in a rule; this stack declares them.
        return Answer.YES if allowed is Place.VPC else Answer.NO
    roles = {role_of(candidate) for candidate in reference.candidates}
    if roles == {allowed}:
        return Answer.YES
    return Answer.MAYBE if allowed in roles or UNKNOWN in roles else Answer.NO


def _limits(groups: SecurityGroups, membership: Membership, place: Place) -> AddressSet | None:
    if place is Place.COMPUTE_TIER:
        return groups.tier_addresses(_COMPUTE)
    group = membership.group.certain
    return groups.vpc_addresses(group) if group else None


def _finding(
    stack: Stack,
    membership: Membership,
    role: Role | Unknown,
    direction: Direction,
    peer: Peer,
    answer: Answer,
) -> Finding:
    rule = membership.rule
    groups = stack.view(SecurityGroups)
    named = groups.peer_groups(membership, peer).candidates if peer.kind is PeerKind.GROUP else ()
    who = f"{peer.path} = {' or '.join(_described(group) for group in named)}" if named else str(peer)
    way = "in from" if direction is Direction.INBOUND else "out to"
    if isinstance(role, Unknown):
        problem = f"{rule.place}: which group it belongs to, and so what it may allow, is {UNKNOWN}"
        return Finding(rule.resource.urn, problem, undecided=True)
    traffic = f"traffic that is {UNKNOWN}" if isinstance(rule.traffic, Unknown) else str(rule.traffic)
    preposition = "from" if direction is Direction.INBOUND else "to"
    allowed = f"the table allows {role} {in_words(admissions(role, direction), preposition)}"
    if answer is Answer.MAYBE:
        problem = f"{rule.resource}: {traffic} {way} {who} cannot be compared with the table yet; {allowed}"
        return Finding(rule.resource.urn, problem, undecided=True)
    problem = f"{rule.resource}: the {role} group lets {traffic} {way} {who}, but {allowed}"
    path = _path(stack, membership, direction, named)
    return Finding(rule.resource.urn, f"{problem}. It opens the way {path}" if path else problem)


def _path(
    stack: Stack, membership: Membership, direction: Direction, sources: tuple[Resource, ...]
) -> str | None:
    target = membership.group.certain
    if direction is Direction.OUTBOUND or target is None or len(sources) != 1:
        return None
    return stack.view(Reachability).path_through(sources[0], target, membership.rule.traffic)


def _described(group: Resource) -> str:
    role = role_of(group)
    return f"the {role} group {group.name}" if isinstance(role, Role) else str(group)
