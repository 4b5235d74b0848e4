"""VPCs.

What moto accepts, and AWS refuses: deleting a VPC that still has an internet gateway, endpoints, interfaces,
security groups, network ACLs or peerings of its own.

What moto gets wrong: deleting a VPC deletes its DHCP options, which others may use, and keeps its network
ACL; the block of a VPC keeps its host bits; the default VPC has no way to the internet.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2.models.vpcs import VPCBackend

from localcloud.moto_patches.ec2._service import EC2, canonical_cidr, dependency_violation
from localcloud.moto_patches.ec2.internet_gateways import attached_gateway
from localcloud.moto_service import Request, replace

LIVE_PEERINGS: Final = frozenset({"initiating-request", "pending-acceptance", "provisioning", "active"})


def _clear_host_bits(_: Any, request: Request) -> None:
    if request.get("CidrBlock"):
        request["CidrBlock"] = canonical_cidr(request["CidrBlock"])


def _in_use(backend: Any, vpc_id: str) -> bool:
    peerings = (peering for peering in backend.vpc_pcxs.values() if peering._status.code in LIVE_PEERINGS)
    return (
        attached_gateway(backend, vpc_id) is not None
        or any(subnet.vpc_id == vpc_id for subnet in backend.describe_subnets())
        or any(interface.vpc_id == vpc_id for interface in backend.enis.values())
        or any(endpoint.vpc_id == vpc_id for endpoint in backend.vpc_end_points.values())
        or any(gateway.vpc_id == vpc_id for gateway in backend.egress_only_internet_gateways.values())
        or any(not group.is_default for group in backend.groups.get(vpc_id, {}).values())
        or any(not acl.default for acl in backend.network_acls.values() if acl.vpc_id == vpc_id)
        or any(
            not table.main_association_id for table in backend.route_tables.values() if table.vpc_id == vpc_id
        )
        or any(vpc_id in (peering.vpc.id, peering.peer_vpc.id) for peering in peerings)
    )


def _refuse_vpc_in_use(backend: Any, request: Request) -> None:
    vpc = backend.get_vpc(request["VpcId"])
    if _in_use(backend, vpc.id):
        raise dependency_violation(f"The vpc '{vpc.id}' has dependencies and cannot be deleted.")


def _delete_what_belongs_to_vpc_only(original: Callable[..., Any], self: Any, vpc_id: str) -> Any:
    self.disassociate_dhcp_options(self.get_vpc(vpc_id))
    vpc = original(self, vpc_id)
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return vpc


def _connect_default_vpc(original: Callable[..., Any], self: Any) -> Any:
    vpc = original(self)
    gateway = self.create_internet_gateway()
    self.attach_internet_gateway(gateway.id, vpc.id)
    (main,) = self.describe_route_tables(filters={"vpc-id": [vpc.id], "association.main": ["true"]})
    self.create_route(main.id, "0.0.0.0/0", gateway_id=gateway.id)
    return vpc


@cache
def apply() -> None:
    """Put moto's VPCs right."""
    EC2.refuse(
        {
            "create_vpc": [_clear_host_bits],
            "associate_vpc_cidr_block": [_clear_host_bits],
            "delete_vpc": [_refuse_vpc_in_use],
        }
    )
    replace(VPCBackend, "delete_vpc", _delete_what_belongs_to_vpc_only)
    replace(VPCBackend, "create_default_vpc", _connect_default_vpc)
