"""moto's state and the storage kept in step: what is touched is written, what failed is put back."""

import hashlib
from typing import Any

from moto.core.base_backend import BaseBackend

from localcloud import backends, moto_patches, pickling, static_tables, units
from localcloud.storage import Storage, Stored
from localcloud.units import Key, Unit, package_of, unit_of


class State:
    """All of moto's backends of one cloud.

    Backends are read from the storage when their kind is first used. `begin`, then some use of moto, then
    `save` or `restore`: both look only at what was used in between. Not safe for use by two threads at once.

    Args:
        storage: where the backends are kept; its transactions are the caller's business.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._opened: set[str] = set()
        # What the live backends' pickles were when they and the storage were last the same.
        self._digests: dict[Unit, bytes] = {}
        self._used: set[Unit] = set()
        self._made: set[Unit] = set()

    def opening(self, kind: str) -> None:
        """Before the first use of a kind of backend: patches it and reads what is stored of it."""
        if kind in self._opened:
            return
        # Reading uses the kind that is being read.
        self._opened.add(kind)
        try:
            moto_patches.apply(package_of(kind))
            for unit in self._storage.units(units.name_of(kind)):
                # A unit that is in memory may hold changes of the request that is under way.
                if unit not in self._digests:
                    self._read(unit, self._stored(unit))
        except BaseException:
            self._opened.discard(kind)
            raise

    def accessed(self, key: Key, backend: BaseBackend, created: bool) -> None:
        """Notes that a backend is used."""
        unit = unit_of(key)
        self._used.add(unit)
        if created:
            static_tables.capture(key, backend)
            self._made.add(unit)

    def begin(self) -> None:
        """Forgets what was used so far."""
        self._used.clear()
        self._made.clear()

    def used(self) -> frozenset[Unit]:
        """What was used since `begin`."""
        return frozenset(self._used)

    def made(self) -> frozenset[Unit]:
        """The part of it that holds backends which did not exist before."""
        return frozenset(self._made)

    def save(self, changed: frozenset[Unit]) -> None:
        """Writes those of the units that differ from what is stored.

        Raises:
            NotStorableError: one of them holds something that cannot be written.
        """
        for unit in sorted(changed):
            state = _dump(unit)
            if self._digests.get(unit) != _digest(state):
                self._storage.write(unit, state)
                self._digests[unit] = _digest(state)

    def restore(self, changed: frozenset[Unit]) -> None:
        """Puts units back to what is stored; backends that are not stored cease to exist."""
        for unit in sorted(changed):
            if self._unchanged(unit):
                continue
            stored = self._storage.read(unit)
            for key in _members(unit):
                if stored is None or key not in stored.members:
                    backends.drop(key)
            if stored is None:
                self._digests.pop(unit, None)
            else:
                self._read(unit, stored)

    def forget(self) -> None:
        """Drops everything in memory, to be read again when it is used. The storage is not touched."""
        self.begin()
        self._opened.clear()
        self._digests.clear()
        backends.clear()

    def _unchanged(self, unit: Unit) -> bool:
        try:
            return self._digests.get(unit) == _digest(_dump(unit))
        except pickling.NotStorableError:
            return False

    def _stored(self, unit: Unit) -> Stored:
        stored = self._storage.read(unit)
        if stored is None:
            raise LookupError(f"{unit} is not stored")
        return stored

    def _read(self, unit: Unit, stored: Stored) -> None:
        missing = [key for key in stored.members if backends.find(key) is None]
        self._opened.update(key.kind for key in missing)
        for key in missing:
            moto_patches.apply(package_of(key.kind))
            backends.put(key, _blank(key))
        pickling.load(stored.state)
        # The same state is not always the same bytes: equal strings are written once if they are one object.
        self._digests[unit] = _digest(_dump(unit))


def _blank(key: Key) -> BaseBackend:
    backend_class: Any = backends.class_of(key.kind)
    if not static_tables.has_tables(key.kind):
        return backend_class.__new__(backend_class)
    backend = backend_class(key.region, account_id=key.account)
    static_tables.capture(key, backend)
    return backend


def _members(unit: Unit) -> list[Key]:
    return sorted(key for key, _ in backends.in_memory() if unit_of(key) == unit)


def _dump(unit: Unit) -> Stored:
    members = _members(unit)
    return Stored(members, pickling.dump(backends.obtain(key) for key in members))


def _digest(state: Stored) -> bytes:
    return hashlib.sha256(repr(state.members).encode() + state.state).digest()
