"""Security groups.

What moto accepts, and AWS refuses: a group in an unknown VPC, with a reserved name or a description EC2
cannot store; deleting the default group of a VPC, a group that another group's rule names, or one that an
interface uses.

What moto gets wrong: the default group of a VPC lacks the rule that lets its members reach each other, and
the answer to `CreateSecurityGroup` lacks the tags.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend

from localcloud.moto_patches.ec2._service import EC2, dependency_violation, invalid_value
from localcloud.moto_patches.ec2.rule_validation import DESCRIPTION, check_description
from localcloud.moto_patches.ec2.security_group_rules import group_of
from localcloud.moto_service import AwsError, Request, replace


def _refuse_name(_: Any, request: Request) -> None:
    name = request["GroupName"]
    if name.startswith("sg-"):
        raise invalid_value(
            f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format 'sg-*'."
        )
    if name.lower() == "default":
        raise invalid_value("Cannot use reserved security group name: default")
    if not name or not DESCRIPTION.fullmatch(name):
        raise invalid_value(
            f"Value ({name}) for parameter GroupName is invalid. Names are 1 to 255 characters long. "
            "Character sets beyond ASCII are not supported."
        )


def _refuse_description(_: Any, request: Request) -> None:
    check_description(request.get("Description"), "security group")


def _refuse_unknown_vpc(backend: Any, request: Request) -> None:
    vpc_id = request.get("VpcId")
    if vpc_id and vpc_id not in backend.vpcs:
        raise AwsError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


def _refuse_default(backend: Any, request: Request) -> None:
    group = group_of(backend, request)
    if group.is_default:
        raise AwsError(
            "CannotDelete",
            f'the specified group: "{group.id}" name: "{group.name}" cannot be deleted by a user',
        )


def _refuse_group_in_use(backend: Any, request: Request) -> None:
    group = group_of(backend, request)
    referenced = any(
        rule.source_group.get("GroupId") == group.id
        for other in backend.describe_security_groups()
        if other is not group
        for rule in other.ingress_rules + other.egress_rules
    )
    used = any(group in interface.group_set for interface in backend.enis.values())
    if referenced or used:
        raise dependency_violation(f"resource {group.id} has a dependent object")


def _add_tags(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    answer["Tags"] = backend.get_security_group_from_id(answer["GroupId"]).tag_set


def _let_default_group_reach_itself(
    original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any
) -> Any:
    vpc = original(self, *args, **kwargs)
    group = self.get_default_security_group(vpc.id)
    rule = SecurityGroupRule(
        self, "-1", group.id, None, None, None, source_group={"GroupId": group.id}, is_egress=False
    )
    group.add_ingress_rule(rule)
    return vpc


@cache
def apply() -> None:
    """Put moto's security groups right."""
    EC2.refuse(
        {
            "create_security_group": [_refuse_unknown_vpc, _refuse_name, _refuse_description],
            "delete_security_group": [_refuse_default, _refuse_group_in_use],
        }
    )
    EC2.complete({"create_security_group": _add_tags})
    replace(VPCBackend, "create_vpc", _let_default_group_reach_itself)
