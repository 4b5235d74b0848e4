"""IAM: one module per kind of entity."""

from functools import cache

from localcloud.moto_patches.iam import managed_policies, oidc_providers, roles, service_linked_roles


@cache
def apply() -> None:
    """Put moto's IAM right."""
    roles.apply()
    # Applied after the checks of roles, so that what they look for has been read before.
    managed_policies.apply()
    oidc_providers.apply()
    service_linked_roles.apply()
