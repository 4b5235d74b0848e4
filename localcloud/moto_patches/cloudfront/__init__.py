"""CloudFront."""

from functools import cache
from typing import Final

from moto.cloudfront.responses import CloudFrontResponse
from moto.cloudfront.urls import url_paths

from localcloud.moto_patches.cloudfront import (
    distribution_configs,
    distributions,
    functions,
    kinds,
    monitoring,
    settings,
)

PATHS: Final = tuple(
    "{0}/2020-05-31/" + path
    for path in (
        *(
            f"{kind}{rest}"
            for kind in kinds.PATHS
            for rest in ("$", "/(?P<Id>[^/]+)$", "/(?P<Id>[^/]+)/config$")
        ),
        "function/(?P<Name>[^/]+)/publish$",
        "distributions/(?P<DistributionId>[^/]+)/monitoring-subscription$",
    )
)
"""The paths of the operations that moto lacks."""


@cache
def apply() -> None:
    """Put moto's CloudFront right."""
    url_paths.update({path: CloudFrontResponse.dispatch for path in PATHS if path not in url_paths})
    for module in (distribution_configs, distributions, settings, functions, monitoring):
        module.apply()
