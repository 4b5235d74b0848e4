"""Internet gateways.

What moto accepts, and AWS refuses: a second gateway for a VPC, and detaching the gateway of a VPC that still
has public addresses. The error for deleting an attached gateway has another text on AWS.
"""

from functools import cache
from typing import Any

from localcloud.moto_patches.ec2._service import EC2, dependency_violation, invalid_value
from localcloud.moto_service import AwsError, Request


def attached_gateway(backend: Any, vpc_id: str) -> Any | None:
    """The internet gateway (moto's object) of a VPC, or None."""
    return next(
        (
            gateway
            for gateway in backend.internet_gateways.values()
            if gateway.vpc and gateway.vpc.id == vpc_id
        ),
        None,
    )


def require_gateway(backend: Any, vpc_id: str, message: str) -> None:
    """Refuse with ``Gateway.NotAttached`` and `message` what needs a way to the internet when the VPC has
    none.
    """
    if attached_gateway(backend, vpc_id) is None:
        raise AwsError("Gateway.NotAttached", message)


def _refuse_second_attachment(backend: Any, request: Request) -> None:
    gateway = backend.get_internet_gateway(request["InternetGatewayId"])
    vpc = backend.get_vpc(request["VpcId"])
    if gateway.vpc:
        raise AwsError(
            "Resource.AlreadyAssociated",
            f"resource {gateway.id} is already attached to network {gateway.vpc.id}",
        )
    if attached_gateway(backend, vpc.id):
        raise invalid_value(f"Network {vpc.id} already has an internet gateway attached")


def _refuse_detaching_mapped_addresses(backend: Any, request: Request) -> None:
    gateway = backend.get_internet_gateway(request["InternetGatewayId"])
    if gateway.vpc and any(
        interface.public_ip for interface in backend.enis.values() if interface.vpc_id == gateway.vpc.id
    ):
        raise dependency_violation(
            f"Network {gateway.vpc.id} has some mapped public address(es). Please unmap those public "
            "address(es) before detaching the gateway."
        )


def _refuse_deleting_attached(backend: Any, request: Request) -> None:
    gateway = backend.get_internet_gateway(request["InternetGatewayId"])
    if gateway.vpc:
        raise dependency_violation(
            f"The internetGateway '{gateway.id}' has dependencies and cannot be deleted."
        )


@cache
def apply() -> None:
    """Put moto's internet gateways right."""
    EC2.refuse(
        {
            "attach_internet_gateway": [_refuse_second_attachment],
            "detach_internet_gateway": [_refuse_detaching_mapped_addresses],
            "delete_internet_gateway": [_refuse_deleting_attached],
        }
    )
