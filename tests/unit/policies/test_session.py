"""Exemptions, notices and what the pack remembers over one run."""

from datetime import date

import pytest

from policies.exemption import Exemption
from policies.pack import policies
from tests.unit.policies.analyzer import UNKNOWN, Declared, Result, analyze
from tests.unit.policies.architecture import task
from tests.unit.policies.fixtures import SECURITY_GROUP, TAGS, group, ingress, key, named, network, tagged
from tests.unit.policies.policy_documents import role_policy

TODAY = date(2026, 6, 1)
UNDESCRIBED = group("rds", description="Managed by Pulumi")


def _exemption(
    control: str = "security-group-described",
    resource: str = f"{SECURITY_GROUP}::rds",
    expires: date = date(2026, 6, 2),
    stack: str = "*",
) -> Exemption:
    return Exemption(
        control, resource, "The partner's module has no setting for it.", "platform", expires, stack
    )


def _run(*exemptions: Exemption, group: Declared = UNDESCRIBED) -> Result:
    return analyze(policies(exemptions=exemptions, today=TODAY), [*network(), group])


def test_an_exempted_violation_does_not_block_and_is_said_aloud() -> None:
    result = _run(_exemption())

    assert not result.violations
    [notice] = result.notices
    assert notice.resource == "rds"
    assert "exempted until 2026-06-02 by platform" in notice.message
    assert "The partner's module" in notice.message


@pytest.mark.parametrize("resource", ["*::rds", f"{SECURITY_GROUP}::r*", "*"])
def test_a_pattern_matches_type_and_name(resource: str) -> None:
    assert not _run(_exemption(resource=resource)).violations


@pytest.mark.parametrize(
    "exemption",
    [
        _exemption(resource=f"{SECURITY_GROUP}::rds-*"),
        _exemption(resource="aws:kms/key:Key::rds"),
        _exemption(control="security-group-role-declared"),
    ],
    ids=["another name", "another type", "another control"],
)
def test_an_exemption_that_does_not_fit_excuses_nothing_and_is_reported(exemption: Exemption) -> None:
    result = _run(exemption)

    assert {d.control for d in result.violations} == {"security-group-described", "exemption-unused"}
    [unused] = result.of("exemption-unused")
    assert str(exemption) in unused.message
    assert unused.resource == ""


def test_an_exemption_for_another_stack_neither_counts_nor_is_missed() -> None:
    result = _run(_exemption(stack="prod"))

    assert {d.control for d in result.violations} == {"security-group-described"}


def test_on_its_last_day_an_exemption_has_expired() -> None:
    result = _run(_exemption(expires=TODAY))

    assert {d.control for d in result.violations} == {"security-group-described", "exemption-expired"}
    assert "platform" in result.of("exemption-expired")[0].message


def test_an_expired_exemption_of_something_that_is_gone_is_reported_too() -> None:
    result = _run(_exemption(expires=TODAY), group=group("rds"))

    assert [d.control for d in result.violations] == ["exemption-expired"]


def test_an_exemption_of_something_undecided_is_in_use() -> None:
    result = _run(_exemption(), group=group("rds", description=UNKNOWN))

    assert not result.violations


def test_a_finding_of_the_stack_can_be_exempted() -> None:
    exemption = _exemption(control="default-security-group-empty", resource="aws:ec2/vpc:Vpc::vpc")
    resources = [r for r in network() if r.name != "default"]

    assert not analyze(policies(exemptions=[exemption], today=TODAY), resources).violations


def test_an_exemption_of_an_unknown_control_is_refused_at_the_start() -> None:
    with pytest.raises(
        ValueError, match=r"security-group-descripted.*no such control.*security-group-described"
    ):
        policies(exemptions=[_exemption(control="security-group-descripted")])


@pytest.mark.parametrize("field", ["control", "resource", "reason", "owner"])
def test_an_exemption_must_say_everything(field: str) -> None:
    texts = {"control": "c", "resource": "r", "reason": "why", "owner": "who"}

    with pytest.raises(ValueError, match=f"{field} is empty"):
        Exemption(**{**texts, field: " "}, expires=TODAY)


def test_a_message_names_control_severity_reason_remedy_and_page() -> None:
    [violation] = _run().violations

    lines = violation.message.splitlines()
    assert lines[0].startswith("security-group-described (low): rds (aws:ec2/securityGroup:SecurityGroup): ")
    assert [line.split(":")[0] for line in lines[1:]] == ["Why", "Fix", "More"]
    assert lines[3] == "More: docs/policies/security-group-described.md"


def test_an_unknown_in_one_resource_does_not_hide_a_violation_of_another() -> None:
    undecided = ingress("alb", "0.0.0.0/0", 443, toPort=UNKNOWN)
    resources = [*network(), group("alb"), undecided, group("rds", tags=tagged(Role=None))]

    result = analyze(policies(exemptions=()), resources)

    assert {d.control for d in result.violations} == {"security-group-role-declared"}
    assert "security-group-no-world-ingress" in {d.control for d in result.notices}


def test_a_type_that_a_family_does_not_judge_is_not_applicable() -> None:
    result = analyze(policies(exemptions=()), [key()])

    assert result.not_applicable == [("security-groups", "key"), ("operations", "key")]


def test_a_type_without_rule_or_waiver_is_reported_once_for_all_its_resources() -> None:
    functions = [Declared("aws:lambda/function:Function", name, {"tags": TAGS}) for name in ("a", "b")]

    result = analyze(policies(exemptions=()), functions)

    assert not result.violations
    [notice] = result.notices
    assert notice.message.startswith("resource-type-covered: no rule judges aws:lambda/function:Function.")


def test_what_several_controls_cannot_decide_for_one_reason_is_said_once() -> None:
    result = analyze(policies(exemptions=()), [role_policy(), task(containerDefinitions=UNKNOWN)])

    assert {notice.control for notice in result.notices} == {
        "container-logged",
        "container-no-plain-secrets",
        "container-not-privileged",
        "container-read-only-root",
    }
    assert len({notice.message for notice in result.notices}) == 1


@pytest.mark.parametrize(("count", "notices"), [(5, 5), (6, 1)])
def test_many_undecided_findings_are_said_together(count: int, notices: int) -> None:
    keys = [named(key(tags=UNKNOWN), f"key-{number}") for number in range(count)]

    found = analyze(policies(exemptions=()), keys).of("resource-tags-required")

    assert len(found) == notices
    for each in keys:
        assert any(each.name in notice.message for notice in found)
