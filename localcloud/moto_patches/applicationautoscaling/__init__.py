"""Application Auto Scaling: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.applicationautoscaling import policies, scheduled_actions, tags, targets


@cache
def apply() -> None:
    """Put moto's Application Auto Scaling right."""
    for module in (targets, policies, scheduled_actions, tags):
        module.apply()
