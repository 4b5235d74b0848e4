"""Documentation that agrees with the code: generated pages are fresh, links lead somewhere, commands exist.

That what a command does is as described is not checked here.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from scripts import generate_docs
from scripts.pages import stack
from scripts.pages.markdown import between_markers
from tests.contract.repository import ROOT, relative, tracked_files

PAGES = [path for path in tracked_files() if path.suffix == ".md"]
HAND_WRITTEN = [path for path in PAGES if path.parent not in generate_docs.WHOLLY_GENERATED]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

each_page = pytest.mark.parametrize("page", PAGES, ids=relative)
each_hand_written_page = pytest.mark.parametrize("page", HAND_WRITTEN, ids=relative)

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@cache
def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    return _FENCE.sub("", _text(page))


def _code(page: Path) -> Iterator[str]:
    """Everything in code spans, and the lines of fenced blocks."""
    yield from _CODE.findall(_prose(page))
    for block in _FENCE.findall(_text(page)):
        yield from block.splitlines()[1:-1]


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+?) *$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_generated_documentation_is_up_to_date() -> None:
    assert list(generate_docs.stale()) == [], "run `make docs`"


def test_the_check_names_what_is_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    docs, before = generate_docs.DOCS, set(generate_docs.stale())
    wanted = {**generate_docs.render(), docs / "settings.md": "changed", docs / "new.md": "new"}
    del wanted[docs / "components" / "vpc.md"]
    monkeypatch.setattr(generate_docs, "render", lambda: wanted)
    assert set(generate_docs.stale()) - before == {
        "docs/settings.md is out of date",
        "docs/new.md is missing",
        "docs/components/vpc.md has no source any more",
    }


def test_a_document_without_the_place_for_a_generated_part_is_an_error() -> None:
    filled = between_markers("a\n<!-- generated: x -->\nold\n<!-- end -->\nb", "x", "new")
    assert filled == "a\n<!-- generated: x -->\n\nnew\n<!-- end -->\nb"
    with pytest.raises(ValueError, match="generated: x"):
        between_markers("nothing here", "x", "new")


def test_the_drawing_shows_every_subnet_and_gateway_of_the_stack() -> None:
    drawing = ElementTree.parse(ROOT / "docs" / "network.svg")
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    declared = stack.declared_resources(generate_docs.SHOWN)
    for subnet in declared.of_type("aws:ec2/subnet:Subnet").values():
        assert subnet.inputs["cidrBlock"] in texts
    assert texts.count("NAT gateway") == len(declared.of_type("aws:ec2/natGateway:NatGateway"))


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(_prose(page)):
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        linked = (page.parent / file).resolve() if file else page
        exists = linked.exists() and linked.is_relative_to(ROOT)
        if not exists or (anchor and anchor not in _anchors(linked)):
            broken.append(target)
    assert broken == []


@each_hand_written_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = {name for code in _code(page) for name in re.findall(r"\bmake ([a-z]+)\b", code)}
    assert named <= targets


@each_hand_written_page
def test_modules_that_are_run_exist(page: Path) -> None:
    named = {name for code in _code(page) for name in re.findall(r"\bpython3? -m ([a-z][\w.]*)", code)}
    assert [name for name in named if find_spec(name) is None] == []


@each_hand_written_page
def test_files_that_are_named_exist(page: Path) -> None:
    """Code such as `stack/access.py` is a path in this repository."""
    folders = {path.relative_to(ROOT).parts[0] for path in tracked_files() if path.parent != ROOT}
    missing = [
        code
        for code in _CODE.findall(_prose(page))
        if re.fullmatch(r"[\w.-]+(/[\w.*-]+)*/?", code)
        and code.partition("/")[0] in folders
        and "/" in code
        and not list(ROOT.glob(code.rstrip("/")))
    ]
    assert missing == []


def test_every_target_of_make_is_explained_where_people_look_for_it() -> None:
    declared = re.findall(r"^([a-z]+):(?: .*)?$", MAKEFILE, re.MULTILINE)
    explained = re.findall(r"^([a-z]+):.* ## ", MAKEFILE, re.MULTILINE)
    assert declared == explained


def test_the_generator_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate_docs, "stale", lambda: iter(["docs/settings.md is out of date"]))
    result = CliRunner().invoke(generate_docs.app, ["--check"])
    assert result.exit_code == 1
    assert "docs/settings.md is out of date" in result.output
    assert "make docs" in result.output
