"""What a Vpc is to be: its arguments, checked, with the address plan and everything else that follows from
them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi

from ._args import ArgumentReader
from ._instance_type import architecture
from ._log_group import LOG_RETENTION_DAYS
from ._subnet_plan import PlannedSubnet, SubnetPlanError, SubnetTier, Zone, parse_zones, plan_subnets

DEFAULT_CIDR = "10.0.0.0/16"
GATEWAY_SERVICES = ("s3", "dynamodb")
"""The two services that have gateway endpoints."""

SESSION_SERVICES = frozenset({"ssm", "ssmmessages", "ec2messages"})
"""Interface endpoints that make Systems Manager sessions work without a way to the internet."""

_MESSAGING_ZONES = "ab"
"""Letters of the zones that the messaging tier is in, unless its zones are given."""

_SERVICE = re.compile(r"(?!com\.)[a-z][a-z0-9-]*(\.[a-z0-9-]+)*")


class NatMode(StrEnum):
    """How many NAT gateways the compute tier has as its way to the internet."""

    NONE = "none"
    """None: containers reach AWS through VPC endpoints only, and nothing else."""
    SINGLE = "single"
    """One, in the first zone by letter: cheapest, but the loss of that zone cuts off every zone."""
    PER_ZONE = "per-zone"
    """One in each zone."""


@dataclass(frozen=True)
class VpcSpec:
    """The arguments of a Vpc, checked."""

    cidr: str
    zones: tuple[Zone, ...]
    """By letter."""
    subnets: tuple[PlannedSubnet, ...]
    nat_mode: NatMode
    gateway_endpoints: tuple[str, ...]
    interface_endpoints: tuple[str, ...]
    interface_endpoint_tiers: tuple[SubnetTier, ...]
    flow_log_retention_days: int
    kms_key_arn: pulumi.Input[str] | None
    bastion: bool
    bastion_instance_type: str
    tags: dict[str, str]

    @property
    def region(self) -> str:
        """The region of all zones."""
        return self.zones[0].region

    @property
    def nat_zones(self) -> tuple[Zone, ...]:
        """Zones with a NAT gateway."""
        return {NatMode.NONE: (), NatMode.SINGLE: self.zones[:1], NatMode.PER_ZONE: self.zones}[self.nat_mode]

    @property
    def bastion_needs_public_ip(self) -> bool:
        """Whether the bastion can reach Systems Manager over the internet only."""
        return not SESSION_SERVICES.issubset(self.interface_endpoints)

    def tier(self, tier: SubnetTier) -> tuple[PlannedSubnet, ...]:
        """The subnets of one tier, by zone letter."""
        return tuple(subnet for subnet in self.subnets if subnet.tier == tier)


def resolve_vpc(name: str, args: Mapping[str, Any], fields: type) -> VpcSpec:
    """The spec that `args` describe. Raises ArgumentError with everything that is wrong with them."""
    reader = ArgumentReader("Vpc", name, args, fields, longest_role="flow-logs-role")
    cidr = reader.text("cidr", DEFAULT_CIDR)
    zones = _zones(reader, "zones", reader.texts("zones"))
    spec = VpcSpec(
        cidr=cidr,
        zones=zones,
        subnets=_subnets(reader, cidr, zones),
        nat_mode=reader.choice("nat_mode", NatMode, NatMode.PER_ZONE),
        gateway_endpoints=_gateway_endpoints(reader),
        interface_endpoints=_interface_endpoints(reader),
        interface_endpoint_tiers=reader.choices("interface_endpoint_tiers", SubnetTier, [SubnetTier.COMPUTE]),
        flow_log_retention_days=reader.whole_number("flow_log_retention_days", 365, LOG_RETENTION_DAYS),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        bastion=reader.flag("bastion", default=False),
        bastion_instance_type=_instance_type(reader),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def _zones(reader: ArgumentReader, key: str, names: Sequence[str]) -> tuple[Zone, ...]:
    if not names:
        return ()
    try:
        return parse_zones(names)
    except SubnetPlanError as error:
        reader.problem(key, error.given, error.allowed)
        return ()


def _subnets(reader: ArgumentReader, cidr: str, zones: tuple[Zone, ...]) -> tuple[PlannedSubnet, ...]:
    messaging = _messaging_zones(reader, zones)
    by_tier: dict[str, tuple[Zone, ...]] = {
        tier: messaging if tier is SubnetTier.MESSAGING else zones for tier in SubnetTier
    }
    try:
        return plan_subnets(cidr, by_tier) if cidr else ()
    except SubnetPlanError as error:
        reader.problem("cidr", error.given, error.allowed)
        return ()


def _messaging_zones(reader: ArgumentReader, zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
    default = [zone.name for zone in zones if zone.letter in _MESSAGING_ZONES]
    names = reader.texts("messaging_zones", default)
    if zones and len(names) < 2:
        reader.problem(
            "messaging_zones",
            ", ".join(names) or "missing",
            "two or more of the zones",
            "Without it, brokers go to the zones a and b; here they have to be named.",
        )
        return ()
    unknown = [name for name in names if name not in {zone.name for zone in zones}]
    if zones and unknown:
        reader.problem("messaging_zones", ", ".join(unknown), f"some of the zones: {_names(zones)}")
        return ()
    return tuple(zone for zone in zones if zone.name in names)


def _gateway_endpoints(reader: ArgumentReader) -> tuple[str, ...]:
    services = reader.texts("gateway_endpoints", GATEWAY_SERVICES)
    for service in services:
        if service not in GATEWAY_SERVICES:
            reader.problem(
                "gateway_endpoints",
                repr(service),
                ", ".join(GATEWAY_SERVICES),
                "Other services have interface endpoints.",
            )
    return services


def _interface_endpoints(reader: ArgumentReader) -> tuple[str, ...]:
    services = reader.texts("interface_endpoints", ())
    for service in services:
        if not _SERVICE.fullmatch(service):
            reader.problem(
                "interface_endpoints",
                repr(service),
                "the part of a service name after com.amazonaws.<region>., as ecr.api",
            )
    return services


def _instance_type(reader: ArgumentReader) -> str:
    instance_type = reader.text("bastion_instance_type", "t4g.nano")
    if instance_type and architecture(instance_type) is None:
        reader.problem(
            "bastion_instance_type", repr(instance_type), "the name of an EC2 instance type, as t4g.nano"
        )
    return instance_type


def _names(zones: Sequence[Zone]) -> str:
    return ", ".join(zone.name for zone in zones)
