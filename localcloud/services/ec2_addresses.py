"""Elastic IP addresses and the NAT gateways that use them."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING


def _host_names(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    """An address with the names that AWS's DNS has for it."""
    default_region = api.region == "us-east-1"
    public_zone = "compute-1" if default_region else f"{api.region}.compute"
    private_zone = "ec2.internal" if default_region else f"{api.region}.compute.internal"
    private = answer.get("PrivateIpAddress")
    return {
        **answer,
        "publicDns": f"ec2-{answer['PublicIp'].replace('.', '-')}.{public_zone}.amazonaws.com",
        "privateDns": f"ip-{private.replace('.', '-')}.{private_zone}" if private else None,
    }


def _associate_address(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {"instance", "networkInterface", "associateWithPrivateIp"}:
        return
    association = state.get("associationId")
    # What held the address may be gone, and have taken the association with it.
    if association and association == _association(api, identifier):
        api.call("disassociate_address", AssociationId=association)
    if inputs.get("instance") or inputs.get("networkInterface"):
        api.call(
            "associate_address",
            AllocationId=identifier,
            InstanceId=inputs.get("instance"),
            NetworkInterfaceId=inputs.get("networkInterface"),
            PrivateIpAddress=inputs.get("associateWithPrivateIp"),
        )


def _association(api: Api, identifier: str) -> str | None:
    """What an address is associated by now, if it is."""
    [address] = api.call("describe_addresses", AllocationIds=[identifier])["Addresses"]
    association: str | None = address.get("AssociationId")
    return association


def _release_address(api: Api, identifier: str, state: Properties) -> None:
    _associate_address(api, identifier, state, {}, frozenset({"instance"}))
    api.call("release_address", AllocationId=identifier)


EIP: Final = Resource(
    "aws:ec2/eip:Eip",
    "ec2",
    identifier="{AllocationId}",
    create=Call("allocate_address", {"Domain": "vpc"}),
    read=Call("describe_addresses", {"AllocationIds": ["{id}"]}, answer="Addresses[0]"),
    complete=_host_names,
    update=_associate_address,
    delete=_release_address,
    names={
        "instance": "InstanceId",
        "networkInterface": "NetworkInterfaceId",
        "publicIp": "PublicIp",
        "privateIp": "PrivateIpAddress",
    },
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="elastic-ip",
    conflicts=(("instance", "networkInterface"),),
    allowed={"domain": ("vpc",)},
    unsupported=("customerOwnedIpv4Pool", "ipamPoolId"),
)


def _main_address(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    addresses = answer.get("NatGatewayAddresses") or [{}]
    main = {name: addresses[0].get(name) for name in ("AllocationId", "AssociationId", "NetworkInterfaceId")}
    return {
        **answer,
        **main,
        "privateIp": addresses[0].get("PrivateIp"),
        "publicIp": addresses[0].get("PublicIp"),
    }


def _check_nat_gateway(inputs: Properties) -> Iterable[tuple[str, str]]:
    private = inputs.get("connectivityType") == "private"
    if private and inputs.get("allocationId"):
        yield "allocationId", "a private NAT gateway has no elastic IP: remove allocationId"
    if not private and not inputs.get("allocationId"):
        yield "allocationId", "a public NAT gateway needs an elastic IP: set allocationId"
    if not inputs.get("subnetId"):
        yield "subnetId", "set the subnet that the NAT gateway is in"


NAT_GATEWAY: Final = Resource(
    "aws:ec2/natGateway:NatGateway",
    "ec2",
    identifier="{NatGatewayId}",
    create=Call("create_nat_gateway", answer="NatGateway"),
    read=Call("describe_nat_gateways", {"NatGatewayIds": ["{id}"]}, answer="NatGateways[0]"),
    complete=_main_address,
    delete=Call("delete_nat_gateway", {"NatGatewayId": "{id}"}),
    gone_when=lambda answer: answer["State"] in ("deleted", "deleting"),
    request_names={"privateIp": "PrivateIpAddress"},
    tagging=EC2_TAGGING,
    tag_resource_type="natgateway",
    allowed={"connectivityType": ("public", "private")},
    unsupported=(
        "availabilityMode",
        "availabilityZoneAddresses",
        "secondaryAllocationIds",
        "secondaryPrivateIpAddressCount",
        "secondaryPrivateIpAddresses",
        "vpcId",
    ),
    validate=_check_nat_gateway,
)

RESOURCES: Final = (EIP, NAT_GATEWAY)
