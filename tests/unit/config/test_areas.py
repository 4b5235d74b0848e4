"""The areas of the settings: which values are refused, where, and with which words."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.settings import StackSettings
from tests.settings import MINIMAL, stack_settings

Path = tuple[str | int, ...]


def problems(**changes: Any) -> dict[Path, str]:
    with pytest.raises(ValidationError) as caught:
        stack_settings(**changes)
    return {tuple(error["loc"]): error["msg"] for error in caught.value.errors()}


def api(**settings: Any) -> dict[str, Any]:
    """`services` with the service api alone."""
    return {"services": {"api": {"imageTag": "1", **settings}}}


AURORA = {"deployment": "aurora"}
CLUSTER = {"deployment": "multi-az-cluster"}
TWO_ZONES = {
    "network": {"zones": ["a", "b"]},
    "documents": {"instanceCount": 2},
    "search": {"zoneCount": 2},
}

REFUSED: list[tuple[dict[str, Any], Path, str]] = [
    (api(cpu=300), ("services", "api", "cpu"), "one of 256, 512, 1024"),
    (api(cpu=256, memoryMib=4096), ("services", "api", "memory_mib"), "512, 1024, 2048 MiB, with cpu 256"),
    (api(cpu=1024, memoryMib=1024), ("services", "api", "memory_mib"), "2048 to 8192 MiB in steps of 1024"),
    (api(imageTag="latest"), ("services", "api", "imageTag"), "a tag other than latest"),
    (api(http={"priority": 1}), ("services", "api", "http", "priority"), "2 to 50000"),
    (api(http={"priority": 5, "port": 8080}), ("services", "api", "http", "port"), "3000 to 4000"),
    (api(deployment="canary"), ("services", "api", "deployment"), "rolling, or `http` beside it"),
    (
        api(scaling={"minimumTasks": 3, "maximumTasks": 2}),
        ("services", "api", "scaling", "maximumTasks"),
        "3 (minimumTasks) or more",
    ),
    (api(scaling={"requestsPerTask": 9}), ("services", "api", "scaling"), "only with `http`"),
    (
        api(http={"priority": 5}, deployment="canary", scaling={"requestsPerTask": 9}),
        ("services", "api", "scaling"),
        "only with `http` and the rolling strategy",
    ),
    (
        api(scaling={"schedules": {"night": {"schedule": "20:00", "minimumTasks": 0, "maximumTasks": 1}}}),
        ("services", "api", "scaling", "schedules", "night", "schedule"),
        "cron(0 7 ? * MON-FRI *)",
    ),
    (
        api(
            scaling={"schedules": {"day": {"schedule": "rate(1 day)", "minimumTasks": 2, "maximumTasks": 1}}}
        ),
        ("services", "api", "scaling", "schedules", "day", "maximumTasks"),
        "2 (minimumTasks) or more",
    ),
    (
        api(environment={"A-B": "c"}),
        ("services", "api", "environment"),
        "letters, digits and underscores; not 'A-B'",
    ),
    ({"services": {"Api": {"imageTag": "1"}}}, ("services",), "lower-case letters"),
    (
        {
            "services": {
                "api": {"imageTag": "1", "http": {"priority": 10}},
                "web": {"imageTag": "1", "http": {"priority": 11}, "deployment": "blue-green"},
            }
        },
        ("services",),
        "api and web share 10",
    ),
    (
        {"environment": "prod", **api(scaling={"minimumTasks": 1})},
        ("services",),
        "scaling.minimumTasks of 2 or more in prod; less in api",
    ),
    ({"network": {"natMode": "none"}}, ("services",), "cluster.collectorImage with a copy in ECR"),
    ({"logRetentionDays": 31}, ("logRetentionDays",), "one of 1, 3, 5"),
    ({"protection": {"secretRecoveryDays": 6}}, ("protection", "secretRecoveryDays"), "one of 0, 7, 8"),
    ({"domain": {"name": "localhost"}}, ("domain", "name"), "a domain name"),
    ({"domain": {"name": "a.example", "hostedZoneId": "z1"}}, ("domain", "hosted_zone_id"), "a hosted zone"),
    (
        {"loadBalancer": {"idleTimeoutSeconds": 0}},
        ("loadBalancer", "idleTimeoutSeconds"),
        "1 to 4000 seconds",
    ),
    ({"kubernetes": {"version": "1.27"}}, ("kubernetes", "version"), "1.28 or newer"),
    (
        {"kubernetes": {"nodeGroups": {"a": {"minSize": 3, "maxSize": 2}}}},
        ("kubernetes", "nodeGroups", "a", "maxSize"),
        "3 (minSize) or more",
    ),
    ({"database": {"engineVersion": "12"}}, ("database", "engineVersion"), "13 or newer"),
    ({"database": {"instanceClass": "m7g.large"}}, ("database", "instanceClass"), "as db.m7g.large"),
    ({"database": {**AURORA, "instanceClass": "db.m7g.large"}}, ("database", "instanceClass"), "Aurora has"),
    ({"database": {**CLUSTER, "instanceClass": "db.m7g.large"}}, ("database", "instanceClass"), "local disk"),
    ({"database": {"instanceClass": "db.serverless"}}, ("database", "instanceClass"), "of a fixed size"),
    (
        {"database": {**AURORA, "minCapacityUnits": 1}},
        ("database", "minCapacityUnits"),
        "db.serverless beside",
    ),
    (
        {
            "database": {
                **AURORA,
                "instanceClass": "db.serverless",
                "minCapacityUnits": 4,
                "maxCapacityUnits": 2,
            }
        },
        ("database", "maxCapacityUnits"),
        "not below minCapacityUnits",
    ),
    (
        {"database": {**AURORA, "instanceClass": "db.serverless", "minCapacityUnits": 0.7}},
        ("database", "minCapacityUnits"),
        "in steps of 0.5",
    ),
    ({"database": {**AURORA, "allocatedStorageGib": 20}}, ("database", "allocatedStorageGib"), "for aurora"),
    (
        {"database": {"allocatedStorageGib": 100, "maxAllocatedStorageGib": 105}},
        ("database", "maxAllocatedStorageGib"),
        "a tenth more",
    ),
    (
        {"database": {**CLUSTER, "maxAllocatedStorageGib": 500}},
        ("database", "maxAllocatedStorageGib"),
        "does not grow by itself",
    ),
    ({"database": {**CLUSTER, "readReplicas": 1}}, ("database", "readReplicas"), "or deployment aurora"),
    ({"database": {"readReplicas": 1}}, ("database", "readReplicas"), "where it keeps the password"),
    ({"database": {"backupRetentionDays": 36}}, ("database", "backupRetentionDays"), "1 to 35 days"),
    ({"database": {"backupRetentionDays": 0}}, ("database", "backupRetentionDays"), "1 to 35 days"),
    (
        {"database": {"monitoringIntervalSeconds": 2}},
        ("database", "monitoringIntervalSeconds"),
        "one of 0, 1, 5",
    ),
    ({**TWO_ZONES, "database": AURORA}, ("database",), "3 or more zones in network.zones"),
    ({"documents": {"instanceClass": "db.m6g.large"}}, ("documents", "instanceClass"), "DocumentDB has"),
    ({"documents": {"engineVersion": "3.6.0"}}, ("documents", "engineVersion"), "4.0.0 or newer"),
    ({**TWO_ZONES, "documents": {}}, ("documents",), "3 or more zones"),
    ({"cache": {"engineVersion": "6.2"}}, ("cache", "engineVersion"), "7.0 or newer"),
    ({"cache": {"engineVersion": "8.0"}}, ("cache", "engineVersion"), "7.0 or 7.1 of redis"),
    ({"cache": {"nodeType": "db.t4g.small"}}, ("cache", "nodeType"), "as cache.m7g.large"),
    ({"cache": {"shards": 300}}, ("cache", "replicas_per_shard"), "500 nodes in all"),
    ({**TWO_ZONES, "search": {"zoneCount": 3}}, ("search",), "3 or more zones"),
    ({"search": {"zoneCount": 2, "dataNodeCount": 3}}, ("search", "dataNodeCount"), "a multiple of 2"),
    ({"search": {"dataNodeType": "t2.small.search"}}, ("search", "dataNodeType"), "none of t2"),
    ({"search": {"masterNodeCount": 2}}, ("search", "masterNodeCount"), "one of 0, 3, 5"),
    ({"search": {"engineVersion": "OpenSearch_1.3"}}, ("search", "engineVersion"), "2.3 or newer"),
    ({"events": {"brokerCount": 3}}, ("events",), "a multiple of 2"),
    ({"events": {"kafkaVersion": "2.8.1"}}, ("events", "kafkaVersion"), "3.3.1 or newer"),
    (
        {"events": {"volumeSizeGib": 100, "maxVolumeSizeGib": 50}},
        ("events", "maxVolumeSizeGib"),
        "more than volumeSizeGib, 100",
    ),
    (
        {"network": {"zones": list("abcd"), "messagingZones": list("abcd")}},
        ("events",),
        "2 or 3 zones in network.messagingZones",
    ),
    ({"storage": {"backupExpireAfterDays": 90}}, ("storage", "backupExpireAfterDays"), "181 to 36500 days"),
    (
        {"storage": {"backupLockMode": "compliance", "backupLockDays": 400, "backupExpireAfterDays": 300}},
        ("storage", "backupExpireAfterDays"),
        "backupLockDays, 400, or more",
    ),
    ({"storage": {"corsOrigins": ["example.com"]}}, ("storage", "corsOrigins", 0), "https://app.example.com"),
    (
        {"backups": {"monthlyRetentionDays": 30}},
        ("backups", "monthlyRetentionDays"),
        "more than dailyRetention",
    ),
    ({"backups": {"copyVaultArn": "vault"}}, ("backups", "copyVaultArn"), "the ARN of a vault"),
    ({"pipeline": {"repository": "shop"}}, ("pipeline", "repository"), "owner/name"),
]


@pytest.mark.parametrize(("changes", "path", "words"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_cannot_be_is_refused_where_it_stands(changes: dict[str, Any], path: Path, words: str) -> None:
    found = problems(**changes)
    by_name = {tuple(str(step).replace("_", "").lower() for step in at): text for at, text in found.items()}
    wanted = tuple(str(step).replace("_", "").lower() for step in path)
    assert list(by_name) == [wanted]
    assert words in by_name[wanted]


ACCEPTED: list[dict[str, Any]] = [
    api(cpu=256, memoryMib=2048, architecture="arm64", imageTag=f"sha256:{'0' * 64}"),
    api(
        http={"priority": 2, "port": 4000},
        deployment="canary",
        scaling={"minimumTasks": 1, "maximumTasks": 1},
    ),
    {"environment": "prod"},
    {
        "network": {"natMode": "none"},
        "cluster": {"collectorImage": "1.dkr.ecr.eu-west-1.amazonaws.com/otel:1"},
    },
    {
        "database": {
            **AURORA,
            "instanceClass": "db.serverless",
            "minCapacityUnits": 0.5,
            "maxCapacityUnits": 1,
        }
    },
    {"database": {**CLUSTER, "engineVersion": "16.4"}},
    TWO_ZONES,
    {"cache": {"engine": "valkey", "engineVersion": "8.1"}},
    {"backups": {"monthlyRetentionDays": 0}},
]


@pytest.mark.parametrize("changes", ACCEPTED, ids=lambda value: str(value)[:60])
def test_what_can_be_is_accepted(changes: dict[str, Any]) -> None:
    stack_settings(**changes)


def test_every_setting_is_described() -> None:
    def fields(model: Any) -> list[Any]:
        return list(model.model_fields.values())

    for area in fields(StackSettings):
        assert area.description
        for field in fields(area.annotation) if hasattr(area.annotation, "model_fields") else []:
            assert field.description, (area.alias, field.alias)


def test_a_fourth_service_is_one_entry() -> None:
    services = {**MINIMAL["services"], "billing": {"imageTag": "1"}}
    assert list(stack_settings(services=services).services) == ["api", "worker", "ai", "billing"]
