"""Protocols and ports are compared by meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.security_groups.traffic import ADMIN_PORTS, ALL_TRAFFIC, Traffic, named_ports, read_traffic, tcp
from policies.values import UNKNOWN

_ranges = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted)
_traffic = st.builds(lambda p, r: Traffic(p, *r), st.sampled_from(["tcp", "udp", "all"]), _ranges)


def _packets(traffic: Traffic) -> set[tuple[str, int]]:
    protocols = ["tcp", "udp"] if traffic.protocol == "all" else [traffic.protocol]
    return {(protocol, port) for protocol in protocols for port in range(traffic.first, traffic.last + 1)}


@given(_traffic, _traffic)
def test_intersection_agrees_with_sets_of_packets(left: Traffic, right: Traffic) -> None:
    common = left.intersection(right)

    assert (_packets(common) if common else set()) == _packets(left) & _packets(right)


@given(_traffic, _traffic)
def test_covering_agrees_with_sets_of_packets(left: Traffic, right: Traffic) -> None:
    assert left.covers(right) == (_packets(right) <= _packets(left))


@pytest.mark.parametrize(
    ("protocol", "first", "last", "expected"),
    [
        ("tcp", 443, 443, tcp(443)),
        ("TCP", 443, 443, tcp(443)),
        ("6", 443, 443, tcp(443)),
        (6, 443, 443, tcp(443)),
        ("tcp", 4000, 3000, tcp(3000, 4000)),
        ("tcp", None, None, tcp(0, 65535)),
        ("tcp", -1, -1, tcp(0, 65535)),
        ("17", 53, 53, Traffic("udp", 53, 53)),
        ("-1", 0, 0, ALL_TRAFFIC),
        (-1, None, None, ALL_TRAFFIC),
        ("-1", UNKNOWN, UNKNOWN, ALL_TRAFFIC),
        ("all", 443, 443, ALL_TRAFFIC),
        ("icmp", 8, 0, Traffic("icmp")),
        ("1", 8, 0, Traffic("icmp")),
        ("50", None, None, Traffic("50")),
        ("tcp", UNKNOWN, 443, UNKNOWN),
        ("tcp", 443, UNKNOWN, UNKNOWN),
        ("tcp", "443", "443", UNKNOWN),
        (UNKNOWN, 443, 443, UNKNOWN),
        (None, 443, 443, UNKNOWN),
    ],
)
def test_a_rule_is_read_in_every_spelling(
    protocol: object, first: object, last: object, expected: object
) -> None:
    assert read_traffic(protocol, first, last) == expected


@pytest.mark.parametrize(
    ("traffic", "words"),
    [
        (tcp(443), "tcp 443"),
        (tcp(3000, 4000), "tcp 3000-4000"),
        (tcp(0, 65535), "all tcp ports"),
        (ALL_TRAFFIC, "all traffic"),
        (Traffic("icmp"), "icmp"),
    ],
)
def test_traffic_reads_as_words(traffic: Traffic, words: str) -> None:
    assert str(traffic) == words


def test_well_known_ports_are_named_only_where_they_are_included() -> None:
    assert named_ports(tcp(20, 30), ADMIN_PORTS) == ["SSH (22)"]
    assert "RDP (3389)" in named_ports(ALL_TRAFFIC, ADMIN_PORTS)
    assert not named_ports(Traffic("udp", 22, 22), ADMIN_PORTS)
    assert not named_ports(tcp(443), ADMIN_PORTS)
