"""CloudWatch: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.cloudwatch import alarms, composite_alarms, dashboards


@cache
def apply() -> None:
    """Put moto's CloudWatch right."""
    for module in (alarms, composite_alarms, dashboards):
        module.apply()
