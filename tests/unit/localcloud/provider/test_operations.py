"""Operations on the live cloud: previews that keep their word, regions, tags, drift, failures."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import NotSupportedError, ServiceApi, aws_message, merged
from localcloud.provider.operations import ResourceGoneError
from localcloud.provider.values import UNKNOWN, Properties
from tests.unit.localcloud.provider.world import World, trust

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
PARAMETER = "aws:ssm/parameter:Parameter"
ADDRESS = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"


def _assert_agrees(planned: Properties, state: Properties) -> None:
    """What a preview says is what comes, apart from what it does not know."""
    for name, value in planned.items():
        if value is not UNKNOWN:
            assert state.get(name) == value, name
    assert set(state) <= set(planned)


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (VPC, {"cidrBlock": "10.20.0.0/16", "tags": {"a": "b"}}),
        (LOG_GROUP, {"name": "/planned", "retentionInDays": 7}),
        (ROLE, {"name": "planned", "assumeRolePolicy": trust("ec2")}),
        (PARAMETER, {"name": "/planned", "type": "String", "value": "x"}),
    ],
)
def test_a_preview_of_a_create_keeps_its_word(world: World, token: str, inputs: Properties) -> None:
    planned = world.operations(token).plan(inputs)
    _, state = world.make(token, **inputs)
    _assert_agrees(planned, state)


def test_a_preview_of_an_update_keeps_its_word(world: World) -> None:
    operations = world.operations(LOG_GROUP)
    identifier, state = world.make(LOG_GROUP, name="/updated", retentionInDays=7, tags={"a": "b"})
    inputs = {"name": "/updated", "tags": {"c": "d"}}
    planned = operations.plan_update(state, inputs)
    assert planned["retentionInDays"] == 0
    assert planned["arn"] == state["arn"]
    assert planned["tagsAll"] == {"c": "d"}
    _assert_agrees(planned, operations.update(identifier, state, inputs))


def test_a_preview_knows_unknowns(world: World) -> None:
    planned = world.operations(SUBNET).plan({"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/24"})
    assert planned["vpcId"] is UNKNOWN
    assert planned["arn"] is UNKNOWN
    assert planned["mapPublicIpOnLaunch"] is False
    assert planned["region"] == "us-east-1"
    assert planned["tagsAll"] == {}


def test_a_state_has_the_programs_text_of_a_policy(world: World) -> None:
    text = json.dumps(json.loads(trust("ec2", "ecs-tasks")), indent=4)
    identifier, state = world.make(ROLE, name="formatted", assumeRolePolicy=text)
    assert state["assumeRolePolicy"] == text
    assert world.operations(ROLE).read(identifier, {})["assumeRolePolicy"] != text  # type: ignore[index]


def test_only_written_values_are_in_no_state(world: World) -> None:
    inputs = {"name": "/wo", "type": "SecureString", "valueWo": "secret", "valueWoVersion": 1}
    assert "valueWo" not in world.operations(PARAMETER).plan(inputs)
    identifier, state = world.make(PARAMETER, **inputs)
    assert "secret" not in str(state)
    assert (
        world.client("ssm").get_parameter(Name="/wo", WithDecryption=True)["Parameter"]["Value"] == "secret"
    )
    state = world.operations(PARAMETER).update(
        identifier, state, {**inputs, "valueWo": "x", "valueWoVersion": 2}
    )
    assert world.client("ssm").get_parameter(Name="/wo", WithDecryption=True)["Parameter"]["Value"] == "x"


@pytest.mark.parametrize(
    ("token", "inputs", "expected"),
    [
        pytest.param(
            SUBNET,
            {"cidrBlock": "10.9.90.0/24", "mapPublicIpOnLaunch": False, "tags": {"a": "b"}},
            ["create_subnet", "describe_subnets"],
            id="defaults-need-no-call",
        ),
        pytest.param(
            SUBNET,
            {"cidrBlock": "10.9.91.0/24", "mapPublicIpOnLaunch": True},
            ["create_subnet", "modify_subnet_attribute", "describe_subnets"],
            id="other-values-do",
        ),
        pytest.param(
            GROUP,
            {"name": "counted", "tags": {"a": "b"}},
            [
                "create_security_group",
                "describe_security_group_rules",
                "revoke_security_group_egress",
                "create_tags",
                "describe_security_groups",
                "describe_security_group_rules",
            ],
            id="function",
        ),
    ],
)
def test_a_create_makes_no_needless_calls(
    world: World, monkeypatch: pytest.MonkeyPatch, token: str, inputs: Properties, expected: list[str]
) -> None:
    inputs = {"vpcId": world.vpc, **inputs}
    called: list[str] = []
    call = ServiceApi.call

    def spy(self: ServiceApi, operation: str, /, **parameters: Any) -> dict[str, Any]:
        called.append(operation)
        return call(self, operation, **parameters)

    monkeypatch.setattr(ServiceApi, "call", spy)
    world.make(token, **inputs)
    assert called == expected


def test_a_resource_lives_in_its_own_region(world: World) -> None:
    operations = world.operations(VPC)
    identifier, state = world.make(VPC, cidrBlock="10.30.0.0/16", region="eu-west-1")
    assert state["region"] == "eu-west-1"
    assert state["arn"].startswith("arn:aws:ec2:eu-west-1:")
    assert world.client("ec2", "eu-west-1").describe_vpcs(VpcIds=[identifier])["Vpcs"]
    assert operations.read(identifier, {}) is None
    assert operations.locate(f"{identifier}@eu-west-1") == (identifier, {"region": "eu-west-1"})
    moved = operations.diff(state, {"cidrBlock": "10.30.0.0/16"})
    assert [(item.path, item.replace) for item in moved] == [("region", True)]
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_default_tags_go_to_aws_and_to_tags_all(cloud: Cloud) -> None:
    world = World(cloud, ProviderConfiguration(default_tags={"Owner": "team"}))
    identifier, state = world.make(VPC, cidrBlock="10.31.0.0/16", tags={"Name": "x"})
    assert (state["tags"], state["tagsAll"]) == ({"Name": "x"}, {"Name": "x", "Owner": "team"})
    live = world.client("ec2").describe_vpcs(VpcIds=[identifier])["Vpcs"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in live} == {"Name": "x", "Owner": "team"}
    other = World(cloud, ProviderConfiguration(default_tags={"Owner": "other"})).operations(VPC)
    inputs = {"cidrBlock": "10.31.0.0/16", "tags": {"Name": "x"}}
    assert [item.path for item in other.diff(state, inputs)] == ["tags.Owner", "tagsAll.Owner"][1:]
    state = other.update(identifier, state, inputs)
    assert state["tagsAll"] == {"Name": "x", "Owner": "other"}
    assert other.diff(state, inputs) == []


def test_a_taken_default_tag_is_removed(cloud: Cloud) -> None:
    world = World(cloud, ProviderConfiguration(default_tags={"Owner": "team"}))
    identifier, state = world.make(VPC, cidrBlock="10.32.0.0/16")
    plain = World(cloud).operations(VPC)
    assert plain.update(identifier, state, {"cidrBlock": "10.32.0.0/16"})["tagsAll"] == {}


def test_ignored_tags_are_left_to_others(cloud: Cloud) -> None:
    world = World(cloud, ProviderConfiguration(ignored_keys=frozenset({"Scan"})))
    operations = world.operations(VPC)
    identifier, state = world.make(VPC, cidrBlock="10.33.0.0/16")
    world.client("ec2").create_tags(Resources=[identifier], Tags=[{"Key": "Scan", "Value": "x"}])
    inputs: Properties = {"cidrBlock": "10.33.0.0/16"}
    live = operations.read(identifier, state)
    assert live == state
    operations.update(identifier, state, {**inputs, "tags": {"a": "b"}})
    tags = world.client("ec2").describe_vpcs(VpcIds=[identifier])["Vpcs"][0]["Tags"]
    assert {tag["Key"] for tag in tags} == {"Scan", "a"}


def test_tags_of_a_type_that_names_its_arn(world: World) -> None:
    """A log group's tag calls take an ARN, which inputs and id do not have."""
    operations = world.operations(LOG_GROUP)
    identifier, state = world.make(LOG_GROUP, name="/tagged", tags={"a": "b"})
    state = operations.update(identifier, state, {"name": "/tagged", "tags": {"c": "d"}})
    assert state["tags"] == {"c": "d"}


