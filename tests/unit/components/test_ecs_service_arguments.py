"""EcsService: what it refuses, each with its reason."""

from typing import Any

import pytest

from components import ArgumentError
from tests.unit.components.service import HTTP, IMAGE, REPOSITORY, deploy, deploy_http

SERVICE_LEVEL: list[tuple[dict[str, Any], str]] = [
    ({"cluster_arn": None}, "cluster_arn: missing."),
    ({"subnet_ids": []}, "subnet_ids: []."),
    ({"security_group_ids": None}, "security_group_ids: missing."),
    ({"image": None}, "image: missing."),
    (
        {"image": f"{REPOSITORY}:latest"},
        f"image: '{REPOSITORY}:latest', whose tag moves. Allowed: a reference",
    ),
    ({"image": REPOSITORY}, f"image: '{REPOSITORY}', without tag and digest."),
    ({"image": "my image:1"}, "image: 'my image:1'."),
    (
        {"image": "nginx:1.27", "resolve_image_digest": True},
        "resolve_image_digest: true with 'nginx:1.27'. Allowed: false: the image is not in ECR.",
    ),
    ({"architecture": "riscv"}, "architecture: 'riscv'. Allowed: x86_64, arm64."),
    ({"cpu": 300}, "cpu: 300. Allowed: one of 256, 512, 1024, 2048, 4096, 8192, 16384."),
    (
        {"cpu": 1024, "memory_mib": 1024},
        "memory_mib: 1024. Allowed: 2048 to 8192 in steps of 1024, with cpu 1024.",
    ),
    ({"cpu": 256, "memory_mib": 1536}, "memory_mib: 1536. Allowed: 512, 1024, 2048, with cpu 256."),
    ({"cpu": 300, "memory_mib": 8192}, "cpu: 300."),
    ({"ephemeral_storage_gib": 20}, "ephemeral_storage_gib: 20. Allowed: a whole number from 21 to 200."),
    ({"stop_timeout_seconds": 121}, "stop_timeout_seconds: 121. Allowed: a whole number from 2 to 120."),
    ({"command": "npm start"}, "command: 'npm start'. Allowed: a list of texts"),
    (
        {"command": ["x", "postgresql://a:b@c/d"]},
        "command: a word with a URL with a password. Allowed: no secret",
    ),
    ({"health_check_command": ["node"]}, "health_check_command: ['node']. Allowed: CMD and the words"),
    ({"writable_directories": {"tmp": 1}}, "writable_directories: 'tmp'. Allowed: absolute paths, as /tmp."),
    (
        {"writable_directories": {"/tmp": 0}},
        "writable_directories./tmp: 0. Allowed: a whole number from 1 to",
    ),
    (
        {"writable_directories": {"/tmp": 1024}},
        "writable_directories: 1024 MiB. Allowed: less than memory_mib, 1024.",
    ),
    (
        {"writable_directories": ["/tmp"]},
        "writable_directories: ['/tmp']. Allowed: a mapping of names to whole",
    ),
    ({"environment": {"1A": "x"}}, "environment.1A: '1A'. Allowed: names of letters, digits and _ . -."),
    ({"environment": {"A": 1}}, "environment.A: 1. Allowed: a text, or an Output of one."),
    ({"environment": ["A"]}, "environment: ['A']. Allowed: a mapping of names to texts"),
    (
        {"environment": {"JWT_SECRET": "x"}},
        "environment.JWT_SECRET: a name that looks like a secret's. Allowed: no secret: put it into secrets, "
        "as a reference. If it is none, name it in acknowledged_plaintext.",
    ),
    (
        {"acknowledged_plaintext": ["A"]},
        "acknowledged_plaintext: 'A'. Allowed: names that are in environment.",
    ),
    (
        {"secrets": {"DSN": "hunter2"}},
        "secrets.DSN: a text that is no reference. Allowed: the ARN of a secret",
    ),
    (
        {"secrets": {"DSN": "arn:aws:ssm:us-east-1:123456789012:parameter/dsn"}},
        "secrets.DSN: a text that is no reference.",
    ),
    (
        {
            "secrets": {"A": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf"},
            "environment": {"A": "x"},
        },
        "secrets.A: a name that is in environment too. Allowed: one of the two.",
    ),
    ({"secret_kms_key_arns": "key"}, "secret_kms_key_arns: 'key'."),
    ({"task_role_statements": {"Effect": "Allow"}}, "task_role_statements: a dict. Allowed: a list"),
    (
        {"task_role_statements": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]},
        "task_role_statements: [0]: Action 's3:*'. Allowed: the actions that are needed, as s3:GetObject",
    ),
    ({"task_role_policies": {"My policy": "{}"}}, "task_role_policies: the name 'My policy'."),
    ({"log_retention_days": 2}, "log_retention_days: 2. Allowed: one of 1, 3, 5,"),
    ({"http": 3000}, "http: 3000. Allowed: a mapping of arguments."),
    ({"scaling": "many"}, "scaling: 'many'. Allowed: a mapping of arguments."),
    ({"port": 3000}, "port: no argument here."),
]

