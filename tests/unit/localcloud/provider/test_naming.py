"""Automatic names."""

import re

import pytest

from localcloud.provider.check import check_inputs
from localcloud.provider.naming import NO_WISHES, Autonaming, is_automatic, with_prefixed_name
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties

ROLE = "aws:iam/role:Role"
ROLE_INPUTS = {"assumeRolePolicy": "{}"}
SEED = bytes.fromhex("0123456789abcdef")


def _name(
    token: str,
    inputs: Properties,
    old: Properties | None = None,
    *,
    name: str = "x",
    wishes: Autonaming = NO_WISHES,
) -> Properties:
    checked, failures = check_inputs(
        resource_of(token), inputs, old or {}, name=name, seed=SEED, autonaming=wishes
    )
    assert failures == []
    return checked


def test_a_new_resource_gets_a_name_from_its_own_and_the_seed() -> None:
    checked = _name(ROLE, ROLE_INPUTS, name="api")
    assert checked["name"] == "api-0123456"
    assert checked["__defaults"] == ["name"]
    assert is_automatic(resource_of(ROLE), checked)


def test_the_name_stays_over_updates() -> None:
    old = {**ROLE_INPUTS, "name": "api-fedcba9", "__defaults": ["name"]}
    assert _name(ROLE, ROLE_INPUTS, old)["name"] == "api-fedcba9"


def test_a_replacement_gets_a_new_name() -> None:
    # The engine sends no old inputs then.
    assert _name(ROLE, ROLE_INPUTS, {}, name="api")["name"] == "api-0123456"


def test_a_name_that_the_program_no_longer_gives_is_made_anew() -> None:
    old = {**ROLE_INPUTS, "name": "chosen"}
    assert _name(ROLE, ROLE_INPUTS, old, name="api")["name"] == "api-0123456"


@pytest.mark.parametrize("given", [{"name": "chosen"}, {"namePrefix": "chosen-"}])
def test_a_name_or_prefix_of_the_program_stands(given: Properties) -> None:
    checked = _name(ROLE, {**ROLE_INPUTS, **given})
    assert checked == {**ROLE_INPUTS, **given}
    assert not is_automatic(resource_of(ROLE), checked)


def test_a_long_name_is_cut_to_the_limit() -> None:
    assert len(_name(ROLE, ROLE_INPUTS, name="x" * 100)["name"]) == 64


def test_an_alias_gets_its_prefix() -> None:
    assert _name("aws:kms/alias:Alias", {"targetKeyId": "k"}, name="data")["name"] == "alias/data-0123456"


def test_types_without_names_get_none() -> None:
    assert "name" not in _name("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"})


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Autonaming(proposed="shop-prod-api"), "shop-prod-api"),
        (Autonaming(proposed="exact", enforced=True), "exact"),
    ],
)
def test_the_engines_wishes_are_granted(wishes: Autonaming, expected: str) -> None:
    assert _name(ROLE, ROLE_INPUTS, wishes=wishes)["name"] == expected


def test_disabled_names_are_asked_of_the_program() -> None:
    _, failures = check_inputs(
        resource_of(ROLE), ROLE_INPUTS, {}, name="x", seed=SEED, autonaming=Autonaming(disabled=True)
    )
    assert [item.property for item in failures] == ["name"]
    assert "disabled by pulumi:autonaming" in failures[0].reason


def test_a_prefix_becomes_a_unique_name() -> None:
    names = {with_prefixed_name(resource_of(ROLE), {"namePrefix": "api-"})["name"] for _ in range(20)}
    assert len(names) == 20
    assert all(re.fullmatch(r"api-\d{18}[0-9a-f]{8}", name) for name in names)


def test_a_name_wins_over_nothing() -> None:
    inputs = {"name": "api"}
    assert with_prefixed_name(resource_of(ROLE), inputs) is inputs
