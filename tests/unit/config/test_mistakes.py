"""How mistakes are told."""

import json
from enum import StrEnum
from typing import Any

import pytest
from pydantic import Field, ValidationError

from config.base import SettingsModel
from config.mistakes import Mistake, SettingsError, from_validation, near_miss, yaml_path


class Color(StrEnum):
    LIGHT_RED = "light-red"
    GREEN = "green"


class Inner(SettingsModel):
    max_size: int = Field(description="Size in GiB.")
    color: Color = Color.GREEN
    open: bool = False


class Outer(SettingsModel):
    inner: Inner = Field(default=Inner.model_validate({"maxSize": 1}), description="One.")
    several: tuple[Inner, ...] = Field(default=(), description="Some.")
    by_name: dict[str, Inner] = Field(default={}, description="Some, named.")


def mistakes(yaml: dict[str, Any], secret_keys: tuple[str, ...] = ()) -> list[Mistake]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate_json(json.dumps(yaml))
    return from_validation(caught.value, Outer, "Pulumi.dev.yaml", "shop", secret_keys)


@pytest.mark.parametrize(
    ("yaml", "mistake"),
    [
        (
            {"inner": {"maxSize": "3"}},
            Mistake("inner.maxSize", '"3"', "a whole number, without quotes"),
        ),
        (
            {"inner": {"maxSize": 3.5}},
            Mistake("inner.maxSize", "3.5", "a whole number, without quotes"),
        ),
        (
            {"inner": {"maxSize": 3, "open": "no"}},
            Mistake("inner.open", '"no"', "true or false"),
        ),
        (
            {"inner": {"maxSize": 3, "color": "light_red"}},
            Mistake("inner.color", '"light_red"', "one of light-red, green", "did you mean light-red?"),
        ),
        (
            {"inner": {"maxSize": 3, "color": 7}},
            Mistake("inner.color", "7", "one of light-red, green"),
        ),
        ({"inner": {}}, Mistake("inner.maxSize", "nothing", "Size in GiB.")),
        ({"inner": [1]}, Mistake("inner", "[1]", "a mapping of keys to values")),
        ({"several": "x"}, Mistake("several", '"x"', "a list")),
        ({"byName": []}, Mistake("byName", "[]", "a mapping of keys to values")),
        (
            {"several": [{"maxSize": 1}, {"maxSize": 1, "max_size": 2}]},
            Mistake(
                "several[1].max_size", "2", "one of the keys maxSize, color, open", "did you mean maxSize?"
            ),
        ),
        (
            {"byName": {"api": {"weight": 2, "maxSize": 1}}},
            Mistake("byName.api.weight", "2", "one of the keys maxSize, color, open"),
        ),
        ({"byName": {"api": {}}}, Mistake("byName.api.maxSize", "nothing", "Size in GiB.")),
        (
            {"severel": []},
            Mistake("severel", "[]", "one of the keys inner, several, byName", "did you mean several?"),
        ),
    ],
)
def test_each_kind_of_mistake_says_what_is_allowed(yaml: dict[str, Any], mistake: Mistake) -> None:
    (found,) = mistakes(yaml)
    assert found == Mistake(
        f"Pulumi.dev.yaml: config.shop:{mistake.where}", mistake.given, mistake.allowed, mistake.hint
    )


def test_secret_values_are_not_shown() -> None:
    (found,) = mistakes({"inner": {"maxSize": "hunter2"}}, secret_keys=("inner",))
    assert found.given == "[secret]"


def test_yaml_paths() -> None:
    assert yaml_path(("network", "zones", 1), "shop") == "config.shop:network.zones[1]"
    assert yaml_path(("aws:region",), "shop") == "config.aws:region"


def test_only_similar_words_are_suggested() -> None:
    assert near_miss("natmode", ["natMode", "zones"]) == "did you mean natMode?"
    assert near_miss("bucket", ["natMode", "zones"]) == ""


def test_the_message_lists_every_mistake() -> None:
    error = SettingsError(
        "dev", [Mistake("here", "1", "2 or 3", "count again"), Mistake("there", "nothing", "a text")]
    )
    assert str(error).splitlines() == [
        "the settings of stack 'dev' have 2 mistakes; nothing was deployed.",
        "",
        "  here",
        "    given:    1",
        "    allowed:  2 or 3",
        "    hint:     count again",
        "",
        "  there",
        "    given:    nothing",
        "    allowed:  a text",
    ]


def test_one_mistake_is_counted_as_one() -> None:
    message = str(SettingsError("dev", [Mistake("here", "1", "2")]))
    assert message.startswith("the settings of stack 'dev' have 1 mistake; nothing was deployed.\n")
