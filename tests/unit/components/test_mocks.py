"""The mocks record what the engine would be told, and nothing of one run reaches another."""

import asyncio

import pulumi
import pulumi_aws as aws
import pytest

from tests.mocks import Invoked, run


def test_records_what_pulumis_own_mocks_hide() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        options = pulumi.ResourceOptions(
            parent=vpc, protect=True, retain_on_delete=True, ignore_changes=["tags"]
        )
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.1.0/24", opts=options)

    recording = run(program)

    vpc = recording.one("aws:ec2/vpc:Vpc")
    subnet = recording.one("aws:ec2/subnet:Subnet")
    assert subnet.urn == "urn:pulumi:local::shared-infra::aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::subnet"
    assert subnet.parent == vpc.urn
    assert subnet.protect
    assert subnet.retain_on_delete
    assert subnet.ignore_changes == ("tags",)
    assert vpc.urn in subnet.dependencies
    assert subnet.inputs == {"vpcId": "vpc-id", "cidrBlock": "10.0.1.0/24"}
    assert recording.children(vpc.urn) == (subnet,)


def test_a_preview_does_not_know_what_aws_computes() -> None:
    def program() -> object:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.1.0/24")
        return {"id": vpc.id, "cidr": vpc.cidr_block}

    recording = run(program, preview=True)

    assert recording.one("aws:ec2/subnet:Subnet").inputs["vpcId"] is pulumi.UNKNOWN
    assert recording.result == {"id": pulumi.UNKNOWN, "cidr": "10.0.0.0/16"}


def test_resolves_results_and_exports_and_records_invokes() -> None:
    def program() -> object:
        pulumi.export("stack", pulumi.Output.from_input("s"))
        return {"account": [aws.get_caller_identity_output().account_id]}

    recording = run(program)

    assert recording.result == {"account": ["123456789012"]}
    assert recording.exports == {"stack": "s"}
    assert recording.invokes == (Invoked("aws:index/getCallerIdentity:getCallerIdentity", {}, ""),)


def test_unwraps_secrets() -> None:
    def program() -> None:
        aws.ec2.Vpc("vpc", cidr_block=pulumi.Output.secret("10.0.0.0/16"))

    assert run(program).one("aws:ec2/vpc:Vpc").inputs == {"cidrBlock": "10.0.0.0/16"}


def test_an_exception_in_an_apply_fails_the_run() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        vpc.id.apply(lambda _: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        run(program)


def test_two_resources_with_one_urn_fail_the_run() -> None:
    def program() -> None:
        for _ in range(2):
            aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")

    with pytest.raises(AssertionError, match="two resources have the URN"):
        run(program)


def test_a_provider_function_without_a_mock_is_named() -> None:
    with pytest.raises(AssertionError, match=r"no mock for the .*getRegions"):
        run(lambda: aws.get_regions_output())


def test_a_failed_run_leaves_nothing_for_the_next() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        for _ in range(3):
            vpc.id.apply(lambda _: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        run(program)
    assert run(lambda: None).resources == ()


def test_runs_do_not_see_each_other_and_leave_no_settings_behind() -> None:
    def program() -> None:
        aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")

    before = (pulumi.get_project(), pulumi.get_stack())

    assert len(run(program, stack="one").resources) == 1
    assert run(program, stack="two").resources[0].urn.startswith("urn:pulumi:two::")
    assert (pulumi.get_project(), pulumi.get_stack()) == before
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
