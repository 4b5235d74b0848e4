"""NAT gateways.

What moto accepts, and AWS refuses: a public gateway without an address, with an address in use, or in a VPC
without an internet gateway. (AWS reports the last two some seconds later, as a gateway that ends in state
``failed``.) Deleting an unknown gateway crashes, and describing one gives an empty list.

What moto gets wrong: the interface has an address outside the subnet and the default security group; deleting
the gateway keeps the interface and the address in use. The connectivity type is missing when the request
leaves it out.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models.nat_gateways import NatGatewayBackend

from localcloud.moto_patches.ec2 import managed_interfaces
from localcloud.moto_patches.ec2._service import EC2
from localcloud.moto_patches.ec2.internet_gateways import require_gateway
from localcloud.moto_service import AwsError, Request, replace


def _not_found(gateway_id: str) -> AwsError:
    return AwsError("NatGatewayNotFound", f"The Nat Gateway {gateway_id} was not found")


def _choose_connectivity(_: Any, request: Request) -> None:
    if not request.get("ConnectivityType"):
        request["ConnectivityType"] = "public"


def _refuse_without_address(backend: Any, request: Request) -> None:
    subnet = backend.get_subnet(request["SubnetId"])
    allocation_id = request.get("AllocationId")
    if request["ConnectivityType"] == "private":
        if allocation_id:
            raise AwsError(
                "InvalidParameterCombination", "AllocationId is not allowed for a private NAT gateway"
            )
        return
    if not allocation_id:
        raise AwsError(
            "MissingParameter",
            "The request must include the AllocationId parameter. Add the required parameter and retry "
            "the request.",
        )
    (address,) = backend.address_by_allocation([allocation_id])
    if address.eni:
        raise AwsError(
            "Resource.AlreadyAssociated", f"Elastic IP address {allocation_id} is already associated"
        )
    require_gateway(backend, subnet.vpc_id, f"Network {subnet.vpc_id} has no Internet gateway attached")


def _refuse_unknown(backend: Any, request: Request) -> None:
    gateway = backend.nat_gateways.get(request["NatGatewayId"])
    if gateway is None or gateway.state == "deleted":
        raise _not_found(request["NatGatewayId"])


def _refuse_describing_unknown(backend: Any, request: Request) -> None:
    for gateway_id in request.get("NatGatewayIds", []):
        if gateway_id not in backend.nat_gateways:
            raise _not_found(gateway_id)


def _use_requested_address(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    gateway = answer["NatGateway"]
    address = request.get("PrivateIpAddress") or managed_interfaces.free_address(backend, gateway._eni.subnet)
    managed_interfaces.take_address(gateway._eni, address)
    managed_interfaces.manage(
        gateway._eni,
        kind="nat_gateway",
        description=f"Interface for NAT Gateway {gateway.id}",
        groups=[],
    )
    gateway.private_ip = address
    gateway.address_set[0] |= {"privateIp": address, "isPrimary": True, "status": "succeeded"}


def _free_what_gateway_held(original: Callable[..., Any], self: Any, nat_gateway_id: str) -> Any:
    gateway = original(self, nat_gateway_id)
    for address in self.addresses:
        if address.eni is gateway._eni:
            self.disassociate_address(address=address.public_ip)
    managed_interfaces.remove(self, gateway._eni.id)
    gateway.delete_time = utcnow()
    return gateway


@cache
def apply() -> None:
    """Put moto's NAT gateways right."""
    EC2.refuse(
        {
            "create_nat_gateway": [_choose_connectivity, _refuse_without_address],
            "delete_nat_gateway": [_refuse_unknown],
            "describe_nat_gateways": [_refuse_describing_unknown],
        }
    )
    EC2.complete({"create_nat_gateway": _use_requested_address})
    replace(NatGatewayBackend, "delete_nat_gateway", _free_what_gateway_held)
