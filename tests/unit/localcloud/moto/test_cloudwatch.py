"""CloudWatch's alarms and dashboards as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

PUT = "PutMetricAlarm"
COMPOSITE = "PutCompositeAlarm"
VALIDATION = "ValidationError"
INPUT = "InvalidParameterInput"
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
TOPIC = "arn:aws:sns:us-east-1:123456789012:topic"
ONE = {"MetricName": "Errors", "Namespace": "App", "Period": 60, "Statistic": "Sum"}
RULE = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Threshold": 1.0}


def _stat(**changed: Any) -> dict[str, Any]:
    return {"Metric": {"MetricName": "Errors", "Namespace": "App"}, "Period": 60, "Stat": "Sum"} | changed


def _queries(*others: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"Id": "a", "MetricStat": _stat()}, *others]


def _alarm(**changed: Any) -> Any:
    """An alarm on one metric; a member that is None is left out."""
    wanted = {"AlarmName": "new"} | ONE | RULE | changed
    return lambda _: {name: value for name, value in wanted.items() if value is not None}


def _math(*queries: dict[str, Any], **changed: Any) -> Any:
    """An alarm on metric math."""
    return _alarm(**dict.fromkeys(ONE), Metrics=list(queries), **changed)


def _composite(rule: str, **changed: Any) -> Any:
    """An alarm on other alarms; there is one, which is called there."""
    return lambda _: {"AlarmName": "new", "AlarmRule": rule} | changed


def _board(name: str, body: str) -> Any:
    return lambda _: {"DashboardName": name, "DashboardBody": body}


def _tags_of_none(**more: Any) -> Any:
    return lambda _: {"ResourceARN": f"{ARN}none"} | more


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    made = connect("cloudwatch")
    made.put_metric_alarm(**_alarm(AlarmName="there")(None))
    return made


REFUSED = [
    Refusal("without metric", PUT, _alarm(MetricName=None), VALIDATION, "MetricName is required"),
    Refusal("without period", PUT, _alarm(Period=None), VALIDATION, "Period is required"),
    Refusal("on a metric and math", PUT, _alarm(Metrics=_queries()), VALIDATION, "mutually exclusive"),
    Refusal("without statistic", PUT, _alarm(Statistic=None), VALIDATION, "Exactly one of Statistic"),
    Refusal("with two statistics", PUT, _alarm(ExtendedStatistic="p99"), VALIDATION, "Exactly one of Stat"),
    Refusal(
        "with a statistic that is none",
        PUT,
        _alarm(Statistic=None, ExtendedStatistic="p101"),
        "InvalidParameterValue",
        "p101",
    ),
    Refusal("every 45 seconds", PUT, _alarm(Period=45), VALIDATION, "multiple of 60; it is 45"),
    Refusal(
        "every 90 seconds",
        PUT,
        _math(*_queries({"Id": "b", "MetricStat": _stat(Period=90)})),
        VALIDATION,
        "90",
    ),
    Refusal(
        "over two days", PUT, _alarm(Period=300, EvaluationPeriods=576), VALIDATION, "across more than a day"
    ),
    Refusal("over eight days", PUT, _alarm(Period=3600, EvaluationPeriods=192), VALIDATION, "seven days"),
    Refusal(
        "with too many datapoints", PUT, _alarm(DatapointsToAlarm=2), VALIDATION, "DatapointsToAlarm (2)"
    ),
    Refusal("that misses data oddly", PUT, _alarm(TreatMissingData="ok"), VALIDATION, "Option ok is not"),
    Refusal("without threshold", PUT, _alarm(Threshold=None), VALIDATION, "Exactly one of Threshold"),
    Refusal(
        "on a band without one",
        PUT,
        _alarm(ComparisonOperator="LessThanLowerThreshold"),
        VALIDATION,
        "LessThanLowerThreshold",
    ),
    Refusal(
        "on an unknown band",
        PUT,
        _math(
            *_queries(),
            ComparisonOperator="LessThanLowerThreshold",
            Threshold=None,
            ThresholdMetricId="none",
        ),
        VALIDATION,
        "'none' is not the Id",
    ),
    Refusal(
        "on two results", PUT, _math(*_queries({"Id": "b", "Expression": "a"})), VALIDATION, "return data"
    ),
    Refusal("on one id twice", PUT, _math(*_queries(*_queries())), VALIDATION, "'a' is not unique"),
    Refusal("on a wrong id", PUT, _math({"Id": "A", "Expression": "1"}), VALIDATION, "lowercase letter"),
    Refusal("on an empty query", PUT, _math({"Id": "a"}), VALIDATION, "'a' needs exactly one"),
    Refusal("with text for an action", PUT, _alarm(OKActions=["mail"]), VALIDATION, "arn syntax: mail"),
    *(
        Refusal(f"by {rule!r}", COMPOSITE, _composite(rule), VALIDATION, "Error in AlarmRule")
        for rule in ("there", "ALARM(there) OK(there)", "ALARM(there) AND", "(TRUE", "TRUE; TRUE", "NONE(x)")
    ),
    Refusal(
        "on what is not there", COMPOSITE, _composite("ALARM(there) OR OK(b)"), VALIDATION, "['b'] in the"
    ),
    Refusal(
        "on itself",
        COMPOSITE,
        _composite("ALARM(there)", AlarmName="there"),
        VALIDATION,
        "cannot depend on itself",
    ),
    Refusal(
        "half suppressed",
        COMPOSITE,
        _composite("ALARM(there)", ActionsSuppressor="there"),
        VALIDATION,
        "go together; given: ActionsSuppressor",
    ),
    Refusal(
        "with text for an action", COMPOSITE, _composite("TRUE", AlarmActions=["mail"]), VALIDATION, "mail"
    ),
    Refusal("with a wrong name", "PutDashboard", _board("a b", '{"widgets": []}'), INPUT, "a b"),
    Refusal("with text", "PutDashboard", _board("a", "text"), INPUT, "valid JSON"),
    Refusal("without widgets", "PutDashboard", _board("a", "{}"), INPUT, "'widgets'"),
    Refusal("unknown", "DeleteAlarms", lambda _: {"AlarmNames": ["none"]}, "ResourceNotFound", "none"),
    *(
        Refusal("of no alarm", operation, arguments, "ResourceNotFoundException", "none does not exist")
        for operation, arguments in (
            ("ListTagsForResource", _tags_of_none()),
            ("TagResource", _tags_of_none(Tags=[{"Key": "a", "Value": "b"}])),
            ("UntagResource", _tags_of_none(TagKeys=["a"])),
        )
    ),
]


@each(REFUSED)
def test_refuses(client: Any, row: Refusal) -> None:
    assert_refused(client, None, row)


def _read(client: Any, name: str) -> dict[str, Any]:
    (found,) = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return dict(found)


@pytest.mark.parametrize("statistic", ["p99.9", "tm90", "IQM", "PR(100:2000)", "TM(10%:90%)"])
def test_an_alarm_can_be_on_a_statistic(client: Any, statistic: str) -> None:
    client.put_metric_alarm(**_alarm(AlarmName="stat", Statistic=None, ExtendedStatistic=statistic)(None))
    assert _read(client, "stat")["ExtendedStatistic"] == statistic


def test_a_changed_alarm_keeps_its_state_and_tags_until_it_is_deleted(client: Any) -> None:
    alarm = _alarm(AlarmName="kept")(None)
    client.put_metric_alarm(**alarm, Tags=[{"Key": "a", "Value": "first"}])
    assert _read(client, "kept")["StateValue"] == "INSUFFICIENT_DATA"
    client.set_alarm_state(AlarmName="kept", StateValue="ALARM", StateReason="tried")
    client.put_metric_alarm(**alarm | {"AlarmActions": [TOPIC]}, Tags=[{"Key": "a", "Value": "second"}])
    changed = _read(client, "kept")
    assert (changed["StateValue"], changed["AlarmActions"]) == ("ALARM", [TOPIC])
    assert client.list_tags_for_resource(ResourceARN=f"{ARN}kept")["Tags"] == [{"Key": "a", "Value": "first"}]
    client.delete_alarms(AlarmNames=["kept"])
    assert error_code(client.delete_alarms, AlarmNames=["kept"]) == "ResourceNotFound"
    client.put_metric_alarm(**alarm)
    assert client.list_tags_for_resource(ResourceARN=f"{ARN}kept")["Tags"] == []


def test_a_query_can_be_of_another_account(client: Any) -> None:
    queries = _queries({"Id": "b", "Expression": "a * 2", "ReturnData": True})
    queries[0] |= {"AccountId": "210987654321", "ReturnData": False}
    client.put_metric_alarm(**_math(*queries, AlarmName="across")(None))
    assert _read(client, "across")["Metrics"][0]["AccountId"] == "210987654321"


RULES = [
    "ALARM(there)",
    f'NOT OK("{ARN}there") AND (INSUFFICIENT_DATA(there) OR FALSE)',
    "AT_LEAST(1, ALARM, (there))",
]


@pytest.mark.parametrize("rule", RULES)
def test_an_alarm_can_be_on_others(client: Any, rule: str) -> None:
    client.put_composite_alarm(AlarmName="above", AlarmRule=rule, AlarmDescription="a", OKActions=[TOPIC])
    (found,) = client.describe_alarms(AlarmNames=["above"], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (found["AlarmRule"], found["AlarmDescription"], found["OKActions"]) == (rule, "a", [TOPIC])
    assert (found["AlarmArn"], found["ActionsEnabled"]) == (f"{ARN}above", True)
    listed = client.describe_alarms(AlarmNames=["above", "there"])
    assert [alarm["AlarmName"] for alarm in listed["MetricAlarms"]] == ["there"]
    assert listed["CompositeAlarms"] == []
    client.delete_alarms(AlarmNames=["above"])


def test_alarms_that_need_each_other_are_deleted_at_once(client: Any) -> None:
    client.put_metric_alarm(**_alarm(AlarmName="below")(None))
    client.put_composite_alarm(AlarmName="above", AlarmRule="ALARM(below)")
    assert error_code(client.delete_alarms, AlarmNames=["below"]) == VALIDATION
    client.delete_alarms(AlarmNames=["below", "above"])
