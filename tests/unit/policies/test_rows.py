"""Every row of every table has been seen to refuse something, and paths lead where they say."""

import re
from typing import Any

import pytest

from policies.control import Control
from policies.paths import Found, find, top_level
from policies.registry import CONTROLS
from policies.requirement import Requirements
from policies.values import UNKNOWN
from tests.unit.policies.rows import ROWS


def _table(control: Control) -> Requirements | None:
    """The table of a control that is nothing but one."""
    owner = getattr(control.check_resource, "__self__", None)
    return owner if isinstance(owner, Requirements) else None


TABLES = {control.id: table for control in CONTROLS if (table := _table(control))}

PROPERTIES: dict[str, Any] = {
    "flag": True,
    "block": {"inner": {"value": 1}},
    "list": [{"name": "a", "value": 1}, {"name": "b", "value": 2}],
    "unknown": UNKNOWN,
    "mixed": [{"name": "a", "value": 1}, UNKNOWN],
    "part": {"value": UNKNOWN},
}


def _without_positions(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)


@pytest.mark.parametrize("control", TABLES)
def test_every_row_of_a_table_is_shown_to_refuse(control: str) -> None:
    rows = {(row.type, _without_positions(row.path)) for row in TABLES[control].rows}
    # Buckets have cases of their own.
    shown = {(row.good.type, _without_positions(row.path)) for row in ROWS if row.control == control}
    assert {row for row in rows if not row[0].startswith("aws:s3/")} == shown


def test_there_are_tables() -> None:
    assert len(TABLES) > 10


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("flag", [Found("flag", True)]),
        ("absent", [Found("absent", None)]),
        ("block.inner.value", [Found("block.inner.value", 1)]),
        ("block.other.value", [Found("block.other.value", None)]),
        ("flag.deeper", [Found("flag.deeper", None)]),
        ("list[].value", [Found("list[0].value", 1), Found("list[1].value", 2)]),
        ("list[1].value", [Found("list[1].value", 2)]),
        ("list[2].value", [Found("list[2].value", None)]),
        ("list[name=b].value", [Found("list[1].value", 2)]),
        ("list[name=c.d].value", [Found("list[name=c.d].value", None)]),
        ("absent[].value", []),
        ("absent[0].value", [Found("absent[0].value", None)]),
        ("unknown", [Found("unknown", UNKNOWN)]),
        ("unknown.inner[].value", [Found("unknown", UNKNOWN)]),
        ("unknown[].value", [Found("unknown", UNKNOWN)]),
        ("mixed[name=b].value", [Found("mixed[1]", UNKNOWN)]),
        ("mixed[].value", [Found("mixed[0].value", 1), Found("mixed[1]", UNKNOWN)]),
        ("part.value", [Found("part.value", UNKNOWN)]),
    ],
)
def test_a_path_leads_to_what_it_says(path: str, found: list[Found]) -> None:
    assert list(find(PROPERTIES, path)) == found


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "a[0", "a[0]b", "a b"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is no path: write names joined by dots"):
        list(find(PROPERTIES, path))


def test_a_path_starts_at_a_property() -> None:
    assert top_level("parameters[name=rds.force_ssl].value") == "parameters"