def test_drift_is_read(world: World) -> None:
    operations = world.operations(VPC)
    identifier, state = world.make(VPC, cidrBlock="10.34.0.0/16", tags={"Name": "x"})
    ec2 = world.client("ec2")
    ec2.create_tags(Resources=[identifier], Tags=[{"Key": "Name", "Value": "y"}])
    ec2.modify_vpc_attribute(VpcId=identifier, EnableDnsSupport={"Value": False})
    live = operations.read(identifier, state)
    assert live is not None
    found = operations.diff(live, {"cidrBlock": "10.34.0.0/16", "tags": {"Name": "x"}})
    assert {item.path for item in found} == {"enableDnsSupport", "tags.Name"}
    ec2.delete_vpc(VpcId=identifier)
    assert operations.read(identifier, state) is None
    with pytest.raises(ResourceGoneError, match="refresh the stack"):
        operations.update(identifier, state, {"cidrBlock": "10.34.0.0/16", "tags": {"Name": "x"}})


def test_a_rule_that_nobody_manages_is_drift_of_its_group(world: World) -> None:
    group, state = world.make(GROUP, name="drifting", vpcId=world.vpc)
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    world.client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    operations = world.operations(GROUP)
    live = operations.read(group, state)
    assert live is not None
    assert live["ingress"] == [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]
    inputs = {"name": "drifting", "vpcId": world.vpc}
    assert [item.path for item in operations.diff(live, inputs)] == ["ingress"]
    state = operations.update(group, live, inputs)
    assert state["ingress"] == []
    assert (
        world.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        == []
    )


