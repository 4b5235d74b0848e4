"""Lives of the network's resources."""

from typing import Any

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.world import World

DENY_ALL = '{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}'


def acl_rule(number: int, protocol: str, port: int, **more: Any) -> Properties:
    """A rule in the block of a network ACL."""
    ports = {"fromPort": port, "toPort": port}
    return {
        "ruleNo": number,
        "action": "allow",
        "protocol": protocol,
        "cidrBlock": "10.0.0.0/8",
        **ports,
        **more,
    }


def bucket(world: World) -> str:
    """The ARN of a bucket."""
    world.client("s3").create_bucket(Bucket="flow-logs")
    return "arn:aws:s3:::flow-logs"


CASES = (
    Case(
        "aws:ec2/vpc:Vpc",
        lambda world: {"cidrBlock": "10.1.0.0/16", "tags": {"Name": "first"}},
        (
            lambda world: {"enableDnsHostnames": True},
            lambda world: {"enableDnsSupport": False},
            lambda world: {"enableDnsSupport": None},
            lambda world: {"enableNetworkAddressUsageMetrics": True},
            lambda world: {"assignGeneratedIpv6CidrBlock": True},
            lambda world: {"assignGeneratedIpv6CidrBlock": None},
            lambda world: {"tags": {"Name": "second", "Added": ""}},
            lambda world: {"tags": None},
        ),
    ),
    Case(
        "aws:ec2/subnet:Subnet",
        lambda world: {"vpcId": world.vpc, "cidrBlock": "10.9.1.0/24", "mapPublicIpOnLaunch": True},
        (
            lambda world: {"mapPublicIpOnLaunch": None},
            lambda world: {"privateDnsHostnameTypeOnLaunch": "resource-name"},
            lambda world: {"enableResourceNameDnsARecordOnLaunch": True},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:ec2/internetGateway:InternetGateway",
        lambda world: {"tags": {"Name": "x"}},
        (
            lambda world: {"vpcId": world.make("aws:ec2/vpc:Vpc", cidrBlock="10.2.0.0/16")[0]},
            lambda world: {"vpcId": world.make("aws:ec2/vpc:Vpc", cidrBlock="10.3.0.0/16")[0]},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
    Case(
        "aws:ec2/eip:Eip",
        lambda world: {"domain": "vpc"},
        (
            lambda world: {"instance": world.instance(world.public_subnet)},
            lambda world: {"instance": world.instance(world.public_subnet)},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:ec2/natGateway:NatGateway",
        lambda world: {"allocationId": world.address(), "subnetId": world.public_subnet},
        (lambda world: {"tags": {"Name": "x"}},),
    ),
    Case(
        "aws:ec2/natGateway:NatGateway",
        lambda world: {"connectivityType": "private", "subnetId": world.private_subnet},
        name="private",
    ),
    Case(
        "aws:ec2/routeTable:RouteTable",
        lambda world: {"vpcId": world.vpc},
        (
            lambda world: {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": world.gateway}]},
            lambda world: {"routes": [{"cidrBlock": "172.16.0.0/12", "natGatewayId": world.nat_gateway()}]},
            lambda world: {"routes": []},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:ec2/route:Route",
        lambda world: {
            "routeTableId": world.route_table(),
            "destinationCidrBlock": "0.0.0.0/0",
            "gatewayId": world.gateway,
        },
        (lambda world: {"gatewayId": None, "natGatewayId": world.nat_gateway()},),
        import_id=lambda identifier, state: f"{state['routeTableId']}_0.0.0.0/0",
    ),
    Case(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda world: {"subnetId": world.subnet(20), "routeTableId": world.route_table()},
        (lambda world: {"routeTableId": world.route_table()},),
        import_id=lambda identifier, state: f"{state['subnetId']}/{state['routeTableId']}",
        new_id=True,
    ),
    Case(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda world: {"gatewayId": world.gateway, "routeTableId": world.route_table()},
        import_id=lambda identifier, state: f"{state['gatewayId']}/{state['routeTableId']}",
        name="gateway",
    ),
    Case(
        "aws:ec2/networkAcl:NetworkAcl",
        lambda world: {"vpcId": world.vpc, "ingress": [acl_rule(100, "tcp", 443)]},
        (
            lambda world: {"ingress": [acl_rule(100, "6", 443), acl_rule(110, "udp", 53)]},
            lambda world: {"ingress": [acl_rule(110, "icmp", 0, icmpType=8, icmpCode=-1)]},
            lambda world: {"egress": [acl_rule(100, "-1", 0)]},
            lambda world: {"ingress": []},
            lambda world: {"subnetIds": [world.subnet(40), world.subnet(41)]},
            lambda world: {"subnetIds": [world.subnet(42)]},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    Case(
        "aws:ec2/networkAclRule:NetworkAclRule",
        lambda world: {
            "networkAclId": world.acl(),
            "ruleNumber": 100,
            "protocol": "tcp",
            "ruleAction": "allow",
            "cidrBlock": "10.0.0.0/8",
            "fromPort": 80,
            "toPort": 80,
        },
        import_id=lambda identifier, state: f"{state['networkAclId']}:100:tcp:false",
    ),
    Case(
        "aws:ec2/networkAclAssociation:NetworkAclAssociation",
        lambda world: {"networkAclId": world.acl(), "subnetId": world.subnet(43)},
    ),
    Case(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda world: {
            "vpcId": world.vpc,
            "serviceName": "com.amazonaws.us-east-1.s3",
            "routeTableIds": [world.route_table()],
        },
        (
            lambda world: {"routeTableIds": [world.route_table(), world.route_table()]},
            lambda world: {"policy": DENY_ALL},
            lambda world: {"tags": {"Name": "x"}},
        ),
        name="gateway",
    ),
    Case(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda world: {
            "vpcId": world.vpc,
            "serviceName": "com.amazonaws.us-east-1.ssm",
            "vpcEndpointType": "Interface",
            "subnetIds": [world.subnet(30)],
            "securityGroupIds": [world.group("endpoint-a")],
        },
        (
            lambda world: {"subnetIds": [world.subnet(31), world.subnet(32)]},
            lambda world: {"securityGroupIds": [world.group("endpoint-b")]},
            lambda world: {"privateDnsEnabled": True},
            lambda world: {"privateDnsEnabled": False},
        ),
        name="interface",
    ),
    Case(
        "aws:ec2/flowLog:FlowLog",
        lambda world: {
            "vpcId": world.vpc,
            "trafficType": "ALL",
            "logDestination": world.log_group["arn"],
            "iamRoleArn": world.role("flow-logs")["arn"],
            "maxAggregationInterval": 60,
        },
        (lambda world: {"tags": {"Name": "x"}},),
    ),
    Case(
        "aws:ec2/flowLog:FlowLog",
        lambda world: {
            "subnetId": world.private_subnet,
            "trafficType": "REJECT",
            "logDestinationType": "s3",
            "logDestination": bucket(world),
            "destinationOptions": {"fileFormat": "parquet", "perHourPartition": True},
        },
        name="bucket",
    ),
)
