"""Pages of the components, from the schema that every Pulumi language gets: `docs/components`."""

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pulumi.provider.experimental.component import ComponentProvider

import components
from components.__main__ import HOSTED
from components._base import PACKAGE
from components.stack_outputs import StackOutputs
from scripts.pages.markdown import table, with_fences

Schema = Mapping[str, Any]

OUTPUTS_PAGE = "stack-outputs.md"

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "tests" / "engine" / "programs" / "components" / "scenarios"
"""Whole programs, one or two for each component, that the engine's tests deploy."""


def render() -> dict[str, str]:
    """The text of every page, by file name."""
    schema = package_schema()
    pages = {page_name(name): _page(name, schema) for name in HOSTED}
    return {"README.md": _index(schema), **pages, OUTPUTS_PAGE: _outputs_page()}


@cache
def package_schema() -> Schema:
    """The package's schema, as the plugin serves it."""
    hosted = [getattr(components, name) for name in HOSTED]
    schema: Schema = json.loads(ComponentProvider(hosted, PACKAGE).schema or "")
    return schema


def page_name(component: str) -> str:
    """The file of a component's page: that of its module, in Markdown's spelling."""
    module: str = getattr(components, component).__module__
    return f"{module.rpartition('.')[2].replace('_', '-')}.md"


def program_of(component: str) -> Path | None:
    """The program that the engine's tests deploy with a component: the one named for it, or the first that
    uses it."""
    named = PROGRAMS / f"{page_name(component).removesuffix('.md').replace('-', '_')}.py"
    uses = re.compile(rf"\b{component}\(")
    found = [path for path in sorted(PROGRAMS.glob("*.py")) if uses.search(path.read_text(encoding="utf-8"))]
    return named if named in found else next(iter(found), None)


def field_docs(model: type) -> dict[str, str]:
    """The docstrings under the annotated fields of a class, by field."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    documented = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            documented[ast.unparse(field.target)] = str(ast.literal_eval(below.value))
    return documented


def _index(schema: Schema) -> str:
    rows = [
        (f"[{name}]({page_name(name)})", _resource(schema, name)["description"].partition("\n\n")[0])
        for name in HOSTED
    ]
    return (
        "# Components\n\n"
        f"The package `{PACKAGE}`: in Python `from shared_infra import {HOSTED[-1]}`, in any other language"
        " of Pulumi\nthe SDK that `pulumi package add` generates.\n\n"
        + table(("Component", "What it is"), rows)
        + f"\nWhat a deployed stack publishes for other projects: [stack outputs]({OUTPUTS_PAGE}).\n"
    )


def _page(name: str, schema: Schema) -> str:
    resource = _resource(schema, name)
    inputs, required = resource["inputProperties"], resource.get("requiredInputs", [])
    program = program_of(name)
    parts = [
        f"# {name}",
        with_fences(resource["description"]),
        *([] if program is None else [_whole_program(program)]),
        f"Type token: `{_token(name)}`. Other languages than Python write names in camelCase, as in"
        f" `{max((*inputs, *resource['properties']), key=len)}`.",
        "## Arguments",
        "An input may be the output of another resource; a value has to be known when the program runs.",
        table(
            ("Argument", "Type", "", "What it is"),
            [
                (
                    f"`{_snake(key)}`",
                    _type(value),
                    _demand(key, value, required),
                    value.get("description", ""),
                )
                for key, value in sorted(inputs.items(), key=lambda item: item[0] not in required)
            ],
        ).rstrip(),
        "## Outputs",
        table(
            ("Output", "Type", "What it is"),
            [
                (f"`{_snake(key)}`", _type(value), value.get("description", ""))
                for key, value in resource["properties"].items()
            ],
        ).rstrip(),
        *(part for token in _types_of(resource, schema) for part in _type_section(token, schema)),
    ]
    return "\n\n".join(parts) + "\n"


def _whole_program(program: Path) -> str:
    place = program.relative_to(ROOT).as_posix()
    return f"A whole program, deployed and changed by the tests: [{program.name}](../../{place})."


def _resource(schema: Schema, name: str) -> Schema:
    found: Schema = schema["resources"][_token(name)]
    return found


def _token(name: str) -> str:
    return f"{PACKAGE}:index:{name}"


def _demand(key: str, value: Schema, required: list[str]) -> str:
    return f"{'required' if key in required else 'optional'} {'value' if value.get('plain') else 'input'}"


def _type(value: Schema) -> str:
    """A property's type in Python's words."""
    if "$ref" in value:
        name = value["$ref"].replace("/", ":").rpartition(":")[2]
        return f"[{name}](#{name.lower()})" if value["$ref"].startswith("#") else f"`{name}`"
    kind = value["type"]
    if kind == "array":
        return f"list of {_type(value['items'])}"
    if kind == "object":
        return f"dict of {_type(value['additionalProperties'])}"
    return {"string": "`str`", "integer": "`int`", "number": "`float`", "boolean": "`bool`"}[kind]


def _types_of(resource: Schema, schema: Schema) -> list[str]:
    """The package's own types that a component's arguments and outputs use, in order of appearance."""
    used: list[str] = []
    for token in re.findall(r'"#/types/([^"]+)"', json.dumps(resource)):
        for found in (token, *_types_of(schema["types"][token], schema)):
            if found not in used:
                used.append(found)
    return used


def _type_section(token: str, schema: Schema) -> Iterator[str]:
    declared = schema["types"][token]
    yield f"## {token.rpartition(':')[2]}"
    yield " ".join(declared["description"].split())
    if "enum" in declared:
        members = [(f"`{m['name']}`", f"`{m['value']}`", m["description"]) for m in declared["enum"]]
        yield table(("Member", "As text", "What it means"), members).rstrip()
        return
    fields = [
        (
            f"`{_snake(key)}`",
            _type(value),
            _demand(key, value, declared.get("required", [])),
            value.get("description", ""),
        )
        for key, value in declared["properties"].items()
    ]
    yield table(("Field", "Type", "", "What it is"), fields).rstrip()


def _outputs_page() -> str:
    documented = field_docs(StackOutputs)
    rows = [
        (f"`{field.alias}`", f"`{name}`", f"`{_annotation(field.annotation)}`", documented.get(name, ""))
        for name, field in StackOutputs.model_fields.items()
    ]
    example = (inspect.getdoc(inspect.getmodule(StackOutputs)) or "").partition("\n\n")[2]
    return (
        "\n\n".join(
            (
                "# Stack outputs",
                inspect.getdoc(StackOutputs) or "",
                "Another project reads them by the accessor, which checks version and shape:",
                f"```python\n{example}\n```",
                table(("Exported as", "Field", "Type", "What it is"), rows).rstrip(),
            )
        )
        + "\n"
    )


def _annotation(annotation: Any) -> str:
    return annotation.__name__ if type(annotation) is type else str(annotation)


def _snake(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "_", name).lower()
