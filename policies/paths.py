"""Finds values inside the properties of a resource, by a path such as `vpcConfig.endpointPublicAccess`.

A step into a list says which elements it means: `[]` every one, of which there may be none; `[0]` the first;
`[name=tls]` those whose `name` is `tls`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from policies.values import UNKNOWN

_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<which>[^\]]*)\])?(?:\.(?=\w)|$)")


@dataclass(frozen=True)
class Found:
    """A value, and where it is."""

    place: str
    """The path with the positions in lists: `parameters[2].value`. Where nothing is set, the path "
    "itself."""
    value: Any
    """None: not set. `UNKNOWN`: not known yet."""


def find(properties: Mapping[str, Any], path: str) -> Iterator[Found]:
    """Yields what `path` leads to: one value, or one for every element that a step into a list means.

    Raises ValueError for a path that is none.
    """
    yield from _walk(properties, _steps(path), "")


def top_level(path: str) -> str:
    """The property that a path starts at, which is what dependencies are recorded for."""
    return _steps(path)[0][0]


@cache
def _steps(path: str) -> list[tuple[str, str | None]]:
    steps = list(_STEP.finditer(path))
    if not path or "".join(step.group() for step in steps) != path:
        raise ValueError(f"{path!r} is no path: write names joined by dots, as a.b[].c or a[name=x].b")
    return [(step["name"], step["which"]) for step in steps]


def _walk(value: Any, steps: list[tuple[str, str | None]], place: str) -> Iterator[Found]:
    if not steps or value is UNKNOWN:
        yield Found(place, value)
        return
    (name, which), *rest = steps
    place = f"{place}.{name}" if place else name
    inner = value.get(name) if isinstance(value, Mapping) else None
    if which is None or inner is UNKNOWN:
        yield from _walk(inner, rest, place)
        return
    elements = list(enumerate(inner if isinstance(inner, list) else [] if inner is None else [inner]))
    chosen = [(index, element) for index, element in elements if _is_meant(index, element, which)]
    for index, element in chosen:
        yield from _walk(element, rest, f"{place}[{index}]")
    if which and not chosen:
        yield Found(".".join((f"{place}[{which}]", *(name for name, _ in rest))), None)


def _is_meant(index: int, element: Any, which: str) -> bool:
    if not which:
        return True
    key, equals, wanted = which.partition("=")
    if not equals:
        return index == int(which)
    # An element that is not known may be the one.
    return element is UNKNOWN or (isinstance(element, Mapping) and element.get(key) in (wanted, UNKNOWN))
