"""The rule of a security group as moto holds it.

What moto gets wrong, and AWS does:
- a rule without ports (any protocol but TCP, UDP, ICMP) crashes; AWS takes it for all ports;
- the description of a rule whose peer is a group or a prefix list is not read back;
- two rules that differ in their description only count as different; for AWS they are the same;
- a rule lacks its ARN and the owner of its group.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

from localcloud.moto_patches.ec2.rule_validation import rule_identity
from localcloud.moto_service import define, replace


def peer(rule: Any) -> dict[str, Any]:
    """What a rule of moto's allows traffic from or to, with the rule's description."""
    found: dict[str, Any] = rule.ip_range or rule.source_group or rule.prefix_list
    return found


def _init_rule(
    original: Callable[..., None],
    self: Any,
    ec2_backend: Any,
    ip_protocol: str,
    group_id: str,
    from_port: int | None,
    to_port: int | None,
    ip_range: dict[str, Any] | None,
    source_group: dict[str, Any] | None = None,
    prefix_list_id: dict[str, Any] | None = None,
    is_egress: bool = True,
    tags: dict[str, str] | None = None,
) -> None:
    ports = (0, 0) if from_port is None or to_port is None else (from_port, to_port)
    original(
        self,
        ec2_backend,
        ip_protocol,
        group_id,
        *ports,
        ip_range,
        source_group,
        prefix_list_id,
        is_egress=is_egress,
        tags=tags,
    )
    self.prefix_list = prefix_list_id or {}
    if self.ip_protocol == "58":
        self.ip_protocol = "icmpv6"
    if from_port is None or to_port is None:
        self.from_port = self.to_port = None
    if self.source_group:
        self.source_group.setdefault("UserId", ec2_backend.account_id)


def _arn(rule: Any) -> str:
    backend = rule.ec2_backend
    scope = f"{backend.region_name}:{backend.account_id}"
    return f"arn:{backend.partition}:ec2:{scope}:security-group-rule/{rule.id}"


def _with_prefix_list_descriptions(
    original: Callable[..., list[Any]], self: Any, rules: list[Any]
) -> list[Any]:
    views = original(self, rules)
    lists = {
        (rule.ip_protocol, rule.from_port, rule.to_port, rule.prefix_list_id): rule.prefix_list
        for rule in rules
    }
    for view in views:
        view.prefix_list_ids = [
            lists[view.ip_protocol, view.from_port, view.to_port, member["PrefixListId"]]
            for member in view.prefix_list_ids
        ]
    return views


@cache
def apply() -> None:
    """Put moto's rules right."""
    replace(SecurityGroupRule, "__init__", _init_rule)
    replace(SecurityGroup, "_flattened_rules", _with_prefix_list_descriptions)
    define(
        SecurityGroupRule,
        description=lambda rule: peer(rule).get("Description"),
        group_owner_id=lambda rule: rule.ec2_backend.account_id,
        security_group_rule_arn=_arn,
    )
    SecurityGroupRule.__eq__ = lambda self, other: rule_identity(self) == rule_identity(other)
