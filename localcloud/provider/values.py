"""Property values as they travel between the engine and a provider.

The engine sends protobuf structs in which an unknown is a sentinel string and a secret a marked object
(pulumi SDK, `pulumi.runtime.rpc`). Inside the provider they are plain Python values: numbers without a
fraction are `int`, an unknown is the singleton `UNKNOWN`, secrets are unwrapped (the engine marks outputs of
the same name as secret again, since this provider does not accept secrets).
"""

from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_SENTINEL
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

Properties = dict[str, Any]


class Unknown:
    """The value of a property that is computed and not known yet. There is one instance, `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN: Final = Unknown()


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """The properties of a request; a null property is left out, as the engine means "not set" by it."""
    values = {key: _from_value(value) for key, value in struct.fields.items()}
    return {key: value for key, value in values.items() if value is not None}


def to_struct(properties: Properties) -> struct_pb2.Struct:
    """The properties of an answer; None is left out."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        if value is not None:
            _write(struct.fields[key], value)
    return struct


def has_unknown(value: Any) -> bool:
    """Whether the value is unknown or holds an unknown anywhere."""
    if value is UNKNOWN:
        return True
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return False


def _from_value(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value == UNKNOWN_SENTINEL else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_from_value(item) for item in value.list_value.values]
    if kind == "struct_value":
        fields = value.struct_value.fields
        if _special_sig_key in fields and fields[_special_sig_key].string_value == _special_secret_sig:
            return _from_value(fields["value"])
        return {key: _from_value(item) for key, item in fields.items()}
    return None


def _write(target: struct_pb2.Value, value: Any) -> None:
    if value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        target.string_value = UNKNOWN_SENTINEL
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, dict):
        target.struct_value.SetInParent()
        for key, item in value.items():
            if item is not None:
                _write(target.struct_value.fields[key], item)
    elif isinstance(value, list | tuple | set | frozenset):
        target.list_value.SetInParent()
        for item in value:
            _write(target.list_value.values.add(), item)
    else:
        raise TypeError(f"a property value cannot be a {type(value).__name__}: {value!r}")
