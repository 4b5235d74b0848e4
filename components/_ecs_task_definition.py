"""The task definition of a service: what one task consists of."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._ecs_service_spec import ServiceSpec
from ._ecs_task import Logging, app_container, collector_container, container_definitions, volumes
from ._ecs_telemetry import Collector, collector_configuration, metrics_namespace, service_environment
from ._naming import physical_name


def create_task_definition(
    component: SharedComponent,
    spec: ServiceSpec,
    *,
    image: pulumi.Input[str],
    environment: pulumi.Input[Mapping[str, str]],
    secrets: pulumi.Input[Mapping[str, str]],
    log_group: aws.cloudwatch.LogGroup,
    execution_role_arn: pulumi.Input[str],
    task_role_arn: pulumi.Input[str] | None,
) -> aws.ecs.TaskDefinition:
    """The task definition of a service; its family is called after project, stack and component."""
    name = component.pulumi_resource_name
    containers = pulumi.Output.all(
        image=image,
        environment=environment,
        secrets=secrets,
        log_group=log_group.name,
        account=component.account(),
        workspace_arn=spec.telemetry.prometheus_workspace_arn,
    ).apply(lambda known: _containers(name, spec, known))
    disk = spec.ephemeral_storage_gib
    return aws.ecs.TaskDefinition(
        component.child_name("task-definition"),
        family=physical_name("task family", pulumi.get_project(), pulumi.get_stack(), name),
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(spec.cpu),
        memory=str(spec.memory_mib),
        runtime_platform={
            "operating_system_family": "LINUX",
            "cpu_architecture": spec.architecture.value.upper(),
        },
        ephemeral_storage=None if disk is None else {"size_in_gib": disk},
        volumes=[{"name": volume} for volume in volumes(spec.app)] or None,
        execution_role_arn=execution_role_arn,
        task_role_arn=task_role_arn,
        container_definitions=containers,
        # ECS takes no deregistered task definition: kept, a service can be set back to one.
        skip_destroy=spec.deployment.keep_task_definitions,
        tags=component.child_tags("task-definition"),
        opts=component.child_options(),
    )


def _containers(name: str, spec: ServiceSpec, known: Mapping[str, Any]) -> str:
    logging = Logging(known["log_group"], known["account"].region)
    environment = dict(known["environment"])
    containers = []
    if spec.telemetry.enabled:
        # What the caller says about OpenTelemetry counts.
        environment = {**service_environment(name, spec.tags), **environment}
        collector = Collector(
            service=name,
            namespace=metrics_namespace(spec.tags),
            region=logging.region,
            log_group=logging.group,
            metrics_port=spec.telemetry.metrics_port,
            metrics_path=spec.telemetry.metrics_path,
            prometheus_workspace_arn=known["workspace_arn"],
        )
        configuration = collector_configuration(collector)
        containers.append(collector_container(spec.telemetry.collector_image, configuration, logging))
    app = app_container(spec.app, known["image"], environment, known["secrets"], logging)
    return container_definitions([app, *containers])
