"""The local cloud's file: one SQLite database with moto's backends as pickles and the provider's own records.

It survives the kill of the process at any time (not a power cut: nothing waits for the disk). Not safe for
use by two threads at once: its user holds a lock.
"""

import json
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

from localcloud.units import Key, Unit

FILE_NAME: Final = "cloud.sqlite"

_SCHEMA: Final = """
create table if not exists about (name text primary key, value text not null) without rowid;
create table if not exists units (
    name text not null, account text not null, region text not null, members text not null, state blob not
    null, primary key (name, account, region)
);
create table if not exists records (
    namespace text not null, key text not null, value text not null,
    primary key (namespace, key)
) without rowid;
"""


class Stored(NamedTuple):
    """A stored unit.

    Attributes:
        members: its backends.
        state: their pickle, in `pickling`'s form.
    """

    members: list[Key]
    state: bytes


class StorageError(Exception):
    """The state on disk cannot be used."""


def remove(directory: Path) -> None:
    """Deletes the state in a directory, readable or not. No process may have it open."""
    for suffix in ("", "-wal", "-shm"):
        (directory / f"{FILE_NAME}{suffix}").unlink(missing_ok=True)


class Storage:
    """The database of one local cloud.

    Args:
        directory: where the file is, or is made; None keeps all in memory.

    Raises:
        StorageError: the file is not readable, or was written by other versions of what its pickles depend
            on.
    """

    def __init__(self, directory: Path | None) -> None:
        self._path = directory / FILE_NAME if directory else None
        try:
            self._db = sqlite3.connect(
                self._path or ":memory:", isolation_level=None, check_same_thread=False
            )
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=normal")
            self._db.executescript(_SCHEMA)
            self._check_versions()
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"The local cloud's state in {self._path} is not readable ({error}). {_RESET}"
            ) from error

    def begin(self) -> None:
        """Starts a transaction; what follows is kept together by `commit` or undone by `rollback`."""
        self._db.execute("begin immediate")

    def commit(self) -> None:
        """Makes the transaction's changes durable."""
        self._db.execute("commit")

    def rollback(self) -> None:
        """Undoes the transaction's changes."""
        self._db.execute("rollback")

    def units(self, name: str) -> list[Unit]:
        """The units of a name that are stored."""
        rows = self._db.execute("select name, account, region from units where name = ?", (name,))
        return [Unit(*row) for row in rows]

    def read(self, unit: Unit) -> Stored | None:
        """What is stored of a unit; None if it never was."""
        row = self._db.execute(
            "select members, state from units where name = ? and account = ? and region = ?", unit
        ).fetchone()
        return None if row is None else Stored([Key(*member) for member in json.loads(row[0])], bytes(row[1]))

    def write(self, unit: Unit, stored: Stored) -> None:
        """Stores a unit."""
        members = json.dumps(stored.members)
        self._db.execute(
            "insert or replace into units values (?, ?, ?, ?, ?)", (*unit, members, stored.state)
        )

    def clear(self) -> None:
        """Removes all units and records."""
        self._db.execute("delete from units")
        self._db.execute("delete from records")

    def read_record(self, namespace: str, key: str) -> Any:
        """A record's JSON value. Raises KeyError if there is none."""
        row = self._db.execute(
            "select value from records where namespace = ? and key = ?", (namespace, key)
        ).fetchone()
        if row is None:
            raise KeyError(key)
        return json.loads(row[0])

    def write_record(self, namespace: str, key: str, value: Any) -> None:
        """Stores a record. Raises TypeError or ValueError if the value is not JSON."""
        text = json.dumps(value, allow_nan=False)
        self._db.execute("insert or replace into records values (?, ?, ?)", (namespace, key, text))

    def delete_record(self, namespace: str, key: str) -> None:
        """Removes a record, if there is one."""
        self._db.execute("delete from records where namespace = ? and key = ?", (namespace, key))

    def record_keys(self, namespace: str) -> list[str]:
        """The keys of a namespace's records, sorted."""
        rows = self._db.execute("select key from records where namespace = ? order by key", (namespace,))
        return [row[0] for row in rows]

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _check_versions(self) -> None:
        # A pickle names classes and attributes, so only the same code can read it.
        ours = {
            "moto": version("moto"),
            "python": ".".join(platform.python_version_tuple()[:2]),
            "layout": "1",
        }
        theirs = dict(self._db.execute("select name, value from about"))
        if not theirs:
            self._db.executemany("insert into about values (?, ?)", ours.items())
        elif theirs != ours:
            raise StorageError(
                f"The local cloud's state in {self._path} was written by {theirs}; this is {ours}. {_RESET}"
            )


_RESET: Final = "`python -m localcloud reset` starts it afresh (everything in it is lost)."
