"""The network interfaces that services have in the subnets of a VPC.

They are what AWS looks at when a subnet or a security group is deleted. moto makes none for load balancers,
databases and tasks; those that it makes for NAT gateways and endpoints have addresses outside their subnets
and the VPC's default group.
"""

import ipaddress
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from localcloud.moto_service import AwsError

RESERVED_ADDRESSES: Final = 4
"""Addresses at the start of a subnet that AWS keeps (network, router, DNS, future use)."""

PLAIN: Final = "interface"
"""The type of an interface that AWS reports for most services."""


def settle(
    backend: Any,
    owner: str,
    *,
    subnets: Iterable[str],
    groups: Iterable[str] = (),
    description: str = "",
    kind: str = PLAIN,
) -> list[str]:
    """Give an owner one interface in each of its subnets, all with its groups, and no other.

    Args:
        backend: moto's EC2 backend.
        owner: whose interfaces they are: an ARN or id. The same owner settles again when it changes.
        subnets: ids of subnets; none takes all interfaces away.
        groups: ids of security groups.
        description: the description that AWS gives the interfaces.
        kind: the interface type that AWS reports.

    Returns:
        The ids of the interfaces, in the order of the subnets.
    """
    existing = {
        interface.subnet.id: interface
        for interface in list(backend.enis.values())
        if getattr(interface, "owner", None) == owner
    }
    wanted = list(dict.fromkeys(subnets))
    for subnet_id in existing.keys() - set(wanted):
        remove(backend, existing[subnet_id].id)
    settled = []
    for subnet_id in wanted:
        interface = existing.get(subnet_id)
        if interface is None:
            address = free_address(backend, backend.get_subnet(subnet_id))
            interface = backend.create_network_interface(subnet_id, address)
            interface.owner = owner
            take_address(interface, address)
        found = [backend.get_security_group_from_id(group_id) for group_id in groups]
        manage(interface, kind=kind, description=description, groups=found)
        settled.append(str(interface.id))
    return settled


def manage(interface: Any, *, kind: str, description: str, groups: list[Any]) -> None:
    """Make an interface of moto's the interface of a service, with security groups (moto's objects)."""
    interface.interface_type = kind
    interface.description = description
    interface.requester_managed = True
    interface.status = "in-use"
    interface._group_set = groups


def take_address(interface: Any, address: str) -> None:
    """Give an interface its only private address, and take that from its subnet."""
    interface.private_ip_address = address
    interface.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}]
    interface.subnet._subnet_ips[address] = interface


def remove(backend: Any, interface_id: str) -> None:
    """Delete the interface of a service and give its addresses back to the subnet."""
    interface = backend.enis.pop(interface_id, None)
    if interface is not None:
        for address in interface.private_ip_addresses:
            interface.subnet.del_subnet_ip(address["PrivateIpAddress"])


def free_address(backend: Any, subnet: Any) -> str:
    """Return the lowest address of the subnet that no interface has.

    Raises:
        AwsError: ``InsufficientFreeAddressesInSubnet``.
    """
    taken = {
        address["PrivateIpAddress"]
        for interface in backend.enis.values()
        if interface.subnet.id == subnet.id
        for address in interface.private_ip_addresses
    } | set(subnet._subnet_ips)
    hosts = map(str, islice(ipaddress.ip_network(subnet.cidr_block), RESERVED_ADDRESSES, None))
    address = next((host for host in hosts if host not in taken), None)
    if address is None or address == str(subnet.cidr.broadcast_address):
        raise AwsError(
            "InsufficientFreeAddressesInSubnet",
            f"There are not enough free addresses in subnet '{subnet.id}' to satisfy the request.",
        )
    return address
