"""Every component: served, exported, described, on a page of its own, and held to the conventions.

Components are found in the source, so that a new one cannot be forgotten.
"""

import ast
import inspect
import re
from importlib import import_module
from typing import Any, get_type_hints

import pytest

import components
from components.__main__ import HOSTED
from components._base import PACKAGE, SharedComponent
from scripts.pages.components import package_schema, page_name, program_of
from tests.contract.repository import ROOT, parsed, python_files
from tests.unit.components.test_conventions import ALL

BASE = SharedComponent.__name__


def _components() -> dict[str, str]:
    """Module by class name of every component in the source."""
    return {
        node.name: path.stem
        for path in python_files("components")
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and BASE in (getattr(base, "id", "") for base in node.bases)
    }


MODULES = _components()
each_component = pytest.mark.parametrize("name", sorted(MODULES))


def _args_type(name: str) -> Any:
    return import_module(f"components.{MODULES[name]}").__dict__[f"{name}Args"]


def test_components_are_found() -> None:
    assert len(MODULES) >= 6


@each_component
def test_is_exported_together_with_its_arguments(name: str) -> None:
    assert {name, f"{name}Args"} <= set(components.__all__)


def test_the_plugin_serves_all_components_and_nothing_else() -> None:
    assert sorted(HOSTED) == sorted(MODULES)


@each_component
def test_is_made_from_name_arguments_and_options(name: str) -> None:
    parameters = inspect.signature(getattr(components, name)).parameters
    assert list(parameters) == ["name", "args", "opts"]
    assert get_type_hints(getattr(components, name).__init__)["args"] is _args_type(name)


@each_component
def test_everything_about_it_is_described_in_the_schema(name: str) -> None:
    resource = package_schema()["resources"][f"{PACKAGE}:index:{name}"]
    described = {
        "the component": resource,
        **{f"argument {key}": value for key, value in resource["inputProperties"].items()},
        **{f"output {key}": value for key, value in resource["properties"].items()},
    }
    assert [what for what, value in described.items() if not value.get("description", "").strip()] == []
    assert len(resource["inputProperties"]) == len(_args_type(name).__annotations__)


@each_component
def test_has_a_page_with_every_argument_and_output(name: str) -> None:
    page = (ROOT / "docs" / "components" / page_name(name)).read_text(encoding="utf-8")
    outputs = inspect.get_annotations(getattr(components, name))
    assert outputs
    missing = [key for key in (*_args_type(name).__annotations__, *outputs) if f"| `{key}` |" not in page]
    assert missing == []


@each_component
def test_has_a_unit_test_file_that_makes_it(name: str) -> None:
    tests = ROOT / "tests" / "unit" / "components" / f"test_{MODULES[name]}.py"
    assert tests.is_file()
    assert re.search(rf"\b{name}\b", tests.read_text(encoding="utf-8"))


def test_conventions_are_tested_on_every_component() -> None:
    """Type tokens, parents, names, tags, options and outputs: those tests make each component of a table."""
    assert sorted(ALL) == sorted(MODULES)


@each_component
def test_the_engines_tests_deploy_it(name: str) -> None:
    parts_of_vpc = {"Bastion", "FlowLogs"}
    program = program_of("Vpc" if name in parts_of_vpc else name)
    assert program is not None
    tests = (ROOT / "tests" / "engine" / "components").glob("test_*.py")
    assert any(f'"{program.stem}"' in test.read_text(encoding="utf-8") for test in tests)
