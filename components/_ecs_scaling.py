"""How many tasks a service has, on which capacity, and what changes their number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import Reader
from ._argument_kinds import read_required_number
from ._base import SharedComponent
from ._ecs_alarms import load_balancer_suffix
from ._store_spec import read_number_if_given

_TASKS = range(5001)
"""Tasks of one service (ECS developer guide, "Amazon ECS service quotas")."""
_PERCENT = range(101)
_TARGET_PERCENT = range(10, 101)
_REQUESTS = range(1, 1_000_001)
_COOLDOWN_SECONDS = range(3601)

_SCHEDULE = re.compile(
    r"cron\(\S+( \S+){5}\)|rate\(\d+ (minutes?|hours?|days?)\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)"
)
_TIMEZONE = re.compile(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+)*")


class ScalingScheduleArgs(TypedDict):
    """New bounds for the number of tasks, from some time on."""

    schedule: str
    """When: cron(0 7 ? * MON-FRI *), rate(1 day) or at(2027-01-31T08:00:00)."""
    timezone: NotRequired[str]
    """Time zone of `schedule`, as Europe/Berlin. Default: UTC."""
    minimum_tasks: int
    """Fewest tasks from then on."""
    maximum_tasks: int
    """Most tasks from then on."""


class ScalingArgs(TypedDict):
    """How many tasks a service has, on which capacity, and what changes their number."""

    minimum_tasks: NotRequired[int]
    """Fewest tasks, 0 to 5000. Default: 2, which ECS puts into different zones."""
    maximum_tasks: NotRequired[int]
    """Most tasks; the same as the fewest for a fixed number. Default: 10, or the fewest if those are more."""
    cpu_percent: NotRequired[int]
    """Use of the CPU, in percent, at which the number of tasks keeps it, 10 to 100; 0 to leave it out of
    account. Default: 60."""
    memory_percent: NotRequired[int]
    """Use of the memory, likewise; 0 for programs that do not give memory back. Default: 75."""
    requests_per_task: NotRequired[int]
    """Requests per minute and task at which the number of tasks keeps them; with `http` and the strategy
    rolling, since AWS counts them by target group. Default: left out of account."""
    scale_out_cooldown_seconds: NotRequired[int]
    """Seconds, 0 to 3600, between two increases. Default: 60."""
    scale_in_cooldown_seconds: NotRequired[int]
    """Seconds, 0 to 3600, between two decreases. Default: 300."""
    schedules: NotRequired[dict[str, ScalingScheduleArgs]]
    """New bounds at certain times, by a name that never changes. Default: none."""
    spot_percent: NotRequired[int]
    """Percent of the tasks, 0 to 100, on spot capacity: cheaper by two thirds, and ended by AWS at two
    minutes' notice. Default: 0."""
    on_demand_tasks: NotRequired[int]
    """Tasks that run on demand before `spot_percent` counts. Default: 0."""


@dataclass(frozen=True)
class Schedule:
    """A scheduled change of the bounds, checked."""

    schedule: str
    timezone: str
    minimum_tasks: int
    maximum_tasks: int


@dataclass(frozen=True)
class ScalingSpec:
    """The arguments of `scaling`, checked."""

    minimum_tasks: int
    maximum_tasks: int
    cpu_percent: int
    memory_percent: int
    requests_per_task: int | None
    scale_out_cooldown_seconds: int
    scale_in_cooldown_seconds: int
    schedules: Mapping[str, Schedule]
    spot_percent: int
    on_demand_tasks: int

    @property
    def is_automatic(self) -> bool:
        """Whether Application Auto Scaling decides on the number of tasks."""
        return self.maximum_tasks > self.minimum_tasks or bool(self.schedules)

    @property
    def capacity_provider_strategies(self) -> list[dict[str, Any]]:
        """How tasks are spread over Fargate on demand and on spot capacity."""
        on_demand: dict[str, Any] = {"capacity_provider": "FARGATE", "weight": 100 - self.spot_percent}
        if self.spot_percent == 0:
            return [on_demand]
        spot = {"capacity_provider": "FARGATE_SPOT", "weight": self.spot_percent}
        return [{**on_demand, "base": self.on_demand_tasks}, spot]


