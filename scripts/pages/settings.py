"""The page of all settings, from the models of `config`: `docs/settings.md`."""

import json
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from config.settings import StackSettings
from scripts.pages.markdown import table
from scripts.pages.stack import PROJECT

HEADERS = ("Key", "Takes", "Default", "What it is")


def render() -> str:
    """The text of the page."""
    sections = [
        "# Settings",
        "What `Pulumi.<stack>.yaml` may say, under `config:`. A wrong, missing or unknown key ends a preview"
        " with\nall mistakes at once, each with its path and what is allowed. Defaults are production's.",
        table(HEADERS, [_row(field, _path(field)) for field in StackSettings.model_fields.values()]).rstrip(),
    ]
    for field in StackSettings.model_fields.values():
        sections += _groups(field, str(field.alias), _path(field))
    return "\n\n".join(sections) + "\n"


def _groups(field: FieldInfo, heading: str, path: str) -> Iterator[str]:
    """The section of a group of settings, and those of the groups in it."""
    group = _group(field.annotation)
    if group is None:
        return
    name = ".<name>" if get_origin(field.annotation) is dict else ""
    members = group.model_fields.values()
    yield f"## {heading}{name}".replace("<", "\\<")
    yield f"The keys of `{path}{name}`."
    yield table(HEADERS, [_row(member, str(member.alias)) for member in members]).rstrip()
    for member in members:
        yield from _groups(member, f"{heading}{name}.{member.alias}", f"{path}{name}.{member.alias}")


def _group(annotation: Any) -> type[BaseModel] | None:
    """The group of settings that an annotation is, or holds by name, or allows besides None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_group, get_args(annotation))), None)


def _path(field: FieldInfo) -> str:
    alias = str(field.alias)
    return alias if ":" in alias else f"{PROJECT['name']}:{alias}"


def _row(field: FieldInfo, path: str) -> tuple[str, str, str, str]:
    return f"`{path}`", _takes(field.annotation), _default(field), str(field.description)


def _takes(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "a mapping, see below"
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is Annotated:
        return _takes(inner[0])
    if origin in (tuple, list):
        return f"a list of {_takes(inner[0])}"
    if origin is dict:
        return (
            f"a mapping of names to {_takes(inner[1]).replace('a mapping, see below', 'mappings, see below')}"
        )
    if origin in (Union, UnionType):
        return " or ".join(_takes(item) for item in inner if item is not type(None))
    return {bool: "`true`, `false`", int: "a whole number", float: "a number"}.get(annotation, "a text")


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "none: required"
    if isinstance(field.default, BaseModel):
        return "the defaults below"
    value = field.default
    if value is None:
        return "none"
    shown = list(value) if isinstance(value, tuple) else value
    return f"`{json.dumps(shown, default=str).strip(chr(34))}`"
