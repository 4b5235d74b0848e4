"""The whole stack, under mocks: how its areas are joined, and what services are given and may do.

Under mocks nothing is checked that only AWS or the provider would refuse.
"""

import json
from functools import cache
from typing import Any

import pulumi
import pytest

import stack
from stack.access import SERVICES
from stack.secrets import SECRETS
from tests.mocks import Recording, Registered, run
from tests.settings import MINIMAL, stack_settings

TASKS = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
COLLECTOR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/collector:1"


@cache
def deployed(changes: str = "{}") -> Recording:
    """The stack with these settings over the minimal ones, as JSON."""
    settings = stack_settings(**json.loads(changes))
    return run(lambda: stack.build(settings), stack="dev")


def with_settings(**changes: Any) -> Recording:
    return deployed(json.dumps(changes))


def container(recording: Recording, service: str) -> dict[str, Any]:
    """The definition of a service's own container."""
    definition = recording.one(TASKS, f"{service}-task-definition")
    containers = json.loads(definition.inputs["containerDefinitions"])
    found: dict[str, Any] = next(each for each in containers if each["name"] == "app")
    return found


def environment(recording: Recording, service: str) -> dict[str, str]:
    variables = container(recording, service)["environment"]
    return {each["name"]: each["value"] for each in variables}


def secrets(recording: Recording, service: str) -> dict[str, str]:
    return {each["name"]: each["valueFrom"] for each in container(recording, service)["secrets"]}


def task_policies(recording: Recording, service: str) -> dict[str, Registered]:
    """The policies of a service's task role, by the end of their names."""
    prefix = f"{service}-task-"
    return {
        name.removeprefix(prefix): policy
        for name, policy in recording.of_type(ROLE_POLICY).items()
        if name.startswith((f"{prefix}grant-", f"{prefix}policy-"))
    }


def test_there_is_a_service_a_repository_and_a_role_for_each_entry_of_the_settings() -> None:
    assert set(deployed().of_type(SERVICE)) == {"api-service", "worker-service", "ai-service"}
    assert set(deployed().of_type("shared-infra:index:EcrRepository")) == {
        "api-images",
        "worker-images",
        "ai-images",
    }
    assert set(deployed().of_type("shared-infra:index:TaskRole")) == {"api-task", "worker-task", "ai-task"}


def test_tasks_run_the_tag_of_the_settings_in_the_services_own_repository() -> None:
    image = container(deployed(), "api")["image"]
    assert image == "123456789012.dkr.ecr.us-east-1.amazonaws.com/images:1.4.2"


def test_another_repository_and_a_digest_can_be_given() -> None:
    digest = f"sha256:{'0' * 64}"
    entry = {**MINIMAL["services"]["ai"], "image": "public.ecr.aws/acme/ai", "imageTag": digest}
    recording = with_settings(services={"ai": entry})
    assert container(recording, "ai")["image"] == f"public.ecr.aws/acme/ai@{digest}"


def test_only_the_service_with_http_is_behind_the_load_balancer() -> None:
    assert list(deployed().of_type("aws:lb/listenerRule:ListenerRule")) == ["api-listener-rule"]
    assert list(deployed().of_type("aws:lb/targetGroup:TargetGroup")) == ["api-blue"]


