"""What is wrong with a stack's configuration, told so that it can be mended without reading code."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Mistake:
    """One wrong value."""

    where: str
    """The value's place as its author knows it: a YAML path behind its file, or an environment variable."""
    given: str
    """The value, as JSON; or that there is none."""
    allowed: str
    """What may stand there."""
    hint: str = ""
    """What to do about it, where more can be said than `allowed` says."""


NOTHING = "nothing"
"""`Mistake.given` of a value that is not set."""

SECRET = "[secret]"
"""`Mistake.given` of a value that must not be shown."""

_ALLOWED = {
    "bool_type": "true or false",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number, without quotes",
    "string_type": "a text; put quotes around a number or a date",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}
"""Our words for what pydantic says about a value's type."""


class SettingsError(Exception):
    """A stack's configuration cannot be used. Carries every mistake found in it."""

    def __init__(self, stack: str, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(_render(stack, self.mistakes))


def from_validation(
    error: ValidationError,
    model: type[BaseModel],
    source: str,
    project: str,
    secret_keys: Collection[str] = (),
) -> list[Mistake]:
    """Pydantic's errors on `model`, in our words and by YAML path.

    `source` names the file (`Pulumi.dev.yaml`), `project` is the namespace of its keys; values below
    `secret_keys` (the first keys of a path) are not shown.
    """
    found = [_by_yaml_keys(details, model) for details in error.errors(include_url=False)]
    return [
        Mistake(
            where=f"{source}: {yaml_path(details['loc'], project)}",
            given=_given(details, secret_keys),
            allowed=_allowed(details, model),
            hint=_near_miss(details, model),
        )
        for details in found
    ]


def yaml_path(location: Sequence[int | str], project: str) -> str:
    """Where a setting stands in a stack's file: `config.shared-infra:network.zones[0]`."""
    head, *rest = location
    path = f"config.{head}" if ":" in str(head) else f"config.{project}:{head}"
    for step in rest:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path


def near_miss(word: object, candidates: Iterable[str]) -> str:
    """A hint when `word` looks like a misspelt candidate, else nothing."""
    close = get_close_matches(str(word), list(candidates), n=1)
    return f"did you mean {close[0]}?" if close else ""


def _given(details: ErrorDetails, secret_keys: Collection[str]) -> str:
    if details["type"] == "missing":
        return NOTHING
    return SECRET if details["loc"][0] in secret_keys else json.dumps(details["input"])


def _allowed(details: ErrorDetails, model: type[BaseModel]) -> str:
    kind = details["type"]
    if kind == "extra_forbidden":
        return f"one of the keys {', '.join(_sibling_keys(details['loc'], model))}"
    if kind == "missing":
        field = _model_at(details["loc"][:-1], model)
        return _description(field, str(details["loc"][-1]))
    if kind in ("enum", "literal_error"):
        return f"one of {', '.join(_choices(details))}"
    return _ALLOWED.get(kind, details["msg"])


def _near_miss(details: ErrorDetails, model: type[BaseModel]) -> str:
    if details["type"] == "extra_forbidden":
        return near_miss(details["loc"][-1], _sibling_keys(details["loc"], model))
    if details["type"] in ("enum", "literal_error"):
        return near_miss(details["input"], _choices(details))
    return ""


def _choices(details: ErrorDetails) -> list[str]:
    """The members that pydantic lists as `'a', 'b' or 'c'`."""
    return [part.strip(" '") for part in details["ctx"]["expected"].replace(" or ", ", ").split(",")]


def _sibling_keys(location: Sequence[int | str], model: type[BaseModel]) -> list[str]:
    fields = _model_at(location[:-1], model).model_fields
    return [key for key in (str(field.alias) for field in fields.values()) if ":" not in key]


def _description(model: type[BaseModel], key: str) -> str:
    return next(str(field.description) for field in model.model_fields.values() if field.alias == key)


def _by_yaml_keys(details: ErrorDetails, model: type[BaseModel]) -> ErrorDetails:
    """Every field by its YAML key: pydantic gives the name of a default that other values make wrong."""
    location = list(details["loc"])
    for index, step in enumerate(location):
        holder = _model_at(location[:index], model)
        if details["type"] != "extra_forbidden" and step in getattr(holder, "model_fields", ()):
            location[index] = str(holder.model_fields[str(step)].alias)
    return {**details, "loc": tuple(location)}


def _model_at(location: Sequence[int | str], model: type[BaseModel]) -> type[BaseModel]:
    """What holds the setting below the keys and indices of `location`: a model, or a list or mapping."""
    annotation: Any = model
    for step in location:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            annotation = next(f.annotation for f in annotation.model_fields.values() if f.alias == step)
            annotation = _without_none(annotation)
        else:  # a list or a mapping: on to what it holds
            annotation = [item for item in get_args(annotation) if item is not Ellipsis][-1]
    return cast(type[BaseModel], annotation)


def _without_none(annotation: Any) -> Any:
    """What an annotation allows besides None."""
    if get_origin(annotation) in (Union, UnionType):
        return next(item for item in get_args(annotation) if item is not NoneType)
    return annotation


def _render(stack: str, mistakes: Sequence[Mistake]) -> str:
    count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
    lines = [f"the settings of stack '{stack}' have {count}; nothing was deployed."]
    for mistake in mistakes:
        lines += [
            "",
            f"  {mistake.where}",
            f"    given:    {mistake.given}",
            f"    allowed:  {mistake.allowed}",
        ]
        lines += [f"    hint:     {mistake.hint}"] if mistake.hint else []
    return "\n".join(lines)
