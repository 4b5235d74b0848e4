"""EKS: one module per kind of resource. moto's own objects are in use nowhere."""

from functools import cache
from typing import Final

from moto.eks.urls import response, url_paths

from localcloud.moto_patches.eks import (
    access,
    add_ons,
    cluster_updates,
    clusters,
    fargate_profiles,
    node_groups,
    pod_identities,
    tags,
)

PATHS: Final = (
    "{0}/clusters/(?P<name>[^/]+)/(?P<rest>.+)$",
    "{0}/addons/(?P<rest>.+)$",
    "{0}/access-policies$",
    "{0}/cluster-versions$",
)
"""The paths of the operations that moto lacks."""


@cache
def apply() -> None:
    """Put moto's EKS right."""
    url_paths.update(dict.fromkeys(PATHS, response.dispatch))
    for module in (
        clusters,
        cluster_updates,
        node_groups,
        fargate_profiles,
        add_ons,
        access,
        pod_identities,
        tags,
    ):
        module.apply()
