"""VPCs, subnets, gateways, addresses: the network's own types."""

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource
from localcloud.provider.values import UNKNOWN, Properties
from localcloud.services.ec2_tagging import EC2_TAGGING


def _valid_cidr(name: str) -> Any:
    def check(inputs: Properties) -> Iterable[tuple[str, str]]:
        value = inputs.get(name)
        if value in (None, UNKNOWN):
            return
        try:
            ip_network(value)
        except ValueError as error:
            yield name, f"{value!r} is not a valid CIDR block: {error}"

    return check


def _vpc_answer(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found = api.call("describe_vpcs", VpcIds=[identifier])["Vpcs"][0]
    of_vpc = [{"Name": "vpc-id", "Values": [identifier]}]
    default = [*of_vpc, {"Name": "default", "Values": ["true"]}]
    main = [*of_vpc, {"Name": "association.main", "Values": ["true"]}]
    named_default = [*of_vpc, {"Name": "group-name", "Values": ["default"]}]
    acls = api.call("describe_network_acls", Filters=default)["NetworkAcls"]
    tables = api.call("describe_route_tables", Filters=main)["RouteTables"]
    groups = api.call("describe_security_groups", Filters=named_default)["SecurityGroups"]
    attributes = {
        name: api.call("describe_vpc_attribute", VpcId=identifier, Attribute=name)[name[0].upper() + name[1:]]["Value"]
        for name in ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics")
    }
    return {
        **found,
        **attributes,
        "defaultNetworkAclId": acls[0]["NetworkAclId"] if acls else None,
        "defaultRouteTableId": tables[0]["RouteTableId"] if tables else None,
        "mainRouteTableId": tables[0]["RouteTableId"] if tables else None,
        "defaultSecurityGroupId": groups[0]["GroupId"] if groups else None,
    }


VPC: Final = Resource(
    "aws:ec2/vpc:Vpc",
    "ec2",
    identifier="{VpcId}",
    create=Call("create_vpc", answer="Vpc"),
    read=_vpc_answer,
    delete=Call("delete_vpc", {"VpcId": "{id}"}),
    changes=(
        Change(
            Call("modify_vpc_attribute", {"VpcId": "{id}"}),
            ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics"),
            each=True,
        ),
        Change(Call("modify_vpc_tenancy", {"VpcId": "{id}"}), ("instanceTenancy",)),
    ),
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc/{id}"},
    names={"assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc",
    exactly_one=(("cidrBlock", "ipv4IpamPoolId"),),
    validate=_valid_cidr("cidrBlock"),
)

SUBNET: Final = Resource(
    "aws:ec2/subnet:Subnet",
    "ec2",
    identifier="{SubnetId}",
    create=Call("create_subnet", answer="Subnet"),
    read=Call("describe_subnets", {"SubnetIds": ["{id}"]}, answer="Subnets[0]"),
    delete=Call("delete_subnet", {"SubnetId": "{id}"}),
    changes=(
        Change(
            Call("modify_subnet_attribute", {"SubnetId": "{id}"}),
            (
                "assignIpv6AddressOnCreation",
                "enableDns64",
                "enableResourceNameDnsARecordOnLaunch",
                "enableResourceNameDnsAaaaRecordOnLaunch",
                "mapPublicIpOnLaunch",
                "privateDnsHostnameTypeOnLaunch",
            ),
            each=True,
        ),
    ),
    names={"arn": "SubnetArn"},
    tagging=EC2_TAGGING,
    tag_resource_type="subnet",
    conflicts=(("availabilityZone", "availabilityZoneId"),),
    validate=_valid_cidr("cidrBlock"),
)


def _gateway_vpc(attachments: Any) -> str | None:
    return attachments[0]["VpcId"] if attachments else None


def _create_internet_gateway(api: Api, inputs: Properties) -> str:
    identifier: str = api.call("create_internet_gateway")["InternetGateway"]["InternetGatewayId"]
    if inputs.get("vpcId"):
        api.call("attach_internet_gateway", InternetGatewayId=identifier, VpcId=inputs["vpcId"])
    return identifier


def _move_internet_gateway(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "vpcId" not in changed:
        return
    if state.get("vpcId"):
        api.call("detach_internet_gateway", InternetGatewayId=identifier, VpcId=state["vpcId"])
    if inputs.get("vpcId"):
        api.call("attach_internet_gateway", InternetGatewayId=identifier, VpcId=inputs["vpcId"])


def _delete_internet_gateway(api: Api, identifier: str, state: Properties) -> None:
    if state.get("vpcId"):
        api.call("detach_internet_gateway", InternetGatewayId=identifier, VpcId=state["vpcId"])
    api.call("delete_internet_gateway", InternetGatewayId=identifier)


INTERNET_GATEWAY: Final = Resource(
    "aws:ec2/internetGateway:InternetGateway",
    "ec2",
    identifier="{InternetGatewayId}",
    create=_create_internet_gateway,
    read=Call("describe_internet_gateways", {"InternetGatewayIds": ["{id}"]}, answer="InternetGateways[0]"),
    update=_move_internet_gateway,
    delete=_delete_internet_gateway,
    names={"vpcId": "Attachments"},
    conversions={"vpcId": Conversion(str, _gateway_vpc)},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:internet-gateway/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="internet-gateway",
)


def _associate_address(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & {"instance", "networkInterface"}:
        return
    if state.get("associationId"):
        api.call("disassociate_address", AssociationId=state["associationId"])
    if inputs.get("instance"):
        api.call("associate_address", AllocationId=identifier, InstanceId=inputs["instance"])
    elif inputs.get("networkInterface"):
        api.call("associate_address", AllocationId=identifier, NetworkInterfaceId=inputs["networkInterface"])


def _allocate_address(api: Api, inputs: Properties) -> str:
    request = {"Domain": "vpc", "Address": inputs.get("address"), "PublicIpv4Pool": inputs.get("publicIpv4Pool")}
    answer = api.call("allocate_address", **{key: value for key, value in request.items() if value})
    identifier: str = answer["AllocationId"]
    _associate_address(api, identifier, {}, inputs, frozenset(inputs))
    return identifier


EIP: Final = Resource(
    "aws:ec2/eip:Eip",
    "ec2",
    identifier="{AllocationId}",
    create=_allocate_address,
    read=Call("describe_addresses", {"AllocationIds": ["{id}"]}, answer="Addresses[0]"),
    update=_associate_address,
    delete=Call("release_address", {"AllocationId": "{id}"}),
    names={
        "instance": "InstanceId",
        "networkInterface": "NetworkInterfaceId",
        "publicIp": "PublicIp",
        "privateIp": "PrivateIpAddress",
    },
    computed={
        "arn": "arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}",
        "publicDns": "ec2-{PublicIp}.compute-1.amazonaws.com",
    },
    tagging=EC2_TAGGING,
    tag_resource_type="elastic-ip",
    conflicts=(("instance", "networkInterface"),),
    allowed={"domain": ("vpc", "standard")},
)


def _first_address(addresses: Any, member: str) -> str | None:
    return addresses[0].get(member) if addresses else None


def _nat_gateway(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found = api.call("describe_nat_gateways", NatGatewayIds=[identifier])["NatGateways"][0]
    if found["State"] in ("deleted", "deleting"):
        return None
    addresses = found.get("NatGatewayAddresses")
    return {
        **found,
        "allocationId": _first_address(addresses, "AllocationId"),
        "associationId": _first_address(addresses, "AssociationId"),
        "networkInterfaceId": _first_address(addresses, "NetworkInterfaceId"),
        "privateIp": _first_address(addresses, "PrivateIp"),
        "publicIp": _first_address(addresses, "PublicIp"),
    }


def _check_nat_gateway(inputs: Properties) -> Iterable[tuple[str, str]]:
    if inputs.get("connectivityType") == "private" and inputs.get("allocationId"):
        yield "allocationId", "a private NAT gateway has no elastic IP: remove allocationId"


NAT_GATEWAY: Final = Resource(
    "aws:ec2/natGateway:NatGateway",
    "ec2",
    identifier="{NatGatewayId}",
    create=Call("create_nat_gateway", answer="NatGateway"),
    read=_nat_gateway,
    delete=Call("delete_nat_gateway", {"NatGatewayId": "{id}"}),
    names={"privateIp": "PrivateIpAddress"},
    tagging=EC2_TAGGING,
    tag_resource_type="natgateway",
    allowed={"connectivityType": ("public", "private")},
    validate=_check_nat_gateway,
)

RESOURCES: Final = (VPC, SUBNET, INTERNET_GATEWAY, EIP, NAT_GATEWAY)
