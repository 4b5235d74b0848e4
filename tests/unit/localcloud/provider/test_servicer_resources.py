"""The provider over gRPC: resources, called as the engine calls it."""

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from localcloud.cloud import Cloud
from localcloud.provider.values import UNKNOWN, Properties, from_struct
from tests.unit.localcloud.provider.engine import Instance, refusal
from tests.unit.localcloud.provider.world import trust

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROLE = "aws:iam/role:Role"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"


def test_failures_of_a_check_name_their_properties(aws: Instance) -> None:
    failures = aws.check(SUBNET, "x", {"cidrBlok": "10.0.0.0/24", "enableDns64": "maybe"}).failures
    assert {failure.property for failure in failures} == {"cidrBlok", "enableDns64", "vpcId"}
    failures = aws.check(VPC, "x", {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "shared"}).failures
    assert [failure.property for failure in failures] == ["instanceTenancy"]


def test_a_check_makes_names_and_keeps_unknowns(aws: Instance) -> None:
    checked = aws.checked(ROLE, "api", {"assumeRolePolicy": UNKNOWN})
    assert checked == {"assumeRolePolicy": UNKNOWN, "name": "api-0101010", "__defaults": ["name"]}


def test_a_check_grants_the_autonaming_of_the_engine(aws: Instance) -> None:
    options = provider_pb2.CheckRequest.AutonamingOptions
    inputs = {"assumeRolePolicy": "{}"}
    for mode, expected in ((options.ENFORCE, "exact"), (options.PROPOSE, "exact")):
        answer = aws.check(ROLE, "api", inputs, autonaming=options(proposed_name="exact", mode=mode))
        assert from_struct(answer.inputs)["name"] == expected
    disabled = aws.check(ROLE, "api", inputs, autonaming=options(mode=options.DISABLE))
    assert [failure.property for failure in disabled.failures] == ["name"]


def test_a_preview_creates_nothing(cloud: Cloud, aws: Instance) -> None:
    before = len(cloud.client("ec2", "us-east-1").describe_vpcs()["Vpcs"])
    identifier, planned = aws.create(VPC, "preview", {"cidrBlock": UNKNOWN}, preview=True)
    assert identifier == ""
    assert planned["cidrBlock"] is UNKNOWN
    assert planned["arn"] is UNKNOWN
    assert planned["enableDnsSupport"] is True
    assert len(cloud.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]) == before


def test_the_life_of_a_resource(cloud: Cloud, aws: Instance) -> None:
    inputs = aws.checked(VPC, "life", {"cidrBlock": "10.61.0.0/16", "tags": {"Name": "a"}})
    identifier, state = aws.create(VPC, "life", inputs)
    assert aws.diff(VPC, "life", identifier, state, inputs).changes == provider_pb2.DiffResponse.DIFF_NONE
    new = {"cidrBlock": "10.61.0.0/16", "enableDnsHostnames": True}
    planned = aws.update(VPC, "life", identifier, state, new, preview=True)
    assert (planned["enableDnsHostnames"], planned["tagsAll"], planned["arn"]) == (True, {}, state["arn"])
    updated = aws.update(VPC, "life", identifier, state, new)
    assert (updated["enableDnsHostnames"], updated["tagsAll"]) == (True, {})
    read = aws.refresh(VPC, "life", identifier, updated, new)
    assert (read.id, from_struct(read.properties), from_struct(read.inputs)) == (identifier, updated, new)
    aws.delete(VPC, "life", identifier, updated)
    assert aws.refresh(VPC, "life", identifier, updated, new).id == ""
    aws.delete(VPC, "life", identifier, updated)


