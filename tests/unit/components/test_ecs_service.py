"""EcsService: tasks that are kept running, and only what they need."""

import pulumi

from components import CpuArchitecture
from tests.mocks import ACCOUNT_ID
from tests.unit.components.service import (
    ALARM,
    CLUSTER_ARN,
    EXEC,
    GROUP,
    IMAGE,
    KEY_ARN,
    ROLE,
    ROLE_POLICY,
    RULE,
    SCALABLE,
    SCALING,
    SECRET_ARN,
    SERVICE,
    TARGET_GROUP,
    TASK,
    WITHOUT_TELEMETRY,
    api,
    containers,
    deploy,
    tags,
    worker,
)


def test_a_worker_is_eleven_resources() -> None:
    assert worker().counts() == {
        "shared-infra:index:EcsService": 1,
        GROUP: 1,
        ROLE: 2,
        ROLE_POLICY: 2,
        TASK: 1,
        ALARM: 1,
        SERVICE: 1,
        SCALABLE: 1,
        SCALING: 2,
    }


def test_requests_need_a_target_group_a_rule_and_an_alarm_more() -> None:
    assert api().counts() == {**worker().counts(), TARGET_GROUP: 1, RULE: 1, ALARM: 2}


def test_the_service_runs_two_tasks_in_private_subnets_and_rolls_back() -> None:
    recording = worker()

    assert recording.one(SERVICE, "worker-service").inputs == {
        "name": "worker",
        "cluster": CLUSTER_ARN,
        "taskDefinition": recording.result["task_definition_arn"],
        "desiredCount": 2,
        "capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 100}],
        "forceNewDeployment": True,
        "platformVersion": "LATEST",
        "networkConfiguration": {
            "subnets": ["subnet-a", "subnet-b"],
            "securityGroups": ["sg-1"],
            "assignPublicIp": False,
        },
        "deploymentController": {"type": "ECS"},
        "deploymentConfiguration": {"strategy": "ROLLING"},
        "deploymentMinimumHealthyPercent": 100,
        "deploymentMaximumPercent": 200,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "alarms": {"alarmNames": ["worker-memory-alarm"], "enable": True, "rollback": True},
        "availabilityZoneRebalancing": "ENABLED",
        "waitForSteadyState": True,
        "enableExecuteCommand": False,
        "enableEcsManagedTags": True,
        "propagateTags": "SERVICE",
        "tags": tags("worker-service"),
    }


def test_the_service_waits_for_its_roles_and_rules() -> None:
    recording = api()

    assert {
        recording.one(ROLE_POLICY, "api-execution-policy").urn,
        recording.one(ROLE_POLICY, "api-task-policy").urn,
        recording.one(RULE).urn,
        recording.one(ALARM, "api-error-alarm").urn,
    } <= recording.one(SERVICE).dependencies


def test_the_task_definition_is_of_the_smallest_sensible_size() -> None:
    recording = worker()
    inputs = dict(recording.one(TASK, "worker-task-definition").inputs)
    del inputs["containerDefinitions"]

    assert inputs == {
        "family": "shared-infra-prod-worker",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "X86_64"},
        "executionRoleArn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Role/worker-execution-role",
        "taskRoleArn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Role/worker-task-role",
        "skipDestroy": True,
        "tags": tags("worker-task-definition"),
    }


