"""Keys and security groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components import DataClass, KmsKey, RuleArgs, SecurityGroup, Vpc, cloudfront_prefix_list_id
from config.settings import StackSettings
from stack.access import ENDPOINTS, access_rows, purposes, role_of
from stack.access_model import Block, Group, Rule, creation_order, inbound, outbound


@dataclass(frozen=True)
class KeyPurpose:
    """What a KMS key encrypts, and through which AWS services."""

    description: str
    services: Sequence[str]


KEYS: Mapping[DataClass, KeyPurpose] = {
    DataClass.INTERNAL: KeyPurpose("Log groups, images, sessions in containers", ("ecr", "ecs-exec", "logs")),
    DataClass.CONFIDENTIAL: KeyPurpose(
        "Databases, caches, search, events, files and their backups",
        ("backup", "ec2", "elasticache", "es", "kafka", "rds", "s3"),
    ),
    DataClass.RESTRICTED: KeyPurpose("Secrets", ("secretsmanager", "ssm")),
}
"""One key a class of data, so that the right to one class is no right to another."""


def build_keys(tags: dict[str, str]) -> dict[DataClass, KmsKey]:
    """The keys, by the class of data that they encrypt."""
    return {
        data_class: KmsKey(
            data_class.value,
            {
                "description": purpose.description,
                "services": list(purpose.services),
                "data_class": data_class,
                "tags": tags,
            },
        )
        for data_class, purpose in KEYS.items()
    }


def build_security_groups(
    settings: StackSettings, vpc: Vpc, tags: dict[str, str]
) -> dict[Group, pulumi.Output[str]]:
    """Makes the groups of the access table and their rules. Returns their ids, with that of `endpoints`, the
    group that the network makes itself, where it has any."""
    proxy = settings.database.proxy
    rows = access_rows(
        settings.load_balancer.ingress, redirect_http=settings.load_balancer.redirect_http, proxy=proxy
    )
    ids: dict[Group, pulumi.Output[str]] = {}
    descriptions = purposes(proxy=proxy)
    for group in creation_order(descriptions, rows):
        if group == ENDPOINTS:
            if vpc.endpoints_security_group_id is not None:
                ids[group] = vpc.endpoints_security_group_id
            continue
        made = SecurityGroup(
            str(group),
            {
                "vpc_id": vpc.vpc_id,
                "description": descriptions[group],
                "role": role_of(group),
                "ingress": {rule.name: _rule_args(rule, settings, ids) for rule in inbound(group, rows)},
                "egress": {rule.name: _rule_args(rule, settings, ids) for rule in outbound(group, rows)},
                "tags": tags,
            },
        )
        ids[group] = made.security_group_id
    return ids


def _rule_args(
    rule: Rule, settings: StackSettings, group_ids: Mapping[Group, pulumi.Output[str]]
) -> RuleArgs:
    args: RuleArgs = {"description": rule.description, "protocol": rule.traffic.protocol}
    if rule.traffic.from_port is not None and rule.traffic.to_port is not None:
        args |= {"from_port": rule.traffic.from_port, "to_port": rule.traffic.to_port}
    if rule.peer is Block.ANYWHERE:
        args["cidr_ipv4"] = "0.0.0.0/0"
    elif rule.peer is Block.VPC:
        args["cidr_ipv4"] = str(settings.network.cidr)
    elif rule.peer is Block.CLOUDFRONT:
        args["prefix_list_id"] = cloudfront_prefix_list_id()
    else:  # a group: only the network's own `endpoints` admits tiers
        args["source_security_group_id"] = group_ids[Group(rule.peer)]
    return args
