"""Protocols and port ranges, as sets that can be compared."""

from dataclasses import dataclass
from typing import Any

from policies.values import UNKNOWN, Unknown

LAST_PORT = 65535

_NAMES_BY_NUMBER = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
"""Protocol numbers of IANA, and AWS's -1 for all of them, with the names that rules may use instead."""

_WITH_PORTS = ("tcp", "udp")

ADMIN_PORTS = {22: "SSH", 3389: "RDP", 5985: "WinRM", 5986: "WinRM over TLS"}
"""Ports that give a shell or a desktop."""

STORE_PORTS = {
    1433: "SQL Server",
    3306: "MySQL",
    5432: "PostgreSQL",
    6379: "Redis",
    9092: "Kafka",
    9098: "Kafka with IAM",
    9200: "OpenSearch",
    27017: "MongoDB",
}
"""Ports behind which data lies."""


@dataclass(frozen=True)
class Traffic:
    """A protocol and a range of its ports, ends included."""

    protocol: str
    """`tcp`, `udp`, `icmp`, `icmpv6`, a protocol number as text, or `all`."""
    first: int = 0
    last: int = LAST_PORT

    def covers(self, other: "Traffic") -> bool:
        """Whether everything in `other` is also in this."""
        return (
            self.protocol in ("all", other.protocol) and self.first <= other.first and other.last <= self.last
        )

    def intersection(self, other: "Traffic") -> "Traffic | None":
        """What is in both, or None."""
        if self.protocol != other.protocol and "all" not in (self.protocol, other.protocol):
            return None
        first, last = max(self.first, other.first), min(self.last, other.last)
        protocol = other.protocol if self.protocol == "all" else self.protocol
        return Traffic(protocol, first, last) if first <= last else None

    def __str__(self) -> str:
        if self.protocol == "all":
            return "all traffic"
        if self.protocol not in _WITH_PORTS:
            return self.protocol
        if (self.first, self.last) == (0, LAST_PORT):
            return f"all {self.protocol} ports"
        return (
            f"{self.protocol} {self.first}"
            if self.first == self.last
            else f"{self.protocol} {self.first}-{self.last}"
        )


ALL_TRAFFIC = Traffic("all")


def tcp(first: int, last: int | None = None) -> Traffic:
    """TCP on one port, or on a range of ports."""
    return Traffic("tcp", first, first if last is None else last)


def read_traffic(protocol: Any, first: Any, last: Any) -> Traffic | Unknown:
    """Reads what a rule says, in any of its shapes.

    Ports count for TCP and UDP only: of ICMP a rule is taken to allow every type, which errs on the strict
    side. So does a port that is missing or -1: it stands for all. A port that is no number is refused by the
    provider.
    """
    if protocol is UNKNOWN or protocol is None:
        return UNKNOWN
    name = str(protocol).lower()
    name = _NAMES_BY_NUMBER.get(name, name)
    if name not in _WITH_PORTS:
        return Traffic(name)
    if first in (None, -1) or last in (None, -1):
        return Traffic(name)
    if not isinstance(first, int) or not isinstance(last, int):
        return UNKNOWN
    return Traffic(name, min(first, last), max(first, last))


def named_ports(traffic: Traffic, names: dict[int, str]) -> list[str]:
    """Names the well-known ports that `traffic` includes, as `SSH (22)`."""
    if traffic.protocol not in ("tcp", "all"):
        return []
    return [f"{name} ({port})" for port, name in names.items() if traffic.first <= port <= traffic.last]
