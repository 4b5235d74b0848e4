"""Container definitions: what AWS refuses of them, and what it adds."""

from collections.abc import Iterator
from typing import Any, Final

from localcloud.moto_patches.ecs._service import AWSVPC, FARGATE, client_error
from localcloud.moto_service import Request

Container = dict[str, Any]

EMPTY_LISTS: Final = ("environment", "mountPoints", "portMappings", "systemControls", "volumesFrom")
HEALTH_CHECK_DEFAULTS: Final = {"interval": 30, "timeout": 5, "retries": 3}
HEALTH_CHECK_RANGES: Final = {
    "interval": (5, 300),
    "timeout": (2, 120),
    "retries": (1, 10),
    "startPeriod": (0, 300),
}
FARGATE_DRIVERS: Final = ("awslogs", "splunk", "awsfirelens")
CLOUDWATCH_OPTIONS: Final = ("awslogs-group", "awslogs-region")


def complete(container: Container, network_mode: str | None) -> None:
    """Fill in what AWS answers for what was not given."""
    container.setdefault("cpu", 0)
    container.setdefault("essential", True)
    for member in EMPTY_LISTS:
        container.setdefault(member, [])
    for mapping in container["portMappings"]:
        mapping.setdefault("protocol", "tcp")
        if network_mode in (AWSVPC, "host") and "containerPort" in mapping:
            mapping["hostPort"] = mapping.get("hostPort") or mapping["containerPort"]
        elif "containerPort" in mapping:
            mapping.setdefault("hostPort", 0)
    if container.get("healthCheck"):
        for member, default in HEALTH_CHECK_DEFAULTS.items():
            container["healthCheck"].setdefault(member, default)


def check(request: Request, network_mode: str | None) -> None:
    """Refuse containers that AWS does not take, given the request to register their task definition."""
    containers = request.get("containerDefinitions") or []
    if not containers:
        raise client_error("Container list cannot be empty.")
    names = [container.get("name") for container in containers]
    if len(set(names)) < len(names):
        raise client_error(
            f"Container names must be unique within a task definition: {', '.join(map(str, names))}"
        )
    if not any(container.get("essential", True) for container in containers):
        raise client_error("At least one container must be essential.")
    on_fargate = FARGATE in (request.get("requiresCompatibilities") or ())
    for container in containers:
        _check_ports(container, network_mode)
        _check_memory(container)
        _check_health_check(container)
        _check_secrets(container, request)
        _check_logging(container, request, on_fargate)
        _check_references(container, request)
        if on_fargate:
            _check_fargate(container, request)
    _check_host_ports(containers, network_mode)


def _check_ports(container: Container, network_mode: str | None) -> None:
    for mapping in container.get("portMappings") or ():
        host, inside = mapping.get("hostPort"), mapping.get("containerPort")
        if network_mode == AWSVPC and host not in (None, 0, inside):
            raise client_error(
                "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
            )


def _check_host_ports(containers: list[Container], network_mode: str | None) -> None:
    if network_mode != AWSVPC:
        return
    ports = [
        (mapping.get("containerPort"), mapping.get("protocol", "tcp"))
        for container in containers
        for mapping in container.get("portMappings") or ()
    ]
    twice = sorted({str(port) for port, protocol in ports if ports.count((port, protocol)) > 1})
    if twice:
        raise client_error(f"Duplicate host port mappings in the task definition: {', '.join(twice)}")


def _check_memory(container: Container) -> None:
    hard, soft = container.get("memory"), container.get("memoryReservation")
    if hard is not None and soft is not None and hard < soft:
        raise client_error(
            f"Invalid setting for container '{container.get('name')}'. 'memory' must be greater than or "
            "equal to 'memoryReservation'."
        )


def _check_health_check(container: Container) -> None:
    for member, (low, high) in HEALTH_CHECK_RANGES.items():
        value = (container.get("healthCheck") or {}).get(member)
        if value is not None and not low <= value <= high:
            raise client_error(
                f"Health check {member} of container '{container.get('name')}' is {value}; it must be "
                f"between {low} and {high}."
            )


def _check_secrets(container: Container, request: Request) -> None:
    secrets = container.get("secrets") or []
    if secrets and not request.get("executionRoleArn"):
        raise client_error(
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
        )
    names = [secret["name"] for secret in secrets]
    variables = {variable.get("name") for variable in container.get("environment") or ()}
    shared = [name for name in names if name in variables or names.count(name) > 1]
    if shared:
        raise client_error(
            "The secret name must be unique and not shared with any new or existing environment variables "
            f"set on the container, such as '{shared[0]}'."
        )


def _check_logging(container: Container, request: Request, on_fargate: bool) -> None:
    logging = container.get("logConfiguration") or {}
    driver, options = logging.get("logDriver"), logging.get("options") or {}
    if on_fargate and driver and driver not in FARGATE_DRIVERS:
        raise client_error(
            f"Fargate does not support log driver {driver}; use one of {', '.join(FARGATE_DRIVERS)}."
        )
    if driver != "awslogs":
        return
    missing = [option for option in CLOUDWATCH_OPTIONS if not options.get(option)]
    if missing:
        raise client_error(f"Log driver awslogs requires options: {', '.join(missing)}.")
    if on_fargate and not options.get("awslogs-stream-prefix"):
        raise client_error("Log driver awslogs requires option awslogs-stream-prefix with Fargate.")
    if on_fargate and not request.get("executionRoleArn"):
        raise client_error(
            "Fargate requires task definition to have execution role ARN to support log driver awslogs."
        )


def _check_references(container: Container, request: Request) -> None:
    volumes = {volume.get("name") for volume in request.get("volumes") or ()}
    containers = {other.get("name"): other for other in request["containerDefinitions"]}
    for mount in container.get("mountPoints") or ():
        if mount.get("sourceVolume") not in volumes:
            raise client_error(f"Unknown volume '{mount.get('sourceVolume')}'.")
    for name in _others(container):
        if name not in containers or name == container.get("name"):
            raise client_error(
                f"Container '{container.get('name')}' refers to container '{name}', which is no other "
                "container of the task definition."
            )
    for dependency in container.get("dependsOn") or ():
        if dependency["condition"] == "HEALTHY" and not containers[dependency["containerName"]].get(
            "healthCheck"
        ):
            raise client_error(
                f"Container '{container.get('name')}' waits for container '{dependency['containerName']}' to "
                "be HEALTHY, which has no health check."
            )


def _others(container: Container) -> Iterator[str]:
    for dependency in container.get("dependsOn") or ():
        yield dependency["containerName"]
    for source in container.get("volumesFrom") or ():
        yield source["sourceContainer"]


def _check_fargate(container: Container, request: Request) -> None:
    if container.get("privileged"):
        raise client_error("Fargate does not support privileged containers.")
    if container.get("links"):
        raise client_error("Links are not supported when networkMode=awsvpc.")
    if ".dkr.ecr." in container.get("image", "") and not request.get("executionRoleArn"):
        raise client_error(
            "Fargate requires task definition to have execution role ARN to support ECR images."
        )
