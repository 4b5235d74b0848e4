"""Containers cannot change what they run."""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.control import Control, References, Severity
from policies.operations.containers import check_containers
from policies.resource_types import TASK


def _problems(container: Mapping[str, Any]) -> Iterator[str]:
    if not container.get("readonlyRootFilesystem"):
        yield "can write to its root file system: readonlyRootFilesystem is not true"


CONTROL = Control(
    id="container-read-only-root",
    title="The root file system of every container is read-only.",
    reason=(
        "An intruder's first step is to put a program somewhere and run it. Where nothing can be "
        "written, the step fails, and the container stays what was tested."
    ),
    fix="Set readonlyRootFilesystem to true, and give the container memory or a volume where it must write.",
    severity=Severity.MEDIUM,
    types=frozenset((TASK,)),
    asks=((TASK, "`readonlyRootFilesystem` of every container must be true"),),
    references=References(fsbp=("ECS.5",), checkov=("CKV_AWS_336",)),
    check_resource=lambda task: check_containers(task, _problems),
)
