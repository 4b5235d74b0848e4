"""What the modules of this package share: requests to buckets by operation, errors, and the lookup of
buckets.

moto's S3 finds out what a request asks for as it goes, and has no method per operation to hook on to. A
request for a setting that it does not know creates, lists or deletes the bucket: `DELETE /bucket?metrics`
does.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.core.utils import get_service_model
from moto.s3.exceptions import S3ClientError
from moto.s3.responses import S3Response

from localcloud.moto_service import Check, Operation, Request, replace

_checks: Final[dict[str, list[Check]]] = {}
_operations: Final[dict[str, Operation]] = {}
_afterwards: Final[dict[str, list[Check]]] = {}

LISTS: Final = frozenset({"analytics", "intelligent-tiering", "inventory", "metrics"})
"""Settings of which a bucket has several; without an id a request is about all of them."""

KNOWN_TO_MOTO: Final = frozenset(
    {
        *(
            "accelerate",
            "acl",
            "cors",
            "delete",
            "encryption",
            "lifecycle",
            "list-type",
            "location",
            "logging",
        ),
        *("notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock"),
        *("replication", "tagging", "uploads", "versioning", "versions", "website"),
    }
)
"""The settings that moto tells from the bucket itself."""


def refuse(checks: Mapping[str, Iterable[Check]]) -> None:
    """Run checks before operations on buckets, named as the API reference does."""
    for operation, functions in checks.items():
        _checks.setdefault(operation, []).extend(functions)


def extend(operations: Mapping[str, Operation]) -> None:
    """Add operations on buckets, or put them in the place of moto's own."""
    _operations.update(operations)


def follow(afterwards: Mapping[str, Check]) -> None:
    """Do something after an operation of moto's on a bucket has succeeded."""
    for operation, function in afterwards.items():
        _afterwards.setdefault(operation, []).append(function)


def s3_error(code: str, message: str) -> S3ClientError:
    """An error as S3 answers it."""
    return S3ClientError(code, message)


def invalid_argument(message: str) -> S3ClientError:
    """The error for a value that S3 does not accept."""
    return s3_error("InvalidArgument", message)


def invalid_request(message: str) -> S3ClientError:
    """The error for a request that makes no sense."""
    return s3_error("InvalidRequest", message)


def bucket_of(backend: Any, request: Request) -> Any:
    """The bucket (moto's object) of a request. Raises ``NoSuchBucket``."""
    return backend.get_bucket(request["Bucket"])


@cache
def _by_request() -> dict[tuple[str, str, bool], str]:
    """HTTP method, the setting asked for, and whether one of several -> operation."""
    model = get_service_model("s3")
    found = {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        if path == "/{Bucket}" and not operation.deprecated:
            setting = query.partition("&")[0]
            one = not name.startswith("List") or setting not in LISTS
            found[(operation.http["method"], setting, one)] = name
    return found


def _operation(request: Any, querystring: Mapping[str, Any]) -> str | None:
    settings = {setting for _, setting, _ in _by_request() if setting} & set(querystring)
    setting = next(iter(settings), "")
    one = setting not in LISTS or "id" in querystring
    name = _by_request().get((request.method, setting, one))
    if setting and setting not in KNOWN_TO_MOTO and name not in _operations:
        raise s3_error(
            "NotImplemented",
            f"The local cloud does not support s3:{name or setting} (moto does not have it).",
        )
    return name


def _respond(original: Callable[..., Any], self: Any, request: Any, full_url: str) -> Any:
    name = _operation(request, self._get_querystring(request, full_url))
    if not self.bucket_name or name not in {*_checks, *_operations, *_afterwards}:
        return original(self, request, full_url)
    self.data["Action"] = name
    parameters = _parameters(self)
    for check in _checks.get(name, ()):
        check(self.backend, parameters)
    if name in _operations:
        self.data["Action"] = name
        return self.serialized(ActionResult(_operations[name](self.backend, parameters) or {}))
    answer = original(self, request, full_url)
    if not isinstance(answer, tuple) or answer[0] < 300:
        for function in _afterwards.get(name, ()):
            function(self.backend, parameters)
    return answer


def _parameters(response: Any) -> Request:
    response.parse_parameters(response.normalized_request)
    parameters: Request = dict(response.params)
    parameters["Bucket"] = response.bucket_name
    return parameters


@cache
def apply() -> None:
    """Run what the modules of this package say about operations on buckets."""
    replace(S3Response, "_bucket_response", _respond)
