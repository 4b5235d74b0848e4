"""Whether a distribution has metrics beyond the usual, which moto does not keep."""

from functools import cache
from typing import Any

from moto.cloudfront.exceptions import NoSuchDistribution

from localcloud.moto_patches.cloudfront._service import CLOUDFRONT
from localcloud.moto_service import AwsError, Request


def _distribution(backend: Any, request: Request) -> Any:
    if request["DistributionId"] not in backend.distributions:
        raise NoSuchDistribution
    return backend.distributions[request["DistributionId"]]


def _create(backend: Any, request: Request) -> dict[str, Any]:
    distribution = _distribution(backend, request)
    if getattr(distribution, "monitoring", None):
        raise AwsError(
            "MonitoringSubscriptionAlreadyExists",
            "A monitoring subscription already exists for the specified distribution.",
        )
    distribution.monitoring = request["MonitoringSubscription"]
    return {"MonitoringSubscription": distribution.monitoring}


def _get(backend: Any, request: Request) -> dict[str, Any]:
    subscription = getattr(_distribution(backend, request), "monitoring", None)
    if not subscription:
        raise AwsError(
            "NoSuchMonitoringSubscription",
            "A monitoring subscription does not exist for the specified distribution.",
        )
    return {"MonitoringSubscription": subscription}


def _delete(backend: Any, request: Request) -> None:
    _get(backend, request)
    _distribution(backend, request).monitoring = None


@cache
def apply() -> None:
    """Keep monitoring subscriptions."""
    CLOUDFRONT.extend(
        {
            "create_monitoring_subscription": _create,
            "get_monitoring_subscription": _get,
            "delete_monitoring_subscription": _delete,
        }
    )
