"""Certificate Manager."""

from functools import cache

from localcloud.moto_patches.acm import requests, usage, validation
from localcloud.moto_patches.acm._service import find_certificate

__all__ = ["apply", "find_certificate"]


@cache
def apply() -> None:
    """Put moto's Certificate Manager right."""
    for module in (requests, validation, usage):
        module.apply()
