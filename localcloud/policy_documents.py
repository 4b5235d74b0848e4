"""Reading IAM policy documents: who and what a document's statements name."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

Statement = dict[str, Any]


class PolicyDocumentError(ValueError):
    """A text that is no policy document."""


def statements(document: str) -> list[Statement]:
    """The statements of a policy document.

    Raises: PolicyDocumentError: the text is not JSON, or not an object with statements that have an effect
        and an action.
    """
    try:
        policy = json.loads(document)
    except ValueError as error:
        raise PolicyDocumentError(f"not valid JSON: {error}") from None
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise PolicyDocumentError("no Statement")
    found = as_list(policy["Statement"])
    for statement in found:
        if not isinstance(statement, dict):
            raise PolicyDocumentError("a statement is not an object")
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise PolicyDocumentError("a statement's Effect is neither Allow nor Deny")
        if not statement.get("Action") and not statement.get("NotAction"):
            raise PolicyDocumentError("a statement has no Action")
    return found


def as_list(value: Any) -> list[Any]:
    """The value of a policy element, which may be one thing or a list of things, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def principals(statement: Statement, kind: str) -> Iterator[str]:
    """The principals of a kind (``AWS``, ``Service`` or ``Federated``) in a statement; ``*`` is of every
    kind.
    """
    named = statement.get("Principal")
    if named == "*":
        yield "*"
    elif isinstance(named, dict):
        yield from as_list(named.get(kind))
        if kind != "AWS" and "*" in as_list(named.get("AWS")):
            yield "*"


def covers_action(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action, for example ``kms:Encrypt``; wildcards and case as IAM has
    them.
    """

    def named(element: str) -> bool:
        patterns = (str(pattern).lower() for pattern in as_list(statement.get(element)))
        return any(fnmatchcase(action.lower(), pattern) for pattern in patterns)

    return not named("NotAction") if "NotAction" in statement else named("Action")


def allows_service(document: str, services: frozenset[str], action: str) -> bool:
    """Whether a resource's policy lets one of the services (``logs.amazonaws.com`` ...) do something.

    Conditions are taken to be met.
    """
    return any(
        statement["Effect"] == "Allow"
        and covers_action(statement, action)
        and bool(services.union("*") & set(principals(statement, "Service")))
        for statement in statements(document)
    )
