"""Elasticsearch Service, under whose address moto serves OpenSearch Service."""

from functools import cache
from typing import Final

from moto.es.urls import url_paths
from moto.opensearch.responses import OpenSearchServiceResponse

from localcloud.moto_patches import opensearch

PATHS: Final = (
    "{0}/2021-01-01/opensearch/upgradeDomain$",
    "{0}/2021-01-01/opensearch/upgradeDomain/(?P<domainname>[^/]+)/status$",
)
"""The paths of the operations that moto lacks."""


@cache
def apply() -> None:
    """Put moto's OpenSearch Service right before its first request."""
    url_paths.update(dict.fromkeys(PATHS, OpenSearchServiceResponse.dispatch))
    opensearch.apply()
