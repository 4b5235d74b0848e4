"""RDS and DocumentDB, which moto serves by the same classes."""

from functools import cache

from localcloud.moto_patches.rds import (
    clusters,
    databases,
    documentdb,
    documentdb_parameters,
    engines,
    events,
    groups,
    insights,
    master_users,
    members,
    parameters,
    proxies,
    replicas,
    restores,
    storage,
    truths,
    upgrades,
    windows,
)


@cache
def apply() -> None:
    """Put moto's RDS right."""
    # A check of a later module runs before those of an earlier one, a completion after them.
    for module in (
        *(engines, groups, parameters, storage, insights, master_users, replicas),
        *(databases, truths, restores, members, clusters, upgrades, windows, proxies, events),
        *(documentdb, documentdb_parameters),
    ):
        module.apply()
