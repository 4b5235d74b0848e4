"""moto's state: one backend object per service, account and region, found, watched and replaced here.

moto keeps its backends in module-level dictionaries. `watch` installs one observer on them, which is told
before a service's dictionary is used for the first time and whenever a backend is handed out.
"""

import functools
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

from localcloud.units import Key, package_of


class Observer(Protocol):
    """Is told how moto's backends are used."""

    def opening(self, kind: str) -> None:
        """Called before the dictionary of a kind of backend is used; often."""

    def accessed(self, key: Key, backend: BaseBackend, created: bool) -> None:
        """Called when a backend is handed out; `created` if it did not exist before."""


_observer: Observer | None = None
_without_state = False
_dictionaries: dict[str, BackendDict] = {}


def watch(observer: Observer | None) -> None:
    """Makes `observer` the one observer of all backends; None ends the watch."""
    global _observer
    _observer = observer


def watched() -> bool:
    """Whether there is an observer."""
    return _observer is not None


@contextmanager
def without_state() -> Iterator[None]:
    """While in it, backends that are asked for hold nothing and are not kept.

    moto makes backends in regions that nobody uses just to learn what is the same for all backends of a
    service.
    """
    global _without_state
    before, _without_state = _without_state, True
    try:
        yield
    finally:
        _without_state = before


def kind_of(backend_class: type) -> str:
    """The `kind` of a backend class."""
    return f"{backend_class.__module__}:{backend_class.__qualname__}"


def class_of(kind: str) -> type[BaseBackend]:
    """The backend class of a `kind`. Raises ImportError or AttributeError if moto has no such class."""
    module, name = kind.split(":")
    found: type[BaseBackend] = getattr(importlib.import_module(module), name)
    return found


def dictionary_of(kind: str) -> BackendDict:
    """The dictionary that holds all backends of a kind. Raises LookupError if there is none."""
    if kind not in _dictionaries:
        backend_class = class_of(kind)
        package = importlib.import_module(f"moto.{package_of(kind)}.models")
        for module in (importlib.import_module(backend_class.__module__), package):
            for value in vars(module).values():
                if isinstance(value, BackendDict) and value.backend is backend_class:
                    _dictionaries[kind] = value
                    return value
        raise LookupError(f"moto keeps no backends of {kind}")
    return _dictionaries[kind]


def account_of(kind: str, account: str) -> AccountSpecificBackend:
    """The dictionary of one account's backends of a kind."""
    return dictionary_of(kind)[account]


def find(key: Key) -> BaseBackend | None:
    """A backend that is in memory; None if it is not. Tells the observer nothing."""
    account = dict.get(dictionary_of(key.kind), key.account)
    return None if account is None else dict.get(account, key.region)


def obtain(key: Key) -> BaseBackend:
    """A backend, read in or made if need be. Tells the observer only if it was made."""
    found = find(key)
    if found is None:
        account = account_of(key.kind, key.account)
        found = dict.get(account, key.region) or account[key.region]
    return found


def put(key: Key, backend: BaseBackend) -> None:
    """Makes `backend` the backend of a key."""
    dict.__setitem__(account_of(key.kind, key.account), key.region, backend)


def drop(key: Key) -> None:
    """Forgets a backend, if there is one."""
    account = dict.get(dictionary_of(key.kind), key.account)
    if account is not None:
        dict.pop(account, key.region, None)


def clear() -> None:
    """Forgets all backends in memory."""
    for dictionary in (*_dictionaries.values(), *BackendDict._instances):
        dict.clear(dictionary)
    BackendDict._instances.clear()


def in_memory() -> Iterator[tuple[Key, BaseBackend]]:
    """All backends in memory."""
    for kind, dictionary in list(_dictionaries.items()):
        for account_id, account in list(dict.items(dictionary)):
            for region, backend in list(dict.items(account)):
                yield Key(kind, account_id, region), backend


_DICTIONARY_METHODS: Final = (
    "__getitem__",
    "__iter__",
    "__contains__",
    "get",
    "items",
    "keys",
    "values",
    "iter_backends",
)


def install() -> None:
    """Puts the watch on moto's classes. Idempotent."""
    if getattr(BackendDict, "_watched", False):
        return
    for name in _DICTIONARY_METHODS:
        setattr(BackendDict, name, _announced(getattr(BackendDict, name)))
    AccountSpecificBackend.__getitem__ = _reported(AccountSpecificBackend.__getitem__)
    BackendDict._watched = True


def _announced(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def announce(self: BackendDict, *args: Any) -> Any:
        if _observer is not None:
            kind = kind_of(self.backend)
            _dictionaries.setdefault(kind, self)
            _observer.opening(kind)
        return method(self, *args)

    return announce


def _reported(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def report(self: AccountSpecificBackend, region: str) -> Any:
        if _without_state:
            return self.backend.__new__(self.backend)
        name = "aws" if region == "global" else region
        existed = dict.__contains__(self, name)
        backend = method(self, name)
        if _observer is not None:
            _observer.accessed(Key(kind_of(self.backend), self.account_id, name), backend, not existed)
        return backend

    return report
