"""Inputs that are taken from states: of drift, imports and ignored changes."""

from typing import Any

import pytest

from localcloud.provider.inputs import ignoring_changes, imported_inputs, refreshed_inputs
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties

VPC = resource_of("aws:ec2/vpc:Vpc")
SUBNET = resource_of("aws:ec2/subnet:Subnet")
EIP = resource_of("aws:ec2/eip:Eip")
INSTANCE = resource_of("aws:ec2/instance:Instance")
GROUP = resource_of("aws:ec2/securityGroup:SecurityGroup")


@pytest.mark.parametrize(
    ("resource", "state", "expected"),
    [
        pytest.param(
            VPC,
            {
                "cidrBlock": "a",
                "enableDnsSupport": True,
                "instanceTenancy": "default",
                "arn": "x",
                "region": "r",
                "enableDnsHostnames": False,
                "tags": {"a": "b"},
                "tagsAll": {"a": "b"},
            },
            {"cidrBlock": "a", "enableDnsHostnames": False, "tags": {"a": "b"}},
            id="outputs-and-defaults-are-left-out",
        ),
        pytest.param(
            SUBNET,
            {
                "vpcId": "v",
                "availabilityZone": "a",
                "availabilityZoneId": "i",
                "mapCustomerOwnedIpOnLaunch": False,
            },
            {"vpcId": "v", "availabilityZone": "a"},
            id="alternatives-and-zeros-are-left-out",
        ),
        pytest.param(
            INSTANCE,
            {
                "rootBlockDevice": {
                    "volumeId": "v",
                    "encrypted": True,
                    "deleteOnTermination": True,
                    "volumeSize": 8,
                }
            },
            {"rootBlockDevice": {"encrypted": True, "volumeSize": 8}},
            id="outputs-in-blocks-are-left-out",
        ),
        pytest.param(
            GROUP,
            {
                "name": "n",
                "ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": False}],
                "egress": [],
            },
            {"name": "n", "ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0}]},
            id="required-zeros-stay",
        ),
        pytest.param(VPC, {"cidrBlock": "a", "ipv6CidrBlock": "b"}, {"cidrBlock": "a"}, id="unsupported"),
    ],
)
def test_imported_inputs(resource: Any, state: Properties, expected: Properties) -> None:
    assert imported_inputs(resource, state, "r") == expected


def test_an_import_from_another_region_names_it() -> None:
    assert imported_inputs(EIP, {"domain": "vpc", "region": "q"}, "r") == {"domain": "vpc", "region": "q"}


@pytest.mark.parametrize(
    ("resource", "state", "inputs", "expected"),
    [
        pytest.param(EIP, {"domain": "vpc", "publicIp": "1.2.3.4"}, {}, {}, id="nothing-drifted"),
        pytest.param(
            VPC,
            {"cidrBlock": "a", "enableDnsSupport": False},
            {"cidrBlock": "a"},
            {"cidrBlock": "a", "enableDnsSupport": False},
            id="drift-from-the-default",
        ),
        pytest.param(
            VPC,
            {"cidrBlock": "a", "enableDnsSupport": True},
            {"cidrBlock": "a", "enableDnsSupport": False},
            {"cidrBlock": "a"},
            id="drift-to-the-default",
        ),
        pytest.param(
            VPC,
            {"cidrBlock": "a", "tags": {"a": "x"}},
            {"cidrBlock": "a", "tags": {"a": "b"}},
            {"cidrBlock": "a", "tags": {"a": "x"}},
            id="tags",
        ),
        pytest.param(
            VPC, {"cidrBlock": "a"}, {"cidrBlock": "a", "tags": {"a": "b"}}, {"cidrBlock": "a"}, id="no-tags"
        ),
        pytest.param(
            VPC,
            {"cidrBlock": "a", "tags": {}},
            {"cidrBlock": "a", "__defaults": []},
            {"cidrBlock": "a", "__defaults": []},
            id="marks-stay",
        ),
    ],
)
def test_refreshed_inputs(resource: Any, state: Properties, inputs: Properties, expected: Properties) -> None:
    assert refreshed_inputs(resource, state, inputs) == expected


STATE = {
    "a": 1,
    "tags": {"Owner": "old", "x.y": "1"},
    "rules": [{"port": 1, "name": "a"}, {"port": 2, "name": "b"}],
}


@pytest.mark.parametrize(
    ("paths", "inputs", "expected"),
    [
        ([], {"a": 2}, {"a": 2}),
        (["a"], {"a": 2}, {"a": 1}),
        (["a"], {}, {"a": 1}),
        (["b"], {"b": 2}, {}),
        (["tags.Owner"], {"tags": {"Owner": "new", "z": "1"}}, {"tags": {"Owner": "old", "z": "1"}}),
        (["tags.New"], {"tags": {"New": "new"}}, {"tags": {}}),
        (["tags.Owner"], {}, {"tags": {"Owner": "old"}}),
        (['tags["x.y"]'], {"tags": {"x.y": "2"}}, {"tags": {"x.y": "1"}}),
        (["rules[1].port"], {"rules": [{"port": 8}, {"port": 9}]}, {"rules": [{"port": 8}, {"port": 2}]}),
        (["rules[*].port"], {"rules": [{"port": 8}, {"port": 9}]}, {"rules": [{"port": 1}, {"port": 2}]}),
        (["rules[7].port"], {"rules": [{"port": 8}]}, {"rules": [{"port": 8}]}),
        (["rules[0]"], {"rules": [{"port": 8}]}, {"rules": [{"port": 1, "name": "a"}]}),
    ],
)
def test_ignored_changes_are_as_in_the_state(
    paths: list[str], inputs: Properties, expected: Properties
) -> None:
    before = repr((inputs, STATE))
    assert ignoring_changes(inputs, STATE, paths) == expected
    assert repr((inputs, STATE)) == before
