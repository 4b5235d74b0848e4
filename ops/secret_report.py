"""What became of secrets, for people and for programs. It holds no value: names, states and times only."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ops.fill_secrets import Action, Outcome
from ops.secret_store import State
from ops.secret_values import TEXT


def as_json(stack: str, outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a JSON object: `stack`, `complete`, and `secrets` with name, arn, state, action,
    missingFields, setFields, fieldsSeen, changedAt and problem of each."""
    body = {
        "stack": stack,
        "complete": all(outcome.is_complete for outcome in outcomes),
        "secrets": [_plain(outcome) for outcome in outcomes],
    }
    return json.dumps(body, indent=2)


def show(stack: str, outcomes: Sequence[Outcome], console: Console) -> None:
    """The outcomes as a table, and what to do next."""
    table = Table(title=f"Secrets of stack {escape(stack)}", title_justify="left")
    for column in ("Secret", "State", "Changed", "Note"):
        table.add_column(column, overflow="fold")
    for outcome in outcomes:
        changed = outcome.found.changed_at
        table.add_row(
            escape(outcome.entry.name),
            outcome.found.state,
            f"{changed:%Y-%m-%d %H:%M %Z}" if changed else "",
            escape(_note(outcome)),
        )
    console.print(table)
    open_ones = [
        outcome.entry.name for outcome in outcomes if outcome.found.state in (State.EMPTY, State.INCOMPLETE)
    ]
    if open_ones:
        console.print(
            f"Still open: {escape(', '.join(open_ones))}. "
            f"`python -m ops secrets init --stack {escape(stack)}` asks for them.",
            soft_wrap=True,
        )


def _plain(outcome: Outcome) -> dict[str, Any]:
    changed = outcome.found.changed_at
    return {
        "name": outcome.entry.name,
        "arn": outcome.entry.arn,
        "state": outcome.found.state.value,
        "action": outcome.action.value,
        "missingFields": _fields(outcome.found.missing_fields),
        "setFields": _fields(outcome.set_fields),
        "fieldsSeen": not outcome.found.fields_unseen,
        "changedAt": changed.isoformat() if changed else None,
        "problem": outcome.problem or None,
    }


def _note(outcome: Outcome) -> str:
    notes = []
    if outcome.action is not Action.NOTHING:
        fields = _fields(outcome.set_fields)
        notes.append(f"{outcome.action}: {', '.join(fields)}" if fields else str(outcome.action))
    if outcome.problem:
        notes.append(outcome.problem)
    missing = _fields(outcome.found.missing_fields)
    if missing and outcome.found.state is State.INCOMPLETE:
        notes.append(f"without {', '.join(missing)}")
    if outcome.found.fields_unseen:
        notes.append("its fields cannot be read with these credentials")
    return "; ".join(notes)


def _fields(names: Sequence[str]) -> list[str]:
    return [name for name in names if name != TEXT]
