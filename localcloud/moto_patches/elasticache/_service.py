"""What the modules of this package share: the ElastiCache service, its errors and its engines."""

from typing import Any, Final

from moto.elasticache.responses import ElastiCacheResponse

from localcloud.moto_service import AwsError, Service

ELASTICACHE: Final = Service(ElastiCacheResponse, "elasticache_backend")

FAMILIES: Final = {
    "redis": {"5.0.6": "redis5.0", "6.0": "redis6.x", "6.2": "redis6.x", "7.0": "redis7", "7.1": "redis7"},
    "valkey": {"7.2": "valkey7", "8.0": "valkey8", "8.1": "valkey8"},
    "memcached": {
        "1.6.6": "memcached1.6",
        "1.6.12": "memcached1.6",
        "1.6.17": "memcached1.6",
        "1.6.22": "memcached1.6",
    },
}
"""By engine and version: the parameter group family. From AWS's documentation as of 2025."""

NODE_VERSIONS: Final = {
    "6.0": "6.0.5",
    "6.2": "6.2.6",
    "7.0": "7.0.7",
    "7.1": "7.1.0",
    "7.2": "7.2.6",
    "8.0": "8.0.1",
    "8.1": "8.1.0",
}
"""By the version that a request names: the one that nodes tell."""

MOST_REPLICAS: Final = 5
MOST_SHARDS: Final = 500
"""Of a group; more than 90 after a request to AWS."""

CLUSTERED_SUFFIX: Final = ".cluster.on"
"""How the names of the default groups for cluster mode end."""


def invalid_value(message: str) -> AwsError:
    """The error for a parameter that ElastiCache cannot accept."""
    return AwsError("InvalidParameterValue", message)


def invalid_combination(message: str) -> AwsError:
    """The error for parameters that do not go together."""
    return AwsError("InvalidParameterCombination", message)


def arn(backend: Any, kind: str, name: str) -> str:
    """The ARN of a thing of ElastiCache, for example of kind ``usergroup``."""
    return f"arn:{backend.partition}:elasticache:{backend.region_name}:{backend.account_id}:{kind}:{name}"


def resolve_version(engine: str, wanted: str | None) -> str:
    """The version that ElastiCache uses for a version, a major version or none.

    Raises:
        AwsError: ``InvalidParameterCombination``, for a version that the engine does not have.
    """
    known = FAMILIES.get(engine)
    if known is None:
        raise invalid_value(f"The parameter Engine must be one of {', '.join(FAMILIES)}: {engine}")
    if wanted is None:
        return list(known)[-1]
    matches = [version for version in known if f"{version}.".startswith(f"{wanted.removesuffix('.x')}.")]
    if not matches:
        raise invalid_combination(f"Cannot find version {wanted} for {engine}")
    return matches[-1]
