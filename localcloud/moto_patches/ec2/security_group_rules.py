"""The rules of security groups.

What moto gets wrong, and AWS does:
- descriptions of rules whose peer is a group or a prefix list cannot be changed;
- `ModifySecurityGroupRules` changes CIDR blocks only, and takes any value; AWS changes every part but the
  kind of peer;
- of several permissions in one request only the last is in the answer, and a refused one leaves the earlier
  ones behind;
- an unknown rule id is `InvalidPermission.NotFound`; AWS says `InvalidSecurityGroupRuleId.NotFound`;
- the revoked rules are not in the answer.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from moto.ec2.models.security_groups import SecurityGroupRule

from localcloud.moto_patches.ec2._service import EC2, invalid_value, requested_tags
from localcloud.moto_patches.ec2.rule_model import peer
from localcloud.moto_patches.ec2.rule_validation import (
    PEERS,
    check_description,
    check_peer,
    check_permissions,
    check_protocol_and_ports,
    permissions,
    rule_identity,
)
from localcloud.moto_service import AwsError, Operation, Request

RULE_PEERS: Final = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
    "ReferencedGroupId": ("UserIdGroupPairs", "GroupId"),
}
"""The fields of a single rule that name its peer: the list and field that stand for it in a permission."""


def group_of(backend: Any, request: Request) -> Any:
    """The security group (moto's object) that a request is about.

    Raises:
        AwsError: ``InvalidGroup.NotFound``.
    """
    name_or_id = request.get("GroupId") or request.get("GroupName")
    group = backend.get_security_group_by_name_or_id(name_or_id)
    if group is None:
        raise AwsError("InvalidGroup.NotFound", f"The security group '{name_or_id}' does not exist")
    return group


def rules_of(group: Any, *, egress: bool) -> list[Any]:
    """The rules (moto's objects) of one direction of a group."""
    rules: list[Any] = group.egress_rules if egress else group.ingress_rules
    return rules


def _new_rules(
    group: Any, wanted: Iterable[dict[str, Any]], *, egress: bool, tags: dict[str, str]
) -> list[Any]:
    backend = group.ec2_backend
    made = []
    for permission in wanted:
        protocol, first, last = (permission.get(field) for field in ("IpProtocol", "FromPort", "ToPort"))
        for kind in PEERS:
            for member in permission.get(kind, []):
                parts: dict[str, Any] = {"ip_range": None, _PARTS[kind]: dict(member)}
                made.append(
                    SecurityGroupRule(
                        backend, protocol, group.id, first, last, is_egress=egress, tags=tags, **parts
                    )
                )
    return made


_PARTS: Final = {
    "IpRanges": "ip_range",
    "Ipv6Ranges": "ip_range",
    "UserIdGroupPairs": "source_group",
    "PrefixListIds": "prefix_list_id",
}


def _authorize(*, egress: bool) -> Operation:
    def run(backend: Any, request: Request) -> dict[str, Any]:
        group = group_of(backend, request)
        rules = rules_of(group, egress=egress)
        wanted = permissions(request)
        check_permissions(backend, group, wanted, rules)
        made = _new_rules(group, wanted, egress=egress, tags=requested_tags(request, "security-group-rule"))
        backend._verify_group_will_respect_rule_count_limit(group, len(rules), made, egress=egress)
        rules.extend(made)
        return {"Return": True, "SecurityGroupRules": made}

    return run


def _revoke(*, egress: bool) -> Operation:
    def run(backend: Any, request: Request) -> dict[str, Any]:
        group = group_of(backend, request)
        rules = rules_of(group, egress=egress)
        revoked = _rules_meant(group, request, egress=egress)
        rules[:] = [rule for rule in rules if rule not in revoked]
        return {"Return": True, "RevokedSecurityGroupRules": [_revoked(rule) for rule in revoked]}

    return run


def _revoked(rule: Any) -> dict[str, Any]:
    return {
        "SecurityGroupRuleId": rule.id,
        "GroupId": rule.group_id,
        "IsEgress": rule.is_egress,
        "IpProtocol": rule.ip_protocol,
        "FromPort": -1 if rule.from_port is None else rule.from_port,
        "ToPort": -1 if rule.to_port is None else rule.to_port,
        "CidrIpv4": rule.cidr_ipv4,
        "CidrIpv6": rule.cidr_ipv6,
        "PrefixListId": rule.prefix_list_id,
        "ReferencedGroupId": rule.source_group.get("GroupId"),
        "Description": rule.description,
    }


def _rules_meant(group: Any, request: Request, *, egress: bool) -> list[Any]:
    rules = rules_of(group, egress=egress)
    if request.get("SecurityGroupRuleIds"):
        return [_rule_by_id(rules, rule_id) for rule_id in request["SecurityGroupRuleIds"]]
    wanted = permissions(request)
    check_permissions(group.ec2_backend, group, wanted, [])
    by_identity = {rule_identity(rule): rule for rule in rules}
    try:
        meant = _new_rules(group, wanted, egress=egress, tags={})
        return [by_identity[rule_identity(rule)] for rule in meant]
    except KeyError:
        raise AwsError(
            "InvalidPermission.NotFound", "The specified rule does not exist in this security group."
        ) from None


def _rule_by_id(rules: Iterable[Any], rule_id: str) -> Any:
    for rule in rules:
        if rule.id == rule_id:
            return rule
    raise AwsError(
        "InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{rule_id}' does not exist"
    )


def _describe_rules(*, egress: bool) -> Operation:
    def run(backend: Any, request: Request) -> dict[str, Any]:
        group = group_of(backend, request)
        rules = rules_of(group, egress=egress)
        described = [
            (_rule_by_id(rules, item["SecurityGroupRuleId"]), item.get("Description"))
            for item in request.get("SecurityGroupRuleDescriptions", [])
        ]
        if not described:
            meant = _rules_meant(group, request, egress=egress)
            members = [
                member
                for permission in permissions(request)
                for kind in PEERS
                for member in permission.get(kind, [])
            ]
            described = [
                (rule, member.get("Description")) for rule, member in zip(meant, members, strict=True)
            ]
        for _, description in described:
            check_description(description, "rule")
        for rule, description in described:
            _set_description(rule, description)
        return {"Return": True}

    return run


def _set_description(rule: Any, description: str | None) -> None:
    if description:
        peer(rule)["Description"] = description
    else:
        peer(rule).pop("Description", None)


def _modify_rules(backend: Any, request: Request) -> dict[str, Any]:
    group = group_of(backend, request)
    changes = []
    for item in request.get("SecurityGroupRules", []):
        rule = _rule_by_id(group.ingress_rules + group.egress_rules, item["SecurityGroupRuleId"])
        changes.append((rule, _replacement(group, rule, item["SecurityGroupRule"])))
    for rule, new in changes:
        for part in ("ip_protocol", "from_port", "to_port", "ip_range", "source_group", "prefix_list"):
            setattr(rule, part, getattr(new, part))
        rule.prefix_list_id = new.prefix_list_id
    return {"Return": True}


def _replacement(group: Any, rule: Any, wanted: dict[str, Any]) -> Any:
    named = [field for field in RULE_PEERS if wanted.get(field)]
    if len(named) > 1:
        raise AwsError(
            "InvalidParameterCombination",
            "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified",
        )
    if not named:
        raise AwsError(
            "MissingParameter",
            "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId",
        )
    kind, field = RULE_PEERS[named[0]]
    if field not in peer(rule):
        raise invalid_value(
            f"Invalid rule type for security group rule '{rule.id}'. You may not specify {named[0]} for an "
            f"existing rule of another type."
        )
    permission: dict[str, Any] = {
        key: wanted[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in wanted
    }
    member = {field: wanted[named[0]]}
    if wanted.get("Description"):
        member["Description"] = wanted["Description"]
    check_protocol_and_ports(permission)
    check_peer(group.ec2_backend, group, kind, member)
    (new,) = _new_rules(group, [{**permission, kind: [member]}], egress=rule.is_egress, tags={})
    others = [other for other in rules_of(group, egress=rule.is_egress) if other is not rule]
    if rule_identity(new) in map(rule_identity, others):
        raise AwsError("InvalidPermission.Duplicate", f"the specified rule of '{rule.id}' already exists")
    return new


@cache
def apply() -> None:
    """Put moto's security group rules right."""
    EC2.extend(
        {
            "authorize_security_group_ingress": _authorize(egress=False),
            "authorize_security_group_egress": _authorize(egress=True),
            "revoke_security_group_ingress": _revoke(egress=False),
            "revoke_security_group_egress": _revoke(egress=True),
            "update_security_group_rule_descriptions_ingress": _describe_rules(egress=False),
            "update_security_group_rule_descriptions_egress": _describe_rules(egress=True),
            "modify_security_group_rules": _modify_rules,
        }
    )
