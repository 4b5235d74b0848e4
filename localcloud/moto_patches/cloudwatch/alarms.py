"""Metric alarms.

What moto accepts, and AWS refuses: alarms on no metric or on two things at once, metric math without a
result, periods and statistics that do not exist, times that are too long, thresholds that do not fit the
comparison, actions that are no ARNs; deleting or tagging what is not there.

What moto gets wrong: statistics other than percentiles are refused; a new alarm is `OK` before anything was
measured; a change of an alarm forgets its state and history, and takes tags; the account of a query is lost;
a deleted alarm leaves its tags to the next one of its name.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.cloudwatch.models import CloudWatchBackend

from localcloud.moto_patches.cloudwatch._service import CLOUDWATCH, invalid, not_found
from localcloud.moto_service import AwsError, Request, replace

ARN: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
QUERY_ID: Final = re.compile(r"[a-z][A-Za-z0-9_]*")
EXTENDED_STATISTIC: Final = re.compile(
    r"(p|tm|wm|tc|ts)(100|\d{1,2}(\.\d{1,10})?)|IQM|(PR|TM|WM|TC|TS)\([\d.]*%?:[\d.]*%?\)"
)
SHORT_PERIODS: Final = (10, 20, 30)
MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
MISSING_DATA: Final = ("breaching", "notBreaching", "ignore", "missing")
BANDS: Final = (
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
)
"""Comparisons with the band of an anomaly detection."""

ACTIONS: Final = ("AlarmActions", "InsufficientDataActions", "OKActions")
OF_ONE_METRIC: Final = (
    "MetricName",
    "Namespace",
    "Dimensions",
    "Period",
    "Statistic",
    "ExtendedStatistic",
    "Unit",
)


def _refuse_measure(_: Any, request: Request) -> None:
    queries = request.get("Metrics") or []
    if queries:
        given = [name for name in OF_ONE_METRIC if request.get(name)]
        if given:
            raise invalid(f"Metrics list and {', '.join(given)} are mutually exclusive; specify one of them.")
        _check_queries(queries, request.get("ThresholdMetricId"))
        return
    missing = [name for name in ("MetricName", "Namespace", "Period") if not request.get(name)]
    if missing:
        raise invalid(f"The parameter {missing[0]} is required for an alarm on a single metric.")
    if bool(request.get("Statistic")) == bool(request.get("ExtendedStatistic")):
        raise invalid("Exactly one of Statistic and ExtendedStatistic must be specified.")
    _check_statistic(request.get("ExtendedStatistic"))
    _check_period(request["Period"])


def _check_queries(queries: list[dict[str, Any]], band: str | None) -> None:
    seen: set[str] = set()
    for query in queries:
        if not QUERY_ID.fullmatch(query["Id"]):
            raise invalid(
                f"Invalid metrics list: Id '{query['Id']}' must begin with a lowercase letter and contain "
                "only letters, numbers and underscores."
            )
        if query["Id"] in seen:
            raise invalid(f"Invalid metrics list: Id '{query['Id']}' is not unique.")
        seen.add(query["Id"])
        stat = query.get("MetricStat")
        if bool(stat) == bool(query.get("Expression")):
            raise invalid(
                f"Invalid metrics list: '{query['Id']}' needs exactly one of Expression and MetricStat."
            )
        if stat:
            _check_period(stat["Period"])
    returned = [query for query in queries if query.get("ReturnData", True) and query["Id"] != band]
    if len(returned) != 1:
        raise invalid("Exactly one element of the metrics list should return data.")


def _check_statistic(named: str | None) -> None:
    if named and not EXTENDED_STATISTIC.fullmatch(named):
        raise AwsError(
            "InvalidParameterValue", f"The value {named} for parameter ExtendedStatistic is not supported."
        )


def _check_period(period: int) -> None:
    if period not in SHORT_PERIODS and (period < MINUTE or period % MINUTE):
        raise invalid(f"Period must be 10, 20, 30 or a multiple of 60; it is {period}.")


def _refuse_evaluation(_: Any, request: Request) -> None:
    periods = request["EvaluationPeriods"]
    datapoints = request.get("DatapointsToAlarm")
    if datapoints and datapoints > periods:
        raise invalid(
            f"DatapointsToAlarm ({datapoints}) must be less than or equal to EvaluationPeriods ({periods})."
        )
    stats = (query.get("MetricStat") or query for query in request.get("Metrics") or ())
    period = max([request.get("Period") or 0, *(stat.get("Period") or 0 for stat in stats)])
    longest, called = (WEEK, "seven days") if period >= HOUR else (DAY, "a day")
    if period * periods > longest:
        raise invalid(
            f"Metrics cannot be checked across more than {called} (EvaluationPeriods * Period must be <= "
            f"{longest})."
        )
    treatment = request.get("TreatMissingData")
    if treatment is not None and treatment not in MISSING_DATA:
        raise invalid(
            f"Option {treatment} is not supported. Supported options for parameter TreatMissingData are "
            f"{', '.join(MISSING_DATA)}."
        )


def _refuse_threshold(_: Any, request: Request) -> None:
    comparison, band = request["ComparisonOperator"], request.get("ThresholdMetricId")
    if (comparison in BANDS) != (band is not None):
        raise invalid(f"ComparisonOperator {comparison} and ThresholdMetricId cannot be combined so.")
    if (request.get("Threshold") is None) != (band is not None):
        raise invalid("Exactly one of Threshold and ThresholdMetricId must be specified.")
    if band is not None and band not in {query["Id"] for query in request.get("Metrics") or ()}:
        raise invalid(f"ThresholdMetricId '{band}' is not the Id of an element of the metrics list.")


def refuse_actions(_: Any, request: Request) -> None:
    """Refuse actions of an alarm that are no ARNs."""
    for kind in ACTIONS:
        for action in request.get(kind) or ():
            if not ARN.fullmatch(action):
                raise invalid(f"Invalid arn syntax: {action}")


def _refuse_unknown_alarms(backend: Any, request: Request) -> None:
    for name in request.get("AlarmNames") or ():
        if name not in backend.alarms:
            raise not_found(f"alarm {name}")


def _refuse_unknown_arn(backend: Any, request: Request) -> None:
    arn = request["ResourceARN"]
    known = {item.alarm_arn for item in backend.alarms.values()}
    known |= {item.rule_arn for item in backend.insight_rules.values()}
    if arn not in known:
        raise AwsError("ResourceNotFoundException", f"The resource {arn} does not exist.")


def _put(original: Callable[..., Any], self: Any, **arguments: Any) -> Any:
    before = self.alarms.get(arguments["name"])
    statistic = arguments.pop("extended_statistic", None)
    if before is not None:
        arguments["tags"] = None
    alarm = original(self, **arguments)
    alarm.extended_statistic = statistic
    if before is None:
        alarm.state_value = "INSUFFICIENT_DATA"
        return alarm
    for kept in ("history", "state_reason", "state_reason_data", "state_value", "state_updated_timestamp"):
        setattr(alarm, kept, getattr(before, kept))
    return alarm


def _keep_accounts(backend: Any, request: Request, _: Any) -> None:
    queries = backend.alarms[request["AlarmName"]].metric_data_queries
    for query, given in zip(queries, request.get("Metrics") or (), strict=True):
        query.account_id = given.get("AccountId")


def _delete(original: Callable[..., Any], self: Any, alarm_names: list[str]) -> None:
    for name in alarm_names:
        if name in self.alarms:
            self.tagger.delete_all_tags_for_resource(self.alarms[name].alarm_arn)
    original(self, alarm_names)


@cache
def apply() -> None:
    """Put alarms right."""
    CLOUDWATCH.refuse(
        {
            "put_metric_alarm": [_refuse_measure, _refuse_evaluation, _refuse_threshold, refuse_actions],
            "delete_alarms": [_refuse_unknown_alarms],
            "list_tags_for_resource": [_refuse_unknown_arn],
            "tag_resource": [_refuse_unknown_arn],
            "untag_resource": [_refuse_unknown_arn],
        }
    )
    CLOUDWATCH.complete({"put_metric_alarm": _keep_accounts})
    replace(CloudWatchBackend, "put_metric_alarm", _put)
    replace(CloudWatchBackend, "delete_alarms", _delete)
