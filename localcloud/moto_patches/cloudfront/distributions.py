"""Distributions.

What moto accepts, and AWS refuses: a change of an old version; deleting while enabled; and configurations, in
the other modules.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.cloudfront.exceptions import NoSuchDistribution
from moto.cloudfront.models import CloudFrontBackend, Distribution, DistributionConfig
from moto.core.utils import utcnow

from localcloud.moto_patches.cloudfront._service import Settings, check_version, new_id
from localcloud.moto_patches.cloudfront.distribution_checks import check
from localcloud.moto_service import AwsError, replace


def _create(
    original: Callable[..., Any], self: Any, distribution_config: Settings, tags: list[dict[str, str]]
) -> Any:
    check(self, distribution_config, None)
    return original(self, distribution_config, tags)


def _start(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    original(self, *args, **kwargs)
    self.etag, self.last_modified_time = new_id(), utcnow()


def _update(_: Callable[..., Any], self: Any, dist_config: Settings, _id: str, if_match: str) -> Any:
    if _id not in self.distributions:
        raise NoSuchDistribution
    distribution = self.distributions[_id]
    check_version(distribution.etag, {"IfMatch": if_match})
    if dist_config["CallerReference"] != distribution.distribution_config.caller_reference:
        raise AwsError("IllegalUpdate", "The update contains modifications that are not allowed.")
    check(self, dist_config, _id)
    distribution.distribution_config = DistributionConfig(dist_config)
    distribution.etag, distribution.last_modified_time = new_id(), utcnow()
    distribution.advance()
    return distribution, distribution.location, distribution.etag


def _delete(original: Callable[..., None], self: Any, distribution_id: str, if_match: str) -> None:
    if distribution_id not in self.distributions:
        raise NoSuchDistribution
    distribution = self.distributions[distribution_id]
    check_version(distribution.etag, {"IfMatch": if_match})
    if distribution.distribution_config.Enabled:
        raise AwsError(
            "DistributionNotDisabled", "The distribution you are trying to delete has not been disabled."
        )
    original(self, distribution_id, if_match)
    self.tagger.delete_all_tags_for_resource(distribution.arn)


@cache
def apply() -> None:
    """Put moto's distributions right."""
    replace(Distribution, "__init__", _start)
    replace(CloudFrontBackend, "create_distribution", _create)
    replace(CloudFrontBackend, "update_distribution", _update)
    replace(CloudFrontBackend, "delete_distribution", _delete)
