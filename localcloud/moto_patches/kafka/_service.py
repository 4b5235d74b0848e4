"""What the modules of this package share: the MSK service, its errors and its figures."""

import random
import string
from hashlib import sha256
from typing import Any, Final

from moto.kafka.responses import KafkaResponse

from localcloud.moto_service import AwsError, Service

KAFKA: Final = Service(KafkaResponse, "kafka_backend")

PROVISIONED: Final = "PROVISIONED"
SERVERLESS: Final = "SERVERLESS"

VERSIONS: Final = (
    *("2.8.1", "2.8.2.tiered", "3.3.1", "3.3.2", "3.4.0", "3.5.1", "3.6.0", "3.7.x", "3.7.x.kraft"),
    *("3.8.x", "3.8.x.kraft", "3.9.x", "3.9.x.kraft", "4.0.x.kraft"),
)
"""The versions that MSK offers, oldest first. From AWS's documentation as of 2025."""

INSTANCE_TYPES: Final = frozenset(
    {
        "kafka.t3.small",
        *(f"kafka.m5.{size}" for size in ("large", "xlarge", *(f"{n}xlarge" for n in (2, 4, 8, 12, 16, 24)))),
        *(f"kafka.m7g.{size}" for size in ("large", "xlarge", *(f"{n}xlarge" for n in (2, 4, 8, 12, 16)))),
        *(f"express.m7g.{size}" for size in ("large", "xlarge", *(f"{n}xlarge" for n in (2, 4, 8, 12, 16)))),
    }
)


def bad_request(message: str) -> AwsError:
    """The error for a request that MSK cannot accept."""
    return AwsError("BadRequestException", message)


def not_found(message: str) -> AwsError:
    """The error for what does not exist."""
    return AwsError("NotFoundException", message)


def arn(backend: Any, kind: str, name: str) -> str:
    """The ARN of a thing of MSK, for example of kind ``configuration``."""
    return f"arn:{backend.partition}:kafka:{backend.region_name}:{backend.account_id}:{kind}/{name}"


def version_token() -> str:
    """A new version of a cluster, in the form that MSK gives it."""
    return "K" + "".join(random.choices(string.ascii_uppercase + string.digits, k=13))


def domain_of(cluster: Any) -> str:
    """The domain that the nodes of a cluster are in."""
    unique = sha256(cluster.arn.encode()).hexdigest()[:6]
    return f"{cluster.cluster_name.lower()}.{unique}.c2.kafka.{cluster.region_name}.amazonaws.com"
