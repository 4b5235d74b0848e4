"""VPCs, subnets and internet gateways."""

from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_network
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.values import UNKNOWN, Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_VPC_ATTRIBUTES: Final = {
    "enableDnsSupport": "EnableDnsSupport",
    "enableDnsHostnames": "EnableDnsHostnames",
    "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
}


def _valid_cidr(name: str) -> Callable[[Properties], Iterable[tuple[str, str]]]:
    def check(inputs: Properties) -> Iterable[tuple[str, str]]:
        value = inputs.get(name)
        if value in (None, UNKNOWN):
            return
        if "/" not in value:
            yield name, f"{value!r} is not a valid CIDR block: it has no prefix length, as 10.0.0.0/16 has"
            return
        try:
            ip_network(value)
        except ValueError as error:
            yield name, f"{value!r} is not a valid CIDR block: {error}"

    return check


def _complete_vpc(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    def one_of_vpc(operation: str, member: str, filter_name: str, value: str) -> dict[str, Any]:
        filters = [
            {"Name": "vpc-id", "Values": [identifier]},
            {"Name": filter_name, "Values": [value]},
        ]
        found = api.call(operation, Filters=filters)[member]
        return found[0] if found else {}

    table = one_of_vpc("describe_route_tables", "RouteTables", "association.main", "true").get("RouteTableId")
    acl = one_of_vpc("describe_network_acls", "NetworkAcls", "default", "true").get("NetworkAclId")
    group = one_of_vpc("describe_security_groups", "SecurityGroups", "group-name", "default").get("GroupId")
    attributes = {
        name: api.call("describe_vpc_attribute", VpcId=identifier, Attribute=name)[member]["Value"]
        for name, member in _VPC_ATTRIBUTES.items()
    }
    generated = next(_live_ipv6_blocks(answer), {})
    return {
        **answer,
        **attributes,
        "defaultNetworkAclId": acl,
        "defaultRouteTableId": table,
        "mainRouteTableId": table,
        "defaultSecurityGroupId": group,
        "assignGeneratedIpv6CidrBlock": True if generated else None,
        "ipv6AssociationId": generated.get("AssociationId"),
        "ipv6CidrBlock": generated.get("Ipv6CidrBlock"),
        "ipv6CidrBlockNetworkBorderGroup": generated.get("NetworkBorderGroup"),
    }


def _live_ipv6_blocks(vpc: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (
        block
        for block in vpc.get("Ipv6CidrBlockAssociationSet") or ()
        if block["Ipv6CidrBlockState"]["State"] == "associated"
    )


def _update_vpc(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "assignGeneratedIpv6CidrBlock" not in changed:
        return
    if inputs.get("assignGeneratedIpv6CidrBlock"):
        api.call("associate_vpc_cidr_block", VpcId=identifier, AmazonProvidedIpv6CidrBlock=True)
    elif state.get("ipv6AssociationId"):
        api.call("disassociate_vpc_cidr_block", AssociationId=state["ipv6AssociationId"])


VPC: Final = Resource(
    "aws:ec2/vpc:Vpc",
    "ec2",
    identifier="{VpcId}",
    create=Call("create_vpc", answer="Vpc"),
    read=Call("describe_vpcs", {"VpcIds": ["{id}"]}, answer="Vpcs[0]"),
    complete=_complete_vpc,
    update=_update_vpc,
    delete=Call("delete_vpc", {"VpcId": "{id}"}),
    changes=(
        Change(Call("modify_vpc_attribute", {"VpcId": "{id}"}), tuple(_VPC_ATTRIBUTES), each=True),
        Change(Call("modify_vpc_tenancy", {"VpcId": "{id}"}), ("instanceTenancy",)),
    ),
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc/{id}"},
    request_names={"assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc",
    exactly_one=(("cidrBlock", "ipv4IpamPoolId"),),
    unsupported=(
        "ipv4IpamPoolId",
        "ipv4NetmaskLength",
        "ipv6CidrBlock",
        "ipv6CidrBlockNetworkBorderGroup",
        "ipv6IpamPoolId",
        "ipv6NetmaskLength",
    ),
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
    names={
        "arn": "SubnetArn",
        "enableResourceNameDnsARecordOnLaunch": "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord",
        "enableResourceNameDnsAaaaRecordOnLaunch": (
            "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord"
        ),
        "privateDnsHostnameTypeOnLaunch": "PrivateDnsNameOptionsOnLaunch.HostnameType",
    },
    tagging=EC2_TAGGING,
    tag_resource_type="subnet",
    conflicts=(("availabilityZone", "availabilityZoneId"),),
    unsupported=(
        "customerOwnedIpv4Pool",
        "enableLniAtDeviceIndex",
        "ipv4IpamPoolId",
        "ipv4NetmaskLength",
        "ipv6CidrBlock",
        "ipv6IpamPoolId",
        "ipv6Native",
        "ipv6NetmaskLength",
        "mapCustomerOwnedIpOnLaunch",
        "outpostArn",
    ),
    validate=_valid_cidr("cidrBlock"),
)


def _attached_vpc(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    attachments = answer.get("Attachments") or [{}]
    return {**answer, "vpcId": attachments[0].get("VpcId")}


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
    _move_internet_gateway(api, identifier, state, {}, frozenset({"vpcId"}))
    api.call("delete_internet_gateway", InternetGatewayId=identifier)


INTERNET_GATEWAY: Final = Resource(
    "aws:ec2/internetGateway:InternetGateway",
    "ec2",
    identifier="{InternetGatewayId}",
    create=Call("create_internet_gateway", answer="InternetGateway"),
    read=Call("describe_internet_gateways", {"InternetGatewayIds": ["{id}"]}, answer="InternetGateways[0]"),
    complete=_attached_vpc,
    update=_move_internet_gateway,
    delete=_delete_internet_gateway,
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:internet-gateway/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="internet-gateway",
)


RESOURCES: Final = (VPC, SUBNET, INTERNET_GATEWAY)
