"""Security groups, with the rules of their own blocks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_rule_blocks import (
    EGRESS,
    INGRESS,
    check_ports,
    live_blocks,
    live_rules,
    revoke_everything,
    same_protocol,
    set_rules,
)
from localcloud.services.ec2_tagging import EC2_TAGGING

_ID_PREFIX: Final = "sg-"
_BLOCKS: Final = {"ingress": INGRESS, "egress": EGRESS}


def _complete_group(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    rules = live_rules(api, identifier)
    blocks = {
        name: live_blocks(api, identifier, rules, direction, known.get(name))
        for name, direction in _BLOCKS.items()
    }
    return {**answer, **blocks}


def _create_group(api: Api, inputs: Properties) -> str:
    answer = api.call(
        "create_security_group",
        GroupName=inputs["name"],
        Description=inputs["description"],
        VpcId=inputs.get("vpcId"),
    )
    group: str = answer["GroupId"]
    # AWS opens a new group's egress to everywhere; the provider takes that rule away.
    _replace_rules(api, group, inputs)
    return group


def _replace_rules(api: Api, group: str, inputs: Properties) -> None:
    revoke_everything(api, group)
    for name, direction in _BLOCKS.items():
        set_rules(api, group, direction, [], inputs.get(name) or [])


def _update_group(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    for name, direction in _BLOCKS.items():
        if name in changed:
            set_rules(api, identifier, direction, state.get(name) or [], inputs.get(name) or [])


def _delete_group(api: Api, identifier: str, state: Properties) -> None:
    if state.get("revokeRulesOnDelete"):
        revoke_everything(api, identifier)
    api.call("delete_security_group", GroupId=identifier)


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    if str(inputs.get("name")).startswith(_ID_PREFIX):
        yield "name", f"{inputs['name']!r} looks like a group's id: a name cannot begin with {_ID_PREFIX!r}"
    for name in _BLOCKS:
        blocks = inputs.get(name)
        for index, rule in enumerate(blocks if isinstance(blocks, list) else ()):
            if isinstance(rule, dict):
                yield from check_ports(rule, rule.get("protocol"), f"{name}[{index}].")


SECURITY_GROUP: Final = Resource(
    "aws:ec2/securityGroup:SecurityGroup",
    "ec2",
    create=_create_group,
    read=Call("describe_security_groups", {"GroupIds": ["{id}"]}, answer="SecurityGroups[0]"),
    complete=_complete_group,
    update=_update_group,
    delete=_delete_group,
    names={"name": "GroupName"},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:security-group/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="security-group",
    equivalent={f"{name}.protocol": same_protocol for name in _BLOCKS},
    exclusive=("ingress", "egress"),
    validate=_check,
)


def _take_default_group(api: Api, inputs: Properties) -> str:
    """Take over the group that AWS makes with a VPC: its rules become those of the inputs, or none."""
    of_vpc = [{"Name": "vpc-id", "Values": [inputs.get("vpcId") or _default_vpc(api)]}]
    filters = [*of_vpc, {"Name": "group-name", "Values": ["default"]}]
    group: str = api.call("describe_security_groups", Filters=filters)["SecurityGroups"][0]["GroupId"]
    _replace_rules(api, group, inputs)
    return group


def _default_vpc(api: Api) -> str:
    filters = [{"Name": "is-default", "Values": ["true"]}]
    return str(api.call("describe_vpcs", Filters=filters)["Vpcs"][0]["VpcId"])


def _leave(api: Api, identifier: str, state: Properties) -> None:
    """A default group cannot be deleted: it goes with its VPC."""


DEFAULT_SECURITY_GROUP: Final = replace(
    SECURITY_GROUP,
    token="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    create=_take_default_group,
    delete=_leave,
)

RESOURCES: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
