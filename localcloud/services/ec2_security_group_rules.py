"""Security group rules that are resources of their own."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_rule_blocks import EGRESS, INGRESS, Direction, check_ports, same_protocol
from localcloud.services.ec2_tagging import EC2_TAGGING

_SOURCES: Final = {
    "cidrIpv4": ("IpRanges", "CidrIp"),
    "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListId": ("PrefixListIds", "PrefixListId"),
    "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}


def _permission(inputs: Properties) -> dict[str, Any]:
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    permission: dict[str, Any] = {"IpProtocol": inputs["ipProtocol"]}
    for name, member in (("fromPort", "FromPort"), ("toPort", "ToPort")):
        if inputs.get(name) is not None:
            permission[member] = inputs[name]
    for name, (member, key) in _SOURCES.items():
        if inputs.get(name):
            permission[member] = [{key: inputs[name], **described}]
    return permission


def _update_rule(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
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


def _without_all_ports(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    if answer["IpProtocol"] == "-1":
        answer = {**answer, "FromPort": None, "ToPort": None}
    return {**answer, "ReferencedGroupInfo": answer.get("ReferencedGroupInfo") or {"GroupId": None}}


def _check_rule(inputs: Properties) -> Iterable[tuple[str, str]]:
    yield from check_ports(inputs, inputs["ipProtocol"])


def _rule(direction: Direction) -> Resource:
    def create_rule(api: Api, inputs: Properties) -> str:
        answer = api.call(
            direction.authorize, GroupId=inputs["securityGroupId"], IpPermissions=[_permission(inputs)]
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    return Resource(
        direction.token,
        "ec2",
        create=create_rule,
        read=Call(
            "describe_security_group_rules",
            {"SecurityGroupRuleIds": ["{id}"]},
            answer="SecurityGroupRules[0]",
        ),
        complete=_without_all_ports,
        update=_update_rule,
        delete=Call(direction.revoke, {"GroupId": "{securityGroupId}", "SecurityGroupRuleIds": ["{id}"]}),
        names={"securityGroupId": "GroupId", "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId"},
        computed={
            "arn": "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}",
            "securityGroupRuleId": "{id}",
        },
        tagging=EC2_TAGGING,
        tag_resource_type="security-group-rule",
        exactly_one=(tuple(_SOURCES),),
        equivalent={"ipProtocol": same_protocol},
        validate=_check_rule,
    )


RESOURCES: Final = (_rule(INGRESS), _rule(EGRESS))
