"""Internet and NAT gateways, Elastic IP addresses and network interfaces as AWS has them."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from tests.unit.localcloud.moto.ec2.network import Network
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

IN_USE = "DependencyViolation"


def _nat(connectivity: str = "public", **changed: str) -> Any:
    def arguments(network: Network) -> dict[str, Any]:
        chosen = {"SubnetId": "spare", "AllocationId": "free_address"} | changed
        named = {key: getattr(network, value, value) for key, value in chosen.items() if value}
        return {"ConnectivityType": connectivity, **named}

    return arguments


def _interface(network: Network) -> str:
    return _interfaces(network.ec2, network.nat)[0]


def _interfaces(ec2: Any, nat: str) -> list[str]:
    (gateway,) = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    return [address["NetworkInterfaceId"] for address in gateway["NatGatewayAddresses"]]


def _association(network: Network) -> str:
    (address,) = network.ec2.describe_addresses(AllocationIds=[network.address])["Addresses"]
    return str(address["AssociationId"])


REFUSED = [
    Refusal(
        "of a VPC that has one",
        "AttachInternetGateway",
        lambda n: {"InternetGatewayId": n.loose_gateway, "VpcId": n.vpc},
        "InvalidParameterValue",
        "already has an internet gateway attached",
    ),
    Refusal(
        "that is attached",
        "AttachInternetGateway",
        lambda n: {"InternetGatewayId": n.other_gateway, "VpcId": n.plain_vpc},
        "Resource.AlreadyAssociated",
        "is already attached to network",
    ),
    Refusal(
        "of a VPC with public addresses",
        "DetachInternetGateway",
        lambda n: {"InternetGatewayId": n.gateway, "VpcId": n.vpc},
        IN_USE,
        "has some mapped public address(es)",
    ),
    Refusal(
        "that is attached",
        "DeleteInternetGateway",
        lambda n: {"InternetGatewayId": n.other_gateway},
        IN_USE,
        "igw-",
    ),
    Refusal(
        "without an address", "CreateNatGateway", _nat(AllocationId=""), "MissingParameter", "AllocationId"
    ),
    Refusal(
        "of an unknown address",
        "CreateNatGateway",
        _nat(AllocationId="eipalloc-1"),
        "InvalidAllocationID.NotFound",
        "eipalloc-1",
    ),
    Refusal(
        "of an address in use",
        "CreateNatGateway",
        _nat(AllocationId="address"),
        "Resource.AlreadyAssociated",
        "already associated",
    ),
    Refusal(
        "in no subnet", "CreateNatGateway", _nat(SubnetId="subnet-1"), "InvalidSubnetID.NotFound", "subnet-1"
    ),
    Refusal(
        "that is private, with an address",
        "CreateNatGateway",
        _nat("private"),
        "InvalidParameterCombination",
        "private",
    ),
    Refusal(
        "unknown", "DeleteNatGateway", lambda n: {"NatGatewayId": "nat-1"}, "NatGatewayNotFound", "nat-1"
    ),
    Refusal(
        "unknown",
        "DescribeNatGateways",
        lambda n: {"NatGatewayIds": ["nat-1"]},
        "NatGatewayNotFound",
        "nat-1",
    ),
    Refusal(
        "in use",
        "ReleaseAddress",
        lambda n: {"AllocationId": n.address},
        "InvalidIPAddress.InUse",
        "is in use",
    ),
    Refusal(
        "of a NAT gateway",
        "DisassociateAddress",
        lambda n: {"AssociationId": _association(n)},
        "AuthFailure",
        "access",
    ),
    Refusal(
        "of a managed interface",
        "DeleteNetworkInterface",
        lambda n: {"NetworkInterfaceId": _interface(n)},
        "OperationNotPermitted",
        "permission",
    ),
    Refusal(
        "with an unknown group",
        "CreateNetworkInterface",
        lambda n: {"SubnetId": n.spare, "Groups": ["sg-12345678"]},
        "InvalidGroup.NotFound",
        "sg-12345678",
    ),
    Refusal(
        "with another VPC's group",
        "CreateNetworkInterface",
        lambda n: {"SubnetId": n.spare, "Groups": [n.other_group]},
        "InvalidParameter",
        "different networks",
    ),
]


@each(REFUSED)
def test_refuses(ec2: Any, network: Network, row: Refusal) -> None:
    assert_refused(ec2, network, row)


def test_a_nat_gateway_needs_an_internet_gateway_in_its_vpc(ec2: Any, network: Network) -> None:
    subnet = network.subnet(network.plain_vpc, "10.2.1.0/24", "a")
    code = error_code(ec2.create_nat_gateway, SubnetId=subnet, AllocationId=network.free_address)
    assert code == "Gateway.NotAttached"
    ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")


def test_an_address_needs_an_internet_gateway_in_its_vpc(ec2: Any, network: Network) -> None:
    subnet = network.subnet(network.plain_vpc, "10.2.2.0/24", "a")
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    code = error_code(ec2.associate_address, AllocationId=network.free_address, NetworkInterfaceId=interface)
    assert code == "Gateway.NotAttached"


def test_a_nat_gateway_has_an_interface_in_its_subnet_and_frees_all_when_deleted(
    ec2: Any, network: Network
) -> None:
    subnet = network.subnet(network.vpc, "10.0.20.0/24", "a")
    address = network.elastic_ip()
    created = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]
    nat = created["NatGatewayId"]
    assert created["ConnectivityType"] == "public"
    (used,) = created["NatGatewayAddresses"]
    assert ip_address(used["PrivateIp"]) in ip_network("10.0.20.0/24")
    (interface,) = ec2.describe_network_interfaces(NetworkInterfaceIds=_interfaces(ec2, nat))[
        "NetworkInterfaces"
    ]
    assert interface["PrivateIpAddress"] == used["PrivateIp"]
    assert interface["Description"] == f"Interface for NAT Gateway {nat}"
    assert (interface["InterfaceType"], interface["RequesterManaged"], interface["Groups"]) == (
        "nat_gateway",
        True,
        [],
    )
    table = network.route_table(network.vpc)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)

    ec2.delete_nat_gateway(NatGatewayId=nat)

    (read,) = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    assert read["State"] == "deleted"
    (route,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"][1:]
    assert route["State"] == "blackhole"
    assert error_code(ec2.delete_nat_gateway, NatGatewayId=nat) == "NatGatewayNotFound"
    ec2.delete_subnet(SubnetId=subnet)
    ec2.release_address(AllocationId=address)
    assert error_code(ec2.describe_addresses, AllocationIds=[address]) == "InvalidAllocationID.NotFound"


def test_an_address_has_a_border_group_and_a_pool(ec2: Any) -> None:
    allocated = ec2.allocate_address(Domain="vpc")
    (read,) = ec2.describe_addresses(AllocationIds=[allocated["AllocationId"]])["Addresses"]
    for answer in (allocated, read):
        assert (answer["NetworkBorderGroup"], answer["PublicIpv4Pool"]) == ("us-east-1", "amazon")


def test_an_address_that_moves_leaves_its_first_interface(ec2: Any, network: Network) -> None:
    address = network.elastic_ip()
    first, second = (
        ec2.create_network_interface(SubnetId=network.spare)["NetworkInterface"]["NetworkInterfaceId"]
        for _ in "12"
    )
    for interface in (first, second):
        ec2.associate_address(AllocationId=address, NetworkInterfaceId=interface, AllowReassociation=True)
    (left,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[first])["NetworkInterfaces"]
    assert "Association" not in left


def test_an_internet_gateway_can_be_detached_once_nothing_is_public(ec2: Any, network: Network) -> None:
    ec2.detach_internet_gateway(InternetGatewayId=network.other_gateway, VpcId=network.other_vpc)
    ec2.attach_internet_gateway(InternetGatewayId=network.other_gateway, VpcId=network.other_vpc)


def test_the_interface_of_an_instance_goes_with_it(ec2: Any, network: Network) -> None:
    group = network.group("short-lived")
    subnet = network.subnet(network.vpc, "10.0.21.0/24", "a")
    address = network.elastic_ip()
    instance = network.run(subnet, [group])
    ec2.associate_address(AllocationId=address, InstanceId=instance)
    ec2.terminate_instances(InstanceIds=[instance])
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnet)


def test_an_interface_of_its_own_stays_when_the_instance_goes(ec2: Any, network: Network) -> None:
    made = ec2.create_network_interface(SubnetId=network.spare, Groups=[network.app])["NetworkInterface"]
    interface = made["NetworkInterfaceId"]
    assert ip_address(made["PrivateIpAddress"]) in ip_network("10.0.3.0/24")
    run = ec2.run_instances(
        ImageId=network.image,
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        NetworkInterfaces=[{"DeviceIndex": 0, "NetworkInterfaceId": interface}],
    )
    assert error_code(ec2.delete_network_interface, NetworkInterfaceId=interface) == "InvalidParameterValue"
    ec2.terminate_instances(InstanceIds=[run["Instances"][0]["InstanceId"]])
    (read,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"]
    assert read["Status"] == "available"
    ec2.delete_network_interface(NetworkInterfaceId=interface)


@pytest.mark.parametrize("through", ["instance", "interface"])
def test_changing_groups_frees_the_old_ones(ec2: Any, network: Network, through: str) -> None:
    old, new = network.group(f"old-{through}"), network.group(f"new-{through}")
    instance = network.run(network.spare, [old])
    if through == "instance":
        ec2.modify_instance_attribute(InstanceId=instance, Groups=[new])
    else:
        filters = [{"Name": "attachment.instance-id", "Values": [instance]}]
        (interface,) = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        ec2.modify_network_interface_attribute(
            NetworkInterfaceId=interface["NetworkInterfaceId"], Groups=[new]
        )
    ec2.delete_security_group(GroupId=old)
    assert error_code(ec2.delete_security_group, GroupId=new) == IN_USE
    (reservation,) = ec2.describe_instances(InstanceIds=[instance])["Reservations"]
    assert [group["GroupId"] for group in reservation["Instances"][0]["SecurityGroups"]] == [new]
