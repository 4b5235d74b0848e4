"""Every control: registered, documented, and shown on good and bad programs.

Controls are found in the source, so that one that nobody registered is noticed. That each bad program is
refused, and each good one is not, is for the tests on the real engine.
"""

import ast
from importlib import import_module

import pytest

from policies.control import Control
from policies.docs import FOLDER
from policies.exemption import EXPIRED, UNUSED
from policies.registry import CONTROLS
from tests.contract.repository import parsed, python_files, relative
from tests.engine.programs.policies.programs import PROGRAMS
from tests.unit.policies.case import Kind
from tests.unit.policies.test_cases import CASES

ABOUT_EXEMPTIONS = {EXPIRED.id, UNUSED.id}
"""Exemptions are data of the pack: no program can break the controls about them."""

each_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
each_control_of_programs = pytest.mark.parametrize(
    "control", [c for c in CONTROLS if c.id not in ABOUT_EXEMPTIONS], ids=lambda control: control.id
)


def _in_source() -> dict[str, str]:
    """File by id of every control that is written down under `policies`."""
    found = {}
    for path in python_files("policies"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == Control.__name__:
                (id_,) = [keyword.value for keyword in node.keywords if keyword.arg == "id"]
                found[str(ast.literal_eval(id_))] = relative(path)
    return found


def test_every_control_in_the_source_is_registered() -> None:
    assert set(_in_source()) == {control.id for control in CONTROLS}


@each_control_of_programs
def test_a_control_has_a_file_of_its_own(control: Control) -> None:
    path = _in_source()[control.id]
    assert [other for other, file in _in_source().items() if file == path] == [control.id]
    assert import_module(path.removesuffix(".py").replace("/", ".")).CONTROL is control


@each_control
def test_a_control_has_a_page_that_gives_its_reason_and_its_fix(control: Control) -> None:
    page = (FOLDER / f"{control.id}.md").read_text(encoding="utf-8")
    assert control.page == relative(FOLDER / f"{control.id}.md")
    for text in (control.title, control.reason, control.fix):
        assert text in page


@each_control_of_programs
def test_a_program_breaks_the_control_and_its_twin_keeps_it(control: Control) -> None:
    assert any(program.refused.get(control.id) for program in PROGRAMS.values())


def test_programs_break_only_controls_that_there_are() -> None:
    broken = {control for program in PROGRAMS.values() for control in program.refused}
    assert broken <= {control.id for control in CONTROLS}


@each_control_of_programs
def test_a_control_has_unit_cases_that_pass_fail_and_cannot_be_decided(control: Control) -> None:
    kinds = {case.kind for case in CASES if case.control == control.id}
    assert kinds == set(Kind)
