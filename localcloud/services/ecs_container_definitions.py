"""Container definitions: a JSON text that AWS answers with its defaults filled in."""

import json
from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.values import Properties

_LISTS: Final = ("environment", "mountPoints", "portMappings", "systemControls", "volumesFrom")
_BY_NAME: Final = ("environment", "secrets")
_HEALTH_CHECK: Final = {"interval": 30, "timeout": 5, "retries": 3}
_EMPTY: Final[tuple[Any, ...]] = (None, [], {})


def check_containers(inputs: Properties) -> Iterable[tuple[str, str]]:
    """The container definitions must be a JSON list of objects."""
    text = inputs.get("containerDefinitions")
    if not isinstance(text, str):
        return
    try:
        containers = json.loads(text)
    except ValueError as error:
        yield "containerDefinitions", f"is not valid JSON: {error}"
        return
    if not isinstance(containers, list) or not all(isinstance(item, dict) for item in containers):
        yield "containerDefinitions", "must be a JSON list of objects, one per container"


def same_containers(old: Any, new: Any) -> bool:
    """Whether two texts define the same containers.

    AWS's defaults and the order of variables do not count.
    """
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return bool(_canonical(json.loads(old)) == _canonical(json.loads(new)))
    except ValueError:
        return False


def _canonical(containers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [_container(container) for container in containers]
    return sorted(found, key=lambda container: str(container.get("name")))


def _container(container: dict[str, Any]) -> dict[str, Any]:
    found = {"cpu": 0, "essential": True, **container}
    for name in _BY_NAME:
        if found.get(name):
            found[name] = sorted(found[name], key=lambda item: str(item.get("name")))
    found["portMappings"] = [_port(mapping) for mapping in found.get("portMappings") or ()]
    if found.get("healthCheck"):
        found["healthCheck"] = {**_HEALTH_CHECK, **_plain(found["healthCheck"])}
    return {key: value for key, value in _plain(found).items() if not (key in _LISTS and not value)}


def _port(mapping: dict[str, Any]) -> dict[str, Any]:
    found = {"protocol": "tcp", **_plain(mapping)}
    if found.get("hostPort") in (0, found.get("containerPort")):
        found.pop("hostPort")
    return found


def _plain(block: dict[str, Any]) -> dict[str, Any]:
    """A block without the members that are not set."""
    return {key: _inside(value) for key, value in block.items() if value not in _EMPTY}


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    return [_inside(item) for item in value] if isinstance(value, list) else value
