"""The gp3 storage of a database: how large, how fast, and how far it may grow by itself. Pure."""

from dataclasses import dataclass

from ._args import Reader
from ._store_spec import read_number_if_given

_GIB = range(20, 65537)
_TUNABLE_GIB = 400
_BASE_IOPS = 12000
_IOPS = range(_BASE_IOPS, 64001)
_THROUGHPUT_MIBPS = range(500, 4001)
"""Figures of gp3 for PostgreSQL: below 400 GiB it has 3,000 IOPS and 125 MiB/s, from there on 12,000 and 500,
and more for money (RDS user guide, "gp3 storage")."""

_LEAST_GROWTH = 1.1
"""RDS refuses a limit for growth that is nearer than a tenth (RDS user guide, "Managing capacity
automatically with Amazon RDS storage autoscaling")."""

_DEFAULT_GROWTH = 10


@dataclass(frozen=True)
class Storage:
    """The volume of each copy of the database."""

    allocated_gib: int
    max_allocated_gib: int | None
    """What it may grow to; None where it does not grow by itself."""
    iops: int | None
    throughput_mibps: int | None


def read_instance_storage(reader: Reader) -> Storage:
    """The storage of an instance."""
    allocated = reader.whole_number("allocated_storage_gib", 100, _GIB)
    return Storage(
        allocated_gib=allocated,
        max_allocated_gib=_max_allocated(reader, allocated),
        iops=_tunable(reader, "iops", _IOPS, allocated),
        throughput_mibps=_tunable(reader, "storage_throughput_mibps", _THROUGHPUT_MIBPS, allocated),
    )


def read_cluster_storage(reader: Reader) -> Storage:
    """The storage of a Multi-AZ cluster, which does not grow by itself, at a throughput that RDS decides."""
    for key in ("max_allocated_storage_gib", "storage_throughput_mibps"):
        _refuse(reader, key, "given for multi-az-cluster", "none: RDS has it for instances only")
    allocated = reader.whole_number("allocated_storage_gib", 100, _GIB)
    return Storage(allocated, None, _tunable(reader, "iops", _IOPS, allocated), None)


def refuse_storage(reader: Reader) -> None:
    """Refuse every argument about storage: Aurora's has no size of its own."""
    for key in ("allocated_storage_gib", "max_allocated_storage_gib", "iops", "storage_throughput_mibps"):
        _refuse(reader, key, "given for aurora", "none: its storage is as large as its content")


def _max_allocated(reader: Reader, allocated: int) -> int | None:
    given = read_number_if_given(reader, "max_allocated_storage_gib", range(_GIB.stop))
    if given == 0:
        return None
    largest = min(allocated * _DEFAULT_GROWTH, _GIB[-1]) if given is None else given
    if given is not None and given < allocated * _LEAST_GROWTH:
        reader.problem(
            "max_allocated_storage_gib",
            f"{given} beside {allocated} allocated",
            f"{_LEAST_GROWTH:g} times that, or more; 0 for storage that does not grow",
        )
    # A volume that is nearly as large as they come cannot grow.
    return largest if largest >= allocated * _LEAST_GROWTH else None


def _tunable(reader: Reader, key: str, allowed: range, allocated: int) -> int | None:
    if allocated < _TUNABLE_GIB:
        _refuse(reader, key, f"given for {allocated} GiB", f"none below {_TUNABLE_GIB} GiB")
        return None
    return read_number_if_given(reader, key, allowed)


def _refuse(reader: Reader, key: str, given: str, allowed: str) -> None:
    if reader.get(key) is not None:
        reader.problem(key, given, allowed)
