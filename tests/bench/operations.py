"""What one resource costs in the provider, against the AWS calls alone that it cannot do without."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.operations import Operations
from localcloud.provider.registry import resources
from tests.bench.timing import Comparison, compare

REGION = "us-east-1"
RUNS = 100
TAGS = {"Name": "bench", "Owner": "bench"}


def measure_operations() -> list[Comparison]:
    """Create, read and delete of a subnet, and a diff, in memory: the storage is not in either side."""
    with Cloud() as cloud:
        ec2 = cloud.client("ec2", REGION)
        vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        return list(
            _subnet(
                Operations(cloud, resources()["aws:ec2/subnet:Subnet"], ProviderConfiguration()), ec2, vpc_id
            )
        )


def _subnet(operations: Operations, ec2: Any, vpc_id: str) -> Iterator[Comparison]:
    blocks = (str(block) for block in ip_network("10.0.0.0/16").subnets(new_prefix=26))
    ours: list[tuple[str, Any]] = []
    bare: list[str] = []

    def create() -> None:
        ours.append(operations.create({"vpcId": vpc_id, "cidrBlock": next(blocks), "tags": TAGS}))

    def bare_create() -> None:
        tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
        specification = [{"ResourceType": "subnet", "Tags": tags}]
        answer = ec2.create_subnet(VpcId=vpc_id, CidrBlock=next(blocks), TagSpecifications=specification)
        bare.append(answer["Subnet"]["SubnetId"])
        describe()

    def describe() -> None:
        ec2.describe_subnets(SubnetIds=[bare[-1]])

    yield compare("create a subnet", create, "create_subnet + describe_subnets", bare_create, RUNS)
    yield compare("read a subnet", lambda: operations.read(*ours[-1]), "describe_subnets", describe, RUNS)
    yield compare(
        "diff a subnet", lambda: operations.diff(ours[-1][1], ours[-1][1]), "describe_subnets", describe, RUNS
    )
    yield compare(
        "delete a subnet",
        lambda: operations.delete(*ours.pop()),
        "delete_subnet",
        lambda: ec2.delete_subnet(SubnetId=bare.pop()),
        RUNS,
    )
