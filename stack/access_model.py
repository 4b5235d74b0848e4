"""What the rows of `stack/access.py` are made of, and what they mean for each security group."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter

from config.network import Tier


class Group(str):
    """A security group, named for what is in it."""

    __slots__ = ()


class Block(StrEnum):
    """A set of addresses that is no security group."""

    ANYWHERE = "anywhere"
    """Every IPv4 address."""
    CLOUDFRONT = "cloudfront"
    """The servers of CloudFront: AWS's list of them."""
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


EVERYTHING = Traffic("everything", "-1")
HTTP = tcp("http", 80)
HTTPS = tcp("https", 443)

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


class Store(StrEnum):
    """What services keep data in, or hand it on through. Those with a security group have its name."""

    RDS = "rds"
    DOCUMENTDB = "documentdb"
    REDIS = "redis"
    OPENSEARCH = "opensearch"
    MSK = "msk"
    FILES = "files"
    """The bucket for files: IAM alone decides about it."""


class SecretName(StrEnum):
    """A secret that people or `python -m ops secrets` give a value. What is in each is in
    `stack/secrets.py`."""

    JWT = "jwt"
    OAUTH = "oauth"
    API_KEYS = "api-keys"
    SENTRY = "sentry"


@dataclass(frozen=True, kw_only=True)
class ServiceAccess:
    """All rights of one service: the security groups that admit it, and what its role may do."""

    name: str
    """The service's key in the settings, and the name of its security group."""
    purpose: str
    """What it is, in the plural: its security group's description, and the subject of its rules'
    descriptions."""
    role: str = "service"
    """The row of the policy pack's table that its security group has to fit; the guide's three services have
    rows of their own there."""
    from_load_balancer: bool = False
    """Whether the load balancer forwards requests to it."""
    stores: Sequence[Store] = ()
    secrets: Sequence[SecretName] = ()
    produces: Sequence[str] = ()
    """Topics of Kafka that it writes; `*` at the end stands for any characters. Default: those whose names
    start with its own and a dot."""
    consumes: Sequence[str] = ("*",)
    """Topics of Kafka that it reads, in consumer groups whose names start with its own."""

    @property
    def group(self) -> Group:
        """Its security group."""
        return Group(self.name)

    @property
    def topics_produced(self) -> Sequence[str]:
        """The topics that it writes."""
        return self.produces or (f"{self.name}.*",)


@dataclass(frozen=True)
class Rule:
    """A row as one side of a security group sees it."""

    name: str
    """Unique in its group and stable: it identifies the deployed rule."""
    description: str
    traffic: Traffic
    peer: Source
    """Who is at the other end."""


def inbound(group: Group, rows: Iterable[Access]) -> list[Rule]:
    """What `group` accepts."""
    return [
        Rule(f"{row.traffic.name}-from-{row.source}", row.reason, row.traffic, row.source)
        for row in rows
        if row.target == group
    ]


def outbound(group: Group, rows: Iterable[Access]) -> list[Rule]:
    """What `group` may send out. Groups need no rule here: the way to the VPC covers them."""
    return [
        Rule(f"{row.traffic.name}-to-{row.target}", row.reason, row.traffic, row.target)
        for row in rows
        if row.source == group and isinstance(row.target, Block)
    ]


def tiers_reaching(group: Group, rows: Iterable[Access]) -> list[Tier]:
    """The tiers whose subnets `group` accepts as a whole."""
    return [row.source for row in rows if row.target == group and isinstance(row.source, Tier)]


def creation_order(groups: Iterable[Group], rows: Sequence[Access]) -> list[Group]:
    """The groups, each behind those that its rules name.

    Raises graphlib.CycleError when groups name each other: one right must then go through an address block.
    """
    sources = {group: [r.peer for r in inbound(group, rows) if isinstance(r.peer, Group)] for group in groups}
    return list(TopologicalSorter(sources).static_order())


def markdown_table(purposes: Mapping[Group, str], rows: Sequence[Access]) -> str:
    """The table of all groups as documentation shows it."""
    lines = ["| Security group | Inbound | Outbound | Purpose |", "|---|---|---|---|"]
    for group, purpose in purposes.items():
        accepts = "; ".join(f"{rule.traffic} from {rule.peer}" for rule in inbound(group, rows))
        sends = "; ".join(f"{rule.traffic} to {rule.peer}" for rule in outbound(group, rows))
        lines.append(f"| `{group}` | {accepts or 'none'} | {sends or 'none'} | {purpose} |")
    return "\n".join(lines) + "\n"


_DESCRIPTION = re.compile(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")
"""What EC2 takes as the description of a group or a rule."""


def check(rows: Sequence[Access], endpoints: Group) -> None:
    """Raises ValueError when the rows cannot be turned into security groups.

    `endpoints` is the group that the network makes itself.
    """
    for row in rows:
        right = f"{row.source} -> {row.target} ({row.traffic})"
        if not {type(row.source), type(row.target)} & {Group}:
            raise ValueError(f"access {right}: one side must be a security group")
        if not _DESCRIPTION.fullmatch(row.reason):
            raise ValueError(f"access {right}: EC2 refuses the reason {row.reason!r} as a description")
        # The network makes this one group itself, since its endpoints need it.
        from_tier = isinstance(row.source, Tier) and row.traffic == HTTPS
        concerns_it = endpoints in (row.source, row.target) or isinstance(row.source, Tier)
        if concerns_it and not (from_tier and row.target == endpoints):
            raise ValueError(
                f"access {right}: endpoints, and no other group, take HTTPS from whole tiers only"
            )
    names = Counter((row.source, row.target, row.traffic.name) for row in rows)
    repeated = [
        f"{source} -> {target} ({name})" for (source, target, name), count in names.items() if count > 1
    ]
    if repeated:
        raise ValueError(f"access given twice: {', '.join(repeated)}")
