"""What is in a security group is what the group's row of the table is for."""

from collections.abc import Iterator

from policies.control import Control, Finding, Severity
from policies.paths import find, top_level
from policies.resource_types import (
    CACHE,
    DATABASE,
    DATABASE_CLUSTER,
    DATABASE_PROXY,
    DOCUMENTS,
    INSTANCE,
    KAFKA,
    LOAD_BALANCER,
    SEARCH,
    SERVICE,
)
from policies.security_groups.groups import role_of
from policies.security_groups.guide import SERVICES, Role
from policies.security_groups.rules import GROUP_TYPES
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, as_list

_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"

MEMBERS: dict[str, tuple[str, tuple[Role, ...]]] = {
    _ENDPOINT: ("securityGroupIds", (Role.ENDPOINTS,)),
    CACHE: ("securityGroupIds", (Role.REDIS,)),
    DATABASE: ("vpcSecurityGroupIds", (Role.RDS,)),
    DATABASE_CLUSTER: ("vpcSecurityGroupIds", (Role.RDS,)),
    DATABASE_PROXY: ("vpcSecurityGroupIds", (Role.RDS_PROXY,)),
    DOCUMENTS: ("vpcSecurityGroupIds", (Role.DOCUMENTDB,)),
    INSTANCE: ("vpcSecurityGroupIds", (Role.BASTION,)),
    KAFKA: ("brokerNodeGroupInfo.securityGroups", (Role.MSK,)),
    LOAD_BALANCER: ("securityGroups", (Role.ALB,)),
    SEARCH: ("vpcOptions.securityGroupIds", (Role.OPENSEARCH,)),
    SERVICE: ("networkConfiguration.securityGroups", SERVICES),
}
"""Type -> the property that names its groups, and the rows that are for it."""


def _check(stack: Stack) -> Iterator[Finding]:
    for resource in stack.of_type(*MEMBERS):
        if resource.declared:
            yield from _judge(stack, resource)


def _judge(stack: Stack, resource: Resource) -> Iterator[Finding]:
    path, roles = MEMBERS[resource.type]
    [found] = find(resource.inputs, path)
    fitting = f"it must be one whose role is {', '.join(roles)}"
    for index, id_ in enumerate(as_list(found.value)):
        group = stack.reference(resource, top_level(path), id_, *GROUP_TYPES)
        wrong = [candidate for candidate in group.candidates if role_of(candidate) not in roles]
        if group.candidates and not wrong:
            continue
        position = f"[{index}]" if isinstance(found.value, list) else ""
        place = f"{resource}: {found.place}{position}"
        if group.certain and role_of(group.certain) is not UNKNOWN:
            role = role_of(group.certain)
            which = f"whose role is {role}" if role else "without a role"
            yield Finding(resource.urn, f"{place} is the group {group.certain.name} {which}; {fitting}")
        else:
            # A role that cannot be seen: the group is outside of the stack, or nobody knows yet which it is.
            yield Finding(
                resource.urn,
                f"{place} is {id_}, a group whose role cannot be seen; {fitting}",
                undecided=True,
            )


CONTROL = Control(
    id="security-group-fits-member",
    title="A resource is in no security group but those that the architecture's table has for its kind.",
    reason=(
        "Who may reach a resource follows from its groups alone. A database in the load balancer's "
        "group is open to the internet although every rule of every group is right."
    ),
    fix=(
        "Give the resource the group of its own row. For a new kind of member, add a row to "
        "policies/security_groups/guide.py first."
    ),
    severity=Severity.HIGH,
    types=frozenset(MEMBERS),
    asks=tuple(
        (type_, f"`{path}` must name groups with the role {' or '.join(roles)}")
        for type_, (path, roles) in MEMBERS.items()
    ),
    exceptions="Nodes of EKS, whose group EKS makes for the cluster.",
    check_stack=_check,
)
