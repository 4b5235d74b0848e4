"""What data stores have in common: fixed names, windows, settings, capacity, snapshots, keys."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import ArgumentError, DataClass
from components._args import ArgumentReader
from components._database_spec import Capacity, read_capacity, read_database, zone_of
from components._label import MAX_LENGTH, label, label_problem
from components._own_key import Encrypted, key_arns
from components._store_spec import StoreSpec, read_settings, read_store
from components._windows import read_windows
from components.flow_logs import FlowLogs
from tests.mocks import TAGS, run

DEFAULT_WINDOWS = ("03:00-04:00", "sun:04:30-sun:05:30")
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"


def complaints(args: Mapping[str, Any], read: Callable[[ArgumentReader], Any]) -> str:
    """What is wrong with `args`, as the error says it; empty if nothing is."""
    fields = TypedDict("fields", dict.fromkeys(args, object))  # type: ignore[misc] # any fields will do
    reader = ArgumentReader("Thing", "thing", args, fields)
    read(reader)
    try:
        reader.finish()
    except ArgumentError as error:
        return str(error)
    return ""


class TestLabels:
    def test_a_label_joins_its_parts(self) -> None:
        assert label("database", "shop", "prod", "orders") == "shop-prod-orders"

    @pytest.mark.parametrize(
        ("parts", "made"),
        [
            (("My.Shop", "Prod"), "my-shop-prod"),
            (("shop-", "-prod"), "shop-prod"),
            (("shop", "", "a--b"), "shop-a-b"),
        ],
    )
    def test_it_has_only_what_host_names_may_have(self, parts: tuple[str, ...], made: str) -> None:
        assert label("cache", *parts) == made

    @given(st.sampled_from(sorted(MAX_LENGTH)), st.lists(st.text(min_size=1), min_size=1))
    def test_any_label_that_starts_with_a_letter_is_one(self, kind: str, parts: list[str]) -> None:
        for repeats in (1, 50):
            assert label_problem(kind, label(kind, "shop", *parts * repeats)) is None

    def test_long_labels_that_differ_at_the_end_stay_different(self) -> None:
        one, other = (label("search domain", "x" * 40, end) for end in ("a", "b"))

        assert one != other
        assert len(one) == len(other) == 28

    def test_a_cut_leaves_no_two_hyphens(self) -> None:
        assert "--" not in label("search domain", "x" * 19, "y" * 20)

    @pytest.mark.parametrize("text", ["", "ab", "1abc", "Abc", "a--b", "abc-", "a_b", "x" * 29])
    def test_what_is_no_label(self, text: str) -> None:
        assert label_problem("search domain", text) == (
            "3 to 28 lower-case letters, digits and single hyphens, starting with a letter"
        )

    def test_a_kind_without_a_length_is_refused(self) -> None:
        with pytest.raises(KeyError):
            label("queue", "x")


class TestStores:
    ARGS: Mapping[str, Any] = {"subnet_ids": ["a"], "security_group_ids": ["b"], "tags": TAGS}

    def read(self, project: str = "shop", **args: Any) -> StoreSpec:
        found: list[StoreSpec] = []

        def program() -> None:
            given = {**self.ARGS, **args}
            wrong = complaints(given, lambda r: found.append(read_store(r, "cache", "sessions", "cache_id")))
            if wrong:
                raise ArgumentError(wrong)

        run(program, project=project, stack="prod")
        return found[0]

    def test_the_name_is_made_of_project_stack_and_component(self) -> None:
        assert self.read().label == "shop-prod-sessions"
        assert self.read(cache_id="mine").label == "mine"

    def test_defaults_are_safe(self) -> None:
        spec = self.read()

        assert (spec.log_retention_days, spec.data_class) == (365, DataClass.CONFIDENTIAL)
        assert spec.deletion_protection
        assert spec.kms_key_arn is None is spec.log_kms_key_arn

    def test_a_name_that_aws_refuses_is_refused(self) -> None:
        with pytest.raises(ArgumentError, match=r"cache_id: 'My_Cache'\. Allowed: 3 to 40 lower-case"):
            self.read(cache_id="My_Cache")

    def test_a_project_that_starts_with_a_digit_needs_a_name(self) -> None:
        with pytest.raises(ArgumentError, match=r"cache_id: '2048-prod-sessions'\. .* give cache_id\."):
            self.read(project="2048")

    @pytest.mark.parametrize(("flag", "protects"), [(True, True), (False, None)])
    def test_without_protection_the_callers_own_holds(self, flag: bool, protects: bool | None) -> None:
        options = self.read(deletion_protection=flag).protect(pulumi.ResourceOptions(ignore_changes=["x"]))

        assert options.protect is protects
        assert options.ignore_changes == ["x"]


class TestWindows:
    def read(self, day: str = "03:00-04:00", week: str = "sun:04:30-sun:05:30") -> str:
        return complaints(
            {"day": day, "week": week}, lambda r: read_windows(r, "day", "week", 30, DEFAULT_WINDOWS)
        )

    @pytest.mark.parametrize(
        ("day", "week"),
        [
            ("03:00-04:00", "sun:04:00-sun:05:00"),
            ("23:30-00:30", "sun:22:00-sun:23:30"),
            ("03:00-03:30", "sun:23:30-mon:00:30"),
            ("03:00-04:00", "Mon:10:00-Mon:11:00"),
        ],
    )
    def test_windows_that_do_not_overlap_are_taken(self, day: str, week: str) -> None:
        assert self.read(day, week) == ""

    @pytest.mark.parametrize(
        "day", ["3:00-4:00", "03:00", "03:00-03:29", "24:00-01:00", "03:60-05:00", "nonsense"]
    )
    def test_other_texts_and_short_times_are_refused(self, day: str) -> None:
        assert f"- day: '{day}'. Allowed: 30 minutes or more in UTC, as 03:00-04:00." in self.read(day)

    @pytest.mark.parametrize(
        "week",
        ["sun:04:30", "sun:04:30-sun:04:45", "sunday:04:30-sunday:05:30", "sun:05:00-mon:05:00"],
    )
    def test_weeks_too(self, week: str) -> None:
        assert f"- week: '{week}'. Allowed: 30 minutes or more, less than a day" in self.read(week=week)

    @pytest.mark.parametrize(
        ("day", "week"),
        [
            ("03:00-04:00", "sun:03:59-sun:04:59"),
            ("23:30-00:30", "sat:23:00-sun:00:10"),
            ("00:10-01:00", "sat:23:30-sun:00:11"),
        ],
    )
    def test_windows_that_overlap_are_refused(self, day: str, week: str) -> None:
        assert f"- week: '{week}', within day '{day}'. Allowed: times that do not overlap." in self.read(
            day, week
        )

    def test_a_window_of_the_week_is_given_in_lower_case(self) -> None:
        args: Mapping[str, Any] = {"week": "Mon:10:00-Mon:11:00"}
        found: list[tuple[str, str]] = []
        complaints(args, lambda r: found.append(read_windows(r, "day", "week", 30, DEFAULT_WINDOWS)))

        assert found == [("03:00-04:00", "mon:10:00-mon:11:00")]


class TestSettings:
    FIXED: Mapping[str, tuple[str, ...]] = {"tls": ("on", "strict"), "size": ()}

    def read(self, value: object) -> str:
        return complaints({"own": value}, lambda r: read_settings(r, "own", self.FIXED))

    @pytest.mark.parametrize("value", [None, {}, {"timeout": "60"}, {"tls": "strict"}])
    def test_texts_are_taken_and_safe_values_too(self, value: object) -> None:
        assert self.read(value) == ""

    @pytest.mark.parametrize("value", [["x"], "x", {"timeout": 60}, {1: "x"}])
    def test_anything_else_is_refused(self, value: object) -> None:
        assert f"- own: {value!r}. Allowed: a mapping of names to texts" in self.read(value)

    def test_settings_that_the_component_decides_are_refused(self) -> None:
        wrong = self.read({"tls": "off", "size": "3"})

        assert "own: tls = 'off'. Allowed: tls as on or strict. The component depends on it." in wrong
        assert "own: size = '3'. Allowed: any other than size. The component depends on it." in wrong

    def test_an_output_is_refused(self) -> None:
        def program() -> object:
            return self.read(pulumi.Output.from_input({"a": "b"}))

        assert "own: an Output. Allowed: a mapping" in run(program).result


class TestCapacity:
    def read(self, instance_class: str = "db.serverless", **args: Any) -> tuple[Capacity | None, str]:
        found: list[Capacity | None] = []
        wrong = complaints(args, lambda r: found.append(read_capacity(r, instance_class, 256)))
        return found[0], wrong

    def test_serverless_instances_have_bounds(self) -> None:
        assert self.read() == (Capacity(0.5, 16), "")
        assert self.read(min_capacity_units=2, max_capacity_units=64.5) == (Capacity(2, 64.5), "")
        assert self.read(min_capacity_units=32) == (Capacity(32, 32), "")

    def test_others_have_none(self) -> None:
        assert self.read("db.r7g.large") == (None, "")
        assert (
            "min_capacity_units: given beside db.r7g.large. Allowed: none, or the class db.serverless."
            in (self.read("db.r7g.large", min_capacity_units=1)[1])
        )

    @pytest.mark.parametrize("value", [0, 0.75, 256.5, "2", True])
    def test_other_numbers_are_refused(self, value: object) -> None:
        assert (
            f"min_capacity_units: {value!r}. Allowed: 0.5 to 256 in steps of 0.5"
            in (self.read(min_capacity_units=value)[1])
        )

    @pytest.mark.parametrize(("least", "most"), [(4, 2), (0.5, 0.5)])
    def test_the_largest_is_not_below_the_least_or_one(self, least: float, most: float) -> None:
        assert (
            f"max_capacity_units: {most:g}. Allowed: 1 or more, and not below the least, {least:g}."
            in (self.read(min_capacity_units=least, max_capacity_units=most)[1])
        )

    def test_instances_take_the_zones_in_turn(self) -> None:
        assert [zone_of(("a", "b", "c"), index) for index in range(4)] == ["a", "b", "c", "a"]
        assert zone_of((), 0) is None


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"master_username": "admin"}, "master_username: 'admin'. Allowed: 1 to 63 lower-case letters"),
        ({"master_username": "1st"}, "master_username: '1st'."),
        ({"backup_retention_days": 0}, "backup_retention_days: 0. Allowed: a whole number from 1 to 35."),
        ({"backup_retention_days": 36}, "backup_retention_days: 36."),
        ({"backup_window": "3-4"}, "backup_window: '3-4'."),
        ({"final_snapshot_identifier": "last--one"}, "final_snapshot_identifier: 'last--one'. Allowed: 1 to"),
        (
            {"skip_final_snapshot": True, "final_snapshot_identifier": "last"},
            "final_snapshot_identifier: given beside skip_final_snapshot. Allowed: one of the two.",
        ),
        (
            {"allow_major_version_upgrade": True},
            "apply_immediately: false, beside allow_major_version_upgrade. Allowed: true for the update",
        ),
    ],
)
def test_arguments_of_databases_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    wrong = complaints(args, lambda r: read_database(r, "orders"))

    assert f"\n  - {complaint}" in wrong
    assert len(re.findall("\n", wrong)) == 1


class TestOwnKeys:
    def arns(self, *given: str | None) -> tuple[list[str], dict[str, int], list[str]]:
        def program() -> object:
            owner = FlowLogs("owner", {"vpc_id": "vpc-1", "kms_key_arn": KEY_ARN, "tags": TAGS})
            services = (["rds"], ["logs"])
            parts = [Encrypted(arn, uses) for arn, uses in zip(given, services, strict=True)]
            return key_arns(owner, parts, DataClass.RESTRICTED, TAGS)

        recording = run(program)
        policies = [r.inputs["policy"] for r in recording.of_type("aws:kms/key:Key").values()]
        return recording.result, recording.counts(), policies

    def test_what_has_no_key_shares_one(self) -> None:
        arns, counts, [policy] = self.arns(None, None)

        assert arns[0] == arns[1] != KEY_ARN
        assert counts["shared-infra:index:KmsKey"] == 1
        assert "rds.us-east-1.amazonaws.com" in policy
        assert "logs.us-east-1.amazonaws.com" in policy

    def test_a_key_serves_only_what_has_none(self) -> None:
        arns, _, [policy] = self.arns(None, "arn:given")

        assert arns[1] == "arn:given" != arns[0]
        assert "logs" not in policy

    def test_where_all_is_given_none_is_made(self) -> None:
        arns, counts, policies = self.arns("arn:one", "arn:two")

        assert (arns, policies) == (["arn:one", "arn:two"], [])
        assert "shared-infra:index:KmsKey" not in counts
