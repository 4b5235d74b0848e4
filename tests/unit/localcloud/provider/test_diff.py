"""Diff: what is a difference, what is none, what replaces."""

import json
from typing import Any

import pytest

from localcloud.provider.definition import Call, Resource
from localcloud.provider.diff import Difference, changed_properties, differences, keep_form, map_differences
from localcloud.provider.registry import resource_of
from localcloud.provider.values import UNKNOWN, Properties

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
INSTANCE = "aws:ec2/instance:Instance"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
KEY = "aws:kms/key:Key"
PARAMETER = "aws:ssm/parameter:Parameter"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"

WEB = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}
PLAIN = {"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}
DOCUMENT = '{"Statement": [{"Effect": "Allow", "Action": ["a", "b"]}]}'
SAME_DOCUMENT = '{"Statement": {"Action": ["b", "a"], "Effect": "Allow"}}'


def _found(token: str, state: Properties, inputs: Properties) -> dict[str, tuple[str, bool]]:
    return {item.path: (item.kind, item.replace) for item in differences(resource_of(token), state, inputs)}


@pytest.mark.parametrize(
    ("token", "state", "inputs", "expected"),
    [
        pytest.param(
            VPC, {"cidrBlock": "a"}, {"cidrBlock": "b"}, {"cidrBlock": ("update", True)}, id="replace"
        ),
        pytest.param(VPC, {"enableDnsHostnames": True}, {}, {}, id="computed-unset"),
        pytest.param(
            VPC,
            {"enableDnsSupport": False},
            {},
            {"enableDnsSupport": ("update", False)},
            id="default-restored",
        ),
        pytest.param(VPC, {"enableDnsSupport": True}, {}, {}, id="default-as-is"),
        pytest.param(VPC, {}, {"enableDnsSupport": False}, {}, id="false-is-unset-is-none"),
        pytest.param(LOG_GROUP, {}, {}, {}, id="default-not-told"),
        pytest.param(
            LOG_GROUP, {"retentionInDays": 7}, {}, {"retentionInDays": ("update", False)}, id="number"
        ),
        pytest.param(LOG_GROUP, {"kmsKeyId": "k"}, {}, {"kmsKeyId": ("delete", False)}, id="unset"),
        pytest.param(LOG_GROUP, {"kmsKeyId": ""}, {}, {}, id="empty-is-unset"),
        pytest.param(LOG_GROUP, {}, {"kmsKeyId": "k"}, {"kmsKeyId": ("add", False)}, id="set"),
        pytest.param(LOG_GROUP, {}, {"kmsKeyId": UNKNOWN}, {"kmsKeyId": ("add", False)}, id="unknown"),
        pytest.param(
            VPC, {"cidrBlock": "a"}, {"cidrBlock": UNKNOWN}, {"cidrBlock": ("update", True)}, id="unknown-2"
        ),
        pytest.param(GROUP, {"description": "Managed by Pulumi"}, {}, {}, id="pulumis-description"),
        pytest.param(
            RULE, {"cidrIpv4": "a"}, {"cidrIpv4": "b"}, {"cidrIpv4": ("update", False)}, id="source"
        ),
        pytest.param(
            RULE,
            {"cidrIpv4": "a"},
            {"cidrIpv6": "b"},
            {"cidrIpv4": ("delete", True), "cidrIpv6": ("add", True)},
            id="other-source",
        ),
        pytest.param(RULE, {"ipProtocol": "tcp"}, {"ipProtocol": "6"}, {}, id="protocol-number"),
        pytest.param(
            ROLE, {"assumeRolePolicy": DOCUMENT}, {"assumeRolePolicy": SAME_DOCUMENT}, {}, id="policy"
        ),
        pytest.param(
            KEY, {"policy": DOCUMENT}, {"policy": "{}"}, {"policy": ("update", False)}, id="policy-2"
        ),
        pytest.param(
            ROLE,
            {"inlinePolicies": [{"name": "a", "policy": DOCUMENT}]},
            {"inlinePolicies": [{"name": "a", "policy": SAME_DOCUMENT}]},
            {},
            id="nested-policy",
        ),
        pytest.param(
            INSTANCE,
            {"userData": '{"a": 1}'},
            {"userData": '{"a":1}'},
            {"userData": ("update", False)},
            id="json-that-is-only-text",
        ),
        pytest.param(INSTANCE, {"sourceDestCheck": True}, {}, {}, id="definitions-default"),
        pytest.param(
            INSTANCE,
            {"sourceDestCheck": False},
            {},
            {"sourceDestCheck": ("update", False)},
            id="definitions-default-restored",
        ),
        pytest.param(INSTANCE, {"metadataOptions": {"httpTokens": "required"}}, {}, {}, id="kept-block"),
        pytest.param(
            INSTANCE,
            {"metadataOptions": {"httpTokens": "optional", "httpEndpoint": "disabled"}},
            {"metadataOptions": {"httpTokens": "required"}},
            {
                "metadataOptions.httpTokens": ("update", False),
                "metadataOptions.httpEndpoint": ("update", False),
            },
            id="block",
        ),
        pytest.param(
            INSTANCE,
            {"rootBlockDevice": {"encrypted": False, "volumeId": "v", "deleteOnTermination": True}},
            {"rootBlockDevice": {"encrypted": True}},
            {"rootBlockDevice.encrypted": ("update", True)},
            id="nested-replace",
        ),
        pytest.param(
            FLOW_LOG,
            {},
            {"destinationOptions": {"fileFormat": "parquet"}},
            {"destinationOptions": ("add", True)},
            id="block-added",
        ),
        pytest.param(
            PARAMETER, {"valueWoVersion": 1}, {"valueWo": "x", "valueWoVersion": 1}, {}, id="write-only"
        ),
        pytest.param(
            SUBNET, {"tags": {"a": "b"}, "region": "x"}, {"tags": {}, "region": "y"}, {}, id="not-here"
        ),
    ],
)
def test_differences(
    token: str, state: Properties, inputs: Properties, expected: dict[str, tuple[str, bool]]
) -> None:
    relevant = {
        name: item
        for name, item in _found(token, state, inputs).items()
        if name.split(".")[0] in {*state, *inputs}
    }
    assert relevant == expected


@pytest.mark.parametrize(
    ("state", "inputs", "expected"),
    [
        ([WEB, PLAIN], [PLAIN, WEB], {}),
        ([WEB], [{**WEB, "self": False, "ipv6CidrBlocks": []}], {}),
        ([WEB], [WEB, PLAIN], {"ingress[1]": ("add", False)}),
        ([WEB, PLAIN], [PLAIN], {"ingress[0]": ("delete", False)}),
        ([WEB, PLAIN], [PLAIN, {**WEB, "toPort": 444}], {"ingress[1].toPort": ("update", False)}),
        ([WEB], None, {"ingress": ("delete", False)}),
        ([WEB], [], {"ingress[0]": ("delete", False)}),
        ([], None, {}),
        ([WEB], [{**WEB, "cidrBlocks": UNKNOWN}], {"ingress": ("update", False)}),
        ([WEB], [{**WEB, "protocol": "6"}], {}),
    ],
)
def test_differences_of_sets_of_blocks(
    state: list[Any], inputs: list[Any] | None, expected: dict[str, tuple[str, bool]]
) -> None:
    given = {} if inputs is None else {"ingress": inputs}
    found = _found(GROUP, {"ingress": state, "description": "Managed by Pulumi"}, given)
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["a", "b"], ["b", "a"], {}),
        (["a"], ["a", "b"], {"subnetIds[1]": ("add", False)}),
        (["a", "b"], ["b"], {"subnetIds[0]": ("delete", False)}),
        (["a", "b"], ["b", "c"], {"subnetIds[1]": ("update", False)}),
        (
            ["a", "b", "c"],
            ["d"],
            {
                "subnetIds[0]": ("update", False),
                "subnetIds[1]": ("delete", False),
                "subnetIds[2]": ("delete", False),
            },
        ),
        (["a"], UNKNOWN, {"subnetIds": ("update", False)}),
        (["a"], ["a", UNKNOWN], {"subnetIds": ("update", False)}),
    ],
)
def test_differences_of_sets_of_texts(
    old: list[str], new: Any, expected: dict[str, tuple[str, bool]]
) -> None:
    assert _found(ENDPOINT, {"subnetIds": old, "vpcEndpointType": "Gateway"}, {"subnetIds": new}) == expected


