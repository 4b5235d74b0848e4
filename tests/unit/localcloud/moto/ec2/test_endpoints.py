"""VPC endpoints and managed prefix lists as AWS accepts, refuses and reads them."""

from ipaddress import ip_address, ip_network
from typing import Any

from tests.unit.localcloud.moto.ec2.network import Network
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

S3 = "com.amazonaws.us-east-1.s3"
DYNAMODB = "com.amazonaws.us-east-1.dynamodb"
KMS = "com.amazonaws.us-east-1.kms"
INVALID = "InvalidParameter"


def _interface(**changed: Any) -> Any:
    return lambda n: (
        {"VpcId": n.vpc, "ServiceName": KMS, "VpcEndpointType": "Interface"}
        | {key: value(n) if callable(value) else value for key, value in changed.items()}
    )


def _gateway(**changed: Any) -> Any:
    return lambda n: (
        {"VpcId": n.vpc, "ServiceName": DYNAMODB}
        | {key: value(n) if callable(value) else value for key, value in changed.items()}
    )


CREATE = "CreateVpcEndpoint"
MODIFY = "ModifyVpcEndpoint"

REFUSED = [
    Refusal(
        "of an unknown service", CREATE, _interface(ServiceName=KMS + "s"), "InvalidServiceName", KMS + "s"
    ),
    Refusal(
        "of another region",
        CREATE,
        _gateway(ServiceName="com.amazonaws.eu-west-1.s3"),
        "InvalidServiceName",
        "s3",
    ),
    Refusal("of the wrong type", CREATE, _gateway(ServiceName=KMS), INVALID, "does not match"),
    Refusal(
        "in an unknown subnet",
        CREATE,
        _interface(SubnetIds=["subnet-1"]),
        "InvalidSubnetID.NotFound",
        "subnet-1",
    ),
    Refusal(
        "in another VPC", CREATE, _interface(SubnetIds=lambda n: [n.other_subnet]), INVALID, "does not belong"
    ),
    Refusal(
        "with an unknown group",
        CREATE,
        _interface(SecurityGroupIds=["sg-1"]),
        "InvalidGroup.NotFound",
        "sg-1",
    ),
    Refusal(
        "with another VPC's group",
        CREATE,
        _interface(SecurityGroupIds=lambda n: [n.other_group]),
        INVALID,
        "different networks",
    ),
    Refusal(
        "of an unknown route table",
        CREATE,
        _gateway(RouteTableIds=["rtb-1"]),
        "InvalidRouteTableID.NotFound",
        "rtb-1",
    ),
    Refusal(
        "with a policy that is no JSON", CREATE, _gateway(PolicyDocument="{"), "InvalidPolicyDocument", "JSON"
    ),
    Refusal(
        "with private DNS in a VPC without names",
        CREATE,
        _interface(VpcId=lambda n: n.plain_vpc),
        INVALID,
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames",
    ),
    Refusal(
        "with private DNS that another has",
        CREATE,
        _interface(ServiceName="com.amazonaws.us-east-1.logs"),
        INVALID,
        "conflicting DNS domain",
    ),
    Refusal(
        "for a route table that has one",
        CREATE,
        _gateway(ServiceName=S3, RouteTableIds=lambda n: [n.table]),
        "RouteAlreadyExists",
        "already has a route with destination-prefix-list-id",
    ),
    Refusal(
        "unknown", MODIFY, lambda n: {"VpcEndpointId": "vpce-1"}, "InvalidVpcEndpointId.NotFound", "vpce-1"
    ),
    Refusal(
        "to another VPC's route table",
        MODIFY,
        lambda n: {"VpcEndpointId": n.gateway_endpoint, "AddRouteTableIds": [n.other_table]},
        INVALID,
        "does not belong",
    ),
    Refusal(
        "to another VPC's group",
        MODIFY,
        lambda n: {"VpcEndpointId": n.endpoint, "AddSecurityGroupIds": [n.other_group]},
        INVALID,
        "different networks",
    ),
    Refusal(
        "of an unknown prefix list",
        "DescribePrefixLists",
        lambda n: {"PrefixListIds": ["pl-12345678"]},
        "InvalidPrefixListID.NotFound",
        "pl-12345678",
    ),
    Refusal(
        "of an unknown prefix list",
        "DeleteManagedPrefixList",
        lambda n: {"PrefixListId": "pl-12345678"},
        "InvalidPrefixListID.NotFound",
        "pl-12345678",
    ),
]


