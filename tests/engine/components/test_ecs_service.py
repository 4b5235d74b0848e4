"""Two services in a cluster, one of them behind a load balancer, with roles, scaling and alarms."""

from typing import Any

from tests.engine.contents import contents
from tests.engine.harness import LocalCloud
from tests.engine.scenarios import Scenario, deployed_scenario

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
ECS = {"ServiceNamespace": "ecs"}
CPU, MEMORY = "ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"
READ_OBJECTS = {"s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"}
WRITE_OBJECTS = READ_OBJECTS | {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"}
READ_SECRET = {"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}


def test_services_are_made_scaled_changed_and_destroyed(shared_network: LocalCloud) -> None:
    before = contents(shared_network)
    with deployed_scenario(shared_network, "ecs_service") as scenario:
        outputs = scenario.outputs()
        _assert_balancer(scenario, outputs)
        _assert_cluster(scenario, outputs, "enhanced", retention_days=365)
        _assert_web(scenario, outputs)
        _assert_jobs(scenario, outputs)
        _assert_rights(scenario, outputs)
        # As Application Auto Scaling would.
        scenario.client("ecs").update_service(cluster=outputs["cluster"], service="web", desiredCount=4)
        scenario.pulumi("refresh")
        scenario.assert_settled("first")

        scenario.up("changed")
        outputs = scenario.outputs()
        _assert_changed_balancer(scenario, outputs)
        _assert_cluster(scenario, outputs, "enabled", retention_days=180)
        _assert_changed_web(scenario, outputs)
        _assert_changed_jobs(scenario, outputs)
        _assert_changed_rights(scenario, outputs)
        _shift_traffic(scenario, outputs)
        scenario.assert_settled("changed")

        _protect(scenario, outputs, "true")
        refusal = scenario.destroy(succeeds=False)
        assert f"'{outputs['loadBalancerArn']}' cannot be deleted because deletion protection" in refusal
        assert _attributes(scenario, outputs)["idle_timeout.timeout_seconds"] == "120"
        _protect(scenario, outputs, "false")
        scenario.destroy()
        assert contents(shared_network) == before


def _service(scenario: Scenario, outputs: Any, name: str) -> dict[str, Any]:
    [found] = scenario.client("ecs").describe_services(cluster=outputs["cluster"], services=[name])[
        "services"
    ]
    return dict(found)


def _task(scenario: Scenario, outputs: Any, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The task definition that a service runs, and its containers by name."""
    arn = _service(scenario, outputs, name)["taskDefinition"]
    assert arn == outputs[f"{name}TaskDefinitionArn"]
    task = scenario.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    containers = {container["name"]: container for container in task["containerDefinitions"]}
    for container_name, container in containers.items():
        assert container["readonlyRootFilesystem"] is True
        assert container["linuxParameters"]["initProcessEnabled"] is True
        logging = container["logConfiguration"]["options"]
        assert logging["awslogs-group"] == outputs[f"{name}LogGroup"]
        assert logging["awslogs-stream-prefix"] == container_name
    assert task["taskRoleArn"] == outputs[f"{name}TaskRoleArn"]
    assert task["executionRoleArn"] == outputs[f"{name}ExecutionRoleArn"]
    assert (task["networkMode"], task["requiresCompatibilities"]) == ("awsvpc", ["FARGATE"])
    return dict(task), containers


def _size(task: dict[str, Any]) -> tuple[str, str, str]:
    return task["cpu"], task["memory"], task["runtimePlatform"]["cpuArchitecture"]


def _attributes(scenario: Scenario, outputs: Any) -> dict[str, str]:
    """The load balancer's attributes."""
    elb = scenario.client("elbv2")
    told = elb.describe_load_balancer_attributes(LoadBalancerArn=outputs["loadBalancerArn"])["Attributes"]
    return {attribute["Key"]: attribute["Value"] for attribute in told}


def _listeners(scenario: Scenario, outputs: Any) -> dict[int, dict[str, Any]]:
    """The listeners of the load balancer, by port."""
    elb = scenario.client("elbv2")
    found = elb.describe_listeners(LoadBalancerArn=outputs["loadBalancerArn"])["Listeners"]
    return {listener["Port"]: listener for listener in found}


def _rules(scenario: Scenario, outputs: Any) -> dict[str, dict[str, Any]]:
    """The rules of the HTTPS listener, by priority, without the one that answers 404 to the rest."""
    found = scenario.client("elbv2").describe_rules(ListenerArn=outputs["listenerArn"])["Rules"]
    rules = {rule["Priority"]: rule for rule in found}
    assert rules.pop("default")["Actions"][0]["FixedResponseConfig"]["StatusCode"] == "404"
    return rules


def _matched(rule: dict[str, Any]) -> set[str]:
    """The paths and host names that a rule is for."""
    return {
        value
        for condition in rule["Conditions"]
        for member in ("PathPatternConfig", "HostHeaderConfig")
        for value in condition.get(member, {}).get("Values", [])
    }


def _admitted(scenario: Scenario, outputs: Any) -> set[tuple[int, str]]:
    """Who may connect to the load balancer, and on which ports."""
    [group] = scenario.client("ec2").describe_security_groups(GroupIds=[outputs["loadBalancerGroupId"]])[
        "SecurityGroups"
    ]
    return {
        (item["FromPort"], block["CidrIp"]) for item in group["IpPermissions"] for block in item["IpRanges"]
    }


def _alarms(scenario: Scenario, outputs: Any, name: str) -> dict[str, float]:
    """The thresholds of the alarms that roll a service back, by what they are about."""
    configuration = _service(scenario, outputs, name)["deploymentConfiguration"]
    assert configuration["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    alarms = configuration["alarms"]
    assert (alarms["enable"], alarms["rollback"]) == (True, True)
    assert sorted(alarms["alarmNames"]) == sorted(outputs[f"{name}Alarms"])
    found = scenario.client("cloudwatch").describe_alarms(AlarmNames=alarms["alarmNames"])["MetricAlarms"]
    assert all(alarm["TreatMissingData"] == "notBreaching" for alarm in found)
    return {alarm["AlarmName"].removeprefix(f"{name}-").split("-")[0]: alarm["Threshold"] for alarm in found}


def _scaling(scenario: Scenario, outputs: Any, name: str) -> tuple[tuple[int, int], dict[str, float]]:
    """The bounds of a service, and the targets of its policies by metric."""
    scaling, place = scenario.client("application-autoscaling"), f"service/{outputs['cluster']}/{name}"
    [target] = scaling.describe_scalable_targets(**ECS, ResourceIds=[place])["ScalableTargets"]
    policies = scaling.describe_scaling_policies(**ECS, ResourceId=place)["ScalingPolicies"]
    tracked = [policy["TargetTrackingScalingPolicyConfiguration"] for policy in policies]
    targets = {
        item["PredefinedMetricSpecification"]["PredefinedMetricType"]: item["TargetValue"] for item in tracked
    }
    return (target["MinCapacity"], target["MaxCapacity"]), targets


def _schedules(scenario: Scenario, outputs: Any) -> dict[tuple[str, str], tuple[int, int]]:
    """The bounds that the jobs have from some time on, by schedule and time zone."""
    scaling = scenario.client("application-autoscaling")
    place = f"service/{outputs['cluster']}/jobs"
    found = scaling.describe_scheduled_actions(**ECS, ResourceId=place)["ScheduledActions"]
    return {
        (item["Schedule"], item["Timezone"]): (
            item["ScalableTargetAction"]["MinCapacity"],
            item["ScalableTargetAction"]["MaxCapacity"],
        )
        for item in found
    }


def _rights(scenario: Scenario, role_arn: str) -> dict[str, dict[str, set[str]]]:
    """What a role may do: actions, by resource, by the policy's name without its random end."""
    iam, role = scenario.client("iam"), role_arn.rpartition("/")[2]
    rights: dict[str, dict[str, set[str]]] = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        by_resource = rights.setdefault(name.rpartition("-")[0], {})
        for statement in document["Statement"]:
            actions, resources = (_listed(statement[member]) for member in ("Action", "Resource"))
            for resource in resources:
                by_resource.setdefault(resource, set()).update(actions)
    return rights


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _assert_balancer(scenario: Scenario, outputs: Any) -> None:
    elb = scenario.client("elbv2")
    [balancer] = elb.describe_load_balancers(LoadBalancerArns=[outputs["loadBalancerArn"]])["LoadBalancers"]
    assert (balancer["Scheme"], balancer["Type"]) == ("internet-facing", "application")
    assert balancer["SecurityGroups"] == [outputs["loadBalancerGroupId"]]
    assert len(balancer["AvailabilityZones"]) == 3
    expected = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": outputs["logBucket"],
        "access_logs.s3.prefix": "web",
        "connection_logs.s3.enabled": "true",
        "deletion_protection.enabled": "true",
        "idle_timeout.timeout_seconds": "60",
        "routing.http.desync_mitigation_mode": "defensive",
        "routing.http.drop_invalid_header_fields.enabled": "true",
    }
    assert expected.items() <= _attributes(scenario, outputs).items()
    listeners = _listeners(scenario, outputs)
    assert set(listeners) == {80, 443}
    redirect = listeners[80]["DefaultActions"][0]["RedirectConfig"]
    assert (redirect["Protocol"], redirect["StatusCode"]) == ("HTTPS", "HTTP_301")
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert _admitted(scenario, outputs) == {(80, "0.0.0.0/0"), (443, "0.0.0.0/0")}


def _assert_changed_balancer(scenario: Scenario, outputs: Any) -> None:
    attributes = _attributes(scenario, outputs)
    assert attributes["idle_timeout.timeout_seconds"] == "120"
    assert attributes["deletion_protection.enabled"] == "false"
    listeners = _listeners(scenario, outputs)
    assert set(listeners) == {443}
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"
    assert _admitted(scenario, outputs) == {(443, "0.0.0.0/0")}


def _assert_cluster(scenario: Scenario, outputs: Any, insights: str, retention_days: int) -> None:
    [cluster] = scenario.client("ecs").describe_clusters(
        clusters=[outputs["cluster"]], include=["SETTINGS", "CONFIGURATIONS"]
    )["clusters"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": insights}]
    assert cluster["configuration"]["executeCommandConfiguration"] == {
        "kmsKeyId": outputs["clusterKeyArn"],
        "logging": "OVERRIDE",
        "logConfiguration": {
            "cloudWatchLogGroupName": outputs["execLogGroup"],
            "cloudWatchEncryptionEnabled": True,
        },
    }
    assert set(cluster["capacityProviders"]) == {"FARGATE", "FARGATE_SPOT"}
    logs = scenario.client("logs")
    [group] = logs.describe_log_groups(logGroupNamePrefix=outputs["execLogGroup"])["logGroups"]
    assert (group["kmsKeyId"], group["retentionInDays"]) == (outputs["clusterKeyArn"], retention_days)


def _assert_web(scenario: Scenario, outputs: Any) -> None:
    service = _service(scenario, outputs, "web")
    assert service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"
    assert service["capacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 100}]
    assert (service["runningCount"], service["enableExecuteCommand"]) == (2, True)
    assert service["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert _alarms(scenario, outputs, "web") == {"memory": 90, "error": 5}
    requests = {"ALBRequestCountPerTarget": 1000.0}
    assert _scaling(scenario, outputs, "web") == ((2, 4), {CPU: 60, MEMORY: 75, **requests})
    task, containers = _task(scenario, outputs, "web")
    assert _size(task) == ("512", "1024", "X86_64")
    assert set(containers) == {"app", "otel-collector"}
    app = containers["app"]
    assert app["image"] == f"{REGISTRY}/web:1.0.0"
    reference = f"{outputs['secretArn']}:CLIENT_SECRET::"
    assert app["secrets"] == [{"name": "CLIENT_SECRET", "valueFrom": reference}]
    assert "CLIENT_SECRET" not in [variable["name"] for variable in app["environment"]]
    [rule] = _rules(scenario, outputs).values()
    assert _matched(rule) == {"/*", "web.example.com"}
    [group_arn] = outputs["webTargetGroupArns"]
    assert [action["TargetGroupArn"] for action in rule["Actions"]] == [group_arn]
    assert [target["targetGroupArn"] for target in service["loadBalancers"]] == [group_arn]
    [group] = scenario.client("elbv2").describe_target_groups(TargetGroupArns=[group_arn])["TargetGroups"]
    assert (group["TargetType"], group["Port"], group["HealthCheckPath"]) == ("ip", 3000, "/health")


def _assert_changed_web(scenario: Scenario, outputs: Any) -> None:
    service = _service(scenario, outputs, "web")
    assert (service["desiredCount"], service["enableExecuteCommand"]) == (4, False)
    configuration = service["deploymentConfiguration"]
    assert (configuration["strategy"], configuration["bakeTimeInMinutes"]) == ("CANARY", 5)
    assert configuration["canaryConfiguration"]["canaryPercent"] == 20
    assert _alarms(scenario, outputs, "web") == {"memory": 90, "error": 2}
    assert _scaling(scenario, outputs, "web") == ((3, 8), {CPU: 50, MEMORY: 75})
    task, containers = _task(scenario, outputs, "web")
    assert _size(task) == ("1024", "2048", "X86_64")
    assert containers["app"]["image"] == f"{REGISTRY}/web:1.1.0"
    assert {"name": "LOG_LEVEL", "value": "warn"} in containers["app"]["environment"]
    rules = _rules(scenario, outputs)
    blue, green = outputs["webTargetGroupArns"]
    assert {priority: rule["Actions"][0]["TargetGroupArn"] for priority, rule in rules.items()} == {
        "99": green,
        "100": blue,
    }
    assert _matched(rules["100"]) == {"/web/*", "web.example.com"}
    advanced = service["loadBalancers"][0]["advancedConfiguration"]
    assert advanced["alternateTargetGroupArn"] == green
    assert advanced["testListenerRule"] == rules["99"]["RuleArn"]
    groups = scenario.client("elbv2").describe_target_groups(TargetGroupArns=[blue, green])["TargetGroups"]
    assert [group["HealthCheckPath"] for group in groups] == ["/ready", "/ready"]
    active = scenario.client("ecs").list_task_definitions(familyPrefix=task["family"], status="ACTIVE")
    assert active["taskDefinitionArns"] == [task["taskDefinitionArn"]]


def _assert_jobs(scenario: Scenario, outputs: Any) -> None:
    service = _service(scenario, outputs, "jobs")
    assert service["capacityProviderStrategy"] == [
        {"capacityProvider": "FARGATE", "weight": 20, "base": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 80},
    ]
    assert (service["loadBalancers"], outputs["jobsTargetGroupArns"]) == ([], [])
    assert _alarms(scenario, outputs, "jobs") == {"memory": 90}
    assert _scaling(scenario, outputs, "jobs") == ((1, 5), {CPU: 60})
    assert _schedules(scenario, outputs) == {
        ("cron(0 7 ? * MON-FRI *)", "Europe/Berlin"): (2, 5),
        ("cron(0 20 ? * MON-FRI *)", "UTC"): (0, 0),
    }
    task, containers = _task(scenario, outputs, "jobs")
    assert _size(task) == ("256", "1024", "ARM64")
    assert [container["command"] for container in containers.values()] == [["node", "jobs.js"]]


def _assert_changed_jobs(scenario: Scenario, outputs: Any) -> None:
    service = _service(scenario, outputs, "jobs")
    assert [item["weight"] for item in service["capacityProviderStrategy"]] == [50, 50]
    assert service["deploymentConfiguration"]["minimumHealthyPercent"] == 50
    assert _schedules(scenario, outputs) == {("cron(0 7 ? * MON-FRI *)", "Europe/Berlin"): (3, 5)}
    assert _size(_task(scenario, outputs, "jobs")[0]) == ("256", "2048", "ARM64")


def _assert_rights(scenario: Scenario, outputs: Any) -> None:
    bucket, secret, key = (outputs[name] for name in ("logBucketArn", "secretArn", "secretKeyArn"))
    rights = _rights(scenario, outputs["roleArn"])
    own = rights.pop("web-task-policy")
    assert rights == {
        "web-grant-files": {bucket: READ_OBJECTS - {"s3:GetObject"}, f"{bucket}/*": {"s3:GetObject"}},
        "web-grant-sign-in": {secret: READ_SECRET},
        "web-grant-key": {key: {"kms:Decrypt", "kms:GenerateDataKey"}},
    }
    assert own[outputs["clusterKeyArn"]] == {"kms:Decrypt"}
    assert "ssmmessages:OpenDataChannel" in own["*"]
    execution = _rights(scenario, outputs["webExecutionRoleArn"])["web-execution-policy"]
    assert execution[secret] == {"secretsmanager:GetSecretValue"}
    assert "kms:Decrypt" in execution[key]
    assert execution["*"] == {"ecr:GetAuthorizationToken"}


def _assert_changed_rights(scenario: Scenario, outputs: Any) -> None:
    rights = _rights(scenario, outputs["roleArn"])
    assert set(rights) == {"web-grant-files", "web-grant-sign-in", "web-task-policy"}
    assert set().union(*rights["web-grant-files"].values()) == WRITE_OBJECTS
    assert outputs["clusterKeyArn"] not in rights["web-task-policy"]


def _shift_traffic(scenario: Scenario, outputs: Any) -> None:
    """What ECS does in a canary deployment."""
    groups = [
        {"TargetGroupArn": arn, "Weight": weight}
        for arn, weight in zip(outputs["webTargetGroupArns"], (80, 20), strict=True)
    ]
    action = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
    rule = _rules(scenario, outputs)["100"]["RuleArn"]
    scenario.client("elbv2").modify_rule(RuleArn=rule, Actions=[action])


def _protect(scenario: Scenario, outputs: Any, value: str) -> None:
    scenario.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=outputs["loadBalancerArn"],
        Attributes=[{"Key": "deletion_protection.enabled", "Value": value}],
    )
