"""Replication of an Msk: safe values for every number of brokers, and a refusal of all others."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components import ArgumentError
from components._args import ArgumentReader
from components._kafka_replication import (
    DECIDED,
    Replication,
    default_broker_count,
    default_replication,
    read_replication,
)
from components.msk import MskArgs

zone_counts = st.sampled_from([2, 3])


def read(**args: Any) -> Replication:
    given_args: Mapping[str, Any] = args
    reader = ArgumentReader("Msk", "events", given_args, MskArgs)
    replication = read_replication(reader)
    reader.finish()
    return replication


@pytest.mark.parametrize(
    ("zones", "brokers", "factor", "in_sync"),
    [(2, 2, 2, 1), (2, 4, 4, 2), (2, 6, 4, 2), (3, 3, 3, 2), (3, 6, 3, 2), (3, 30, 3, 2)],
)
def test_defaults(zones: int, brokers: int, factor: int, in_sync: int) -> None:
    assert read(zone_count=zones, broker_count=brokers) == Replication(zones, brokers, factor, in_sync)


def test_without_arguments_a_zone_may_fail() -> None:
    assert read() == Replication(2, 4, 4, 2)
    assert read(zone_count=3) == Replication(3, 3, 3, 2)


@given(zone_counts, st.integers(1, 10))
def test_writes_survive_a_broker_and_a_zone(zones: int, brokers_a_zone: int) -> None:
    brokers = zones * brokers_a_zone
    factor, in_sync = default_replication(zones, brokers)
    copies_lost_with_a_zone = -(-factor // zones)

    assert 2 <= factor <= brokers
    assert in_sync <= factor - 1
    assert in_sync <= factor - copies_lost_with_a_zone
    assert in_sync * 2 >= factor


@pytest.mark.parametrize("zones", [2, 3])
def test_the_default_number_of_brokers_keeps_confirmed_records_twice(zones: int) -> None:
    assert default_replication(zones, default_broker_count(zones))[1] >= 2


@given(zone_counts, st.integers(1, 4), st.data())
def test_what_is_taken_is_safe(zones: int, brokers_a_zone: int, data: st.DataObject) -> None:
    brokers = zones * brokers_a_zone
    factor = data.draw(st.integers(2, brokers))
    in_sync = data.draw(st.integers(-(-factor // 2), factor - 1))

    taken = read(
        zone_count=zones, broker_count=brokers, replication_factor=factor, min_insync_replicas=in_sync
    )
    assert (taken.replication_factor, taken.min_insync_replicas) == (factor, in_sync)


@given(st.integers(1, 8), st.integers(1, 8))
def test_what_is_not_safe_is_refused(factor: int, in_sync: int) -> None:
    assume(not (2 <= factor <= 6 and factor / 2 <= in_sync < factor))

    with pytest.raises(ArgumentError):
        read(broker_count=6, replication_factor=factor, min_insync_replicas=in_sync)


@pytest.mark.parametrize(("factor", "in_sync"), [(2, 1), (3, 2), (4, 2), (5, 4)])
def test_the_rest_follows_from_a_factor(factor: int, in_sync: int) -> None:
    assert read(broker_count=6, replication_factor=factor).min_insync_replicas == in_sync


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"zone_count": 1}, "zone_count: 1. Allowed: a whole number from 2 to 3."),
        ({"broker_count": 3}, "broker_count: 3 in 2 zones. Allowed: a multiple of 2: MSK puts as many"),
        ({"broker_count": 32}, "broker_count: 32. Allowed: a whole number from 2 to 30."),
        (
            {"broker_count": 2, "replication_factor": 3},
            "replication_factor: 3. Allowed: a whole number from 2 to 2.",
        ),
        ({"replication_factor": 1}, "replication_factor: 1. Allowed: a whole number from 2 to 4."),
        (
            {"broker_count": 2, "min_insync_replicas": 2},
            "min_insync_replicas: 2 of 2 copies. Allowed: 1. With more, the restart of a broker stops writes",
        ),
        ({"min_insync_replicas": 1}, "min_insync_replicas: 1 of 4 copies. Allowed: 2 to 3."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        read(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_callers_property_never_comes_over_a_safe_one() -> None:
    wished = dict.fromkeys([*DECIDED, "log.retention.hours"], "1")
    lines = Replication(3, 3, 3, 2).server_properties(wished).splitlines()

    assert "log.retention.hours=1" in lines
    assert "min.insync.replicas=2" in lines
    assert "unclean.leader.election.enable=false" in lines
    assert [line.split("=")[0] for line in lines] == sorted(
        {*DECIDED, "log.retention.hours", "num.partitions"}
    )