def test_paths_are_distinct() -> None:
    """The second element that goes and the one that comes in the place of the first are both at 1."""
    found = differences(resource_of(ENDPOINT), {"subnetIds": ["b", "c", "a"]}, {"subnetIds": ["a", "d"]})
    changed = {item.path: item.kind for item in found if item.property == "subnetIds"}
    assert changed == {"subnetIds[1]": "update", "subnetIds[2]": "delete"}


def test_a_change_is_judged_by_what_was_around_it() -> None:
    """The fact tells a launch template that a node group gets from one that it has."""
    nodes = Resource("aws:eks/nodeGroup:NodeGroup", "eks", create=Call("x"), read=Call("y"), delete=Call("z"))
    found = differences(nodes, {"launchTemplate": None}, {"launchTemplate": {"id": "lt-1", "version": "1"}})
    assert Difference("launchTemplate", "add", replace=False) in found


@pytest.mark.parametrize(
    ("key", "path"),
    [("Name", "tags.Name"), ("a.b", 'tags["a.b"]'), ('q"', 'tags["q\\""]'), ("1", 'tags["1"]')],
)
def test_paths_of_map_keys(key: str, path: str) -> None:
    found = map_differences("tags", {}, {key: "x"})
    assert found == [Difference(path, "add")]
    assert changed_properties(found) == {"tags"}


