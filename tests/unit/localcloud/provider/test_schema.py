"""The facts on resource types, as the provider reads them."""

import pytest

from localcloud.provider.schema import NOT_SET, known_tokens, resource_schema

VPC = "aws:ec2/vpc:Vpc"


def test_every_type_of_the_facts_can_be_read() -> None:
    assert len(known_tokens()) > 140
    for token in known_tokens():
        schema = resource_schema(token)
        assert schema.inputs.keys() <= schema.properties.keys()


def test_a_type_without_facts_is_an_error() -> None:
    with pytest.raises(KeyError):
        resource_schema("aws:ec2/securityGroupRule:SecurityGroupRule")


def test_outputs_are_no_inputs() -> None:
    inputs = resource_schema(VPC).inputs
    assert "cidrBlock" in inputs
    assert not {"arn", "tagsAll", "mainRouteTableId"} & inputs.keys()


def test_properties_that_pulumi_lacks_are_left_out() -> None:
    assert "vpc" not in resource_schema("aws:ec2/eip:Eip").properties


def test_a_name_that_pulumi_makes_is_not_required() -> None:
    assert not resource_schema("aws:ssm/parameter:Parameter").inputs["name"].required
    assert resource_schema("aws:ssm/parameter:Parameter").inputs["type"].required


def test_the_provider_fills_in_what_only_pulumi_knows() -> None:
    assert resource_schema(VPC).inputs["region"].computed


def test_terraform_does_not_manage_what_pulumi_manages() -> None:
    group = resource_schema("aws:ec2/securityGroup:SecurityGroup")
    assert group.inputs["description"].default == "Managed by Pulumi"


def test_defaults() -> None:
    inputs = resource_schema(VPC).inputs
    assert inputs["enableDnsSupport"].default is True
    assert inputs["cidrBlock"].default is NOT_SET


def test_taggable_and_regional() -> None:
    role, vpc = resource_schema("aws:iam/role:Role"), resource_schema(VPC)
    assert (role.taggable, role.regional) == (True, False)
    assert (vpc.taggable, vpc.regional) == (True, True)
    assert not resource_schema("aws:ec2/route:Route").taggable


def test_a_state_has_nothing_that_is_only_written() -> None:
    values = {"name": "a", "valueWo": "secret", "valueWoVersion": 1, "other": 2}
    assert resource_schema("aws:ssm/parameter:Parameter").stored(values) == {"name": "a", "valueWoVersion": 1}


def test_elements_of_pooled_blocks() -> None:
    ingress = resource_schema("aws:ec2/securityGroup:SecurityGroup").inputs["ingress"]
    assert ingress.kind == "set"
    assert ingress.properties["cidrBlocks"].element == "string"
