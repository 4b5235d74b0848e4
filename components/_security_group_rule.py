"""The rules of a security group: read from arguments, checked, as properties of the AWS resources. No
resources."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from ._args import Reader, is_deferred, whole

ALL_PROTOCOLS = "-1"
"""AWS's word for all protocols; such a rule has no ports."""

_ICMP = ("icmp", "icmpv6")
_PROTOCOLS = ("tcp", "udp", *_ICMP, ALL_PROTOCOLS)
_PORTS = range(65536)
_ICMP_NUMBERS = range(-1, 256)
_PEERS = {
    "cidr_ipv4": "cidr_ipv4",
    "cidr_ipv6": "cidr_ipv6",
    "source_security_group_id": "referenced_security_group_id",
    "prefix_list_id": "prefix_list_id",
}
"""The four kinds of peer: our argument and the property of the resource."""

_DESCRIPTION = re.compile(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")


class Direction(StrEnum):
    """Which way a connection is opened, as seen from the group."""

    INGRESS = "ingress"
    """By the peer."""
    EGRESS = "egress"
    """By a member of the group."""


@dataclass(frozen=True)
class Rule:
    """One rule, checked."""

    direction: Direction
    name: str
    properties: Mapping[str, Any]
    """Properties of `aws.vpc.SecurityGroupIngressRule` or `SecurityGroupEgressRule`; some may be Outputs."""

    @property
    def role(self) -> str:
        """The end of the rule's logical name."""
        return f"{self.direction}-{self.name}"


def description_problem(description: str) -> str | None:
    """What the description of a group or rule has to be like, if `description` is not; otherwise None.

    The characters are those that EC2 takes (CreateSecurityGroup in its API reference); an apostrophe is not
    one.
    """
    if _DESCRIPTION.fullmatch(description):
        return None
    return "1 to 255 letters, digits, spaces and any of . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"


def read_rules(reader: Reader, direction: Direction, fields: type) -> Iterator[Rule]:
    """The rules under the argument named like `direction`; `fields` declares the arguments of one rule."""
    for name, rule in reader.named(direction.value, fields):
        yield Rule(
            direction,
            name,
            {"description": _description(rule), **_protocol_and_ports(rule), **_peer(rule)},
        )


def _description(rule: Reader) -> Any:
    description = rule.passed("description")
    if isinstance(description, str) and description:
        problem = description_problem(description)
        if problem:
            rule.problem("description", repr(description), problem)
    return description


def _protocol_and_ports(rule: Reader) -> dict[str, Any]:
    protocol = rule.get("protocol")
    protocol = "tcp" if protocol is None else protocol
    if is_deferred(protocol):
        return {"ip_protocol": protocol, "from_port": rule.get("from_port"), "to_port": rule.get("to_port")}
    if protocol not in _PROTOCOLS:
        rule.problem("protocol", repr(protocol), ", ".join(_PROTOCOLS))
        return {"ip_protocol": protocol}
    if protocol == ALL_PROTOCOLS:
        return {"ip_protocol": protocol, **_no_ports(rule)}
    if protocol in _ICMP:
        return {"ip_protocol": protocol, **_ports(rule, _ICMP_NUMBERS, default_last=-1)}
    return {"ip_protocol": protocol, **_ports(rule, _PORTS)}


def _no_ports(rule: Reader) -> dict[str, Any]:
    for key in ("from_port", "to_port"):
        if rule.get(key) is not None and whole(rule.get(key)) != -1:
            rule.problem(key, repr(rule.get(key)), f"no port (or -1) beside protocol {ALL_PROTOCOLS}")
    return {}


def _ports(rule: Reader, allowed: range, default_last: int | None = None) -> dict[str, Any]:
    first = _number(rule, "from_port", rule.get("from_port"), allowed)
    last = rule.get("to_port")
    if last is None:
        last = first if default_last is None else default_last
    else:
        last = _number(rule, "to_port", last, allowed)
    if default_last is None and isinstance(first, int) and isinstance(last, int) and first > last:
        rule.problem("to_port", f"{last}, below from_port {first}", "from_port or higher")
    return {"from_port": first, "to_port": last}


def _number(rule: Reader, key: str, value: Any, allowed: range) -> Any:
    if is_deferred(value):
        return value
    number = whole(value)
    if number is None or number not in allowed:
        given = "missing" if value is None else repr(value)
        rule.problem(key, given, f"a whole number from {allowed.start} to {allowed.stop - 1}")
        return None
    return number


def _peer(rule: Reader) -> dict[str, Any]:
    given = [key for key in _PEERS if rule.get(key) is not None]
    if len(given) != 1:
        rule.problem("peer", " and ".join(given) or "missing", f"exactly one of {', '.join(_PEERS)}")
        return {}
    key = given[0]
    value = rule.passed_if_given(key)
    if isinstance(value, str) and key.startswith("cidr"):
        _check_block(rule, key, value)
    return {_PEERS[key]: value}


def _check_block(rule: Reader, key: str, value: str) -> None:
    network = IPv4Network if key == "cidr_ipv4" else IPv6Network
    try:
        network(value)
    except ValueError:
        rule.problem(
            key, repr(value), f"an {key[5:].replace('ip', 'IP')} block, starting at its first address"
        )
