"""Security groups and their rules.

A rule that is a resource of its own does not show in its group's `ingress` and `egress`: those are the rules
that the group's block has, or that somebody added by hand. So an added rule is drift of the group, which AWS's
own provider does not see (a group there lists every rule and never compares).
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import UNKNOWN, Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_RULE_TOKENS: Final = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
_SOURCES: Final = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
_DIRECTIONS: Final = ("ingress", "egress")
_NO_DESCRIPTION: Final = "Managed by Pulumi"


def _permission(rule: Properties, group: str) -> dict[str, Any]:
    """An EC2 IpPermission for a rule of an inline block."""
    described = {"Description": rule["description"]} if rule.get("description") else {}
    groups = [*(rule.get("securityGroups") or ()), *([group] if rule.get("self") else [])]
    permission: dict[str, Any] = {"IpProtocol": str(rule["protocol"])}
    if permission["IpProtocol"] not in ("-1", "all"):
        permission |= {"FromPort": rule["fromPort"], "ToPort": rule["toPort"]}
    members = {
        "IpRanges": [{"CidrIp": cidr, **described} for cidr in rule.get("cidrBlocks") or ()],
        "Ipv6Ranges": [{"CidrIpv6": cidr, **described} for cidr in rule.get("ipv6CidrBlocks") or ()],
        "PrefixListIds": [{"PrefixListId": item, **described} for item in rule.get("prefixListIds") or ()],
        "UserIdGroupPairs": [{"GroupId": item, **described} for item in groups],
    }
    return {**permission, **{key: value for key, value in members.items() if value}}


def _inline(rule: dict[str, Any], group: str) -> Properties:
    """A rule of an inline block for one rule that describe_security_group_rules lists."""
    protocol = rule["IpProtocol"]
    referenced = (rule.get("ReferencedGroupInfo") or {}).get("GroupId")
    found: Properties = {
        "protocol": protocol,
        "fromPort": 0 if protocol == "-1" else rule["FromPort"],
        "toPort": 0 if protocol == "-1" else rule["ToPort"],
        "description": rule.get("Description"),
        "cidrBlocks": [rule["CidrIpv4"]] if rule.get("CidrIpv4") else None,
        "ipv6CidrBlocks": [rule["CidrIpv6"]] if rule.get("CidrIpv6") else None,
        "prefixListIds": [rule["PrefixListId"]] if rule.get("PrefixListId") else None,
        "securityGroups": [referenced] if referenced and referenced != group else None,
        "self": True if referenced == group else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _rules(api: Api, group: str) -> Iterator[dict[str, Any]]:
    yield from api.call("describe_security_group_rules", Filters=[{"Name": "group-id", "Values": [group]}])[
        "SecurityGroupRules"
    ]


def _joined(rules: list[Properties]) -> list[Properties]:
    """Rules that differ in their source alone, as one block with several sources."""
    joined: dict[tuple[Any, ...], Properties] = {}
    for rule in rules:
        block = joined.setdefault(tuple(rule.get(key) for key in ("protocol", "fromPort", "toPort", "description")), {})
        for key, value in rule.items():
            block[key] = sorted({*block.get(key, ()), *value}) if isinstance(value, list) else value
    return list(joined.values())


def _group(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("describe_security_groups", GroupIds=[identifier])["SecurityGroups"][0]
    managed = frozenset[str]().union(*(api.managed(token) for token in _RULE_TOKENS))
    blocks: dict[str, list[Properties]] = {direction: [] for direction in _DIRECTIONS}
    for rule in _rules(api, identifier):
        if rule["SecurityGroupRuleId"] not in managed:
            blocks[_DIRECTIONS[rule["IsEgress"]]].append(_inline(rule, identifier))
    return {**found, **{direction: _joined(rules) for direction, rules in blocks.items()}}


def _set_rules(api: Api, group: str, direction: str, old: list[Properties], new: list[Properties]) -> None:
    for verb, rules in (("revoke", old), ("authorize", new)):
        if rules:
            permissions = [_permission(rule, group) for rule in rules]
            api.call(f"{verb}_security_group_{direction}", GroupId=group, IpPermissions=permissions)


def _create_group(api: Api, inputs: Properties) -> str:
    request = {
        "GroupName": inputs["name"],
        "Description": inputs.get("description") or _NO_DESCRIPTION,
        "VpcId": inputs.get("vpcId"),
    }
    answer = api.call("create_security_group", **{key: value for key, value in request.items() if value})
    group: str = answer["GroupId"]
    # AWS opens a new group's egress to everywhere; the provider takes that rule away.
    default_rules = [_inline(rule, group) for rule in _rules(api, group) if rule["IsEgress"]]
    _set_rules(api, group, "egress", default_rules, inputs.get("egress") or [])
    _set_rules(api, group, "ingress", [], inputs.get("ingress") or [])
    return group


def _update_group(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    for direction in _DIRECTIONS:
        if direction in changed:
            old, new = state.get(direction) or [], inputs.get(direction) or []
            kept = [rule for rule in old if rule in new]
            removed = [rule for rule in old if rule not in kept]
            _set_rules(api, identifier, direction, removed, [rule for rule in new if rule not in kept])


def _delete_group(api: Api, identifier: str, state: Properties) -> None:
    if state.get("revokeRulesOnDelete"):
        for rule in list(_rules(api, identifier)):
            direction = _DIRECTIONS[rule["IsEgress"]]
            _set_rules(api, identifier, direction, [_inline(rule, identifier)], [])
    api.call("delete_security_group", GroupId=identifier)


def _check_blocks(inputs: Properties) -> Iterable[tuple[str, str]]:
    for direction in _DIRECTIONS:
        blocks = inputs.get(direction)
        for index, rule in enumerate(blocks if isinstance(blocks, list) else ()):
            if isinstance(rule, dict):
                yield from _check_ports(rule, f"{direction}[{index}].", protocol="protocol")


def _check_ports(rule: Properties, path: str = "", *, protocol: str) -> Iterable[tuple[str, str]]:
    low, high = rule.get("fromPort"), rule.get("toPort")
    if rule.get(protocol) not in ("tcp", "udp", "6", "17"):
        return
    for name, port in (("fromPort", low), ("toPort", high)):
        if port is None:
            yield f"{path}{name}", f"a {rule[protocol]} rule needs {name}"
        elif port is not UNKNOWN and not 0 <= port <= 65535:
            yield f"{path}{name}", f"{port} is not a port: use 0 to 65535"
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield f"{path}fromPort", f"fromPort {low} is above toPort {high}"


SECURITY_GROUP: Final = Resource(
    "aws:ec2/securityGroup:SecurityGroup",
    "ec2",
    identifier="{GroupId}",
    create=_create_group,
    read=_group,
    update=_update_group,
    delete=_delete_group,
    names={"name": "GroupName"},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:security-group/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="security-group",
    exclusive=("ingress", "egress"),
    validate=_check_blocks,
    create_defaults={"description": _NO_DESCRIPTION},
)


def _default_group(api: Api, inputs: Properties) -> str:
    """Take over the group that AWS makes with a VPC: its rules become what the inputs say, none by default."""
    vpc = inputs.get("vpcId") or api.call("describe_vpcs", Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group: str = api.call("describe_security_groups", Filters=filters)["SecurityGroups"][0]["GroupId"]
    for direction in _DIRECTIONS:
        old = [_inline(rule, group) for rule in _rules(api, group) if _DIRECTIONS[rule["IsEgress"]] == direction]
        _set_rules(api, group, direction, old, inputs.get(direction) or [])
    return group


def _leave(api: Api, identifier: str, state: Properties) -> None:
    """A default group cannot be deleted: it goes with its VPC."""


DEFAULT_SECURITY_GROUP: Final = Resource(
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "ec2",
    identifier="{GroupId}",
    create=_default_group,
    read=_group,
    update=_update_group,
    delete=_leave,
    names={"name": "GroupName"},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:security-group/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="security-group",
    exclusive=("ingress", "egress"),
    validate=_check_blocks,
    autoname=None,
)


def _rule_permission(inputs: Properties) -> dict[str, Any]:
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    sources = {
        "cidrIpv4": ("IpRanges", "CidrIp"),
        "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "prefixListId": ("PrefixListIds", "PrefixListId"),
        "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    permission: dict[str, Any] = {"IpProtocol": inputs["ipProtocol"]}
    for name, member in (("fromPort", "FromPort"), ("toPort", "ToPort")):
        if inputs.get(name) is not None:
            permission[member] = inputs[name]
    for name, (member, key) in sources.items():
        if inputs.get(name):
            permission[member] = [{key: inputs[name], **described}]
    return permission


def _create_rule(direction: str) -> Any:
    def create_rule(api: Api, inputs: Properties) -> str:
        answer = api.call(
            f"authorize_security_group_{direction}",
            GroupId=inputs["securityGroupId"],
            IpPermissions=[_rule_permission(inputs)],
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    return create_rule


def _read_rule(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    rules = api.call("describe_security_group_rules", SecurityGroupRuleIds=[identifier])["SecurityGroupRules"]
    if not rules:
        return None
    found = {"Description": None, "CidrIpv4": None, "CidrIpv6": None, "PrefixListId": None, **rules[0]}
    if found["IpProtocol"] == "-1":
        found |= {"FromPort": None, "ToPort": None}
    return {**found, "ReferencedGroupInfo": found.get("ReferencedGroupInfo") or {"GroupId": None}}


def _update_rule(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if not changed - {"tags", "tagsAll"}:
        return
    members = {
        "IpProtocol": inputs["ipProtocol"],
        "FromPort": inputs.get("fromPort"),
        "ToPort": inputs.get("toPort"),
        "CidrIpv4": inputs.get("cidrIpv4"),
        "CidrIpv6": inputs.get("cidrIpv6"),
        "PrefixListId": inputs.get("prefixListId"),
        "ReferencedGroupId": inputs.get("referencedSecurityGroupId"),
        "Description": inputs.get("description") or "",
    }
    rule = {key: value for key, value in members.items() if value is not None}
    api.call(
        "modify_security_group_rules",
        GroupId=inputs["securityGroupId"],
        SecurityGroupRules=[{"SecurityGroupRuleId": identifier, "SecurityGroupRule": rule}],
    )


def _check_rule(inputs: Properties) -> Iterable[tuple[str, str]]:
    yield from _check_ports(inputs, protocol="ipProtocol")


def _rule(token: str, direction: str) -> Resource:
    return Resource(
        token,
        "ec2",
        identifier="{SecurityGroupRuleId}",
        create=_create_rule(direction),
        read=_read_rule,
        update=_update_rule,
        delete=Call(
            f"revoke_security_group_{direction}",
            {"GroupId": "{securityGroupId}", "SecurityGroupRuleIds": ["{id}"]},
        ),
        names={
            "securityGroupId": "GroupId",
            "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
        },
        computed={
            "arn": "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}",
            "securityGroupRuleId": "{id}",
        },
        tagging=EC2_TAGGING,
        tag_resource_type="security-group-rule",
        exactly_one=(_SOURCES,),
        validate=_check_rule,
        autoname=None,
    )


RULES: Final = tuple(_rule(token, direction) for token, direction in zip(_RULE_TOKENS, _DIRECTIONS, strict=True))

RESOURCES: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP, *RULES)