def test_a_difference_tells_path_kind_and_replacement(aws: Instance) -> None:
    state = {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": True, "tags": {"a": "b"}, "region": "us-east-1"}
    inputs = {"cidrBlock": "10.1.0.0/16", "enableDnsSupport": False, "tags": {"c.d": "e"}}
    answer = aws.diff(VPC, "difference", "vpc-1", state, inputs)
    kinds = provider_pb2.PropertyDiff
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(answer.diffs) == ["cidrBlock", "enableDnsSupport", "tags"]
    assert list(answer.replaces) == ["cidrBlock"]
    assert answer.hasDetailedDiff
    assert {path: item.kind for path, item in answer.detailedDiff.items()} == {
        "cidrBlock": kinds.UPDATE_REPLACE,
        "enableDnsSupport": kinds.UPDATE,
        "tags.a": kinds.DELETE,
        'tags["c.d"]': kinds.ADD,
    }
    assert not answer.deleteBeforeReplace


def test_ignored_changes_are_no_difference(aws: Instance) -> None:
    state = {"cidrBlock": "10.0.0.0/16", "tags": {"a": "b"}, "tagsAll": {"a": "b"}}
    inputs = {"cidrBlock": "10.1.0.0/16", "tags": {"a": "c"}}
    answer = aws.diff(VPC, "ignored", "vpc-1", state, inputs, ignoreChanges=["cidrBlock", "tags.a"])
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE


@pytest.mark.parametrize(
    ("token", "state", "inputs", "expected"),
    [
        pytest.param(ROLE, {"name": "a", "path": "/"}, {"name": "a", "path": "/b/"}, True, id="own-name"),
        pytest.param(
            ROLE,
            {"name": "a", "path": "/"},
            {"name": "a", "path": "/b/", "__defaults": ["name"]},
            False,
            id="automatic",
        ),
        pytest.param(ASSOCIATION, {"subnetId": "a"}, {"subnetId": "b"}, True, id="by-nature"),
        pytest.param(
            ROLE,
            {"description": "a", "name": "n"},
            {"description": "b", "name": "n"},
            False,
            id="no-replacement",
        ),
        pytest.param(VPC, {"cidrBlock": "a"}, {"cidrBlock": "b"}, False, id="nameless"),
    ],
)
def test_what_cannot_stand_beside_its_replacement_is_deleted_first(
    aws: Instance, token: str, state: Properties, inputs: Properties, expected: bool
) -> None:
    answer = aws.diff(
        token, "first", "id", {**state, "assumeRolePolicy": "{}"}, {**inputs, "assumeRolePolicy": "{}"}
    )
    assert answer.deleteBeforeReplace is expected


def test_refusals_of_aws_are_told_with_the_resource(aws: Instance) -> None:
    inputs = {"vpcId": "vpc-00000000000000000", "cidrBlock": "10.0.0.0/24"}
    code, text = refusal(aws.create, SUBNET, "refused", inputs)
    assert code == grpc.StatusCode.UNKNOWN
    assert text.startswith("creating refused: operation error CreateSubnet: InvalidVpcID.NotFound: ")


def test_what_is_in_use_is_not_deleted(cloud: Cloud, aws: Instance) -> None:
    vpc, state = aws.create(VPC, "used", {"cidrBlock": "10.62.0.0/16"})
    aws.create(SUBNET, "user", {"vpcId": vpc, "cidrBlock": "10.62.0.0/24"})
    _, text = refusal(aws.delete, VPC, "used", vpc, state)
    assert text.startswith(f"deleting used ({vpc}): operation error DeleteVpc: DependencyViolation: ")
    assert aws.refresh(VPC, "used", vpc, state, {"cidrBlock": "10.62.0.0/16"}).id == vpc


def test_a_fault_of_the_provider_is_told_as_one(aws: Instance) -> None:
    code, text = refusal(aws.delete, "aws:ec2/route:Route", "faulty", "r-1", {})
    assert code == grpc.StatusCode.INTERNAL
    assert text == "deleting faulty (r-1): KeyError: 'routeTableId'"


def test_a_create_that_the_engine_lost_is_not_made_twice(aws: Instance) -> None:
    inputs = {"cidrBlock": "10.63.0.0/16"}
    first, _ = aws.create(VPC, "lost", inputs)
    second, state = aws.create(VPC, "lost", inputs)
    assert second == first
    aws.diff(VPC, "lost", second, state, inputs)
    third, _ = aws.create(VPC, "lost", inputs)
    assert third != first


def test_drift_becomes_inputs_in_a_refresh(cloud: Cloud, aws: Instance) -> None:
    inputs = {"cidrBlock": "10.64.0.0/16", "tags": {"Name": "a"}, "__defaults": []}
    identifier, state = aws.create(VPC, "drift", inputs)
    cloud.client("ec2", "us-east-1").create_tags(Resources=[identifier], Tags=[{"Key": "Name", "Value": "b"}])
    answer = aws.refresh(VPC, "drift", identifier, state, inputs)
    assert from_struct(answer.inputs) == {**inputs, "tags": {"Name": "b"}}
    assert from_struct(answer.properties)["tagsAll"] == {"Name": "b"}


def test_a_refresh_without_inputs_is_no_import(aws: Instance) -> None:
    identifier, state = aws.create("aws:ec2/eip:Eip", "bare", {})
    answer = aws.refresh("aws:ec2/eip:Eip", "bare", identifier, state, {})
    assert from_struct(answer.inputs) == {}


def test_an_import_gives_inputs_that_fit(aws: Instance) -> None:
    identifier, _ = aws.create(VPC, "imported", {"cidrBlock": "10.65.0.0/16", "tags": {"a": "b"}})
    answer = aws.read(VPC, "imported", f"{identifier}@us-east-1")
    inputs = from_struct(answer.inputs)
    assert answer.id == identifier
    assert inputs["cidrBlock"] == "10.65.0.0/16"
    assert aws.checked(VPC, "imported", inputs) == inputs
    found = aws.diff(VPC, "imported", identifier, from_struct(answer.properties), inputs)
    assert found.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert aws.read(VPC, "imported", identifier, {"region": "eu-west-1"}).id == ""
    assert (
        aws.read(VPC, "imported", f"{identifier}@us-east-1", {"cidrBlock": "10.65.0.0/16"}).id == identifier
    )


def test_an_imported_rule_is_no_drift_of_its_group(cloud: Cloud, aws: Instance) -> None:
    vpc, _ = aws.create(VPC, "ruled", {"cidrBlock": "10.66.0.0/16"})
    inputs = aws.checked(GROUP, "ruled", {"vpcId": vpc, "name": "ruled"})
    group, state = aws.create(GROUP, "ruled", inputs)
    rule = cloud.client("ec2", "us-east-1").authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        ],
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    assert from_struct(aws.refresh(GROUP, "ruled", group, state, inputs).properties)["ingress"]
    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    assert aws.read(token, "rule", rule).id == rule
    assert from_struct(aws.refresh(GROUP, "ruled", group, state, inputs).properties)["ingress"] == []
    aws.delete(token, "rule", rule, {"securityGroupId": group})
    assert aws.refresh(token, "rule", rule, {"securityGroupId": group}, {}).id == ""


def test_the_role_of_a_program_that_is_gone_is_made_again(aws: Instance) -> None:
    inputs = aws.checked(ROLE, "again", {"assumeRolePolicy": trust("ec2")})
    identifier, state = aws.create(ROLE, "again", inputs)
    aws.delete(ROLE, "again", identifier, state)
    assert aws.create(ROLE, "again", inputs)[0] == identifier
