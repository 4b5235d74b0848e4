"""What an OpenSearch is to be: its arguments, checked, and what follows from them. No resources here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._store_spec import StoreSpec, read_store
from ._zone_subnets import check_subnets

_VERSION = re.compile(r"OpenSearch_(\d+)\.\d+")
_NODE_TYPE = re.compile(r"(?P<family>[a-z]+\d+[a-z]*)\.[a-z0-9]+\.search")
_HOST = re.compile(r"(?=.{1,255}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_ZONES = range(1, 4)
_DATA_NODES = range(1, 81)
_MASTER_NODES = (0, 3, 5)
_VOLUME_GIB = range(10, 24577)
_IOPS = range(3000, 80001)
_THROUGHPUT_MIBPS = range(125, 2001)
"""Figures of gp3 (OpenSearch Service developer guide, "Quotas"); what an instance type takes may be less."""

_HOURS = range(24)


@dataclass(frozen=True)
class OpenSearchSpec:
    """The arguments of an OpenSearch, checked."""

    store: StoreSpec
    engine_version: str
    zone_count: int
    data_node_type: str
    data_node_count: int
    master_node_type: str
    master_node_count: int
    multi_az_with_standby: bool
    volume_size_gib: int
    iops: int
    throughput_mibps: int
    master_role_arn: pulumi.Input[str] | None
    custom_endpoint: str | None
    certificate_arn: pulumi.Input[str] | None
    off_peak_start_hour: int

    @property
    def has_auto_tune(self) -> bool:
        """Whether the domain tunes itself; nodes of t types cannot."""
        return not is_burstable(self.data_node_type)


def is_burstable(node_type: str) -> bool:
    """Whether nodes of a type run on credits, as t3.small.search."""
    return node_type.startswith("t")


def resolve_opensearch(name: str, args: Mapping[str, Any], fields: type) -> OpenSearchSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader("OpenSearch", name, args, fields, longest_role="search-slow-log-group")
    store = read_store(reader, "search domain", name, "domain_name")
    zone_count = reader.whole_number("zone_count", 3, _ZONES)
    check_subnets(reader, store, zone_count)
    data_node_type = _node_type(reader, "data_node_type", "r6g.large.search")
    data_node_count = _data_node_count(reader, zone_count)
    master_node_count = reader.whole_number("master_node_count", 3, _MASTER_NODES)
    master_node_type = _node_type(reader, "master_node_type", "m6g.large.search")
    node_types = {data_node_type, *([master_node_type] if master_node_count else [])}
    custom_endpoint, certificate_arn = _custom_endpoint(reader)
    spec = OpenSearchSpec(
        store=store,
        engine_version=_engine_version(reader),
        zone_count=zone_count,
        data_node_type=data_node_type,
        data_node_count=data_node_count,
        master_node_type=master_node_type,
        master_node_count=master_node_count,
        multi_az_with_standby=_standby(reader, zone_count, master_node_count, node_types),
        volume_size_gib=reader.whole_number("volume_size_gib", 100, _VOLUME_GIB),
        iops=reader.whole_number("iops", _IOPS.start, _IOPS),
        throughput_mibps=reader.whole_number("throughput_mibps", _THROUGHPUT_MIBPS.start, _THROUGHPUT_MIBPS),
        master_role_arn=reader.passed_if_given("master_role_arn"),
        custom_endpoint=custom_endpoint,
        certificate_arn=certificate_arn,
        off_peak_start_hour=reader.whole_number("off_peak_start_hour", 2, _HOURS),
    )
    reader.finish()
    return spec


def _engine_version(reader: ArgumentReader) -> str:
    version = reader.text("engine_version", "OpenSearch_2.19")
    match = _VERSION.fullmatch(version)
    if version and (match is None or int(match[1]) < 2):
        reader.problem("engine_version", repr(version), "a version, 2.3 or newer, as OpenSearch_2.19")
    return version


def _node_type(reader: ArgumentReader, key: str, default: str) -> str:
    node_type = reader.text(key, default)
    match = _NODE_TYPE.fullmatch(node_type)
    if node_type and match is None:
        reader.problem(key, repr(node_type), f"the name of a node type of OpenSearch, as {default}")
    elif match is not None and match["family"] == "t2":
        reader.problem(key, repr(node_type), "t3 or larger: nodes of t2 cannot encrypt")
    elif match is not None and match["family"].startswith("i"):
        reader.problem(
            key, repr(node_type), "a type with EBS storage: nodes of i types have disks of their own"
        )
    return node_type


def _data_node_count(reader: ArgumentReader, zone_count: int) -> int:
    count = reader.whole_number("data_node_count", zone_count, _DATA_NODES)
    if count % zone_count:
        reader.problem(
            "data_node_count",
            f"{count} in {zone_count} zones",
            f"a multiple of {zone_count}: every zone holds as many, or the fullest limits all",
        )
    return count


def _standby(reader: ArgumentReader, zone_count: int, master_count: int, node_types: set[str]) -> bool:
    burstable = sorted(filter(is_burstable, node_types))
    lacks = [
        lack
        for lack, holds in (
            (f"zone_count {zone_count}", zone_count < 3),
            ("no master nodes", not master_count),
            (f"nodes of {' and '.join(burstable)}", bool(burstable)),
        )
        if holds
    ]
    standby = reader.flag("multi_az_with_standby", default=not lacks)
    if standby and lacks:
        reader.problem(
            "multi_az_with_standby",
            f"true with {', '.join(lacks)}",
            "true with three zones, dedicated master nodes, and no nodes of t types",
        )
    return standby


def _custom_endpoint(reader: ArgumentReader) -> tuple[str | None, pulumi.Input[str] | None]:
    certificate = reader.passed_if_given("certificate_arn")
    if reader.get("custom_endpoint") is None:
        if certificate is not None:
            reader.problem("certificate_arn", "given without custom_endpoint", "both or none")
        return None, None
    host = reader.text("custom_endpoint")
    if host and not _HOST.fullmatch(host):
        reader.problem("custom_endpoint", repr(host), "a host name, as search.example.com")
    if certificate is None:
        reader.problem("certificate_arn", "missing beside custom_endpoint", "both or none")
    return host, certificate
