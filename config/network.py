"""The network: address block, zones, ways out, endpoints, flow logs, bastion."""

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, field_validator

from config.base import SettingsModel
from config.endpoints import (
    IMAGE_AND_START_UP_ENDPOINTS,
    PRODUCTION_ENDPOINTS,
    GatewayEndpoint,
    InterfaceEndpoint,
)
from config.values import WITHOUT_REPEATS, LogRetentionDays, ZoneLetter, at_least, refuse


class Tier(StrEnum):
    """What a subnet is for, and so what it can reach. It is not a zone and not an environment."""

    PUBLIC = "public"
    """Load balancer, NAT gateways, bastion. Routed to the internet gateway."""
    COMPUTE = "compute"
    """Containers. Out through NAT only."""
    DATA = "data"
    """Databases, cache, search. No way out."""
    MESSAGING = "messaging"
    """Kafka brokers. No way out."""


class NatMode(StrEnum):
    """How many NAT gateways the compute tier has as its way out."""

    NONE = "none"
    """None: containers reach AWS through VPC endpoints only, and nothing else."""
    SINGLE = "single"
    """One for all zones: cheapest, but the loss of its zone cuts off every zone."""
    PER_ZONE = "per-zone"
    """One in each zone."""


PRIVATE_BLOCKS = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Blocks that never meet the internet: RFC 1918, and RFC 6598 (shared address space)."""

VPC_PREFIX_LENGTHS = range(16, 20)
"""A VPC takes at most a /16. Its subnets are 8 bits longer, and a load balancer's needs at least a /27."""

MIN_ZONES = 2
"""A load balancer, a database subnet group and a Kafka cluster each need two."""


def _private_block(value: object) -> IPv4Network:
    try:
        block = IPv4Network(value) if isinstance(value, str | IPv4Network) else None
    except ValueError:
        block = None
    if block is None or block.prefixlen not in VPC_PREFIX_LENGTHS or not _is_private(block):
        raise refuse(
            "vpc_cidr",
            f"an IPv4 block of size /{VPC_PREFIX_LENGTHS[0]} to /{VPC_PREFIX_LENGTHS[-1]}, from its first "
            f"address on, within {' or '.join(map(str, PRIVATE_BLOCKS))}",
        )
    return block


def _is_private(block: IPv4Network) -> bool:
    return any(block.subnet_of(private) for private in PRIVATE_BLOCKS)


class NetworkSettings(SettingsModel):
    """`network`: the VPC, its tiers, the ways in and out of it. Services are elsewhere."""

    cidr: Annotated[IPv4Network, PlainValidator(_private_block, json_schema_input_type=str)] = Field(
        default=IPv4Network("10.0.0.0/16"),
        description="Address block of the VPC, as 10.0.0.0/16. To change it replaces the whole network.",
    )
    zones: Annotated[tuple[ZoneLetter, ...], WITHOUT_REPEATS, at_least(MIN_ZONES, "zones")] = Field(
        default=("a", "b", "c"),
        description="Availability zones by letter. A zone's addresses follow from its letter, so that adding "
        "or removing one moves no other.",
    )
    messaging_zones: Annotated[tuple[ZoneLetter, ...], WITHOUT_REPEATS] = Field(
        default=("a", "b"),
        description="The zones that Kafka brokers are in, two or more of `zones`.",
    )
    nat_mode: NatMode = Field(
        default=NatMode.PER_ZONE, description="NAT gateways, the compute tier's way out."
    )
    gateway_endpoints: Annotated[tuple[GatewayEndpoint, ...], WITHOUT_REPEATS] = Field(
        default=(GatewayEndpoint.S3, GatewayEndpoint.DYNAMODB),
        description="Services reached through a gateway endpoint (free).",
    )
    interface_endpoints: Annotated[tuple[InterfaceEndpoint, ...], WITHOUT_REPEATS] = Field(
        default=PRODUCTION_ENDPOINTS,
        description="Services reached through an interface endpoint (paid per zone and hour).",
    )
    flow_log_retention_days: LogRetentionDays = Field(
        default=365, description="Days that flow logs are kept."
    )
    bastion: bool = Field(
        default=False,
        description="A host in the public tier for Systems Manager sessions, without an inbound rule.",
    )

    @field_validator("messaging_zones")
    @classmethod
    def _brokers_are_in_zones_of_the_network(
        cls, letters: tuple[ZoneLetter, ...], info: ValidationInfo
    ) -> tuple[ZoneLetter, ...]:
        zones = info.data.get("zones")  # absent when they are wrong themselves
        if zones is not None and (len(letters) < MIN_ZONES or not set(letters) <= set(zones)):
            raise refuse("messaging_zones", f"{MIN_ZONES} or more of the zones {', '.join(zones)}")
        return letters

    @field_validator("gateway_endpoints")
    @classmethod
    def _images_come_from_s3(
        cls, endpoints: tuple[GatewayEndpoint, ...], info: ValidationInfo
    ) -> tuple[GatewayEndpoint, ...]:
        _require_without_nat((GatewayEndpoint.S3,), endpoints, info)
        return endpoints

    @field_validator("interface_endpoints")
    @classmethod
    def _tasks_can_start(
        cls, endpoints: tuple[InterfaceEndpoint, ...], info: ValidationInfo
    ) -> tuple[InterfaceEndpoint, ...]:
        _require_without_nat(IMAGE_AND_START_UP_ENDPOINTS, endpoints, info)
        return endpoints


def _require_without_nat(needed: Iterable[StrEnum], given: Iterable[StrEnum], info: ValidationInfo) -> None:
    """Refuse a network in which no task could start: neither NAT nor the endpoints that a start calls."""
    missing = [service for service in needed if service not in set(given)]
    if missing and info.data.get("nat_mode") is NatMode.NONE:
        raise refuse(
            "unreachable",
            f"a list with {', '.join(missing)}: natMode is none, and without them no task can start",
        )
