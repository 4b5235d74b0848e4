"""Containers are apart from their host and from each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.control import Control, Finding, References, Severity
from policies.operations.containers import check_containers
from policies.requirement import Demand, Requirement, Requirements
from policies.resource_types import TASK
from policies.stack import Resource

_APART = Demand("not be host", lambda value: value != "host")

REQUIREMENTS = Requirements(
    *(Requirement(TASK, path, _APART) for path in ("ipcMode", "networkMode", "pidMode")),
)


def _check(task: Resource) -> Iterator[Finding]:
    yield from REQUIREMENTS.check(task)
    yield from check_containers(task, _problems)


def _problems(container: Mapping[str, Any]) -> Iterator[str]:
    if container.get("privileged"):
        yield "is privileged"
    parameters = container.get("linuxParameters") or {}
    if added := (parameters.get("capabilities") or {}).get("add"):
        yield f"adds the capabilities {', '.join(added)}"


CONTROL = Control(
    id="container-not-privileged",
    title="No container is privileged, adds capabilities, or shares its host's processes or network.",
    reason=(
        "A privileged container is root on its host. A flaw in the service is then a way to "
        "everything that runs beside it, and to the host's credentials."
    ),
    fix="Remove the property that the message names; the network mode awsvpc gives a task its own address.",
    severity=Severity.HIGH,
    types=frozenset((TASK,)),
    asks=(
        *REQUIREMENTS.asks,
        (TASK, "no container may have `privileged` or `linuxParameters.capabilities.add`"),
    ),
    references=References(fsbp=("ECS.3", "ECS.4", "ECS.17"), checkov=("CKV_AWS_334", "CKV_AWS_335")),
    check_resource=_check,
)