DEPLOYMENT: list[tuple[dict[str, Any], str]] = [
    ({"strategy": "linear"}, "deployment.strategy: 'linear'. Allowed: rolling, blue-green, canary."),
    ({"strategy": "canary"}, "deployment.strategy: 'canary' without http. Allowed: rolling:"),
    (
        {"bake_minutes": 5},
        "deployment.bake_minutes: 5. Allowed: none here: it counts only with the strategies",
    ),
    (
        {"canary_percent": 5},
        "deployment.canary_percent: 5. Allowed: none here: it counts only with the strategy",
    ),
    (
        {"rollback_error_percent": 5},
        "deployment.rollback_error_percent: 5. Allowed: none here: it counts only with",
    ),
    (
        {"minimum_healthy_percent": 100, "maximum_percent": 100},
        "deployment.maximum_percent: 100, not above minimum_healthy_percent, 100. Allowed: more than that",
    ),
    ({"rollback_alarm_names": "slow"}, "deployment.rollback_alarm_names: 'slow'. Allowed: a list of texts"),
]

SCALING: list[tuple[dict[str, Any], str]] = [
    (
        {"minimum_tasks": 5, "maximum_tasks": 4},
        "scaling.maximum_tasks: 4. Allowed: minimum_tasks, 5, or more.",
    ),
    ({"minimum_tasks": 0}, "scaling.minimum_tasks: 0. Allowed: 1 or more below maximum_tasks."),
    ({"cpu_percent": 5}, "scaling.cpu_percent: 5. Allowed: one of 0, 10, 11,"),
    ({"requests_per_task": 5}, "scaling.requests_per_task: 5. Allowed: none here: it counts only with http"),
    ({"spot_percent": 101}, "scaling.spot_percent: 101. Allowed: a whole number from 0 to 100."),
    (
        {"schedules": {"Night": {"schedule": "rate(1 day)", "minimum_tasks": 0, "maximum_tasks": 0}}},
        "scaling.schedules: the name 'Night'.",
    ),
    (
        {"schedules": {"night": {"schedule": "20:00", "minimum_tasks": 0, "maximum_tasks": 0}}},
        "scaling.schedules.night.schedule: '20:00'. Allowed: cron(minutes hours",
    ),
    (
        {
            "schedules": {
                "night": {
                    "schedule": "rate(1 day)",
                    "timezone": "UTC+1",
                    "minimum_tasks": 0,
                    "maximum_tasks": 0,
                }
            }
        },
        "scaling.schedules.night.timezone: 'UTC+1'. Allowed: the name of a time zone",
    ),
    (
        {"schedules": {"night": {"schedule": "rate(1 day)", "minimum_tasks": 3, "maximum_tasks": 2}}},
        "scaling.schedules.night.maximum_tasks: 2. Allowed: minimum_tasks, 3, or more.",
    ),
]

TELEMETRY: list[tuple[dict[str, Any], str]] = [
    ({"collector_image": "collector"}, "telemetry.collector_image: 'collector', without tag and digest."),
    ({"metrics_path": "metrics"}, "telemetry.metrics_path: 'metrics'. Allowed: a path that starts with /."),
    ({"metrics_port": 0}, "telemetry.metrics_port: 0. Allowed: a whole number from 1 to 65535."),
    (
        {"prometheus_workspace_arn": "ws-1"},
        "telemetry.prometheus_workspace_arn: 'ws-1'. Allowed: the ARN of an AMP workspace.",
    ),
]

