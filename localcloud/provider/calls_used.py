"""Which AWS operations a definition uses, those that its functions call among them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from botocore import xform_name

from localcloud import in_process
from localcloud.provider.definition import Call


def operations_used(service: str, *parts: Call | Callable[..., Any]) -> tuple[str, ...]:
    """The operations (`describe_subnets`) that calls and functions name, in order, each once.

    A function's operations are found by the texts that its code can reach, so one that is put together of
    pieces is missed: definitions write operations out.
    """
    found: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Call):
            found[part.operation] = None
        else:
            reachable = dict.fromkeys(texts_of(part))
            services = [service, *(name for name in reachable if name in _services())]
            known = frozenset().union(*(operation_names(name) for name in services))
            found |= {name: None for name in reachable if name in known}
    return tuple(found)


@cache
def operation_names(service: str) -> frozenset[str]:
    """The operations of a service under the names of boto3's methods."""
    model = in_process.session().get_service_model(service)
    return frozenset(xform_name(name) for name in model.operation_names)


def texts_of(function: Any) -> Iterator[str]:
    """The texts in a function's code, and in the functions and constants of modules that it names."""
    yield from _texts(function, set())


@cache
def _services() -> frozenset[str]:
    return frozenset(in_process.session().get_available_services())


def _texts(value: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif id(value) in seen:
        return
    elif isinstance(value, FunctionType):
        seen.add(id(value))
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        named = [value.__globals__[name] for name in _names(value.__code__) if name in value.__globals__]
        for item in (value.__code__, *cells, *named):
            yield from _texts(item, seen)
    elif isinstance(value, CodeType):
        for item in value.co_consts:
            yield from _texts(item, seen)
    elif isinstance(value, Mapping):
        seen.add(id(value))
        for item in (*value, *value.values()):
            yield from _texts(item, seen)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _texts(vars(value), seen)
    elif isinstance(value, tuple | list | frozenset | set):
        seen.add(id(value))
        for item in value:
            yield from _texts(item, seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for item in code.co_consts:
        if isinstance(item, CodeType):
            yield from _names(item)
