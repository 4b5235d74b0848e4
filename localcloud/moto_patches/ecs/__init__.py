"""Elastic Container Service: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.ecs import capacity_providers, clusters, deployments, services, task_definitions
from localcloud.moto_patches.ecs.services import set_desired_count

__all__ = ["apply", "set_desired_count"]


@cache
def apply() -> None:
    """Put moto's ECS right."""
    for module in (clusters, capacity_providers, task_definitions, deployments, services):
        module.apply()
