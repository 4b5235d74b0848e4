"""EcsService: how requests reach it, how new versions take over, and what makes ECS go back."""

from typing import Any

import pytest

from components import DeploymentStrategy
from components._ecs_deployment import DeploymentSpec
from tests.unit.components.service import (
    ATTACHMENT,
    HTTP,
    LISTENER_ARN,
    ROLE,
    RULE,
    SERVICE,
    TARGET_GROUP,
    TASK,
    api,
    deploy,
    deploy_http,
    tags,
    worker,
)

SHIFTING = ("blue-green", "canary")


def test_requests_go_to_healthy_tasks_by_their_addresses() -> None:
    assert api().one(TARGET_GROUP, "api-blue").inputs == {
        "vpcId": "vpc-1",
        "port": 3000,
        "protocol": "HTTP",
        "targetType": "ip",
        "healthCheck": {
            "protocol": "HTTP",
            "path": "/health",
            "matcher": "200",
            "interval": 15,
            "timeout": 5,
            "healthyThreshold": 2,
            "unhealthyThreshold": 3,
        },
        "deregistrationDelay": 30,
        "stickiness": {"enabled": False, "type": "lb_cookie"},
        "tags": tags("api-blue"),
    }


def test_a_rule_of_the_listener_sends_every_path_to_the_service() -> None:
    recording = api()
    rule = recording.one(RULE, "api-listener-rule")

    assert rule.inputs == {
        "listenerArn": LISTENER_ARN,
        "priority": 100,
        "conditions": [{"pathPattern": {"values": ["/*"]}}],
        "actions": [{"type": "forward", "targetGroupArn": recording.result["target_group_arns"][0]}],
        "tags": tags("api-listener-rule"),
    }
    assert rule.ignore_changes == ()


def test_the_service_registers_its_tasks_and_gives_them_time_to_start() -> None:
    recording = api()
    inputs = recording.one(SERVICE).inputs

    assert inputs["loadBalancers"] == [
        {
            "targetGroupArn": recording.result["target_group_arns"][0],
            "containerName": "app",
            "containerPort": 3000,
        }
    ]
    assert inputs["healthCheckGracePeriodSeconds"] == 60
    assert not {"loadBalancers", "healthCheckGracePeriodSeconds"} & set(worker().one(SERVICE).inputs)


def test_routing_and_health_checks_can_be_set() -> None:
    recording = deploy_http(
        path_patterns=["/api/*", "/socket.io/*"],
        host_names=["api.example.com", "*.example.org"],
        health_check_path="/ready?deep=1",
        health_check_codes="200-299,304",
        health_check_interval_seconds=30.0,
        health_check_timeout_seconds=10,
        healthy_threshold=3,
        unhealthy_threshold=5,
        health_check_grace_seconds=400,
        deregistration_delay_seconds=0,
        sticky_session_seconds=3600,
    )
    group = recording.one(TARGET_GROUP).inputs

    assert recording.one(RULE).inputs["conditions"] == [
        {"pathPattern": {"values": ["/api/*", "/socket.io/*"]}},
        {"hostHeader": {"values": ["api.example.com", "*.example.org"]}},
    ]
    assert group["healthCheck"] == {
        "protocol": "HTTP",
        "path": "/ready?deep=1",
        "matcher": "200-299,304",
        "interval": 30,
        "timeout": 10,
        "healthyThreshold": 3,
        "unhealthyThreshold": 5,
    }
    assert group["deregistrationDelay"] == 0
    assert group["stickiness"] == {"enabled": True, "type": "lb_cookie", "cookieDuration": 3600}
    assert recording.one(SERVICE).inputs["healthCheckGracePeriodSeconds"] == 400


