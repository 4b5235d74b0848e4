"""Cloud Map: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.servicediscovery import namespaces, services, tags


@cache
def apply() -> None:
    """Put moto's Cloud Map right."""
    for module in (namespaces, services, tags):
        module.apply()
