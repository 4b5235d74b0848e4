"""RDS and DocumentDB, which moto serves by the same classes."""

from functools import cache

from localcloud.moto_patches.rds import databases, engines, groups, truths


@cache
def apply() -> None:
    """Put moto's RDS right."""
    for module in (engines, groups, databases, truths):
        module.apply()
