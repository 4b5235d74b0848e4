"""Sets of addresses behave as sets, whatever blocks they are written in."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.security_groups.addresses import EVERYWHERE, PUBLIC, AddressSet, is_wide, read_blocks

# The first 256 addresses are enough to meet every way in which blocks touch, overlap and contain each other.
_blocks = st.integers(24, 32).flatmap(
    lambda prefix: st.integers(0, 2 ** (prefix - 24) - 1).map(
        lambda index: str(IPv4Network((index << (32 - prefix), prefix)))
    )
)
_sets = st.lists(_blocks, max_size=6)


def _members(blocks: list[str]) -> set[int]:
    return {int(address) for block in blocks for address in IPv4Network(block)}


def _addresses(set_: AddressSet) -> set[int]:
    return {address for first, last in set_.ipv4 for address in range(first, last + 1)}


@given(_sets, _sets)
def test_operations_agree_with_sets_of_single_addresses(left: list[str], right: list[str]) -> None:
    a, b = AddressSet.of(*left), AddressSet.of(*right)

    assert _addresses(a | b) == _members(left) | _members(right)
    assert _addresses(a & b) == _members(left) & _members(right)
    assert _addresses(a - b) == _members(left) - _members(right)
    assert (a <= b) == (_members(left) <= _members(right))
    assert bool(a) == bool(left)
    assert a.size(4) == len(_members(left))


@given(_sets)
def test_equal_sets_are_equal_however_they_are_written(blocks: list[str]) -> None:
    singles = [f"0.0.0.{address}" for address in sorted(_members(blocks), reverse=True)]

    assert AddressSet.of(*blocks) == AddressSet.of(*singles)


@pytest.mark.parametrize(
    "blocks",
    [
        ["0.0.0.0/0"],
        ["::/0"],
        ["0.0.0.0/1", "128.0.0.0/1"],
        ["0.0.0.0/1"],
        ["2000::/3"],
        ["8.0.0.0/15"],
        ["10.0.0.0/8", "8.8.0.0/16", "9.9.9.9/32"],
        ["2600::/31"],
    ],
    ids=" ".join,
)
def test_the_internet_is_wide(blocks: list[str]) -> None:
    assert is_wide(AddressSet.of(*blocks))


@pytest.mark.parametrize(
    "blocks",
    [
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["224.0.0.0/3"],
        ["8.8.0.0/16"],
        ["fc00::/7", "fe80::/10"],
        ["2600::/32"],
        [],
    ],
    ids=" ".join,
)
def test_private_networks_and_small_public_ones_are_not_wide(blocks: list[str]) -> None:
    assert not is_wide(AddressSet.of(*blocks))


def test_bits_behind_the_prefix_are_ignored_as_aws_does() -> None:
    assert AddressSet.of("10.1.2.3/8") == AddressSet.of("10.0.0.0/8")


def test_a_set_reads_as_its_blocks() -> None:
    assert str(AddressSet.of("10.0.0.0/25", "10.0.0.128/25", "fd00::/8")) == "10.0.0.0/24, fd00::/8"
    assert str(AddressSet()) == "no address"


def test_public_addresses_are_a_part_of_everywhere_without_the_private_ones() -> None:
    assert PUBLIC <= EVERYWHERE
    assert not PUBLIC & AddressSet.of("10.0.0.0/8", "fc00::/7")


@pytest.mark.parametrize("value", ["10.0.0/8", "sg-1", "", 5, None, ["10.0.0.0/8"]])
def test_a_value_that_is_no_block_has_no_addresses(value: object) -> None:
    assert read_blocks(["10.0.0.0/8", value]) is None
