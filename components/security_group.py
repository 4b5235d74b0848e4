"""A security group and its rules, one resource a rule."""

from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._security_group_rule import Direction, Rule, description_problem, read_rules
from ._tags import TAG_VALUE, TagKey, is_tag_value


class RuleArgs(TypedDict):
    """One rule of a security group: which packets may pass, and from or to whom. Give exactly one peer:
    cidr_ipv4, cidr_ipv6, source_security_group_id or prefix_list_id."""

    description: pulumi.Input[str]
    """Why the rule exists, in one sentence; AWS shows it beside the rule."""
    protocol: NotRequired[pulumi.Input[str]]
    """tcp, udp, icmp, icmpv6, or -1 for all protocols (and then without ports). Default: tcp."""
    from_port: NotRequired[pulumi.Input[int]]
    """First port, 0 to 65535; for icmp the type, -1 for all. Required, except for all protocols."""
    to_port: NotRequired[pulumi.Input[int]]
    """Last port; for icmp the code, -1 for all. Default: from_port; for icmp all codes."""
    cidr_ipv4: NotRequired[pulumi.Input[str]]
    """IPv4 block on the other side, as 10.0.0.0/16."""
    cidr_ipv6: NotRequired[pulumi.Input[str]]
    """IPv6 block on the other side, as 2001:db8::/32."""
    source_security_group_id: NotRequired[pulumi.Input[str]]
    """Security group on the other side: of an ingress rule the source, of an egress rule the destination."""
    prefix_list_id: NotRequired[pulumi.Input[str]]
    """Prefix list on the other side, as the one of a gateway endpoint."""


class SecurityGroupArgs(TypedDict):
    """What a stack decides about a security group."""

    vpc_id: pulumi.Input[str]
    """VPC that the group is in."""
    description: str
    """What is in the group, in one sentence. AWS cannot change it: a new one replaces the group."""
    role: NotRequired[str]
    """What the members are for, as api: the group's tag Role, by which policies know which rules it may have.
    Default: the component's name."""
    ingress: NotRequired[dict[str, RuleArgs]]
    """Connections that may be opened to members of the group, by a name that never changes. Default: none."""
    egress: NotRequired[dict[str, RuleArgs]]
    """Connections that members of the group may open, by a name that never changes. Default: none."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    vpc_id: pulumi.Input[str]
    description: str
    role: str
    rules: tuple[Rule, ...]
    tags: dict[str, str]


class SecurityGroup(SharedComponent):
    """A security group that lets nothing pass but its rules.

    Produces: one group (`<name>-sg`) without inline rules, and one resource for each rule
    (`<name>-ingress-<rule>`, `<name>-egress-<rule>`), so that a rule can change without touching the others
    and a preview shows each by its name. The rule that AWS adds to a new group, all outbound traffic, is
    removed.

    Example:

        SecurityGroup("rds", {
            "vpc_id": vpc.vpc_id,
            "description": "PostgreSQL database",
            "ingress": {
                "postgresql-from-api": {
                    "description": "API containers query the database.",
                    "from_port": 5432,
                    "source_security_group_id": api.security_group_id,
                },
            },
            "tags": tags,
        })

    Cost: none.
    """

    security_group_id: pulumi.Output[str]
    """Id of the group."""
    security_group_arn: pulumi.Output[str]
    """ARN of the group."""

    def __init__(
        self, name: str, args: SecurityGroupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("SecurityGroup", name, spec.tags, opts)
        self.group = self._create_group(spec)
        self.rules = {rule.role: self._create_rule(rule) for rule in spec.rules}

        self.security_group_id = self.group.id
        self.security_group_arn = self.group.arn
        self.publish()

    def _create_group(self, spec: _Spec) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            self.child_name("sg"),
            vpc_id=spec.vpc_id,
            description=spec.description,
            tags=self.child_tags("sg", {TagKey.ROLE: spec.role}),
            opts=self.child_options(),
        )

    def _create_rule(self, rule: Rule) -> pulumi.CustomResource:
        resource: Any = (
            aws.vpc.SecurityGroupIngressRule
            if rule.direction is Direction.INGRESS
            else aws.vpc.SecurityGroupEgressRule
        )
        created: pulumi.CustomResource = resource(
            self.child_name(rule.role),
            security_group_id=self.group.id,
            **rule.properties,
            tags=self.child_tags(rule.role),
            opts=self.child_options(),
        )
        return created


def _resolve(name: str, args: SecurityGroupArgs) -> _Spec:
    reader = ArgumentReader("SecurityGroup", name, args, SecurityGroupArgs)
    description = reader.text("description")
    problem = description_problem(description) if description else None
    if problem:
        reader.problem("description", repr(description), problem)
    if name == "sg" or name.startswith("sg-"):
        reader.problem("the name", repr(name), "a name that does not start with sg-, which AWS keeps for ids")
    role = reader.text("role", name)
    if role and not is_tag_value(role):
        reader.problem("role", repr(role), TAG_VALUE)
    spec = _Spec(
        vpc_id=reader.passed("vpc_id"),
        description=description,
        role=role,
        rules=(
            *read_rules(reader, Direction.INGRESS, RuleArgs),
            *read_rules(reader, Direction.EGRESS, RuleArgs),
        ),
        tags=reader.tags(),
    )
    reader.finish()
    return spec
