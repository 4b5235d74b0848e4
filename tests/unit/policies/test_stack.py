"""What a property points at, when its id is known and when it is not."""

from typing import Any

import pytest

from policies.stack import Reference, Resource, Stack
from policies.values import UNKNOWN

GROUP = "aws:ec2/securityGroup:SecurityGroup"


def _group(name: str, id_: Any = UNKNOWN) -> Resource:
    return Resource(GROUP, name, f"urn:{name}", {}, id=id_)


def _rule(*depends_on: str) -> Resource:
    return Resource(
        "rule", "rule", "urn:rule", {}, dependencies={"groupId": depends_on, "other": ("urn:other",)}
    )


A, B, OLD = _group("a"), _group("b"), _group("old", "sg-old")


@pytest.mark.parametrize(
    ("value", "depends_on", "expected"),
    [
        ("sg-old", (), Reference((OLD,), known=True)),
        ("sg-old", ("urn:a",), Reference((OLD,), known=True)),
        ("sg-else", (), Reference((), known=True)),
        ("sg-else", ("urn:old",), Reference((), known=True)),
        ("sg-else", ("urn:a",), Reference((A,), known=True)),
        (UNKNOWN, ("urn:a",), Reference((A,), known=False)),
        (UNKNOWN, ("urn:a", "urn:b"), Reference((A, B), known=False)),
        (UNKNOWN, ("urn:old",), Reference((), known=False)),
        (UNKNOWN, ("urn:rule", "urn:gone"), Reference((), known=False)),
        (UNKNOWN, (), Reference((), known=False)),
    ],
    ids=[
        "a known id",
        "a known id before any dependency",
        "an id that no resource has",
        "an id that a dependency with another id cannot have",
        "an id that the provider did not report",
        "the one dependency",
        "one of two dependencies",
        "not the dependency whose id is known",
        "no dependency of the type",
        "nothing",
    ],
)
def test_a_reference_is_found(value: Any, depends_on: tuple[str, ...], expected: Reference) -> None:
    rule = _rule(*depends_on)

    assert Stack([A, B, OLD, rule]).reference(rule, "groupId", value, GROUP) == expected


def test_a_reference_is_certain_or_outside_or_neither() -> None:
    assert Reference((A,), known=False).certain == A
    assert Reference((), known=True).outside
    for doubtful in (Reference((), known=False), Reference((A, B), known=False)):
        assert doubtful.certain is None
        assert not doubtful.outside


def test_the_stack_knows_its_name() -> None:
    resource = Resource(GROUP, "a", "urn:pulumi:staging::project::type::a", {})

    assert Stack([resource]).name == "staging"
    assert Stack([]).name == ""


def test_a_view_is_made_once() -> None:
    stack = Stack([A])
    made: list[Stack] = []

    assert stack.view(made.append) is stack.view(made.append)
    assert made == [stack]
