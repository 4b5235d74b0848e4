"""The network of a stack as one can draw it, read from what the program declares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from tests.mocks import Recording, Registered

INTERNET = "0.0.0.0/0"


@dataclass(frozen=True)
class Tier:
    """The subnets of one tier. Zones are full names, as us-east-1a."""

    name: str
    blocks: Mapping[str, str]
    """Address block by zone."""
    ways_out: Mapping[str, str]
    """Logical name of the gateway to the internet, by zone; a zone without one is not in it."""
    nat_gateways: Mapping[str, str]
    """Logical names of the NAT gateways in these subnets, by zone."""
    bastion_zone: str | None
    """Where the bastion is, if it is in one of these subnets."""


@dataclass(frozen=True)
class Network:
    """What a drawing shows."""

    environment: str
    region: str
    block: str
    zones: tuple[str, ...]
    tiers: tuple[Tier, ...]
    """From the lowest addresses to the highest."""
    internet_gateway: str
    """Its logical name."""
    gateway_endpoints: tuple[str, ...]
    """Services by short name, as s3."""
    interface_endpoints: tuple[str, ...]
    endpoint_tier: str | None
    """The tier that reaches the endpoints."""


def read_network(recording: Recording, environment: str) -> Network:
    """The network that a program declared. Raises AssertionError when there is none, or more than one."""
    subnets = {f"{name}-id": found for name, found in recording.of_type("aws:ec2/subnet:Subnet").items()}
    zones = tuple(sorted({subnet.inputs["availabilityZone"] for subnet in subnets.values()}))
    endpoints = recording.of_type("aws:ec2/vpcEndpoint:VpcEndpoint").values()
    tables = _tables(recording)
    callers = [
        _tier(subnet)
        for identifier, subnet in subnets.items()
        for endpoint in endpoints
        if identifier in endpoint.inputs.get("subnetIds", ())
        or tables[identifier] in endpoint.inputs.get("routeTableIds", ())
    ]
    return Network(
        environment=environment,
        region=zones[0][:-1],
        block=recording.one("aws:ec2/vpc:Vpc").inputs["cidrBlock"],
        zones=zones,
        tiers=_tiers(recording, subnets),
        internet_gateway=recording.one("aws:ec2/internetGateway:InternetGateway").name,
        gateway_endpoints=_services(endpoints, "Gateway"),
        interface_endpoints=_services(endpoints, "Interface"),
        endpoint_tier=callers[0] if callers else None,
    )


def _tiers(recording: Recording, subnets: Mapping[str, Registered]) -> tuple[Tier, ...]:
    members: dict[str, dict[str, Registered]] = {}
    for identifier, subnet in sorted(subnets.items(), key=lambda item: _block(item[1])):
        members.setdefault(_tier(subnet), {})[identifier] = subnet
    ways_out = _ways_out(recording)
    nat_gateways = {
        gateway.inputs["subnetId"]: name
        for name, gateway in recording.of_type("aws:ec2/natGateway:NatGateway").items()
    }
    bastions = {
        host.inputs["subnetId"]: name for name, host in recording.of_type("aws:ec2/instance:Instance").items()
    }
    return tuple(
        Tier(
            name=name,
            blocks={_zone(subnet): subnet.inputs["cidrBlock"] for subnet in tier.values()},
            ways_out=_by_zone(tier, ways_out),
            nat_gateways=_by_zone(tier, nat_gateways),
            bastion_zone=next(iter(_by_zone(tier, bastions)), None),
        )
        for name, tier in members.items()
    )


def _ways_out(recording: Recording) -> dict[str, str]:
    """The gateway that each subnet's default route leads to."""
    by_table = {
        route.inputs["routeTableId"]: (route.inputs.get("gatewayId") or route.inputs["natGatewayId"])
        for route in recording.of_type("aws:ec2/route:Route").values()
        if route.inputs.get("destinationCidrBlock") == INTERNET
    }
    return {
        subnet: by_table[table].removesuffix("-id")
        for subnet, table in _tables(recording).items()
        if table in by_table
    }


def _tables(recording: Recording) -> dict[str, str]:
    """The route table of each subnet."""
    associations = recording.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation").values()
    return {one.inputs["subnetId"]: one.inputs["routeTableId"] for one in associations}


def _by_zone(tier: Mapping[str, Registered], names: Mapping[str, str]) -> dict[str, str]:
    return {_zone(subnet): names[identifier] for identifier, subnet in tier.items() if identifier in names}


def _zone(subnet: Registered) -> str:
    return str(subnet.inputs["availabilityZone"])


def _tier(subnet: Registered) -> str:
    return str(subnet.inputs["tags"]["Tier"])


def _block(subnet: Registered) -> IPv4Network:
    return IPv4Network(subnet.inputs["cidrBlock"])


def _services(endpoints: Iterable[Registered], kind: str) -> tuple[str, ...]:
    return tuple(
        endpoint.inputs["serviceName"].split(".", 3)[3]
        for endpoint in endpoints
        if endpoint.inputs["vpcEndpointType"] == kind
    )