ROUTING: list[tuple[dict[str, Any], str]] = [
    ({"port": None}, "http.port: missing. Allowed: a whole number from 1 to 65535."),
    ({"port": 0}, "http.port: 0."),
    ({"vpc_id": None}, "http.vpc_id: missing."),
    ({"listener_arn": None}, "http.listener_arn: missing."),
    ({"priority": 50_001}, "http.priority: 50001. Allowed: a whole number from 1 to 50000."),
    ({"path_patterns": ["api"]}, "http.path_patterns: 'api'. Allowed: paths that start with /"),
    ({"path_patterns": []}, "http.path_patterns: an empty list. Allowed: paths that start with /"),
    ({"path_patterns": ["/" + "a" * 128]}, "http.path_patterns: '/aaa"),
    ({"host_names": ["a b"]}, "http.host_names: 'a b'. Allowed: host names,"),
    (
        {"path_patterns": ["/a", "/b", "/c"], "host_names": ["a", "b", "c"]},
        "http.path_patterns: 6 values together with host_names. Allowed: at most 5 in one rule.",
    ),
    (
        {"health_check_path": "health"},
        "http.health_check_path: 'health'. Allowed: a path that starts with /.",
    ),
    ({"health_check_codes": "ok"}, "http.health_check_codes: 'ok'. Allowed: codes, as 200,204 or 200-299."),
    (
        {"health_check_timeout_seconds": 15},
        "http.health_check_timeout_seconds: 15. Allowed: less than the interval, 15.",
    ),
    ({"healthy_threshold": 1}, "http.healthy_threshold: 1. Allowed: a whole number from 2 to 10."),
    ({"test_header": "X-Test"}, "http.test_header: 'X-Test'. Allowed: none with the strategy rolling."),
]


def complaints(**args: Any) -> list[str]:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    return str(error.value).splitlines()[1:]


@pytest.mark.parametrize(("args", "complaint"), SERVICE_LEVEL)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    [line] = complaints(**args)
    assert line.startswith(f"  - {complaint}")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("group", "args", "complaint"),
    [
        (group, args, complaint)
        for group, cases in {"deployment": DEPLOYMENT, "scaling": SCALING, "telemetry": TELEMETRY}.items()
        for args, complaint in cases
    ],
)
def test_arguments_of_groups_that_are_refused(group: str, args: dict[str, Any], complaint: str) -> None:
    [line] = complaints(**{group: args})
    assert line.startswith(f"  - {complaint}")


@pytest.mark.parametrize(("args", "complaint"), ROUTING)
def test_arguments_of_http_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    [line] = complaints(http={**HTTP, **args})
    assert line.startswith(f"  - {complaint}")


@pytest.mark.parametrize("strategy", ["blue-green", "canary"])
def test_the_rule_for_tests_needs_a_place_and_a_value(strategy: str) -> None:
    deployment = {"strategy": strategy}

    [first] = complaints(http={**HTTP, "priority": 1}, deployment=deployment)
    assert "http.priority: 1. Allowed: a whole number from 2 to 50000." in first
    paths = ["/a", "/b", "/c", "/d", "/e"]
    [values] = complaints(http={**HTTP, "path_patterns": paths}, deployment=deployment)
    assert "6 values together with host_names, the test header being one." in values
    [header] = complaints(http={**HTTP, "test_header": "X Test"}, deployment=deployment)
    assert "http.test_header: 'X Test'. Allowed: the name of an HTTP header." in header
    [requests] = complaints(http=HTTP, deployment=deployment, scaling={"requests_per_task": 100})
    assert "scaling.requests_per_task: 100." in requests


def test_commands_need_the_log_and_the_key_of_the_cluster() -> None:
    missing = "missing with execute_command. Allowed: the"

    assert complaints(execute_command=True) == [
        f"  - {key}: {missing} {key} of the cluster." for key in ("exec_log_group_arn", "exec_kms_key_arn")
    ]


def test_an_acknowledged_name_is_taken_but_not_a_secret_in_its_value() -> None:
    acknowledged = ["PASSWORD_POLICY_TOKEN"]
    assert deploy(environment={"PASSWORD_POLICY_TOKEN": "strict"}, acknowledged_plaintext=acknowledged)

    [line] = complaints(
        environment={"PASSWORD_POLICY_TOKEN": "AKIAIOSFODNN7EXAMPLE"}, acknowledged_plaintext=acknowledged
    )
    assert "environment.PASSWORD_POLICY_TOKEN: a value with an AWS access key." in line
    assert "AKIA" not in line


def test_the_name_leaves_room_for_the_names_of_target_groups_and_roles() -> None:
    with pytest.raises(ArgumentError, match="1 to 18 lower-case letters"):
        deploy(name="a" * 19, http=HTTP)
    with pytest.raises(ArgumentError, match="1 to 36 lower-case letters"):
        deploy(name="a" * 37)


def test_everything_wrong_is_said_at_once() -> None:
    found = complaints(image=IMAGE, cpu=1, http={**HTTP, "port": 0}, scaling={"spot_percent": -1})

    assert [line.split(":")[0].strip(" -") for line in found] == ["http.port", "cpu", "scaling.spot_percent"]


def test_hosts_alone_are_enough_beside_the_default_path() -> None:
    assert deploy_http(host_names=["a.example", "b.example", "c.example", "d.example"])
