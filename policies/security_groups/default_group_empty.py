"""The default security group of every VPC is taken over, and has no rules."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.security_groups.groups import VPC, SecurityGroups
from policies.security_groups.rules import DEFAULT_SECURITY_GROUP, RULE_TYPES, rules_of
from policies.stack import Reference, Resource, Stack
from policies.values import UNKNOWN


def _check_group(group: Resource) -> Iterator[Finding]:
    if group.type != DEFAULT_SECURITY_GROUP:
        return
    for rule in rules_of(group):
        unknown = rule.peers and rule.path in ("ingress", "egress")
        problem = (
            f"{group}: {rule.path} is {UNKNOWN}" if unknown else f"{rule.place} is a rule of a default group"
        )
        yield Finding(group.urn, problem, undecided=bool(unknown))


def _check_stack(stack: Stack) -> Iterator[Finding]:
    emptied = [_vpc_of(stack, group) for group in stack.of_type(DEFAULT_SECURITY_GROUP)]
    for membership in stack.view(SecurityGroups).memberships:
        group = membership.group.certain
        if group and group.type == DEFAULT_SECURITY_GROUP and group != membership.rule.resource:
            rule = membership.rule
            yield Finding(rule.resource.urn, f"{rule.place} is a rule of the default group {group.name}")
    for vpc in stack.of_type(VPC):
        if not vpc.declared or any(reference.certain == vpc for reference in emptied):
            continue
        maybe = any(vpc in r.candidates or not (r.known or r.candidates) for r in emptied)
        doubt = f"; whether one of those declared is its is {UNKNOWN}" if maybe else ""
        problem = f"{vpc}: the stack does not empty its default security group{doubt}"
        yield Finding(vpc.urn, problem, undecided=maybe)


def _vpc_of(stack: Stack, group: Resource) -> Reference:
    return stack.reference(group, "vpcId", group.inputs.get("vpcId", UNKNOWN), VPC)


CONTROL = Control(
    id="default-security-group-empty",
    title="The default security group of every VPC is declared, without any rule.",
    reason=(
        "AWS gives every VPC a default group that lets its members talk to each other and to everywhere, "
        "and puts into it whatever is started without naming a group. Emptied, it turns a forgotten group "
        "into a failure that is noticed."
    ),
    fix=(
        "Declare aws.ec2.DefaultSecurityGroup for the VPC with neither `ingress` nor `egress`: that removes"
        " the rules AWS created. Give every resource a group of its own."
    ),
    severity=Severity.HIGH,
    types=frozenset((DEFAULT_SECURITY_GROUP, VPC, *RULE_TYPES)),
    references=References(fsbp=("EC2.2",), cis=("5.4",), checkov=("CKV2_AWS_12",)),
    check_resource=_check_group,
    check_stack=_check_stack,
)
