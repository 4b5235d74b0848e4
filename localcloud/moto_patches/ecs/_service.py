"""What the modules of this package share: the service, its errors and its lookups."""

from typing import Any, Final

from moto.ecs.responses import EC2ContainerServiceResponse
from moto.servicediscovery.models import servicediscovery_backends

from localcloud.moto_service import AwsError, Request, Service

ECS: Final = Service(EC2ContainerServiceResponse, "ecs_backend")

ACTIVE: Final = "ACTIVE"
FARGATE: Final = "FARGATE"
AWSVPC: Final = "awsvpc"


def client_error(message: str) -> AwsError:
    """The error for a request that makes no sense."""
    return AwsError("ClientException", message)


def invalid(message: str) -> AwsError:
    """The error for a parameter that ECS does not accept."""
    return AwsError("InvalidParameterException", message)


def cluster_name(request: Request) -> str:
    """The name of the cluster that a request is about."""
    return str(request.get("cluster") or "default").rsplit("/", 1)[-1]


def services_of(backend: Any, cluster: str) -> list[Any]:
    """The services (moto's objects) of a cluster that are not deleted."""
    return [
        service
        for service in backend.services.values()
        if service.cluster_name == cluster and service.status == ACTIVE
    ]


def service_of(backend: Any, request: Request) -> Any:
    """The service (moto's object) that a request names. Raises what AWS does when there is none."""
    cluster = backend._get_cluster(cluster_name(request))
    name = str(request["service"]).rsplit("/", 1)[-1]
    service = backend.services.get(f"{cluster.name}:{name}")
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    if service.status != ACTIVE:
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    return service


def namespace_of(backend: Any, name_or_arn: str) -> Any | None:
    """The Cloud Map namespace (moto's object) with a name or ARN, or None."""
    found = servicediscovery_backends[backend.account_id][backend.region_name].namespaces.values()
    return next((item for item in found if name_or_arn in (item.name, item.arn)), None)
