"""The containers of a task, as ECS takes them. Pure.

Lists are sorted where their order means nothing, so that a change shows as what it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ._ecs_telemetry import COLLECTOR_MEMORY_MIB

APP = "app"
"""Name of the service's own container."""
COLLECTOR = "otel-collector"

EXEC_AGENT_PATHS = ("/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm")
"""Where the agent of ECS Exec writes: with a read-only root file system it needs a volume at each
(github.com/aws/containers-roadmap, issue 1359)."""

_LOG_BUFFER = "25m"


class CpuArchitecture(StrEnum):
    """The processor that tasks run on; the image has to be made for it."""

    X86_64 = "x86_64"
    """Intel or AMD."""
    ARM64 = "arm64"
    """Graviton: cheaper by a fifth."""


@dataclass(frozen=True)
class AppContainer:
    """What decides on the service's own container, as it is known while the program runs."""

    port: int | None
    command: tuple[str, ...]
    entry_point: tuple[str, ...]
    user: str | None
    readonly_root_filesystem: bool
    writable_directories: Mapping[str, int]
    """Size in MiB by path."""
    health_check_command: tuple[str, ...]
    health_check_grace_seconds: int
    stop_timeout_seconds: int
    execute_command: bool
    waits_for_collector: bool


@dataclass(frozen=True)
class Logging:
    """Where containers write their logs."""

    group: str
    region: str

    def configuration(self, container: str) -> dict[str, Any]:
        """The log configuration of a container."""
        return {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": self.group,
                "awslogs-region": self.region,
                "awslogs-stream-prefix": container,
                # A service goes on answering when its logs cannot be written.
                "mode": "non-blocking",
                "max-buffer-size": _LOG_BUFFER,
            },
        }


def app_container(
    app: AppContainer,
    image: str,
    environment: Mapping[str, str],
    secrets: Mapping[str, str],
    logging: Logging,
) -> dict[str, Any]:
    """The service's own container; `secrets` has a reference for each environment variable."""
    container: dict[str, Any] = {
        "name": APP,
        "image": image,
        "essential": True,
        "readonlyRootFilesystem": app.readonly_root_filesystem,
        "linuxParameters": _linux_parameters(app),
        "restartPolicy": {"enabled": True},
        "stopTimeout": app.stop_timeout_seconds,
        "environment": [{"name": name, "value": environment[name]} for name in sorted(environment)],
        "secrets": [{"name": name, "valueFrom": secrets[name]} for name in sorted(secrets)],
        "mountPoints": [
            {"sourceVolume": volume, "containerPath": path, "readOnly": False}
            for volume, path in volumes(app).items()
        ],
        "portMappings": [],
        "logConfiguration": logging.configuration(APP),
    }
    if app.port is not None:
        container["portMappings"] = [
            {"name": "http", "containerPort": app.port, "hostPort": app.port, "protocol": "tcp"}
        ]
    if app.command:
        container["command"] = list(app.command)
    if app.entry_point:
        container["entryPoint"] = list(app.entry_point)
    if app.user is not None:
        container["user"] = app.user
    if app.health_check_command:
        container["healthCheck"] = {
            "command": list(app.health_check_command),
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": app.health_check_grace_seconds,
        }
    if app.waits_for_collector:
        container["dependsOn"] = [{"containerName": COLLECTOR, "condition": "START"}]
    return container


def collector_container(image: str, configuration: str, logging: Logging) -> dict[str, Any]:
    """The collector's container. The service goes on without it: it is not essential."""
    return {
        "name": COLLECTOR,
        "image": image,
        "essential": False,
        "memory": COLLECTOR_MEMORY_MIB,
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True},
        "restartPolicy": {"enabled": True},
        "environment": [{"name": "AOT_CONFIG_CONTENT", "value": configuration}],
        "healthCheck": {
            "command": ["CMD", "/healthcheck"],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 10,
        },
        "mountPoints": [],
        "portMappings": [],
        "logConfiguration": logging.configuration(COLLECTOR),
    }


def container_definitions(containers: Sequence[Mapping[str, Any]]) -> str:
    """The JSON text of a task's containers."""
    return json.dumps(list(containers))


def volumes(app: AppContainer) -> dict[str, str]:
    """The volumes of a task, each with the path it is mounted at."""
    if not (app.execute_command and app.readonly_root_filesystem):
        return {}
    return {path.strip("/").replace("/", "-"): path for path in EXEC_AGENT_PATHS}


def _linux_parameters(app: AppContainer) -> dict[str, Any]:
    parameters: dict[str, Any] = {"initProcessEnabled": True}
    if app.writable_directories:
        # In memory rather than on a volume: a volume belongs to root, and a container's user could not write.
        parameters["tmpfs"] = [
            {"containerPath": path, "size": size} for path, size in sorted(app.writable_directories.items())
        ]
    return parameters
