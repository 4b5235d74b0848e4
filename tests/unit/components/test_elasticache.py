"""ElastiCache: a replication group in cluster mode, and users who log in with IAM and nothing else."""

import json
from typing import Any

import pytest

from components import ArgumentError, ElastiCache
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
USER = "aws:elasticache/user:User"
USER_GROUP = "aws:elasticache/userGroup:UserGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEYS = {"kms_key_arn": "arn:data", "log_kms_key_arn": "arn:logs"}
LABEL = "shared-infra-local-cache"
ARN = f"arn:aws:mock:{REGION}:{ACCOUNT_ID}"


def deploy(grant_to: str = "api", name: str = "cache", **args: Any) -> Recording:
    def program() -> object:
        given: Any = {
            "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
            "security_group_ids": ["sg-1"],
            "users": {"api": {}, "worker": {"access_string": "on ~bull:* +@all"}},
            "tags": TAGS,
            **KEYS,
            **args,
        }
        cache = ElastiCache(name, given)
        return cache.grant_connect(grant_to)

    return run(program)


def tags(name: str, **more: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "ElastiCache", **more}


def test_is_a_replication_group_with_what_it_needs() -> None:
    assert deploy().counts() == {
        "shared-infra:index:ElastiCache": 1,
        "aws:elasticache/subnetGroup:SubnetGroup": 1,
        PARAMETERS: 1,
        LOG_GROUP: 2,
        USER: 3,
        USER_GROUP: 1,
        GROUP: 1,
    }


def test_the_replication_group_is_safe_in_every_respect() -> None:
    group = deploy().one(GROUP, "cache-replication-group")

    assert group.inputs == {
        "replicationGroupId": LABEL,
        "description": "cache of shared-infra local",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.m7g.large",
        "clusterMode": "enabled",
        "numNodeGroups": 3,
        "replicasPerNodeGroup": 1,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "port": 6379,
        "parameterGroupName": "cache-parameters",
        "subnetGroupName": "cache-subnets",
        "securityGroupIds": ["sg-1"],
        "atRestEncryptionEnabled": True,
        "kmsKeyId": "arn:data",
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "userGroupIds": [f"{LABEL}-users"],
        "logDeliveryConfigurations": [
            {
                "logType": log,
                "logFormat": "json",
                "destinationType": "cloudwatch-logs",
                "destination": f"/shared-infra/local/cache-{log}",
            }
            for log in ("slow-log", "engine-log")
        ],
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "03:00-04:00",
        "maintenanceWindow": "sun:04:30-sun:05:30",
        "finalSnapshotIdentifier": f"{LABEL}-final",
        "autoMinorVersionUpgrade": True,
        "applyImmediately": False,
        "tags": tags("cache-replication-group", DataClass="confidential"),
    }
    assert group.ignore_changes == ("snapshotName",)


@pytest.mark.parametrize("protection", [True, False])
def test_pulumi_protects_what_aws_does_not(protection: bool) -> None:
    assert deploy(deletion_protection=protection).one(GROUP).protect is protection


def test_users_log_in_with_iam() -> None:
    recording = deploy()

    assert recording.one(USER, "cache-user-api").inputs == {
        "userId": f"{LABEL}-api",
        "userName": f"{LABEL}-api",
        "engine": "redis",
        "accessString": "on ~* &* +@all -@dangerous +info",
        "authenticationMode": {"type": "iam"},
        "tags": tags("cache-user-api"),
    }
    assert recording.one(USER, "cache-user-worker").inputs["accessString"] == "on ~bull:* +@all"


def test_nobody_logs_in_without_a_name() -> None:
    recording = deploy()

    assert recording.one(USER, "cache-default-user").inputs == {
        "userId": f"{LABEL}-default",
        "userName": "default",
        "engine": "redis",
        "accessString": "off -@all",
        "authenticationMode": {"type": "no-password-required"},
        "tags": tags("cache-default-user"),
    }
    assert recording.one(USER_GROUP, "cache-user-group").inputs == {
        "userGroupId": f"{LABEL}-users",
        "engine": "redis",
        "userIds": [f"{LABEL}-default", f"{LABEL}-api", f"{LABEL}-worker"],
        "tags": tags("cache-user-group"),
    }


def test_ids_of_users_are_cut_and_stay_different() -> None:
    users: dict[str, Any] = {"background-worker-one": {}, "background-worker-two": {}}
    recording = deploy("background-worker-one", "sessions-and-job-queues", users=users)
    ids = [user.inputs["userId"] for user in recording.of_type(USER).values()]

    assert len(set(ids)) == 3
    assert max(map(len, ids)) <= 40
    assert all(set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and "--" not in text for text in ids)


def test_no_job_is_evicted() -> None:
    assert deploy().one(PARAMETERS, "cache-parameters").inputs == {
        "description": f"Parameters of {LABEL}",
        "family": "redis7",
        "parameters": [
            {"name": "cluster-enabled", "value": "yes"},
            {"name": "maxmemory-policy", "value": "noeviction"},
        ],
        "tags": tags("cache-parameters"),
    }


def test_a_cache_without_queues_may_evict() -> None:
    group = deploy(maxmemory_policy="allkeys-lru", parameters={"timeout": "300"}).one(PARAMETERS).inputs

    assert group["parameters"] == [
        {"name": "cluster-enabled", "value": "yes"},
        {"name": "maxmemory-policy", "value": "allkeys-lru"},
        {"name": "timeout", "value": "300"},
    ]


