"""Templates, calls and tags of definitions."""

from typing import Any

import pytest

from localcloud.provider.definition import Call, Tagging, fill_template
from localcloud.provider.registry import resources

VALUES = {"id": "vpc-1", "count": 3, "names": ["a", "b"], "unset": None}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{id}", "vpc-1"),
        ("{count}", 3),
        ("{names}", ["a", "b"]),
        ("arn:{id}/{count}", "arn:vpc-1/3"),
        ("arn:{unset}", None),
        ("{missing}", None),
        ("plain", "plain"),
        (7, 7),
        (["{id}", "{unset}"], ["vpc-1"]),
        ({"A": "{id}", "B": {"C": "{unset}", "D": ["{count}"]}}, {"A": "vpc-1", "B": {"D": [3]}}),
    ],
)
def test_fill_template(template: Any, expected: Any) -> None:
    assert fill_template(template, VALUES) == expected


def test_a_call_selects_from_its_answer() -> None:
    call = Call("list_aliases", answer="Aliases[?Name=='{id}'] | [0]")
    response = {"Aliases": [{"Name": "x", "Key": 1}, {"Name": "vpc-1", "Key": 2}]}
    assert call.select(response, VALUES) == {"Name": "vpc-1", "Key": 2}
    assert call.select({"Aliases": []}, VALUES) is None


def test_a_quote_in_a_value_does_not_end_the_selection() -> None:
    call = Call("list_aliases", answer="Aliases[?Name=='{id}'] | [0]")
    name = "it's odd"
    assert call.select({"Aliases": [{"Name": name}]}, {"id": name}) == {"Name": name}


CALL = Call("tag")
LISTED = Tagging(tag=CALL, untag=CALL, tags_parameter="Tags", keys_parameter="Keys")
LOWER = Tagging(tag=CALL, untag=CALL, tags_parameter="tags", keys_parameter="keys", key="key", value="value")
MAPPED = Tagging(tag=CALL, untag=CALL, tags_parameter="tags", keys_parameter="keys", key="")


@pytest.mark.parametrize(
    ("tagging", "packed"),
    [
        (LISTED, [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]),
        (LOWER, [{"key": "a", "value": "1"}, {"key": "b", "value": ""}]),
        (MAPPED, {"a": "1", "b": ""}),
    ],
)
def test_tags_in_the_form_of_the_service(tagging: Tagging, packed: Any) -> None:
    assert tagging.pack({"a": "1", "b": ""}) == packed
    assert tagging.unpack(packed) == {"a": "1", "b": ""}


def test_tags_of_aws_itself_are_not_seen() -> None:
    assert LISTED.unpack([{"Key": "aws:cloudformation:stack", "Value": "x"}, {"Key": "a"}]) == {"a": ""}
    assert MAPPED.unpack({"aws:x": "y"}) == {}
    assert LISTED.unpack(None) == {}


def test_keys_to_remove() -> None:
    ec2 = resources()["aws:ec2/vpc:Vpc"].tagging
    assert ec2 is not None
    assert ec2.pack_keys(["a"]) == [{"Key": "a"}]
    assert LISTED.pack_keys(["a"]) == ["a"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("InvalidVpcID.NotFound", True),
        ("NoSuchEntity", True),
        ("ResourceNotFoundException", True),
        ("KMSInvalidStateException", False),
        ("DependencyViolation", False),
    ],
)
def test_error_codes_that_mean_gone(code: str, expected: bool) -> None:
    assert resources()["aws:ec2/vpc:Vpc"].says_gone(code) is expected
    assert resources()["aws:kms/key:Key"].says_gone("KMSInvalidStateException")
