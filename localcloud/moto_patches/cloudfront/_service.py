"""What the modules of this package share: the service, its errors, versions, and what distributions name."""

import string
from collections.abc import Iterable, Iterator
from typing import Any, Final

from moto.cloudfront.exceptions import InvalidIfMatchVersion
from moto.cloudfront.responses import CloudFrontResponse
from moto.moto_api._internal import mock_random

from localcloud.moto_service import AwsError, Request, Service

CLOUDFRONT: Final = Service(CloudFrontResponse, "backend")

Settings = dict[str, Any]


def invalid_argument(message: str) -> AwsError:
    """The error for a value that the service does not accept."""
    return AwsError("InvalidArgument", message)


def new_id(length: int = 14) -> str:
    """An id or version, as CloudFront makes them: ``E2QWRUHAPOMQZL``."""
    letters = string.ascii_uppercase + string.digits
    return "E" + "".join(mock_random.choice(letters) for _ in range(length - 1))


def check_version(current: str, request: Request) -> None:
    """Refuse a change that does not name the version (ETag) that it changes."""
    given = request.get("IfMatch")
    if not given:
        raise InvalidIfMatchVersion
    if given != current:
        raise AwsError(
            "PreconditionFailed",
            "The request failed because it didn't meet the preconditions in one or more request-header "
            "fields.",
        )


def items(collection: Any) -> list[Any]:
    """The items of a list as CloudFront has it: an object with a quantity."""
    found: list[Any] = (collection or {}).get("Items") or []
    return found


def behaviors(config: Settings) -> list[Settings]:
    """The cache behaviors of a distribution's configuration, the default one first."""
    return [config["DefaultCacheBehavior"], *items(config.get("CacheBehaviors"))]


def _values(config: Settings) -> Iterator[str]:
    for behavior in behaviors(config):
        for member in (
            "CachePolicyId",
            "OriginRequestPolicyId",
            "ResponseHeadersPolicyId",
            "RealtimeLogConfigArn",
        ):
            yield behavior.get(member) or ""
        yield from items(behavior.get("TrustedKeyGroups"))
        for association in items(behavior.get("FunctionAssociations")):
            yield association["FunctionARN"]
    for origin in items(config["Origins"]):
        yield origin.get("OriginAccessControlId") or ""
        yield (origin.get("VpcOriginConfig") or {}).get("VpcOriginId") or ""
        identity = (origin.get("S3OriginConfig") or {}).get("OriginAccessIdentity") or ""
        yield identity.rpartition("/")[2]


def users(backend: Any, names: Iterable[str]) -> list[str]:
    """The ids of the distributions that name something by one of its ids or ARNs."""
    wanted = set(names)
    return [
        distribution.id
        for distribution in backend.distributions.values()
        if wanted & set(_values(distribution.distribution_config.settings))
    ]
