"""Every test is found by pytest: a file that it does not collect would pass for ever.

Read from the source and the settings; a run of `pytest --collect-only` would import everything a second time.
"""

import ast
import fnmatch
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.contract.repository import ROOT, parsed, python_files, relative

PYTEST = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]

NOT_SEARCHED = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
"""Folders that pytest does not look into (`norecursedirs` in its reference)."""

TESTS = python_files("tests")
TEST_FILES = [path for path in TESTS if path.name.startswith("test_")]
LEVELS = sorted({path.relative_to(ROOT / "tests").parts[0] for path in TEST_FILES})

each_test_file = pytest.mark.parametrize("path", TEST_FILES, ids=relative)


def _tests(path: Path) -> list[str]:
    """Names of the tests in a file, those of a class with the class before them."""
    found: list[str] = []
    for node in parsed(path).body:
        members = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        functions = [m for m in members if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)]
        found += [f"{prefix}{function.name}" for function in functions if function.name.startswith("test_")]
    return found


@each_test_file
def test_a_test_file_has_tests_and_no_two_of_one_name(path: Path) -> None:
    names = _tests(path)
    assert names
    # The second one of a name replaces the first.
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_tests_are_in_files_that_are_collected() -> None:
    elsewhere = [f"{relative(p)}: {name}" for p in TESTS if p not in TEST_FILES for name in _tests(p)]
    assert elsewhere == []


def test_files_are_named_as_pytest_searches_them() -> None:
    assert not {"python_files", "python_functions", "python_classes", "norecursedirs"} & PYTEST.keys()
    misnamed = [
        relative(path)
        for path in TESTS
        if fnmatch.fnmatch(path.name, "*[-_]tests.py") or path.name.endswith("_test.py")
    ]
    assert misnamed == []


def test_no_test_file_is_in_a_folder_that_pytest_does_not_search() -> None:
    hidden = [
        relative(path)
        for path in TEST_FILES
        for part in path.relative_to(ROOT).parts[:-1]
        if any(fnmatch.fnmatch(part, pattern) for pattern in NOT_SEARCHED)
    ]
    assert hidden == []


def test_every_level_is_run_by_make_test() -> None:
    assert PYTEST["testpaths"] == ["tests"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^test: .*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert sorted(re.findall(r"\btests/\w+", recipe)) == [f"tests/{level}" for level in LEVELS]


def test_same_names_in_different_folders_do_not_collide() -> None:
    assert "--import-mode=importlib" in PYTEST["addopts"]
