"""Task definitions.

What moto accepts, and AWS refuses: sizes that Fargate does not have, or none; another network mode on
Fargate; containers larger than their task; roles that do not exist; containers that cannot be (`containers`).

What moto gets wrong: defaults of containers; when it was registered and deregistered; a family without
revision means its last *active* revision; the order of lists; fault injection is dropped.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.core.utils import utcnow
from moto.ecs.exceptions import TaskDefinitionNotFoundException
from moto.ecs.models import EC2ContainerServiceBackend

from localcloud.iam_principals import role_of
from localcloud.moto_patches.ecs import containers
from localcloud.moto_patches.ecs._service import ACTIVE, AWSVPC, ECS, FARGATE, client_error
from localcloud.moto_patches.ecs.fargate import cpu_units, fits, memory_mib
from localcloud.moto_service import Request, replace

FAMILY: Final = re.compile(r"[a-zA-Z0-9_-]{1,255}")
EPHEMERAL_GIB: Final = range(21, 201)


def _prepare(_: Any, request: Request) -> None:
    """Sizes as AWS keeps them, and the network mode that goes without saying."""
    if request.get("cpu"):
        request["cpu"] = cpu_units(request["cpu"])
    if request.get("memory"):
        request["memory"] = memory_mib(request["memory"])
    for container in request.get("containerDefinitions") or ():
        for member in [member for member, value in container.items() if value is None]:
            del container[member]


def _refuse_family(_: Any, request: Request) -> None:
    if not FAMILY.fullmatch(request["family"]):
        raise client_error(
            f"Family '{request['family']}' is not valid: it has 1 to 255 letters, digits, hyphens and "
            "underscores."
        )


def _refuse_size(_: Any, request: Request) -> None:
    for member in ("cpu", "memory"):
        value = request.get(member)
        if value and not value.isdigit():
            raise client_error(f"Invalid '{member}' setting for task: {value}")
    if FARGATE not in (request.get("requiresCompatibilities") or ()):
        return
    cpu, memory = request.get("cpu"), request.get("memory")
    for member, value in (("cpu", cpu), ("memory", memory)):
        if not value:
            raise client_error(f"Fargate requires that '{member}' be defined at the task level.")
    if not fits(str(cpu), str(memory)):
        raise client_error(
            f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon "
            "ECS documentation for the valid values."
        )
    storage = (request.get("ephemeralStorage") or {}).get("sizeInGiB")
    if storage is not None and storage not in EPHEMERAL_GIB:
        raise client_error(
            f"Ephemeral storage of {storage} GiB is not supported: use {EPHEMERAL_GIB.start} to "
            f"{EPHEMERAL_GIB.stop - 1} GiB."
        )


def _refuse_network_mode(_: Any, request: Request) -> None:
    mode = request.get("networkMode")
    if FARGATE in (request.get("requiresCompatibilities") or ()) and mode not in (None, AWSVPC):
        raise client_error(f"Fargate only supports network mode 'awsvpc'; got '{mode}'.")


def _network_mode(request: Request) -> str:
    default = AWSVPC if FARGATE in (request.get("requiresCompatibilities") or ()) else "bridge"
    return str(request.get("networkMode") or default)


def _refuse_sums(_: Any, request: Request) -> None:
    defined = request.get("containerDefinitions") or []
    cpu = sum(container.get("cpu") or 0 for container in defined)
    if request.get("cpu") and cpu > int(request["cpu"]):
        raise client_error(
            f"The containers' CPU, {cpu} units in sum, is more than the task's, {request['cpu']}."
        )
    if not request.get("memory"):
        return
    memory = int(request["memory"])
    for container in defined:
        if (container.get("memory") or 0) > memory:
            raise client_error(
                f"Invalid setting for container '{container['name']}'. The 'memory' setting for container is "
                "greater than for the task."
            )
    reserved = sum(
        container.get("memoryReservation") or container.get("memory") or 0 for container in defined
    )
    if reserved > memory:
        raise client_error(
            f"The containers' memory, {reserved} MiB in sum, is more than the task's, {memory} MiB."
        )


def _refuse_volumes(_: Any, request: Request) -> None:
    names = [volume.get("name") for volume in request.get("volumes") or ()]
    if len(set(names)) < len(names):
        raise client_error(
            f"Volume names must be unique within a task definition: {', '.join(map(str, names))}"
        )


def _refuse_roles(backend: Any, request: Request) -> None:
    for member in ("taskRoleArn", "executionRoleArn"):
        arn = request.get(member)
        if arn and role_of(backend, arn) is None:
            raise client_error(f"Role is not valid: {arn} ({member}) does not exist.")


def _check_containers(_: Any, request: Request) -> None:
    mode = _network_mode(request)
    containers.check(request, mode)
    for container in request["containerDefinitions"]:
        containers.complete(container, mode)


def _keep(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    definition = answer["taskDefinition"]
    definition.registered_at = utcnow()
    definition.registered_by = f"arn:{backend.partition}:iam::{backend.account_id}:root"
    definition.enable_fault_injection = bool(request.get("enableFaultInjection"))
    answer["tags"] = definition.tags


def _keep_time(_: Any, __: Request, answer: dict[str, Any]) -> None:
    answer["taskDefinition"].deregistered_at = utcnow()


def _describe_active(original: Callable[..., Any], self: Any, task_definition_str: str) -> Any:
    name = task_definition_str.rsplit("/", 1)[-1]
    family, _, revision = name.partition(":")
    if revision:
        if not revision.isdigit():
            raise client_error(f"Invalid revision number. Number: {revision}")
        return original(self, name)
    revisions = self.task_definitions.get(family, {})
    active = [number for number, definition in revisions.items() if definition.status == ACTIVE]
    if not active:
        raise TaskDefinitionNotFoundException
    return original(self, f"{family}:{max(active)}")


def _list(backend: Any, request: Request) -> dict[str, Any]:
    status, family = request.get("status") or ACTIVE, request.get("familyPrefix")
    found = [
        (name, number, definition.arn)
        for name, revisions in backend.task_definitions.items()
        for number, definition in revisions.items()
        if definition.status == status and family in (None, name)
    ]
    return {"taskDefinitionArns": [arn for *_, arn in sorted(found, reverse=request.get("sort") == "DESC")]}


def active_task_definition(backend: Any, named: str) -> Any:
    """The task definition (moto's object) that a service or task can be run with.

    Raises:
        AwsError: ``ClientException``, when there is none or it is deregistered.
    """
    definition = backend.describe_task_definition(named)
    if definition.status != ACTIVE:
        raise client_error("TaskDefinition is inactive")
    return definition


@cache
def apply() -> None:
    """Put moto's task definitions right."""
    replace(EC2ContainerServiceBackend, "describe_task_definition", _describe_active)
    ECS.extend({"list_task_definitions": _list})
    ECS.refuse(
        {
            "register_task_definition": [
                _prepare,
                _refuse_family,
                _refuse_size,
                _refuse_network_mode,
                _refuse_volumes,
                _refuse_sums,
                _refuse_roles,
                _check_containers,
            ]
        }
    )
    ECS.complete({"register_task_definition": _keep, "deregister_task_definition": _keep_time})
