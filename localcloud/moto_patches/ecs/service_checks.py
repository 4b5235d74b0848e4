"""What AWS refuses of a service's settings, and moto takes.

Each check gets a `Plan`: the settings that the service is going to have. A create and an update go through
the same checks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.elbv2.models import elbv2_backends
from moto.servicediscovery.models import servicediscovery_backends

from localcloud.iam_principals import role_of
from localcloud.moto_patches.ecs._service import (
    AWSVPC,
    FARGATE,
    client_error,
    invalid,
    namespace_of,
)
from localcloud.moto_patches.ecs.capacity_providers import OF_AWS, check_strategy
from localcloud.moto_patches.elbv2 import balancers_of_target_group
from localcloud.moto_service import AwsError, network_of

PLATFORM_VERSIONS: Final = ("LATEST", "1.4.0", "1.3.0")
MOST_SUBNETS: Final = 16
MOST_GROUPS: Final = 5
SWITCHING: Final = ("BLUE_GREEN", "CANARY", "LINEAR")
"""The deployment strategies that move traffic between two target groups."""


@dataclass(frozen=True)
class Plan:
    """A service as it is going to be.

    Attributes:
        backend: moto's ECS backend.
        cluster: the cluster (moto's object).
        settings: the members of CreateService; those that are not set are missing.
        definition: the task definition (moto's object), if the service has one.
    """

    backend: Any
    cluster: Any
    settings: Mapping[str, Any]
    definition: Any | None

    @property
    def controller(self) -> str:
        """Who deploys: ECS, CODE_DEPLOY or EXTERNAL."""
        return str((self.settings.get("deploymentController") or {}).get("type") or "ECS")

    @property
    def on_fargate(self) -> bool:
        """Whether the tasks run on Fargate."""
        strategy = self.settings.get("capacityProviderStrategy") or ()
        named = {item["capacityProvider"] for item in strategy}
        return self.settings.get("launchType") == FARGATE or bool(named & set(OF_AWS))

    def container(self, name: str) -> dict[str, Any]:
        """A container definition by name; refuses one that is not there."""
        for container in self.definition.container_definitions if self.definition else ():
            if container["name"] == name:
                return dict(container)
        raise invalid(f"The container {name} does not exist in the task definition.")


def check_definition(plan: Plan) -> None:
    """A task definition, unless others decide on it; one that the launch type can run."""
    if plan.controller == "EXTERNAL":
        return
    if plan.definition is None:
        raise invalid("TaskDefinition can not be blank.")
    if plan.on_fargate and FARGATE not in plan.definition.compatibilities:
        raise invalid(
            "The provided launch type is not compatible with the task definition: it needs FARGATE."
        )
    if plan.settings.get("enableExecuteCommand") and not getattr(plan.definition, "task_role_arn", None):
        raise invalid(
            "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid "
            "task role in your task definition and try again."
        )


def check_placement(plan: Plan) -> None:
    """Launch type or strategy, and what goes with each."""
    settings, strategy = plan.settings, plan.settings.get("capacityProviderStrategy") or []
    if settings.get("launchType") and strategy:
        raise invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and "
            "try again."
        )
    check_strategy(strategy, plan.cluster.capacity_providers or ())
    version = settings.get("platformVersion")
    if version and not plan.on_fargate:
        raise invalid("The platform version must be null when specifying an EC2 launch type.")
    if version and version not in PLATFORM_VERSIONS:
        raise AwsError("PlatformUnknownException", f"Platform version {version} does not exist.")
    if plan.on_fargate:
        if settings.get("placementStrategy") or settings.get("placementConstraints"):
            raise invalid("Placement strategies and constraints are not supported with FARGATE launch type.")
        if settings.get("schedulingStrategy") == "DAEMON":
            raise invalid("The DAEMON scheduling strategy is not supported with FARGATE.")
    if settings.get("schedulingStrategy") == "DAEMON" and settings.get("desiredCount"):
        raise invalid("The desired count cannot be set with the DAEMON scheduling strategy.")


def check_network(plan: Plan) -> None:
    """Subnets and security groups of one VPC, with the network mode that has them."""
    if plan.definition is None:
        return
    settings = (plan.settings.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    if plan.definition.network_mode != AWSVPC:
        if settings:
            raise invalid(
                "Network Configuration is not valid for the given networkMode of this task definition."
            )
        return
    if not settings:
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    subnets, groups = settings.get("subnets") or [], settings.get("securityGroups") or []
    if not subnets:
        raise invalid("subnets can not be empty.")
    if len(subnets) > MOST_SUBNETS or len(groups) > MOST_GROUPS:
        raise invalid(f"At most {MOST_SUBNETS} subnets and {MOST_GROUPS} security groups can be given.")
    if settings.get("assignPublicIp") == "ENABLED" and not plan.on_fargate:
        raise invalid("Assign public IP is not supported for this launch type.")
    vpcs = {_vpc_of_subnet(plan.backend, subnet) for subnet in subnets}
    vpcs |= {_vpc_of_group(plan.backend, group) for group in groups}
    if len(vpcs) > 1:
        raise invalid(
            f"Subnets and security groups must be of one VPC; these are of {', '.join(sorted(vpcs))}."
        )


def _vpc_of_subnet(backend: Any, subnet: str) -> str:
    try:
        return str(network_of(backend).get_subnet(subnet).vpc_id)
    except InvalidSubnetIdError:
        raise invalid(
            f"Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist "
            "(ErrorCode: InvalidSubnetID.NotFound)"
        ) from None


def _vpc_of_group(backend: Any, group_id: str) -> str:
    group = network_of(backend).get_security_group_from_id(group_id)
    if group is None:
        raise invalid(
            f"Error retrieving security group information for [{group_id}]: The security group '{group_id}' "
            "does not exist (ErrorCode: InvalidGroup.NotFound)"
        )
    return str(group.vpc_id)


def check_load_balancers(plan: Plan) -> None:
    """Target groups with a load balancer, containers and ports that the task definition has."""
    balancers = plan.settings.get("loadBalancers") or []
    if plan.settings.get("healthCheckGracePeriodSeconds") and not balancers:
        raise invalid("Health check grace period is only valid for services configured to use load balancers")
    for balancer in balancers:
        if balancer.get("targetGroupArn"):
            _check_target_group(plan, balancer["targetGroupArn"])
        if plan.definition is not None:
            _check_port(plan, balancer["containerName"], balancer.get("containerPort"))
        if balancer.get("advancedConfiguration"):
            _check_switch(plan, balancer["advancedConfiguration"])
    strategy = (plan.settings.get("deploymentConfiguration") or {}).get("strategy")
    if strategy in SWITCHING and any(not balancer.get("advancedConfiguration") for balancer in balancers):
        raise invalid(
            f"The deployment strategy {strategy} needs the advancedConfiguration of each load balancer."
        )


def _check_port(plan: Plan, name: str, port: int | None) -> None:
    mappings = plan.container(name).get("portMappings") or []
    if port not in [mapping.get("containerPort") for mapping in mappings]:
        raise invalid(f"The container {name} did not have a container port {port} defined.")


def _check_target_group(plan: Plan, arn: str) -> None:
    elb = elbv2_backends[plan.backend.account_id][plan.backend.region_name]
    group = elb.target_groups.get(arn)
    if group is None:
        raise invalid(f"The specified target group does not exist: {arn}")
    if not balancers_of_target_group(elb, arn):
        raise invalid(
            f"The target group with targetGroupArn {arn} does not have an associated load balancer."
        )
    if plan.definition is not None and plan.definition.network_mode == AWSVPC and group.target_type != "ip":
        raise invalid(
            f"The provided target group {arn} has target type {group.target_type}, which is incompatible "
            "with the awsvpc network mode specified in the task definition."
        )


def _check_switch(plan: Plan, settings: Mapping[str, Any]) -> None:
    _check_target_group(plan, settings["alternateTargetGroupArn"])
    elb = elbv2_backends[plan.backend.account_id][plan.backend.region_name]
    rules = {
        arn
        for balancer in elb.load_balancers.values()
        for listener in balancer.listeners.values()
        for arn in (*(rule.arn for rule in listener.rules.values()), listener.arn)
    }
    for member in ("productionListenerRule", "testListenerRule"):
        if settings.get(member) and settings[member] not in rules:
            raise invalid(f"The {member} {settings[member]} does not exist.")
    if role_of(plan.backend, settings["roleArn"]) is None:
        raise invalid(f"The role {settings['roleArn']} does not exist.")


def check_deployment(plan: Plan) -> None:
    """Percentages and safety nets that go together, and with the controller."""
    settings = plan.settings.get("deploymentConfiguration") or {}
    low, high = settings.get("minimumHealthyPercent"), settings.get("maximumPercent")
    if low is not None and high is not None and high <= low:
        raise invalid(
            "maximumPercent must be greater than minimumHealthyPercent, so that a deployment can proceed."
        )
    breaker = settings.get("deploymentCircuitBreaker") or {}
    if plan.controller != "ECS" and (
        breaker.get("enable") or settings.get("alarms") or settings.get("strategy")
    ):
        raise invalid(
            "Circuit breaker, alarms and strategies need the deployment controller ECS, not "
            f"{plan.controller}."
        )
    if breaker.get("rollback") and not breaker.get("enable"):
        raise invalid("Rollback of the deployment circuit breaker needs the circuit breaker to be enabled.")


def check_discovery(plan: Plan) -> None:
    """Registries and namespaces that exist, ports that the task definition names."""
    discovery = servicediscovery_backends[plan.backend.account_id][plan.backend.region_name]
    for registry in plan.settings.get("serviceRegistries") or ():
        if registry.get("registryArn") not in [service.arn for service in discovery.services.values()]:
            raise invalid(f"The service registry {registry.get('registryArn')} does not exist.")
        if registry.get("containerName"):
            _check_port(plan, registry["containerName"], registry.get("containerPort"))
    connect = plan.settings.get("serviceConnectConfiguration") or {}
    if not connect.get("enabled"):
        return
    named = connect.get("namespace") or (plan.cluster.service_connect_defaults or {}).get("namespace")
    if not named:
        raise invalid("Service Connect needs a namespace: the service's own or the cluster's default.")
    if namespace_of(plan.backend, named) is None:
        raise AwsError("NamespaceNotFoundException", f"The Cloud Map namespace {named} does not exist.")
    ports = {
        mapping.get("name")
        for container in (plan.definition.container_definitions if plan.definition else ())
        for mapping in container.get("portMappings") or ()
    }
    for service in connect.get("services") or ():
        if service["portName"] not in ports:
            raise invalid(f"The portName {service['portName']} does not exist in the task definition.")


CHECKS: Final[tuple[Callable[[Plan], None], ...]] = (
    check_definition,
    check_placement,
    check_network,
    check_load_balancers,
    check_deployment,
    check_discovery,
)


def check(plan: Plan) -> None:
    """Refuse a service that AWS would not take."""
    for run in CHECKS:
        run(plan)


def check_name(name: str) -> None:
    """Refuse a service name with characters that none has."""
    if (
        not name
        or len(name) > 255
        or not name.replace("-", "").replace("_", "").isalnum()
        or not name.isascii()
    ):
        raise client_error(
            f"The service name '{name}' is not valid: it has 1 to 255 letters, digits, hyphens and "
            "underscores."
        )
