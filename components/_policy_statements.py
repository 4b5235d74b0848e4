"""Checks IAM policy statements that a caller passes in. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ._args import is_deferred
from ._argument_kinds import shown

_MEMBERS = ("Sid", "Effect", "Action", "Resource", "Condition")
_REQUIRED = ("Effect", "Action", "Resource")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9*]+")

Problem = tuple[str, str]
"""What was given, and what is allowed."""


def statement_problems(statements: Sequence[Any]) -> Iterator[Problem]:
    """What is wrong with statements of an identity policy. Their values may be Outputs: those pass."""
    for index, statement in enumerate(statements):
        for given, allowed in _problems_of(statement):
            yield f"[{index}]: {given}", allowed


def _problems_of(statement: Any) -> Iterator[Problem]:
    if not isinstance(statement, Mapping):
        yield shown(statement), f"a policy statement: a mapping with {', '.join(_REQUIRED)}"
        return
    for member in statement:
        # NotAction and NotResource allow whatever AWS adds tomorrow.
        if member not in _MEMBERS:
            yield f"the member {member!r}", ", ".join(_MEMBERS)
    for member in _REQUIRED:
        if not statement.get(member):
            yield f"no {member}", f"statements with {', '.join(_REQUIRED)}"
    effect = statement.get("Effect")
    if effect and effect not in ("Allow", "Deny"):
        yield f"Effect {shown(effect)}", "Allow, Deny"
    for action in _as_list(statement.get("Action")):
        yield from _problems_of_action(action, effect)


def _problems_of_action(action: Any, effect: Any) -> Iterator[Problem]:
    if is_deferred(action):
        return
    if not isinstance(action, str) or (action != "*" and not _ACTION.fullmatch(action)):
        yield f"Action {shown(action)}", "names of actions, as s3:GetObject"
    elif effect != "Deny" and action.rpartition(":")[2] == "*":
        yield f"Action {action!r}", "the actions that are needed, as s3:GetObject, not all of a service"


def _as_list(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)
