"""Values on their way between the engine's structs and Python."""

import math
from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_SENTINEL
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

from localcloud.provider.values import UNKNOWN, from_struct, has_unknown, to_struct

SCALARS = st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(allow_nan=False)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


def _struct(**values: Any) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


@given(st.dictionaries(st.text(), VALUES))
def test_values_come_back_as_they_went(values: dict[str, Any]) -> None:
    assert from_struct(to_struct(values)) == values


@pytest.mark.parametrize(
    ("sent", "expected"), [(3.0, 3), (-0.5, -0.5), (0.0, 0), (1e20, 10**20), (math.inf, math.inf)]
)
def test_a_number_without_a_fraction_is_an_integer(sent: float, expected: float) -> None:
    found = from_struct(_struct(number=sent))["number"]
    assert found == expected
    assert type(found) is type(expected)


def test_unknowns_travel_as_the_sentinel_at_any_depth() -> None:
    struct = to_struct({"a": UNKNOWN, "b": [{"c": UNKNOWN}]})
    assert struct.fields["a"].string_value == UNKNOWN_SENTINEL
    back = from_struct(struct)
    assert back["a"] is UNKNOWN
    assert back["b"][0]["c"] is UNKNOWN


def test_secrets_are_unwrapped() -> None:
    secret = {_special_sig_key: _special_secret_sig, "value": {"user": "u", "ports": [1.0]}}
    assert from_struct(_struct(plain=secret)) == {"plain": {"user": "u", "ports": [1]}}


def test_null_is_not_set() -> None:
    assert from_struct(_struct(a=None, b={"c": None, "d": 1})) == {"b": {"c": None, "d": 1}}
    assert from_struct(to_struct({"a": None, "b": {"c": None, "d": 1}})) == {"b": {"d": 1}}


def test_empty_collections_stay() -> None:
    assert from_struct(to_struct({"list": [], "map": {}})) == {"list": [], "map": {}}


def test_a_value_that_cannot_travel_is_an_error() -> None:
    with pytest.raises(TypeError, match="cannot be a object"):
        to_struct({"a": object()})


@pytest.mark.parametrize(
    ("value", "expected"),
    [(UNKNOWN, True), ([1, {"a": [UNKNOWN]}], True), ({"a": 1, "b": ["x"]}, False), ("UNKNOWN", False)],
)
def test_has_unknown(value: Any, expected: bool) -> None:
    assert has_unknown(value) is expected
