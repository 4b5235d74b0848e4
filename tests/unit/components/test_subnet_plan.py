"""The address plan: the guide's addresses, no overlap, and nothing that exists ever moves."""

from collections.abc import Sequence
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._subnet_plan import (
    PRIVATE_BLOCKS,
    TIER_BLOCKS,
    ZONE_LETTERS,
    PlannedSubnet,
    SubnetPlanError,
    SubnetTier,
    TierBlock,
    Zone,
    parse_vpc_block,
    parse_zone,
    parse_zones,
    plan_subnets,
)

GUIDE = {
    "public-a": "10.0.1.0/24",
    "public-b": "10.0.2.0/24",
    "public-c": "10.0.3.0/24",
    "compute-a": "10.0.10.0/24",
    "compute-b": "10.0.11.0/24",
    "compute-c": "10.0.12.0/24",
    "data-a": "10.0.20.0/24",
    "data-b": "10.0.21.0/24",
    "data-c": "10.0.22.0/24",
    "messaging-a": "10.0.30.0/24",
    "messaging-b": "10.0.31.0/24",
}


def zones(letters: Sequence[str], region: str = "us-east-1") -> list[Zone]:
    return [Zone(f"{region}{letter}", region, letter) for letter in letters]


def by_role(plan: Sequence[PlannedSubnet]) -> dict[str, str]:
    return {subnet.role: subnet.cidr_block for subnet in plan}


@st.composite
def vpc_blocks(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(16, 19))
    private = draw(st.sampled_from(PRIVATE_BLOCKS))
    number = draw(st.integers(0, 2 ** (prefix - private.prefixlen) - 1))
    return str(IPv4Network((int(private.network_address) + number * 2 ** (32 - prefix), prefix)))


letters = st.lists(st.sampled_from(ZONE_LETTERS), unique=True)
letters_by_tier = st.fixed_dictionaries(dict.fromkeys(SubnetTier, letters))


def planned(cidr: str, tiers: dict[SubnetTier, list[str]]) -> dict[str, str]:
    return by_role(plan_subnets(cidr, {tier: zones(chosen) for tier, chosen in tiers.items()}))


def test_is_exactly_the_guides_for_its_block() -> None:
    abc, ab = zones("abc"), zones("ab")
    plan = plan_subnets("10.0.0.0/16", {"public": abc, "compute": abc, "data": abc, "messaging": ab})

    assert by_role(plan) == GUIDE


def test_scales_with_the_block_of_the_vpc() -> None:
    plan = plan_subnets("172.16.32.0/19", {"public": zones("a"), "data": zones("c")})

    assert by_role(plan) == {"public-a": "172.16.32.32/27", "data-c": "172.16.34.192/27"}


@given(vpc_blocks(), letters_by_tier)
def test_subnets_lie_inside_the_vpc_and_apart(cidr: str, tiers: dict[SubnetTier, list[str]]) -> None:
    blocks = [IPv4Network(block) for block in planned(cidr, tiers).values()]

    assert len(blocks) == sum(len(chosen) for chosen in tiers.values())
    assert all(block.subnet_of(IPv4Network(cidr)) for block in blocks)
    assert not any(one.overlaps(other) for one, other in combinations(blocks, 2))


@given(vpc_blocks(), letters_by_tier, letters_by_tier)
def test_more_zones_move_no_subnet(
    cidr: str, before: dict[SubnetTier, list[str]], added: dict[SubnetTier, list[str]]
) -> None:
    after = {tier: list(dict.fromkeys(added[tier] + before[tier])) for tier in SubnetTier}

    assert planned(cidr, before).items() <= planned(cidr, after).items()


@given(vpc_blocks(), letters, st.randoms())
def test_the_order_of_zones_does_not_matter(cidr: str, chosen: list[str], random: object) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert planned(cidr, dict.fromkeys(SubnetTier, chosen)) == planned(
        cidr, dict.fromkeys(SubnetTier, shuffled)
    )


