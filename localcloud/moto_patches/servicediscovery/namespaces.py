"""Namespaces.

What moto accepts, and AWS refuses: a second namespace of a name, a VPC that does not exist, deleting a
namespace that has services.

What moto gets wrong: only one private namespace can be in a VPC (P12); the hosted zone of one has another
name, is of no VPC and stays when its namespace goes; changing a namespace loses the zone; filters are
ignored.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from moto.ec2.exceptions import InvalidVPCIdError
from moto.route53.models import route53_backends
from moto.servicediscovery.models import Namespace

from localcloud.moto_patches.servicediscovery._service import (
    CLOUD_MAP,
    DNS_PRIVATE,
    DNS_PUBLIC,
    HTTP,
    filtered,
    in_use,
    invalid,
    namespace_of,
)
from localcloud.moto_service import AwsError, Request, network_of

DEFAULT_TTL: Final = {DNS_PRIVATE: 15, DNS_PUBLIC: 15}
"""How long, in seconds, a negative answer is kept (the zone's SOA record), unless told otherwise."""


def _refuse_taken(kind: str) -> Any:
    def check(backend: Any, request: Request) -> None:
        for namespace in backend.namespaces.values():
            same_place = kind != DNS_PRIVATE or namespace.vpc == request.get("Vpc")
            if namespace.name == request["Name"] and same_place and namespace.type == kind:
                raise AwsError(
                    "NamespaceAlreadyExists",
                    f"Namespace {namespace.id} with name {namespace.name} already exists.",
                )

    return check


def _refuse_vpc(backend: Any, request: Request) -> None:
    try:
        network_of(backend).get_vpc(request["Vpc"])
    except InvalidVPCIdError:
        raise invalid(f"The VPC {request['Vpc']} does not exist in region {backend.region_name}.") from None


def _zones(backend: Any) -> Any:
    return route53_backends[backend.account_id][backend.partition]


def _create(kind: str) -> Any:
    def create(backend: Any, request: Request) -> dict[str, Any]:
        properties = (request.get("Properties") or {}).get("DnsProperties") or {}
        ttl = (properties.get("SOA") or {}).get("TTL", DEFAULT_TTL.get(kind))
        namespace = Namespace(
            account_id=backend.account_id,
            region=backend.region_name,
            name=request["Name"],
            ns_type=kind,
            creator_request_id=request.get("CreatorRequestId"),
            description=request.get("Description"),
            dns_properties={} if kind == HTTP else {"SOA": {"TTL": ttl}},
            http_properties={"HttpName": request["Name"]},
            vpc=request.get("Vpc"),
        )
        if kind != HTTP:
            namespace.dns_properties["HostedZoneId"] = _create_zone(backend, namespace)
        backend.namespaces[namespace.id] = namespace
        if request.get("Tags"):
            backend.tagger.tag_resource(namespace.arn, request["Tags"])
        return {"OperationId": backend._create_operation("CREATE_NAMESPACE", {"NAMESPACE": namespace.id})}

    return create


def _create_zone(backend: Any, namespace: Any) -> str:
    private = namespace.type == DNS_PRIVATE
    zone = _zones(backend).create_hosted_zone(
        f"{namespace.name}.",
        private_zone=private,
        vpcid=namespace.vpc,
        vpcregion=backend.region_name if private else None,
        comment=f"Created by AWS Cloud Map namespace with ID {namespace.id}",
    )
    return str(zone.resource_id)


def _refuse_used(backend: Any, request: Request) -> None:
    namespace = namespace_of(backend, request["Id"])
    services = [service.id for service in backend.services.values() if service.namespace_id == namespace.id]
    if services:
        raise in_use(f"Namespace {namespace.id} has associated services: {', '.join(services)}.")


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    namespace = namespace_of(backend, request["Id"])
    zone = namespace.dns_properties.get("HostedZoneId")
    if zone:
        _zones(backend).delete_hosted_zone(zone)
    del backend.namespaces[namespace.id]
    backend.tagger.delete_all_tags_for_resource(namespace.arn)
    return {"OperationId": backend._create_operation("DELETE_NAMESPACE", {"NAMESPACE": namespace.id})}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    namespace = namespace_of(backend, request["Id"])
    change: Mapping[str, Any] = request["Namespace"]
    if "Description" in change:
        namespace.description = change["Description"]
    properties = (change.get("Properties") or {}).get("DnsProperties") or {}
    if properties.get("SOA"):
        namespace.dns_properties["SOA"] = properties["SOA"]
    return {"OperationId": backend._create_operation("UPDATE_NAMESPACE", {"NAMESPACE": namespace.id})}


def _list(backend: Any, request: Request) -> dict[str, Any]:
    found = filtered(
        backend.namespaces.values(),
        request,
        {
            "TYPE": lambda item: item.type,
            "NAME": lambda item: item.name,
            "HTTP_NAME": lambda item: item.http_properties["HttpName"],
        },
    )
    return {"Namespaces": [{**item.to_json(), "ServiceCount": _count(backend, item)} for item in found]}


def _get(backend: Any, request: Request) -> dict[str, Any]:
    namespace = namespace_of(backend, request["Id"])
    return {"Namespace": {**namespace.to_json(), "ServiceCount": _count(backend, namespace)}}


def _count(backend: Any, namespace: Any) -> int:
    return sum(1 for service in backend.services.values() if service.namespace_id == namespace.id)


@cache
def apply() -> None:
    """Put moto's namespaces right."""
    CLOUD_MAP.extend(
        {
            "create_http_namespace": _create(HTTP),
            "create_private_dns_namespace": _create(DNS_PRIVATE),
            "create_public_dns_namespace": _create(DNS_PUBLIC),
            "delete_namespace": _delete,
            "get_namespace": _get,
            "list_namespaces": _list,
            "update_http_namespace": _update,
            "update_private_dns_namespace": _update,
            "update_public_dns_namespace": _update,
        }
    )
    CLOUD_MAP.refuse(
        {
            "create_http_namespace": [_refuse_taken(HTTP)],
            "create_private_dns_namespace": [_refuse_vpc, _refuse_taken(DNS_PRIVATE)],
            "create_public_dns_namespace": [_refuse_taken(DNS_PUBLIC)],
            "delete_namespace": [_refuse_used],
        }
    )
