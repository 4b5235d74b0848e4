"""EcsService: what its roles may do, and the collector beside it."""

import json
from typing import Any

import pytest

from tests.mocks import ACCOUNT_ID, TAGS
from tests.unit.components.service import (
    EXEC,
    KEY_ARN,
    REPOSITORY,
    ROLE,
    ROLE_POLICY,
    SECRET_ARN,
    TASK,
    WITHOUT_TELEMETRY,
    containers,
    deploy,
    environment,
    statements,
    tags,
    worker,
)

GROUP_ARN = f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:LogGroup/api-log-group"
WORKSPACE_ARN = "arn:aws:aps:eu-west-1:123456789012:workspace/ws-1f2e3d4c"
BOUNDARY_ARN = "arn:aws:iam::123456789012:policy/boundary"


def by_sid(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in found}


class TestExecutionRole:
    def test_it_serves_tasks_of_this_account_only(self) -> None:
        for name in ("worker-execution-role", "worker-task-role"):
            role = worker().one(ROLE, name).inputs
            [trust] = json.loads(role["assumeRolePolicy"])["Statement"]

            assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
            assert trust["Condition"] == {
                "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
                "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:us-east-1:{ACCOUNT_ID}:*"},
            }
            assert role["tags"] == tags(name)

    def test_it_pulls_the_images_reads_the_secrets_and_writes_the_logs_of_its_service(self) -> None:
        recording = deploy(
            secrets={"DSN": f"{SECRET_ARN}:dsn::", "RELEASE": f"{SECRET_ARN}:release::"},
            secret_kms_key_arns=[KEY_ARN],
        )

        assert recording.one(ROLE_POLICY, "api-execution-policy").inputs["role"] == "api-execution-role-id"
        assert by_sid(statements(recording, "api-execution-policy")) == {
            "WriteLogs": {
                "Sid": "WriteLogs",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{GROUP_ARN}:*",
            },
            "LogInToRegistry": {
                "Sid": "LogInToRegistry",
                "Effect": "Allow",
                "Action": "ecr:GetAuthorizationToken",
                "Resource": "*",
            },
            "PullImages": {
                "Sid": "PullImages",
                "Effect": "Allow",
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                "Resource": ["arn:aws:ecr:us-east-1:123456789012:repository/api"],
            },
            "ReadSecrets": {
                "Sid": "ReadSecrets",
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": [SECRET_ARN],
            },
            "DecryptSecrets": {
                "Sid": "DecryptSecrets",
                "Effect": "Allow",
                "Action": "kms:Decrypt",
                "Resource": [KEY_ARN],
                "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}},
            },
        }

    def test_a_public_image_without_secrets_needs_the_log_group_only(self) -> None:
        found = statements(deploy(image="nginx:1.27"), "api-execution-policy")

        assert [statement["Sid"] for statement in found] == ["WriteLogs"]

    def test_a_private_copy_of_the_collector_is_pulled_too(self) -> None:
        copy = f"{REPOSITORY.removesuffix('api')}collector:v0.49.0"
        recording = deploy(telemetry={"collector_image": copy})

        assert by_sid(statements(recording, "api-execution-policy"))["PullImages"]["Resource"] == [
            "arn:aws:ecr:us-east-1:123456789012:repository/api",
            "arn:aws:ecr:us-east-1:123456789012:repository/collector",
        ]
        assert containers(recording)["otel-collector"]["image"] == copy


