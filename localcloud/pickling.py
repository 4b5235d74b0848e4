"""moto's backends as bytes.

A backend's objects point at their own backend and at other services' backends. Those are written as
references (class, account, region), so that a pickle holds nothing but what it is about and reading it back
finds the live backends. Objects from moto's built-in tables are written as references too (`static_tables`).
Locks are written as fresh locks, keys and certificates in their standard encodings.
"""

import copyreg
import importlib
import io
import marshal
import pickle
import threading
import types
import weakref
from collections.abc import Callable, Iterable, Iterator
from operator import methodcaller
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

from localcloud import backends, static_tables
from localcloud.units import Key

Reducer = Callable[[Any], Any]

_PROTOCOL: Final = 5


class NotStorableError(Exception):
    """A backend holds something that cannot be written."""


class _Reducers(dict[type, Reducer]):
    """Reducers by exact class, filled as classes are met; pickle looks here before it asks an object."""

    def __missing__(self, cls: type) -> Reducer:
        if issubclass(cls, type):
            # Classes are written by their names, which pickle does when it finds nothing here.
            raise KeyError(cls)
        return self.setdefault(cls, _reducer(cls))


def _reducer(cls: type) -> Reducer:
    if (of_table := static_tables.reducer(cls)) is not None:
        return of_table
    for base, reducer in _BY_BASE.items():
        if issubclass(cls, base):
            return reducer
    return copyreg.dispatch_table.get(cls) or methodcaller("__reduce_ex__", _PROTOCOL)


def dump(members: Iterable[BaseBackend]) -> bytes:
    """The state of backends that belong together, as bytes.

    Raises:
        NotStorableError: the state holds something that cannot be written; the message names the attribute.
    """
    states = [(backend, static_tables.without(backend)) for backend in members]
    try:
        return _dump(states)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        faults = "; ".join(_faults(states))
        raise NotStorableError(f"moto's state cannot be stored: {faults or error}") from error


def load(state: bytes) -> None:
    """Replaces the state of the backends that `dump` wrote, in place.

    The backends must be in memory already, if only as empty objects.
    """
    for backend, attributes in pickle.loads(state):
        backend.__dict__ = static_tables.with_tables(backend, attributes)


def _dump(value: Any) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=_PROTOCOL).dump(value)
    return buffer.getvalue()


def _faults(states: list[tuple[BaseBackend, dict[str, Any]]]) -> Iterator[str]:
    for backend, attributes in states:
        for name, value in attributes.items():
            try:
                _dump(value)
            except (pickle.PicklingError, TypeError, AttributeError) as error:
                yield f"{backends.kind_of(type(backend))}.{name}: {error}"


def _reduce_backend(backend: BaseBackend) -> tuple[Any, ...]:
    return _backend, (backends.kind_of(type(backend)), backend.account_id, backend.region_name)


def _backend(kind: str, account: str, region: str) -> BaseBackend:
    return backends.obtain(Key(kind, account, region))


def _reduce_dictionary(dictionary: BackendDict) -> tuple[Any, ...]:
    return backends.dictionary_of, (backends.kind_of(dictionary.backend),)


def _reduce_account(account: AccountSpecificBackend) -> tuple[Any, ...]:
    return backends.account_of, (backends.kind_of(account.backend), account.account_id)


def _private_key(encoded: bytes) -> Any:
    return serialization.load_der_private_key(encoded, None, unsafe_skip_rsa_key_validation=True)


def _reduce_private_key(key: Any) -> tuple[Any, ...]:
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _private_key, (encoded,)


def _reduce_public_key(key: Any) -> tuple[Any, ...]:
    encoded = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return _public_key, (encoded,)


def _public_key(encoded: bytes) -> Any:
    return serialization.load_der_public_key(encoded)


def _reduce_certificate(certificate: x509.Certificate) -> tuple[Any, ...]:
    return _certificate, (certificate.public_bytes(serialization.Encoding.DER),)


def _certificate(encoded: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(encoded)


def _reduce_weak_values(values: Any) -> tuple[Any, ...]:
    return weakref.WeakValueDictionary, (dict(values),)


def _reduce_local_function(function: types.FunctionType) -> tuple[Any, ...]:
    closure = tuple(cell.cell_contents for cell in function.__closure__ or ())
    code = marshal.dumps(function.__code__)
    return _function, (code, function.__module__, function.__defaults__, closure)


def _function(code: bytes, module: str, defaults: tuple[Any, ...] | None, closure: tuple[Any, ...]) -> Any:
    variables = vars(importlib.import_module(module))
    cells = tuple(types.CellType(value) for value in closure)
    # Only what this program itself wrote is read here, with the same version of Python.
    return types.FunctionType(marshal.loads(code), variables, None, defaults, cells)


def _fresh(make: Callable[[], Any]) -> Reducer:
    return lambda _: (make, ())


_PRIVATE_KEYS: Final = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)
_PUBLIC_KEYS: Final = (rsa.RSAPublicKey, ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey)

_BY_BASE: Final[dict[type, Reducer]] = {
    BaseBackend: _reduce_backend,
    BackendDict: _reduce_dictionary,
    AccountSpecificBackend: _reduce_account,
    x509.Certificate: _reduce_certificate,
    type(threading.Lock()): _fresh(threading.Lock),
    type(threading.RLock()): _fresh(threading.RLock),
    threading.Condition: _fresh(threading.Condition),
    threading.Event: _fresh(threading.Event),
    weakref.WeakValueDictionary: _reduce_weak_values,
    **dict.fromkeys(_PRIVATE_KEYS, _reduce_private_key),
    **dict.fromkeys(_PUBLIC_KEYS, _reduce_public_key),
}

_REDUCERS: Final = _Reducers()


class _Pickler(pickle.Pickler):
    dispatch_table = _REDUCERS

    def reducer_override(self, value: Any) -> Any:
        # Pickle asks the table for anything but functions, and writes those by name: a lambda has none.
        if type(value) is types.FunctionType and "<" in value.__qualname__:
            return _reduce_local_function(value)
        return NotImplemented
