"""CloudWatch Logs' groups, policies, filters and queries through the provider."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import trust
from tests.unit.localcloud.services.compute import ComputeWorld, life

GROUP = "aws:cloudwatch/logGroup:LogGroup"
METRIC = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
SUBSCRIPTION = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"
POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def writers(*services: str, **more: object) -> str:
    """A policy that lets services write to all log groups."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": [f"{service}.amazonaws.com" for service in services]},
        "Action": ["logs:PutLogEvents", "logs:CreateLogStream"],
        "Resource": "arn:aws:logs:*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **more}]})


def group(world: ComputeWorld, name: str) -> str:
    """The name of a log group."""
    return world.make(GROUP, name=name)[0]


def metric(name: str, **more: object) -> dict[str, object]:
    """A metric of which each log event counts one."""
    return {"name": name, "namespace": "App", "value": "1", **more}


CASES = (
    life(
        GROUP,
        lambda world: {"name": "/guarded"},
        (
            lambda world: {"deletionProtectionEnabled": True},
            lambda world: {"deletionProtectionEnabled": False},
        ),
    ),
    life(
        METRIC,
        lambda world: {
            "name": "errors",
            "logGroupName": group(world, "/counted"),
            "pattern": "ERROR",
            "metricTransformation": metric("Errors", defaultValue="0.5", unit="Count"),
        },
        (
            lambda world: {"pattern": ""},
            lambda world: {"pattern": "[ip, status=5*]", "metricTransformation": metric("Failures")},
            lambda world: {
                "pattern": "{ $.level = 50 }",
                "metricTransformation": metric("Failures", value="$.count", dimensions={"Way": "$.way"}),
            },
            lambda world: {"applyOnTransformedLogs": True},
        ),
        import_id=lambda identifier, state: f"{state['logGroupName']}:{identifier}",
    ),
    life(
        SUBSCRIPTION,
        lambda world: {
            "name": "ship",
            "logGroup": group(world, "/shipped"),
            "filterPattern": "ERROR",
            "destinationArn": stream(world),
            "roleArn": role(world, "ship"),
        },
        (
            lambda world: {"filterPattern": ""},
            lambda world: {"distribution": "Random", "emitSystemFields": ["@aws.account"]},
            lambda world: {"distribution": None, "roleArn": role(world, "ship-again")},
        ),
        import_id=lambda identifier, state: f"{state['logGroup']}|{state['name']}",
    ),
    life(
        QUERY,
        lambda world: {"name": "errors", "queryString": "fields @message | limit 5"},
        (
            lambda world: {"name": "app/errors"},
            lambda world: {"queryString": "stats count(*) by bin(5m)"},
            lambda world: {"logGroupNames": [group(world, "/queried")]},
            lambda world: {"logGroupNames": None},
        ),
        import_id=lambda identifier, state: state["arn"],
    ),
    life(
        POLICY,
        lambda world: {"policyName": "search-logs", "policyDocument": writers("es")},
        (lambda world: {"policyDocument": writers("es", "route53")},),
    ),
)


def role(world: ComputeWorld, name: str) -> str:
    """The ARN of a role that CloudWatch Logs can have."""
    return str(world.make("aws:iam/role:Role", name=name, assumeRolePolicy=trust("logs"))[1]["arn"])


def stream(world: ComputeWorld) -> str:
    """The ARN of a stream of Kinesis."""
    client = world.client("kinesis")
    client.create_stream(StreamName="logs", ShardCount=1)
    return str(client.describe_stream(StreamName="logs")["StreamDescription"]["StreamARN"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_policy_is_of_the_account_and_what_is_put_in_its_place_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(POLICY)
    inputs = {"policyName": "drifting", "policyDocument": writers("es")}
    identifier, state = world.make(POLICY, **inputs)
    assert state["policyScope"] == "ACCOUNT"
    world.client("logs").put_resource_policy(policyName="drifting", policyDocument=writers("ecs"))
    changed = operations.read(identifier, state)
    assert changed is not None
    assert [item.path for item in operations.diff(changed, inputs)] == ["policyDocument"]


def test_a_policy_for_nobody_is_refused(world: ComputeWorld) -> None:
    with pytest.raises(ClientError, match="no Principal"):
        world.make(POLICY, policyName="none", policyDocument=writers("es", Principal=None))


def test_a_protected_group_is_not_deleted(world: ComputeWorld) -> None:
    operations = world.operations(GROUP)
    inputs = {"name": "/kept", "deletionProtectionEnabled": True}
    identifier, state = world.make(GROUP, **inputs)
    with pytest.raises(ClientError, match="deletion protection"):
        operations.delete(identifier, state)
    state = operations.update(identifier, state, inputs | {"deletionProtectionEnabled": False})
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


def test_what_somebody_changed_of_a_filter_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(METRIC)
    inputs = {
        "name": "drifting",
        "logGroupName": group(world, "/drifting"),
        "pattern": "ERROR",
        "metricTransformation": metric("Errors"),
    }
    identifier, state = world.make(METRIC, **inputs)
    world.client("logs").put_metric_filter(
        logGroupName="/drifting",
        filterName="drifting",
        filterPattern="FATAL",
        metricTransformations=[{"metricName": "Errors", "metricNamespace": "Other", "metricValue": "1"}],
    )
    changed = operations.read(identifier, state)
    assert changed is not None
    assert {item.path for item in operations.diff(changed, inputs)} == {
        "metricTransformation.namespace",
        "pattern",
    }