def test_the_api_is_told_where_everything_is_by_the_guides_names() -> None:
    found = environment(deployed(), "api")
    assert found["DATABASE_URL"] == "postgresql://api@database.example:5432/app?sslmode=verify-full"
    assert found["REDIS_URL"].startswith("rediss://")
    assert found["REDIS_URL"].endswith("@clustercfg.cache.example:6379")
    assert found["MONGODB_URL"].startswith("mongodb://documents.cluster.example:27017/?tls=true")
    assert found["ELASTICSEARCH_URL"] == "https://vpc-search.es.example"
    assert found["KAFKA_BROKERS"] == "b-1.events.example:9098,b-2.events.example:9098"
    assert found["MINIO_BUCKET"] == "a-bucket"
    assert found["MINIO_ENDPOINT"] == "s3.eu-west-1.amazonaws.com"
    assert (found["NODE_ENV"], found["PORT"], found["API_VERSION"]) == ("production", "3000", "v1")
    assert (found["JWT_ACCESS_TOKEN_TTL"], found["JWT_REFRESH_TOKEN_TTL"]) == ("15m", "7d")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_a_service_is_told_of_the_stores_of_its_row_and_of_no_others(service: Any) -> None:
    prefixes = {
        "rds": "DATABASE_",
        "documentdb": "MONGODB_",
        "redis": "REDIS_",
        "opensearch": "ELASTICSEARCH_",
        "msk": "KAFKA_",
        "files": "MINIO_",
    }
    found = environment(deployed(), service.name)
    told = {store for store, prefix in prefixes.items() if any(name.startswith(prefix) for name in found)}
    assert told == {store.value for store in service.stores}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_a_service_is_given_the_secrets_of_its_row_as_references(service: Any) -> None:
    found = secrets(deployed(), service.name)
    expected = {field for name in service.secrets for field in SECRETS[name].fields}
    if "documentdb" in service.stores:
        expected |= {"MONGODB_USERNAME", "MONGODB_PASSWORD"}
    assert set(found) == expected
    assert all(reference.startswith("arn:aws:secretsmanager:") for reference in found.values())
    assert not set(found) & set(environment(deployed(), service.name))


def test_variables_of_the_settings_count_over_those_of_the_stack() -> None:
    entry = {**MINIMAL["services"]["ai"], "environment": {"LOG_LEVEL": "warn", "MODEL": "small"}}
    found = environment(with_settings(services={"ai": entry}), "ai")
    assert (found["LOG_LEVEL"], found["MODEL"]) == ("warn", "small")


def test_rights_are_those_of_the_row_each_on_named_resources() -> None:
    rights = {service.name: set(task_policies(deployed(), service.name)) for service in SERVICES}
    topics = {"policy-produce-0", "policy-consume-0"}
    assert rights == {
        "api": {"grant-database", "grant-cache", "grant-search", "grant-files", "grant-files-key", *topics},
        "worker": {
            "grant-database",
            "grant-cache",
            "grant-search",
            "grant-files",
            "grant-files-key",
            *topics,
        },
        "ai": {"grant-database", *topics},
    }
    for service in SERVICES:
        for policy in task_policies(deployed(), service.name).values():
            for statement in json.loads(policy.inputs["policy"])["Statement"]:
                assert statement["Resource"] != "*"
                assert "*" not in statement["Action"]


def test_a_service_logs_in_to_the_database_as_its_own_user() -> None:
    policy = task_policies(deployed(), "worker")["grant-database"].inputs["policy"]
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Action"] == ["rds-db:connect"]
    assert [arn.rpartition("/")[2] for arn in statement["Resource"]] == ["worker"]


def test_a_service_writes_its_own_topics_and_reads_all() -> None:
    produce = task_policies(deployed(), "ai")["policy-produce-0"].inputs["policy"]
    consume = task_policies(deployed(), "ai")["policy-consume-0"].inputs["policy"]
    assert "topic/events/0a1b2c3d-1/ai.*" in produce
    assert "group/events/0a1b2c3d-1/ai*" in consume


def test_buckets_are_encrypted_logged_and_kept_as_the_guide_asks() -> None:
    logging = deployed().of_type("aws:s3/bucketLogging:BucketLogging")
    assert set(logging) == {"files-logging", "assets-logging", "archive-logging"}
    rules = deployed().one(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "archive-lifecycle"
    )
    assert "DEEP_ARCHIVE" in json.dumps(rules.inputs)
    assert "GLACIER" in json.dumps(rules.inputs)


def test_both_databases_are_backed_up() -> None:
    selection = deployed().one("aws:backup/selection:Selection")
    assert len(selection.inputs["resources"]) == 2


