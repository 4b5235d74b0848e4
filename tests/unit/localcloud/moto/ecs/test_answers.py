"""ECS as AWS answers and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ecs.services import Services, container, definition, logging
from tests.unit.localcloud.moto.refusals import error_code

NEW_GROUP = {"awslogs-group": "/later"}


def test_fargate_s_capacity_providers_are_there(services: Services) -> None:
    found = services.ecs.describe_capacity_providers()["capacityProviders"]
    assert [item["name"] for item in found] == ["FARGATE", "FARGATE_SPOT"]


def test_a_cluster_made_again_keeps_its_services_and_counts_them(services: Services) -> None:
    services.ecs.create_cluster(clusterName="main")
    (main,) = services.ecs.describe_clusters(clusters=["main"])["clusters"]
    assert main["activeServicesCount"] >= 1
    assert main["runningTasksCount"] >= 2


def test_a_cluster_s_settings_change_one_by_one(services: Services) -> None:
    settings = [{"name": "containerInsights", "value": "enhanced"}]
    services.ecs.update_cluster_settings(cluster="bare", settings=settings)
    (found,) = services.ecs.describe_clusters(clusters=["bare"], include=["SETTINGS"])["clusters"]
    assert found["settings"] == settings


def test_a_deleted_cluster_is_inactive(services: Services) -> None:
    services.ecs.create_cluster(clusterName="short")
    services.ecs.delete_cluster(cluster="short")
    assert error_code(services.ecs.delete_cluster, cluster="short") == "ClusterNotFoundException"
    assert not any(arn.endswith("/short") for arn in services.ecs.list_clusters()["clusterArns"])


def test_a_task_definition_has_its_defaults_filled_in(services: Services) -> None:
    health = {"command": ["CMD", "true"]}
    asked = definition(services.role, "filled", container(healthCheck=health), cpu="1 vCPU", memory="2 GB")
    made = services.ecs.register_task_definition(**asked)["taskDefinition"]
    (found,) = made["containerDefinitions"]
    assert (made["cpu"], made["memory"]) == ("1024", "2048")
    assert found["portMappings"] == [
        {"containerPort": 3000, "hostPort": 3000, "protocol": "tcp", "name": "web"}
    ]
    assert found["healthCheck"] == health | {"interval": 30, "timeout": 5, "retries": 3}
    assert (found["essential"], found["environment"]) == (True, [])
    assert made["registeredAt"]


def test_a_family_means_its_last_active_revision(services: Services) -> None:
    first, second = services.register("family"), services.register("family")
    services.ecs.deregister_task_definition(taskDefinition=second)
    found = services.ecs.describe_task_definition(taskDefinition="family")["taskDefinition"]
    assert found["taskDefinitionArn"] == first
    third = services.register("family")
    listed = services.ecs.list_task_definitions(familyPrefix="family", sort="DESC")["taskDefinitionArns"]
    assert listed == [third, first]


SETTINGS: dict[str, Any] = {
    "availabilityZoneRebalancing": "DISABLED",
    "enableECSManagedTags": True,
    "enableExecuteCommand": True,
    "healthCheckGracePeriodSeconds": 30,
    "propagateTags": "SERVICE",
    "platformVersion": "1.4.0",
}


def test_a_service_keeps_what_it_was_created_with(services: Services) -> None:
    task = services.register("kept", taskRoleArn=services.role)
    namespace = services.namespace("kept")
    connect = {
        "enabled": True,
        "namespace": "kept",
        "services": [{"portName": "web", "clientAliases": [{"port": 80}]}],
    }
    assert namespace
    deployment = {
        "maximumPercent": 150,
        "minimumHealthyPercent": 50,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
    }
    services.start(
        "kept",
        taskDefinition=task,
        loadBalancers=[services.balanced()],
        deploymentConfiguration=deployment,
        serviceConnectConfiguration=connect,
        **SETTINGS,
    )
    found = services.read("kept")
    assert {key: found[key] for key in SETTINGS} == SETTINGS
    assert found["deploymentConfiguration"].items() >= deployment.items()
    (current,) = found["deployments"]
    assert current["serviceConnectConfiguration"] == connect
    assert (current["rolloutState"], current["runningCount"], found["runningCount"]) == ("COMPLETED", 2, 2)
    services.ecs.get_waiter("services_stable").wait(cluster="main", services=["kept"])


def test_a_strategy_takes_the_place_of_the_launch_type(services: Services) -> None:
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
    services.start("spot", launchType=None, capacityProviderStrategy=strategy)
    found = services.read("spot")
    assert "launchType" not in found
    assert (found["capacityProviderStrategy"], found["platformVersion"]) == (strategy, "LATEST")


def test_a_change_of_what_runs_is_a_deployment_and_a_change_of_number_is_none(services: Services) -> None:
    services.start("deployed")
    before = services.read("deployed")["deployments"][0]["id"]
    services.ecs.update_service(cluster="main", service="deployed", desiredCount=3)
    assert services.read("deployed")["deployments"][0]["id"] == before
    task = services.register("api")
    services.ecs.update_service(cluster="main", service="deployed", taskDefinition="api")
    found = services.read("deployed")
    assert (found["taskDefinition"], found["runningCount"]) == (task, 3)
    listed = services.ecs.list_service_deployments(cluster="main", service="deployed")["serviceDeployments"]
    assert [item["status"] for item in listed] == ["SUCCESSFUL", "SUCCESSFUL"]
    arns = [item["serviceDeploymentArn"] for item in listed]
    described = services.ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"]
    revision = described[0]["targetServiceRevision"]["arn"]
    (target,) = services.ecs.describe_service_revisions(serviceRevisionArns=[revision])["serviceRevisions"]
    assert target["taskDefinition"] == task
    services.ecs.update_service(cluster="main", service="deployed", forceNewDeployment=True)
    assert services.read("deployed")["deployments"][0]["id"] != found["deployments"][0]["id"]


@pytest.mark.parametrize(("breaker", "state"), [(False, "IN_PROGRESS"), (True, "FAILED")])
def test_tasks_do_not_start_without_their_log_group_and_do_once_it_is_there(
    services: Services, breaker: bool, state: str
) -> None:
    name = f"waiting-{state.lower()}".replace("_", "-")
    group = f"/{name}"
    task = services.register(name, container(**logging(**{"awslogs-group": group})))
    settings = {"deploymentCircuitBreaker": {"enable": breaker, "rollback": False}}
    services.start(name, taskDefinition=task, deploymentConfiguration=settings)
    found = services.read(name)
    assert (found["runningCount"], found["deployments"][0]["rolloutState"]) == (0, state)
    assert f"log group {group}" in found["events"][0]["message"]
    services.logs.create_log_group(logGroupName=group)
    found = services.read(name)
    assert (found["runningCount"], found["deployments"][0]["rolloutState"]) == (2, "COMPLETED")


def test_tasks_do_not_start_without_their_secrets(services: Services, connect: Any) -> None:
    secrets = connect("secretsmanager")
    arn = secrets.create_secret(Name="app/key")["ARN"]
    parameter = {"name": "PLACE", "valueFrom": "/app/place"}
    task = services.register(
        "secretive", container(secrets=[{"name": "KEY", "valueFrom": f"{arn}:key::"}, parameter])
    )
    services.start("secretive", taskDefinition=task)
    (event,) = services.read("secretive")["events"]
    assert "/app/place for PLACE" in event["message"]
    connect("ssm").put_parameter(Name="/app/place", Value="here", Type="String")
    assert services.read("secretive")["runningCount"] == 2


def test_a_service_keeps_its_subnets_and_groups_in_use_until_it_is_gone(services: Services) -> None:
    place = services.place
    group, subnet = place.security_group("tasks"), place.subnet(place.vpc, "10.0.60.0/24", "a")
    services.start("there", networkConfiguration=services.network(subnet, group=group))
    assert len(place.interfaces(group)) == 1
    assert error_code(place.ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    services.ecs.update_service(cluster="main", service="there", desiredCount=0)
    assert place.interfaces(group) == []
    services.ecs.update_service(cluster="main", service="there", desiredCount=1)
    assert error_code(place.ec2.delete_subnet, SubnetId=subnet) == "DependencyViolation"
    services.ecs.delete_service(cluster="main", service="there", force=True)
    assert services.read("there")["status"] == "INACTIVE"
    place.ec2.delete_security_group(GroupId=group)
    place.ec2.delete_subnet(SubnetId=subnet)


def test_a_deleted_service_is_not_listed_and_can_be_made_again(services: Services) -> None:
    arn = services.start("again")
    services.ecs.delete_service(cluster="main", service="again", force=True)
    assert arn not in services.ecs.list_services(cluster="main")["serviceArns"]
    change = {"cluster": "main", "service": "again", "desiredCount": 1}
    assert error_code(services.ecs.update_service, **change) == "ServiceNotActiveException"
    assert services.start("again") == arn
    assert services.read("again")["status"] == "ACTIVE"


def test_code_deploy_s_services_are_deployed_by_code_deploy_alone(services: Services) -> None:
    services.start("green", deploymentController={"type": "CODE_DEPLOY"})
    change = {"cluster": "main", "service": "green", "taskDefinition": "api"}
    assert error_code(services.ecs.update_service, **change) == "InvalidParameterException"
    scaled = services.ecs.update_service(cluster="main", service="green", desiredCount=1)
    assert scaled["service"]["desiredCount"] == 1


def test_a_capacity_provider_in_use_stays(services: Services) -> None:
    services.ecs.create_cluster(clusterName="used", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    services.start("user", cluster="used", launchType=None, capacityProviderStrategy=strategy)
    less = {"cluster": "used", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}
    assert error_code(services.ecs.put_cluster_capacity_providers, **less) == "ResourceInUseException"
