"""Reads a component's arguments: checks each, collects all that is wrong, and says it in one error.

Arguments come from Python programs and, through the plugin, from any Pulumi language. So every value is
checked here, whatever its annotation says: whole numbers may arrive as floats, enum members as texts, and
Outputs anywhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from inspect import isawaitable
from typing import Any, TypeVar

import pulumi

from ._naming import AUTONAME_LIMIT, component_name_problem, is_child_name
from ._tags import tag_problems

E = TypeVar("E", bound=StrEnum)

_KNOWN = "a value that is known when the program runs, not an Output: it decides which resources there are"


class ArgumentError(pulumi.RunError):
    """A component cannot be made from the arguments given. The message lists everything that is wrong with
    them.

    Pulumi ends the program with this message alone, without a traceback.
    """


class Reader:
    """The values of one mapping of arguments. Ask for each; a wrong one is noted, and a harmless stand-in
    returned."""

    def __init__(self, args: Mapping[str, Any], fields: type, problems: list[str], prefix: str = "") -> None:
        """`fields` is the TypedDict that declares the arguments, `prefix` their place in a larger mapping."""
        self._args = args
        self._problems = problems
        self._prefix = prefix
        self._refuse_unknown(list(fields.__annotations__))

    def problem(self, where: str, given: str, allowed: str, hint: str = "") -> None:
        """Note what is wrong with the argument `where`."""
        self._problems.append(
            f"{self._prefix}{where}: {given}. Allowed: {allowed}.{' ' if hint else ''}{hint}"
        )

    def nested(self, where: str, args: Mapping[str, Any], fields: type) -> "Reader":
        """A reader of a mapping inside this one; what it finds wrong counts here."""
        return Reader(args, fields, self._problems, f"{self._prefix}{where}.")

    def get(self, key: str) -> Any:
        """The value as it was given, unchecked; None when it was not."""
        return self._args.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A plain text; without a default it is required."""
        value = self._plain(key, default, "a text")
        if isinstance(value, str) and value:
            return value
        if value is not None:
            self.problem(key, repr(value), "a text that is not empty")
        return ""

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A plain list of different texts; without a default it is required."""
        value = self._plain(key, None if default is None else list(default), "a list of texts")
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, Collection):
            self.problem(key, repr(value), "a list of texts")
            return ()
        items = list(value)
        for item in items:
            if not isinstance(item, str):
                self.problem(key, f"a list with {_shown(item)}", f"a list of texts; each {_KNOWN}")
                return ()
        repeated = sorted({item for item in items if items.count(item) > 1})
        if repeated:
            self.problem(key, f"a list that repeats {', '.join(repeated)}", "each entry once")
        return tuple(str(item) for item in items)

    def choice(self, key: str, enum: type[E], default: E) -> E:
        """A member of `enum`, given as such or as its text."""
        value = self._plain(key, default, _listed(enum))
        try:
            return enum(value)
        except ValueError:
            self.problem(key, repr(value), _listed(enum))
            return default

    def choices(self, key: str, enum: type[E], default: Iterable[E]) -> tuple[E, ...]:
        """Members of `enum`, given as such or as their texts, each at most once."""
        members: list[E] = []
        for text in self.texts(key, default):
            try:
                members.append(enum(text))
            except ValueError:
                self.problem(key, f"a list with {text!r}", _listed(enum))
        return tuple(members)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._plain(key, default, "true or false")
        if isinstance(value, bool):
            return value
        self.problem(key, _shown(value), "true or false")
        return default

    def whole_number(self, key: str, default: int, allowed: Collection[int]) -> int:
        """One of the `allowed` whole numbers."""
        value = self._plain(key, default, _numbers(allowed))
        number = whole(value)
        if number is not None and number in allowed:
            return number
        self.problem(key, _shown(value), _numbers(allowed))
        return default

    def passed(self, key: str) -> pulumi.Input[str]:
        """A required text that only a resource needs: it may be an Output."""
        if self._args.get(key) is None:
            self.problem(key, "missing", "a text, or an Output of one")
        value = self.passed_if_given(key)
        return "" if value is None else value

    def passed_if_given(self, key: str) -> pulumi.Input[str] | None:
        """As `passed`, but None when it is not given."""
        value: Any = self._args.get(key)
        if value is None or is_deferred(value) or (isinstance(value, str) and value):
            return value  # type: ignore[no-any-return] # an Input of the caller's
        self.problem(key, repr(value), "a text, or an Output of one")
        return None

    def passed_texts(self, key: str) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
        """A required list of texts that only a resource needs: it, or any entry, may be an Output."""
        value: Any = self._args.get(key)
        if is_deferred(value):
            return value  # type: ignore[no-any-return] # an Input of the caller's
        if isinstance(value, list | tuple) and value and all(v and _is_text(v) for v in value):
            return list(value)
        self.problem(key, "missing" if value is None else _shown(value), "a list of texts, at least one")
        return []

    def mapping(self, key: str) -> Mapping[str, Mapping[str, Any]]:
        """A plain mapping of names to mappings; nothing when it is not given."""
        value = self._plain(key, {}, "a mapping")
        if isinstance(value, Mapping) and all(isinstance(item, Mapping) for item in value.values()):
            return value
        self.problem(key, _shown(value), "a mapping of names to mappings of arguments")
        return {}

    def named(self, key: str, fields: type) -> Iterator[tuple[str, "Reader"]]:
        """A reader for each entry of a plain mapping of names to mappings, whose arguments `fields` declares.
        The names become the ends of children's names."""
        for name, args in self.mapping(key).items():
            self._check_child_name(key, name)
            yield str(name), self.nested(f"{key}.{name}", args, fields)

    def passed_by_name(self, key: str) -> dict[str, pulumi.Input[str]]:
        """A plain mapping of names (the ends of children's names) to texts that only resources need: each
        may be an Output. Nothing when it is not given."""
        value = self._plain(key, {}, "a mapping")
        if not isinstance(value, Mapping) or not all(item and _is_text(item) for item in value.values()):
            self.problem(key, _shown(value), "a mapping of names to texts, or Outputs of them")
            return {}
        for name in value:
            self._check_child_name(key, name)
        return dict(value)

    def tags(self) -> dict[str, str]:
        """The caller's common tags: argument `tags`, with all the keys that are required."""
        value = self._plain("tags", None, "a mapping of tag keys to texts")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem("tags", _shown(value), "a mapping of tag keys to texts")
            return {}
        for given, allowed in tag_problems(value):
            self.problem("tags", given, allowed)
        return {str(key): item for key, item in value.items()}

    def _plain(self, key: str, default: Any, allowed: str) -> Any:
        value = self._args.get(key)
        if value is None:
            value = default
        if value is None:
            self.problem(key, "missing", allowed)
        if is_deferred(value):
            self.problem(key, "an Output", f"{allowed}: {_KNOWN}")
            return default
        return value

    def _check_child_name(self, key: str, name: object) -> None:
        if not is_child_name(name):
            self.problem(key, f"the name {name!r}", "names of lower-case letters, digits and single hyphens")

    def _refuse_unknown(self, known: list[str]) -> None:
        for key in self._args:
            if key not in known:
                close = get_close_matches(str(key), known, n=1)
                hint = f"Did you mean {close[0]}?" if close else ""
                self.problem(str(key), "no argument here", ", ".join(known), hint)


