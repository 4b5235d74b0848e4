"""ECS task definitions: every change makes a new revision, and the old one is deregistered."""

import json
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.ecs_container_definitions import check_containers, same_containers
from localcloud.services.member_names import without_empty
from localcloud.services.tagging import ECS_TAGGING

_RENAMED: Final = {"hostPath": "host", "configureAtLaunch": "configuredAtLaunch"}
"""The members of a volume that ECS names otherwise."""

_UNSET: Final = dict.fromkeys(
    (
        *(
            "cpu",
            "ephemeralStorage",
            "executionRoleArn",
            "ipcMode",
            "memory",
            "pidMode",
            "proxyConfiguration",
        ),
        *("requiresCompatibilities", "runtimePlatform", "taskRoleArn"),
    )
)
"""What an answer leaves out when a task definition does not have it."""


def _proxy_to_api(block: Properties) -> dict[str, Any]:
    values = [{"name": name, "value": value} for name, value in (block.get("properties") or {}).items()]
    return {**block, "properties": values}


def _proxy_from_api(answer: dict[str, Any] | None) -> Properties | None:
    if not answer:
        return None
    return {**answer, "properties": {item["name"]: item["value"] for item in answer.get("properties") or ()}}


def _volumes_to_api(volumes: list[Properties]) -> list[dict[str, Any]]:
    found = []
    for volume in volumes:
        host = {"host": {"sourcePath": volume["hostPath"]}} if volume.get("hostPath") else {}
        launch = volume.get("configureAtLaunch")
        others = {name: value for name, value in volume.items() if name not in _RENAMED}
        found.append({**without_empty(others), **host, **({"configuredAtLaunch": True} if launch else {})})
    return found


def _volumes_from_api(answer: list[dict[str, Any]]) -> list[Properties]:
    found = []
    for volume in answer:
        others = {name: value for name, value in volume.items() if name not in _RENAMED.values()}
        path = (volume.get("host") or {}).get("sourcePath")
        launch = volume.get("configuredAtLaunch")
        found.append({**others, **without_empty({"hostPath": path, "configureAtLaunch": launch})})
    return found


def _read(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    """The revision that is known, or the family's last active one."""
    latest = known.get("trackLatest") or not known.get("arn")
    named = identifier if latest else known["arn"]
    answer = api.call("describe_task_definition", taskDefinition=named, include=["TAGS"])
    found = answer["taskDefinition"]
    if found["status"] != "ACTIVE":
        return None
    arn = found["taskDefinitionArn"]
    told = {"arnWithoutRevision": arn.rpartition(":")[0], "tags": answer.get("tags") or []}
    return {**_UNSET, **found, **told}


def _delete(api: Api, identifier: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        api.call("deregister_task_definition", taskDefinition=state["arn"])


def _of_arn(given: str) -> Properties:
    """What an ARN tells; an id, which is a family, tells nothing."""
    return {"arn": given} if given.startswith("arn:") else {}


def _family(api: Api, given: str) -> str:
    return given.rpartition("/")[2].partition(":")[0]


TASK_DEFINITION: Final = Resource(
    "aws:ecs/taskDefinition:TaskDefinition",
    "ecs",
    identifier="{family}",
    create=Call("register_task_definition", answer="taskDefinition"),
    read=_read,
    delete=_delete,
    names={"arn": "taskDefinitionArn"},
    conversions={
        "containerDefinitions": Conversion(json.loads, json.dumps),
        "proxyConfiguration": Conversion(_proxy_to_api, _proxy_from_api),
        "volumes": Conversion(_volumes_to_api, _volumes_from_api),
    },
    equivalent={"containerDefinitions": same_containers},
    # A deregistered revision is no client error that says "not found" in its code.
    gone=("ClientException",),
    tagging=ECS_TAGGING,
    validate=check_containers,
    import_properties=_of_arn,
    import_id=_family,
)

RESOURCES: Final = (TASK_DEFINITION,)
