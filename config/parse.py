"""A stack's configuration, as Pulumi hands it over, turned into settings."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from config.mistakes import Mistake, SettingsError, from_validation, near_miss, yaml_path
from config.safety import safety_mistakes
from config.settings import Environment, StackSettings


@dataclass(frozen=True)
class StackConfiguration:
    """What Pulumi knows of the running stack before the program starts."""

    project: str
    stack: str
    """The stack's name, with or without `organization/project/` before it."""
    values: Mapping[str, str]
    """Configuration by full key (`shared-infra:owner`): texts as they are, everything else as JSON."""
    secret_keys: Collection[str] = ()
    """Keys whose values must not be shown."""

    @property
    def environment(self) -> str:
        """The last part of the stack's name."""
        return self.stack.rsplit("/", 1)[-1]

    @property
    def source(self) -> str:
        """The stack's file."""
        return f"Pulumi.{self.environment}.yaml"


def parse(configuration: StackConfiguration, environment: Mapping[str, str]) -> StackSettings:
    """The settings of a stack; `environment` holds the process's environment variables.

    Raises SettingsError with every mistake at once: wrong, missing and unknown values, an environment that is
    not the stack's, and a place where the stack must not run.
    """
    document = _document(configuration)
    mistakes = _stack_mistakes(configuration, document.get("environment"))
    settings = None
    try:
        settings = StackSettings.model_validate_json(json.dumps(document))
    except ValidationError as error:
        mistakes += from_validation(
            error,
            StackSettings,
            configuration.source,
            configuration.project,
            [_own_name(key, configuration.project) for key in configuration.secret_keys],
        )
    mistakes += safety_mistakes(
        configuration.environment, configuration.source, configuration.values, environment
    )
    if settings is None or mistakes:
        raise SettingsError(configuration.stack, mistakes)
    return settings


def _document(configuration: StackConfiguration) -> dict[str, Any]:
    """The project's own keys without their namespace, and those foreign ones that the settings read."""
    fields = {str(field.alias): field for field in StackSettings.model_fields.values()}
    document = {}
    for key, text in configuration.values.items():
        name = _own_name(key, configuration.project)
        if name != key or key in fields:
            document[name] = _decode(text, fields[name].annotation if name in fields else None)
    return document


def _own_name(key: str, project: str) -> str:
    return key.removeprefix(f"{project}:")


def _decode(text: str, annotation: object) -> Any:
    """A value as it stood in the file: Pulumi passes texts as they are and everything else as JSON."""
    if annotation is str or (isinstance(annotation, type) and issubclass(annotation, StrEnum)):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _stack_mistakes(configuration: StackConfiguration, environment: object) -> list[Mistake]:
    where = f"{configuration.source}: {yaml_path(['environment'], configuration.project)}"
    stack = configuration.environment
    known = [member.value for member in Environment]
    if stack not in known:
        allowed = f"a stack named {', '.join(known)}"
        return [Mistake("the stack's name", f'"{stack}"', allowed, near_miss(stack, known))]
    if environment in known and environment != stack:
        hint = (
            f"the file was copied from another environment, or `pulumi stack select {environment}` was meant"
        )
        return [Mistake(where, json.dumps(environment), f"{stack}, the name of the stack", hint)]
    return []
