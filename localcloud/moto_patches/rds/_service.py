"""What the modules of this package share: the RDS service, its errors and its network."""

from typing import Any, Final

from moto.rds.responses import RDSResponse

from localcloud.moto_service import AwsError, Request, Service

RDS: Final = Service(RDSResponse, "backend")


def invalid_value(message: str) -> AwsError:
    """The error for a parameter that RDS cannot accept."""
    return AwsError("InvalidParameterValue", message)


def invalid_combination(message: str) -> AwsError:
    """The error for parameters that do not go together."""
    return AwsError("InvalidParameterCombination", message)


def engine_of(backend: Any, request: Request) -> str:
    """The engine that a request is about: its own, or that of the cluster or instance it names or copies."""
    if request.get("Engine"):
        return str(request["Engine"])
    copied = backend.clusters.get(request.get("SourceDBClusterIdentifier") or "")
    existing = instance_of(backend, request) or cluster_of(backend, request) or copied
    return str(existing.engine) if existing else ""


def instance_of(backend: Any, request: Request) -> Any | None:
    """The instance (moto's object) that a request names, if it exists."""
    return backend.databases.get(request.get("DBInstanceIdentifier") or "")


def cluster_of(backend: Any, request: Request) -> Any | None:
    """The cluster (moto's object) that a request names, if it exists."""
    return backend.clusters.get(request.get("DBClusterIdentifier") or "")