def test_protection_is_on_unless_the_settings_switch_it_off() -> None:
    def flags(recording: Recording) -> set[Any]:
        return {
            recording.one("aws:rds/instance:Instance").inputs["deletionProtection"],
            recording.one("aws:docdb/cluster:Cluster").inputs["deletionProtection"],
            recording.one("aws:lb/loadBalancer:LoadBalancer").inputs["enableDeletionProtection"],
            not recording.one("aws:s3/bucket:Bucket", "files-bucket").inputs.get("forceDestroy", False),
            not recording.one("aws:rds/instance:Instance").inputs.get("skipFinalSnapshot", False),
            recording.one("aws:msk/cluster:Cluster").protect or False,
        }

    assert flags(deployed()) == {True}
    off = {"deletionProtection": False, "finalSnapshots": False, "keepContents": False}
    assert flags(with_settings(protection=off)) == {False}


def test_a_service_without_a_row_is_refused_before_anything_is_declared() -> None:
    settings = stack_settings(services={**MINIMAL["services"], "billing": {"imageTag": "1"}})
    with pytest.raises(
        pulumi.RunError, match=r"services billing of the settings have no row in stack/access\.py"
    ):
        stack.build(settings)


def test_a_secret_in_plain_text_is_refused_by_its_path_before_anything_is_declared() -> None:
    key = "sk_live_abcdefghijklmnopqrst"
    entry = {**MINIMAL["services"]["ai"], "environment": {"STRIPE_KEY": key, "GREETING": "hello"}}

    async def program() -> None:
        stack.build(stack_settings(services={"ai": entry}))

    with pytest.raises(pulumi.RunError) as caught:
        run(program)
    assert "config.shared-infra:services.ai.environment.STRIPE_KEY: a value with a Stripe key" in str(
        caught.value
    )
    assert "GREETING" not in str(caught.value)
    assert key not in str(caught.value)


def test_a_variable_that_only_looks_like_a_secret_is_acknowledged() -> None:
    entry = {**MINIMAL["services"]["ai"], "environment": {"CSRF_TOKEN": "header"}}
    with pytest.raises(pulumi.RunError, match="a name that looks like a secret's"):
        with_settings(services={"ai": entry})
    acknowledged = with_settings(services={"ai": {**entry, "acknowledgedPlaintext": ["CSRF_TOKEN"]}})
    assert environment(acknowledged, "ai")["CSRF_TOKEN"] == "header"


def test_everything_taggable_carries_the_stacks_tags_and_stores_their_class() -> None:
    expected = stack_settings().tags("shared-infra").items()
    tagged = [resource for resource in deployed().resources if "tags" in resource.inputs]
    assert len(tagged) > 150
    for resource in tagged:
        assert resource.inputs["tags"].items() >= expected, resource.name
    for token in (
        "rds/instance:Instance",
        "docdb/cluster:Cluster",
        "s3/bucket:Bucket",
        "msk/cluster:Cluster",
    ):
        for store in deployed().of_type(f"aws:{token}").values():
            assert store.inputs["tags"]["DataClass"] in ("public", "internal", "confidential"), store.name


def test_a_pipeline_limits_every_role_but_its_own() -> None:
    recording = with_settings(pipeline={"repository": "octo-org/infra"})
    roles = recording.of_type("aws:iam/role:Role")
    own = {name for name in roles if name.startswith("github-")}
    assert own == {"github-preview-role", "github-deploy-role"}
    for name in roles.keys() - own:
        assert roles[name].inputs["permissionsBoundary"], name
    assert set(recording.result["pipeline"]) == {
        "previewRoleArn",
        "deployRoleArn",
        "permissionsBoundaryArn",
        "rolePath",
    }


def test_a_zone_that_is_given_is_used_and_none_is_made() -> None:
    recording = with_settings(domain={"name": "dev.example.com", "hostedZoneId": "Z0123456789ABC"})
    assert not recording.of_type("shared-infra:index:HostedZone")
    assert recording.result["hostedZoneId"] == "Z0123456789ABC"
    assert recording.result["hostedZoneNameServers"] is None