@pytest.mark.parametrize(
    ("token", "known", "live", "expected"),
    [
        (ENDPOINT, {"subnetIds": ["b", "a"]}, {"subnetIds": ["a", "b", "c"]}, {"subnetIds": ["b", "a", "c"]}),
        (
            ROLE,
            {"assumeRolePolicy": SAME_DOCUMENT},
            {"assumeRolePolicy": DOCUMENT},
            {"assumeRolePolicy": SAME_DOCUMENT},
        ),
        (ROLE, {"assumeRolePolicy": "{}"}, {"assumeRolePolicy": DOCUMENT}, {"assumeRolePolicy": DOCUMENT}),
        (GROUP, {"ingress": [PLAIN, WEB]}, {"ingress": [WEB, PLAIN]}, {"ingress": [PLAIN, WEB]}),
        (GROUP, {"ingress": [PLAIN]}, {"ingress": [WEB]}, {"ingress": [WEB]}),
        (RULE, {"ipProtocol": "6"}, {"ipProtocol": "tcp"}, {"ipProtocol": "6"}),
        (
            ROLE,
            {"inlinePolicies": [{"name": "b", "policy": "{}"}, {"name": "a", "policy": SAME_DOCUMENT}]},
            {"inlinePolicies": [{"name": "a", "policy": DOCUMENT}, {"name": "b", "policy": "{}"}]},
            {"inlinePolicies": [{"name": "b", "policy": "{}"}, {"name": "a", "policy": SAME_DOCUMENT}]},
        ),
        (
            INSTANCE,
            {"rootBlockDevice": {"encrypted": True}},
            {"rootBlockDevice": {"encrypted": True, "volumeId": "vol-1"}},
            {"rootBlockDevice": {"encrypted": True, "volumeId": "vol-1"}},
        ),
        (VPC, {"cidrBlock": "a"}, {"cidrBlock": None}, {"cidrBlock": None}),
    ],
)
def test_the_known_form_stays_where_it_means_the_same(
    token: str, known: Properties, live: Properties, expected: Properties
) -> None:
    assert json.dumps(keep_form(resource_of(token), known, live)) == json.dumps(expected)
