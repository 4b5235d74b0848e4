"""ElastiCache: one module per kind of resource."""

from functools import cache

from localcloud.moto_patches.elasticache import (
    parameter_groups,
    replication_groups,
    shape,
    subnet_groups,
    users,
)


@cache
def apply() -> None:
    """Put moto's ElastiCache right."""
    for module in (subnet_groups, parameter_groups, users, shape, replication_groups):
        module.apply()
