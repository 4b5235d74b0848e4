"""Check: which inputs are refused, with what message, and what becomes of those that are taken."""

from dataclasses import replace
from typing import Any

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.check import allowed_together, check_inputs
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Conversion
from localcloud.provider.model_checks import refused_values
from localcloud.provider.registry import resource_of
from localcloud.provider.values import UNKNOWN, Properties

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ROLE = "aws:iam/role:Role"
INSTANCE = "aws:ec2/instance:Instance"
PARAMETER = "aws:ssm/parameter:Parameter"

RULE_INPUTS = {
    "securityGroupId": "sg-1",
    "ipProtocol": "tcp",
    "fromPort": 1,
    "toPort": 2,
    "cidrIpv4": "0.0.0.0/0",
}


def _check(token: str, inputs: Properties) -> tuple[Properties, list[tuple[str, str]]]:
    checked, failures = check_inputs(resource_of(token), inputs, {}, name="x")
    return checked, [(item.property, item.reason) for item in failures]


@pytest.mark.parametrize(
    ("token", "inputs", "where", "reason"),
    [
        (
            VPC,
            {"cidrBlok": "10.0.0.0/16", "cidrBlock": "10.0.0.0/16"},
            "cidrBlok",
            "did you mean 'cidrBlock'?",
        ),
        (VPC, {"cidrBlock": ["10.0.0.0/16"]}, "cidrBlock", "expected a string, got ['10.0.0.0/16']"),
        (
            VPC,
            {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": "maybe"},
            "enableDnsSupport",
            "expected a boolean",
        ),
        (VPC, {"cidrBlock": "10.0.0.0/16", "tags": ["a"]}, "tags", "expected a map"),
        (VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"a": {}}}, "tags['a']", "expected a string, got {}"),
        (VPC, {"cidrBlock": "10.0.0.0"}, "cidrBlock", "'10.0.0.0' is not a valid"),
        (VPC, {"cidrBlock": "10.0.0.1/16"}, "cidrBlock", "'10.0.0.1/16' is not a valid CIDR block"),
        (VPC, {}, "cidrBlock", "set exactly one of cidrBlock, ipv4IpamPoolId; got none of them"),
        (VPC, {"cidrBlock": "10.0.0.0/16", "arn": "x"}, "arn", "'arn' is not a property"),
        (
            VPC,
            {"cidrBlock": "10.0.0.0/16", "region": "eu-cental-1"},
            "region",
            "did you mean 'eu-central-1'?",
        ),
        (VPC, {"cidrBlock": "10.0.0.0/16", "ipv6IpamPoolId": "p"}, "ipv6IpamPoolId", "does not support"),
        (SUBNET, {"cidrBlock": "10.0.0.0/24"}, "vpcId", "missing required property 'vpcId'"),
        (
            SUBNET,
            {"vpcId": "v", "cidrBlock": "10.0.0.0/24", "availabilityZone": "a", "availabilityZoneId": "b"},
            "availabilityZoneId",
            "conflicts with 'availabilityZone'",
        ),
        (GROUP, {"name": "a", "namePrefix": "b"}, "namePrefix", "conflicts with 'name'"),
        (GROUP, {"name": "sg-web"}, "name", "a name cannot begin with 'sg-'"),
        (GROUP, {"ingress": {"protocol": "tcp"}}, "ingress", "expected a list, got {'protocol': 'tcp'}"),
        (GROUP, {"ingress": ["tcp"]}, "ingress[0]", "expected an object, got 'tcp'"),
        (GROUP, {"ingress": [None]}, "ingress[0]", "expected an object, got None"),
        (GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 1}]}, "ingress[0].toPort", "missing required"),
        (
            GROUP,
            {"ingress": [{"protocol": "tcp", "fromPort": 1, "toPort": 2, "cidrBlock": []}]},
            "ingress[0].cidrBlock",
            "did you mean 'cidrBlocks'?",
        ),
        (
            GROUP,
            {"egress": [{"protocol": "6", "fromPort": 9, "toPort": 8}]},
            "egress[0].fromPort",
            "fromPort 9 is above toPort 8",
        ),
        (RULE, {**RULE_INPUTS, "toPort": 70000}, "toPort", "70000 is not a port: use 0 to 65535"),
        (RULE, {**RULE_INPUTS, "fromPort": 443, "toPort": 80}, "fromPort", "fromPort 443 is above toPort 80"),
        (RULE, {**RULE_INPUTS, "fromPort": None}, "fromPort", "a tcp rule needs fromPort"),
        (RULE, {**RULE_INPUTS, "cidrIpv6": "::/0"}, "cidrIpv6", "got cidrIpv4, cidrIpv6"),
        (RULE, {**RULE_INPUTS, "fromPort": "http"}, "fromPort", "expected a number, got 'http'"),
        (NAT, {"subnetId": "s"}, "allocationId", "a public NAT gateway needs an elastic IP"),
        (
            NAT,
            {"subnetId": "s", "connectivityType": "private", "allocationId": "a"},
            "allocationId",
            "a private NAT gateway has no elastic IP",
        ),
        (
            NAT,
            {"subnetId": "s", "connectivityType": "other"},
            "connectivityType",
            "use one of public, private",
        ),
        (
            ROUTE,
            {"routeTableId": "r", "destinationCidrBlock": "0.0.0.0/0"},
            "carrierGatewayId",
            "got none of them",
        ),
        (ROLE, {"assumeRolePolicy": "{"}, "assumeRolePolicy", "is not valid JSON"),
        (INSTANCE, {"instanceType": "t4g.nano"}, "ami", "set the machine image"),
        (
            INSTANCE,
            {"ami": "a", "instanceType": "b", "userDataBase64": "%"},
            "userDataBase64",
            "is not valid base64",
        ),
        (INSTANCE, {"ami": "a", "instanceType": "b", "hibernation": True}, "hibernation", "does not support"),
    ],
)
def test_wrong_inputs(token: str, inputs: Properties, where: str, reason: str) -> None:
    _, failures = _check(token, inputs)
    assert [item for item in failures if item[0] == where and reason in item[1]], failures


