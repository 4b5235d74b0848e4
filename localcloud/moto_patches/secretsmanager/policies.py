"""Resource policies of secrets.

What moto accepts, and AWS refuses: a policy that is none, or one that lets everyone in where that is blocked.
"""

from functools import cache
from typing import Any

from moto.secretsmanager.exceptions import SecretNotFoundException

from localcloud.moto_patches.secretsmanager._service import SECRETS, find
from localcloud.moto_service import AwsError, Request
from localcloud.policy_documents import PolicyDocumentError, principals, statements


def _refuse_policy(backend: Any, request: Request) -> None:
    if find(backend, request) is None:
        raise SecretNotFoundException
    try:
        found = statements(request["ResourcePolicy"])
    except PolicyDocumentError as error:
        raise AwsError(
            "MalformedPolicyDocumentException", f"This resource policy contains a syntax error: {error}."
        ) from None
    if any(not statement.get("Principal") and not statement.get("NotPrincipal") for statement in found):
        raise AwsError(
            "MalformedPolicyDocumentException",
            "This resource policy contains a syntax error: a statement has no Principal.",
        )
    if request.get("BlockPublicPolicy") and any(map(_is_public, found)):
        raise AwsError(
            "PublicPolicyException",
            "You can't attach this resource policy: it allows broad access to the secret.",
        )


def _is_public(statement: dict[str, Any]) -> bool:
    return (
        statement["Effect"] == "Allow"
        and not statement.get("Condition")
        and "*" in principals(statement, "AWS")
    )


@cache
def apply() -> None:
    """Put resource policies right."""
    SECRETS.refuse({"put_resource_policy": [_refuse_policy]})
