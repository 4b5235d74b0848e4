"""Who may reach whom, on which ports, one row a right. Security groups, docs and grants are computed from it.

A row towards a group opens that group's inbound side. A row towards an address block opens the outbound
side of its source: that is where a container's way out is decided. What has no row is closed. The bastion
has none: it is part of the network, which makes its group and admits it to the endpoints.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter

from config.network import Tier


class Group(StrEnum):
    """A security group, named for what is in it."""

    ALB = "alb"
    API = "api"
    WORKER = "worker"
    AI = "ai"
    RDS = "rds"
    DOCUMENTDB = "documentdb"
    REDIS = "redis"
    OPENSEARCH = "opensearch"
    MSK = "msk"
    ENDPOINTS = "endpoints"


class Block(StrEnum):
    """A set of addresses that is no security group."""

    ANYWHERE = "anywhere"
    """Every IPv4 address."""
    VPC = "vpc"
    """Every address of the network."""


@dataclass(frozen=True)
class Traffic:
    """What passes: an IP protocol and its ports, both ends included."""

    name: str
    """The application's protocol. It names rules, so that a port can change without replacing them."""
    protocol: str
    """`tcp`, `udp`, or `-1` for all protocols, which has no ports."""
    from_port: int | None = None
    to_port: int | None = None

    def __str__(self) -> str:
        if self.from_port is None:
            return "all traffic"
        ports = f"{self.from_port}" if self.from_port == self.to_port else f"{self.from_port}-{self.to_port}"
        return f"{ports}/{self.protocol}"


def tcp(name: str, from_port: int, to_port: int | None = None) -> Traffic:
    """Traffic to one TCP port, or to all from the first to the last."""
    return Traffic(name, "tcp", from_port, from_port if to_port is None else to_port)


HTTPS = tcp("https", 443)
CONTAINER_HTTP = tcp("http", 3000, 4000)
POSTGRESQL = tcp("postgresql", 5432)
MONGODB = tcp("mongodb", 27017)
REDIS = tcp("redis", 6379)
KAFKA = tcp("kafka", 9098)
"""The port of MSK for IAM authentication over TLS."""
EVERYTHING = Traffic("everything", "-1")

Source = Group | Block | Tier
Target = Group | Block


@dataclass(frozen=True)
class Access:
    """One right: `source` may open connections to `target`."""

    source: Source
    target: Target
    traffic: Traffic
    reason: str
    """Why, in one sentence; it becomes the rule's description in AWS."""


PURPOSES: Mapping[Group, str] = {
    Group.ALB: "Internet-facing load balancer",
    Group.API: "API containers",
    Group.WORKER: "Background workers",
    Group.AI: "AI service containers",
    Group.RDS: "PostgreSQL database",
    Group.DOCUMENTDB: "Document database (MongoDB-compatible)",
    Group.REDIS: "Redis cache",
    Group.OPENSEARCH: "Search engine",
    Group.MSK: "Kafka brokers",
    Group.ENDPOINTS: "Interface endpoints of AWS services",
}

ACCESS: Sequence[Access] = (
    Access(Block.ANYWHERE, Group.ALB, HTTPS, "Clients reach the load balancer over HTTPS."),
    Access(Group.ALB, Block.VPC, EVERYTHING, "The load balancer forwards to containers in the VPC."),
    Access(Group.ALB, Group.API, CONTAINER_HTTP, "The load balancer forwards requests to API containers."),
    Access(Group.API, Block.VPC, EVERYTHING, "API containers call data stores and endpoints in the VPC."),
    Access(Group.API, Block.ANYWHERE, HTTPS, "API containers call external services over HTTPS."),
    Access(Group.WORKER, Block.VPC, EVERYTHING, "Workers call data stores and endpoints in the VPC."),
    Access(Group.WORKER, Block.ANYWHERE, HTTPS, "Workers call external services over HTTPS."),
    Access(Group.AI, Block.VPC, EVERYTHING, "The AI service calls data stores and endpoints in the VPC."),
    Access(Group.AI, Block.ANYWHERE, HTTPS, "The AI service calls external services over HTTPS."),
    Access(Group.API, Group.RDS, POSTGRESQL, "API containers query the PostgreSQL database."),
    Access(Group.WORKER, Group.RDS, POSTGRESQL, "Workers query the PostgreSQL database."),
    Access(Group.AI, Group.RDS, POSTGRESQL, "The AI service queries the PostgreSQL database."),
    Access(Group.API, Group.DOCUMENTDB, MONGODB, "API containers query the document database."),
    Access(Group.API, Group.REDIS, REDIS, "API containers use the cache."),
    Access(Group.WORKER, Group.REDIS, REDIS, "Workers use the cache and its job queues."),
    Access(Group.API, Group.OPENSEARCH, HTTPS, "API containers search and index documents."),
    Access(Group.WORKER, Group.OPENSEARCH, HTTPS, "Workers index documents."),
    Access(Group.API, Group.MSK, KAFKA, "API containers produce and consume events."),
    Access(Group.WORKER, Group.MSK, KAFKA, "Workers produce and consume events."),
    Access(Group.AI, Group.MSK, KAFKA, "The AI service produces and consumes events."),
    Access(Tier.COMPUTE, Group.ENDPOINTS, HTTPS, "Containers call AWS services without leaving the VPC."),
)


