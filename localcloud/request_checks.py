"""Requests are checked against botocore's service models as AWS itself checks them.

botocore alone looks at types, required members and minima. AWS also refuses values outside an enumeration,
too long or too large ones, and those that do not match the model's pattern.
"""

import functools
from collections.abc import Iterator
from typing import Any, Final

import regex
from botocore.model import OperationModel, Shape

STALE_ENUMERATIONS: Final = frozenset({"OpenSearchPartitionInstanceType"})
"""Shapes of which the models lack values that AWS takes; the services' own checks look at them."""


class RequestRefused(Exception):  # noqa: N818 - it says what AWS does
    """A request that AWS would refuse for the value of one or more parameters.

    Attributes:
        operation: the API operation, as `CreateVpc`.
        faults: one text per wrong parameter, each beginning with its path, as
            `TagSpecifications[0].ResourceType`.
    """

    def __init__(self, operation: str, faults: list[str]) -> None:
        self.operation = operation
        self.faults = faults
        super().__init__(f"{operation}: " + "; ".join(faults))


def check_request(params: dict[str, Any], model: OperationModel, **_: Any) -> None:
    """Raises `RequestRefused` if a value breaks the service's model (a `before-parameter-build` handler).

    Values of a wrong type are left to botocore's own validation, which comes after.
    """
    if model.input_shape is None:
        return
    faults = list(_faults(params, model.input_shape, ""))
    if faults:
        raise RequestRefused(model.name, faults)


def _faults(value: Any, shape: Shape, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members and member is not None:
                yield from _faults(member, shape.members[name], f"{path}.{name}" if path else name)
    elif kind == "list" and isinstance(value, list | tuple):
        yield from _length_faults(value, shape, path, "items")
        for index, item in enumerate(value):
            yield from _faults(item, shape.member, f"{path}[{index}]")
    elif kind == "map" and isinstance(value, dict):
        yield from _length_faults(value, shape, path, "entries")
        for key, item in value.items():
            yield from _faults(key, shape.key, f"{path} (key {key!r})")
            yield from _faults(item, shape.value, f"{path}[{key!r}]")
    elif kind == "string" and isinstance(value, str):
        yield from _string_faults(value, shape, path)
    elif kind == "blob" and isinstance(value, bytes | bytearray):
        yield from _length_faults(value, shape, path, "bytes")
    elif kind in {"integer", "long", "float", "double"} and isinstance(value, int | float):
        yield from _range_faults(value, shape, path)


def _string_faults(value: str, shape: Shape, path: str) -> Iterator[str]:
    shown = _shown(value, shape)
    if shape.enum and value not in shape.enum and shape.name not in STALE_ENUMERATIONS:
        yield f"{path} is {shown}; allowed: {', '.join(shape.enum)}"
    yield from _length_faults(value, shape, path, "characters")
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, value):
        yield f"{path} is {shown}; it must match {pattern}"


def _length_faults(value: Any, shape: Shape, path: str, unit: str) -> Iterator[str]:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and len(value) < minimum:
        yield f"{path} has {len(value)} {unit}; at least {minimum} are needed"
    if maximum is not None and len(value) > maximum:
        yield f"{path} has {len(value)} {unit}; at most {maximum} are allowed"


def _range_faults(value: float, shape: Shape, path: str) -> Iterator[str]:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and value < minimum:
        yield f"{path} is {value}; at least {minimum} is needed"
    if maximum is not None and value > maximum:
        yield f"{path} is {value}; at most {maximum} is allowed"


def _shown(value: str, shape: Shape) -> str:
    if shape.metadata.get("sensitive"):
        return "a sensitive value (not shown)"
    return repr(value if len(value) <= 80 else value[:77] + "...")


def _matches(pattern: str, value: str) -> bool:
    compiled = compiled_pattern(pattern)
    if compiled is None:
        return True
    # A pattern that begins with ^ says itself where it is anchored; older models mean the whole value.
    found = compiled.search(value) if pattern.startswith("^") else compiled.fullmatch(value)
    return found is not None


@functools.cache
def compiled_pattern(pattern: str) -> "regex.Pattern[str] | None":
    """A pattern of a service model as a regular expression; None if Python cannot read it."""
    # Some models write a range of code points in UTF-16 surrogates, which means "any character XML allows"
    # and is no range for Python. There is nothing to check in it.
    if "\\uD800" in pattern:
        return None
    try:
        # AWS accepts line breaks where a model says ".*", as in policy documents.
        return regex.compile(pattern, regex.V0 | regex.DOTALL)
    except regex.error:
        # A dozen patterns of rare services are in dialects that no Python library reads.
        return None
