"""Between properties and AWS's requests and answers."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from botocore.model import Shape, StructureShape

from localcloud import in_process
from localcloud.provider.mapping import (
    answer_properties,
    from_api,
    has_place,
    request_members,
    scalar_text,
    to_api,
)
from localcloud.provider.registry import resource_of
from localcloud.provider.schema import Property
from localcloud.provider.values import Properties

VPC = resource_of("aws:ec2/vpc:Vpc")
SUBNET = resource_of("aws:ec2/subnet:Subnet")
RULE = resource_of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
ROLE = resource_of("aws:iam/role:Role")


def _input(service: str, operation: str) -> StructureShape:
    return in_process.session().get_service_model(service).operation_model(operation).input_shape


def _at(shape: Shape, path: str) -> Shape:
    for name in path.split("."):
        shape = shape.members[name]
    return shape


@pytest.mark.parametrize(
    ("resource", "service", "operation", "inputs", "expected"),
    [
        (
            VPC,
            "ec2",
            "CreateVpc",
            {
                "cidrBlock": "10.0.0.0/16",
                "assignGeneratedIpv6CidrBlock": True,
                "tags": {"a": "b"},
                "region": "x",
            },
            {"CidrBlock": "10.0.0.0/16", "AmazonProvidedIpv6CidrBlock": True},
        ),
        (VPC, "ec2", "CreateVpc", {"enableDnsSupport": False, "unknownOne": 1, "cidrBlock": None}, {}),
        (
            VPC,
            "ec2",
            "ModifyVpcAttribute",
            {"enableDnsSupport": False},
            {"EnableDnsSupport": {"Value": False}},
        ),
        (
            SUBNET,
            "ec2",
            "ModifySubnetAttribute",
            {"privateDnsHostnameTypeOnLaunch": "ip-name"},
            {"PrivateDnsHostnameTypeOnLaunch": "ip-name"},
        ),
        (
            ROLE,
            "iam",
            "CreateRole",
            {"name": "a", "assumeRolePolicy": "{}"},
            {"RoleName": "a", "AssumeRolePolicyDocument": "{}"},
        ),
        (ROLE, "iam", "UpdateAssumeRolePolicy", {"assumeRolePolicy": "{}"}, {"PolicyDocument": "{}"}),
    ],
)
def test_request_members(
    resource: Any, service: str, operation: str, inputs: Properties, expected: dict[str, Any]
) -> None:
    assert request_members(resource, _input(service, operation), inputs) == expected


def test_only_the_named_inputs_go_into_a_request() -> None:
    shape = _input("ec2", "CreateVpc")
    inputs = {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "default"}
    assert request_members(VPC, shape, inputs, ["instanceTenancy"]) == {"InstanceTenancy": "default"}


def test_has_place() -> None:
    assert has_place(VPC, _input("ec2", "CreateVpc"), "cidrBlock")
    assert not has_place(VPC, _input("ec2", "CreateVpc"), "enableDnsSupport")
    assert not has_place(VPC, None, "cidrBlock")


@pytest.mark.parametrize(
    ("service", "operation", "path", "value", "expected"),
    [
        pytest.param(
            "ec2", "ModifySubnetAttribute", "EnableDns64", True, {"Value": True}, id="wrapped-value"
        ),
        pytest.param(
            "cloudfront",
            "CreateDistribution",
            "DistributionConfig.Aliases",
            ["a", "b"],
            {"Quantity": 2, "Items": ["a", "b"]},
            id="counted-list",
        ),
        pytest.param(
            "cloudfront",
            "CreateDistribution",
            "DistributionConfig.Aliases",
            [],
            {"Quantity": 0},
            id="counted-none",
        ),
        pytest.param("ec2", "RunInstances", "MinCount", "3", 3, id="text-to-integer"),
        pytest.param("ssm", "PutParameter", "Value", 3, "3", id="integer-to-text"),
        pytest.param(
            "s3",
            "PutBucketVersioning",
            "VersioningConfiguration.Status",
            False,
            # An enumeration without a word for "off" cannot be spelled: AWS refuses what comes out.
            "false",
            id="no-spelling",
        ),
        pytest.param(
            "ec2",
            "RunInstances",
            "MetadataOptions",
            {"httpTokens": "required", "other": 1},
            {"HttpTokens": "required"},
            id="structure",
        ),
        pytest.param("ec2", "RunInstances", "SecurityGroupIds", "sg-1", ["sg-1"], id="one-for-a-list"),
        pytest.param("ec2", "RunInstances", "SecurityGroupIds", None, None, id="none"),
        pytest.param("ec2", "RunInstances", "EbsOptimized", "true", True, id="text for a boolean"),
        pytest.param("ec2", "RunInstances", "EbsOptimized", "false", False, id="text for false"),
    ],
)
def test_to_api(service: str, operation: str, path: str, value: Any, expected: Any) -> None:
    assert to_api(_at(_input(service, operation), path), value) == expected


def test_a_boolean_is_spelled_as_the_enumeration_has_it() -> None:
    shape = _at(_input("ec2", "ModifyInstanceMetadataOptions"), "HttpEndpoint")
    assert to_api(shape, True) == "enabled"
    assert to_api(shape, False) == "disabled"


TEXTS = Property("x", {"kind": "list", "elem": "string"})
BLOCK = Property(
    "x",
    {
        "kind": "object",
        "props": {"httpTokens": {"kind": "string"}, "count": {"kind": "number"}, "on": {"kind": "bool"}},
    },
)


@pytest.mark.parametrize(
    ("value", "found", "expected"),
    [
        (None, TEXTS, None),
        ({"Quantity": 2, "Items": ["a", "b"]}, TEXTS, ["a", "b"]),
        ({"Quantity": 0}, TEXTS, []),
        (("a",), TEXTS, ["a"]),
        ([{"Value": "a"}], TEXTS, ["a"]),
        (
            {"HttpTokens": "required", "Count": "3", "On": "ENABLED", "More": 1},
            BLOCK,
            {"httpTokens": "required", "count": 3, "on": True},
        ),
        ([{"HttpTokens": "required"}], BLOCK, {"httpTokens": "required"}),
        ([], BLOCK, None),
        ({"HttpTokens": None}, BLOCK, {}),
        ("DISABLED", Property("x", {"kind": "bool"}), False),
        ({"Value": True}, Property("x", {"kind": "bool"}), True),
        (Decimal("1.5"), Property("x", {"kind": "number"}), 1.5),
        ("12", Property("x", {"kind": "number"}), 12),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            Property("x", {"kind": "string"}),
            "2026-01-02T03:04:05Z",
        ),
        (True, Property("x", {"kind": "string"}), "true"),
        (7, Property("x", {"kind": "string"}), "7"),
        ({"a": "b"}, Property("x", {"kind": "map", "elem": "string"}), {"a": "b"}),
    ],
)
def test_from_api(value: Any, found: Property, expected: Any) -> None:
    assert from_api(value, found) == expected


def test_answers_are_read_by_name_without_regard_to_case() -> None:
    raw = {
        "VpcId": "vpc-1",
        "CidrBlock": "10.0.0.0/16",
        "ownerid": 123,
        "Tags": [{"Key": "a"}],
        "isDefault": True,
    }
    assert answer_properties(VPC, raw) == {"cidrBlock": "10.0.0.0/16", "ownerId": "123"}


def test_answers_are_read_along_dotted_paths() -> None:
    raw = {"ReferencedGroupInfo": {"GroupId": "sg-2"}, "GroupId": "sg-1", "FromPort": None}
    found = answer_properties(RULE, raw)
    assert found == {"referencedSecurityGroupId": "sg-2", "securityGroupId": "sg-1", "fromPort": None}


@pytest.mark.parametrize("raw", [{}, {"ReferencedGroupInfo": None}, {"ReferencedGroupInfo": {}}])
def test_what_an_answer_has_no_place_for_is_not_told(raw: dict[str, Any]) -> None:
    assert answer_properties(RULE, raw) == {}


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (3, "3"), (0.5, "0.5"), ("a", "a")]
)
def test_scalar_text(value: Any, text: str) -> None:
    assert scalar_text(value) == text
