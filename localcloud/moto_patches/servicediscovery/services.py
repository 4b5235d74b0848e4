"""Services.

What moto accepts, and AWS refuses: a service of no namespace, a second one of a name, DNS records in a
namespace without DNS, two kinds of health check; deleting a service that has instances or that an ECS service
registers its tasks with, or one that is not there.

What moto gets wrong: a service has no type; a namespace given in its DNS configuration is lost; a change
keeps the health check that it leaves out; filters are ignored.
"""

from functools import cache
from typing import Any, Final

from moto.ecs.models import ecs_backends
from moto.servicediscovery.models import Service

from localcloud.moto_patches.servicediscovery._service import (
    CLOUD_MAP,
    DNS_PUBLIC,
    HTTP,
    filtered,
    in_use,
    invalid,
    namespace_of,
    service_of,
)
from localcloud.moto_service import AwsError, Request

MULTIVALUE: Final = "MULTIVALUE"
WEIGHTED: Final = "WEIGHTED"


def _namespace(backend: Any, request: Request) -> Any:
    named = request.get("NamespaceId") or (request.get("DnsConfig") or {}).get("NamespaceId")
    if not named:
        raise invalid("A namespace must be specified.")
    return namespace_of(backend, named)


def _refuse_taken(backend: Any, request: Request) -> None:
    namespace = _namespace(backend, request)
    for service in backend.services.values():
        if (service.namespace_id, service.name) == (namespace.id, request["Name"]):
            raise AwsError(
                "ServiceAlreadyExists", f"Service {service.id} with name {service.name} already exists."
            )


def _refuse_records(backend: Any, request: Request) -> None:
    dns = request.get("DnsConfig")
    namespace = _namespace(backend, request)
    if dns and HTTP in (namespace.type, request.get("Type")):
        raise invalid("DNS configuration cannot be specified for services that are discovered by HTTP only.")
    if namespace.type != HTTP and not dns and request.get("Type") != HTTP:
        raise invalid("A service of a DNS namespace needs a DNS configuration, or the type HTTP.")
    settings = dns or {}
    kinds = [record["Type"] for record in settings.get("DnsRecords") or ()]
    if "CNAME" in kinds and (kinds != ["CNAME"] or settings.get("RoutingPolicy") != WEIGHTED):
        raise invalid("A CNAME record stands alone, and needs the routing policy WEIGHTED.")


def _refuse_health_checks(backend: Any, request: Request) -> None:
    if request.get("HealthCheckConfig") and request.get("HealthCheckCustomConfig"):
        raise invalid("Only one of HealthCheckConfig and HealthCheckCustomConfig can be specified.")
    if request.get("HealthCheckConfig") and _namespace(backend, request).type != DNS_PUBLIC:
        raise invalid("A health check by Route 53 can be specified for public DNS namespaces only.")


def _create(backend: Any, request: Request) -> dict[str, Any]:
    namespace = _namespace(backend, request)
    dns = request.get("DnsConfig")
    if dns:
        dns = {"RoutingPolicy": MULTIVALUE, **dns, "NamespaceId": namespace.id}
    custom = request.get("HealthCheckCustomConfig")
    service = Service(
        account_id=backend.account_id,
        region=backend.region_name,
        name=request["Name"],
        namespace_id=namespace.id,
        description=request.get("Description"),
        creator_request_id=request.get("CreatorRequestId"),
        dns_config=dns,
        health_check_config=request.get("HealthCheckConfig"),
        health_check_custom_config={"FailureThreshold": 1, **custom} if custom is not None else None,
        service_type="DNS_HTTP" if dns else HTTP,
    )
    backend.services[service.id] = service
    if request.get("Tags"):
        backend.tagger.tag_resource(service.arn, request["Tags"])
    return {"Service": service.to_json()}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    service = service_of(backend, request["Id"])
    change = request["Service"]
    if "Description" in change:
        service.description = change["Description"]
    if change.get("DnsConfig") and not service.dns_config:
        raise invalid("DNS configuration cannot be added to a service that was created without.")
    if service.dns_config:
        records = (change.get("DnsConfig") or {}).get("DnsRecords") or []
        service.dns_config = {**service.dns_config, "DnsRecords": records}
    service.health_check_config = change.get("HealthCheckConfig")
    return {"OperationId": backend._create_operation("UPDATE_SERVICE", {"SERVICE": service.id})}


def _refuse_used(backend: Any, request: Request) -> None:
    service = service_of(backend, request["Id"])
    if service.instances:
        raise in_use(
            "Service contains registered instances; delete the instances before deleting the service."
        )
    for user in ecs_backends[backend.account_id][backend.region_name].services.values():
        registries = [registry.get("registryArn") for registry in user.service_registries or ()]
        if user.status == "ACTIVE" and service.arn in registries:
            raise in_use(f"Service contains registered instances, the tasks of {user.arn}.")


def _delete(backend: Any, request: Request) -> None:
    service = service_of(backend, request["Id"])
    del backend.services[service.id]
    backend.tagger.delete_all_tags_for_resource(service.arn)


def _list(backend: Any, request: Request) -> dict[str, Any]:
    found = filtered(backend.services.values(), request, {"NAMESPACE_ID": lambda item: item.namespace_id})
    return {"Services": [{**item.to_json(), "InstanceCount": len(item.instances)} for item in found]}


def _get(backend: Any, request: Request) -> dict[str, Any]:
    service = service_of(backend, request["Id"])
    return {"Service": {**service.to_json(), "InstanceCount": len(service.instances)}}


@cache
def apply() -> None:
    """Put moto's services of Cloud Map right."""
    CLOUD_MAP.extend(
        {
            "create_service": _create,
            "delete_service": _delete,
            "get_service": _get,
            "list_services": _list,
            "update_service": _update,
        }
    )
    CLOUD_MAP.refuse(
        {
            "create_service": [_refuse_taken, _refuse_records, _refuse_health_checks],
            "delete_service": [_refuse_used],
        }
    )
