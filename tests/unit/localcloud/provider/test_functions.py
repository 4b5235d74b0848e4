"""The provider's functions."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.functions import FunctionError
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.world import IMAGE_PARAMETER, World

DOCUMENT = "aws:iam/getPolicyDocument:getPolicyDocument"
AMI = "aws:ec2/getAmi:getAmi"
GET_VPC = "aws:ec2/getVpc:getVpc"
ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"
NEWEST = [{"name": "name", "values": ["amzn2-ami-hvm-*"]}]
REGION = "aws:index/getRegion:getRegion"


def _document(world: World, **arguments: Any) -> dict[str, Any]:
    answer = world.invoke(DOCUMENT, **arguments)
    found: dict[str, Any] = json.loads(answer["json"])
    assert json.loads(answer["minifiedJson"]) == found
    return found


def test_an_unknown_function_is_refused_with_what_to_do(world: World) -> None:
    with pytest.raises(FunctionError) as refusal:
        world.invoke("aws:index/getZones:getZones")
    assert "no function aws:index/getZones:getZones" in str(refusal.value)
    assert "localcloud/functions/" in str(refusal.value)


def test_missing_arguments_are_named(world: World) -> None:
    with pytest.raises(FunctionError, match="getParameter needs name"):
        world.invoke("aws:ssm/getParameter:getParameter")


def test_an_unknown_region_is_refused(world: World) -> None:
    with pytest.raises(FunctionError, match="did you mean 'eu-west-1'"):
        world.invoke(ZONES, region="eu-wst-1")


def test_caller_identity(world: World) -> None:
    found = world.invoke("aws:index/getCallerIdentity:getCallerIdentity")
    assert found["accountId"] == found["id"] == world.cloud.account_id
    assert found["arn"].startswith(f"arn:aws:sts::{world.cloud.account_id}:")


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (
            "us-east-1",
            {"partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"},
        ),
        (
            "cn-north-1",
            {"partition": "aws-cn", "dnsSuffix": "amazonaws.com.cn", "reverseDnsPrefix": "cn.com.amazonaws"},
        ),
    ],
)
def test_partition(cloud: Cloud, region: str, expected: Properties) -> None:
    found = World(cloud, ProviderConfiguration(region=region)).invoke("aws:index/getPartition:getPartition")
    assert found == {**expected, "id": expected["partition"]}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "us-east-1"),
        ({"region": "eu-central-1"}, "eu-central-1"),
        ({"name": "eu-central-1"}, "eu-central-1"),
        ({"endpoint": "ec2.ap-south-1.amazonaws.com"}, "ap-south-1"),
    ],
)
def test_region(world: World, arguments: Properties, expected: str) -> None:
    found = world.invoke(REGION, **arguments)
    assert found["region"] == found["name"] == found["id"] == expected
    assert found["endpoint"] == f"ec2.{expected}.amazonaws.com"


def test_regions_have_names_for_people(world: World) -> None:
    assert world.invoke(REGION, name="eu-central-1")["description"] == "Europe (Frankfurt)"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"name": "mars-1"}, "'mars-1' is not an AWS region"),
        ({"endpoint": "x"}, "no region has the EC2 endpoint 'x'"),
    ],
)
def test_a_region_that_is_not_there(world: World, arguments: Properties, text: str) -> None:
    with pytest.raises(FunctionError, match=text):
        world.invoke(REGION, **arguments)


def test_availability_zones(world: World) -> None:
    every = world.invoke(ZONES, state="available")
    assert every["names"][:3] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert len(every["names"]) == len(every["zoneIds"]) == 6
    fewer = world.invoke(ZONES, excludeNames=["us-east-1b"], excludeZoneIds=[every["zoneIds"][2]])
    assert fewer["names"][:2] == ["us-east-1a", "us-east-1d"]
    filtered = world.invoke(ZONES, filters=[{"name": "zone-name", "values": ["us-east-1a"]}])
    assert filtered["names"] == ["us-east-1a"]


def test_parameters(world: World) -> None:
    image = world.invoke("aws:ssm/getParameter:getParameter", name=IMAGE_PARAMETER)
    assert image["value"] == image["insecureValue"]
    assert image["value"].startswith("ami-")
    world.client("ssm").put_parameter(Name="/secret", Type="SecureString", Value="x")
    secret = world.invoke("aws:ssm/getParameter:getParameter", name="/secret")
    assert (secret["value"], secret["insecureValue"], secret["type"]) == ("x", "", "SecureString")
    with pytest.raises(FunctionError, match="no SSM parameter '/none' in us-east-1"):
        world.invoke("aws:ssm/getParameter:getParameter", name="/none")


def test_newest_image(world: World) -> None:
    found = world.invoke(AMI, mostRecent=True, owners=["amazon"], filters=NEWEST)
    assert found["id"] == found["imageId"]
    assert found["name"].startswith("amzn2-ami-hvm-")
    live = world.client("ec2").describe_images(ImageIds=[found["id"]])["Images"][0]
    assert found["architecture"] == live["Architecture"]
    assert found["blockDeviceMappings"][0]["deviceName"] == live["BlockDeviceMappings"][0]["DeviceName"]
    assert all(isinstance(value, str) for value in found["blockDeviceMappings"][0]["ebs"].values())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"owners": ["amazon"]}, "matched: use additional constraints"),
        ({"owners": ["amazon"], "nameRegex": "^no-such-image$"}, "no matching EC2 AMI found"),
        ({"owners": ["amazon"], "nameRegex": "("}, "is not a regular expression"),
    ],
)
def test_images_that_cannot_be_chosen(world: World, arguments: Properties, text: str) -> None:
    with pytest.raises(FunctionError, match=text):
        world.invoke(AMI, filters=NEWEST, **arguments)


def test_vpcs_and_subnets(world: World) -> None:
    vpc, _ = world.make("aws:ec2/vpc:Vpc", cidrBlock="10.50.0.0/16", tags={"Name": "found"})
    subnets = [
        world.make(
            "aws:ec2/subnet:Subnet", vpcId=vpc, cidrBlock=f"10.50.{number}.0/24", tags={"N": str(number)}
        )[0]
        for number in (1, 2)
    ]
    by_tag = world.invoke(GET_VPC, tags={"Name": "found"})
    assert by_tag["id"] == vpc
    assert by_tag == world.invoke(GET_VPC, id=vpc) | {"filters": None}
    assert by_tag["cidrBlock"] == "10.50.0.0/16"
    assert by_tag["tags"] == {"Name": "found"}
    assert by_tag["default"] is False
    assert by_tag["mainRouteTableId"].startswith("rtb-")
    assert world.invoke(GET_VPC, default=True)["default"] is True
    of_vpc = [{"name": "vpc-id", "values": [vpc]}]
    assert sorted(world.invoke("aws:ec2/getSubnets:getSubnets", filters=of_vpc)["ids"]) == sorted(subnets)
    one = world.invoke("aws:ec2/getSubnet:getSubnet", vpcId=vpc, tags={"N": "2"})
    assert (one["id"], one["cidrBlock"], one["vpcId"]) == (subnets[1], "10.50.2.0/24", vpc)
    with pytest.raises(FunctionError, match="2 EC2 Subnets matched"):
        world.invoke("aws:ec2/getSubnet:getSubnet", vpcId=vpc)
    with pytest.raises(FunctionError, match="no matching EC2 VPC found"):
        world.invoke(GET_VPC, tags={"Name": "nothing"})
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        world.invoke(GET_VPC, id="vpc-00000000000000000")


def test_prefix_lists(world: World) -> None:
    name = "com.amazonaws.us-east-1.s3"
    found = world.invoke("aws:ec2/getPrefixList:getPrefixList", name=name)
    assert found["name"] == name
    assert found["cidrBlocks"]
    assert world.invoke("aws:ec2/getPrefixList:getPrefixList", prefixListId=found["id"])["name"] == name
    origin = "com.amazonaws.global.cloudfront.origin-facing"
    managed = world.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", name=origin)
    assert managed["name"] == origin
    assert managed["entries"][0]["cidr"]
    with pytest.raises(FunctionError, match="no matching EC2 Prefix List"):
        world.invoke("aws:ec2/getPrefixList:getPrefixList", name="none")


def test_a_policy_document(world: World) -> None:
    found = _document(
        world,
        statements=[
            {
                "sid": "one",
                "actions": ["s3:GetObject", "s3:PutObject", "s3:GetObject"],
                "resources": ["arn:aws:s3:::b/&{aws:username}"],
                "conditions": [
                    {"test": "StringEquals", "variable": "aws:x", "values": ["b", "a"]},
                    {"test": "StringEquals", "variable": "aws:y", "values": ["c"]},
                ],
            },
            {
                "effect": "Deny",
                "notActions": ["iam:*"],
                "principals": [
                    {"type": "Service", "identifiers": ["a.amazonaws.com"]},
                    {"type": "AWS", "identifiers": ["arn:1", "arn:2"]},
                ],
            },
            {"actions": ["sts:*"], "principals": [{"type": "*", "identifiers": ["*"]}]},
        ],
    )
    assert found == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "one",
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:GetObject"],
                "Resource": "arn:aws:s3:::b/${aws:username}",
                "Condition": {"StringEquals": {"aws:x": ["b", "a"], "aws:y": "c"}},
            },
            {
                "Effect": "Deny",
                "NotAction": "iam:*",
                "Principal": {"Service": "a.amazonaws.com", "AWS": ["arn:2", "arn:1"]},
            },
            {"Effect": "Allow", "Action": "sts:*", "Principal": "*"},
        ],
    }


def _source(sid: str, action: str) -> str:
    return json.dumps({"Statement": {"Sid": sid, "Effect": "Allow", "Action": action}})


def _actions(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item.get("Sid"), item["Action"]) for item in document["Statement"]]


def test_documents_are_merged_by_sid(world: World) -> None:
    found = _document(
        world,
        version="2008-10-17",
        policyId="id",
        sourcePolicyDocuments=[_source("a", "s:1"), _source("b", "s:2")],
        statements=[{"sid": "b", "actions": ["own:&{x}"]}, {"sid": "c", "actions": ["own:2"]}],
        overridePolicyDocuments=[_source("c", "over:1"), _source("d", "over:2")],
    )
    assert (found["Version"], found["Id"]) == ("2008-10-17", "id")
    assert _actions(found) == [("a", "s:1"), ("b", "own:&{x}"), ("c", "over:1"), ("d", "over:2")]


def test_a_document_without_statements(world: World) -> None:
    assert _document(world) == {"Version": "2012-10-17"}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"sourcePolicyDocuments": [_source("a", "x"), _source("a", "y")]},
            "two source statements have the sid 'a'",
        ),
        (
            {
                "sourcePolicyDocuments": [_source("b", "x")],
                "statements": [{"sid": "a", "actions": ["x"]}, {"sid": "a", "actions": ["y"]}],
            },
            "two own statements have the sid 'a'",
        ),
        ({"sourcePolicyDocuments": ["{"]}, "is not an IAM policy in JSON"),
        ({"overridePolicyDocuments": ["[]"]}, "is not an IAM policy in JSON"),
    ],
)
def test_documents_that_cannot_be_merged(world: World, arguments: Properties, text: str) -> None:
    with pytest.raises(FunctionError, match=text):
        world.invoke(DOCUMENT, **arguments)