def test_all_mistakes_are_told_at_once() -> None:
    _, failures = _check(SUBNET, {"cidrBlok": "x", "enableDns64": "maybe"})
    assert {item[0] for item in failures} == {"cidrBlok", "enableDns64", "vpcId"}


def test_a_secret_of_the_wrong_kind_is_not_shown() -> None:
    _, failures = _check(PARAMETER, {"name": "a", "type": "String", "value": ["hunter2"]})
    assert failures == [("value", "expected a string, got a secret value")]


def test_a_long_value_is_cut() -> None:
    _, failures = _check(VPC, {"cidrBlock": ["x" * 1000]})
    assert len(failures[0][1]) < 150


@pytest.mark.parametrize(
    ("token", "inputs", "name", "expected"),
    [
        (RULE, {**RULE_INPUTS, "fromPort": "1"}, "fromPort", 1),
        (RULE, {**RULE_INPUTS, "ipProtocol": 6}, "ipProtocol", "6"),
        (VPC, {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": "false"}, "enableDnsSupport", False),
        (
            VPC,
            {"cidrBlock": "10.0.0.0/16", "tags": {"a": 1, "b": True, "c": None}},
            "tags",
            {"a": "1", "b": "true"},
        ),
    ],
)
def test_scalars_are_coerced(token: str, inputs: Properties, name: str, expected: Any) -> None:
    checked, failures = _check(token, inputs)
    assert failures == []
    assert checked[name] == expected


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (VPC, {"cidrBlock": UNKNOWN, "tags": UNKNOWN, "instanceTenancy": UNKNOWN}),
        (RULE, {**RULE_INPUTS, "fromPort": UNKNOWN, "toPort": UNKNOWN, "cidrIpv4": UNKNOWN}),
        (GROUP, {"name": "a", "ingress": [UNKNOWN], "egress": UNKNOWN}),
        (NAT, {"subnetId": UNKNOWN, "allocationId": UNKNOWN}),
        (INSTANCE, {"ami": UNKNOWN, "instanceType": "t4g.nano", "userDataBase64": UNKNOWN}),
        (ROLE, {"name": "a", "assumeRolePolicy": UNKNOWN}),
    ],
)
def test_unknowns_pass_and_stay(token: str, inputs: Properties) -> None:
    assert _check(token, inputs) == (inputs, [])


def test_marks_of_the_provider_are_no_properties() -> None:
    block = {"__defaults": [], "protocol": "-1", "fromPort": 0, "toPort": 0}
    checked, failures = _check(GROUP, {"__defaults": [], "name": "a", "ingress": [block]})
    assert failures == []
    assert checked["ingress"] == [{"protocol": "-1", "fromPort": 0, "toPort": 0}]


def test_what_cannot_stand_together_is_left_out_of_an_import() -> None:
    found = allowed_together(
        resource_of(SUBNET), {"availabilityZone": "a", "availabilityZoneId": "b", "vpcId": "v"}
    )
    assert found == {"availabilityZone": "a", "vpcId": "v"}


@pytest.mark.parametrize(
    ("token", "inputs", "where", "reason"),
    [
        (
            VPC,
            {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "shared"},
            "instanceTenancy",
            "allowed: default",
        ),
        (ROLE, {"name": "a" * 65, "assumeRolePolicy": "{}"}, "name", "at most 64"),
        (ROLE, {"name": "a b", "assumeRolePolicy": "{}"}, "name", "must match"),
        ("aws:kms/alias:Alias", {"name": "alias/a b", "targetKeyId": "k"}, "name", "must match"),
        ("aws:kms/key:Key", {"keyUsage": "SING"}, "keyUsage", "SIGN_VERIFY"),
        (
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            {"vpcId": "v", "vpcEndpointType": "Gate"},
            "vpcEndpointType",
            "Gateway",
        ),
    ],
)
def test_values_that_the_service_model_refuses(
    cloud: Cloud, token: str, inputs: Properties, where: str, reason: str
) -> None:
    resource = resource_of(token)
    found = list(refused_values(ServiceApi(cloud, resource.service, "us-east-1"), resource, inputs))
    assert [item.property for item in found] == [where]
    assert reason in found[0].reason


def test_the_service_model_has_nothing_against_unknown_or_right_values(cloud: Cloud) -> None:
    resource = resource_of(VPC)
    api = ServiceApi(cloud, resource.service, "us-east-1")
    inputs = {
        "cidrBlock": UNKNOWN,
        "instanceTenancy": "dedicated",
        "tags": {"a": "b"},
        "enableDnsSupport": True,
    }
    assert list(refused_values(api, resource, inputs)) == []


def test_a_conversion_is_not_asked_about_an_unknown(cloud: Cloud) -> None:
    conversions = {"cidrBlock": Conversion(lambda value: value.lower(), str)}
    converted = replace(resource_of(VPC), conversions=conversions)
    assert (
        list(refused_values(ServiceApi(cloud, "ec2", "us-east-1"), converted, {"cidrBlock": UNKNOWN})) == []
    )
