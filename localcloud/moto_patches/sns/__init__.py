"""SNS: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.sns import subscriptions, topics


@cache
def apply() -> None:
    """Put moto's SNS right."""
    for module in (topics, subscriptions):
        module.apply()
