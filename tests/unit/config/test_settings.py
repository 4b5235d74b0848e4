"""What follows from a stack's settings."""

import pytest
from pydantic import ValidationError

from config.settings import TagKey
from tests.settings import stack_settings

SETTINGS = stack_settings(environment="staging")


def test_tags_are_the_required_ones() -> None:
    assert SETTINGS.tags("shared-infra") == {
        "Project": "shared-infra",
        "Environment": "staging",
        "Owner": "platform-team",
        "CostCenter": "4711",
        "ManagedBy": "pulumi",
    }
    assert set(SETTINGS.tags("x")) == set(TagKey)


def test_tags_are_plain_texts() -> None:
    # An enum's member would reach the engine as an object of its own.
    assert {type(text) for pair in SETTINGS.tags("x").items() for text in pair} == {str}


def test_zones_are_named_in_the_order_of_their_letters() -> None:
    assert SETTINGS.zone_names(("c", "a")) == ["eu-west-1a", "eu-west-1c"]


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        SETTINGS.owner = "me"  # type: ignore[misc]
