"""A small network for services that run in one."""

from typing import Any


class Place:
    """A VPC with two subnets in two zones, a third in the first zone, and a second VPC; all are ids."""

    def __init__(self, ec2: Any) -> None:
        self.ec2 = ec2
        self.vpc = self._vpc("10.0.0.0/16")
        self.other_vpc = self._vpc("10.1.0.0/16")
        self.one = self.subnet(self.vpc, "10.0.1.0/24", "a")
        self.two = self.subnet(self.vpc, "10.0.2.0/24", "b")
        self.same_zone = self.subnet(self.vpc, "10.0.3.0/24", "a")
        self.elsewhere = self.subnet(self.other_vpc, "10.1.1.0/24", "b")
        self.group = self.security_group("service", self.vpc)
        self.other_group = self.security_group("service", self.other_vpc)

    def subnet(self, vpc: str, cidr: str, zone: str) -> str:
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}")
        return str(made["Subnet"]["SubnetId"])

    def security_group(self, name: str, vpc: str | None = None) -> str:
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc or self.vpc)
        return str(made["GroupId"])

    def interfaces(self, group: str) -> list[dict[str, Any]]:
        """The interfaces that have a security group."""
        filters = [{"Name": "group-id", "Values": [group]}]
        return list(self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"])

    def _vpc(self, cidr: str) -> str:
        return str(self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"])
