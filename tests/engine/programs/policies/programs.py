"""Each policy's good and bad program, and what the bad one makes the pack say."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.programs.policies.resources import CIDR, TAGS, egress, group, ingress, log_group, vpc

WORLD = "0.0.0.0/0"
CLASSIFIED = {**TAGS, "DataClass": "internal"}


@dataclass(frozen=True)
class Program:
    """Two programs that differ in the one point that a policy is about."""

    good: Callable[[], object]
    """Declares something that no policy objects to."""
    bad: Callable[[], object]
    """Declares something that this policy, and no other, refuses."""
    resource: str
    """Logical name of the resource that the refusal is about."""

    def declare(self, variant: str) -> None:
        """Declares the variant `good` or `bad`; KeyError for another."""
        {"good": self.good, "bad": self.bad}[variant]()


def _world_ingress(role: str, port: int) -> None:
    ingress(group(role, vpc()), port, cidr_ipv4=WORLD)


def _store_inbound(source: str) -> None:
    network = vpc()
    ingress(group("rds", network), 5432, referenced_security_group_id=group(source, network).id)


def _two_shapes(*, mixed: bool) -> None:
    inline = {
        "protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
        "cidr_blocks": [CIDR],
        "description": "Calls endpoints",
    }
    api = group("api", vpc(), egress=[inline] if mixed else None)
    egress(api, 5432, cidr_ipv4=CIDR)


PROGRAMS = {
    "security-group-no-world-ingress": Program(
        good=lambda: _world_ingress("alb", 443), bad=lambda: _world_ingress("bastion", 22), resource="in"
    ),
    "security-group-no-unrestricted-egress": Program(
        good=lambda: egress(group("api", vpc()), 443, cidr_ipv4=WORLD),
        bad=lambda: egress(group("api", vpc()), 0, protocol="-1", cidr_ipv4=WORLD),
        resource="out",
    ),
    "security-group-guide-inbound": Program(
        good=lambda: _store_inbound("api"), bad=lambda: _store_inbound("alb"), resource="in"
    ),
    "security-group-guide-outbound": Program(
        good=lambda: egress(group("api", vpc()), 5432, cidr_ipv4=CIDR),
        bad=lambda: egress(group("rds", vpc()), 5432, cidr_ipv4=CIDR),
        resource="out",
    ),
    "security-group-role-declared": Program(
        good=lambda: group("rds", vpc()), bad=lambda: group("rds", vpc(), tags=TAGS), resource="rds"
    ),
    "default-security-group-empty": Program(
        good=vpc, bad=lambda: vpc(empty_default_group=False), resource="vpc"
    ),
    "security-group-rules-not-mixed": Program(
        good=lambda: _two_shapes(mixed=False), bad=lambda: _two_shapes(mixed=True), resource="api"
    ),
    "security-group-described": Program(
        good=lambda: group("rds", vpc()), bad=lambda: group("rds", vpc(), description=None), resource="rds"
    ),
    "resource-tags-required": Program(
        good=lambda: log_group(CLASSIFIED),
        bad=lambda: log_group({key.replace("Owner", "owner"): value for key, value in CLASSIFIED.items()}),
        resource="logs",
    ),
    "resource-tags-allowed-values": Program(
        good=lambda: log_group(CLASSIFIED),
        bad=lambda: log_group({**CLASSIFIED, "Environment": "production"}),
        resource="logs",
    ),
    "data-store-classified": Program(
        good=lambda: log_group(CLASSIFIED), bad=lambda: log_group(TAGS), resource="logs"
    ),
}
"""By the id of the policy."""
