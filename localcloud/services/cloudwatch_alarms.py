"""CloudWatch alarms on metrics."""

from collections.abc import Mapping
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.tagging import RESOURCE_ARN_TAGGING

_MEMBERS: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "dimensions": "Dimensions",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "metricQueries": "Metrics",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}


def _dimensions_to_api(dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _dimensions_from_api(dimensions: list[dict[str, str]] | None) -> dict[str, str] | None:
    return {item["Name"]: item["Value"] for item in dimensions or ()} or None


def _query_to_api(query: Properties) -> dict[str, Any]:
    members = {
        "Id": query["id"],
        "AccountId": query.get("accountId"),
        "Expression": query.get("expression"),
        "Label": query.get("label"),
        "Period": query.get("period"),
        # The provider's false is AWS's true when it is left out.
        "ReturnData": bool(query.get("returnData")),
    }
    metric = query.get("metric")
    if metric:
        named = {
            "Namespace": metric.get("namespace"),
            "MetricName": metric["metricName"],
            "Dimensions": _dimensions_to_api(metric.get("dimensions") or {}),
        }
        stat = {"Period": metric["period"], "Stat": metric["stat"], "Unit": metric.get("unit")}
        members["MetricStat"] = {"Metric": _set(named), **_set(stat)}
    return _set(members)


def _query_from_api(query: dict[str, Any]) -> Properties:
    found = {
        "id": query["Id"],
        "accountId": query.get("AccountId"),
        "expression": query.get("Expression"),
        "label": query.get("Label"),
        "period": query.get("Period"),
        "returnData": query.get("ReturnData"),
    }
    stat = query.get("MetricStat")
    if stat:
        found["metric"] = _set(
            {
                "dimensions": _dimensions_from_api(stat["Metric"].get("Dimensions")),
                "metricName": stat["Metric"]["MetricName"],
                "namespace": stat["Metric"].get("Namespace"),
                "period": stat["Period"],
                "stat": stat["Stat"],
                "unit": stat.get("Unit"),
            }
        )
    return _set(found)


def _set(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


_CONVERSIONS: Final = {
    "dimensions": Conversion(_dimensions_to_api, _dimensions_from_api),
    "metricQueries": Conversion(
        lambda queries: [_query_to_api(query) for query in queries],
        lambda queries: [_query_from_api(query) for query in queries or ()],
    ),
}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not changed & _MEMBERS.keys():
        return
    # What a request leaves out is taken away, so that all of it is sent.
    request = {}
    for name, member in _MEMBERS.items():
        value = inputs.get(name)
        if value not in (None, "", [], {}):
            conversion = _CONVERSIONS.get(name)
            request[member] = conversion.to_api(value) if conversion else value
    api.call("put_metric_alarm", AlarmName=identifier, **request)


METRIC_ALARM: Final = Resource(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "cloudwatch",
    identifier="{name}",
    create=Call("put_metric_alarm"),
    read=Call(
        "describe_alarms", {"AlarmNames": ["{id}"], "AlarmTypes": ["MetricAlarm"]}, answer="MetricAlarms[0]"
    ),
    update=_update,
    delete=Call("delete_alarms", {"AlarmNames": ["{id}"]}),
    names={"name": "AlarmName", "arn": "AlarmArn", "metricQueries": "Metrics"},
    conversions=_CONVERSIONS,
    defaults={"actionsEnabled": True},
    conflicts=(
        ("metricName", "metricQueries"),
        ("statistic", "extendedStatistic"),
        ("threshold", "thresholdMetricId"),
    ),
    allowed={
        "treatMissingData": ("breaching", "notBreaching", "ignore", "missing"),
        "evaluateLowSampleCountPercentiles": ("evaluate", "ignore"),
    },
    unsupported=("evaluationCriteria", "evaluationInterval", "evaluationWindow", "warmUpConfiguration"),
    tagging=RESOURCE_ARN_TAGGING,
)

RESOURCES: Final = (METRIC_ALARM,)