class TestTaskRole:
    def test_without_anything_to_do_in_aws_there_is_none(self) -> None:
        recording = deploy(**WITHOUT_TELEMETRY)

        assert set(recording.of_type(ROLE)) == {"api-execution-role"}
        assert "taskRoleArn" not in recording.one(TASK).inputs
        assert recording.result["task_role_arn"] is None

    def test_it_may_do_what_it_is_given(self) -> None:
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/*"}
        recording = deploy(**WITHOUT_TELEMETRY, task_role_statements=[statement])

        assert statements(recording, "api-task-policy") == [statement]
        assert recording.one(ROLE_POLICY, "api-task-policy").inputs["role"] == "api-task-role-id"

    def test_documents_are_policies_of_their_own(self) -> None:
        recording = deploy(**WITHOUT_TELEMETRY, task_role_policies={"events": "{}", "database": "{}"})

        assert set(recording.of_type(ROLE_POLICY)) == {
            "api-execution-policy",
            "api-task-policy-events",
            "api-task-policy-database",
        }

    def test_a_role_that_is_given_gets_what_it_lacks(self) -> None:
        recording = deploy(task_role_arn="arn:aws:iam::123456789012:role/teams/api-role-1234567")

        assert set(recording.of_type(ROLE)) == {"api-execution-role"}
        assert recording.one(ROLE_POLICY, "api-task-policy").inputs["role"] == "api-role-1234567"
        assert recording.one(TASK).inputs["taskRoleArn"].endswith("role/teams/api-role-1234567")
        assert recording.result["task_role_arn"].endswith("role/teams/api-role-1234567")

    def test_for_commands_it_opens_sessions_and_logs_them(self) -> None:
        sessions, find, write, decrypt = statements(deploy(**WITHOUT_TELEMETRY, **EXEC), "api-task-policy")
        log_group = EXEC["exec_log_group_arn"]

        assert all(action.startswith("ssmmessages:") for action in sessions["Action"])
        assert find["Action"] == "logs:DescribeLogGroups"
        assert write["Resource"] == [log_group, f"{log_group}:*"]
        assert decrypt == {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY_ARN}

    def test_a_boundary_limits_every_role(self) -> None:
        recording = deploy(permissions_boundary_arn=BOUNDARY_ARN)

        assert {role.inputs["permissionsBoundary"] for role in recording.of_type(ROLE).values()} == {
            BOUNDARY_ARN
        }


class TestCollector:
    def configuration(self, **args: Any) -> dict[str, Any]:
        [variable] = containers(deploy(**args))["otel-collector"]["environment"]
        assert variable["name"] == "AOT_CONFIG_CONTENT"
        found: dict[str, Any] = json.loads(variable["value"])
        return found

    def test_it_runs_beside_the_service_which_goes_on_without_it(self) -> None:
        collector = dict(containers(worker())["otel-collector"])
        del collector["environment"]

        assert collector == {
            "name": "otel-collector",
            "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
            "essential": False,
            "memory": 256,
            "readonlyRootFilesystem": True,
            "linuxParameters": {"initProcessEnabled": True},
            "restartPolicy": {"enabled": True},
            "healthCheck": {
                "command": ["CMD", "/healthcheck"],
                "interval": 30,
                "timeout": 5,
                "retries": 3,
                "startPeriod": 10,
            },
            "mountPoints": [],
            "portMappings": [],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/shared-infra/prod/worker",
                    "awslogs-region": "us-east-1",
                    "awslogs-stream-prefix": "otel-collector",
                    "mode": "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
        }

    def test_the_service_finds_it_by_opentelemetrys_variables(self) -> None:
        assert environment(worker()) == {
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_RESOURCE_ATTRIBUTES": ("service.namespace=shared-infra,deployment.environment.name=local"),
            "OTEL_SERVICE_NAME": "worker",
        }

    def test_what_the_caller_says_counts(self) -> None:
        found = environment(deploy(environment={"OTEL_SERVICE_NAME": "orders"}))

        assert found["OTEL_SERVICE_NAME"] == "orders"

    def test_values_of_tags_are_escaped_where_they_would_break_a_list(self) -> None:
        found = environment(deploy(tags={**TAGS, "Project": "a=b @c"}))

        assert "service.namespace=a%3Db%20%40c," in found["OTEL_RESOURCE_ATTRIBUTES"]

    def test_traces_go_to_x_ray_and_metrics_to_the_log_group(self) -> None:
        configuration = self.configuration()

        assert configuration["receivers"] == {
            "otlp": {
                "protocols": {
                    "grpc": {"endpoint": "127.0.0.1:4317"},
                    "http": {"endpoint": "127.0.0.1:4318"},
                }
            }
        }
        assert configuration["exporters"] == {
            "awsxray": {"region": "us-east-1"},
            "awsemf": {
                "region": "us-east-1",
                "namespace": "shared-infra/local",
                "log_group_name": "/shared-infra/prod/api",
                "log_stream_name": "metrics/{TaskId}",
            },
        }
        pipelines = configuration["service"]["pipelines"]
        assert pipelines["traces"]["exporters"] == ["awsxray"]
        assert pipelines["metrics"]["exporters"] == ["awsemf"]
        assert pipelines["metrics"]["receivers"] == ["otlp"]
        traces, metrics = statements(deploy(), "api-task-policy")
        assert "xray:PutTraceSegments" in traces["Action"]
        assert metrics["Resource"] == [GROUP_ARN, f"{GROUP_ARN}:*"]

    def test_metrics_can_go_to_prometheus(self) -> None:
        args: dict[str, Any] = {"telemetry": {"prometheus_workspace_arn": WORKSPACE_ARN}}
        configuration = self.configuration(**args)

        assert configuration["exporters"]["prometheusremotewrite"] == {
            "endpoint": (
                "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1f2e3d4c/api/v1/remote_write"
            ),
            "auth": {"authenticator": "sigv4auth"},
            "resource_to_telemetry_conversion": {"enabled": True},
        }
        assert configuration["extensions"]["sigv4auth"] == {"region": "eu-west-1", "service": "aps"}
        assert set(configuration["extensions"]) == set(configuration["service"]["extensions"])
        _, metrics = statements(deploy(**args), "api-task-policy")
        assert (metrics["Action"], metrics["Resource"]) == (["aps:RemoteWrite"], [WORKSPACE_ARN])

    def test_metrics_that_the_service_shows_are_read(self) -> None:
        configuration = self.configuration(telemetry={"metrics_port": 9464.0, "metrics_path": "/prom"})
        [scrape] = configuration["receivers"]["prometheus"]["config"]["scrape_configs"]

        assert scrape["static_configs"] == [{"targets": ["127.0.0.1:9464"]}]
        assert (scrape["job_name"], scrape["metrics_path"]) == ("api", "/prom")
        assert configuration["service"]["pipelines"]["metrics"]["receivers"] == ["otlp", "prometheus"]

    @pytest.mark.parametrize("args", [{}, {"telemetry": {"prometheus_workspace_arn": WORKSPACE_ARN}}])
    def test_every_part_that_a_pipeline_names_is_configured(self, args: dict[str, Any]) -> None:
        configuration = self.configuration(**args)

        for pipeline in configuration["service"]["pipelines"].values():
            for kind, names in pipeline.items():
                assert set(names) <= set(configuration[kind])

    def test_it_can_be_done_without(self) -> None:
        recording = deploy(**WITHOUT_TELEMETRY)

        assert set(containers(recording)) == {"app"}
        assert environment(recording) == {}