@dataclass(frozen=True)
class Rule:
    """A row as one side of a security group sees it."""

    name: str
    """Unique in its group and stable: it identifies the deployed rule."""
    description: str
    traffic: Traffic
    peer: Source
    """Who is at the other end."""


def inbound(group: Group, rows: Sequence[Access] = ACCESS) -> list[Rule]:
    """What `group` accepts."""
    return [
        Rule(f"{row.traffic.name}-from-{row.source}", row.reason, row.traffic, row.source)
        for row in rows
        if row.target == group
    ]


def outbound(group: Group, rows: Sequence[Access] = ACCESS) -> list[Rule]:
    """What `group` may send out. Groups need no rule here: the way to the VPC covers them."""
    return [
        Rule(f"{row.traffic.name}-to-{row.target}", row.reason, row.traffic, row.target)
        for row in rows
        if row.source == group and isinstance(row.target, Block)
    ]


def reaches(group: Group, rows: Sequence[Access] = ACCESS) -> dict[Group, Traffic]:
    """The groups that `group` talks to: what its role needs grants for."""
    return {row.target: row.traffic for row in rows if row.source == group and isinstance(row.target, Group)}


def tiers_reaching(group: Group, rows: Sequence[Access] = ACCESS) -> list[Tier]:
    """The tiers whose subnets `group` accepts as a whole."""
    return [row.source for row in rows if row.target == group and isinstance(row.source, Tier)]


def creation_order(rows: Sequence[Access] = ACCESS) -> list[Group]:
    """All groups, each behind those that its rules name.

    Raises graphlib.CycleError when groups name each other: one right must then go through an address block.
    """
    sources = {group: [r.peer for r in inbound(group, rows) if isinstance(r.peer, Group)] for group in Group}
    return list(TopologicalSorter(sources).static_order())


def markdown_table(rows: Sequence[Access] = ACCESS) -> str:
    """The table of all groups as documentation shows it."""
    lines = ["| Security group | Inbound | Outbound | Purpose |", "|---|---|---|---|"]
    for group in Group:
        accepts = "; ".join(f"{rule.traffic} from {rule.peer}" for rule in inbound(group, rows))
        sends = "; ".join(f"{rule.traffic} to {rule.peer}" for rule in outbound(group, rows))
        lines.append(f"| `{group}` | {accepts or 'none'} | {sends or 'none'} | {PURPOSES[group]} |")
    return "\n".join(lines) + "\n"


_DESCRIPTION = re.compile(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")
"""What EC2 takes as the description of a group or a rule."""


def check(rows: Sequence[Access]) -> None:
    """Raises ValueError when the rows cannot be turned into security groups."""
    for row in rows:
        right = f"{row.source} -> {row.target} ({row.traffic})"
        if not {type(row.source), type(row.target)} & {Group}:
            raise ValueError(f"access {right}: one side must be a security group")
        if not _DESCRIPTION.fullmatch(row.reason):
            raise ValueError(f"access {right}: EC2 refuses the reason {row.reason!r} as a description")
        # The network makes this one group itself, since its endpoints need it.
        from_tier = isinstance(row.source, Tier) and row.traffic == HTTPS
        concerns_it = Group.ENDPOINTS in (row.source, row.target) or isinstance(row.source, Tier)
        if concerns_it and not (from_tier and row.target is Group.ENDPOINTS):
            raise ValueError(
                f"access {right}: endpoints, and no other group, take HTTPS from whole tiers only"
            )
    names = Counter((row.source, row.target, row.traffic.name) for row in rows)
    repeated = [
        f"{source} -> {target} ({name})" for (source, target, name), count in names.items() if count > 1
    ]
    if repeated:
        raise ValueError(f"access given twice: {', '.join(repeated)}")


check(ACCESS)
