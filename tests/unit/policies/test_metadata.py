"""What every control must say about itself, and that the pages and the data on disk are up to date."""

import re
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

import policies as package
from policies.control import Control
from policies.coverage import WAIVED
from policies.docs import FOLDER, render
from policies.exemption import EXPIRED, UNUSED
from policies.registry import CONTROLS, FAMILIES
from policies.security_groups.guide import TABLE, Place, Role
from policies.security_groups.rules import Direction
from policies.security_groups.table import admissions
from policies.tagging.generate import render as render_types
from policies.tagging.taggable import DATA_FILE, KNOWN_TYPES, SDK_VERSION, TAGGABLE
from policies.tagging.vocabulary import DATA_STORES

ROOT = Path(package.__file__).parent


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_a_control_says_everything_in_sentences(control: Control) -> None:
    for text in (control.title, control.reason, control.fix, control.exceptions):
        assert re.fullmatch(r"[A-Z`].*\.", text, re.DOTALL), text
        assert "  " not in text
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", control.id)
    assert len(control.title) < 120


@pytest.mark.parametrize("control", [c for c in CONTROLS if c not in (EXPIRED, UNUSED)], ids=lambda c: c.id)
def test_a_control_looks_at_types_that_exist(control: Control) -> None:
    assert control.check_resource or control.check_stack
    assert control.types
    assert control.types <= KNOWN_TYPES


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_references_have_the_form_of_their_standard(control: Control) -> None:
    refs = control.references
    assert all(re.fullmatch(r"[A-Za-z]+\d?\.\d+|AWS Resource Tagging Standard", id_) for id_ in refs.fsbp)
    assert all(re.fullmatch(r"\d+\.\d+(\.\d+)?", id_) for id_ in refs.cis)
    assert all(re.fullmatch(r"CKV2?_AWS_\d+", id_) for id_ in refs.checkov)


def test_ids_are_unique() -> None:
    assert len({control.id for control in CONTROLS}) == len(CONTROLS)


def test_the_pages_are_those_of_the_controls() -> None:
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*")}

    assert on_disk == render(), "run `python -m policies.docs`"


def test_waivers_are_for_types_that_exist_and_that_no_control_judges() -> None:
    judged = {t for family in FAMILIES if not family.general for c in family.controls for t in c.types}

    assert WAIVED.keys() <= KNOWN_TYPES
    assert not WAIVED.keys() & judged


def test_every_role_has_a_row_and_data_stores_have_no_way_out() -> None:
    assert TABLE.keys() == set(Role)
    for store in (Role.RDS, Role.DOCUMENTDB, Role.REDIS, Role.OPENSEARCH, Role.MSK):
        assert admissions(store, Direction.OUTBOUND) == ()


def test_only_the_load_balancer_admits_everybody() -> None:
    open_roles = {role for role, row in TABLE.items() for a in row.inbound if a.peer is Place.ANYWHERE}

    assert open_roles == {Role.ALB}


def test_the_list_of_taggable_types_is_that_of_the_installed_sdk() -> None:
    assert version("pulumi_aws") == SDK_VERSION
    assert DATA_FILE.read_text(encoding="utf-8") == render_types(), (
        "run `python -m policies.tagging.generate`"
    )


def test_stores_of_data_take_tags() -> None:
    assert DATA_STORES <= TAGGABLE


def test_no_module_of_the_pack_hides_one_of_the_standard_library() -> None:
    # The engine runs the folder, which puts it in front of everything else.
    names = {path.stem for path in ROOT.glob("*")}

    assert not names & sys.stdlib_module_names


def test_the_pack_is_described_for_the_engine() -> None:
    project = yaml.safe_load((ROOT / "PulumiPolicy.yaml").read_text(encoding="utf-8"))

    assert project["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "../.venv"}}
    assert re.fullmatch(r"\d+\.\d+\.\d+", project["version"])


def test_the_pack_is_installed_in_the_version_that_it_asks_for() -> None:
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()

    assert f"pulumi-policy=={version('pulumi-policy')}" in requirements
