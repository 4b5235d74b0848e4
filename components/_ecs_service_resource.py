"""The ECS service itself: tasks that are kept running, reachable and replaced by new versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._ecs_deployment import deployment_properties
from ._ecs_routing import Routing
from ._ecs_service_roles import Role
from ._ecs_service_spec import ServiceSpec
from ._ecs_task import APP


@dataclass(frozen=True)
class Surroundings:
    """What a service is made of, and what has to be there before it."""

    task_definition: aws.ecs.TaskDefinition
    routing: Routing | None
    alarms: Sequence[aws.cloudwatch.MetricAlarm]
    roles: Sequence[Role]
    infrastructure_role: Role | None


def create_service(component: SharedComponent, spec: ServiceSpec, around: Surroundings) -> aws.ecs.Service:
    """The service `<component>-service`, called like the component."""
    return aws.ecs.Service(
        component.child_name("service"),
        # Fixed, since the alarms have to exist before the service, and to name it.
        name=component.pulumi_resource_name,
        cluster=spec.cluster_arn,
        task_definition=around.task_definition.arn,
        desired_count=spec.scaling.minimum_tasks,
        capacity_provider_strategies=spec.scaling.capacity_provider_strategies,
        # Lets AWS change the capacity of a service in place: otherwise another mix would replace it.
        force_new_deployment=True,
        platform_version="LATEST",
        network_configuration={
            "subnets": spec.subnet_ids,
            "security_groups": spec.security_group_ids,
            "assign_public_ip": False,
        },
        load_balancers=_load_balancers(spec, around),
        health_check_grace_period_seconds=spec.http.grace_seconds if spec.http else None,
        **deployment_properties(spec.deployment, [alarm.name for alarm in around.alarms]),
        enable_execute_command=spec.app.execute_command,
        enable_ecs_managed_tags=True,
        propagate_tags="SERVICE",
        tags=component.child_tags("service"),
        opts=component.child_options(_options(spec, around)),
    )


def _options(spec: ServiceSpec, around: Surroundings) -> pulumi.ResourceOptions:
    minutes = f"{spec.deployment.timeout_minutes}m"
    ignored = [
        *(["desired_count"] if spec.scaling.is_automatic else []),
        *(["task_definition"] if spec.deployment.external else []),
    ]
    policies = [policy for role in around.roles for policy in role.policies]
    return pulumi.ResourceOptions(
        depends_on=[*policies, *(around.routing.rules if around.routing else [])],
        ignore_changes=ignored,
        delete_before_replace=True,
        custom_timeouts=pulumi.CustomTimeouts(create=minutes, update=minutes),
    )


def _load_balancers(spec: ServiceSpec, around: Surroundings) -> list[dict[str, Any]] | None:
    routing = around.routing
    if routing is None:
        return None
    target: dict[str, Any] = {
        "target_group_arn": routing.blue.arn,
        "container_name": APP,
        "container_port": spec.app.port,
    }
    if routing.green is not None and routing.test_rule is not None and around.infrastructure_role is not None:
        target["advanced_configuration"] = {
            "alternate_target_group_arn": routing.green.arn,
            "production_listener_rule": routing.rule.arn,
            "test_listener_rule": routing.test_rule.arn,
            "role_arn": around.infrastructure_role.arn,
        }
    return [target]
