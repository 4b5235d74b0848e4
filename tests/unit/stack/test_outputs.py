"""What a stack publishes is what `stack_outputs.read` reads."""

from typing import Any

import pulumi
import pytest

import stack
from components.stack_outputs import CONTRACT_VERSION, StackOutputs, StackOutputsError, check, read
from ops.secret_contract import Source, read_secrets
from stack.outputs import export
from tests.mocks import Recording, run
from tests.settings import stack_settings

PUBLISHED: dict[str, Any] = run(lambda: export(stack.build(stack_settings())), stack="dev").exports
"""What a stack publishes, under mocks."""

REFERENCE = "pulumi:pulumi:StackReference"
STACK = "acme/shared-infra/dev"


def reading(outputs: dict[str, Any], secret: tuple[str, ...] = ()) -> Recording:
    """A program in another project that reads a stack with these outputs."""

    def program() -> object:
        shared = read(STACK)
        return {"vpc": shared.vpc_id, "subnet": shared.subnet_ids["compute"]["b"], "all": shared}

    answer = {REFERENCE: {"outputs": outputs, "secretOutputNames": list(secret)}}
    return run(program, project="shop", stack="live", outputs=answer)


def test_every_field_is_published_under_its_name() -> None:
    assert set(PUBLISHED) == {field.alias for field in StackOutputs.model_fields.values()}


def test_another_project_reads_what_was_published() -> None:
    result = reading(PUBLISHED).result
    assert result["vpc"] == PUBLISHED["vpcId"]
    assert result["subnet"] == PUBLISHED["subnetIds"]["compute"]["b"]
    assert result["all"].security_group_ids == PUBLISHED["securityGroupIds"]
    assert result["all"].database.endpoint == PUBLISHED["database"]["endpoint"] == "database.example"
    assert set(result["all"].services) == {"api", "worker", "ai"}
    assert result["all"].kubernetes is None


def test_python_m_ops_secrets_reads_the_secrets_that_are_published() -> None:
    entries = {entry.name: entry for entry in read_secrets(PUBLISHED, "dev")}
    assert set(entries) == {"jwt", "oauth", "api-keys", "sentry"}
    assert entries["jwt"].fields_from(Source.RS256_PRIVATE_KEY) == ["JWT_PRIVATE_KEY"]
    assert entries["api-keys"].fields_from(Source.RANDOM_KEY) == ["API_KEY_SECRET"]
    assert all(entry.description for entry in entries.values())


def test_an_existing_reference_is_used() -> None:
    def program() -> object:
        return read(pulumi.StackReference("shared", stack_name=STACK)).vpc_id

    assert run(program, outputs={REFERENCE: {"outputs": PUBLISHED}}).result == PUBLISHED["vpcId"]


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

    secret = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": PUBLISHED["vpcId"],
    }
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
    assert PUBLISHED["bastionInstanceId"] is None
    assert check(STACK, PUBLISHED).bastion_instance_id is None
    # The engine keeps no outputs that are null.
    assert check(STACK, {k: v for k, v in PUBLISHED.items() if v is not None}).bastion_instance_id is None
