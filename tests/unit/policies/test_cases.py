"""Every control on named situations, through the SDK's own servicer, in a preview and in an update."""

from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest

from policies.pack import policies
from policies.registry import FAMILIES
from tests.unit.policies.analyzer import Run, analyze
from tests.unit.policies.case import Case, Kind

_MODULES = sorted(path.stem for path in (Path(__file__).parent / "cases").glob("*.py"))
CASES: list[Case] = [
    case for module in _MODULES for case in import_module(f"tests.unit.policies.cases.{module}").CASES
]


@pytest.mark.parametrize(
    ("case", "run"), [pytest.param(c, run, id=f"{c}-{run}") for c in CASES for run in c.runs]
)
def test_the_pack_says_what_the_case_expects(case: Case, run: Run) -> None:
    result = analyze(policies(exemptions=()), case.resources, run)
    said = result.of(case.control)
    others = {d.control for d in result.diagnostics} - {case.control}
    messages = "\n".join(d.message for d in said)

    assert len(set(result.diagnostics)) == len(result.diagnostics), messages
    assert others == set(case.also), "\n".join(d.message for d in result.diagnostics)
    if case.kind is Kind.FAIL:
        assert {d.resource for d in said if d.level == "MANDATORY"} == set(case.at), messages
    elif case.kind is Kind.UNDECIDED:
        assert {(d.resource, d.level) for d in said} == {(name, "ADVISORY") for name in case.at}, messages
    else:
        assert not said, messages
    for text in case.says:
        assert text in messages


def test_every_control_has_a_case_of_every_kind() -> None:
    kinds = defaultdict(set)
    for case in CASES:
        kinds[case.control].add(case.kind)
    controls = {control.id for family in FAMILIES for control in family.controls}

    assert kinds == {control: set(Kind) for control in controls}


def test_no_two_cases_have_the_same_name() -> None:
    names = [str(case) for case in CASES]

    assert len(names) == len(set(names))


def test_every_case_runs() -> None:
    assert all(case.runs for case in CASES)
