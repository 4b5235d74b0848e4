"""CloudWatch Logs as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

INVALID = "InvalidParameterException"
NOT_FOUND = "ResourceNotFoundException"
ROOT = {"AWS": "arn:aws:iam::123456789012:root"}


def _key(kms: Any, *services: str) -> str:
    allowed: list[dict[str, Any]] = [
        {"Effect": "Allow", "Principal": ROOT, "Action": "kms:*", "Resource": "*"}
    ]
    for service in services:
        actions = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
        allowed.append(
            {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions, "Resource": "*"}
        )
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    return str(kms.create_key(Policy=policy)["KeyMetadata"]["Arn"])


def _writers(service: str | None) -> str:
    statement = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}
    principal = {"Principal": {"Service": service}} if service else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | principal]})


class World:
    """A log group `app` with a metric filter `errors`, and keys that it may and may not be given."""

    def __init__(self, logs: Any, kms: Any) -> None:
        self.key = _key(kms, "logs.us-east-1.amazonaws.com")
        self.key_of_nobody = _key(kms)
        self.key_of_another_region = _key(kms, "logs.eu-west-1.amazonaws.com")
        self.doomed_key = _key(kms, "logs.us-east-1.amazonaws.com")
        kms.schedule_key_deletion(KeyId=self.doomed_key, PendingWindowInDays=7)
        logs.create_log_group(logGroupName="app")
        put_filter(logs, "app", "errors")


def put_filter(logs: Any, group: str, name: str, pattern: str = "ERROR") -> None:
    transformation = {"metricName": "Errors", "metricNamespace": "App", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName=group, filterName=name, filterPattern=pattern, metricTransformations=[transformation]
    )


@pytest.fixture(scope="module")
def logs(connect: Any) -> Any:
    return connect("logs")


@pytest.fixture(scope="module")
def world(logs: Any, connect: Any) -> World:
    return World(logs, connect("kms"))


def _group(**changed: Any) -> Any:
    return lambda world: {
        key: getattr(world, value, value) for key, value in ({"logGroupName": "new"} | changed).items()
    }


CREATE = "CreateLogGroup"
KEY_ERROR = (
    "does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:123456789012:log-group:"
)

REFUSED = [
    Refusal("with a space", CREATE, _group(logGroupName="my app"), INVALID, "my app"),
    Refusal("of AWS's", CREATE, _group(logGroupName="aws/app"), INVALID, "reserved for AWS"),
    Refusal(
        "that exists", CREATE, _group(logGroupName="app"), "ResourceAlreadyExistsException", "already exists"
    ),
    Refusal("of no class", CREATE, _group(logGroupClass="CHEAP"), INVALID, "STANDARD, INFREQUENT_ACCESS"),
    Refusal(
        "with no key",
        CREATE,
        _group(kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/none"),
        INVALID,
        KEY_ERROR,
    ),
    Refusal("with a key id", CREATE, _group(kmsKeyId="none"), INVALID, KEY_ERROR),
    Refusal("with a closed key", CREATE, _group(kmsKeyId="key_of_nobody"), INVALID, KEY_ERROR + "new'"),
    Refusal(
        "with another region's key", CREATE, _group(kmsKeyId="key_of_another_region"), INVALID, KEY_ERROR
    ),
    Refusal("with a doomed key", CREATE, _group(kmsKeyId="doomed_key"), INVALID, KEY_ERROR),
    Refusal(
        "with a closed key",
        "AssociateKmsKey",
        lambda world: {"logGroupName": "app", "kmsKeyId": world.key_of_nobody},
        INVALID,
        KEY_ERROR,
    ),
    Refusal(
        "for no group",
        "AssociateKmsKey",
        lambda world: {"logGroupName": "none", "kmsKeyId": world.key},
        NOT_FOUND,
        "log group",
    ),
    Refusal("of no group", "DisassociateKmsKey", lambda _: {"logGroupName": "none"}, NOT_FOUND, "log group"),
    Refusal(
        "of 31 days",
        "PutRetentionPolicy",
        lambda _: {"logGroupName": "app", "retentionInDays": 31},
        INVALID,
        "[1, 3, 5, 7, 14, 30, 60,",
    ),
    Refusal(
        "of no group",
        "PutMetricFilter",
        lambda _: {
            "logGroupName": "none",
            "filterName": "x",
            "filterPattern": "",
            "metricTransformations": [{"metricName": "x", "metricNamespace": "x", "metricValue": "1"}],
        },
        NOT_FOUND,
        "log group",
    ),
    Refusal(
        "unknown",
        "DeleteMetricFilter",
        lambda _: {"logGroupName": "app", "filterName": "none"},
        NOT_FOUND,
        "metric filter",
    ),
    Refusal(
        "unknown",
        "DeleteQueryDefinition",
        lambda _: {"queryDefinitionId": "none"},
        NOT_FOUND,
        "query definition",
    ),
    Refusal(
        "of no group",
        "PutLogGroupDeletionProtection",
        lambda _: {"logGroupIdentifier": "none", "deletionProtectionEnabled": True},
        NOT_FOUND,
        "log group",
    ),
    Refusal(
        "of text", "PutResourcePolicy", lambda _: {"policyName": "a", "policyDocument": "a"}, INVALID, "JSON"
    ),
    Refusal(
        "for nobody",
        "PutResourcePolicy",
        lambda _: {"policyName": "a", "policyDocument": _writers(None)},
        INVALID,
        "no Principal",
    ),
    Refusal(
        "of no group",
        "PutQueryDefinition",
        lambda _: {"name": "x", "queryString": "fields @message", "logGroupNames": ["none"]},
        NOT_FOUND,
        "none",
    ),
]


@each(REFUSED)
def test_refuses(logs: Any, world: World, row: Refusal) -> None:
    assert_refused(logs, world, row)


def _read(logs: Any, name: str) -> dict[str, Any]:
    (group,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return dict(group)


def test_a_group_keeps_its_key_class_and_retention(logs: Any, world: World) -> None:
    logs.create_log_group(logGroupName="/kept", kmsKeyId=world.key, logGroupClass="INFREQUENT_ACCESS")
    logs.put_retention_policy(logGroupName="/kept", retentionInDays=365)
    group = _read(logs, "/kept")
    assert (group["kmsKeyId"], group["logGroupClass"], group["retentionInDays"]) == (
        world.key,
        "INFREQUENT_ACCESS",
        365,
    )


def test_a_key_can_be_given_and_taken_away(logs: Any, world: World) -> None:
    logs.create_log_group(logGroupName="/keyed")
    assert _read(logs, "/keyed")["logGroupClass"] == "STANDARD"
    logs.associate_kms_key(logGroupName="/keyed", kmsKeyId=world.key)
    assert _read(logs, "/keyed")["kmsKeyId"] == world.key
    logs.disassociate_kms_key(logGroupName="/keyed")
    assert "kmsKeyId" not in _read(logs, "/keyed")


def test_putting_a_metric_filter_again_changes_it(logs: Any) -> None:
    logs.create_log_group(logGroupName="/filtered")
    for pattern in ("ERROR", "FATAL"):
        put_filter(logs, "/filtered", "errors", pattern)
    (found,) = logs.describe_metric_filters(logGroupName="/filtered")["metricFilters"]
    assert found["filterPattern"] == "FATAL"
    assert found["creationTime"] > 0
    assert _read(logs, "/filtered")["metricFilterCount"] == 1
    logs.delete_metric_filter(logGroupName="/filtered", filterName="errors")
    assert logs.describe_metric_filters(logGroupName="/filtered")["metricFilters"] == []


def test_metric_filters_go_with_their_group(logs: Any) -> None:
    logs.create_log_group(logGroupName="/gone")
    put_filter(logs, "/gone", "errors")
    logs.delete_log_group(logGroupName="/gone")
    logs.create_log_group(logGroupName="/gone")
    assert logs.describe_metric_filters(logGroupName="/gone")["metricFilters"] == []


def test_queries_can_be_saved_changed_and_deleted(logs: Any, world: World) -> None:
    query = {"name": "trace", "queryString": "fields @message", "logGroupNames": ["app"]}
    identifier = logs.put_query_definition(**query)["queryDefinitionId"]
    logs.put_query_definition(**query | {"name": "by-trace"}, queryDefinitionId=identifier)
    (found,) = logs.describe_query_definitions(queryDefinitionNamePrefix="by-")["queryDefinitions"]
    assert {key: found[key] for key in query} == query | {"name": "by-trace"}
    assert logs.delete_query_definition(queryDefinitionId=identifier)["success"] is True
    assert error_code(logs.delete_query_definition, queryDefinitionId=identifier) == NOT_FOUND


@pytest.mark.parametrize("identifier", ["/guarded", "arn:aws:logs:us-east-1:123456789012:log-group:/guarded"])
def test_a_protected_group_is_not_deleted(logs: Any, identifier: str) -> None:
    logs.create_log_group(logGroupName="/guarded", deletionProtectionEnabled=True)
    assert _read(logs, "/guarded")["deletionProtectionEnabled"] is True
    assert error_code(logs.delete_log_group, logGroupName="/guarded") == "ValidationException"
    logs.put_log_group_deletion_protection(logGroupIdentifier=identifier, deletionProtectionEnabled=False)
    logs.delete_log_group(logGroupName="/guarded")


def test_a_resource_policy_is_of_the_account(logs: Any) -> None:
    logs.put_resource_policy(policyName="search", policyDocument=_writers("es.amazonaws.com"))
    (policy,) = logs.describe_resource_policies()["resourcePolicies"]
    assert (policy["policyName"], policy["policyScope"]) == ("search", "ACCOUNT")


def test_a_group_has_two_subscriptions_which_can_be_changed(logs: Any, connect: Any) -> None:
    kinesis = connect("kinesis")
    kinesis.create_stream(StreamName="out", ShardCount=1)
    arn = kinesis.describe_stream(StreamName="out")["StreamDescription"]["StreamARN"]
    logs.create_log_group(logGroupName="/shipped")
    wanted = {"logGroupName": "/shipped", "filterPattern": "", "destinationArn": arn}
    for name in ("one", "two"):
        logs.put_subscription_filter(filterName=name, **wanted)
    logs.put_subscription_filter(filterName="one", distribution="Random", **wanted)
    found = logs.describe_subscription_filters(logGroupName="/shipped")["subscriptionFilters"]
    assert {item["filterName"]: item["distribution"] for item in found} == {
        "one": "Random",
        "two": "ByLogStream",
    }
    code = error_code(logs.put_subscription_filter, filterName="three", **wanted)
    assert code == "LimitExceededException"
