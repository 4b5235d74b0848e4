"""The roles of a service: by which ECS starts tasks, which tasks have, and by which ECS moves traffic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._ecs_roles import exec_statements, execution_policy, trust_tasks
from ._ecs_service_spec import ServiceSpec
from ._ecs_telemetry import telemetry_statements
from ._iam import Statement, document, trust_service

_TRAFFIC_POLICY = "AmazonECSInfrastructureRolePolicyForLoadBalancers"
"""What moving traffic between target groups takes (ECS developer guide, "Amazon ECS infrastructure IAM role
for load balancers")."""


@dataclass(frozen=True)
class Role:
    """A role with all that has to be there before it can be used."""

    arn: pulumi.Input[str]
    policies: Sequence[pulumi.Resource]


def create_execution_role(
    component: SharedComponent,
    spec: ServiceSpec,
    image: pulumi.Input[str],
    secrets: pulumi.Input[Mapping[str, str]],
    log_group_arn: pulumi.Input[str],
) -> Role:
    """The role by which ECS starts tasks."""
    role = _create_task_role(component, "execution-role", "Lets ECS start tasks of", spec)
    images = [image, spec.telemetry.collector_image] if spec.telemetry.enabled else [image]
    policy = pulumi.Output.all(
        account=component.account(),
        log_group_arn=log_group_arn,
        images=pulumi.Output.all(*images),
        references=pulumi.Output.from_input(secrets).apply(lambda known: list(known.values())),
        key_arns=pulumi.Output.all(*spec.secret_kms_key_arns),
    ).apply(
        lambda known: execution_policy(
            known["account"],
            known["log_group_arn"],
            known["images"],
            known["references"],
            known["key_arns"],
        )
    )
    return Role(role.arn, [_create_policy(component, "execution-policy", role.id, policy)])


def create_task_role(
    component: SharedComponent, spec: ServiceSpec, log_group_arn: pulumi.Input[str]
) -> Role | None:
    """The role that tasks have: the given one with what it lacks, or one of their own; none when they may do
    nothing in AWS."""
    has_statements = bool(spec.task_role_statements or spec.app.execute_command or spec.telemetry.enabled)
    if spec.task_role_arn is not None:
        arn = pulumi.Output.from_input(spec.task_role_arn)
        role_name = arn.apply(lambda text: text.rpartition("/")[2])
    elif has_statements or spec.task_role_policies:
        role = _create_task_role(component, "task-role", "What may be done in AWS by", spec)
        arn, role_name = role.arn, role.id
    else:
        return None
    policies = [
        _create_policy(component, f"task-policy-{name}", role_name, policy)
        for name, policy in spec.task_role_policies.items()
    ]
    if has_statements:
        policy = pulumi.Output.all(
            account=component.account(),
            log_group_arn=log_group_arn,
            statements=list(spec.task_role_statements),
            exec_log_group_arn=spec.exec_log_group_arn,
            exec_key_arn=spec.exec_kms_key_arn,
            workspace_arn=spec.telemetry.prometheus_workspace_arn,
        ).apply(lambda known: document(_task_statements(spec, known)))
        policies.append(_create_policy(component, "task-policy", role_name, policy))
    return Role(arn, policies)


def create_infrastructure_role(component: SharedComponent, spec: ServiceSpec) -> Role | None:
    """The role by which ECS moves traffic between target groups; none when it does not."""
    if not spec.deployment.shifts_traffic:
        return None
    role = _create_role(
        component,
        "infrastructure-role",
        f"Lets ECS move requests between the target groups of {component.pulumi_resource_name}.",
        # Nobody can pass a role of this account to ECS in another one.
        trust_service("ecs.amazonaws.com"),
        spec,
    )
    attachment = aws.iam.RolePolicyAttachment(
        component.child_name("infrastructure-policy"),
        role=role.name,
        policy_arn=component.account().apply(lambda known: known.managed_policy(_TRAFFIC_POLICY)),
        opts=component.child_options(),
    )
    return Role(role.arn, [attachment])


def _task_statements(spec: ServiceSpec, known: Mapping[str, Any]) -> list[Statement]:
    statements = list(known["statements"])
    if spec.telemetry.enabled:
        statements += telemetry_statements(known["log_group_arn"], known["workspace_arn"])
    if spec.app.execute_command:
        statements += exec_statements(known["account"], known["exec_log_group_arn"], known["exec_key_arn"])
    return statements


def _create_task_role(component: SharedComponent, role: str, purpose: str, spec: ServiceSpec) -> aws.iam.Role:
    trust = component.account().apply(trust_tasks)
    return _create_role(component, role, f"{purpose} {component.pulumi_resource_name}.", trust, spec)


def _create_role(
    component: SharedComponent, role: str, description: str, trust: pulumi.Input[str], spec: ServiceSpec
) -> aws.iam.Role:
    return aws.iam.Role(
        component.child_name(role),
        description=description,
        assume_role_policy=trust,
        permissions_boundary=spec.permissions_boundary_arn,
        tags=component.child_tags(role),
        opts=component.child_options(),
    )


def _create_policy(
    component: SharedComponent, role: str, iam_role: pulumi.Input[str], policy: pulumi.Input[str]
) -> aws.iam.RolePolicy:
    return aws.iam.RolePolicy(
        component.child_name(role), role=iam_role, policy=policy, opts=component.child_options()
    )
