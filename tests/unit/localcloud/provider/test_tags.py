"""`tags`, `tagsAll`, default tags and ignored tags."""

from typing import Any

import pytest

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.tags import live_tags, planned_tags, tag_differences, wanted_tags
from localcloud.provider.values import UNKNOWN, Properties

PLAIN = ProviderConfiguration()
DEFAULTS = ProviderConfiguration(default_tags={"Owner": "team", "Env": "dev"})
IGNORING = ProviderConfiguration(
    default_tags={"Owner": "team"}, ignored_keys=frozenset({"Scan"}), ignored_prefixes=("kube/",)
)


@pytest.mark.parametrize(
    ("configuration", "tags", "expected"),
    [
        (PLAIN, None, {}),
        (PLAIN, {"a": "b"}, {"a": "b"}),
        (DEFAULTS, None, {"Owner": "team", "Env": "dev"}),
        (DEFAULTS, {"Env": "prod", "a": ""}, {"Owner": "team", "Env": "prod", "a": ""}),
    ],
)
def test_tags_of_its_own_win_over_defaults(
    configuration: ProviderConfiguration, tags: Any, expected: dict[str, str]
) -> None:
    assert wanted_tags(configuration, {"tags": tags} if tags else {}) == expected


@pytest.mark.parametrize("tags", [UNKNOWN, {"a": UNKNOWN}])
def test_all_tags_are_unknown_when_one_is(tags: Any) -> None:
    assert planned_tags(DEFAULTS, {"tags": tags}) == {"tagsAll": UNKNOWN}
    assert [item.path for item in tag_differences(DEFAULTS, {"tags": {}}, {"tags": tags})] == ["tags"]


def test_a_preview_shows_the_defaults_and_not_the_ignored() -> None:
    assert planned_tags(IGNORING, {"tags": {"a": "b", "Scan": "x"}}) == {
        "tagsAll": {"Owner": "team", "a": "b"}
    }


@pytest.mark.parametrize(
    ("configuration", "live", "known", "own", "every"),
    [
        pytest.param(PLAIN, {}, {}, None, {}, id="none"),
        pytest.param(PLAIN, {}, {"tags": {}}, {}, {}, id="asked-for-none"),
        pytest.param(
            PLAIN, {"b": "1", "a": "2"}, {}, {"a": "2", "b": "1"}, {"a": "2", "b": "1"}, id="import"
        ),
        pytest.param(
            DEFAULTS, {"Owner": "team", "a": "b"}, {}, {"a": "b"}, {"Owner": "team", "a": "b"}, id="a-default"
        ),
        pytest.param(
            DEFAULTS,
            {"Owner": "team"},
            {"tags": {"Owner": "team"}},
            {"Owner": "team"},
            {"Owner": "team"},
            id="default-also-asked-for",
        ),
        pytest.param(
            DEFAULTS, {"Owner": "other"}, {}, {"Owner": "other"}, {"Owner": "other"}, id="not-the-default"
        ),
        pytest.param(
            IGNORING,
            {"Scan": "x", "kube/y": "z", "Scanned": "1"},
            {},
            {"Scanned": "1"},
            {"Scanned": "1"},
            id="ignored",
        ),
    ],
)
def test_live_tags(
    configuration: ProviderConfiguration,
    live: dict[str, str],
    known: Properties,
    own: dict[str, str] | None,
    every: dict[str, str],
) -> None:
    assert live_tags(configuration, live, known) == {"tags": own, "tagsAll": every}


@pytest.mark.parametrize(
    ("configuration", "state", "tags", "expected"),
    [
        pytest.param(PLAIN, {"tags": {"a": "b"}, "tagsAll": {"a": "b"}}, {"a": "b"}, [], id="same"),
        pytest.param(PLAIN, {}, None, [], id="none"),
        pytest.param(
            PLAIN,
            {"tags": {"a": "b", "c": "d"}, "tagsAll": {"a": "b", "c": "d"}},
            {"a": "x", "e": "f"},
            [("tags.a", "update"), ("tags.c", "delete"), ("tags.e", "add")],
            id="own",
        ),
        pytest.param(
            DEFAULTS, {"tagsAll": {"Owner": "team"}}, None, [("tagsAll.Env", "add")], id="a-new-default"
        ),
        pytest.param(
            DEFAULTS,
            {"tagsAll": {"Owner": "x", "Env": "dev"}, "tags": {"Owner": "x"}},
            None,
            [("tags.Owner", "delete")],
            id="a-default-changed-by-hand",
        ),
        pytest.param(
            IGNORING,
            {"tagsAll": {"Owner": "team"}},
            {"Scan": "mine"},
            [],
            id="ignored",
        ),
    ],
)
def test_tag_differences(
    configuration: ProviderConfiguration, state: Properties, tags: Any, expected: list[tuple[str, str]]
) -> None:
    found = tag_differences(configuration, state, {"tags": tags} if tags is not None else {})
    assert [(item.path, item.kind) for item in found] == expected
    assert not any(item.replace for item in found)