def test_valkey_keeps_the_users_of_redis() -> None:
    recording = deploy(engine="valkey")

    assert recording.one(GROUP).inputs["engine"] == "valkey"
    assert recording.one(GROUP).inputs["engineVersion"] == "8.1"
    assert recording.one(PARAMETERS).inputs["family"] == "valkey8"
    assert {user.inputs["engine"] for user in recording.of_type(USER).values()} == {"redis"}


def test_without_replicas_there_is_no_second_zone() -> None:
    inputs = deploy(replicas_per_shard=0, shards=1, node_type="cache.t4g.micro").one(GROUP).inputs

    assert (inputs["multiAzEnabled"], inputs["replicasPerNodeGroup"], inputs["numNodeGroups"]) == (
        False,
        0,
        1,
    )


@pytest.mark.parametrize(("node_type", "tiered"), [("cache.r6gd.xlarge", True), ("cache.r7g.large", None)])
def test_nodes_with_disks_use_them(node_type: str, tiered: bool | None) -> None:
    assert deploy(node_type=node_type).one(GROUP).inputs.get("dataTieringEnabled") is tiered


def test_further_settings() -> None:
    inputs = (
        deploy(
            skip_final_snapshot=True,
            snapshot_name="before",
            notification_topic_arn="arn:topic",
            snapshot_retention_days=0,
            auto_minor_version_upgrade=False,
            apply_immediately=True,
        )
        .one(GROUP)
        .inputs
    )

    assert "finalSnapshotIdentifier" not in inputs
    assert (inputs["snapshotName"], inputs["notificationTopicArn"]) == ("before", "arn:topic")
    assert (inputs["snapshotRetentionLimit"], inputs["autoMinorVersionUpgrade"]) == (0, False)
    assert inputs["applyImmediately"] is True


def test_logs_are_encrypted_and_kept() -> None:
    assert deploy().one(LOG_GROUP, "cache-slow-log-group").inputs == {
        "name": "/shared-infra/local/cache-slow-log",
        "retentionInDays": 365,
        "kmsKeyId": "arn:logs",
        "tags": tags("cache-slow-log-group", DataClass="internal"),
    }


def test_its_outputs() -> None:
    assert deploy().one("shared-infra:index:ElastiCache").outputs == {
        "replicationGroupId": LABEL,
        "replicationGroupArn": f"{ARN}:ReplicationGroup/cache-replication-group",
        "configurationEndpoint": "clustercfg.cache.example",
        "port": 6379,
        "userNames": {"api": f"{LABEL}-api", "worker": f"{LABEL}-worker"},
        "userArns": {"api": f"{ARN}:User/cache-user-api", "worker": f"{ARN}:User/cache-user-worker"},
        "logGroupNames": [f"/shared-infra/local/cache-{log}" for log in ("slow-log", "engine-log")],
        "kmsKeyArn": "arn:data",
    }


def test_a_service_may_log_in_as_its_user_only() -> None:
    [statement] = json.loads(deploy("worker").result)["Statement"]

    assert statement["Action"] == ["elasticache:Connect"]
    assert statement["Resource"] == [
        f"{ARN}:ReplicationGroup/cache-replication-group",
        f"{ARN}:User/cache-user-worker",
    ]


def test_who_is_no_user_cannot_be_let_in() -> None:
    with pytest.raises(ArgumentError, match=r"ElastiCache 'cache' has no user 'ai'\. Allowed: api, worker\."):
        deploy("ai")


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"engine": "memcached"}, "engine: 'memcached'. Allowed: redis, valkey."),
        ({"engine_version": "6.2"}, "engine_version: '6.2' of redis. Allowed: a version with its minor"),
        ({"engine": "valkey", "engine_version": "8"}, "engine_version: '8' of valkey."),
        ({"node_type": "m7g.large"}, "node_type: 'm7g.large'. Allowed: the name of a cache node type"),
        ({"shards": 0}, "shards: 0. Allowed: a whole number from 1 to 500."),
        ({"replicas_per_shard": 6}, "replicas_per_shard: 6. Allowed: a whole number from 0 to 5."),
        ({"shards": 251}, "shards: 251 with 1 replicas each, 502 nodes. Allowed: up to 500 nodes."),
        ({"users": {}}, "users: none. Allowed: one or more: without a user nobody can log in."),
        ({"users": {"default": {}}}, "users: a user called 'default'. Allowed: names of lower-case letters"),
        ({"users": {"api": {"access_string": "~* +@all"}}}, "users.api.access_string: '~* +@all'. Allowed:"),
        (
            {"users": {"api": {"access_string": "on >secret ~* +@all"}}},
            "users.api.access_string: rules about passwords. Allowed: rules about keys, channels",
        ),
        (
            {"users": {"api": {"access_string": "on nopass +@all"}}},
            "users.api.access_string: rules about pass",
        ),
        ({"users": {"api": {"password": "x"}}}, "users.api.password: no argument here."),
        ({"maxmemory_policy": "lru"}, "maxmemory_policy: 'lru'. Allowed: noeviction, allkeys-lfu"),
        (
            {"parameters": {"maxmemory-policy": "allkeys-lru"}},
            "parameters: maxmemory-policy = 'allkeys-lru'. Allowed: any other than maxmemory-policy.",
        ),
        ({"parameters": {"cluster-enabled": "no"}}, "parameters: cluster-enabled = 'no'."),
        ({"snapshot_retention_days": 36}, "snapshot_retention_days: 36. Allowed: a whole number from 0 to"),
        ({"snapshot_window": "03:00-03:30"}, "snapshot_window: '03:00-03:30'. Allowed: 60 minutes or more"),
        ({"replication_group_id": "x" * 41}, "replication_group_id: 'xxx"),
        ({"auth_token": "x"}, "auth_token: no argument here."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
