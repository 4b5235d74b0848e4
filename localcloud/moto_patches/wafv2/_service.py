"""What the modules of this package share: the service, its errors, and the backend that a request is for."""

from collections.abc import Iterator
from typing import Any, Final

from moto.wafv2.models import GLOBAL_REGION, wafv2_backends
from moto.wafv2.responses import WAFV2Response

from localcloud.moto_service import AwsError, Request, Service

WAF: Final = Service(WAFV2Response, "wafv2_backend")

Statement = dict[str, Any]


def invalid(reason: str, field: str, value: Any) -> AwsError:
    """The error for a value that the service does not accept."""
    return AwsError(
        "WAFInvalidParameterException", f"Error reason: {reason}, field: {field}, parameter: {value}"
    )


def not_found() -> AwsError:
    """The error for something that does not exist."""
    return AwsError(
        "WAFNonexistentItemException",
        "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
    )


def associated() -> AwsError:
    """The error for deleting something that is used."""
    return AwsError(
        "WAFAssociatedItemException",
        "AWS WAF couldn’t perform the operation because your resource is being used by another resource "
        "or it’s associated with another resource.",
    )


def of_scope(backend: Any, request: Request) -> Any:
    """The backend (moto's object) of the scope that a request names: that of the region, or of CloudFront."""
    return _global(backend) if request.get("Scope") == "CLOUDFRONT" else backend


def of_arn(backend: Any, arn: str) -> Any:
    """The backend (moto's object) that something with an ARN is in."""
    return _global(backend) if arn.split(":")[5].startswith("global/") else backend


def _global(backend: Any) -> Any:
    return wafv2_backends[backend.account_id][GLOBAL_REGION]


def all_statements(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """A statement and those in it, with their kinds."""
    for kind, content in statement.items():
        yield kind, content
        inner = [
            content.get("Statement"),
            content.get("ScopeDownStatement"),
            *(content.get("Statements") or ()),
        ]
        for other in inner:
            if other:
                yield from all_statements(other)


def statements_of(things: Any) -> Iterator[tuple[str, Statement]]:
    """All statements of web ACLs or rule groups (moto's objects)."""
    for thing in things:
        for rule in thing.rules:
            yield from all_statements(rule.statement)


def uses(backend: Any, arn: str) -> bool:
    """Whether a rule of a backend refers to something by its ARN."""
    holders = [*backend.wacls.values(), *backend.rule_groups.values()]
    return any(content.get("ARN") == arn for _, content in statements_of(holders))
