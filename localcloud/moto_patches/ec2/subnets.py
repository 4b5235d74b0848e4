"""Subnets.

What moto accepts, and AWS refuses: a block smaller than /28, a zone of another region, deleting a subnet that
has interfaces (of instances, NAT gateways, endpoints ...).

What moto gets wrong: a subnet named by zone id is taken for the default subnet of its zone; the host name
type and the IPv6 DNS record of instances cannot be set; a deleted subnet stays associated with its route
table and network ACL, which can then not be deleted.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2.models.subnets import Subnet, SubnetBackend

from localcloud.moto_patches.ec2._service import EC2, canonical_cidr, dependency_violation, invalid_value
from localcloud.moto_service import AwsError, Request, define, replace

LONGEST_PREFIX: Final = 28
SHORTEST_PREFIX: Final = 16

LAUNCH_OPTIONS: Final = {
    "EnableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecord",
    "EnableResourceNameDnsAAAARecordOnLaunch": "EnableResourceNameDnsAAAARecord",
}
"""Parameters of `ModifySubnetAttribute` and the option of `PrivateDnsNameOptionsOnLaunch` that each sets."""

HOSTNAME_TYPES: Final = ("ip-name", "resource-name")


def _name_zone(backend: Any, request: Request) -> None:
    zones = backend.describe_availability_zones()
    names = [zone.name for zone in zones]
    zone_id = request.pop("AvailabilityZoneId", None)
    if zone_id:
        request["AvailabilityZone"] = next((zone.name for zone in zones if zone.zone_id == zone_id), zone_id)
    wanted = request.get("AvailabilityZone")
    if wanted and wanted not in names:
        raise invalid_value(
            f"Value ({wanted}) for parameter availabilityZone is invalid. Subnets can currently only be "
            f"created in the following availability zones: {', '.join(names)}."
        )


def _refuse_size(_: Any, request: Request) -> None:
    if not request.get("CidrBlock"):
        return
    request["CidrBlock"] = canonical_cidr(request["CidrBlock"])
    _, _, prefix = request["CidrBlock"].partition("/")
    if prefix.isdigit() and not SHORTEST_PREFIX <= int(prefix) <= LONGEST_PREFIX:
        raise AwsError("InvalidSubnet.Range", f"The CIDR '{request['CidrBlock']}' is invalid.")


def _refuse_subnet_in_use(backend: Any, request: Request) -> None:
    subnet = backend.get_subnet(request["SubnetId"])
    if any(interface.subnet.id == subnet.id for interface in backend.enis.values()):
        raise dependency_violation(f"The subnet '{subnet.id}' has dependencies and cannot be deleted.")


def _set_launch_options(backend: Any, request: Request) -> None:
    subnet = backend.get_subnet(request["SubnetId"])
    hostname_type = request.get("PrivateDnsHostnameTypeOnLaunch")
    if hostname_type:
        if hostname_type not in HOSTNAME_TYPES:
            raise invalid_value(
                f"Value ({hostname_type}) for parameter PrivateDnsHostnameTypeOnLaunch is invalid. Valid "
                f"values: {', '.join(HOSTNAME_TYPES)}."
            )
        subnet.private_dns_name_options_on_launch["HostnameType"] = hostname_type
    for parameter, option in LAUNCH_OPTIONS.items():
        if parameter in request:
            subnet.private_dns_name_options_on_launch[option] = request[parameter]["Value"]
    if "EnableDns64" in request:
        subnet.enable_dns64 = request["EnableDns64"]["Value"]


def _end_associations(original: Callable[..., Any], self: Any, subnet_id: str) -> Any:
    subnet = original(self, subnet_id)
    for table in self.route_tables.values():
        for association_id, target in list(table._associations.items()):
            if target == subnet_id:
                del table._associations[association_id]
    for acl in self.network_acls.values():
        for association_id, association in list(acl._associations.items()):
            if association.subnet_id == subnet_id:
                del acl._associations[association_id]
    return subnet


@cache
def apply() -> None:
    """Put moto's subnets right."""
    EC2.refuse(
        {
            "create_subnet": [_name_zone, _refuse_size],
            "delete_subnet": [_refuse_subnet_in_use],
            "modify_subnet_attribute": [_set_launch_options],
        }
    )
    replace(SubnetBackend, "delete_subnet", _end_associations)
    define(Subnet, enable_dns64=False, map_customer_owned_ip_on_launch=False)
