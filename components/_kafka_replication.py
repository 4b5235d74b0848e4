"""How often Kafka keeps each record, and how many copies have to be there before a write counts. Pure.

A topic's records lie on as many brokers as its replication factor says, spread over the zones. A producer
that asks for safety waits until the least number of in-sync replicas has its record. So there can be no more
copies than brokers; fewer have to be needed than there are, or the restart of one broker stops all writes;
and at least half, or too few brokers hold what was confirmed. Writes survive the loss of a zone where each
zone has as many copies and the other zones' are enough. Two brokers can only have the least of all this: a
record confirmed while one restarts is on the other alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ._args import Reader
from ._store_spec import read_number_if_given, read_settings

_ZONE_COUNTS = range(2, 4)
_MOST_BROKERS = 30
"""Brokers of a cluster; more by request (MSK developer guide, "Quotas")."""

DECIDED = (
    "auto.create.topics.enable",
    "default.replication.factor",
    "min.insync.replicas",
    "offsets.topic.replication.factor",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor",
    "unclean.leader.election.enable",
)
"""Properties that follow from the arguments, or are safe at one value only."""


@dataclass(frozen=True)
class Replication:
    """Brokers, and what they keep."""

    zone_count: int
    broker_count: int
    replication_factor: int
    min_insync_replicas: int

    def server_properties(self, own: Mapping[str, str]) -> str:
        """The configuration of the brokers: safe values, and the caller's `own`."""
        factor, in_sync = str(self.replication_factor), str(self.min_insync_replicas)
        properties = {
            "num.partitions": str(self.broker_count),
            **own,
            # A typing error in a producer would make a topic; and a replica that lags behind must not lead.
            "auto.create.topics.enable": "false",
            "unclean.leader.election.enable": "false",
            "default.replication.factor": factor,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": factor,
            "transaction.state.log.replication.factor": factor,
            "transaction.state.log.min.isr": in_sync,
        }
        return "".join(f"{name}={value}\n" for name, value in sorted(properties.items()))


def default_broker_count(zone_count: int) -> int:
    """Brokers that stand the loss of a zone with writes going on and every record kept twice."""
    return 4 if zone_count == 2 else zone_count


def default_replication(zone_count: int, broker_count: int) -> tuple[int, int]:
    """The replication factor and the in-sync replicas: as many copies in each zone, and what a zone's loss
    leaves of them is enough."""
    factor = min(broker_count, 4 if zone_count == 2 else 3)
    return factor, factor - factor // zone_count


def read_replication(reader: Reader) -> Replication:
    """The arguments about brokers and copies."""
    zone_count = reader.whole_number("zone_count", 2, _ZONE_COUNTS)
    broker_count = reader.whole_number(
        "broker_count", default_broker_count(zone_count), range(2, _MOST_BROKERS + 1)
    )
    if broker_count % zone_count:
        reader.problem(
            "broker_count",
            f"{broker_count} in {zone_count} zones",
            f"a multiple of {zone_count}: MSK puts as many brokers into each zone",
        )
    factor, in_sync = default_replication(zone_count, broker_count)
    given = read_number_if_given(reader, "replication_factor", range(2, broker_count + 1))
    if given is not None and given != factor:
        factor, in_sync = given, given - 1
    safe = range(max(1, (factor + 1) // 2), factor)
    return Replication(
        zone_count=zone_count,
        broker_count=broker_count,
        replication_factor=factor,
        min_insync_replicas=_in_sync(reader, in_sync, factor, safe),
    )


def read_server_properties(reader: Reader) -> dict[str, str]:
    """The caller's own properties of the brokers."""
    return read_settings(reader, "server_properties", dict.fromkeys(DECIDED, ()))


def _in_sync(reader: Reader, default: int, factor: int, safe: range) -> int:
    given = read_number_if_given(reader, "min_insync_replicas", range(1, _MOST_BROKERS))
    if given is None:
        return default
    if given not in safe:
        allowed = f"{safe[0]}" if len(safe) == 1 else f"{safe[0]} to {safe[-1]}"
        reader.problem(
            "min_insync_replicas",
            f"{given} of {factor} copies",
            allowed,
            "With more, the restart of a broker stops writes; with fewer, too few hold what was confirmed.",
        )
    return given