def test_ignored_changes_are_neither_shown_nor_made(world: World) -> None:
    operations = world.operations(VPC)
    identifier, state = world.make(VPC, cidrBlock="10.35.0.0/16", tags={"Owner": "a", "Name": "a"})
    inputs = {"cidrBlock": "10.99.0.0/16", "tags": {"Owner": "b", "Name": "b"}}
    ignored = ["cidrBlock", "tags.Owner"]
    assert [item.path for item in operations.diff(state, inputs, ignored)] == ["tags.Name"]
    assert operations.update(identifier, state, inputs, ignored)["tags"] == {"Owner": "a", "Name": "b"}


def test_what_aws_refuses_is_raised_and_undone(world: World) -> None:
    before = len(world.client("ec2").describe_subnets()["Subnets"])
    with pytest.raises(ClientError, match=r"InvalidSubnet\.Range"):
        world.make(SUBNET, vpcId=world.vpc, cidrBlock="192.168.0.0/24")
    assert len(world.client("ec2").describe_subnets()["Subnets"]) == before


def test_a_create_that_fails_midway_leaves_nothing(world: World) -> None:
    rule = {"protocol": "tcp", "fromPort": 1, "toPort": 2, "securityGroups": ["sg-00000000000000000"]}
    with pytest.raises(ClientError, match=r"InvalidGroup\.NotFound"):
        world.make(GROUP, name="half-made", vpcId=world.vpc, ingress=[rule])
    filters = [{"Name": "group-name", "Values": ["half-made"]}]
    assert world.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"] == []


def test_messages_name_operation_code_and_text(world: World) -> None:
    with pytest.raises(ClientError) as refusal:
        world.make(SUBNET, vpcId="vpc-00000000000000000", cidrBlock="10.0.0.0/24")
    assert aws_message(refusal.value).startswith("operation error CreateSubnet: InvalidVpcID.NotFound: ")
    assert aws_message(ValueError("plain")) == "plain"


def test_an_operation_that_is_missing_is_named(world: World) -> None:
    with pytest.raises(NotSupportedError, match=r"does not support ec2\.get_ipam_pool_cidrs yet: add it in"):
        ServiceApi(world.cloud, "ec2", "us-east-1").call("get_ipam_pool_cidrs", IpamPoolId="ipam-pool-1")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"A": 1}, {"B": 2}, {"A": 1, "B": 2}),
        ({"A": {"B": 1}}, {"A": {"C": 2}}, {"A": {"B": 1, "C": 2}}),
        ({"A": [1]}, {"A": [2]}, {"A": [2]}),
    ],
)
def test_request_members_are_merged(first: Any, second: Any, expected: Any) -> None:
    assert merged(first, second) == expected


def test_an_address_is_released_after_the_gateway_that_held_it(world: World) -> None:
    addresses, gateways = world.operations(ADDRESS), world.operations(NAT_GATEWAY)
    identifier, made = world.make(ADDRESS, domain="vpc")
    gateway, gateway_state = world.make(NAT_GATEWAY, subnetId=world.public_subnet, allocationId=identifier)
    held = addresses.read(identifier, made)
    assert held is not None
    assert held["associationId"]
    gateways.delete(gateway, gateway_state)
    addresses.delete(identifier, held)
    assert addresses.read(identifier, held) is None
