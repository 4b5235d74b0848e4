"""The services that run as containers: `services` is a map of them by name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from config.base import SettingsModel
from config.values import WITHOUT_REPEATS, matching, named, not_below, one_of, refuse, within

FARGATE_MEMORY_MIB: Mapping[int, range | tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4097, 1024),
    1024: range(2048, 8193, 1024),
    2048: range(4096, 16385, 1024),
    4096: range(8192, 30721, 1024),
    8192: range(16384, 61441, 4096),
    16384: range(32768, 122881, 8192),
}
"""Memory in MiB that a task may have, by its CPU units (ECS developer guide, "Task definition parameters for
Fargate", Task size)."""

CONTAINER_PORTS = (3000, 4000)
"""Ports that the load balancer reaches containers at (the guide's security groups)."""


class CpuArchitecture(StrEnum):
    """The processor that an image is made for."""

    X86_64 = "x86_64"
    """Intel or AMD."""
    ARM64 = "arm64"
    """Graviton: a fifth cheaper."""


class DeploymentStrategy(StrEnum):
    """How a new version of a service takes over."""

    ROLLING = "rolling"
    """New tasks replace old ones bit by bit."""
    BLUE_GREEN = "blue-green"
    """All new tasks start beside the old ones, then all requests move at once. Needs `http`."""
    CANARY = "canary"
    """As blue-green, but a few requests move first. Needs `http`."""


class ScheduleSettings(SettingsModel):
    """New bounds for the number of tasks, from some time on."""

    schedule: Annotated[
        str,
        matching(r"(cron|rate|at)\(.+\)", "cron(0 7 ? * MON-FRI *), rate(1 day) or at(2027-01-31T08:00:00)"),
    ] = Field(description="When, as cron(0 7 ? * MON-FRI *).")
    timezone: str = Field(default="UTC", description="Time zone of the schedule, as Europe/Berlin.")
    minimum_tasks: Annotated[int, within(0, 5000)] = Field(description="Fewest tasks from then on.")
    maximum_tasks: Annotated[int, within(0, 5000), not_below("minimumTasks")] = Field(
        description="Most tasks from then on."
    )


class ScalingSettings(SettingsModel):
    """How many tasks a service has, and what changes their number."""

    minimum_tasks: Annotated[int, within(1, 5000)] = Field(
        default=2, description="Fewest tasks; two or more in prod, which ECS spreads over zones."
    )
    maximum_tasks: Annotated[int, within(1, 5000), not_below("minimumTasks")] = Field(
        default=10, description="Most tasks; the same as the fewest for a fixed number."
    )
    cpu_percent: Annotated[int, within(10, 100)] = Field(
        default=60, description="Use of the CPU that the number of tasks keeps."
    )
    memory_percent: Annotated[int, within(10, 100)] = Field(
        default=75, description="Use of the memory that the number of tasks keeps."
    )
    requests_per_task: Annotated[int, within(1, 1_000_000)] | None = Field(
        default=None,
        description="Requests per minute and task that the number of tasks keeps; with `http` and the "
        "rolling strategy.",
    )
    spot_percent: Annotated[int, within(0, 100)] = Field(
        default=0,
        description="Percent of the tasks on spot capacity: cheaper by two thirds, ended at two minutes' "
        "notice.",
    )
    schedules: Annotated[
        dict[str, ScheduleSettings], named(r"[a-z][a-z0-9-]{0,29}", "lower-case letters, digits and hyphens")
    ] = Field(default={}, description="New bounds at certain times, by a name that never changes.")


class HttpSettings(SettingsModel):
    """How requests reach a service through the load balancer."""

    port: Annotated[int, within(*CONTAINER_PORTS)] = Field(
        default=3000, description="Port on which the container answers; security groups open 3000 to 4000."
    )
    priority: Annotated[int, within(2, 50_000)] = Field(
        description="Place of its rule among those of all services: the lowest that matches counts. "
        "Blue-green and canary also take the place before it."
    )
    paths: Annotated[tuple[str, ...], WITHOUT_REPEATS] = Field(
        default=("/*",), description="Paths of its requests, with * and ? for any characters."
    )
    hosts: Annotated[tuple[str, ...], WITHOUT_REPEATS] = Field(
        default=(), description="Host names of its requests; none for every host name."
    )
    health_check_path: Annotated[str, matching(r"/\S{0,1023}", "a path, as /health")] = Field(
        default="/health", description="Path that answers as long as the container is healthy."
    )
    sticky_session_seconds: Annotated[int, within(1, 604_800)] | None = Field(
        default=None, description="Seconds for which a client stays with one task, as web sockets may need."
    )


class ServiceSettings(SettingsModel):
    """One service. What it may reach is in `stack/access.py`."""

    image_tag: Annotated[
        str,
        matching(
            r"(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64}",
            "a tag other than latest, as 1.4.2, or a digest, as sha256:...",
        ),
    ] = Field(description="Tag or digest of its image, in the service's own ECR repository.")
    image: str | None = Field(
        default=None,
        description="Another repository that `imageTag` is in, as public.ecr.aws/nginx/nginx. Default: the "
        "service's own.",
    )
    resolve_image_digest: bool = Field(
        default=False,
        description="Whether the tag is looked up in ECR at preview, and tasks are pinned to its digest; the "
        "image has to be there.",
    )
    architecture: CpuArchitecture = Field(
        default=CpuArchitecture.X86_64, description="Processor that the image is made for."
    )
    cpu: Annotated[int, one_of(FARGATE_MEMORY_MIB, "CPU units, 1024 are one vCPU")] = Field(
        default=512, description="CPU units of a task."
    )
    memory_mib: int | None = Field(
        default=None,
        description="Memory of a task in MiB, as Fargate offers it with `cpu`. Default: the least.",
    )
    command: tuple[str, ...] = Field(
        default=(), description="Command of the container. Default: the image's."
    )
    http: HttpSettings | None = Field(
        default=None, description="How requests reach it; none do without, as with a worker."
    )
    health_check_command: tuple[str, ...] = Field(
        default=(),
        description='Command that succeeds as long as the container is healthy, as ["CMD", "health"].',
    )
    environment: Annotated[
        dict[str, str], named(r"[A-Za-z_][A-Za-z0-9_]*", "letters, digits and underscores")
    ] = Field(
        default={},
        description="Plain environment variables, over those that the stack sets. No secrets: they are "
        "refused.",
    )
    acknowledged_plaintext: Annotated[tuple[str, ...], WITHOUT_REPEATS] = Field(
        default=(),
        description="Names in `environment` that look like a secret's, and whose values are none.",
    )
    readonly_root_filesystem: bool = Field(
        default=True, description="Whether the container's file system cannot be written to."
    )
    writable_directories: dict[str, int] = Field(
        default={"/tmp": 64},
        description="Directories in memory that can be written to: size in MiB by path.",
    )
    deployment: DeploymentStrategy = Field(
        default=DeploymentStrategy.ROLLING, description="How a new version takes over."
    )
    scaling: ScalingSettings = Field(default=ScalingSettings(), description="How many tasks there are.")
    telemetry: bool = Field(
        default=True, description="Whether a collector beside the container sends traces and metrics to AWS."
    )
    execute_command: bool = Field(
        default=False, description="Whether people whom IAM allows to can run commands in the container."
    )

    @field_validator("memory_mib")
    @classmethod
    def _fits_the_cpu(cls, memory: int | None, info: ValidationInfo) -> int | None:
        cpu = info.data.get("cpu")
        sizes = FARGATE_MEMORY_MIB.get(cpu, ()) if cpu is not None else ()
        if memory is not None and sizes and memory not in sizes:
            raise refuse("memory", f"{_words(sizes)}, with cpu {cpu}")
        return memory

    @field_validator("deployment")
    @classmethod
    def _shifts_only_requests(cls, strategy: DeploymentStrategy, info: ValidationInfo) -> DeploymentStrategy:
        # `http` is absent when it is wrong itself.
        if strategy is not DeploymentStrategy.ROLLING and info.data.get("http", True) is None:
            raise refuse(
                "deployment", f"{DeploymentStrategy.ROLLING}, or `http` beside it: no requests to shift"
            )
        return strategy

    @field_validator("scaling")
    @classmethod
    def _counts_only_requests(cls, scaling: ScalingSettings, info: ValidationInfo) -> ScalingSettings:
        if scaling.requests_per_task is not None and (
            info.data.get("http", True) is None
            or info.data.get("deployment", DeploymentStrategy.ROLLING) is not DeploymentStrategy.ROLLING
        ):
            raise refuse("requests", "requestsPerTask only with `http` and the rolling strategy")
        return scaling


def _words(sizes: range | tuple[int, ...]) -> str:
    if isinstance(sizes, range):
        return f"{sizes[0]} to {sizes[-1]} MiB in steps of {sizes.step}"
    return f"{', '.join(map(str, sizes))} MiB"


def _priorities_differ(services: dict[str, ServiceSettings]) -> dict[str, ServiceSettings]:
    taken: dict[int, str] = {}
    for name, service in services.items():
        if service.http is None:
            continue
        places = [service.http.priority]
        if service.deployment is not DeploymentStrategy.ROLLING:
            places.append(service.http.priority - 1)
        for place in places:
            if place in taken:
                raise refuse(
                    "priority",
                    f"a priority of its own for each service: {taken[place]} and {name} share {place}",
                )
            taken[place] = name
    return services


Services = Annotated[
    dict[str, ServiceSettings],
    named(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "lower-case letters, digits and single hyphens, as api"),
    AfterValidator(_priorities_differ),
]
"""Services by name, which becomes part of the names of all that they have."""
