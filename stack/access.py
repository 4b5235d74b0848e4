"""Who may reach whom, and who may read what. Security groups, IAM roles, secrets and documentation are
computed from it, and from nothing else.

A row towards a group opens that group's inbound side. A row towards an address block opens the outbound
side of its source: that is where a container's way out is decided. What has no row is closed. The bastion
has none: it is part of the network, which makes its group and admits it to the endpoints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.compute import LoadBalancerIngress
from config.network import Tier
from stack.access_model import (
    EVERYTHING,
    HTTP,
    HTTPS,
    Access,
    Block,
    Group,
    SecretName,
    ServiceAccess,
    Store,
    Traffic,
    check,
    tcp,
)

SERVICES: Sequence[ServiceAccess] = (
    ServiceAccess(
        name="api",
        role="api",
        purpose="API containers",
        from_load_balancer=True,
        stores=(Store.RDS, Store.DOCUMENTDB, Store.REDIS, Store.OPENSEARCH, Store.MSK, Store.FILES),
        secrets=(SecretName.JWT, SecretName.OAUTH, SecretName.API_KEYS, SecretName.SENTRY),
    ),
    ServiceAccess(
        name="worker",
        role="worker",
        purpose="Background workers",
        stores=(Store.RDS, Store.REDIS, Store.OPENSEARCH, Store.MSK, Store.FILES),
        secrets=(SecretName.API_KEYS, SecretName.SENTRY),
    ),
    ServiceAccess(
        name="ai",
        role="ai",
        purpose="AI service containers",
        stores=(Store.RDS, Store.MSK),
        secrets=(SecretName.SENTRY,),
    ),
)
"""One row a service: add one here, and its settings under `services`, and it is deployed."""


@dataclass(frozen=True)
class StoreAccess:
    """How services reach a store through the network."""

    purpose: str
    """Description of its security group."""
    traffic: Traffic
    use: str
    """What services do with it, after their name: it becomes the description of rules."""


STORES: Mapping[Store, StoreAccess] = {
    Store.RDS: StoreAccess("PostgreSQL database", tcp("postgresql", 5432), "query the PostgreSQL database"),
    Store.DOCUMENTDB: StoreAccess(
        "Document database (MongoDB-compatible)", tcp("mongodb", 27017), "query the document database"
    ),
    Store.REDIS: StoreAccess("Redis cache", tcp("redis", 6379), "use the cache and its job queues"),
    Store.OPENSEARCH: StoreAccess("Search engine", HTTPS, "search and index documents"),
    # 9098 is the port of MSK for IAM authentication over TLS.
    Store.MSK: StoreAccess("Kafka brokers", tcp("kafka", 9098), "produce and consume events"),
}
"""The stores that have a security group."""

ALB = Group("alb")
ENDPOINTS = Group("endpoints")
RDS = Group(Store.RDS)
RDS_PROXY = Group("rds-proxy")

CONTAINER_HTTP = tcp("http", 3000, 4000)

ACCESS: Sequence[Access] = (
    Access(ALB, Block.VPC, EVERYTHING, "The load balancer forwards to containers in the VPC."),
    Access(Tier.COMPUTE, ENDPOINTS, HTTPS, "Containers call AWS services without leaving the VPC."),
)
"""Further rights, one row each."""

INGRESS: Mapping[LoadBalancerIngress, Access] = {
    LoadBalancerIngress.INTERNET: Access(
        Block.ANYWHERE, ALB, HTTPS, "Clients reach the load balancer over HTTPS."
    ),
    LoadBalancerIngress.CLOUDFRONT: Access(
        Block.CLOUDFRONT, ALB, HTTPS, "CloudFront reaches the load balancer over HTTPS."
    ),
}
"""The way in, as the settings choose it."""

REDIRECT = Access(Block.ANYWHERE, ALB, HTTP, "Clients that ask without encryption are sent to HTTPS.")
"""Where the settings open port 80."""


def access_rows(
    ingress: LoadBalancerIngress = LoadBalancerIngress.INTERNET,
    *,
    redirect_http: bool = False,
    proxy: bool = False,
    services: Sequence[ServiceAccess] = SERVICES,
) -> list[Access]:
    """All rights of a stack with this way in, and with or without an RDS Proxy.

    Raises ValueError when a row cannot be turned into rules of security groups.
    """
    rows = [INGRESS[ingress], *([REDIRECT] if redirect_http else []), *ACCESS]
    for service in services:
        rows += _service_rows(service)
    for store, target in STORES.items():
        rows += [
            Access(service.group, Group(store), target.traffic, f"{service.purpose} {target.use}.")
            for service in services
            if store in service.stores
        ]
    if proxy:
        rows += _proxy_rows(services)
    check(rows, ENDPOINTS)
    return rows


def purposes(*, proxy: bool = False, services: Sequence[ServiceAccess] = SERVICES) -> dict[Group, str]:
    """All security groups, and what they are for."""
    return {
        ALB: "Internet-facing load balancer",
        **{service.group: service.purpose for service in services},
        **({RDS_PROXY: "Pool of connections to the PostgreSQL database"} if proxy else {}),
        **{Group(store): target.purpose for store, target in STORES.items()},
        ENDPOINTS: "Interface endpoints of AWS services",
    }


def role_of(group: Group, services: Sequence[ServiceAccess] = SERVICES) -> str:
    """The row of the policy pack's table that a group has to fit; its tag Role."""
    return next((service.role for service in services if service.group == group), str(group))


def _service_rows(service: ServiceAccess) -> list[Access]:
    who = service.purpose
    rows = [
        Access(service.group, Block.VPC, EVERYTHING, f"{who} call data stores and endpoints in the VPC."),
        Access(service.group, Block.ANYWHERE, HTTPS, f"{who} call external services over HTTPS."),
    ]
    if service.from_load_balancer:
        forwards = f"The load balancer forwards requests to {who}."
        rows.append(Access(ALB, service.group, CONTAINER_HTTP, forwards))
    return rows


def _proxy_rows(services: Sequence[ServiceAccess]) -> list[Access]:
    postgresql = STORES[Store.RDS].traffic
    return [
        Access(RDS_PROXY, RDS, postgresql, "The proxy queries the PostgreSQL database."),
        Access(RDS_PROXY, Block.VPC, postgresql, "The proxy connects to the database in the VPC."),
        *(
            Access(service.group, RDS_PROXY, postgresql, f"{service.purpose} query through the proxy.")
            for service in services
            if Store.RDS in service.stores
        ),
    ]


# A row that makes no rules is refused before anything is declared.
access_rows(proxy=True, redirect_http=True)
