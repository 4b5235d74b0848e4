"""Policy statements that a caller passes in."""

from typing import Any

import pulumi
import pytest

from components._policy_statements import statement_problems
from tests.mocks import run

REQUIRED = "Effect, Action, Resource"
READ: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/*"}


@pytest.mark.parametrize(
    "statement",
    [
        READ,
        {**READ, "Sid": "Read", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {**READ, "Action": ["s3:GetObject", "s3:List*", "rds-db:connect"]},
        {**READ, "Effect": "Deny", "Action": "s3:*"},
        {**READ, "Effect": "Deny", "Action": "*"},
        {**READ, "Resource": ["a", "b"]},
    ],
)
def test_statements_that_are_taken(statement: dict[str, Any]) -> None:
    assert list(statement_problems([statement])) == []


@pytest.mark.parametrize(
    ("statement", "given", "allowed"),
    [
        (
            "s3:GetObject",
            "[0]: 's3:GetObject'",
            "a policy statement: a mapping with Effect, Action, Resource",
        ),
        ({**READ, "Effect": "allow"}, "[0]: Effect 'allow'", "Allow, Deny"),
        ({**READ, "Resource": None}, "[0]: no Resource", f"statements with {REQUIRED}"),
        (
            {**READ, "NotAction": "s3:*"},
            "[0]: the member 'NotAction'",
            f"Sid, {REQUIRED}, Condition",
        ),
        ({**READ, "Action": "GetObject"}, "[0]: Action 'GetObject'", "names of actions, as s3:GetObject"),
        ({**READ, "Action": [5]}, "[0]: Action 5", "names of actions, as s3:GetObject"),
        (
            {**READ, "Action": ["s3:GetObject", "s3:*"]},
            "[0]: Action 's3:*'",
            "the actions that are needed, as s3:GetObject, not all of a service",
        ),
        (
            {**READ, "Action": "*"},
            "[0]: Action '*'",
            "the actions that are needed, as s3:GetObject, not all of a service",
        ),
    ],
)
def test_statements_that_are_refused(statement: Any, given: str, allowed: str) -> None:
    assert list(statement_problems([statement])) == [(given, allowed)]


def test_the_place_of_the_statement_is_named() -> None:
    [(given, _)] = statement_problems([READ, {**READ, "Action": "*"}])

    assert given.startswith("[1]: ")


def test_values_may_be_outputs() -> None:
    def program() -> None:
        value = pulumi.Output.from_input("arn")
        assert list(statement_problems([{**READ, "Resource": value}])) == []
        assert list(statement_problems([{**READ, "Resource": [value], "Action": [value]}])) == []

    run(program)
