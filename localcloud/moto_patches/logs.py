"""CloudWatch Logs.

What moto accepts, and AWS refuses: a retention that is not one of AWS's; a key that does not exist, is not
enabled or whose policy does not let CloudWatch Logs use it; names with wrong characters; metric filters of an
unknown group; resource policies that are none, or for nobody.

What moto gets wrong: the class and the deletion protection of a group, the number of its metric filters;
putting a metric filter again adds a second one, and filters and subscriptions outlive their group (P9); one
of two subscriptions of a group cannot be changed; settings of both kinds of filter are lost.

What moto lacks: giving a group a key or taking it away, changing its deletion protection, the scope of a
resource policy, and saved queries.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.core.utils import unix_time_millis, utcnow
from moto.logs.metric_filters import MetricFilters
from moto.logs.models import LogGroup, LogResourcePolicy, LogsBackend, SubscriptionFilter
from moto.logs.responses import LogsResponse

from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, Service, constraint_violation, replace, table_of
from localcloud.policy_documents import PolicyDocumentError, allows_service, statements

LOGS: Final = Service(LogsResponse, "logs_backend")

RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
GROUP_NAME: Final = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")
STANDARD: Final = "STANDARD"
CLASSES: Final = (STANDARD, "INFREQUENT_ACCESS", "DELIVERY")
METRIC_FILTER_SETTINGS: Final = (
    "applyOnTransformedLogs",
    "emitSystemFieldDimensions",
    "fieldSelectionCriteria",
)
SUBSCRIPTION_SETTINGS: Final = (
    "applyOnTransformedLogs",
    "distribution",
    "emitSystemFields",
    "fieldSelectionCriteria",
)


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def _not_found(message: str = "The specified log group does not exist.") -> AwsError:
    return AwsError("ResourceNotFoundException", message)


def _group(backend: Any, request: Request) -> Any:
    """The log group (moto's object) that a request names by its name or ARN."""
    names = ("logGroupName", "resourceIdentifier", "logGroupIdentifier")
    named = next((request[name] for name in names if request.get(name)), "")
    name = named.partition(":log-group:")[2].removesuffix(":*") if named.startswith("arn:") else named
    if name not in backend.groups:
        raise _not_found()
    return backend.groups[name]


def _refuse_name(_: Any, request: Request) -> None:
    name = request["logGroupName"]
    if not GROUP_NAME.fullmatch(name):
        raise _invalid(
            constraint_violation(
                "logGroupName", name, r"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+"
            )
        )
    if name.lower().startswith("aws/"):
        raise _invalid("Log groups starting with AWS/ are reserved for AWS.")


def _refuse_class(_: Any, request: Request) -> None:
    wanted = request.get("logGroupClass", STANDARD)
    if wanted not in CLASSES:
        raise _invalid(f"The log group class {wanted} is not one of {', '.join(CLASSES)}.")


def _refuse_key(backend: Any, request: Request) -> None:
    key_arn = request.get("kmsKeyId")
    if not key_arn:
        return
    group = request.get("logGroupName", "*")
    arn = f"arn:{backend.partition}:logs:{backend.region_name}:{backend.account_id}:log-group:{group}"
    key = find_key(backend.account_id, backend.region_name, key_arn) if key_arn.startswith("arn:") else None
    services = frozenset({f"logs.{backend.region_name}.amazonaws.com", "logs.amazonaws.com"})
    if key is None or key.key_state != "Enabled" or not allows_service(key.policy, services, "kms:Encrypt"):
        raise _invalid(f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'")


def _refuse_retention(_: Any, request: Request) -> None:
    days = request["retentionInDays"]
    if days not in RETENTION_DAYS:
        allowed = ", ".join(map(str, RETENTION_DAYS))
        raise _invalid(
            constraint_violation("retentionInDays", days, f"Member must satisfy enum value set: [{allowed}]")
        )


def _refuse_unknown_group(backend: Any, request: Request) -> None:
    _group(backend, request)


def _refuse_unknown_filter(backend: Any, request: Request) -> None:
    _group(backend, request)
    wanted = (request["logGroupName"], request["filterName"])
    if wanted not in [(item["logGroupName"], item["filterName"]) for item in backend.filters.metric_filters]:
        raise _not_found("The specified metric filter does not exist.")


def _refuse_protected(backend: Any, request: Request) -> None:
    if getattr(_group(backend, request), "deletion_protection", False):
        raise AwsError("ValidationException", "The log group has deletion protection enabled.")


def _refuse_policy(_: Any, request: Request) -> None:
    try:
        found = statements(request["policyDocument"])
    except PolicyDocumentError as error:
        raise _invalid(f"Invalid Resource Policy: {error}.") from None
    if any(not statement.get("Principal") for statement in found):
        raise _invalid("Invalid Resource Policy: a statement has no Principal.")


def _protect(backend: Any, request: Request) -> None:
    _group(backend, request).deletion_protection = request["deletionProtectionEnabled"]


def _keep_class(backend: Any, request: Request, _: Any) -> None:
    group = backend.groups[request["logGroupName"]]
    group.log_group_class = request.get("logGroupClass", STANDARD)
    group.deletion_protection = request.get("deletionProtectionEnabled", False)


def _describe(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    described = original(self)
    described["logGroupClass"] = getattr(self, "log_group_class", STANDARD)
    described["deletionProtectionEnabled"] = getattr(self, "deletion_protection", False)
    return described


def _scoped(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    return {**original(self), "policyScope": "ACCOUNT"}


def _count_filters(backend: Any, _: Request, answer: dict[str, Any]) -> None:
    for group in answer["logGroups"]:
        group["metricFilterCount"] = len(
            backend.filters.get_matching_filters(log_group_name=group["logGroupName"])
        )


def _set_key(backend: Any, request: Request) -> None:
    _group(backend, request).kms_key_id = request["kmsKeyId"]


def _remove_key(backend: Any, request: Request) -> None:
    _group(backend, request).kms_key_id = None


def _put_filter_once(
    original: Callable[..., None], self: Any, name: str, pattern: str, group: str, transformations: Any
) -> None:
    self.delete_filter(name, group)
    original(self, name, pattern, group, transformations)
    self.metric_filters[-1]["creationTime"] = int(unix_time_millis(utcnow()))


def _put_subscription_once(
    original: Callable[..., None], self: Any, filter_name: str, *settings: str
) -> None:
    before = self.subscription_filters.pop(filter_name, None)
    original(self, filter_name, *settings)
    if before is not None:
        self.subscription_filters[filter_name].creation_time = before.creation_time


def _describe_subscription(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    return {**original(self), **getattr(self, "settings", {})}


def _given(request: Request, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: request[name] for name in names if request.get(name) is not None}


def _keep_filter_settings(backend: Any, request: Request, _: Any) -> None:
    backend.filters.metric_filters[-1].update(_given(request, METRIC_FILTER_SETTINGS))


def _keep_subscription_settings(backend: Any, request: Request, _: Any) -> None:
    found = backend.groups[request["logGroupName"]].subscription_filters[request["filterName"]]
    found.settings = _given(request, SUBSCRIPTION_SETTINGS)


def _delete_filter(
    _: Any, self: Any, filter_name: str | None = None, log_group_name: str | None = None
) -> list[Any]:
    self.metric_filters = [
        item
        for item in self.metric_filters
        if (item["filterName"], item["logGroupName"]) != (filter_name, log_group_name)
    ]
    return list(self.metric_filters)


def _delete_group(original: Callable[..., None], self: Any, log_group_name: str) -> None:
    original(self, log_group_name)
    kept = [item for item in self.filters.metric_filters if item["logGroupName"] != log_group_name]
    self.filters.metric_filters = kept


def _queries(backend: Any) -> dict[str, dict[str, Any]]:
    """The saved queries of a backend by id."""
    found: dict[str, dict[str, Any]] = table_of(backend, "query_definitions")
    return found


def _put_query(backend: Any, request: Request) -> dict[str, Any]:
    query_id = request.get("queryDefinitionId") or str(uuid4())
    if request.get("queryDefinitionId") and query_id not in _queries(backend):
        raise _not_found("The specified query definition does not exist.")
    unknown = [name for name in request.get("logGroupNames", []) if name not in backend.groups]
    if unknown:
        raise _not_found(f"The specified log group does not exist: {', '.join(unknown)}")
    _queries(backend)[query_id] = {
        "queryLanguage": request.get("queryLanguage", "CWLI"),
        "queryDefinitionId": query_id,
        "name": request["name"],
        "queryString": request["queryString"],
        "lastModified": int(unix_time_millis(utcnow())),
        "logGroupNames": request.get("logGroupNames", []),
    }
    return {"queryDefinitionId": query_id}


def _describe_queries(backend: Any, request: Request) -> dict[str, Any]:
    prefix = request.get("queryDefinitionNamePrefix", "")
    found = [query for query in _queries(backend).values() if query["name"].startswith(prefix)]
    return {"queryDefinitions": sorted(found, key=lambda query: str(query["name"]))}


def _delete_query(backend: Any, request: Request) -> dict[str, Any]:
    if _queries(backend).pop(request["queryDefinitionId"], None) is None:
        raise _not_found("The specified query definition does not exist.")
    return {"success": True}


@cache
def apply() -> None:
    """Put moto's CloudWatch Logs right."""
    LOGS.extend(
        {
            "associate_kms_key": _set_key,
            "disassociate_kms_key": _remove_key,
            "put_log_group_deletion_protection": _protect,
            "put_query_definition": _put_query,
            "describe_query_definitions": _describe_queries,
            "delete_query_definition": _delete_query,
        }
    )
    LOGS.refuse(
        {
            "create_log_group": [_refuse_name, _refuse_class, _refuse_key],
            "associate_kms_key": [_refuse_unknown_group, _refuse_key],
            "put_retention_policy": [_refuse_retention],
            "put_metric_filter": [_refuse_unknown_group],
            "delete_metric_filter": [_refuse_unknown_filter],
            "delete_log_group": [_refuse_protected],
            "put_resource_policy": [_refuse_policy],
        }
    )
    LOGS.complete(
        {
            "create_log_group": _keep_class,
            "describe_log_groups": _count_filters,
            "put_metric_filter": _keep_filter_settings,
            "put_subscription_filter": _keep_subscription_settings,
        }
    )
    replace(LogGroup, "to_describe_dict", _describe)
    replace(LogGroup, "put_subscription_filter", _put_subscription_once)
    replace(LogResourcePolicy, "describe", _scoped)
    replace(SubscriptionFilter, "to_json", _describe_subscription)
    replace(MetricFilters, "add_filter", _put_filter_once)
    replace(MetricFilters, "delete_filter", _delete_filter)
    replace(LogsBackend, "delete_log_group", _delete_group)