@given(vpc_blocks(), st.integers(40, 256 - len(ZONE_LETTERS)))
def test_another_tier_moves_no_subnet(cidr: str, first_slice: int) -> None:
    everywhere = zones(ZONE_LETTERS)
    before = dict.fromkeys(TIER_BLOCKS, everywhere)
    more = {**TIER_BLOCKS, "machines": TierBlock(first_slice)}

    old = by_role(plan_subnets(cidr, before))
    new = by_role(plan_subnets(cidr, {**before, "machines": everywhere}, more))

    assert old.items() <= new.items()
    assert len(new) == len(old) + len(ZONE_LETTERS)
    assert len(set(new.values())) == len(new)


@given(st.integers(0, 300))
def test_a_tier_that_would_share_addresses_is_refused(first_slice: int) -> None:
    taken = {
        number
        for row in TIER_BLOCKS.values()
        for number in range(row.first_slice, row.first_slice + row.slices)
    }
    wanted = set(range(first_slice, first_slice + len(ZONE_LETTERS)))
    tiers = {**TIER_BLOCKS, "machines": TierBlock(first_slice)}

    if wanted & taken or max(wanted) > 255:
        with pytest.raises(ValueError, match="slice"):
            plan_subnets("10.0.0.0/16", {}, tiers)
    else:
        assert plan_subnets("10.0.0.0/16", {}, tiers) == ()


def test_a_tier_without_room_for_every_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a tier needs 9 slices, one for each zone: machines"):
        plan_subnets("10.0.0.0/16", {}, {"machines": TierBlock(40, slices=3)})


@pytest.mark.parametrize(
    ("cidr", "complaint"),
    [
        ("10.0.0.0/15", "more than a VPC can have"),
        ("10.0.0.0/20", "a subnet is too small for a load balancer"),
        ("8.8.0.0/16", "belongs to hosts on the internet"),
        ("172.15.0.0/16", "belongs to hosts on the internet"),
        ("10.0.0.1/16", "starting at its first address"),
        ("10.0/16", "starting at its first address"),
        ("ten", "starting at its first address"),
        ("2001:db8::/56", "starting at its first address"),
    ],
)
def test_a_block_that_cannot_hold_the_plan_is_refused(cidr: str, complaint: str) -> None:
    with pytest.raises(SubnetPlanError) as error:
        parse_vpc_block(cidr)
    assert complaint in str(error.value)
    assert cidr in str(error.value)
    assert "/16 to /19" in str(error.value)


@pytest.mark.parametrize("cidr", ["10.1.224.0/19", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/17"])
def test_private_blocks_of_a_usable_size_are_taken(cidr: str) -> None:
    assert parse_vpc_block(cidr) == IPv4Network(cidr)


@pytest.mark.parametrize(
    "name", ["us-east-1", "a", "us-east-1z", "us-west-2-lax-1a", "use1-az1", "US-EAST-1A"]
)
def test_what_is_no_availability_zone_is_refused(name: str) -> None:
    with pytest.raises(SubnetPlanError, match="full names of availability zones, as us-east-1a"):
        parse_zone(name)


@pytest.mark.parametrize(
    ("name", "region", "letter"),
    [
        ("us-east-1a", "us-east-1", "a"),
        ("ap-southeast-3c", "ap-southeast-3", "c"),
        ("us-gov-west-1b", "us-gov-west-1", "b"),
    ],
)
def test_a_zone_name_is_its_region_and_letter(name: str, region: str, letter: str) -> None:
    assert parse_zone(name) == Zone(name, region, letter)


def test_zones_come_by_letter() -> None:
    assert [zone.letter for zone in parse_zones(["us-east-1c", "us-east-1a", "us-east-1b"])] == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ([], "no zone"),
        (["us-east-1a"], "us-east-1a. Allowed: 2 to 9"),
        (["us-east-1a", "us-east-1a"], "2 to 9 different zones of one region"),
        (["us-east-1a", "us-east-2b"], "zones of several regions: us-east-1a, us-east-2b"),
    ],
)
def test_too_few_zones_or_zones_of_several_regions_are_refused(names: list[str], complaint: str) -> None:
    with pytest.raises(SubnetPlanError, match=complaint):
        parse_zones(names)
