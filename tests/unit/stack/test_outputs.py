"""What a stack publishes is what `stack_outputs.read` reads."""

import dataclasses
from typing import Any

import pulumi
import pytest

from components.stack_outputs import CONTRACT_VERSION, StackOutputs, StackOutputsError, check, read
from stack.outputs import Outputs, export
from tests.mocks import Recording, run

PUBLISHED: dict[str, Any] = {
    "contractVersion": CONTRACT_VERSION,
    "environment": "dev",
    "region": "eu-west-1",
    "vpcId": "vpc-1",
    "vpcCidr": "10.0.0.0/16",
    "subnetIds": {"public": {"a": "subnet-1"}, "compute": {"a": "subnet-2", "b": "subnet-3"}},
    "natPublicIps": {"a": "203.0.113.1"},
    "securityGroupIds": {"api": "sg-1"},
    "keyArns": {"internal": "arn:aws:kms:eu-west-1:123456789012:key/1"},
    "flowLogGroupName": "/shared-infra/dev/flow-logs",
    "bastionInstanceId": "i-1",
}
OUTPUTS = Outputs(
    environment="dev",
    region="eu-west-1",
    vpc_id="vpc-1",
    vpc_cidr="10.0.0.0/16",
    subnet_ids=PUBLISHED["subnetIds"],
    nat_public_ips=PUBLISHED["natPublicIps"],
    security_group_ids={"api": "sg-1"},
    key_arns=PUBLISHED["keyArns"],
    flow_log_group_name="/shared-infra/dev/flow-logs",
    bastion_instance_id="i-1",
)
REFERENCE = "pulumi:pulumi:StackReference"
STACK = "acme/shared-infra/dev"


def reading(outputs: dict[str, Any], secret: tuple[str, ...] = ()) -> Recording:
    """A program in another project that reads a stack with these outputs."""

    def program() -> object:
        shared = read(STACK)
        return {"vpc": shared.vpc_id, "subnet": shared.subnet_ids["compute"]["b"], "all": shared}

    answer = {REFERENCE: {"outputs": outputs, "secretOutputNames": list(secret)}}
    return run(program, project="shop", stack="live", outputs=answer)


def test_published_and_read_fields_are_the_same() -> None:
    assert {field.name for field in dataclasses.fields(Outputs)} == set(StackOutputs.model_fields)


def test_exports_every_field_under_its_published_name() -> None:
    assert run(lambda: export(OUTPUTS)).exports == PUBLISHED


def test_another_project_reads_what_was_published() -> None:
    recording = reading(run(lambda: export(OUTPUTS)).exports)
    assert recording.result["vpc"] == "vpc-1"
    assert recording.result["subnet"] == "subnet-3"
    assert recording.result["all"].security_group_ids == {"api": "sg-1"}


def test_an_existing_reference_is_used() -> None:
    def program() -> object:
        return read(pulumi.StackReference("shared", stack_name=STACK)).vpc_id

    assert run(program, outputs={REFERENCE: {"outputs": PUBLISHED}}).result == "vpc-1"


def test_options_go_to_the_reference() -> None:
    async def reference_urn() -> str:
        parent = pulumi.ComponentResource("shop:index:Shop", "shop")
        (reference,) = await read(STACK, pulumi.ResourceOptions(parent=parent)).resources()
        return str(await reference.urn.future())

    urn = run(reference_urn, outputs={REFERENCE: {"outputs": PUBLISHED}}).result
    assert f"::shop:index:Shop${REFERENCE}::{STACK}" in urn


def test_a_secret_output_makes_what_is_read_secret() -> None:
    async def is_secret() -> bool:
        return bool(await read(STACK).vpc_id.is_secret())

    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "vpc-1"}
    assert run(is_secret, outputs={REFERENCE: {"outputs": {**PUBLISHED, "vpcId": secret}}}).result is True
    assert run(is_secret, outputs={REFERENCE: {"outputs": PUBLISHED}}).result is False


def test_a_stack_of_another_kind_is_named() -> None:
    with pytest.raises(StackOutputsError) as caught:
        reading({"url": "https://example.com", "bucket": "b"})
    assert str(caught.value) == (
        "stack 'acme/shared-infra/dev' has no output contractVersion (its outputs: bucket, url). It is no"
        " shared-infra stack, or it was never deployed: check its name, or run `pulumi up` on it first"
    )


def test_a_stack_without_outputs_is_named() -> None:
    with pytest.raises(StackOutputsError, match=r"\(its outputs: none\)"):
        check(STACK, {})


@pytest.mark.parametrize(
    ("version", "remedy"),
    [
        (CONTRACT_VERSION + 1, "install a newer release of shared-infra here"),
        (float(CONTRACT_VERSION + 1), "install a newer release of shared-infra here"),
        (CONTRACT_VERSION - 1, "run `pulumi up` on that stack"),
        ("1", "run `pulumi up` on that stack"),
    ],
)
def test_another_version_says_which_side_is_behind(version: object, remedy: str) -> None:
    with pytest.raises(StackOutputsError) as caught:
        check(STACK, {**PUBLISHED, "contractVersion": version})
    assert str(caught.value).endswith(f"reads version {CONTRACT_VERSION}: {remedy}")


def test_a_version_may_arrive_as_a_float() -> None:
    assert check(STACK, {**PUBLISHED, "contractVersion": float(CONTRACT_VERSION)}).contract_version == 1


def test_every_missing_and_mistyped_output_is_listed_without_its_value() -> None:
    broken = {key: value for key, value in PUBLISHED.items() if key != "vpcId"}
    broken |= {
        "natPublicIps": ["203.0.113.1"],
        "subnetIds": {"data": {"a": 5}},
        "region": {"name": "hunter2"},
    }
    with pytest.raises(StackOutputsError) as caught:
        check(STACK, broken)
    assert str(caught.value).splitlines() == [
        "stack 'acme/shared-infra/dev' does not publish what contract version 1 promises:",
        "  region: Input should be a valid string, not dict",
        "  vpcId: missing",
        "  subnetIds.data.a: Input should be a valid string, not int",
        "  natPublicIps: Input should be a valid dictionary, not list",
        "run `pulumi up` on that stack with the current release of shared-infra",
    ]


def test_a_wrong_output_ends_the_reading_program() -> None:
    with pytest.raises(pulumi.RunError, match="vpcId: missing"):
        reading({key: value for key, value in PUBLISHED.items() if key != "vpcId"})


def test_outputs_of_later_releases_are_ignored() -> None:
    assert check(STACK, {**PUBLISHED, "brokers": ["b-1"]}) == check(STACK, PUBLISHED)


def test_a_stack_without_a_bastion_publishes_none() -> None:
    published = run(lambda: export(dataclasses.replace(OUTPUTS, bastion_instance_id=None))).exports
    assert check(STACK, published).bastion_instance_id is None
    # The engine keeps no outputs that are null.
    assert check(STACK, {k: v for k, v in published.items() if v is not None}).bastion_instance_id is None
