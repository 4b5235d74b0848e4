"""Things in a local cloud that tests need around what they test, made when first asked for."""

import json
from functools import cached_property
from typing import Any

from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.functions import invoke
from localcloud.provider.operations import Operations
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties

IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


def policy(*actions: str, resource: str = "*") -> str:
    """An identity policy that allows actions."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(*services: str) -> str:
    """A role's trust policy for AWS services."""
    principal = {"Service": [f"{service}.amazonaws.com" for service in services]}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class World:
    """A cloud with the usual surroundings. Its own things are made by the provider, too."""

    def __init__(self, cloud: Cloud, configuration: ProviderConfiguration | None = None) -> None:
        self.cloud = cloud
        self.configuration = configuration or ProviderConfiguration()

    def operations(self, token: str) -> Operations:
        return Operations(self.cloud, resource_of(token), self.configuration)

    def make(self, token: str, **inputs: Any) -> tuple[str, Properties]:
        """Create a resource; gives its id and state."""
        with self.cloud.transaction():
            return self.operations(token).create(inputs)

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return self.cloud.client(service, region)

    def invoke(self, token: str, **arguments: Any) -> Properties:
        return invoke(self.cloud, self.configuration, token, arguments)

    def subnet(self, number: int) -> str:
        return self.make(
            "aws:ec2/subnet:Subnet",
            vpcId=self.vpc,
            cidrBlock=f"10.9.{number}.0/24",
            availabilityZone=f"us-east-1{'abc'[number % 3]}",
        )[0]

    def group(self, name: str) -> str:
        return self.make("aws:ec2/securityGroup:SecurityGroup", name=name, vpcId=self.vpc)[0]

    def acl(self) -> str:
        return self.make("aws:ec2/networkAcl:NetworkAcl", vpcId=self.vpc)[0]

    def route_table(self) -> str:
        return self.make("aws:ec2/routeTable:RouteTable", vpcId=self.vpc)[0]

    def address(self) -> str:
        return self.make("aws:ec2/eip:Eip", domain="vpc")[0]

    def nat_gateway(self) -> str:
        return self.make(
            "aws:ec2/natGateway:NatGateway", subnetId=self.public_subnet, allocationId=self.address()
        )[0]

    def role(self, name: str) -> Properties:
        services = ("vpc-flow-logs", "ec2")
        return self.make("aws:iam/role:Role", name=name, assumeRolePolicy=trust(*services))[1]

    def profile(self, name: str) -> str:
        role = self.role(f"{name}-role")["name"]
        return self.make("aws:iam/instanceProfile:InstanceProfile", name=name, role=role)[0]

    def instance(self, subnet: str) -> str:
        return self.make(
            "aws:ec2/instance:Instance", ami=self.image, instanceType="t4g.nano", subnetId=subnet
        )[0]

    @cached_property
    def vpc(self) -> str:
        return self.make("aws:ec2/vpc:Vpc", cidrBlock="10.9.0.0/16", enableDnsHostnames=True)[0]

    @cached_property
    def gateway(self) -> str:
        return self.make("aws:ec2/internetGateway:InternetGateway", vpcId=self.vpc)[0]

    @cached_property
    def public_subnet(self) -> str:
        assert self.gateway
        return self.subnet(250)

    @cached_property
    def private_subnet(self) -> str:
        return self.subnet(251)

    @cached_property
    def image(self) -> str:
        found = self.invoke("aws:ssm/getParameter:getParameter", name=IMAGE_PARAMETER)
        return str(found["value"])

    @cached_property
    def key(self) -> Properties:
        document = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{self.cloud.account_id}:root"},
                    "Action": "kms:*",
                    "Resource": "*",
                },
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
                    "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"],
                    "Resource": "*",
                },
            ],
        }
        return self.make("aws:kms/key:Key", policy=json.dumps(document))[1]

    @cached_property
    def log_group(self) -> Properties:
        return self.make("aws:cloudwatch/logGroup:LogGroup", name="/world/log")[1]
