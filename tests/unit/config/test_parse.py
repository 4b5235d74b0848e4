"""From a stack's configuration to its settings."""

import json
from typing import Any

import pytest

from config.mistakes import Mistake, SettingsError
from config.network import NatMode
from config.parse import StackConfiguration, parse
from config.settings import Environment, StackSettings
from tests.settings import MINIMAL

LOCAL_CLOUD = {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}


def configuration(stack: str = "dev", **changes: str | None) -> StackConfiguration:
    """A good configuration with keys changed or, with None, left out; `__` stands for the colon."""
    values: dict[str, str | None] = {
        "shared-infra:environment": stack.rsplit("/", 1)[-1],
        "shared-infra:owner": "platform-team",
        "shared-infra:costCenter": "4711",
        "shared-infra:network": json.dumps({"natMode": "single"}),
        "shared-infra:domain": json.dumps(MINIMAL["domain"]),
        "shared-infra:services": json.dumps(MINIMAL["services"]),
        "aws:region": "eu-central-1",
        "aws:profile": "work",
        **{
            key.replace("__", ":").replace("shared_infra", "shared-infra"): text
            for key, text in changes.items()
        },
    }
    return StackConfiguration(
        "shared-infra", stack, {key: text for key, text in values.items() if text is not None}
    )


def read(stack: str = "dev", **changes: str | None) -> StackSettings:
    return parse(configuration(stack, **changes), LOCAL_CLOUD)


def mistakes(stack: str = "dev", **changes: str | None) -> tuple[Mistake, ...]:
    with pytest.raises(SettingsError) as caught:
        read(stack, **changes)
    return caught.value.mistakes


def test_reads_a_whole_configuration() -> None:
    settings = read()
    assert settings.environment is Environment.DEV
    assert settings.owner == "platform-team"
    assert settings.cost_center == "4711"
    assert settings.region == "eu-central-1"
    assert settings.network.nat_mode is NatMode.SINGLE
    assert settings.network.zones == ("a", "b", "c")


def test_an_area_that_is_not_given_has_its_defaults() -> None:
    assert read(shared_infra__network=None) == read(shared_infra__network="{}")


def test_foreign_keys_are_left_to_their_owners() -> None:
    assert read(aws__skipMetadataApiCheck="true", other__network="[]") == read()


@pytest.mark.parametrize("stack", ["dev", "acme/dev", "acme/shared-infra/dev"])
def test_a_stack_is_known_by_the_last_part_of_its_name(stack: str) -> None:
    assert read(stack).environment is Environment.DEV


def test_an_environment_that_is_not_the_stacks_is_refused() -> None:
    (mistake,) = mistakes("staging", shared_infra__environment="prod")
    assert mistake.where == "Pulumi.staging.yaml: config.shared-infra:environment"
    assert (mistake.given, mistake.allowed) == ('"prod"', "staging, the name of the stack")


def test_a_misspelt_environment_is_one_mistake() -> None:
    (mistake,) = mistakes("staging", shared_infra__environment="stagging")
    assert mistake.allowed == "one of local, dev, staging, prod"
    assert mistake.hint == "did you mean staging?"


def test_a_stack_with_another_name_is_refused() -> None:
    (mistake,) = mistakes("prd", shared_infra__environment="prod")
    assert mistake == Mistake(
        "the stack's name", '"prd"', "a stack named local, dev, staging, prod", "did you mean prod?"
    )


def test_unknown_keys_of_our_namespace_are_refused() -> None:
    (mistake,) = mistakes(shared_infra__netwrok="{}")
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:netwrok"
    assert mistake.allowed.startswith("one of the keys environment, owner, costCenter, protection, ")
    assert "aws:region" not in mistake.allowed
    assert mistake.hint == "did you mean network?"


def test_foreign_keys_that_we_read_are_not_ours_to_set() -> None:
    (mistake,) = mistakes(shared_infra__region="us-east-1")
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:region"


def test_missing_keys_are_explained() -> None:
    found = mistakes(shared_infra__owner=None, aws__region=None)
    assert [(mistake.where, mistake.given, mistake.allowed) for mistake in found] == [
        (
            "Pulumi.dev.yaml: config.shared-infra:owner",
            "nothing",
            "Team that answers for these resources; their tag Owner.",
        ),
        ("Pulumi.dev.yaml: config.aws:region", "nothing", "AWS region of the stack, as us-east-1."),
    ]


@pytest.mark.parametrize("network", ["per-zone", "[]", "3", "null"])
def test_an_area_must_be_a_mapping(network: str) -> None:
    (mistake,) = mistakes(shared_infra__network=network)
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:network"
    assert mistake.allowed == "a mapping of keys to values"


def test_a_default_that_other_values_make_wrong_is_named_by_its_key() -> None:
    (mistake,) = mistakes(shared_infra__network='{"zones": ["b", "c"]}')
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:network.messagingZones"
    assert (mistake.given, mistake.allowed) == ('["a", "b"]', "2 or more of the zones b, c")


def test_the_name_of_a_field_is_no_key() -> None:
    (mistake,) = mistakes(shared_infra__network='{"messaging_zones": ["a", "b"]}')
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:network.messaging_zones"
    assert mistake.hint == "did you mean messagingZones?"


@pytest.mark.parametrize("owner", ["", " ", " team", "team ", "te*am", "a" * 257, "{}"])
def test_owner_must_be_a_tag_value(owner: str) -> None:
    (mistake,) = mistakes(shared_infra__owner=owner)
    assert mistake.where == "Pulumi.dev.yaml: config.shared-infra:owner"
    assert mistake.given == json.dumps(owner)


@pytest.mark.parametrize("owner", ["x", "Team Ü", "a@b.example", "a" * 256, "007", "true"])
def test_owner_stays_the_text_that_was_written(owner: str) -> None:
    assert read(shared_infra__owner=owner).owner == owner


@pytest.mark.parametrize("region", ["us-east", "us-east-1a", "US-EAST-1", "", "{}"])
def test_region_must_look_like_one(region: str) -> None:
    (mistake,) = mistakes(aws__region=region)
    assert mistake.where == "Pulumi.dev.yaml: config.aws:region"


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "ap-southeast-2"])
def test_regions(region: str) -> None:
    assert read(aws__region=region).region == region


def test_all_mistakes_come_at_once() -> None:
    network: dict[str, Any] = {"natMode": "one", "zones": ["a"], "flowLogRetentionDays": 31, "bastian": True}
    broken = configuration(
        "local",
        shared_infra__environment="dev",
        shared_infra__owner=None,
        shared_infra__team="x",
        shared_infra__network=json.dumps(network),
    )
    with pytest.raises(SettingsError) as caught:
        parse(broken, {})
    prefix = "Pulumi.local.yaml: config.shared-infra:"
    assert {mistake.where.removeprefix(prefix) for mistake in caught.value.mistakes} == {
        "environment",
        "owner",
        "team",
        "network.natMode",
        "network.zones",
        "network.flowLogRetentionDays",
        "network.bastian",
        "environment variable AWS_ENDPOINT_URL",
    }


def test_a_secret_value_is_not_repeated() -> None:
    broken = configuration(shared_infra__network=json.dumps({"natMode": "hunter2"}))
    secret = StackConfiguration(broken.project, broken.stack, broken.values, ["shared-infra:network"])
    with pytest.raises(SettingsError) as caught:
        parse(secret, LOCAL_CLOUD)
    assert "hunter2" not in str(caught.value)
    assert "[secret]" in str(caught.value)
