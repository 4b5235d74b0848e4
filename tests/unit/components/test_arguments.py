"""Arguments: what is taken, and one error that lists everything else in the caller's words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from components import ArgumentError
from components._args import ArgumentReader
from tests.mocks import TAGS, run


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class ThingArgs(TypedDict):
    size: NotRequired[int]
    colour: NotRequired[str]
    names: NotRequired[list[str]]
    bright: NotRequired[bool]
    target: NotRequired[str]
    targets: NotRequired[list[str]]
    parts: NotRequired[dict[str, dict[str, str]]]
    tags: NotRequired[dict[str, str]]


Read = Callable[[ArgumentReader], Any]


def reader(args: Mapping[str, Any]) -> ArgumentReader:
    return ArgumentReader("Thing", "thing", args, ThingArgs)


def read(args: Mapping[str, Any], ask: Read) -> Any:
    asked = reader(args)
    value = ask(asked)
    asked.finish()
    return value


@pytest.mark.parametrize(
    ("args", "ask", "value"),
    [
        ({"size": 3}, lambda r: r.whole_number("size", 1, range(1, 9)), 3),
        ({"size": 3.0}, lambda r: r.whole_number("size", 1, range(1, 9)), 3),
        ({}, lambda r: r.whole_number("size", 1, (1, 7)), 1),
        ({"size": None}, lambda r: r.whole_number("size", 1, (1, 7)), 1),
        ({"colour": "blue"}, lambda r: r.choice("colour", Colour, Colour.RED), Colour.BLUE),
        ({"colour": Colour.BLUE}, lambda r: r.choice("colour", Colour, Colour.RED), Colour.BLUE),
        ({}, lambda r: r.choice("colour", Colour, Colour.RED), Colour.RED),
        ({"names": ["red"]}, lambda r: r.choices("names", Colour, ()), (Colour.RED,)),
        ({"names": ("x", "y")}, lambda r: r.texts("names"), ("x", "y")),
        ({"names": []}, lambda r: r.texts("names", ["x"]), ()),
        ({}, lambda r: r.texts("names", ["x"]), ("x",)),
        ({"bright": True}, lambda r: r.flag("bright", default=False), True),
        ({}, lambda r: r.flag("bright", default=False), False),
        ({"target": "x"}, lambda r: r.text("target"), "x"),
        ({"target": "x"}, lambda r: r.passed("target"), "x"),
        ({}, lambda r: r.passed_if_given("target"), None),
        ({"targets": ["x"]}, lambda r: r.passed_texts("targets"), ["x"]),
        ({"parts": {"a": {"b": "c"}}}, lambda r: r.mapping("parts"), {"a": {"b": "c"}}),
        ({}, lambda r: r.mapping("parts"), {}),
        ({"tags": TAGS}, lambda r: r.tags(), TAGS),
    ],
)
def test_values_that_are_taken(args: Mapping[str, Any], ask: Read, value: object) -> None:
    assert read(args, ask) == value


@pytest.mark.parametrize(
    ("args", "ask", "complaint"),
    [
        (
            {"size": 9},
            lambda r: r.whole_number("size", 1, range(1, 9)),
            "size: 9. Allowed: a whole number from 1 to 8.",
        ),
        ({"size": 2.5}, lambda r: r.whole_number("size", 1, range(1, 9)), "size: 2.5. Allowed: a whole"),
        ({"size": True}, lambda r: r.whole_number("size", 2, (1, 7)), "size: True. Allowed: one of 1, 7."),
        ({"size": "3"}, lambda r: r.whole_number("size", 1, (3,)), "size: '3'. Allowed: one of 3."),
        (
            {"colour": "green"},
            lambda r: r.choice("colour", Colour, Colour.RED),
            "colour: 'green'. Allowed: red, blue.",
        ),
        (
            {"names": ["green"]},
            lambda r: r.choices("names", Colour, ()),
            "names: a list with 'green'. Allowed: red, blue.",
        ),
        ({"names": "x"}, lambda r: r.texts("names"), "names: 'x'. Allowed: a list of texts."),
        ({"names": 5}, lambda r: r.texts("names"), "names: 5. Allowed: a list of texts."),
        ({"names": [5]}, lambda r: r.texts("names"), "names: a list with 5. Allowed: a list of texts"),
        (
            {"names": ["x", "y", "x"]},
            lambda r: r.texts("names"),
            "names: a list that repeats x. Allowed: each entry once.",
        ),
        ({}, lambda r: r.texts("names"), "names: missing. Allowed: a list of texts."),
        (
            {"bright": "yes"},
            lambda r: r.flag("bright", default=False),
            "bright: 'yes'. Allowed: true or false.",
        ),
        ({}, lambda r: r.text("target"), "target: missing. Allowed: a text."),
        ({"target": ""}, lambda r: r.text("target"), "target: ''. Allowed: a text that is not empty."),
        ({}, lambda r: r.passed("target"), "target: missing. Allowed: a text, or an Output of one."),
        ({"target": ""}, lambda r: r.passed("target"), "target: ''. Allowed: a text, or an Output of one."),
        (
            {"target": 5},
            lambda r: r.passed_if_given("target"),
            "target: 5. Allowed: a text, or an Output of one.",
        ),
        (
            {},
            lambda r: r.passed_texts("targets"),
            "targets: missing. Allowed: a list of texts, at least one.",
        ),
        (
            {"targets": []},
            lambda r: r.passed_texts("targets"),
            "targets: []. Allowed: a list of texts, at least one.",
        ),
        (
            {"targets": ["x", 5]},
            lambda r: r.passed_texts("targets"),
            "targets: ['x', 5]. Allowed: a list of texts",
        ),
        (
            {"parts": {"a": 1}},
            lambda r: r.mapping("parts"),
            "parts: {'a': 1}. Allowed: a mapping of names to mappings",
        ),
        ({}, lambda r: r.tags(), "tags: missing. Allowed: a mapping of tag keys to texts."),
        ({"tags": [1]}, lambda r: r.tags(), "tags: [1]. Allowed: a mapping of tag keys to texts."),
        (
            {"tags": {}},
            lambda r: r.tags(),
            "tags: without Project, Environment, Owner, CostCenter, ManagedBy.",
        ),
    ],
)
def test_values_that_are_refused(args: Mapping[str, Any], ask: Read, complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        read(args, ask)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_wrong_name_is_reported_with_the_closest_right_one() -> None:
    with pytest.raises(ArgumentError, match=r"color: no argument here\. .* Did you mean colour\?"):
        reader({"color": "red"}).finish()


def test_everything_wrong_is_reported_at_once() -> None:
    asked = ArgumentReader("Thing", "My Thing", {"colour": "green", "bright": 1, "x": 2}, ThingArgs)
    asked.choice("colour", Colour, Colour.RED)
    asked.flag("bright", default=True)

    with pytest.raises(ArgumentError) as error:
        asked.finish()

    title, *problems = str(error.value).splitlines()
    assert title == "Thing 'My Thing' cannot be created:"
    assert [problem.split(":")[0] for problem in problems] == [
        "  - x",
        "  - the name",
        "  - colour",
        "  - bright",
    ]


def test_a_nested_mapping_reports_its_path() -> None:
    asked = reader({})
    asked.nested("parts.first", {"colour": "green"}, ThingArgs).choice("colour", Colour, Colour.RED)

    with pytest.raises(ArgumentError, match=r"- parts\.first\.colour: 'green'\."):
        asked.finish()


def test_outputs_are_passed_on_where_only_a_resource_needs_the_value() -> None:
    def program() -> object:
        output = pulumi.Output.from_input("x")
        asked = reader({"target": output, "targets": [output]})
        target, targets = asked.passed("target"), asked.passed_texts("targets")
        whole_list = reader({"targets": pulumi.Output.from_input(["y"])}).passed_texts("targets")
        asked.finish()
        return [target, targets, whole_list]

    assert run(program).result == ["x", ["x"], ["y"]]


@pytest.mark.parametrize(
    "ask",
    [
        lambda r: r.text("target"),
        lambda r: r.texts("target"),
        lambda r: r.choice("target", Colour, Colour.RED),
        lambda r: r.flag("target", default=True),
        lambda r: r.whole_number("target", 1, (1,)),
        lambda r: r.mapping("target"),
    ],
)
def test_outputs_are_refused_where_they_would_decide_what_exists(ask: Read) -> None:
    def program() -> None:
        read({"target": pulumi.Output.from_input("x")}, ask)

    with pytest.raises(ArgumentError, match=r"target: an Output\. Allowed: .*known when the program runs"):
        run(program)


def test_an_output_among_tags_is_refused() -> None:
    def program() -> None:
        read({"tags": {**TAGS, "Key": pulumi.Output.from_input("x")}}, lambda r: r.tags())

    with pytest.raises(ArgumentError, match=r"tags: Key = a Output\. Allowed: plain texts"):
        run(program)
