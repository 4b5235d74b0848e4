"""What an Msk is to be: its arguments, checked. No resources here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ._args import ArgumentReader
from ._kafka_replication import Replication, read_replication, read_server_properties
from ._store_spec import StoreSpec, read_number_if_given, read_store
from ._zone_subnets import check_subnets

_VERSION = re.compile(r"(\d+)\.\d+\.(\d+|x)(\.kraft)?")
_OLDEST_MAJOR = 3
_INSTANCE_TYPE = re.compile(r"kafka\.[a-z]+\d+[a-z]*\.[a-z0-9]+")
_WITHOUT_TIERING = "kafka.t3.small"
_VOLUME_GIB = range(1, 16385)
_DEFAULT_GROWTH = 10
_UTILISATION_PERCENT = range(10, 81)
"""Fullness at which volumes may grow (MSK developer guide, "Automatic scaling")."""


class MskMonitoring(StrEnum):
    """How finely MSK measures for CloudWatch; each level has what the one before it has."""

    DEFAULT = "DEFAULT"
    """The cluster and the main figures of brokers, for free."""
    PER_BROKER = "PER_BROKER"
    """Every figure of each broker."""
    PER_TOPIC_PER_BROKER = "PER_TOPIC_PER_BROKER"
    """Each topic on each broker."""
    PER_TOPIC_PER_PARTITION = "PER_TOPIC_PER_PARTITION"
    """Each partition of each topic."""


@dataclass(frozen=True)
class MskSpec:
    """The arguments of an Msk, checked."""

    store: StoreSpec
    kafka_version: str
    broker_instance_type: str
    replication: Replication
    volume_size_gib: int
    max_volume_size_gib: int | None
    """What volumes may grow to; None where they do not grow."""
    storage_utilization_percent: int
    tiered_storage: bool
    own_server_properties: dict[str, str]
    monitoring: MskMonitoring

    @property
    def server_properties(self) -> str:
        """The configuration of the brokers."""
        return self.replication.server_properties(self.own_server_properties)


def resolve_msk(name: str, args: Mapping[str, Any], fields: type) -> MskSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader("Msk", name, args, fields, longest_role="storage-policy")
    store = read_store(reader, "kafka cluster", name, "cluster_name")
    replication = read_replication(reader)
    check_subnets(reader, store, replication.zone_count)
    volume_size_gib = reader.whole_number("volume_size_gib", 100, _VOLUME_GIB)
    instance_type = _instance_type(reader)
    spec = MskSpec(
        store=store,
        kafka_version=_kafka_version(reader),
        broker_instance_type=instance_type,
        replication=replication,
        volume_size_gib=volume_size_gib,
        max_volume_size_gib=_max_volume_size(reader, volume_size_gib),
        storage_utilization_percent=reader.whole_number(
            "storage_utilization_percent", 60, _UTILISATION_PERCENT
        ),
        tiered_storage=_tiered_storage(reader, instance_type),
        own_server_properties=read_server_properties(reader),
        monitoring=reader.choice("monitoring", MskMonitoring, MskMonitoring.PER_BROKER),
    )
    reader.finish()
    return spec


def _kafka_version(reader: ArgumentReader) -> str:
    version = reader.text("kafka_version", "3.8.x")
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match[1]) < _OLDEST_MAJOR):
        reader.problem(
            "kafka_version",
            repr(version),
            f"a version of Kafka on MSK, {_OLDEST_MAJOR}.3.1 or newer, as 3.8.x or 3.9.x.kraft",
        )
    return version


def _instance_type(reader: ArgumentReader) -> str:
    instance_type = reader.text("broker_instance_type", "kafka.m7g.large")
    if instance_type and not _INSTANCE_TYPE.fullmatch(instance_type):
        reader.problem(
            "broker_instance_type",
            repr(instance_type),
            "the type of a standard broker, as kafka.m7g.large; Express brokers have storage and replication "
            "of their own",
        )
    return instance_type


def _max_volume_size(reader: ArgumentReader, volume_size: int) -> int | None:
    given = read_number_if_given(reader, "max_volume_size_gib", range(_VOLUME_GIB.stop))
    if given == 0:
        return None
    if given is not None and given <= volume_size:
        reader.problem(
            "max_volume_size_gib",
            f"{given} beside volumes of {volume_size} GiB",
            "more than that, or 0 for volumes that do not grow",
        )
    largest = min(volume_size * _DEFAULT_GROWTH, _VOLUME_GIB[-1]) if given is None else given
    # The largest volume there is cannot grow.
    return largest if largest > volume_size else None


def _tiered_storage(reader: ArgumentReader, instance_type: str) -> bool:
    tiered = reader.flag("tiered_storage", default=False)
    if tiered and instance_type == _WITHOUT_TIERING:
        reader.problem("tiered_storage", f"true with {instance_type}", "true with larger brokers")
    return tiered
