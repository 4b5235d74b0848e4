"""What components make, and the stack of each environment, keep every policy.

It shows to the pack the inputs that programs ask for under mocks. What the local cloud makes of them is for
the tests on the real engine.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi
import pytest

import stack
from config.settings import Environment
from policies.pack import policies
from tests.mocks import Recording, Registered, run
from tests.unit.components.test_conventions import ALL, Make, deploy
from tests.unit.config.test_stack_files import settings
from tests.unit.policies.analyzer import UNKNOWN, Declared, Result, analyze

PRODUCTION = "prod"
"""Its controls are those of all environments, and more."""

REFUSED = {
    # The conventions give every component the name `full`, which is no group of the architecture.
    "SecurityGroup": {"security-group-role-declared"},
}
"""What the pack refuses, by component."""

ABOUT_OTHERS = {"security-group-fits-member", "security-group-guide-inbound", "security-group-guide-outbound"}
"""Controls that cannot decide about a VPC or a group that is given by its id, and so not in sight."""

UNCLEAR_UNDER_MOCKS = {"bucket-access-logged"}
"""Mocks do not tell which of the two buckets that a BucketLogging depends on is the one that is logged."""

each_component = pytest.mark.parametrize(("name", "make"), ALL.items(), ids=ALL)
each_environment = pytest.mark.parametrize("environment", Environment)
each_run = pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])


def judged(recording: Recording, environment: str | None = None) -> Result:
    """What the pack says of all AWS resources, retagged for an environment if one is given."""
    ours = [one for one in recording.resources if one.type.startswith("aws:")]
    urns = {one.urn: Declared(one.type, one.name, {}).urn for one in ours}
    return analyze(policies(exemptions=()), [_declared(one, urns, environment) for one in ours])


def _declared(resource: Registered, urns: Mapping[str, str], environment: str | None) -> Declared:
    inputs = _sent(resource.inputs)
    if environment and isinstance(inputs.get("tags"), dict):
        inputs["tags"]["Environment"] = environment
    # Mocks record what a resource depends on, not by which property.
    on = sorted(urns[urn] for urn in resource.dependencies if urn in urns)
    return Declared(resource.type, resource.name, inputs, dependencies=dict.fromkeys(inputs, on))


def _sent(value: Any) -> Any:
    """A value as the engine sends it to a policy."""
    if isinstance(value, dict):
        return {key: _sent(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sent(item) for item in value]
    return UNKNOWN if value is pulumi.UNKNOWN else value


@cache
def judged_component(make: Make, *, preview: bool) -> Result:
    return judged(deploy(make, preview), PRODUCTION)


@cache
def judged_stack(environment: Environment, *, preview: bool) -> Result:
    return judged(run(lambda: stack.build(settings(environment)), stack=environment, preview=preview))


def refused(result: Result) -> set[str]:
    return {violation.control for violation in result.violations}


def undecided(result: Result) -> list[str]:
    return [
        notice.message.splitlines()[0]
        for notice in result.notices
        if "(undecided)" in notice.message and notice.control not in ABOUT_OTHERS | UNCLEAR_UNDER_MOCKS
    ]


@each_component
@each_run
def test_what_a_component_makes_keeps_every_policy(name: str, make: Make, preview: bool) -> None:
    result = judged_component(make, preview=preview)
    messages = "\n".join(violation.message for violation in result.violations)
    assert refused(result) == REFUSED.get(name, set()), messages


@each_component
def test_nothing_of_a_component_is_undecided_once_all_is_known(name: str, make: Make) -> None:
    assert undecided(judged_component(make, preview=False)) == []


@each_component
def test_a_rule_or_a_waiver_covers_every_type_of_a_component(name: str, make: Make) -> None:
    assert not judged_component(make, preview=False).of("resource-type-covered")


@each_environment
@each_run
def test_the_stack_keeps_every_policy(environment: Environment, preview: bool) -> None:
    result = judged_stack(environment, preview=preview)
    assert not result.violations, "\n".join(violation.message for violation in result.violations)


@each_environment
def test_nothing_of_the_stack_is_undecided_once_all_is_known(environment: Environment) -> None:
    assert undecided(judged_stack(environment, preview=False)) == []


@each_environment
def test_a_rule_or_a_waiver_covers_every_type_of_the_stack(environment: Environment) -> None:
    assert not judged_stack(environment, preview=False).of("resource-type-covered")
