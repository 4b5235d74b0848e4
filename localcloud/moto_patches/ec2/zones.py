"""Availability zones: moto leaves out the opt-in status, the zone group and the network border group."""

from functools import cache

from moto.ec2.models.availability_zones_and_regions import Zone

from localcloud.moto_service import define


@cache
def apply() -> None:
    """Put moto's availability zones right."""
    define(
        Zone,
        opt_in_status="opt-in-not-required",
        network_border_group=lambda zone: zone.region_name,
        group_name=lambda zone: f"{zone.region_name}-zg-1",
    )
