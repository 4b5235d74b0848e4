"""Elastic Container Registry: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.ecr import pull_through, registry, repositories


@cache
def apply() -> None:
    """Put moto's registry right."""
    for module in (repositories, pull_through, registry):
        module.apply()
