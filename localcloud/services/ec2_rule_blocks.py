"""The rules in a security group's `ingress` and `egress` blocks.

A rule that is a resource of its own does not show in its group's blocks: those are the rules that the group's
block has, or that somebody added by hand. So an added rule is drift of the group. (AWS's own provider lists
every rule there, and compares them only where the program has such a block.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from localcloud.provider.definition import Api
from localcloud.provider.values import UNKNOWN, Properties

INGRESS_RULE: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_ALL: Final = "-1"
_PROTOCOLS: Final = {"all": _ALL, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_NUMBERS: Final = {name: number for number, name in _PROTOCOLS.items() if number != "all"}
_PORT_PROTOCOLS: Final = ("tcp", "udp")
_HIGHEST_PORT: Final = 65535
_SOURCES: Final = {
    "cidrBlocks": ("IpRanges", "CidrIp"),
    "ipv6CidrBlocks": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListIds": ("PrefixListIds", "PrefixListId"),
    "securityGroups": ("UserIdGroupPairs", "GroupId"),
}
_ITSELF: Final = "self"


@dataclass(frozen=True)
class Direction:
    """Into or out of a group: the type of a rule of its own, and the operations on rules."""

    token: str
    egress: bool
    authorize: str
    revoke: str


INGRESS: Final = Direction(
    INGRESS_RULE, False, "authorize_security_group_ingress", "revoke_security_group_ingress"
)
EGRESS: Final = Direction(
    EGRESS_RULE, True, "authorize_security_group_egress", "revoke_security_group_egress"
)


def protocol_name(protocol: Any) -> str:
    """A protocol as EC2 answers it: tcp for 6, -1 for all."""
    text = str(protocol).lower()
    return _PROTOCOLS.get(text, text)


def protocol_number(protocol: Any) -> str:
    """A protocol as network ACLs have it: 6 for tcp, -1 for all."""
    name = protocol_name(protocol)
    return _NUMBERS.get(name, name)


def same_protocol(old: Any, new: Any) -> bool:
    """Whether two protocols are one, by name or number."""
    return protocol_name(old) == protocol_name(new)


def check_ports(rule: Properties, protocol: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """What is wrong with `fromPort` and `toPort` of a TCP or UDP rule."""
    if protocol_name(protocol) not in _PORT_PROTOCOLS:
        return
    low, high = rule.get("fromPort"), rule.get("toPort")
    for name, port in (("fromPort", low), ("toPort", high)):
        if port is None:
            yield f"{path}{name}", f"a {protocol} rule needs {name}"
        elif port is not UNKNOWN and not 0 <= port <= _HIGHEST_PORT:
            yield f"{path}{name}", f"{port} is not a port: use 0 to {_HIGHEST_PORT}"
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield f"{path}fromPort", f"fromPort {low} is above toPort {high}"


def live_rules(api: Api, group: str) -> list[dict[str, Any]]:
    """All rules of a group, as describe_security_group_rules has them."""
    filters = [{"Name": "group-id", "Values": [group]}]
    found: list[dict[str, Any]] = api.call("describe_security_group_rules", Filters=filters)[
        "SecurityGroupRules"
    ]
    return found


def live_blocks(
    api: Api, group: str, rules: list[dict[str, Any]], direction: Direction, known: Any
) -> list[Properties]:
    """A group's rules that are no resources of their own, in blocks as in `known` where that fits."""
    managed = api.managed(direction.token)
    live = [
        _single(rule, group)
        for rule in rules
        if rule["IsEgress"] == direction.egress and rule["SecurityGroupRuleId"] not in managed
    ]
    blocks = []
    for block in known or ():
        singles = list(_singles(block))
        if singles and all(single in live for single in singles):
            live = [single for single in live if single not in singles]
            blocks.append({key: value for key, value in block.items() if value is not None})
    return blocks + _joined(live)


def set_rules(
    api: Api, group: str, direction: Direction, old: list[Properties], new: list[Properties]
) -> None:
    """Take away the rules of blocks that are no longer there, and add those that are new."""
    before, after = _all_singles(old), _all_singles(new)
    for operation, singles in (
        (direction.revoke, [single for single in before if single not in after]),
        (direction.authorize, [single for single in after if single not in before]),
    ):
        if singles:
            permissions = [_permission(single, group) for single in singles]
            api.call(operation, GroupId=group, IpPermissions=permissions)


def revoke_everything(api: Api, group: str) -> None:
    """Take all rules of a group away, whoever made them."""
    rules = live_rules(api, group)
    for direction in (INGRESS, EGRESS):
        ids = [rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"] == direction.egress]
        if ids:
            api.call(direction.revoke, GroupId=group, SecurityGroupRuleIds=ids)


def _single(rule: dict[str, Any], group: str) -> Properties:
    """A rule of an answer as a block with one source."""
    referenced = (rule.get("ReferencedGroupInfo") or {}).get("GroupId")
    sources = {
        "cidrBlocks": rule.get("CidrIpv4"),
        "ipv6CidrBlocks": rule.get("CidrIpv6"),
        "prefixListIds": rule.get("PrefixListId"),
        "securityGroups": referenced if referenced != group else None,
    }
    found: Properties = {name: [source] for name, source in sources.items() if source}
    common = _common(rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), rule.get("Description"))
    return common | (found or {_ITSELF: True})


def _common(protocol: Any, low: Any, high: Any, description: Any) -> Properties:
    name = protocol_name(protocol)
    ports = {"fromPort": 0, "toPort": 0} if name == _ALL else {"fromPort": low, "toPort": high}
    return {"protocol": name, **ports, **({"description": description} if description else {})}


def _singles(block: Properties) -> Iterator[Properties]:
    """A block as blocks with one source each."""
    common = _common(block["protocol"], block["fromPort"], block["toPort"], block.get("description"))
    for name in _SOURCES:
        for source in block.get(name) or ():
            yield {**common, name: [source]}
    if block.get(_ITSELF):
        yield {**common, _ITSELF: True}


def _all_singles(blocks: list[Properties]) -> list[Properties]:
    return [single for block in blocks for single in _singles(block)]


def _joined(singles: list[Properties]) -> list[Properties]:
    """Rules that differ in their source alone, as one block with several sources."""
    joined: dict[tuple[Any, ...], Properties] = {}
    for single in singles:
        key = tuple(single.get(name) for name in ("protocol", "fromPort", "toPort", "description"))
        block = joined.setdefault(key, {})
        for name, value in single.items():
            block[name] = sorted({*block.get(name, ()), *value}) if isinstance(value, list) else value
    return list(joined.values())


def _permission(single: Properties, group: str) -> dict[str, Any]:
    """An EC2 IpPermission for a block with one source."""
    permission: dict[str, Any] = {"IpProtocol": single["protocol"]}
    if single["protocol"] != _ALL:
        permission |= {"FromPort": single["fromPort"], "ToPort": single["toPort"]}
    described = {"Description": single["description"]} if single.get("description") else {}
    if single.get(_ITSELF):
        return {**permission, "UserIdGroupPairs": [{"GroupId": group, **described}]}
    for name, (member, key) in _SOURCES.items():
        if single.get(name):
            permission[member] = [{key: single[name][0], **described}]
    return permission
