"""Elastic Load Balancing: application, network and gateway load balancers."""

from functools import cache

from localcloud.moto_patches.elbv2 import capacity, listeners, load_balancers, rules, tags, target_groups
from localcloud.moto_patches.elbv2._service import balancers_of_target_group

__all__ = ["apply", "balancers_of_target_group"]


@cache
def apply() -> None:
    """Put moto's load balancing right."""
    for module in (load_balancers, target_groups, listeners, rules, capacity, tags):
        module.apply()
