"""moto's built-in tables inside its backends: images and their snapshots in EC2, public parameters in SSM.

They are thousands of objects that never change, so they are not stored: a stored backend holds only how its
tables differ from the built-in ones, and names a built-in object where another object points at it. The
built-in objects get the same ids and dates in every process.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import methodcaller
from typing import Any, Final

from moto.core.base_backend import BaseBackend
from moto.core.utils import utcnow

from localcloud import backends
from localcloud.units import Key

_IMAGES: Final = "moto.ec2.models:EC2Backend"
"""The kind of backend that has built-in images."""

_TABLES: Final = ("amis", "snapshots")
"""The dictionaries that moto fills with built-in objects."""

_OBJECTS: Final = frozenset({"moto.ec2.models.amis:Ami", "moto.ec2.models.elastic_block_store:Snapshot"})
"""The classes of those objects."""

_PARAMETERS: Final = "moto.ssm.models:ParameterDict"
_PUBLIC_PARAMETERS: Final = "/aws/service/"

_ATTRIBUTE: Final = "_built_in_tables"
_MARK: Final = "_built_in_name"

_PROCESS_START: Final = utcnow()
_UNKNOWN_DATE: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - moto's times have no zone
"""The date of images for which moto has none and takes the time at which it reads its table."""

_reduce_plainly: Final = methodcaller("__reduce_ex__", 5)


@dataclass(frozen=True)
class _Difference:
    """How a dictionary differs from the built-in table."""

    added: dict[str, Any]
    removed: list[str]


def stable_id(prefix: str, *names: str) -> str:
    """An AWS-shaped id that is the same whenever it is made for the same names."""
    return prefix + hashlib.sha256("/".join(names).encode()).hexdigest()[:17]


def has_tables(kind: str) -> bool:
    """Whether backends of a kind have built-in tables, so that one is made in full before it is loaded."""
    return kind == _IMAGES


def capture(key: Key, backend: Any) -> None:
    """Notes the built-in tables of a backend that moto has just made."""
    if not has_tables(key.kind):
        return
    for image in backend.amis.values():
        _settle(image)
    backend.snapshots = {image.ebs_snapshot.id: image.ebs_snapshot for image in backend.amis.values()}
    tables = {name: dict(getattr(backend, name)) for name in _TABLES}
    for name, table in tables.items():
        for item, value in table.items():
            setattr(value, _MARK, (key, name, item))
    setattr(backend, _ATTRIBUTE, tables)


def without(backend: BaseBackend) -> dict[str, Any]:
    """A backend's attributes, with its tables replaced by their differences from the built-in ones."""
    state = dict(backend.__dict__)
    tables = state.pop(_ATTRIBUTE, {})
    for name, table in tables.items():
        live = state[name]
        state[name] = _Difference(
            added={item: value for item, value in live.items() if table.get(item) is not value},
            removed=[item for item in table if item not in live],
        )
    return state


def with_tables(backend: BaseBackend, state: dict[str, Any]) -> dict[str, Any]:
    """The attributes that `without` took apart, whole again."""
    tables = backend.__dict__.get(_ATTRIBUTE)
    if tables is None:
        return state
    whole = {**state, _ATTRIBUTE: tables}
    for name, table in tables.items():
        removed = set(state[name].removed)
        whole[name] = {item: value for item, value in table.items() if item not in removed} | state[
            name
        ].added
    return whole


def reducer(cls: type) -> Callable[[Any], Any] | None:
    """How objects of a class are pickled if they can be in a built-in table; None for other classes."""
    name = f"{cls.__module__}:{cls.__qualname__}"
    if name == _PARAMETERS:
        return _reduce_parameters
    return _reduce_object if name in _OBJECTS else None


def _settle(image: Any) -> None:
    region = image.ec2_backend.region_name
    if image.creation_date > _PROCESS_START:
        image.creation_date = _UNKNOWN_DATE
    snapshot = image.ebs_snapshot
    snapshot.id = stable_id("snap-", region, image.id)
    snapshot.volume.id = stable_id("vol-", region, image.id)
    snapshot.start_time = image.creation_date


def _reduce_object(value: Any) -> Any:
    mark = value.__dict__.get(_MARK)
    if mark is None:
        return _reduce_plainly(value)
    key, name, item = mark
    return _built_in, (*key, name, item)


def _built_in(kind: str, account: str, region: str, name: str, item: str) -> Any:
    backend = backends.obtain(Key(kind, account, region))
    return getattr(backend, _ATTRIBUTE)[name][item]


def _reduce_parameters(parameters: Any) -> Any:
    # moto reads AWS's public parameters when one of them is asked for, and notes in these attributes that it
    # did.
    attributes = {
        name: False if name.endswith("_loaded") else value for name, value in parameters.__dict__.items()
    }
    own = [(key, value) for key, value in dict.items(parameters) if not key.startswith(_PUBLIC_PARAMETERS)]
    return _empty_parameters, (type(parameters),), attributes, None, iter(own)


def _empty_parameters(cls: Any) -> Any:
    parameters = cls.__new__(cls)
    parameters.default_factory = list
    return parameters
