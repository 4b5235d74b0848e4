"""Data flows one way: settings -> stack -> components -> pulumi_aws; policies and local cloud are islands.

Read from the source, so that an import inside a function counts too. An import whose name is computed while
the program runs is not seen.
"""

import sys

import pytest

from tests.contract.repository import Import, imports, python_files, relative

OURS = {
    "config",
    "stack",
    "components",
    "policies",
    "localcloud",
    "ops",
    "tools",
    "scripts",
    "tests",
    "examples",
}
"""The folders of the repository that hold modules."""

ALLOWED: dict[str, set[str]] = {
    "config": {"config", "pydantic", "pydantic_core"},
    "stack": {"stack", "config", "components", "pulumi"},
    "components": {"pulumi", "pulumi_aws"},
    "policies": {"policies", "pulumi_policy"},
    ".": {"config", "stack", "pulumi"},
}
"""What the code of a deployment may import besides the standard library; `.` is the program itself."""

ALSO_ALLOWED: dict[str, set[str]] = {
    "config/load.py": {"pulumi"},
    "components/stack_outputs.py": {"pydantic"},
}
"""What one file may import besides, because it is where the two worlds meet."""

NOT_OURS: dict[str, set[str]] = {
    "localcloud": OURS - {"localcloud"},
    "ops": OURS - {"ops"},
    "tools": OURS - {"tools", "localcloud"},
    "scripts": {"tools", "ops", "localcloud", "examples"},
    "examples": OURS,
}
"""Which of our own folders a folder must not import. Libraries are its own affair."""


def _foreign(folder: str) -> list[Import]:
    """What a folder imports from outside of itself and of the standard library."""
    return [
        found
        for path in python_files(folder)
        for found in imports(path)
        if not found.level and found.top not in sys.stdlib_module_names
    ]


@pytest.mark.parametrize("folder", ALLOWED)
def test_the_code_of_a_deployment_imports_only_what_its_layer_may(folder: str) -> None:
    assert python_files(folder)
    wrong = [
        str(found)
        for found in _foreign(folder)
        if found.top not in ALLOWED[folder] | ALSO_ALLOWED.get(relative(found.path), set())
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", [folder for folder in NOT_OURS if python_files(folder)])
def test_islands_do_not_import_the_rest(folder: str) -> None:
    wrong = [str(found) for found in _foreign(folder) if found.top in NOT_OURS[folder]]
    assert wrong == []


def test_every_folder_with_python_has_a_rule() -> None:
    ruled = ALLOWED.keys() | NOT_OURS.keys() | {"tests"}
    assert {folder for folder in OURS if python_files(folder)} <= ruled


def test_exceptions_are_needed() -> None:
    for name, modules in ALSO_ALLOWED.items():
        used = {found.top for path in python_files(name) for found in imports(path)}
        assert modules <= used, name


def test_components_import_each_other_relatively() -> None:
    """The same files are `components` here and `shared_infra` in the wheel."""
    names = {"components", "shared_infra"}
    wrong = [
        str(f) for path in python_files("components") for f in imports(path) if f.top in names and not f.level
    ]
    assert wrong == []


def test_nothing_that_is_shipped_or_run_imports_tests() -> None:
    for folder in [*sorted(OURS - {"tests", "scripts"}), "."]:
        wrong = [
            str(found) for path in python_files(folder) for found in imports(path) if found.top == "tests"
        ]
        assert wrong == []