def test_the_container_is_locked_down_and_logged() -> None:
    recording = api()
    app = dict(containers(recording)["app"])
    del app["environment"]

    assert app == {
        "name": "app",
        "image": IMAGE,
        "essential": True,
        "readonlyRootFilesystem": True,
        "linuxParameters": {
            "initProcessEnabled": True,
            "tmpfs": [{"containerPath": "/tmp", "size": 64}],
        },
        "restartPolicy": {"enabled": True},
        "stopTimeout": 30,
        "secrets": [],
        "mountPoints": [],
        "portMappings": [{"name": "http", "containerPort": 3000, "hostPort": 3000, "protocol": "tcp"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/shared-infra/prod/api",
                "awslogs-region": "us-east-1",
                "awslogs-stream-prefix": "app",
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
        "dependsOn": [{"containerName": "otel-collector", "condition": "START"}],
    }
    assert recording.one(GROUP, "api-log-group").inputs == {
        "name": "/shared-infra/prod/api",
        "retentionInDays": 365,
        "kmsKeyId": KEY_ARN,
        "tags": tags("api-log-group", DataClass="internal"),
    }


def test_every_part_of_the_container_can_be_set() -> None:
    recording = deploy(
        architecture=CpuArchitecture.ARM64,
        cpu=1024.0,
        memory_mib=4096,
        ephemeral_storage_gib=50,
        command=["node", "worker.js", "-v", "-v"],
        entry_point=["/bin/tini", "--"],
        user="1000:1000",
        health_check_command=["CMD-SHELL", "node health.js"],
        stop_timeout_seconds=120,
        writable_directories={"/tmp": 256, "/var/cache/app": 64.0},
    )
    task, app = recording.one(TASK).inputs, containers(recording)["app"]

    assert (task["cpu"], task["memory"]) == ("1024", "4096")
    assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64"
    assert task["ephemeralStorage"] == {"sizeInGib": 50}
    assert app["command"] == ["node", "worker.js", "-v", "-v"]
    assert app["entryPoint"] == ["/bin/tini", "--"]
    assert app["user"] == "1000:1000"
    assert app["healthCheck"] == {
        "command": ["CMD-SHELL", "node health.js"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 60,
    }
    assert app["stopTimeout"] == 120
    assert app["portMappings"] == []
    assert app["linuxParameters"]["tmpfs"] == [
        {"containerPath": "/tmp", "size": 256},
        {"containerPath": "/var/cache/app", "size": 64},
    ]


def test_a_writable_file_system_has_to_be_asked_for() -> None:
    app = containers(deploy(readonly_root_filesystem=False))["app"]

    assert app["readonlyRootFilesystem"] is False
    assert app["linuxParameters"] == {"initProcessEnabled": True}


def test_commands_can_be_run_in_a_read_only_container() -> None:
    """The agent's three directories get volumes; see containers-roadmap, issue 1359."""
    recording = deploy(**EXEC)
    paths = {item["containerPath"]: item for item in containers(recording)["app"]["mountPoints"]}

    assert recording.one(SERVICE).inputs["enableExecuteCommand"] is True
    assert set(paths) == {"/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"}
    assert {item["sourceVolume"] for item in paths.values()} == {
        volume["name"] for volume in recording.one(TASK).inputs["volumes"]
    }
    assert not any(item["readOnly"] for item in paths.values())


def test_variables_and_secrets_are_sorted_so_that_changes_are_few() -> None:
    recording = deploy(
        **WITHOUT_TELEMETRY,
        environment={"B": "2", "A": "1"},
        secrets={"Z_DSN": f"{SECRET_ARN}:dsn::", "KEY": SECRET_ARN},
    )
    app = containers(recording)["app"]

    assert app["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert app["secrets"] == [
        {"name": "KEY", "valueFrom": SECRET_ARN},
        {"name": "Z_DSN", "valueFrom": f"{SECRET_ARN}:dsn::"},
    ]
    assert "dependsOn" not in app


def test_without_a_key_it_makes_one_for_its_logs() -> None:
    recording = deploy(kms_key_arn=None)

    assert "UseByCloudWatchLogs" in recording.one("aws:kms/key:Key", "api-key-key").inputs["policy"]
    assert recording.one(GROUP).inputs["kmsKeyId"].endswith("Key/api-key-key")


def test_a_preview_knows_all_but_what_aws_computes() -> None:
    recording = deploy(preview=True)

    assert containers(recording)["app"]["image"] == IMAGE
    assert recording.one(SERVICE).inputs["taskDefinition"] == pulumi.UNKNOWN


def test_outputs_name_what_others_build_on() -> None:
    assert api().result == {
        "service_name": "api",
        "service_arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Service/api-service",
        "task_definition_arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:TaskDefinition/api-task-definition",
        "image": IMAGE,
        "task_role_arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Role/api-task-role",
        "execution_role_arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:Role/api-execution-role",
        "log_group_name": "/shared-infra/prod/api",
        "log_group_arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:LogGroup/api-log-group",
        "target_group_arns": [f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:TargetGroup/api-blue"],
        "target_group_arn_suffixes": ["targetgroup/blue/0123456789abcdef"],
        "rollback_alarm_names": ["api-memory-alarm", "api-error-alarm"],
    }
    assert worker().result["target_group_arns"] == []