EVERYTHING_ELSE: list[dict[str, Any]] = [
    {
        "database": {
            "deployment": "aurora",
            "instanceClass": "db.serverless",
            "maxCapacityUnits": 4,
            "proxy": True,
        },
        "documents": {"instanceClass": "db.serverless", "minCapacityUnits": 1, "instanceCount": 16},
        "cache": {"engine": "valkey", "engineVersion": "8.1", "shards": 500, "replicasPerShard": 0},
        "search": {
            "zoneCount": 1,
            "dataNodeCount": 80,
            "masterNodeCount": 0,
            "dataNodeType": "t3.small.search",
        },
        "events": {"brokerCount": 30, "maxVolumeSizeGib": 0, "kafkaVersion": "3.9.x.kraft"},
        "storage": {
            "backupLockMode": "compliance",
            "backupLockDays": 181,
            "backupExpireAfterDays": 181,
            "logExpireAfterDays": 1,
            "corsOrigins": ["https://*.example.com"],
        },
        "loadBalancer": {"ingress": "cloudfront", "redirectHttp": True, "idleTimeoutSeconds": 4000},
        "cluster": {"containerInsights": "disabled", "collectorImage": COLLECTOR},
        "kubernetes": {
            "enabled": True,
            "version": "1.28",
            "nodeGroups": {"default": {"minSize": 0, "maxSize": 1, "spot": True}},
            "administratorRoleArns": ["arn:aws:iam::123456789012:role/admins"],
        },
        "network": {"zones": list("abc"), "messagingZones": list("abc"), "natMode": "none"},
        "logRetentionDays": 3653,
    },
    {
        "database": {
            "deployment": "multi-az-cluster",
            "engineVersion": "13",
            "backupRetentionDays": 35,
            "monitoringIntervalSeconds": 0,
            "performanceInsightsRetentionDays": 0,
        },
        "documents": {"engineVersion": "4.0.0", "instanceClass": "db.t4g.medium", "backupRetentionDays": 1},
        "cache": {"engineVersion": "7.0", "nodeType": "cache.r6gd.xlarge", "snapshotRetentionDays": 0},
        "events": {"brokerCount": 2, "volumeSizeGib": 16384},
        "backups": {"dailyRetentionDays": 1, "monthlyRetentionDays": 2, "startHourUtc": 23},
        "services": {
            "api": {
                "imageTag": "1",
                "cpu": 16384,
                "memoryMib": 122880,
                "architecture": "arm64",
                "http": {
                    "priority": 2,
                    "port": 4000,
                    "hosts": ["*.example.com"],
                    "stickySessionSeconds": 604800,
                },
                "deployment": "canary",
                "telemetry": False,
                "readonlyRootFilesystem": False,
                "executeCommand": True,
                "scaling": {"minimumTasks": 1, "maximumTasks": 5000, "spotPercent": 100},
            },
            "worker": {
                "imageTag": "1",
                "healthCheckCommand": ["CMD", "true"],
                "scaling": {
                    "minimumTasks": 1,
                    "maximumTasks": 1,
                    "schedules": {},
                },
            },
        },
        "protection": {"secretRecoveryDays": 7},
    },
]


@pytest.mark.parametrize("changes", EVERYTHING_ELSE, ids=["one", "other"])
def test_components_take_what_the_settings_take_at_its_ends(changes: dict[str, Any]) -> None:
    """Both sides have ranges of their own: what only the settings took would fail in mid-deployment."""
    recording = with_settings(**changes)
    assert recording.result["kubernetes"] is None or "kubernetes" in changes
    assert len(recording.resources) > 200


def test_a_proxy_has_a_group_of_its_own_and_services_connect_through_it() -> None:
    recording = with_settings(**EVERYTHING_ELSE[0])
    assert "rds-proxy" in recording.result["securityGroupIds"]
    assert environment(recording, "api")["DATABASE_HOST"] == recording.result["database"]["proxyEndpoint"]