@each(REFUSED)
def test_refuses(ec2: Any, network: Network, row: Refusal) -> None:
    assert_refused(ec2, network, row)


def test_two_subnets_of_an_endpoint_must_be_in_two_zones(ec2: Any, network: Network) -> None:
    second = network.subnet(network.vpc, "10.0.30.0/24", "a")
    code = error_code(
        ec2.create_vpc_endpoint,
        VpcId=network.vpc,
        ServiceName=KMS,
        VpcEndpointType="Interface",
        SubnetIds=[network.public, second],
    )
    assert code == "DuplicateSubnetsInSameZone"


def _prefix_routes(ec2: Any, table: str) -> list[str]:
    (read,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return [route["GatewayId"] for route in read["Routes"] if "DestinationPrefixListId" in route]


def test_route_tables_of_a_gateway_endpoint_can_be_changed(ec2: Any, network: Network) -> None:
    first, second = network.route_table(network.vpc), network.route_table(network.vpc)
    created = ec2.create_vpc_endpoint(VpcId=network.vpc, ServiceName=S3, RouteTableIds=[first])["VpcEndpoint"]
    endpoint = created["VpcEndpointId"]
    assert (created["VpcEndpointType"], created["PrivateDnsEnabled"]) == ("Gateway", False)
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[second], RemoveRouteTableIds=[first])
    assert (_prefix_routes(ec2, first), _prefix_routes(ec2, second)) == ([], [endpoint])
    (read,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    assert read["RouteTableIds"] == [second]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert _prefix_routes(ec2, second) == []
    assert (
        error_code(ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint]) == "InvalidVpcEndpointId.NotFound"
    )


def test_a_route_of_an_endpoint_goes_with_the_endpoint_only(ec2: Any, network: Network) -> None:
    table = network.route_table(network.vpc)
    endpoint = ec2.create_vpc_endpoint(VpcId=network.vpc, ServiceName=S3, RouteTableIds=[table])[
        "VpcEndpoint"
    ]["VpcEndpointId"]
    (read,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    prefix_list = read["Routes"][-1]["DestinationPrefixListId"]
    code = error_code(ec2.delete_route, RouteTableId=table, DestinationPrefixListId=prefix_list)
    assert code == "InvalidParameterValue"
    ec2.delete_route_table(RouteTableId=table)
    (read,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    assert read["RouteTableIds"] == []
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])


def _interfaces(ec2: Any, endpoint: str) -> list[dict[str, Any]]:
    (read,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    ids = read["NetworkInterfaceIds"]
    return list(ec2.describe_network_interfaces(NetworkInterfaceIds=ids)["NetworkInterfaces"])


def _groups(interfaces: list[dict[str, Any]]) -> list[list[str]]:
    return [[group["GroupId"] for group in interface["Groups"]] for interface in interfaces]


def test_interfaces_of_an_endpoint_follow_it(ec2: Any, network: Network) -> None:
    blocks = {
        network.subnet(network.vpc, "10.0.31.0/24", "a"): ip_network("10.0.31.0/24"),
        network.subnet(network.vpc, "10.0.32.0/24", "b"): ip_network("10.0.32.0/24"),
    }
    first, second = blocks
    old, new = network.group("endpoint-old"), network.group("endpoint-new")
    created = ec2.create_vpc_endpoint(
        VpcId=network.vpc,
        ServiceName=KMS,
        VpcEndpointType="Interface",
        SubnetIds=[first],
        SecurityGroupIds=[old],
    )["VpcEndpoint"]
    endpoint = created["VpcEndpointId"]
    assert created["IpAddressType"] == "ipv4"
    assert created["DnsEntries"][-1]["DnsName"] == "kms.us-east-1.amazonaws.com"
    (interface,) = _interfaces(ec2, endpoint)
    assert ip_address(interface["PrivateIpAddress"]) in blocks[interface["SubnetId"]]
    assert interface["Description"] == f"VPC Endpoint Interface {endpoint}"
    assert error_code(ec2.delete_security_group, GroupId=old) == "DependencyViolation"

    ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint, AddSubnetIds=[second], AddSecurityGroupIds=[new], RemoveSecurityGroupIds=[old]
    )
    both = _interfaces(ec2, endpoint)
    assert [interface["SubnetId"] for interface in both] == [first, second]
    assert all(ip_address(item["PrivateIpAddress"]) in blocks[item["SubnetId"]] for item in both)
    assert _groups(both) == [[new], [new]]
    ec2.delete_security_group(GroupId=old)

    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveSubnetIds=[first])
    ec2.delete_subnet(SubnetId=first)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    ec2.delete_subnet(SubnetId=second)
    ec2.delete_security_group(GroupId=new)


