"""How the local cloud changes moto: every patch goes through the functions of this module.

A service's patches are tables: operation name (snake case, as moto names the method) to functions.
`Service.refuse` runs checks before an operation, so that a wrong request is answered as AWS answers it and
changes nothing; `Service.complete` mends the answer of an operation that succeeded; `Service.extend` adds an
operation that moto does not have. `replace` and `define` change moto's classes below the operations.
"""

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult

Request = dict[str, Any]
"""The parameters of one request under the names that the AWS API reference gives them. A check may change
them where moto itself reads them parsed (EC2, IAM ... not KMS, Logs ...).
"""

Check = Callable[[Any, Request], None]
"""Called with moto's backend and the request before the operation; raises `AwsError` to refuse it."""

Completion = Callable[[Any, Request, Any], None]
"""Called with moto's backend, the request and the answer (a mapping) after the operation; changes the answer.
"""

Operation = Callable[[Any, Request], Mapping[str, Any] | None]
"""Called with moto's backend and the request; gives the answer under the names of the AWS API reference."""

_Class = TypeVar("_Class", bound=type)


class AwsError(ServiceException):  # type: ignore[misc]
    """An error as the service answers it.

    Args:
        code: the error code of the AWS API reference, for example ``DependencyViolation``.
        message: the text that AWS sends with it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)


@dataclass(frozen=True)
class Service:
    """One service of moto.

    Attributes: responses: moto's response class, with one method per operation. backend: the name of the
        property of that class that gives the backend of the request's account and region.
    """

    responses: type[Any]
    backend: str

    def refuse(self, checks: Mapping[str, Iterable[Check]]) -> None:
        """Run the checks of each operation, in order, before the operation itself."""
        for operation, functions in checks.items():
            replace(self.responses, operation, self._checked(tuple(functions)))

    def complete(self, completions: Mapping[str, Completion]) -> None:
        """Change the answer of each operation after it succeeded."""
        for operation, completion in completions.items():
            replace(self.responses, operation, self._completed(completion))

    def extend(self, operations: Mapping[str, Operation]) -> None:
        """Add operations, or put them in the place of moto's own."""
        for name, operation in operations.items():
            setattr(self.responses, name, self._operation(name, operation))

    def request(self, response: Any) -> Request:
        """Return the parameters of the request that `response` is about to answer."""
        if not hasattr(response, "params"):
            response.parse_parameters(response.normalized_request)
        parameters: Request = response.params
        return parameters

    def _checked(self, checks: tuple[Check, ...]) -> Callable[..., Any]:
        def run(original: Callable[[Any], Any], response: Any) -> Any:
            request = self.request(response)
            for check in checks:
                check(getattr(response, self.backend), request)
            return original(response)

        return run

    def _completed(self, completion: Completion) -> Callable[..., Any]:
        def run(original: Callable[[Any], Any], response: Any) -> Any:
            answer = original(response)
            content = json.loads(answer or "{}") or {} if isinstance(answer, str) else answer.result
            completion(getattr(response, self.backend), self.request(response), content)
            return json.dumps(content) if isinstance(answer, str) else answer

        return run

    def _operation(self, name: str, operation: Operation) -> Callable[[Any], Any]:
        def run(response: Any) -> Any:
            if hasattr(response, "error_on_dryrun"):
                response.error_on_dryrun()
            return ActionResult(operation(getattr(response, self.backend), self.request(response)) or {})

        run.__name__ = name
        return run


def constraint_violation(member: str, value: object, constraint: str) -> str:
    """The text with which AWS refuses the value of a request's member that breaks the service's model."""
    where = f"Value '{value}' at '{member[:1].lower()}{member[1:]}'"
    return f"1 validation error detected: {where} failed to satisfy constraint: {constraint}"


def network_of(backend: Any) -> Any:
    """moto's EC2 backend of the same account and region as another service's."""
    # Only here, so that a patch of a service without a network does not load EC2's tables.
    from moto.ec2.models import ec2_backends

    return ec2_backends[backend.account_id][backend.region_name]


def table_of(backend: Any, name: str) -> dict[str, Any]:
    """A table that moto's backend does not have, made when it is first used; part of the backend's state."""
    table: dict[str, Any] = backend.__dict__.setdefault(name, {})
    return table


def replace(owner: type[Any], name: str, replacement: Callable[..., Any]) -> None:
    """Put `replacement`, which gets the original as its first argument, in the place of a method."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def replaced(self: Any, *args: Any, **kwargs: Any) -> Any:
        return replacement(original, self, *args, **kwargs)

    setattr(owner, name, replaced)


def define(owner: type[Any], **attributes: Any) -> None:
    """Set attributes of a class; a function of one argument becomes a read-only property, as moto's answers
    need.
    """
    for name, value in attributes.items():
        setattr(owner, name, property(value) if callable(value) else value)
