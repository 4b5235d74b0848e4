"""Subnets of stores that take exactly one subnet a zone."""

from collections.abc import Sequence

import pulumi

from ._args import ArgumentError, Reader
from ._store_spec import StoreSpec


def check_subnets(reader: Reader, store: StoreSpec, zone_count: int) -> None:
    """Note when there are fewer subnets than zones, if their number is known when the program runs."""
    if isinstance(store.subnet_ids, list) and 0 < len(store.subnet_ids) < zone_count:
        reader.problem("subnet_ids", *_too_few(len(store.subnet_ids), zone_count))


def first_subnets(
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]], zone_count: int
) -> pulumi.Output[list[str]]:
    """The first `zone_count` of the subnets. Fails with an ArgumentError when it turns out that there are
    fewer."""

    def choose(ids: list[pulumi.Input[str]]) -> list[pulumi.Input[str]]:
        if len(ids) < zone_count:
            given, allowed = _too_few(len(ids), zone_count)
            raise ArgumentError(f"subnet_ids: {given}. Allowed: {allowed}.")
        return ids[:zone_count]

    chosen: pulumi.Output[list[str]] = pulumi.Output.from_input(subnet_ids).apply(choose)  # type: ignore[arg-type] # every id is known by then
    return chosen


def _too_few(count: int, zone_count: int) -> tuple[str, str]:
    return f"{count} for {zone_count} zones", "one subnet a zone, or more; or a lower zone_count"
