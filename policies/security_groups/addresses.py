"""Sets of IP addresses, exact and independent of how they are spelt.

`0.0.0.0/0` and the pair `0.0.0.0/1`, `128.0.0.0/1` are the same set, so a check on sets cannot be walked
around by writing an open rule in pieces.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network, summarize_address_range
from typing import Any

Interval = tuple[int, int]
"""First and last address, as numbers."""


@dataclass(frozen=True)
class AddressSet:
    """A set of IPv4 and IPv6 addresses: sorted intervals that neither overlap nor touch."""

    ipv4: tuple[Interval, ...] = ()
    ipv6: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, *blocks: str) -> "AddressSet":
        """The addresses of CIDR blocks. Bits behind the prefix are ignored, as AWS does.

        Raises ValueError for text that is no block.
        """
        intervals: dict[int, list[Interval]] = {4: [], 6: []}
        for block in blocks:
            network = ip_network(block, strict=False)
            intervals[network.version].append((int(network.network_address), int(network.broadcast_address)))
        return cls(_merged(intervals[4]), _merged(intervals[6]))

    def __bool__(self) -> bool:
        return bool(self.ipv4 or self.ipv6)

    def __or__(self, other: "AddressSet") -> "AddressSet":
        return AddressSet(_merged((*self.ipv4, *other.ipv4)), _merged((*self.ipv6, *other.ipv6)))

    def __and__(self, other: "AddressSet") -> "AddressSet":
        return AddressSet(_common(self.ipv4, other.ipv4), _common(self.ipv6, other.ipv6))

    def __sub__(self, other: "AddressSet") -> "AddressSet":
        return AddressSet(_without(self.ipv4, other.ipv4), _without(self.ipv6, other.ipv6))

    def __le__(self, other: "AddressSet") -> bool:
        return self & other == self

    def size(self, version: int) -> int:
        """Number of addresses of IP version 4 or 6."""
        return sum(last - first + 1 for first, last in (self.ipv4 if version == 4 else self.ipv6))

    def __str__(self) -> str:
        return ", ".join(self._blocks()) or "no address"

    def _blocks(self) -> Iterator[str]:
        for first, last in self.ipv4:
            yield from map(str, summarize_address_range(IPv4Address(first), IPv4Address(last)))
        for first, last in self.ipv6:
            yield from map(str, summarize_address_range(IPv6Address(first), IPv6Address(last)))


def read_blocks(values: Iterable[Any]) -> AddressSet | None:
    """Returns the addresses of property values that should be blocks; None if one is not known, or is no
    block.

    The provider refuses a value that is no block, with an error of its own.
    """
    addresses = AddressSet()
    for value in values:
        if not isinstance(value, str):
            return None
        try:
            addresses |= AddressSet.of(value)
        except ValueError:
            return None
    return addresses


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _common(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> tuple[Interval, ...]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in left for b in right)
    return _merged((first, last) for first, last in pairs if first <= last)


def _without(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> tuple[Interval, ...]:
    remaining: list[Interval] = []
    for first, last in left:
        position = first
        for hole_first, hole_last in right:
            if hole_last < position or hole_first > last:
                continue
            if hole_first > position:
                remaining.append((position, hole_first - 1))
            position = hole_last + 1
        if position <= last:
            remaining.append((position, last))
    return tuple(remaining)


EVERYWHERE = AddressSet.of("0.0.0.0/0", "::/0")

_NOT_ROUTED = AddressSet.of(
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4", "2001:db8::/32"),
)
"""Blocks that the internet does not route: the special-purpose registries of IANA (RFC 6890), and
multicast."""

PUBLIC = (AddressSet.of("0.0.0.0/0") - _NOT_ROUTED) | (AddressSet.of("2000::/3") - _NOT_ROUTED)
"""Addresses on the internet. Of IPv6 only 2000::/3 is given out (IANA, global unicast)."""

WIDE_IPV4 = 2**16
WIDE_IPV6 = 2**96
"""More public addresses than this (a /16, or an IPv6 /32) are no partner's network any more: they are the
internet."""


def is_wide(addresses: AddressSet) -> bool:
    """Whether a set holds so many public addresses that it stands for the whole internet."""
    public = addresses & PUBLIC
    return public.size(4) > WIDE_IPV4 or public.size(6) > WIDE_IPV6
