"""The provider's own bookkeeping: JSON values by key, kept with the cloud's state and in its transactions."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager
from typing import Any

from localcloud.storage import Storage


class Records(MutableMapping[str, Any]):
    """A namespace of records.

    A write belongs to the transaction it is made in; outside of one it is a transaction of its own. What is
    read is always a fresh copy: changing it changes nothing.

    Args:
        storage: where the records are.
        namespace: keeps these records apart from others.
        reading: makes a context in which the storage may be read.
        writing: makes a context in which the storage may be written.
    """

    def __init__(
        self,
        storage: Storage,
        namespace: str,
        reading: Callable[[], AbstractContextManager[object]],
        writing: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._storage = storage
        self._namespace = namespace
        self._reading = reading
        self._writing = writing

    def __getitem__(self, key: str) -> Any:
        with self._reading():
            return self._storage.read_record(self._namespace, key)

    def __setitem__(self, key: str, value: Any) -> None:
        with self._writing():
            self._storage.write_record(self._namespace, key, value)

    def __delitem__(self, key: str) -> None:
        with self._reading():
            self._storage.read_record(self._namespace, key)
            with self._writing():
                self._storage.delete_record(self._namespace, key)

    def __iter__(self) -> Iterator[str]:
        with self._reading():
            return iter(self._storage.record_keys(self._namespace))

    def __len__(self) -> int:
        with self._reading():
            return len(self._storage.record_keys(self._namespace))
