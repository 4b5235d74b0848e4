"""What others change with an AWS client is seen as a difference, and put right by an update."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.services.compute import Make, answer
from tests.unit.localcloud.services.test_autoscaling import ScalingWorld, tracking
from tests.unit.localcloud.services.test_ecs_services import service

Change = Callable[[Any, str, Properties], Any]
"""Changes a resource, given its world, id and state, as one who does not know of the program."""


class Drift(NamedTuple):
    """A resource, a change behind the program's back, and the property paths in which it is seen."""

    token: str
    inputs: Make
    change: Change
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def world() -> Iterator[ScalingWorld]:
    with Cloud(None) as cloud:
        yield ScalingWorld(cloud)


def attribute(key: str, value: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value}]


def target_tags(world: ScalingWorld, identifier: str, state: Properties) -> None:
    client = world.client("application-autoscaling")
    client.tag_resource(ResourceARN=state["arn"], Tags={"Other": "x"})


def widened(world: ScalingWorld, identifier: str, state: Properties) -> None:
    place = {name: state[f"{name[0].lower()}{name[1:]}"] for name in ("ServiceNamespace", "ResourceId")}
    world.client("application-autoscaling").register_scalable_target(
        **place, ScalableDimension=state["scalableDimension"], MaxCapacity=9
    )


def tracked(world: ScalingWorld, identifier: str, state: Properties) -> None:
    specification = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    world.client("application-autoscaling").put_scaling_policy(
        PolicyName=identifier,
        ServiceNamespace=state["serviceNamespace"],
        ResourceId=state["resourceId"],
        ScalableDimension=state["scalableDimension"],
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 90,
            "PredefinedMetricSpecification": specification,
        },
    )


RULE = "aws:lb/listenerRule:ListenerRule"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
FIXED = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503", "ContentType": "text/plain"}}

