"""EcsCluster: Fargate capacity, with encrypted and logged commands."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from components import ArgumentError, ContainerInsights, EcsCluster
from tests.mocks import TAGS, Recording, run

CLUSTER = "aws:ecs/cluster:Cluster"
CAPACITY = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        cluster = EcsCluster("services", {"tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {name: getattr(cluster, name) for name in EcsCluster.__annotations__}

    return run(program, stack="prod")


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "EcsCluster", **more}


def test_is_a_cluster_with_its_capacity_and_the_log_of_commands() -> None:
    recording = deploy(kms_key_arn=KEY_ARN)

    assert recording.counts() == {"shared-infra:index:EcsCluster": 1, CLUSTER: 1, CAPACITY: 1, GROUP: 1}
    assert recording.one(CLUSTER, "services-cluster").inputs == {
        "settings": [{"name": "containerInsights", "value": "enhanced"}],
        "configuration": {
            "executeCommandConfiguration": {
                "kmsKeyId": KEY_ARN,
                "logging": "OVERRIDE",
                "logConfiguration": {
                    "cloudWatchEncryptionEnabled": True,
                    "cloudWatchLogGroupName": "/shared-infra/prod/services-exec",
                },
            }
        },
        "tags": tags("services-cluster"),
    }
    assert recording.one(CAPACITY, "services-capacity-providers").inputs == {
        "clusterName": "services-cluster",
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1}],
    }
    assert recording.one(GROUP, "services-exec-log-group").inputs == {
        "name": "/shared-infra/prod/services-exec",
        "retentionInDays": 365,
        "kmsKeyId": KEY_ARN,
        "tags": tags("services-exec-log-group", DataClass="internal"),
    }
    assert recording.result == {
        "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/services",
        "cluster_name": "services-cluster",
        "exec_log_group_name": "/shared-infra/prod/services-exec",
        "exec_log_group_arn": "arn:aws:mock:us-east-1:123456789012:LogGroup/services-exec-log-group",
        "kms_key_arn": KEY_ARN,
    }


def test_without_a_key_it_makes_one_for_sessions_and_their_log() -> None:
    recording = deploy()
    key = recording.one("aws:kms/key:Key", "services-key-key")

    assert [statement["Sid"] for statement in json.loads(key.inputs["policy"])["Statement"]] == [
        "AdministerByAccount",
        "UseByEcsExec",
        "UseByCloudWatchLogs",
    ]
    assert recording.one(GROUP).inputs["kmsKeyId"] == recording.result["kms_key_arn"]


def test_services_wait_for_the_capacity() -> None:
    def program() -> None:
        cluster = EcsCluster("services", {"tags": TAGS})
        aws.ecs.Service("later", cluster=cluster.cluster_arn)

    recording = run(program)

    assert recording.one(CAPACITY).urn in recording.one("aws:ecs/service:Service").dependencies


@pytest.mark.parametrize("insights", [ContainerInsights.DISABLED, "disabled"])
def test_measurements_can_be_switched_off(insights: str) -> None:
    [setting] = deploy(container_insights=insights).one(CLUSTER).inputs["settings"]

    assert setting == {"name": "containerInsights", "value": "disabled"}


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"container_insights": "all"}, "container_insights: 'all'. Allowed: enhanced, enabled, disabled."),
        ({"exec_log_retention_days": 2}, "exec_log_retention_days: 2. Allowed: one of 1, 3, 5,"),
        ({"kms_key_arn": ""}, "kms_key_arn: ''."),
        ({"insights": True}, "insights: no argument here. Allowed: container_insights, kms_key_arn,"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