class ArgumentReader(Reader):
    """The arguments of a component: read each, then `finish`, which raises ArgumentError if any was wrong."""

    def __init__(
        self,
        component: str,
        name: str,
        args: Mapping[str, Any],
        fields: type,
        longest_role: str = "",
        autoname_limit: int = AUTONAME_LIMIT,
    ) -> None:
        """`longest_role` is the end of the longest child name, from which the component's longest name
        follows; `autoname_limit` the longest physical name that AWS takes for it."""
        super().__init__(args, fields, [])
        self._title = f"{component} {name!r}"
        allowed = component_name_problem(name, longest_role, autoname_limit)
        if allowed:
            self.problem("the name", repr(name), allowed)

    def finish(self) -> None:
        """Raise ArgumentError if anything was wrong."""
        if self._problems:
            lines = "".join(f"\n  - {problem}" for problem in self._problems)
            raise ArgumentError(f"{self._title} cannot be created:{lines}")


def is_deferred(value: object) -> bool:
    """Whether a value is only known later: an Output or something to await."""
    return isinstance(value, pulumi.Output) or isawaitable(value)


def whole(value: object) -> int | None:
    """The whole number that `value` stands for (the engine sends 3 as 3.0), or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) or is_deferred(value)


def _listed(enum: type[StrEnum]) -> str:
    return ", ".join(member.value for member in enum)


def _numbers(allowed: Collection[int]) -> str:
    if isinstance(allowed, range):
        return f"a whole number from {allowed.start} to {allowed.stop - 1}"
    return f"one of {', '.join(map(str, allowed))}"


def _shown(value: object) -> str:
    return f"an {type(value).__name__}" if is_deferred(value) else repr(value)
