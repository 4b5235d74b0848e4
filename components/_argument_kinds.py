"""Reads kinds of arguments that only some components have: groups, mappings of Outputs, words of commands."""

from collections.abc import Mapping
from typing import Any

import pulumi

from ._args import Reader, is_deferred, whole


def read_group(reader: Reader, key: str, fields: type) -> Reader:
    """A reader of the arguments grouped under `key`; an empty one when they are not given."""
    given = reader.get(key)
    if given is None:
        return reader.nested(key, {}, fields)
    if not isinstance(given, Mapping):
        reader.problem(key, shown(given), "a mapping of arguments")
        return reader.nested(key, {}, fields)
    return reader.nested(key, given, fields)


def read_required_number(reader: Reader, key: str, allowed: range) -> int:
    """One of the `allowed` whole numbers, which has to be given."""
    if reader.get(key) is None:
        reader.problem(key, "missing", f"a whole number from {allowed.start} to {allowed.stop - 1}")
    return reader.whole_number(key, allowed.start, allowed)


def read_inputs(reader: Reader, key: str) -> dict[str, pulumi.Input[str]]:
    """A plain mapping of names to texts or Outputs of such; nothing when it is not given."""
    given = reader.get(key)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        reader.problem(key, shown(given), "a mapping of names to texts, or Outputs of such")
        return {}
    for name, value in given.items():
        if not isinstance(value, str) and not is_deferred(value):
            reader.problem(f"{key}.{name}", repr(value), "a text, or an Output of one")
            return {}
    return {str(name): value for name, value in given.items()}


def read_numbers(reader: Reader, key: str, default: Mapping[str, int], allowed: range) -> dict[str, int]:
    """A plain mapping of names to `allowed` whole numbers."""
    given: Any = reader.get(key)
    if given is None:
        return dict(default)
    if not isinstance(given, Mapping):
        reader.problem(key, shown(given), "a mapping of names to whole numbers")
        return {}
    numbers = {str(name): whole(value) for name, value in given.items()}
    for name, number in numbers.items():
        if number is None or number not in allowed:
            bounds = f"a whole number from {allowed.start} to {allowed.stop - 1}"
            reader.problem(f"{key}.{name}", shown(given[name]), bounds)
    return {name: number for name, number in numbers.items() if number is not None}


def read_words(reader: Reader, key: str) -> tuple[str, ...]:
    """A plain list of texts in which one may occur twice, as the words of a command; nothing when it is not
    given."""
    given = reader.get(key)
    if given is None:
        return ()
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        reader.problem(key, shown(given), "a list of texts that are known when the program runs")
        return ()
    return tuple(given)


def shown(value: Any) -> str:
    """A value as an error shows it."""
    return f"an {type(value).__name__}" if is_deferred(value) else repr(value)