class TestShiftingTraffic:
    @pytest.mark.parametrize("strategy", [DeploymentStrategy.BLUE_GREEN, DeploymentStrategy.CANARY])
    def test_a_second_group_a_test_rule_and_a_role_are_all_it_takes(self, strategy: str) -> None:
        more = {TARGET_GROUP: 2, RULE: 2, ROLE: 3, ATTACHMENT: 1}

        assert deploy_http({"strategy": strategy}).counts() == {**api().counts(), **more}

    @pytest.mark.parametrize("strategy", SHIFTING)
    def test_the_second_group_is_like_the_first(self, strategy: str) -> None:
        groups = deploy_http({"strategy": strategy}).of_type(TARGET_GROUP)
        blue, green = dict(groups["api-blue"].inputs), dict(groups["api-green"].inputs)

        assert (blue.pop("tags"), green.pop("tags")) == (tags("api-blue"), tags("api-green"))
        assert blue == green

    @pytest.mark.parametrize("strategy", SHIFTING)
    def test_the_first_rule_stays_what_it_is_with_rolling(self, strategy: str) -> None:
        """So that the strategy can change without a change of the rule that serves."""
        shifting = deploy_http({"strategy": strategy}).one(RULE, "api-listener-rule")

        assert shifting.inputs == api().one(RULE, "api-listener-rule").inputs

    @pytest.mark.parametrize("strategy", SHIFTING)
    def test_what_ecs_writes_into_the_rules_is_left_alone(self, strategy: str) -> None:
        rules = deploy_http({"strategy": strategy}).of_type(RULE)

        assert {rule.ignore_changes for rule in rules.values()} == {("actions",)}

    def test_a_header_reaches_the_new_version_first(self) -> None:
        recording = deploy_http(
            {"strategy": "blue-green"}, test_header="X-Preview", host_names=["api.example.com"]
        )
        rule = recording.one(RULE, "api-test-listener-rule").inputs

        assert rule["priority"] == 99
        assert rule["conditions"] == [
            {"pathPattern": {"values": ["/*"]}},
            {"hostHeader": {"values": ["api.example.com"]}},
            {"httpHeader": {"httpHeaderName": "X-Preview", "values": ["*"]}},
        ]
        assert rule["actions"][0]["targetGroupArn"].endswith("TargetGroup/api-green")

    def test_ecs_is_told_where_to_shift_traffic(self) -> None:
        recording = deploy_http({"strategy": "blue-green"})
        [target] = recording.one(SERVICE).inputs["loadBalancers"]
        arn = "arn:aws:mock:us-east-1:123456789012:"

        assert target["advancedConfiguration"] == {
            "alternateTargetGroupArn": f"{arn}TargetGroup/api-green",
            "productionListenerRule": f"{arn}ListenerRule/api-listener-rule",
            "testListenerRule": f"{arn}ListenerRule/api-test-listener-rule",
            "roleArn": f"{arn}Role/api-infrastructure-role",
        }
        assert recording.one(ATTACHMENT, "api-infrastructure-policy").inputs == {
            "role": "api-infrastructure-role",
            "policyArn": "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
        }
        assert {rule.urn for rule in recording.of_type(RULE).values()} < recording.one(SERVICE).dependencies
        assert recording.one(ATTACHMENT).urn in recording.one(SERVICE).dependencies

    @pytest.mark.parametrize(
        ("deployment", "configuration"),
        [
            ({"strategy": "blue-green"}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"}),
            (
                {"strategy": "blue-green", "bake_minutes": 0},
                {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "0"},
            ),
            (
                {"strategy": "canary"},
                {
                    "strategy": "CANARY",
                    "bakeTimeInMinutes": "10",
                    "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": "10"},
                },
            ),
            (
                {
                    "strategy": "canary",
                    "bake_minutes": 30.0,
                    "canary_percent": 5.0,
                    "canary_bake_minutes": 60,
                },
                {
                    "strategy": "CANARY",
                    "bakeTimeInMinutes": "30",
                    "canaryConfiguration": {"canaryPercent": 5, "canaryBakeTimeInMinutes": "60"},
                },
            ),
        ],
    )
    def test_strategies(self, deployment: dict[str, Any], configuration: dict[str, Any]) -> None:
        assert deploy_http(deployment).one(SERVICE).inputs["deploymentConfiguration"] == configuration

    def test_an_update_may_take_as_long_as_the_versions_run_side_by_side(self) -> None:
        spec = DeploymentSpec(
            strategy=DeploymentStrategy.CANARY,
            minimum_healthy_percent=100,
            maximum_percent=200,
            bake_minutes=30,
            canary_percent=10,
            canary_bake_minutes=60,
            rollback_error_percent=5,
            rollback_memory_percent=90,
            rollback_alarm_names=[],
            wait_for_steady_state=True,
            external=False,
            keep_task_definitions=True,
        )

        assert spec.timeout_minutes == 110


class TestDeployment:
    def test_a_singleton_is_replaced_by_stopping_it_first(self) -> None:
        inputs = deploy(deployment={"minimum_healthy_percent": 0, "maximum_percent": 100}).one(SERVICE).inputs

        assert (inputs["deploymentMinimumHealthyPercent"], inputs["deploymentMaximumPercent"]) == (0, 100)
        assert inputs["availabilityZoneRebalancing"] == "DISABLED"

    def test_versions_that_something_else_deploys_are_left_alone(self) -> None:
        assert deploy(deployment={"external": True}).one(SERVICE).ignore_changes == (
            "desiredCount",
            "taskDefinition",
        )

    def test_waiting_and_former_task_definitions_can_be_done_without(self) -> None:
        recording = deploy(deployment={"wait_for_steady_state": False, "keep_task_definitions": False})

        assert recording.one(SERVICE).inputs["waitForSteadyState"] is False
        assert recording.one(TASK).inputs["skipDestroy"] is False


def test_http_is_the_port_of_the_container() -> None:
    recording = deploy(http={**HTTP, "port": 8080.0})

    assert recording.one(TARGET_GROUP).inputs["port"] == 8080
    [target] = recording.one(SERVICE).inputs["loadBalancers"]
    assert target["containerPort"] == 8080
