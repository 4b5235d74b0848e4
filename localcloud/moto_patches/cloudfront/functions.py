"""CloudFront functions, which moto can create but neither change nor publish.

A function has two stages: DEVELOPMENT is what was written last, LIVE what was published and distributions
run.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, Final

from moto.cloudfront.exceptions import NoSuchFunctionExists
from moto.cloudfront.models import CloudFrontBackend
from moto.core.utils import utcnow

from localcloud.moto_patches.cloudfront._service import CLOUDFRONT, check_version, new_id, users
from localcloud.moto_service import AwsError, Request, replace, table_of

DEVELOPMENT: Final = "DEVELOPMENT"
LIVE: Final = "LIVE"
LARGEST: Final = 10 * 1024


def live_functions(backend: Any) -> dict[str, Any]:
    """The published functions (moto's objects) of a backend by name."""
    kept: dict[str, Any] = table_of(backend, "live_functions")
    return kept


def _refuse_code(_: Any, request: Request) -> None:
    if len(request["FunctionCode"]) > LARGEST:
        raise AwsError("FunctionSizeLimitExceeded", "The function exceeded the maximum size of 10 KB.")


def _of_stage(backend: Any, request: Request) -> Any:
    name = request["Name"]
    stage = live_functions(backend) if request.get("Stage") == LIVE else backend.functions
    if name not in stage:
        raise NoSuchFunctionExists(name)
    return stage[name]


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    function = _of_stage(backend, request)
    return {"FunctionSummary": function.function_summary, "ETag": function.etag}


def _get(backend: Any, request: Request) -> dict[str, Any]:
    function = _of_stage(backend, request)
    return {"FunctionCode": function.code, "ETag": function.etag, "ContentType": "application/octet-stream"}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    function = backend.describe_function(request["Name"])
    check_version(function.etag, request)
    function.code, function.config = request["FunctionCode"], request["FunctionConfig"]
    function.etag, function.last_modified_time = new_id(), utcnow()
    function.status = "UNPUBLISHED" if request["Name"] not in live_functions(backend) else "UNASSOCIATED"
    return {"FunctionSummary": function.function_summary, "ETag": function.etag}


def _publish(backend: Any, request: Request) -> dict[str, Any]:
    function = backend.describe_function(request["Name"])
    check_version(function.etag, request)
    published = deepcopy(function)
    published.stage, published.status = LIVE, "UNASSOCIATED"
    published.last_modified_time = utcnow()
    published.etag = new_id()
    function.status = "UNASSOCIATED"
    live_functions(backend)[function.name] = published
    return {"FunctionSummary": published.function_summary}


def _delete(original: Callable[..., None], self: Any, name: str, if_match: str) -> None:
    function = self.describe_function(name)
    check_version(function.etag, {"IfMatch": if_match})
    if users(self, [function.arn]):
        raise AwsError(
            "FunctionInUse",
            "Cannot delete the function because it's attached to one or more cache behaviors.",
        )
    original(self, name, if_match)
    live_functions(self).pop(name, None)
    self.tagger.delete_all_tags_for_resource(function.arn)


def _list(backend: Any, request: Request) -> dict[str, Any]:
    stage = request.get("Stage")
    found = [] if stage == LIVE else list(backend.functions.values())
    if stage != DEVELOPMENT:
        found += live_functions(backend).values()
    made = [function.function_summary for function in found]
    return {"FunctionList": {"MaxItems": 100, "Quantity": len(made), "Items": made}}


@cache
def apply() -> None:
    """Put moto's CloudFront functions right."""
    replace(CloudFrontBackend, "delete_function", _delete)
    CLOUDFRONT.extend(
        {
            "describe_function": _describe,
            "get_function": _get,
            "list_functions": _list,
            "publish_function": _publish,
            "update_function": _update,
        }
    )
    CLOUDFRONT.refuse({"create_function": [_refuse_code], "update_function": [_refuse_code]})
