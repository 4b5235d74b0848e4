"""How tests say that AWS refuses a request: a row of a table, and one assertion for all of them."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError


class Refusal(NamedTuple):
    """A request and the error it gets.

    Attributes:
        name: what is wrong with the request.
        operation: as the API names it, for example ``DeleteSubnet``.
        arguments: the request's parameters; a function gets the test's world and gives them.
        code: the error code.
        message: a part of the error's message.
    """

    name: str
    operation: str
    arguments: Callable[[Any], dict[str, Any]]
    code: str
    message: str


def each(rows: list[Refusal]) -> pytest.MarkDecorator:
    """Run a test for each row, named after it."""
    return pytest.mark.parametrize("row", rows, ids=[f"{row.operation} {row.name}" for row in rows])


def assert_refused(client: Any, world: Any, row: Refusal) -> None:
    """Send the row's request and compare the error."""
    with pytest.raises(ClientError) as caught:
        getattr(client, xform_name(row.operation))(**row.arguments(world))
    error = caught.value.response["Error"]
    assert error["Code"] == row.code, error
    assert row.message in error["Message"]


def error_code(call: Callable[..., Any], **arguments: Any) -> str:
    """The code of the error that a call gets; fails if it gets none."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])
