"""The containers of an ECS task definition."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policies.control import Finding
from policies.stack import Resource
from policies.values import UNKNOWN, Unknown

_PATH = "containerDefinitions"


def containers_of(task: Resource) -> list[Mapping[str, Any]] | Unknown:
    """Returns the containers as ECS's API has them. A text that is no list of containers has none: the
    provider refuses it, with an error of its own."""
    text = task.inputs.get(_PATH, UNKNOWN)
    if isinstance(text, Unknown):
        return UNKNOWN
    try:
        definitions = json.loads(text)
    except (TypeError, ValueError):
        return []
    return [one for one in definitions if isinstance(one, dict)] if isinstance(definitions, list) else []


def check_containers(
    task: Resource, problems_of: Callable[[Mapping[str, Any]], Iterator[str]]
) -> Iterator[Finding]:
    """Asks of every container of a task what is wrong with it."""
    containers = containers_of(task)
    if isinstance(containers, Unknown):
        yield Finding(task.urn, f"{task}: {_PATH} is {UNKNOWN}", undecided=True)
        return
    for container in containers:
        for problem in problems_of(container):
            yield Finding(task.urn, f"{task}: the container {container.get('name')} {problem}")
