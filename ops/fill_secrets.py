"""Gives the secrets of a stack their values: generates, takes what was given, asks for the rest.

Running it again changes nothing that has a value, and fills what has none.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import SecretStr

from ops.errors import OpsError
from ops.secret_contract import SecretEntry, Source
from ops.secret_store import Found, SecretStore, State
from ops.secret_values import (
    TEXT,
    Value,
    generate_private_key,
    generate_random_key,
    public_key_of,
    to_text,
)

Ask = Callable[[SecretEntry, str], SecretStr | None]
"""Asks a person for a field of a secret (`TEXT`: for its text). None when there is no answer."""

FILLABLE = (State.EMPTY, State.INCOMPLETE)


class Action(StrEnum):
    """What was done with a secret."""

    NOTHING = "nothing"
    FILLED = "filled"
    """It got values for fields that had none."""
    REPLACED = "replaced"
    """It got new values for all its fields."""


@dataclass(frozen=True)
class Outcome:
    """A secret, and what became of it."""

    entry: SecretEntry
    found: Found
    """As it is now."""
    action: Action = Action.NOTHING
    set_fields: tuple[str, ...] = ()
    """Fields that got a value."""
    problem: str = ""
    """Why nothing could be done, in one sentence."""

    @property
    def is_complete(self) -> bool:
        """Whether the secret has all its values, as far as can be seen."""
        return self.found.state is State.FILLED and not self.problem


@dataclass(frozen=True)
class Wishes:
    """How secrets shall be filled."""

    given: Mapping[str, Value] = field(default_factory=dict)
    """Values from files, by the name of the secret."""
    replace: Collection[str] = ()
    """Names of the secrets whose values are made anew."""
    ask: Ask | None = None
    """None: nobody is asked."""


def look(entries: Sequence[SecretEntry], store: SecretStore) -> list[Outcome]:
    """The secrets as they are."""
    return [_examine(entry, store) for entry in entries]


def fill(entries: Sequence[SecretEntry], store: SecretStore, wishes: Wishes) -> list[Outcome]:
    """Fill what is empty or incomplete, and what shall be replaced.

    All are looked at before the first is filled; what cannot be filled does not stop the rest.
    """
    return [_fill(outcome, store, wishes) for outcome in look(entries, store)]


def _examine(entry: SecretEntry, store: SecretStore) -> Outcome:
    found = store.find(entry)
    return Outcome(entry, found, problem=_PROBLEMS.get(found.state, ""))


_PROBLEMS = {
    State.MISSING: "There is no such secret: run `pulumi up`, then try again.",
    State.DELETED: "It is being deleted: restore it with `aws secretsmanager restore-secret`.",
    State.MALFORMED: "Its value is no JSON object of texts: give a new one with --replace.",
}


def _fill(outcome: Outcome, store: SecretStore, wishes: Wishes) -> Outcome:
    entry = outcome.entry
    replaces = entry.name in wishes.replace and outcome.found.state not in (State.MISSING, State.DELETED)
    if outcome.found.state not in FILLABLE and not replaces:
        if entry.name in wishes.given and outcome.found.state is State.FILLED:
            return Outcome(
                entry, outcome.found, problem="It has a value already: add --replace to change it."
            )
        return outcome
    known = {} if replaces else dict(outcome.found.value)
    wanted = (tuple(entry.fields) or (TEXT,)) if replaces else outcome.found.missing_fields
    try:
        fresh = _values(entry, known, wanted, wishes)
        if not fresh:
            return outcome
        return _store(entry, store, outcome.found, known | fresh, tuple(fresh), replaces)
    except OpsError as error:
        return Outcome(entry, outcome.found, problem=str(error))


def _store(
    entry: SecretEntry,
    store: SecretStore,
    before: Found,
    value: dict[str, SecretStr],
    set_fields: tuple[str, ...],
    replaces: bool,
) -> Outcome:
    if replaces and set(value) != (set(entry.fields) or {TEXT}):
        return Outcome(entry, before, problem="A new value needs all fields: the old one was kept.")
    if before.state is not State.EMPTY:
        store.put(entry, to_text(value))
    elif not store.put_first(entry, to_text(value)):
        return _examine(entry, store)
    action = Action.REPLACED if replaces else Action.FILLED
    return Outcome(entry, store.find(entry), action, set_fields)


def _values(
    entry: SecretEntry, known: Value, wanted: Collection[str], wishes: Wishes
) -> dict[str, SecretStr]:
    """New values for the `wanted` fields, so far as there are any."""
    given = wishes.given.get(entry.name, {})
    fresh = {name: given[name] for name in wanted if name in given}
    for name in wanted:
        if name in fresh:
            continue
        source = entry.fields.get(name, Source.ASK)
        if source is Source.RANDOM_KEY:
            fresh[name] = generate_random_key()
        elif source is Source.ASK and wishes.ask is not None:
            answer = wishes.ask(entry, name)
            if answer is not None:
                fresh[name] = answer
    return fresh | _key_pair(entry, {**known, **fresh}, wanted)


def _key_pair(entry: SecretEntry, known: Value, wanted: Collection[str]) -> dict[str, SecretStr]:
    """The halves of the key pair that are wanted. A public half always belongs to the private one."""
    halves = entry.fields_from(Source.RS256_PRIVATE_KEY) + entry.fields_from(Source.RS256_PUBLIC_KEY)
    if not set(halves).intersection(wanted):
        return {}
    private, public = halves
    if private not in known and public in known:
        raise OpsError(
            f"It has {public} without {private}, which cannot be found out: give it, or add --replace."
        )
    private_key = known.get(private) or generate_private_key()
    public_key = public_key_of(private_key)
    if public in known and known[public].get_secret_value().strip() != public_key.get_secret_value().strip():
        raise OpsError(f"{public} does not belong to {private}.")
    return {name: key for name, key in ((private, private_key), (public, public_key)) if name not in known}
