"""Route 53: hosted zones and their records."""

from functools import cache

from localcloud.moto_patches.route53 import records, zones


@cache
def apply() -> None:
    """Put moto's Route 53 right."""
    for module in (zones, records):
        module.apply()