def test_an_endpoint_without_groups_gets_the_default_group(ec2: Any, network: Network) -> None:
    created = ec2.create_vpc_endpoint(
        VpcId=network.vpc, ServiceName=KMS, VpcEndpointType="Interface", SubnetIds=[network.spare]
    )["VpcEndpoint"]
    assert [group["GroupId"] for group in created["Groups"]] == [network.default_group]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[created["VpcEndpointId"]])


def test_endpoints_of_all_services_of_the_architecture_exist(ec2: Any, network: Network) -> None:
    names = (
        "ecr.api ecr.dkr logs monitoring xray secretsmanager kms sts ssm ssmmessages ec2messages "
        "aps-workspaces events sns sqs ecs eks kafka es"
    )
    for name in names.split():
        made = ec2.create_vpc_endpoint(
            VpcId=network.other_vpc,
            ServiceName=f"com.amazonaws.us-east-1.{name}",
            VpcEndpointType="Interface",
            SubnetIds=[network.other_subnet],
        )
        assert made["VpcEndpoint"]["State"] == "available"


def test_deleting_an_unknown_endpoint_is_reported(ec2: Any) -> None:
    (failed,) = ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-12345678"])["Unsuccessful"]
    assert (failed["ResourceId"], failed["Error"]["Code"]) == ("vpce-12345678", "InvalidVpcEndpoint.NotFound")


def test_prefix_lists_show_their_addresses(ec2: Any) -> None:
    filters = [{"Name": "prefix-list-name", "Values": [S3]}]
    (prefix_list,) = ec2.describe_prefix_lists(Filters=filters)["PrefixLists"]
    assert prefix_list["Cidrs"]
    assert all(ip_network(cidr) for cidr in prefix_list["Cidrs"])


def _prefix_list(ec2: Any) -> str:
    made = ec2.create_managed_prefix_list(
        PrefixListName="mine", AddressFamily="IPv4", MaxEntries=2, Entries=[{"Cidr": "10.0.0.0/8"}]
    )
    return str(made["PrefixList"]["PrefixListId"])


def test_a_changed_prefix_list_keeps_its_name_and_shows_its_addresses(ec2: Any) -> None:
    prefix_list = _prefix_list(ec2)
    entry = {"Cidr": "192.168.0.0/16"}
    ec2.modify_managed_prefix_list(PrefixListId=prefix_list, CurrentVersion=1, AddEntries=[entry])
    (read,) = ec2.describe_managed_prefix_lists(PrefixListIds=[prefix_list])["PrefixLists"]
    assert (read["PrefixListName"], read["Version"]) == ("mine", 2)
    code = error_code(
        ec2.modify_managed_prefix_list, PrefixListId=prefix_list, CurrentVersion=1, RemoveEntries=[entry]
    )
    assert code == "PrefixListVersionMismatch"


def test_a_prefix_list_in_use_cannot_be_deleted(ec2: Any, network: Network) -> None:
    prefix_list, group = _prefix_list(ec2), network.group("listed")
    rule = network.allow(group, "tcp", 1, 1, PrefixListIds=[{"PrefixListId": prefix_list}])
    assert error_code(ec2.delete_managed_prefix_list, PrefixListId=prefix_list) == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule])
    ec2.delete_managed_prefix_list(PrefixListId=prefix_list)
    code = error_code(ec2.describe_managed_prefix_lists, PrefixListIds=[prefix_list])
    assert code == "InvalidPrefixListID.NotFound"
