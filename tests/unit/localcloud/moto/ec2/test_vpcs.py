"""VPCs, subnets and route tables as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ec2.network import Network
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterValue"
IN_USE = "DependencyViolation"


def _subnet(**changed: Any) -> Any:
    return lambda network: {"VpcId": network.vpc, "CidrBlock": "10.0.9.0/24"} | changed


def _route(**target: Any) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        named = {key: getattr(network, value, value) for key, value in target.items()}
        return {"RouteTableId": network.table, "DestinationCidrBlock": "0.0.0.0/0"} | named

    return arguments


REFUSED = [
    Refusal(
        "too large", "CreateVpc", lambda n: {"CidrBlock": "10.0.0.0/15"}, "InvalidVpc.Range", "10.0.0.0/15"
    ),
    Refusal(
        "too small", "CreateVpc", lambda n: {"CidrBlock": "10.0.0.0/29"}, "InvalidVpc.Range", "10.0.0.0/29"
    ),
    Refusal("in use", "DeleteVpc", lambda n: {"VpcId": n.vpc}, IN_USE, "has dependencies"),
    Refusal(
        "unknown", "DeleteVpc", lambda n: {"VpcId": "vpc-12345678"}, "InvalidVpcID.NotFound", "vpc-12345678"
    ),
    Refusal(
        "too small", "CreateSubnet", _subnet(CidrBlock="10.0.9.0/29"), "InvalidSubnet.Range", "10.0.9.0/29"
    ),
    Refusal(
        "outside", "CreateSubnet", _subnet(CidrBlock="10.7.0.0/24"), "InvalidSubnet.Range", "10.7.0.0/24"
    ),
    Refusal(
        "overlapping", "CreateSubnet", _subnet(CidrBlock="10.0.1.128/25"), "InvalidSubnet.Conflict", "10.0.1"
    ),
    Refusal(
        "in another region",
        "CreateSubnet",
        _subnet(AvailabilityZone="eu-west-1a"),
        INVALID,
        "us-east-1a, us-east-1b",
    ),
    Refusal(
        "with a NAT gateway", "DeleteSubnet", lambda n: {"SubnetId": n.public}, IN_USE, "has dependencies"
    ),
    Refusal(
        "with an instance", "DeleteSubnet", lambda n: {"SubnetId": n.private}, IN_USE, "has dependencies"
    ),
    Refusal(
        "unknown", "DeleteSubnet", lambda n: {"SubnetId": "subnet-1"}, "InvalidSubnetID.NotFound", "subnet-1"
    ),
    Refusal(
        "of a wrong kind of name",
        "ModifySubnetAttribute",
        lambda n: {"SubnetId": n.spare, "PrivateDnsHostnameTypeOnLaunch": "ip"},
        INVALID,
        "ip-name, resource-name",
    ),
    Refusal("to nothing", "CreateRoute", _route(), "MissingParameter", "exactly one of"),
    Refusal(
        "to two targets",
        "CreateRoute",
        _route(GatewayId="gateway", NatGatewayId="nat"),
        "InvalidParameterCombination",
        "exactly one of",
    ),
    Refusal(
        "to an unknown NAT gateway",
        "CreateRoute",
        _route(NatGatewayId="nat-1"),
        "InvalidNatGatewayID.NotFound",
        "nat-1",
    ),
    Refusal(
        "to an unknown gateway",
        "CreateRoute",
        _route(GatewayId="igw-1"),
        "InvalidInternetGatewayID.NotFound",
        "igw-1",
    ),
    Refusal(
        "out of the VPC", "CreateRoute", _route(GatewayId="other_gateway"), INVALID, "different networks"
    ),
    Refusal(
        "to a loose gateway", "CreateRoute", _route(GatewayId="loose_gateway"), INVALID, "different networks"
    ),
    Refusal(
        "to an unknown transit gateway",
        "CreateRoute",
        _route(TransitGatewayId="tgw-1"),
        "InvalidTransitGatewayID.NotFound",
        "tgw-1",
    ),
    Refusal(
        "inside the VPC",
        "CreateRoute",
        _route(DestinationCidrBlock="10.0.1.0/24", NatGatewayId="nat"),
        INVALID,
        "equal to or more specific",
    ),
    Refusal(
        "without destination",
        "CreateRoute",
        lambda n: {"RouteTableId": n.table, "GatewayId": n.gateway},
        "MissingParameter",
        "destinationCidrBlock",
    ),
    Refusal(
        "to an unknown prefix list",
        "CreateRoute",
        lambda n: {"RouteTableId": n.table, "GatewayId": n.gateway, "DestinationPrefixListId": "pl-1"},
        "InvalidPrefixListID.NotFound",
        "pl-1",
    ),
    Refusal(
        "to an unknown NAT gateway",
        "ReplaceRoute",
        _route(NatGatewayId="nat-1"),
        "InvalidNatGatewayID.NotFound",
        "nat-1",
    ),
    Refusal(
        "of the VPC",
        "DeleteRoute",
        lambda n: {"RouteTableId": n.table, "DestinationCidrBlock": "10.0.0.0/16"},
        INVALID,
        "cannot remove local route 10.0.0.0/16",
    ),
    Refusal(
        "of a subnet with another table",
        "AssociateRouteTable",
        lambda n: {"RouteTableId": n.main_table, "SubnetId": n.private},
        "Resource.AlreadyAssociated",
        "conflicts with an existing association",
    ),
    Refusal(
        "of another VPC's subnet",
        "AssociateRouteTable",
        lambda n: {"RouteTableId": n.table, "SubnetId": n.other_subnet},
        INVALID,
        "different networks",
    ),
    Refusal(
        "of the main table",
        "DisassociateRouteTable",
        lambda n: {"AssociationId": n.main_association},
        INVALID,
        "main route table association",
    ),
    Refusal(
        "that is main",
        "DeleteRouteTable",
        lambda n: {"RouteTableId": n.main_table},
        IN_USE,
        "has dependencies",
    ),
    Refusal(
        "with a subnet", "DeleteRouteTable", lambda n: {"RouteTableId": n.table}, IN_USE, "has dependencies"
    ),
]


@each(REFUSED)
def test_refuses(ec2: Any, network: Network, row: Refusal) -> None:
    assert_refused(ec2, network, row)


@pytest.fixture
def vpc(ec2: Any) -> str:
    return str(ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"])


def test_host_bits_are_cleared(ec2: Any, vpc: str) -> None:
    assert ec2.create_vpc(CidrBlock="10.9.1.0/16")["Vpc"]["CidrBlock"] == "10.9.0.0/16"
    assert ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.7/24")["Subnet"]["CidrBlock"] == "10.9.1.0/24"


def test_the_smallest_subnet_is_accepted(ec2: Any, vpc: str) -> None:
    assert ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/28")["Subnet"]["AvailableIpAddressCount"] == 11


def test_a_subnet_can_be_placed_by_zone_id(ec2: Any, vpc: str) -> None:
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZoneId="use1-az1")["Subnet"]
    assert (subnet["AvailabilityZone"], subnet["DefaultForAz"]) == ("us-east-1b", False)
    assert subnet["MapPublicIpOnLaunch"] is False


def test_launch_options_of_a_subnet_can_be_set(ec2: Any, vpc: str) -> None:
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    for change in (
        {"PrivateDnsHostnameTypeOnLaunch": "resource-name"},
        {"EnableResourceNameDnsARecordOnLaunch": {"Value": True}},
        {"EnableResourceNameDnsAAAARecordOnLaunch": {"Value": True}},
        {"EnableDns64": {"Value": True}},
        {"MapPublicIpOnLaunch": {"Value": True}},
    ):
        ec2.modify_subnet_attribute(SubnetId=subnet, **change)
    (read,) = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
    assert read["PrivateDnsNameOptionsOnLaunch"] == {
        "HostnameType": "resource-name",
        "EnableResourceNameDnsARecord": True,
        "EnableResourceNameDnsAAAARecord": True,
    }
    assert (read["EnableDns64"], read["MapPublicIpOnLaunch"]) == (True, True)


def test_deleting_a_subnet_ends_its_associations(ec2: Any, vpc: str) -> None:
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    (default,) = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])[
        "NetworkAcls"
    ]
    (association,) = default["Associations"]
    ec2.replace_network_acl_association(
        AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
    )
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_network_acl(NetworkAclId=acl)
    ec2.delete_vpc(VpcId=vpc)
    assert error_code(ec2.describe_vpcs, VpcIds=[vpc]) == "InvalidVpcID.NotFound"


def test_associating_the_same_table_again_is_no_change(ec2: Any, network: Network) -> None:
    again = ec2.associate_route_table(RouteTableId=network.table, SubnetId=network.private)
    assert again["AssociationId"] == network.association


USES = {
    "internet gateway": lambda ec2, vpc: ec2.attach_internet_gateway(
        InternetGatewayId=ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"], VpcId=vpc
    ),
    "security group": lambda ec2, vpc: ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc),
    "network ACL": lambda ec2, vpc: ec2.create_network_acl(VpcId=vpc),
    "route table": lambda ec2, vpc: ec2.create_route_table(VpcId=vpc),
    "gateway endpoint": lambda ec2, vpc: ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3"
    ),
    "egress-only gateway": lambda ec2, vpc: ec2.create_egress_only_internet_gateway(VpcId=vpc),
}


@pytest.mark.parametrize("use", USES)
def test_a_vpc_cannot_be_deleted_while_it_has_a(ec2: Any, vpc: str, use: str) -> None:
    USES[use](ec2, vpc)
    assert error_code(ec2.delete_vpc, VpcId=vpc) == IN_USE


def test_deleting_a_vpc_deletes_its_acl_and_keeps_its_dhcp_options(ec2: Any, vpc: str) -> None:
    configuration = [{"Key": "domain-name", "Values": ["example.com"]}]
    options = ec2.create_dhcp_options(DhcpConfigurations=configuration)["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=vpc)
    ec2.delete_vpc(VpcId=vpc)
    assert ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"] == []
    assert len(ec2.describe_dhcp_options(DhcpOptionsIds=[options])["DhcpOptions"]) == 1


def test_the_default_vpc_reaches_the_internet(ec2: Any) -> None:
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    filters = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
    (table,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    (route,) = [route for route in table["Routes"] if route["DestinationCidrBlock"] == "0.0.0.0/0"]
    (gateway,) = ec2.describe_internet_gateways(InternetGatewayIds=[route["GatewayId"]])["InternetGateways"]
    assert gateway["Attachments"][0]["VpcId"] == vpc["VpcId"]


def test_zones_say_that_they_need_no_opting_in(ec2: Any) -> None:
    zone = ec2.describe_availability_zones()["AvailabilityZones"][0]
    assert (zone["OptInStatus"], zone["NetworkBorderGroup"]) == ("opt-in-not-required", "us-east-1")


def test_dhcp_options_keep_the_tags_they_are_created_with(ec2: Any) -> None:
    specification = [{"ResourceType": "dhcp-options", "Tags": [{"Key": "Name", "Value": "x"}]}]
    options = ec2.create_dhcp_options(
        DhcpConfigurations=[{"Key": "domain-name", "Values": ["x"]}], TagSpecifications=specification
    )["DhcpOptions"]
    (read,) = ec2.describe_dhcp_options(DhcpOptionsIds=[options["DhcpOptionsId"]])["DhcpOptions"]
    assert (read["Tags"], read["OwnerId"]) == (specification[0]["Tags"], "123456789012")
