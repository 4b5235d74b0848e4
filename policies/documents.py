"""Policy documents of IAM and of resources, read into statements."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from policies.values import UNKNOWN, Unknown, as_list

EVERYTHING = "*"


@dataclass(frozen=True)
class Statement:
    """One statement. Parts that it does not have are empty."""

    name: str
    """How a message names it: its `Sid`, or its place, as `Statement[0]`."""
    allows: bool
    actions: tuple[str, ...] = ()
    """In lower case, since IAM does not tell cases apart. `*:*`, and `NotAction`, which is all but a few,
    read as `*`."""
    resources: tuple[str, ...] = ()
    """`NotResource` reads as `*`."""
    principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind: `AWS`, `Service`, `Federated`. A bare `*` and `NotPrincipal` are `AWS: *`."""
    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Operator -> condition key, in lower case -> value."""

    @property
    def on_everything(self) -> bool:
        """Whether it is about every resource there is."""
        return any(set(resource) <= {"*", ":"} and "*" in resource for resource in self.resources)

    @property
    def for_everybody(self) -> bool:
        """Whether every AWS account, or anybody at all, is its principal."""
        return any(EVERYTHING in self.principals.get(kind, ()) for kind in ("AWS", "Federated"))

    def condition_values(self, key: str) -> list[Any]:
        """What its conditions compare a key with, in whatever way."""
        found = (keys.get(key.lower()) for keys in self.conditions.values())
        return [one for value in found for one in as_list(value)]

    def covers(self, action: str) -> bool:
        """Whether an action, as `iam:PassRole`, is among its own."""
        return any(fnmatchcase(action.lower(), pattern) for pattern in self.actions)


def read_statements(document: Any) -> list[Statement] | Unknown:
    """Reads a document, given as JSON text or as an object. `UNKNOWN` if some part of it is not known yet.

    What is no document has no statements: the provider refuses it, with an error of its own.
    """
    if document is UNKNOWN or _has_unknown(document):
        return UNKNOWN
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return []
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    return [
        _statement(index, one) for index, one in enumerate(as_list(statements)) if isinstance(one, Mapping)
    ]


def allowing(document: Any) -> Iterator[Statement]:
    """The statements of a document that allow something; none where it is not known yet."""
    statements = read_statements(document)
    if not isinstance(statements, Unknown):
        yield from (statement for statement in statements if statement.allows)


def _statement(index: int, raw: Mapping[str, Any]) -> Statement:
    return Statement(
        name=str(raw.get("Sid") or f"Statement[{index}]"),
        allows=raw.get("Effect") == "Allow",
        actions=(EVERYTHING,) if "NotAction" in raw else tuple(map(_action, _texts(raw.get("Action")))),
        resources=(EVERYTHING,) if "NotResource" in raw else _texts(raw.get("Resource")),
        principals={"AWS": (EVERYTHING,)} if "NotPrincipal" in raw else _principals(raw.get("Principal")),
        conditions={
            operator: {key.lower(): value for key, value in keys.items()}
            for operator, keys in (raw.get("Condition") or {}).items()
            if isinstance(keys, Mapping)
        },
    )


def _action(action: str) -> str:
    return EVERYTHING if action == "*:*" else action.lower()


def _principals(raw: Any) -> Mapping[str, tuple[str, ...]]:
    if isinstance(raw, Mapping):
        return {kind: _texts(value) for kind, value in raw.items()}
    return {"AWS": _texts(raw)} if raw else {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in as_list(value))


def _has_unknown(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(_has_unknown, value))
    return value is UNKNOWN
