"""Elastic IP addresses.

What moto accepts, and AWS refuses: releasing an address that is in use, taking one away from a NAT gateway,
and giving one to an interface of a VPC without an internet gateway.

What moto gets wrong: an address lacks its network border group and its pool; an address that moves to another
interface stays with the first one, too.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.ec2.models.elastic_ip_addresses import ElasticAddress, ElasticAddressBackend

from localcloud.moto_patches.ec2._service import EC2
from localcloud.moto_patches.ec2.internet_gateways import require_gateway
from localcloud.moto_service import AwsError, Request, define, replace

POOL = "amazon"
"""The pool of an address that AWS chose."""


def _address_of(backend: Any, request: Request) -> Any | None:
    wanted = {
        "allocation_id": request.get("AllocationId"),
        "association_id": request.get("AssociationId"),
        "public_ip": request.get("PublicIp"),
    }
    for address in backend.addresses:
        if any(value and getattr(address, name) == value for name, value in wanted.items()):
            return address
    return None


def _refuse_address_in_use(backend: Any, request: Request) -> None:
    address = _address_of(backend, request)
    if address and address.eni:
        raise AwsError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")


def _refuse_taking_from_service(backend: Any, request: Request) -> None:
    address = _address_of(backend, request)
    if address and address.eni and address.eni.requester_managed:
        raise AwsError("AuthFailure", "You do not have permission to access the specified resource.")


def _refuse_without_internet_gateway(backend: Any, request: Request) -> None:
    if request.get("InstanceId"):
        vpc_id = backend.get_instance(request["InstanceId"]).vpc_id
    elif request.get("NetworkInterfaceId"):
        vpc_id = backend.get_network_interface(request["NetworkInterfaceId"]).vpc_id
    else:
        return
    require_gateway(backend, vpc_id, f"Network {vpc_id} is not attached to any internet gateway")


def _complete_allocation(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    answer["PublicIpv4Pool"] = POOL
    answer["NetworkBorderGroup"] = backend.region_name


def _move(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    before = {address: address.eni for address in self.addresses}
    moved = original(self, *args, **kwargs)
    left = before.get(moved)
    if left is not None and left is not moved.eni:
        left.public_ip = None
    return moved


@cache
def apply() -> None:
    """Put moto's Elastic IP addresses right."""
    EC2.refuse(
        {
            "release_address": [_refuse_address_in_use],
            "associate_address": [_refuse_taking_from_service, _refuse_without_internet_gateway],
            "disassociate_address": [_refuse_taking_from_service],
        }
    )
    EC2.complete({"allocate_address": _complete_allocation})
    replace(ElasticAddressBackend, "associate_address", _move)
    define(
        ElasticAddress,
        network_border_group=lambda address: address.ec2_backend.region_name,
        public_ipv4_pool=POOL,
    )
