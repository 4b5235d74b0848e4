"""Secrets Manager: one module per kind of thing."""

from functools import cache

from localcloud.moto_patches.secretsmanager import policies, replicas, rotation, secrets, versions


@cache
def apply() -> None:
    """Put moto's Secrets Manager right."""
    # Last those checks that come first: whether the secret can be changed at all.
    for module in (rotation, policies, versions, replicas, secrets):
        module.apply()
