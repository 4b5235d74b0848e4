"""The architecture's table of security groups: who may reach whom, on which ports. Data of the pack itself.

It is written down here a second time, apart from the program, on purpose: a change of who may reach whom has
to be made, and reviewed, in both places.
"""

from dataclasses import dataclass
from enum import StrEnum

from policies.security_groups.traffic import ALL_TRAFFIC, Traffic, tcp

ROLE_TAG = "Role"
"""The tag of a security group that says which row of the table it is."""

TIER_TAG = "Tier"
"""The tag of a subnet that says which tier it belongs to."""


class Role(StrEnum):
    """What a security group is for: a row of the table."""

    ALB = "alb"
    API = "api"
    WORKER = "worker"
    AI = "ai"
    SERVICE = "service"
    """A service that the guide does not name, as product teams add them."""
    RDS = "rds"
    RDS_PROXY = "rds-proxy"
    DOCUMENTDB = "documentdb"
    REDIS = "redis"
    OPENSEARCH = "opensearch"
    MSK = "msk"
    ENDPOINTS = "endpoints"
    BASTION = "bastion"


class Place(StrEnum):
    """A set of addresses that a row may name instead of a group."""

    ANYWHERE = "anywhere"
    """Every address, of the internet and of the VPC."""
    VPC = "the VPC"
    """The addresses of the group's own VPC, and so every group in it."""
    COMPUTE_TIER = "the compute tier"
    """The addresses of the subnets whose tag `Tier` is `compute`."""


@dataclass(frozen=True)
class Admission:
    """Traffic that a row allows with one other end."""

    peer: Role | Place
    traffic: Traffic

    def __str__(self) -> str:
        return f"{self.traffic} with {self.peer}"


@dataclass(frozen=True)
class Row:
    """One security group: what it is for, and everything it may let in and out."""

    purpose: str
    inbound: tuple[Admission, ...] = ()
    outbound: tuple[Admission, ...] = ()


def _from(traffic: Traffic, *peers: Role | Place) -> tuple[Admission, ...]:
    return tuple(Admission(peer, traffic) for peer in peers)


HTTPS = tcp(443)

_TO_VPC = _from(ALL_TRAFFIC, Place.VPC)
_TO_VPC_AND_HTTPS = (*_TO_VPC, *_from(HTTPS, Place.ANYWHERE))
SERVICES = (Role.API, Role.WORKER, Role.AI, Role.SERVICE)
"""The groups of containers."""

TABLE: dict[Role, Row] = {
    Role.ALB: Row("Internet-facing load balancer", _from(HTTPS, Place.ANYWHERE), _TO_VPC),
    Role.API: Row("API containers", _from(tcp(3000, 4000), Role.ALB), _TO_VPC_AND_HTTPS),
    Role.WORKER: Row("Background workers", (), _TO_VPC_AND_HTTPS),
    Role.AI: Row("AI containers", (), _TO_VPC_AND_HTTPS),
    # Which stores a further service may reach is reviewed where it is added; here it may reach any.
    Role.SERVICE: Row("Containers of a further service", _from(tcp(3000, 4000), Role.ALB), _TO_VPC_AND_HTTPS),
    Role.RDS: Row("PostgreSQL database", _from(tcp(5432), *SERVICES, Role.RDS_PROXY)),
    Role.RDS_PROXY: Row(
        "Pool of connections to the PostgreSQL database",
        _from(tcp(5432), *SERVICES),
        _from(tcp(5432), Place.VPC),
    ),
    Role.DOCUMENTDB: Row("Document database", _from(tcp(27017), Role.API, Role.SERVICE)),
    Role.REDIS: Row("Redis cache", _from(tcp(6379), Role.API, Role.WORKER, Role.SERVICE)),
    Role.OPENSEARCH: Row("Search engine", _from(HTTPS, Role.API, Role.WORKER, Role.SERVICE)),
    Role.MSK: Row("Kafka brokers", _from(tcp(9098), *SERVICES)),
    Role.ENDPOINTS: Row(
        "Interface endpoints of AWS services", _from(HTTPS, Place.COMPUTE_TIER, *SERVICES, Role.BASTION)
    ),
    Role.BASTION: Row("Bastion, reached through SSM only", (), _from(HTTPS, Place.ANYWHERE)),
}

WORLD_FACING: dict[Role, Traffic] = {
    role: admission.traffic
    for role, row in TABLE.items()
    for admission in row.inbound
    if admission.peer is Place.ANYWHERE
}
"""The groups that the internet may reach, and on what."""


def in_words(admissions: tuple[Admission, ...], preposition: str) -> str:
    """Says what a row allows: `tcp 5432 from api, worker, ai`, or `nothing`."""
    by_traffic: dict[Traffic, list[str]] = {}
    for admission in admissions:
        by_traffic.setdefault(admission.traffic, []).append(admission.peer.value)
    phrases = (f"{traffic} {preposition} {', '.join(peers)}" for traffic, peers in by_traffic.items())
    return "; ".join(phrases) or "nothing"
