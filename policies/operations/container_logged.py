"""Containers are heard."""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.control import Control, References, Severity
from policies.operations.containers import check_containers
from policies.resource_types import TASK


def _problems(container: Mapping[str, Any]) -> Iterator[str]:
    if not (container.get("logConfiguration") or {}).get("logDriver"):
        yield "has no logConfiguration.logDriver, so what it says is lost"


CONTROL = Control(
    id="container-logged",
    title="Every container sends what it says to a log.",
    reason=(
        "On Fargate there is no host to look at afterwards. Without a log driver nobody learns why a task "
        "ended, or what an intruder did in it."
    ),
    fix="Set logConfiguration with a logDriver, as awslogs and a log group.",
    severity=Severity.MEDIUM,
    types=frozenset((TASK,)),
    asks=((TASK, "`logConfiguration.logDriver` of every container must be set"),),
    references=References(fsbp=("ECS.9",)),
    check_resource=lambda task: check_containers(task, _problems),
)
