"""The same rule, in every shape in which Pulumi declares it, means the same."""

from typing import Any

import pytest

from policies.security_groups.rules import (
    CLASSIC_RULE,
    EGRESS_RULE,
    INGRESS_RULE,
    SECURITY_GROUP,
    Direction,
    PeerKind,
    Rule,
    Shape,
    rules_of,
)
from policies.security_groups.traffic import tcp
from policies.stack import Resource
from policies.values import UNKNOWN

_PORTS = {"fromPort": 443, "toPort": 443, "description": "why"}
_OLD = {"protocol": "tcp", **_PORTS}
_NEW = {"ipProtocol": "tcp", **_PORTS}


def _rules(type_: str, **inputs: Any) -> tuple[Rule, ...]:
    return rules_of(Resource(type_, "name", "urn", inputs))


@pytest.mark.parametrize(
    ("rules", "direction", "kind"),
    [
        (_rules(INGRESS_RULE, **_NEW, cidrIpv4="10.0.0.0/8"), Direction.INBOUND, PeerKind.ADDRESSES),
        (_rules(EGRESS_RULE, **_NEW, cidrIpv6="fd00::/8"), Direction.OUTBOUND, PeerKind.ADDRESSES),
        (_rules(INGRESS_RULE, **_NEW, referencedSecurityGroupId="sg"), Direction.INBOUND, PeerKind.GROUP),
        (_rules(EGRESS_RULE, **_NEW, prefixListId="pl"), Direction.OUTBOUND, PeerKind.PREFIX_LIST),
        (
            _rules(CLASSIC_RULE, **_OLD, type="ingress", cidrBlocks=["10.0.0.0/8"]),
            Direction.INBOUND,
            PeerKind.ADDRESSES,
        ),
        (
            _rules(CLASSIC_RULE, **_OLD, type="egress", ipv6CidrBlocks=["fd00::/8"]),
            Direction.OUTBOUND,
            PeerKind.ADDRESSES,
        ),
        (
            _rules(CLASSIC_RULE, **_OLD, type="ingress", sourceSecurityGroupId="sg"),
            Direction.INBOUND,
            PeerKind.GROUP,
        ),
        (
            _rules(CLASSIC_RULE, **_OLD, type="egress", prefixListIds=["pl"]),
            Direction.OUTBOUND,
            PeerKind.PREFIX_LIST,
        ),
        (_rules(CLASSIC_RULE, **_OLD, type="ingress", self=True), Direction.INBOUND, PeerKind.ITSELF),
        (
            _rules(SECURITY_GROUP, ingress=[{**_OLD, "cidrBlocks": ["10.0.0.0/8"]}]),
            Direction.INBOUND,
            PeerKind.ADDRESSES,
        ),
        (
            _rules(SECURITY_GROUP, egress=[{**_OLD, "securityGroups": ["sg"]}]),
            Direction.OUTBOUND,
            PeerKind.GROUP,
        ),
        (_rules(SECURITY_GROUP, ingress=[{**_OLD, "self": True}]), Direction.INBOUND, PeerKind.ITSELF),
    ],
)
def test_every_shape_is_read(rules: tuple[Rule, ...], direction: Direction, kind: PeerKind) -> None:
    [rule] = rules
    [peer] = rule.peers

    assert (rule.direction, rule.traffic, rule.description, peer.kind) == (direction, tcp(443), "why", kind)


def test_one_rule_may_have_many_peers() -> None:
    [rule] = _rules(
        CLASSIC_RULE,
        **_OLD,
        type="ingress",
        cidrBlocks=["10.0.0.0/8", UNKNOWN],
        ipv6CidrBlocks=["fd00::/8"],
        self=False,
    )

    assert [str(peer) for peer in rule.peers] == [
        "cidrBlocks[0] = 10.0.0.0/8",
        "cidrBlocks[1] = not known yet",
        "ipv6CidrBlocks[0] = fd00::/8",
    ]


def test_paths_lead_to_the_place_and_to_the_property_that_dependencies_are_recorded_for() -> None:
    rules = _rules(SECURITY_GROUP, ingress=[{**_OLD}, {**_OLD, "securityGroups": ["a", "b"]}])

    assert [rule.path for rule in rules] == ["ingress[0]", "ingress[1]"]
    assert [peer.path for peer in rules[1].peers] == [
        "ingress[1].securityGroups[0]",
        "ingress[1].securityGroups[1]",
    ]
    assert {peer.property for peer in rules[1].peers} == {"ingress"}


@pytest.mark.parametrize("blocks", [UNKNOWN, [UNKNOWN], ["not a block"]], ids=["all", "one", "malformed"])
def test_inline_rules_that_are_not_known_are_one_rule_of_which_nothing_is_known(blocks: Any) -> None:
    [rule] = _rules(SECURITY_GROUP, egress=blocks)

    assert (rule.traffic, rule.peers[0].kind, rule.direction) == (UNKNOWN, PeerKind.ANY, Direction.OUTBOUND)


@pytest.mark.parametrize("type_", [UNKNOWN, None, "inbound"])
def test_a_classic_rule_without_a_known_direction_has_none(type_: Any) -> None:
    [rule] = _rules(CLASSIC_RULE, **_OLD, type=type_)

    assert (rule.direction, rule.shape) == (UNKNOWN, Shape.CLASSIC)


def test_what_is_only_read_and_other_types_declare_no_rules() -> None:
    inputs = {"ingress": [{**_OLD, "cidrBlocks": ["0.0.0.0/0"]}]}

    assert rules_of(Resource(SECURITY_GROUP, "name", "urn", inputs, declared=False)) == ()
    assert _rules("aws:kms/key:Key", **inputs) == ()