def read_scaling(reader: Reader, counts_requests: bool) -> ScalingSpec:
    """The arguments that `reader` reads; `counts_requests` says whether AWS counts the service's requests."""
    minimum = reader.whole_number("minimum_tasks", 2, _TASKS)
    maximum = reader.whole_number("maximum_tasks", max(10, minimum), _TASKS)
    if maximum < minimum:
        reader.problem("maximum_tasks", str(maximum), f"minimum_tasks, {minimum}, or more")
    if minimum == 0 < maximum:
        reader.problem(
            "minimum_tasks",
            "0",
            "1 or more below maximum_tasks",
            "Without a task there is nothing to measure that would start one. A schedule may set 0.",
        )
    requests = read_number_if_given(reader, "requests_per_task", _REQUESTS)
    if requests is not None and not counts_requests:
        reader.problem(
            "requests_per_task", str(requests), "none here: it counts only with http and the strategy rolling"
        )
    return ScalingSpec(
        minimum_tasks=minimum,
        maximum_tasks=maximum,
        cpu_percent=reader.whole_number("cpu_percent", 60, (0, *_TARGET_PERCENT)),
        memory_percent=reader.whole_number("memory_percent", 75, (0, *_TARGET_PERCENT)),
        requests_per_task=requests,
        scale_out_cooldown_seconds=reader.whole_number("scale_out_cooldown_seconds", 60, _COOLDOWN_SECONDS),
        scale_in_cooldown_seconds=reader.whole_number("scale_in_cooldown_seconds", 300, _COOLDOWN_SECONDS),
        schedules={
            name: _schedule(schedule) for name, schedule in reader.named("schedules", ScalingScheduleArgs)
        },
        spot_percent=reader.whole_number("spot_percent", 0, _PERCENT),
        on_demand_tasks=reader.whole_number("on_demand_tasks", 0, _TASKS),
    )


def create_scaling(
    component: SharedComponent,
    spec: ScalingSpec,
    cluster_name: pulumi.Input[str],
    service: aws.ecs.Service,
    listener_arn: pulumi.Input[str] | None,
    target_group: aws.lb.TargetGroup | None,
) -> aws.appautoscaling.Target | None:
    """What changes the number of tasks, if anything does: the service as a scalable target, and its policies
    and schedules."""
    if not spec.is_automatic:
        return None
    target = aws.appautoscaling.Target(
        component.child_name("scalable-target"),
        service_namespace="ecs",
        resource_id=pulumi.Output.concat("service/", cluster_name, "/", service.name),
        scalable_dimension="ecs:service:DesiredCount",
        min_capacity=spec.minimum_tasks,
        max_capacity=spec.maximum_tasks,
        tags=component.child_tags("scalable-target"),
        opts=component.child_options(),
    )
    if spec.cpu_percent:
        metric = {"predefined_metric_type": "ECSServiceAverageCPUUtilization"}
        _create_policy(component, "cpu-scaling", spec, target, metric, spec.cpu_percent)
    if spec.memory_percent:
        metric = {"predefined_metric_type": "ECSServiceAverageMemoryUtilization"}
        _create_policy(component, "memory-scaling", spec, target, metric, spec.memory_percent)
    if spec.requests_per_task is not None and listener_arn is not None and target_group is not None:
        balancer = pulumi.Output.from_input(listener_arn).apply(load_balancer_suffix)
        requests = {
            "predefined_metric_type": "ALBRequestCountPerTarget",
            "resource_label": pulumi.Output.concat(balancer, "/", target_group.arn_suffix),
        }
        _create_policy(component, "request-scaling", spec, target, requests, spec.requests_per_task)
    for name, schedule in spec.schedules.items():
        _create_schedule(component, f"schedule-{name}", target, schedule)
    return target


def _create_policy(
    component: SharedComponent,
    role: str,
    spec: ScalingSpec,
    target: aws.appautoscaling.Target,
    metric: Mapping[str, Any],
    value: int,
) -> None:
    aws.appautoscaling.Policy(
        component.child_name(role),
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        resource_id=target.resource_id,
        scalable_dimension=target.scalable_dimension,
        target_tracking_scaling_policy_configuration={
            "predefined_metric_specification": metric,
            "target_value": value,
            "scale_out_cooldown": spec.scale_out_cooldown_seconds,
            "scale_in_cooldown": spec.scale_in_cooldown_seconds,
        },
        opts=component.child_options(),
    )


def _create_schedule(
    component: SharedComponent, role: str, target: aws.appautoscaling.Target, schedule: Schedule
) -> None:
    aws.appautoscaling.ScheduledAction(
        component.child_name(role),
        service_namespace=target.service_namespace,
        resource_id=target.resource_id,
        scalable_dimension=target.scalable_dimension,
        schedule=schedule.schedule,
        timezone=schedule.timezone,
        scalable_target_action={
            "min_capacity": str(schedule.minimum_tasks),
            "max_capacity": str(schedule.maximum_tasks),
        },
        opts=component.child_options(),
    )


def _schedule(reader: Reader) -> Schedule:
    schedule = reader.text("schedule")
    if schedule and not _SCHEDULE.fullmatch(schedule):
        reader.problem(
            "schedule",
            repr(schedule),
            "cron(minutes hours day-of-month month day-of-week year), rate(1 day) or at(2027-01-31T08:00:00)",
        )
    timezone = reader.text("timezone", "UTC")
    if timezone and not _TIMEZONE.fullmatch(timezone):
        reader.problem("timezone", repr(timezone), "the name of a time zone, as Europe/Berlin")
    minimum = read_required_number(reader, "minimum_tasks", _TASKS)
    maximum = read_required_number(reader, "maximum_tasks", _TASKS)
    if maximum < minimum:
        reader.problem("maximum_tasks", str(maximum), f"minimum_tasks, {minimum}, or more")
    return Schedule(schedule, timezone, minimum, maximum)
