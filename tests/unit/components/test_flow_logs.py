"""FlowLogs: a flow log, the group it writes to, and a role that can write there only."""

import json
from typing import Any

import pytest

from components import ArgumentError, FlowLogs
from components._iam import Account, write_flow_logs
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        logs = FlowLogs("vpc-logs", {"vpc_id": "vpc-1", "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {"name": logs.log_group_name, "arn": logs.log_group_arn, "key": logs.kms_key_arn}

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "FlowLogs", **more}


def test_with_a_key_given_it_makes_four_resources() -> None:
    recording = deploy(kms_key_arn=KEY_ARN)

    assert recording.counts() == {
        "shared-infra:index:FlowLogs": 1,
        GROUP: 1,
        ROLE: 1,
        ROLE_POLICY: 1,
        FLOW_LOG: 1,
    }
    assert recording.one(GROUP, "vpc-logs-log-group").inputs == {
        "name": "/shared-infra/local/vpc-logs",
        "retentionInDays": 365,
        "kmsKeyId": KEY_ARN,
        "tags": tags("vpc-logs-log-group", DataClass="internal"),
    }
    group_arn, role = recording.result["arn"], recording.one(ROLE, "vpc-logs-role")
    flow_log = recording.one(FLOW_LOG, "vpc-logs-flow-log")
    assert flow_log.inputs == {
        "vpcId": "vpc-1",
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": group_arn,
        "iamRoleArn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Role/vpc-logs-role",
        "tags": tags("vpc-logs-flow-log"),
    }
    assert {recording.one(ROLE_POLICY).urn, role.urn, recording.one(GROUP).urn} <= flow_log.dependencies
    assert role.inputs["tags"] == tags("vpc-logs-role")
    assert recording.result["key"] == KEY_ARN


def test_its_role_serves_flow_logs_of_this_account_and_writes_to_its_group() -> None:
    recording = deploy(kms_key_arn=KEY_ARN)

    [trust] = json.loads(recording.one(ROLE).inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT_ID}:vpc-flow-log/*"},
    }
    policy = recording.one(ROLE_POLICY, "vpc-logs-role-policy").inputs
    assert policy["role"] == "vpc-logs-role-id"
    assert policy["policy"] == write_flow_logs(
        Account("aws", REGION, ACCOUNT_ID), "/shared-infra/local/vpc-logs"
    )


def test_without_a_key_it_makes_one_that_admits_cloudwatch_logs_only() -> None:
    recording = deploy()

    key = recording.one("aws:kms/key:Key", "vpc-logs-key-key")
    component = recording.one("shared-infra:index:KmsKey", "vpc-logs-key")
    assert component.parent == recording.one("shared-infra:index:FlowLogs").urn
    assert [s["Sid"] for s in json.loads(key.inputs["policy"])["Statement"]] == [
        "AdministerByAccount",
        "UseByCloudWatchLogs",
    ]
    assert key.inputs["tags"]["DataClass"] == "internal"
    assert recording.one(GROUP).inputs["kmsKeyId"] == recording.result["key"] == component.outputs["keyArn"]


@pytest.mark.parametrize("days", [1, 365.0, 3653])
def test_periods_of_cloudwatch_logs_are_taken(days: float) -> None:
    assert deploy(retention_days=days).one(GROUP).inputs["retentionInDays"] == days


@pytest.mark.parametrize("days", [0, 2, 364, -1])
def test_other_periods_and_for_ever_are_refused(days: int) -> None:
    with pytest.raises(ArgumentError, match=rf"retention_days: {days}\. Allowed: one of 1, 3, 5, 7,"):
        deploy(retention_days=days)


def test_the_vpc_is_required() -> None:
    with pytest.raises(ArgumentError, match="vpc_id: missing"):
        deploy(vpc_id=None)
