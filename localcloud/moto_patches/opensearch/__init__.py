"""OpenSearch Service."""

from functools import cache

from localcloud.moto_patches.opensearch import domains, refusals


@cache
def apply() -> None:
    """Put moto's OpenSearch Service right."""
    for module in (domains, refusals):
        module.apply()
