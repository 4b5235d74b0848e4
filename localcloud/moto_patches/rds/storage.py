"""How large and how fast the storage of a database is.

What moto accepts, and AWS refuses: sizes and speeds that a type of storage does not have; less storage than
there is.

What moto gets wrong: of IOPS and throughput that a request does not name it reports nothing, and AWS what gp3
comes with; storage of no named type is gp2, and not gp3 (CreateDBInstance in the API reference).
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from moto.rds.models import DBCluster, DBInstance

from localcloud.moto_patches.rds._service import engine_of, instance_of, invalid_combination
from localcloud.moto_patches.rds.engines import ENGINES
from localcloud.moto_service import Request, define

GP3: Final = "gp3"
STRIPED_GIB: Final = 400
"""From this size on, a gp3 volume is made of four, is faster, and may be given IOPS and throughput."""


class Performance(NamedTuple):
    """IOPS, and throughput in MiB/s."""

    iops: int
    throughput: int


PLAIN: Final = Performance(3000, 125)
STRIPED: Final = Performance(12000, 500)
"""What gp3 comes with ("gp3 storage" in the RDS user guide; PostgreSQL, MySQL and MariaDB)."""

STORAGE_GIB: Final = {"gp2": (20, 65536), "gp3": (20, 65536), "io1": (100, 65536), "io2": (100, 65536)}
"""By storage type: the smallest and the largest volume of the open-source engines."""

GP3_IOPS: Final = range(12000, 64001)
GP3_THROUGHPUT: Final = range(500, 4001)
"""What a gp3 volume of `STRIPED_GIB` or more may be given."""


def included(gib: int) -> Performance:
    """What a gp3 volume of a size comes with."""
    return STRIPED if gib >= STRIPED_GIB else PLAIN


def _iops(database: Any) -> int | None:
    asked: int | None = database._iops
    # moto asks for it before it has decided on the storage.
    kind = getattr(database, "storage_type", None)
    if kind == GP3 and not asked:
        return included(database.allocated_storage).iops
    return asked if kind in (None, GP3, "io1", "io2") else None


def _throughput(database: Any) -> int | None:
    if database.storage_type != GP3:
        return None
    return database._storage_throughput or included(database.allocated_storage).throughput


def _cluster_throughput(cluster: Any) -> int | None:
    """RDS derives it from the IOPS, and takes none."""
    return included(cluster.allocated_storage).throughput if cluster.storage_type == GP3 else None


def _ignore_included(database: Any, asked: int | None, name: str, place: str) -> None:
    """Keep what was asked for, unless that is what comes with the volume, and so changes with its size."""
    values = {getattr(performance, name) for performance in (PLAIN, STRIPED)}
    setattr(database, place, None if asked in values else asked)


def _settable(read: Callable[[Any], int | None], name: str, place: str) -> property:
    return property(read, lambda database, asked: _ignore_included(database, asked, name, place))


def _default_type(original: Callable[[Any], str]) -> Any:
    return staticmethod(lambda iops: GP3 if iops is None else original(iops))


def refuse_storage(backend: Any, request: Request) -> None:
    """Refuse storage of a size or a speed that there is not."""
    engine, size = engine_of(backend, request), request.get("AllocatedStorage")
    if engine not in ENGINES or ENGINES[engine].clustered:
        return
    existing = instance_of(backend, request)
    kind = request.get("StorageType") or (existing.storage_type if existing else "gp3")
    smallest, largest = STORAGE_GIB.get(kind, (5, 3072))
    if size is not None and not smallest <= size <= largest:
        raise invalid_combination(
            f"Invalid storage size for engine name {engine} and storage type {kind}: {size}"
        )
    if size is not None and existing is not None and size < existing.allocated_storage:
        raise invalid_combination(
            f"Requested storage size {size} is smaller than the current size {existing.allocated_storage}."
        )
    volume = size or (existing.allocated_storage if existing else 0)
    if kind == "gp3":
        refuse_performance(engine, volume, request.get("Iops"), request.get("StorageThroughput"))
    if kind in ("io1", "io2") and not request.get("Iops") and existing is None:
        raise invalid_combination(f"You must specify IOPS when specifying storage type {kind}.")
    most = request.get("MaxAllocatedStorage")
    stops_growing = existing is not None and most == volume
    if most and not stops_growing and most < volume * 1.1:
        raise invalid_combination("Max storage size must be at least 10% greater than storage size")


def refuse_performance(engine: str, gib: int, iops: int | None, throughput: int | None) -> None:
    """Refuse IOPS and throughput that a gp3 volume of this size cannot be given."""
    if (iops or throughput) and gib < STRIPED_GIB:
        raise invalid_combination(
            f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than "
            f"{STRIPED_GIB}."
        )
    for name, value, allowed in (
        ("IOPS", iops, GP3_IOPS),
        ("storage throughput", throughput, GP3_THROUGHPUT),
    ):
        if value and value not in allowed:
            raise invalid_combination(
                f"Invalid {name} value for engine name {engine} and storage type gp3: {value}. It must be "
                f"between {allowed.start} and {allowed.stop - 1}."
            )


@cache
def apply() -> None:
    """Make moto report what gp3 comes with."""
    DBInstance._storage_throughput = None
    for model in (DBInstance, DBCluster):
        model._iops = None
        model.iops = _settable(_iops, "iops", "_iops")
    DBInstance.storage_throughput = _settable(_throughput, "throughput", "_storage_throughput")
    DBInstance.default_storage_type = _default_type(DBInstance.default_storage_type)
    define(DBCluster, storage_throughput=_cluster_throughput)


def has_own_storage(engine: str) -> bool:
    """Whether the volumes of an engine's databases have a type and a size that requests give."""
    return engine in ENGINES and not ENGINES[engine].clustered
