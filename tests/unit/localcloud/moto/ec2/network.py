"""A network to try EC2 requests on."""

from typing import Any


class Network:
    """A VPC with a bit of everything, and a second, nearly empty one.

    Its attributes are ids. `public`, `private` and `spare` are subnets in three zones; `public` holds a NAT
    gateway, `private` an instance, an interface endpoint and the routes of `table`; `spare` holds nothing.
    """

    def __init__(self, ec2: Any, iam: Any) -> None:
        self.ec2 = ec2
        self.vpc = self._vpc("10.0.0.0/16")
        self.other_vpc = self._vpc("10.1.0.0/16")
        self.plain_vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
        self.public = self.subnet(self.vpc, "10.0.1.0/24", "a")
        self.private = self.subnet(self.vpc, "10.0.2.0/24", "b")
        self.spare = self.subnet(self.vpc, "10.0.3.0/24", "c")
        self.other_subnet = self.subnet(self.other_vpc, "10.1.1.0/24", "a")
        self.gateway = self._gateway(self.vpc)
        self.other_gateway = self._gateway(self.other_vpc)
        self.loose_gateway = self._gateway(None)
        self.app = self.group("app")
        self.db = self.group("db")
        self.used = self.group("used")
        self.other_group = self.group("other", self.other_vpc)
        self.rule = self.allow(self.db, "tcp", 5432, 5432, UserIdGroupPairs=[{"GroupId": self.app}])
        self.default_group = self._default_group()
        self.table = self.route_table(self.vpc)
        self.other_table = self.route_table(self.other_vpc)
        self.association = ec2.associate_route_table(RouteTableId=self.table, SubnetId=self.private)[
            "AssociationId"
        ]
        self.main_table, self.main_association = self._main_table()
        self.address = self.elastic_ip()
        self.free_address = self.elastic_ip()
        self.nat = ec2.create_nat_gateway(SubnetId=self.public, AllocationId=self.address)["NatGateway"][
            "NatGatewayId"
        ]
        self.endpoint = self._endpoint("logs", SubnetIds=[self.private], VpcEndpointType="Interface")
        self.gateway_endpoint = self._endpoint("s3", RouteTableIds=[self.table])
        self.image, self.arm_image = (self._image(architecture) for architecture in ("x86_64", "arm64"))
        self.instance = self.run(self.private, [self.used])
        self.role = _role(iam)

    def subnet(self, vpc: str, cidr: str, zone: str) -> str:
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}")
        return str(made["Subnet"]["SubnetId"])

    def group(self, name: str, vpc: str | None = None) -> str:
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc or self.vpc)
        return str(made["GroupId"])

    def allow(self, group: str, protocol: str, first: int, last: int, **peers: Any) -> str:
        permission = {"IpProtocol": protocol, "FromPort": first, "ToPort": last, **peers}
        made = self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        return str(made["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def route_table(self, vpc: str) -> str:
        return str(self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])

    def elastic_ip(self) -> str:
        return str(self.ec2.allocate_address(Domain="vpc")["AllocationId"])

    def run(self, subnet: str, groups: list[str]) -> str:
        made = self.ec2.run_instances(
            ImageId=self.image,
            InstanceType="t3.micro",
            MinCount=1,
            MaxCount=1,
            SubnetId=subnet,
            SecurityGroupIds=groups,
        )
        return str(made["Instances"][0]["InstanceId"])

    def _vpc(self, cidr: str) -> str:
        vpc = str(self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"])
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        return vpc

    def _gateway(self, vpc: str | None) -> str:
        gateway = str(self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])
        if vpc:
            self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        return gateway

    def _default_group(self) -> str:
        filters = [{"Name": "vpc-id", "Values": [self.vpc]}, {"Name": "group-name", "Values": ["default"]}]
        return str(self.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"])

    def _main_table(self) -> tuple[str, str]:
        filters = [{"Name": "vpc-id", "Values": [self.vpc]}, {"Name": "association.main", "Values": ["true"]}]
        (table,) = self.ec2.describe_route_tables(Filters=filters)["RouteTables"]
        return table["RouteTableId"], table["Associations"][0]["RouteTableAssociationId"]

    def _endpoint(self, service: str, **arguments: Any) -> str:
        made = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc, ServiceName=f"com.amazonaws.us-east-1.{service}", **arguments
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def _image(self, architecture: str) -> str:
        filters = [{"Name": "name", "Values": [f"al2023-ami-2023*-kernel-6.1-{architecture}"]}]
        return str(self.ec2.describe_images(Filters=filters)["Images"][0]["ImageId"])


def _role(iam: Any) -> str:
    return str(iam.create_role(RoleName="flow-logs", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])


TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
"Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}]}"""
