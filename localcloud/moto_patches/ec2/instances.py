"""Instances.

What moto accepts, and AWS refuses: an unknown image, instance type or key pair, a type whose processor cannot
run the image, a security group of another VPC than the subnet's, a private address in use or outside the
subnet.
"""

import ipaddress
from functools import cache
from typing import Any

from moto import settings
from moto.ec2.models.instance_types import INSTANCE_TYPES

from localcloud.moto_patches.ec2._service import EC2, invalid_value, require_groups
from localcloud.moto_service import AwsError, Request


def _refuse_image(backend: Any, request: Request) -> None:
    image_id = request.get("ImageId")
    if image_id:
        backend.describe_images(ami_ids=[image_id])
    elif not request.get("LaunchTemplate"):
        raise AwsError("MissingParameter", "The request must contain the parameter ImageId")


def _refuse_type(backend: Any, request: Request) -> None:
    name = request.get("InstanceType")
    if not name:
        return
    if name not in INSTANCE_TYPES:
        raise invalid_value(f"Invalid value '{name}' for InstanceType.")
    image = backend.amis.get(request.get("ImageId"))
    supported = INSTANCE_TYPES[name].get("ProcessorInfo", {}).get("SupportedArchitectures", [])
    if image and supported and image.architecture not in supported:
        raise invalid_value(
            f"The architecture '{', '.join(supported)}' of the specified instance type does not match the "
            f"architecture '{image.architecture}' of the specified AMI. Specify an instance type and an "
            "AMI that have matching architectures, and try again."
        )


def _refuse_key(backend: Any, request: Request) -> None:
    name = request.get("KeyName")
    if name and name not in backend.key_pairs:
        raise AwsError("InvalidKeyPair.NotFound", f"The key pair '{name}' does not exist")


def _refuse_network(backend: Any, request: Request) -> None:
    places = request.get("NetworkInterfaces") or [
        {
            "SubnetId": request.get("SubnetId"),
            "Groups": request.get("SecurityGroupIds", []),
            "PrivateIpAddress": request.get("PrivateIpAddress"),
        }
    ]
    for place in places:
        if place.get("SubnetId"):
            subnet = backend.get_subnet(place["SubnetId"])
            require_groups(backend, place.get("Groups", []), subnet.vpc_id, f"subnet {subnet.id}")
            _refuse_address(backend, subnet, place.get("PrivateIpAddress"))


def _refuse_address(backend: Any, subnet: Any, address: str | None) -> None:
    if not address:
        return
    if ipaddress.ip_address(address) not in ipaddress.ip_network(subnet.cidr_block):
        raise invalid_value("Address does not fall within the subnet's address range")
    if any(
        address == taken["PrivateIpAddress"]
        for interface in backend.enis.values()
        if interface.subnet.id == subnet.id
        for taken in interface.private_ip_addresses
    ):
        raise AwsError("InvalidIPAddress.InUse", f"Address {address} is in use.")


@cache
def apply() -> None:
    """Put moto's instances right."""
    settings.ENABLE_AMI_VALIDATION = True
    settings.ENABLE_KEYPAIR_VALIDATION = True
    settings.EC2_ENABLE_INSTANCE_TYPE_VALIDATION = True
    EC2.refuse({"run_instances": [_refuse_image, _refuse_type, _refuse_key, _refuse_network]})
