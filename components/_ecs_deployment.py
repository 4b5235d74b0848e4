"""How a new version of a service takes over from the old one, and what makes ECS go back. No resources
here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from ._args import Reader

_BAKE_MINUTES = range(1441)
_CANARY_PERCENT = range(1, 100)
_PERCENT = range(1, 101)
_HEALTHY_PERCENT = range(101)
_MAXIMUM_PERCENT = range(100, 401)

_MINUTES_WITHOUT_BAKING = 20
"""What pulumi_aws waits for a service to be made or changed, unless told otherwise."""


class DeploymentStrategy(StrEnum):
    """How a new version takes over from the old one."""

    ROLLING = "rolling"
    """Task by task: new ones start, old ones stop; requests go to both meanwhile."""
    BLUE_GREEN = "blue-green"
    """All at once: all new tasks start beside the old ones, which stay for a while after the switch."""
    CANARY = "canary"
    """In two steps: a small part of the requests goes to the new tasks first."""


class DeploymentArgs(TypedDict):
    """How a new version of a service takes over from the old one, and what makes ECS go back."""

    strategy: NotRequired[DeploymentStrategy]
    """rolling, blue-green or canary; the last two need `http`. Back to rolling only while the target group
    `<name>-blue` serves, and after a `pulumi refresh`. Default: rolling."""
    minimum_healthy_percent: NotRequired[int]
    """Tasks, in percent of those wanted, that run at least during a deployment, 0 to 100. Default: 100."""
    maximum_percent: NotRequired[int]
    """Tasks, in percent of those wanted, that run at most during a deployment, 100 to 400. Default: 200."""
    bake_minutes: NotRequired[int]
    """Minutes, 0 to 1440, for which the old tasks stay when all requests go to the new ones, so that a
    rollback takes seconds; with blue-green and canary. Default: 10."""
    canary_percent: NotRequired[int]
    """Percent of the requests, 1 to 99, that go to the new tasks first; with canary. Default: 10."""
    canary_bake_minutes: NotRequired[int]
    """Minutes, 0 to 1440, before the other requests follow; with canary. Default: 10."""
    rollback_error_percent: NotRequired[int]
    """Server errors, in percent of all answers, above which a deployment is rolled back, 1 to 100; with
    `http`. Default: 5."""
    rollback_memory_percent: NotRequired[int]
    """Memory in use, in percent, above which a deployment is rolled back, 1 to 100. Default: 90."""
    rollback_alarm_names: NotRequired[list[pulumi.Input[str]]]
    """Other CloudWatch alarms that roll a deployment back. Default: none."""
    wait_for_steady_state: NotRequired[bool]
    """Whether an update waits until the deployment is complete, and fails when it is rolled back. Default:
    true."""
    external: NotRequired[bool]
    """Whether something else than Pulumi deploys new versions, by other task definitions: those are left
    alone. Default: false."""
    keep_task_definitions: NotRequired[bool]
    """Whether former task definitions stay active, so that the service can be set back to one. They cost
    nothing, and outlive the stack. Default: true."""


@dataclass(frozen=True)
class DeploymentSpec:
    """The arguments of `deployment`, checked."""

    strategy: DeploymentStrategy
    minimum_healthy_percent: int
    maximum_percent: int
    bake_minutes: int
    canary_percent: int
    canary_bake_minutes: int
    rollback_error_percent: int
    rollback_memory_percent: int
    rollback_alarm_names: Sequence[pulumi.Input[str]]
    wait_for_steady_state: bool
    external: bool
    keep_task_definitions: bool

    @property
    def shifts_traffic(self) -> bool:
        """Whether a new version gets a target group of its own."""
        return self.strategy is not DeploymentStrategy.ROLLING

    @property
    def timeout_minutes(self) -> int:
        """How long making or changing the service may take."""
        return _MINUTES_WITHOUT_BAKING + self.bake_minutes + self.canary_bake_minutes


def read_deployment(reader: Reader, has_http: bool) -> DeploymentSpec:
    """The arguments that `reader` reads; `has_http` says whether requests reach the service."""
    strategy = reader.choice("strategy", DeploymentStrategy, DeploymentStrategy.ROLLING)
    shifts = strategy is not DeploymentStrategy.ROLLING
    canary = strategy is DeploymentStrategy.CANARY
    if shifts and not has_http:
        reader.problem(
            "strategy", f"{strategy.value!r} without http", "rolling: there are no requests to shift"
        )
    _only_if(reader, shifts, "with the strategies blue-green and canary", "bake_minutes")
    _only_if(reader, canary, "with the strategy canary", "canary_percent", "canary_bake_minutes")
    _only_if(reader, has_http, "with http", "rollback_error_percent")
    healthy = reader.whole_number("minimum_healthy_percent", 100, _HEALTHY_PERCENT)
    maximum = reader.whole_number("maximum_percent", 200, _MAXIMUM_PERCENT)
    if maximum <= healthy:
        reader.problem(
            "maximum_percent",
            f"{maximum}, not above minimum_healthy_percent, {healthy}",
            "more than that: no task could be replaced",
        )
    return DeploymentSpec(
        strategy=strategy,
        minimum_healthy_percent=healthy,
        maximum_percent=maximum,
        bake_minutes=reader.whole_number("bake_minutes", 10 if shifts else 0, _BAKE_MINUTES),
        canary_percent=reader.whole_number("canary_percent", 10, _CANARY_PERCENT),
        canary_bake_minutes=reader.whole_number("canary_bake_minutes", 10 if canary else 0, _BAKE_MINUTES),
        rollback_error_percent=reader.whole_number("rollback_error_percent", 5, _PERCENT),
        rollback_memory_percent=reader.whole_number("rollback_memory_percent", 90, _PERCENT),
        rollback_alarm_names=_alarm_names(reader),
        wait_for_steady_state=reader.flag("wait_for_steady_state", default=True),
        external=reader.flag("external", default=False),
        keep_task_definitions=reader.flag("keep_task_definitions", default=True),
    )


def deployment_properties(spec: DeploymentSpec, alarm_names: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
    """The properties of an ECS service that say how it is deployed."""
    return {
        "deployment_controller": {"type": "ECS"},
        "deployment_configuration": _configuration(spec),
        "deployment_minimum_healthy_percent": spec.minimum_healthy_percent,
        "deployment_maximum_percent": spec.maximum_percent,
        "deployment_circuit_breaker": {"enable": True, "rollback": True},
        "alarms": {
            "alarm_names": [*alarm_names, *spec.rollback_alarm_names],
            "enable": True,
            "rollback": True,
        },
        # ECS moves tasks between zones by starting one more first.
        "availability_zone_rebalancing": "ENABLED" if spec.maximum_percent > 100 else "DISABLED",
        "wait_for_steady_state": spec.wait_for_steady_state,
    }


def _configuration(spec: DeploymentSpec) -> dict[str, Any]:
    match spec.strategy:
        case DeploymentStrategy.ROLLING:
            return {"strategy": "ROLLING"}
        case DeploymentStrategy.BLUE_GREEN:
            return {"strategy": "BLUE_GREEN", "bake_time_in_minutes": str(spec.bake_minutes)}
        case DeploymentStrategy.CANARY:
            return {
                "strategy": "CANARY",
                "bake_time_in_minutes": str(spec.bake_minutes),
                "canary_configuration": {
                    "canary_percent": spec.canary_percent,
                    "canary_bake_time_in_minutes": str(spec.canary_bake_minutes),
                },
            }


def _alarm_names(reader: Reader) -> Sequence[pulumi.Input[str]]:
    if reader.get("rollback_alarm_names") is None:
        return []
    names = reader.passed_texts("rollback_alarm_names")
    if isinstance(names, list):
        return names
    reader.problem("rollback_alarm_names", "an Output", "a list of texts, each of which may be an Output")
    return []


def _only_if(reader: Reader, applies: bool, when: str, *keys: str) -> None:
    for key in keys:
        if not applies and reader.get(key) is not None:
            reader.problem(key, repr(reader.get(key)), f"none here: it counts only {when}")