DRIFTS = (
    Drift(
        BALANCER,
        lambda world: {"name": "drifting", "subnets": world.subnets},
        lambda world, identifier, state: world.client("elbv2").modify_load_balancer_attributes(
            LoadBalancerArn=identifier, Attributes=attribute("idle_timeout.timeout_seconds", "300")
        ),
        ("idleTimeout",),
    ),
    Drift(
        BALANCER,
        lambda world: {"name": "moving", "subnets": world.subnets},
        lambda world, identifier, state: world.client("elbv2").set_subnets(
            LoadBalancerArn=identifier, Subnets=world.subnets[:2]
        ),
        ("subnets[2]",),
    ),
    Drift(
        "aws:lb/targetGroup:TargetGroup",
        lambda world: {"name": "drifting", "port": 80, "protocol": "HTTP", "vpcId": world.vpc},
        lambda world, identifier, state: world.client("elbv2").modify_target_group_attributes(
            TargetGroupArn=identifier, Attributes=attribute("deregistration_delay.timeout_seconds", "5")
        ),
        ("deregistrationDelay",),
    ),
    Drift(
        "aws:lb/listener:Listener",
        lambda world: {
            "loadBalancerArn": world.balancer["arn"],
            "port": 9000,
            "protocol": "HTTP",
            "defaultActions": [answer("no")],
        },
        lambda world, identifier, state: world.client("elbv2").modify_listener(
            ListenerArn=identifier, DefaultActions=[FIXED]
        ),
        (
            "defaultActions[0].fixedResponse.messageBody",
            "defaultActions[0].fixedResponse.statusCode",
        ),
    ),
    Drift(
        RULE,
        lambda world: {
            "listenerArn": world.listener["arn"],
            "priority": 700,
            "conditions": [{"pathPattern": {"values": ["/drift"]}}],
            "actions": [answer("here")],
        },
        lambda world, identifier, state: world.client("elbv2").set_rule_priorities(
            RulePriorities=[{"RuleArn": identifier, "Priority": 701}]
        ),
        ("priority",),
    ),
    Drift(
        RULE,
        lambda world: {
            "listenerArn": world.listener["arn"],
            "conditions": [{"pathPattern": {"values": ["/other"]}}],
            "actions": [answer("here")],
        },
        lambda world, identifier, state: world.client("elbv2").modify_rule(
            RuleArn=identifier, Conditions=[{"Field": "path-pattern", "Values": ["/more"]}]
        ),
        ("conditions[0].pathPattern.values[0]",),
    ),
    Drift(
        "aws:ecs/cluster:Cluster",
        lambda world: {"name": "drifting", "settings": [{"name": "containerInsights", "value": "enabled"}]},
        lambda world, identifier, state: world.client("ecs").update_cluster_settings(
            cluster=identifier, settings=[{"name": "containerInsights", "value": "disabled"}]
        ),
        ("settings[0].value",),
    ),
    Drift(
        "aws:ecs/service:Service",
        lambda world: service(world, "drifting"),
        lambda world, identifier, state: world.client("ecs").update_service(
            cluster="shared",
            service="drifting",
            desiredCount=5,
            deploymentConfiguration={"maximumPercent": 175},
            enableExecuteCommand=True,
        ),
        ("deploymentMaximumPercent", "desiredCount", "enableExecuteCommand"),
    ),
    Drift(
        "aws:ecs/service:Service",
        lambda world: service(world, "breaking"),
        lambda world, identifier, state: world.client("ecs").update_service(
            cluster="shared",
            service="breaking",
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        ),
        ("deploymentCircuitBreaker",),
    ),
    Drift(
        "aws:appautoscaling/target:Target",
        lambda world: {**world.place("widened"), "minCapacity": 1, "maxCapacity": 4},
        widened,
        ("maxCapacity",),
    ),
    Drift(
        "aws:appautoscaling/target:Target",
        lambda world: {**world.place("tagged"), "minCapacity": 1, "maxCapacity": 4},
        target_tags,
        ("tags.Other",),
    ),
    Drift(
        "aws:appautoscaling/policy:Policy",
        lambda world: {
            **world.target("tracked"),
            "name": "tracked",
            **tracking("ECSServiceAverageCPUUtilization", 50),
        },
        tracked,
        ("targetTrackingScalingPolicyConfiguration.targetValue",),
    ),
    Drift(
        "aws:ecr/repository:Repository",
        lambda world: {"name": "drifting", "imageTagMutability": "IMMUTABLE"},
        lambda world, identifier, state: world.client("ecr").put_image_tag_mutability(
            repositoryName=identifier, imageTagMutability="MUTABLE"
        ),
        ("imageTagMutability",),
    ),
    Drift(
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        lambda world: {"name": "drifting.internal", "vpc": world.vpc, "description": "mine"},
        lambda world, identifier, state: world.client("servicediscovery").update_private_dns_namespace(
            Id=identifier, Namespace={"Description": "theirs"}
        ),
        ("description",),
    ),
    Drift(
        "aws:acm/certificate:Certificate",
        lambda world: {"domainName": "drift.example.com", "validationMethod": "DNS"},
        lambda world, identifier, state: world.client("acm").add_tags_to_certificate(
            CertificateArn=identifier, Tags=attribute("Other", "x")
        ),
        ("tags.Other",),
    ),
)


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda item: f"{item.token.rsplit(':', 1)[1]} {item.paths[0]}")
def test_drift_is_seen_and_put_right(drift: Drift, world: ScalingWorld) -> None:
    operations = world.operations(drift.token)
    inputs = drift.inputs(world)
    identifier, state = operations.create(inputs)
    drift.change(world, identifier, state)
    drifted = operations.read(identifier, state)
    assert drifted is not None
    assert tuple(sorted(item.path for item in operations.diff(drifted, inputs))) == drift.paths
    restored = operations.update(identifier, drifted, inputs)
    assert operations.diff(restored, inputs) == []
