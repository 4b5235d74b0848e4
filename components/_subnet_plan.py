"""The address plan: which subnet of a VPC has which address block. Pure: no resources, no I/O.

A VPC's block is cut into 256 equal slices, numbered from 0. A tier owns a row of slices, and a zone's
letter says which of them: `a` the first, `b` the second. So a subnet's block follows from the VPC's block,
its tier and its zone letter alone, and another zone or another tier never moves it. In 10.0.0.0/16, slice
10 is 10.0.10.0/24.

Slice 0 and slices 40 to 255 are reserved for tiers to come.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network
from itertools import pairwise

SLICE_BITS = 8
"""256 slices: a subnet's prefix is this much longer than the VPC's."""

LARGEST_VPC_PREFIX, SMALLEST_VPC_PREFIX = 16, 19
"""A VPC has at most a /16. Below /19 a subnet would be a /28: a load balancer needs at least /27."""

PRIVATE_BLOCKS = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Blocks that no host on the internet has: RFC 1918, and RFC 6598 (shared address space)."""

ZONE_LETTERS = "abcdefghi"
"""A tier has a slice for each of these zones. No AWS region has more than six zones."""

_ZONE = re.compile(rf"(?P<region>[a-z]{{2}}(?:-[a-z]+)+-\d)(?P<letter>[{ZONE_LETTERS}])")


class SubnetTier(StrEnum):
    """What a subnet is for, and so what it can reach. It is not a zone and not an environment."""

    PUBLIC = "public"
    """Load balancers, NAT gateways, bastion; routed to the internet gateway."""
    COMPUTE = "compute"
    """Containers and nodes; the internet through NAT only."""
    DATA = "data"
    """Databases, caches, search; no route out of the VPC."""
    MESSAGING = "messaging"
    """Kafka brokers; no route out of the VPC."""


class SubnetPlanError(ValueError):
    """A plan that cannot be made: what was given, and what is allowed."""

    def __init__(self, given: str, allowed: str) -> None:
        super().__init__(f"{given}. Allowed: {allowed}")
        self.given = given
        self.allowed = allowed


@dataclass(frozen=True)
class Zone:
    """An availability zone, by its name in this account."""

    name: str
    region: str
    letter: str


@dataclass(frozen=True)
class TierBlock:
    """The row of slices that a tier owns."""

    first_slice: int
    slices: int = len(ZONE_LETTERS)


TIER_BLOCKS: Mapping[str, TierBlock] = {
    SubnetTier.PUBLIC: TierBlock(first_slice=1),
    SubnetTier.COMPUTE: TierBlock(first_slice=10, slices=10),
    SubnetTier.DATA: TierBlock(first_slice=20, slices=10),
    SubnetTier.MESSAGING: TierBlock(first_slice=30, slices=10),
}
"""The tiers and their slices. A new tier takes slices that are still free; an old one never changes."""


@dataclass(frozen=True)
class PlannedSubnet:
    """One subnet: a tier in a zone, and its address block."""

    tier: str
    zone: Zone
    cidr_block: str

    @property
    def role(self) -> str:
        """The end of the subnet's logical name, as `compute-a`."""
        return f"{self.tier}-{self.zone.letter}"


def parse_zone(name: str) -> Zone:
    """The zone called `name`, as us-east-1a. Raises SubnetPlanError for anything else, local zones
    included."""
    match = _ZONE.fullmatch(name)
    if match is None:
        raise SubnetPlanError(
            repr(name), f"full names of availability zones, as us-east-1a, ending in one of {ZONE_LETTERS}"
        )
    return Zone(name, match["region"], match["letter"])


def parse_zones(names: Collection[str]) -> tuple[Zone, ...]:
    """The zones called `names`, by letter. Raises SubnetPlanError unless they are two or more of one
    region."""
    zones = sorted((parse_zone(name) for name in names), key=lambda zone: zone.letter)
    allowed = f"2 to {len(ZONE_LETTERS)} different zones of one region"
    if len({zone.region for zone in zones}) > 1:
        raise SubnetPlanError(f"zones of several regions: {', '.join(names)}", allowed)
    if len(zones) < 2 or any(one == other for one, other in pairwise(zones)):
        raise SubnetPlanError(", ".join(names) or "no zone", allowed)
    return tuple(zones)


def parse_vpc_block(cidr: str) -> IPv4Network:
    """The VPC's block. Raises SubnetPlanError unless it is a private one that holds 256 usable subnets."""
    allowed = (
        f"a block of size /{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX} within one of "
        f"{', '.join(map(str, PRIVATE_BLOCKS))}, as 10.0.0.0/16"
    )
    try:
        block = IPv4Network(cidr)
    except ValueError:
        raise SubnetPlanError(repr(cidr), f"{allowed}, starting at its first address") from None
    if not any(block.subnet_of(private) for private in PRIVATE_BLOCKS):
        raise SubnetPlanError(f"{cidr}, which belongs to hosts on the internet", allowed)
    if block.prefixlen < LARGEST_VPC_PREFIX:
        raise SubnetPlanError(f"{cidr}, more than a VPC can have", allowed)
    if block.prefixlen > SMALLEST_VPC_PREFIX:
        raise SubnetPlanError(f"{cidr}, in which a subnet is too small for a load balancer", allowed)
    return block


def plan_subnets(
    cidr: str, zones: Mapping[str, Sequence[Zone]], tiers: Mapping[str, TierBlock] = TIER_BLOCKS
) -> tuple[PlannedSubnet, ...]:
    """The subnets of a VPC with the block `cidr`, for the zones of each tier.

    Raises SubnetPlanError when the block cannot be used, KeyError for a tier without slices, and ValueError
    when the slices of two tiers overlap.
    """
    block = parse_vpc_block(cidr)
    _refuse_overlap(tiers)
    return tuple(
        PlannedSubnet(str(tier), zone, str(_slice(block, tiers[tier].first_slice + _slot(zone))))
        for tier, tier_zones in zones.items()
        for zone in tier_zones
    )


def _slot(zone: Zone) -> int:
    return ZONE_LETTERS.index(zone.letter)


def _slice(block: IPv4Network, number: int) -> IPv4Network:
    prefix = block.prefixlen + SLICE_BITS
    return IPv4Network((int(block.network_address) + number * 2 ** (32 - prefix), prefix))


def _refuse_overlap(tiers: Mapping[str, TierBlock]) -> None:
    rows = sorted((row.first_slice, row.first_slice + row.slices, tier) for tier, row in tiers.items())
    for (_, end, tier), (start, _, other) in pairwise(rows):
        if start < end:
            raise ValueError(
                f"tiers {tier} and {other} share slice {start}: give {other} slices from {end} on"
            )
    if rows and (rows[0][0] < 0 or rows[-1][1] > 2**SLICE_BITS):
        raise ValueError(f"tiers lie in slices 0 to {2**SLICE_BITS - 1}: {rows}")
    short = [tier for tier, row in tiers.items() if row.slices < len(ZONE_LETTERS)]
    if short:
        raise ValueError(f"a tier needs {len(ZONE_LETTERS)} slices, one for each zone: {', '.join(short)}")
