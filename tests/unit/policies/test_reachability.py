"""Who can open connections to whom, over groups. Routes and network ACLs are not looked at."""

from dataclasses import replace
from typing import Any

import pytest

from policies.security_groups.reachability import INTERNET, Reachability
from policies.security_groups.rules import EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP
from policies.security_groups.traffic import tcp
from policies.stack import Resource, Stack

VPC = Resource("aws:ec2/vpc:Vpc", "vpc", "urn:vpc", {"cidrBlock": "10.0.0.0/16"}, id="vpc-1")


def _group(name: str) -> Resource:
    return Resource(SECURITY_GROUP, name, f"urn:{name}", {"vpcId": "vpc-1"}, id=name)


def _rule(type_: str, owner: str, peer: str, first: int, last: int) -> Resource:
    property_ = "cidrIpv4" if "/" in peer else "referencedSecurityGroupId"
    inputs: dict[str, Any] = {
        "securityGroupId": owner,
        "ipProtocol": "tcp",
        "fromPort": first,
        "toPort": last,
    }
    return Resource(type_, "rule", f"urn:{type_}:{owner}:{peer}:{first}", {**inputs, property_: peer})


def _in(owner: str, peer: str, first: int, last: int) -> Resource:
    return _rule(INGRESS_RULE, owner, peer, first, last)


def _out(owner: str, peer: str, first: int, last: int) -> Resource:
    return _rule(EGRESS_RULE, owner, peer, first, last)


def _reach(*resources: Resource) -> Reachability:
    return Reachability(Stack([VPC, *resources]))


A, B, C = _group("a"), _group("b"), _group("c")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([_out("a", "10.0.0.0/16", 0, 65535), _in("b", "a", 3000, 4000)], [tcp(3000, 4000)]),
        ([_out("a", "b", 3500, 5000), _in("b", "a", 3000, 4000)], [tcp(3500, 4000)]),
        ([_out("a", "b", 80, 80), _in("b", "10.0.1.0/24", 80, 80)], [tcp(80)]),
        ([_in("b", "a", 80, 80)], []),
        ([_out("a", "b", 80, 80)], []),
        ([_out("a", "b", 80, 80), _in("b", "a", 81, 81)], []),
        ([_out("a", "c", 80, 80), _in("b", "a", 80, 80)], []),
        ([_out("a", "192.168.0.0/16", 80, 80), _in("b", "a", 80, 80)], []),
        ([_out("a", "b", 80, 80), _in("b", "192.168.0.0/16", 80, 80)], []),
    ],
    ids=[
        "by addresses out, by group in",
        "only what both sides allow",
        "by addresses in",
        "no way out",
        "no way in",
        "no common port",
        "out to another group",
        "out to other addresses",
        "in from other addresses",
    ],
)
def test_both_sides_must_allow_a_connection(rules: list[Resource], expected: list[Any]) -> None:
    assert list(_reach(A, B, C, *rules).connections(A.urn, B.urn)) == expected


def test_the_internet_comes_in_only_by_public_addresses() -> None:
    reach = _reach(A, B, _in("a", "0.0.0.0/0", 443, 443), _in("b", "10.0.0.0/8", 443, 443))

    assert list(reach.connections(INTERNET, A.urn)) == [tcp(443)]
    assert list(reach.connections(INTERNET, B.urn)) == []


def test_a_path_is_told_from_the_internet_inwards() -> None:
    reach = _reach(
        *(A, B, C),
        _in("a", "0.0.0.0/0", 443, 443),
        _out("a", "b", 0, 65535),
        _in("b", "a", 3000, 4000),
        _out("b", "c", 0, 65535),
        _in("c", "b", 5432, 5432),
    )

    path = "the internet -> a (tcp 443) -> b (tcp 3000-4000) -> c (tcp 5432)"
    assert reach.path_through(B, C, tcp(5432)) == path
    assert reach.path_through(B, C, tcp(6379)) is None
    assert reach.path_through(A, C, tcp(5432)) is None


def test_there_is_no_path_from_what_the_internet_cannot_reach() -> None:
    assert _reach(A, B, _out("a", "b", 1, 9), _in("b", "a", 1, 9)).path_through(A, B, tcp(1, 9)) is None


def test_a_group_without_a_known_vpc_is_reached_by_any_private_address() -> None:
    lost = replace(B, inputs={})

    reach = _reach(A, lost, _out("a", "192.168.0.0/16", 80, 80), _in("b", "a", 80, 80))

    assert list(reach.connections(A.urn, lost.urn)) == [tcp(80)]
