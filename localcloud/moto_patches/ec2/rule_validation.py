"""What EC2 accepts as a security group rule.

moto takes any port and description, an unknown prefix list, a group of another VPC, and crashes on a TCP rule
without ports; it adds the first rules of a request whose later ones it refuses.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from localcloud.moto_patches.ec2._service import canonical_cidr, invalid_value, require_prefix_list
from localcloud.moto_service import AwsError, Request

DESCRIPTION_CHARACTERS: Final = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
DESCRIPTION: Final = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")

PROTOCOLS: Final = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}
PORT_PROTOCOLS: Final = {"6": "TCP/UDP", "17": "TCP/UDP"}
ICMP_PROTOCOLS: Final = {"1": "ICMP", "58": "ICMPv6"}

PEERS: Final = {
    "IpRanges": "CidrIp",
    "Ipv6Ranges": "CidrIpv6",
    "UserIdGroupPairs": "GroupId",
    "PrefixListIds": "PrefixListId",
}
"""The lists of a permission that name who may connect, and the field that identifies a member."""

FLAT_FIELDS: Final = ("IpProtocol", "FromPort", "ToPort")


def check_description(description: str | None, what: str) -> None:
    """Refuse a description of a group or a rule (`what`) that is too long or has characters EC2 does not
    take.
    """
    if not DESCRIPTION.fullmatch(description or ""):
        raise invalid_value(
            f"Invalid {what} description. Valid descriptions are strings less than 256 characters from the "
            f"following set:  {DESCRIPTION_CHARACTERS}"
        )


def permissions(request: Request) -> list[dict[str, Any]]:
    """The permissions of an authorize or revoke request; its flat form is turned into a list of one."""
    if "IpPermissions" in request:
        listed: list[dict[str, Any]] = request["IpPermissions"]
        return listed
    flat: dict[str, Any] = {field: request.pop(field) for field in FLAT_FIELDS if field in request}
    if "CidrIp" in request:
        flat["IpRanges"] = [{"CidrIp": request.pop("CidrIp")}]
    request["IpPermissions"] = [flat]
    return [flat]


def check_permissions(
    backend: Any, group: Any, wanted: Iterable[dict[str, Any]], existing: list[Any]
) -> None:
    """Refuse rules that EC2 refuses; clear the host bits of their CIDR blocks.

    Args:
        backend: moto's EC2 backend.
        group: the security group (moto's object) that gets the rules.
        wanted: the permissions of the request.
        existing: the rules of that direction that the group has.
    """
    known = {rule_identity(rule) for rule in existing}
    seen: set[tuple[Any, ...]] = set()
    for permission in wanted:
        protocol = check_protocol_and_ports(permission)
        ports = (permission.get("FromPort"), permission.get("ToPort"))
        members = list(_members(permission))
        if not members:
            raise AwsError(
                "MissingParameter",
                "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or "
                "referencedGroupId",
            )
        for kind, member in members:
            check_peer(backend, group, kind, member)
            identity = (protocol, *ports, kind, member[PEERS[kind]])
            if identity in seen:
                raise invalid_value("The same permission must not appear multiple times")
            if identity in known:
                raise _duplicate(permission, member[PEERS[kind]])
            seen.add(identity)


def check_protocol_and_ports(rule: dict[str, Any]) -> str:
    """Refuse a wrong protocol or port range, drop ports that EC2 ignores, return the protocol's number."""
    protocol = rule.get("IpProtocol")
    if protocol is None:
        raise invalid_value(
            "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly."
        )
    number = protocol_number(protocol)
    if not re.fullmatch(r"-1|\d+", number) or int(number) > 255:
        raise invalid_value(f"Invalid value '{protocol}' for IP protocol. Unknown protocol.")
    first, last = rule.get("FromPort"), rule.get("ToPort")
    if number in PORT_PROTOCOLS:
        _check_ports(PORT_PROTOCOLS[number], first, last)
    elif number in ICMP_PROTOCOLS:
        _check_icmp(ICMP_PROTOCOLS[number], first, last)
    else:
        rule.pop("FromPort", None)
        rule.pop("ToPort", None)
    return number


def protocol_number(protocol: str) -> str:
    """The protocol as EC2 compares it: its number in the register of IP protocols, -1 for all."""
    return PROTOCOLS.get(str(protocol).lower(), str(protocol))


def check_peer(backend: Any, group: Any, kind: str, member: dict[str, Any]) -> None:
    """Refuse a peer that EC2 refuses; `kind` is the permission's list that `member` is in."""
    check_description(member.get("Description"), "rule")
    if kind in ("IpRanges", "Ipv6Ranges"):
        _check_cidr(member, PEERS[kind])
    elif kind == "PrefixListIds":
        require_prefix_list(backend, member["PrefixListId"])
    else:
        _check_source_group(backend, group, member)


def rule_identity(rule: Any) -> tuple[Any, ...]:
    """What makes a rule of moto's the same as another: direction aside, all but its description and tags."""
    kind, field, peer = next(
        (kind, field, peer)
        for kind, field, peer in (
            ("IpRanges", "CidrIp", rule.ip_range),
            ("Ipv6Ranges", "CidrIpv6", rule.ip_range),
            ("UserIdGroupPairs", "GroupId", rule.source_group),
            ("PrefixListIds", "PrefixListId", rule.prefix_list),
        )
        if field in peer
    )
    return (protocol_number(rule.ip_protocol), rule.from_port, rule.to_port, kind, peer[field])


def _members(permission: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in PEERS:
        for member in permission.get(kind, []):
            yield kind, member


def _check_ports(protocol: str, first: int | None, last: int | None) -> None:
    if first is None or last is None:
        raise invalid_value(
            f"Invalid value for portRange. Must specify both from and to ports with {protocol}."
        )
    for port in (first, last):
        if not 0 <= port <= 65535:
            raise invalid_value(f"{protocol} port ({port}) out of range")
    if first > last:
        raise invalid_value(
            f"Invalid {protocol} port range ({first}-{last}). The from port is above the to port."
        )


def _check_icmp(protocol: str, kind: int | None, code: int | None) -> None:
    if kind is None or code is None:
        raise invalid_value(
            f"Invalid value for portRange. Must specify both from and to ports with {protocol}."
        )
    for name, number in (("type", kind), ("code", code)):
        if not -1 <= number <= 255:
            raise invalid_value(f"{protocol} {name} ({number}) out of range")


def _check_cidr(member: dict[str, Any], field: str) -> None:
    version = 4 if field == "CidrIp" else 6
    try:
        block = ipaddress.ip_network(member[field], strict=False)
    except (ValueError, KeyError):
        block = None
    if block is None or block.version != version or "/" not in member[field]:
        raise invalid_value(f"CIDR block {member.get(field)} is malformed")
    member[field] = canonical_cidr(member[field])


def _check_source_group(backend: Any, group: Any, member: dict[str, Any]) -> None:
    name_or_id = member.get("GroupId") or member.get("GroupName")
    source = backend.get_security_group_by_name_or_id(name_or_id, group.vpc_id)
    if source is None:
        raise AwsError("InvalidGroup.NotFound", f"The security group '{name_or_id}' does not exist")
    if source.vpc_id != group.vpc_id and not _peered(backend, source.vpc_id, group.vpc_id):
        raise AwsError(
            "InvalidGroup.NotFound", "You have specified two resources that belong to different networks."
        )
    member["GroupId"] = source.id
    member.pop("GroupName", None)


def _peered(backend: Any, one: str, other: str) -> bool:
    return any(
        {peering.vpc.id, peering.peer_vpc.id} == {one, other} and peering._status.code == "active"
        for peering in backend.vpc_pcxs.values()
    )


def _duplicate(permission: dict[str, Any], peer: str) -> AwsError:
    protocol = str(permission["IpProtocol"])
    ports = (
        f"{protocol.upper()}, from port: {permission['FromPort']}, to port: {permission['ToPort']}"
        if "FromPort" in permission
        else "ALL"
    )
    return AwsError(
        "InvalidPermission.Duplicate", f'the specified rule "peer: {peer}, {ports}, ALLOW" already exists'
    )
