"""Application Auto Scaling as AWS accepts, refuses and reads it."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ecs.services import Services
from tests.unit.localcloud.moto.place import Place
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

VALIDATION = "ValidationException"
MISSING = "ObjectNotFoundException"
PLACE = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/main/api",
    "ScalableDimension": "ecs:service:DesiredCount",
}
FREE = PLACE | {"ResourceId": "service/main/free"}
CPU = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}


@pytest.fixture(scope="module")
def services(connect: Any, place: Place) -> Services:
    found = Services(connect, place)
    found.start("free")
    return found


@pytest.fixture(scope="module")
def scaling(connect: Any, services: Services) -> Any:
    client = connect("application-autoscaling")
    client.register_scalable_target(**PLACE, MinCapacity=1, MaxCapacity=4, Tags={"a": "b"})
    client.put_scaling_policy(**_tracking("cpu"))
    return client


def _tracking(name: str, value: float = 50, **settings: Any) -> dict[str, Any]:
    configuration = {"TargetValue": value, **(settings or CPU)}
    return PLACE | {
        "PolicyName": name,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": configuration,
    }


def _metric(name: str, **more: str) -> dict[str, Any]:
    return {"PredefinedMetricSpecification": {"PredefinedMetricType": name, **more}}


def _target(**changed: Any) -> Any:
    return lambda _: PLACE | {"MinCapacity": 1, "MaxCapacity": 2} | changed


def _policy(**changed: Any) -> Any:
    return lambda _: _tracking("new") | changed


def _action(**changed: Any) -> Any:
    bounds = {"ScalableTargetAction": {"MinCapacity": 1}}
    return lambda _: PLACE | {"ScheduledActionName": "new", "Schedule": "rate(1 hour)"} | bounds | changed


NOWHERE = {"ResourceId": "service/main/none"}
REGISTER, POLICY, ACTION = "RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction"

REFUSED = [
    Refusal("of no service", REGISTER, _target(**NOWHERE), VALIDATION, "service/main/none"),
    Refusal(
        "of a bad resource", REGISTER, _target(ResourceId="service/api"), VALIDATION, "service/<cluster>"
    ),
    Refusal("without a maximum", REGISTER, lambda _: FREE | {"MinCapacity": 1}, VALIDATION, "are required"),
    Refusal("upside down", REGISTER, _target(MinCapacity=5), VALIDATION, "cannot be less than minimum"),
    Refusal(
        "of another dimension",
        REGISTER,
        _target(ScalableDimension="rds:cluster:ReadReplicaCount"),
        VALIDATION,
        "Unsupported service namespace",
    ),
    Refusal(
        "of no cluster",
        REGISTER,
        lambda _: {
            "ServiceNamespace": "kafka",
            "ResourceId": "arn:aws:kafka:us-east-1:123456789012:cluster/none/0",
            "ScalableDimension": "kafka:broker-storage:VolumeSize",
            "MinCapacity": 1,
            "MaxCapacity": 2,
        },
        VALIDATION,
        "cluster/none",
    ),
    Refusal("of no target", "DeregisterScalableTarget", lambda _: FREE, MISSING, "service/main/free"),
    Refusal("without target", POLICY, lambda _: _tracking("new") | FREE, MISSING, "No scalable target"),
    Refusal(
        "of another type", POLICY, _policy(PolicyType="StepScaling"), VALIDATION, "StepScalingPolicyConf"
    ),
    Refusal(
        "of no steps",
        POLICY,
        lambda _: (
            PLACE
            | {
                "PolicyName": "new",
                "PolicyType": "StepScaling",
                "StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity"},
            }
        ),
        VALIDATION,
        "at least one step",
    ),
    Refusal(
        "of no metric",
        POLICY,
        _policy(TargetTrackingScalingPolicyConfiguration={"TargetValue": 1}),
        VALIDATION,
        "only one of them",
    ),
    Refusal(
        "of another service's metric",
        POLICY,
        lambda _: _tracking("new", **_metric("KafkaBrokerStorageUtilization")),
        VALIDATION,
        "Unsupported predefined metric",
    ),
    Refusal("twice", POLICY, lambda _: _tracking("again"), VALIDATION, "Only one TargetTrackingScaling"),
    Refusal(
        "without label",
        POLICY,
        lambda _: _tracking("new", **_metric("ALBRequestCountPerTarget")),
        VALIDATION,
        "resource label",
    ),
    Refusal(
        "of no load balancer",
        POLICY,
        lambda _: _tracking(
            "new", **_metric("ALBRequestCountPerTarget", ResourceLabel="app/x/0/targetgroup/y/0")
        ),
        VALIDATION,
        "loadbalancer that does not exist",
    ),
    Refusal(
        "that is not there",
        "DeleteScalingPolicy",
        lambda _: PLACE | {"PolicyName": "none"},
        MISSING,
        "'none'",
    ),
    Refusal("without target", ACTION, _action(**FREE), MISSING, "No scalable target"),
    Refusal("at no time", ACTION, _action(Schedule="every day"), VALIDATION, "'every day'"),
    Refusal("in no zone", ACTION, _action(Timezone="Mars"), VALIDATION, "'Mars'"),
    Refusal("without bounds", ACTION, _action(ScalableTargetAction={}), VALIDATION, "minimum or maximum"),
    Refusal(
        "upside down",
        ACTION,
        _action(ScalableTargetAction={"MinCapacity": 2, "MaxCapacity": 1}),
        VALIDATION,
        "cannot be less",
    ),
    Refusal(
        "that is not there",
        "DeleteScheduledAction",
        lambda _: PLACE | {"ScheduledActionName": "none"},
        MISSING,
        "'none'",
    ),
    Refusal(
        "of nothing",
        "ListTagsForResource",
        lambda _: {"ResourceARN": "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/0"},
        "ResourceNotFoundException",
        "scalable-target/0",
    ),
]


@each(REFUSED)
def test_refuses(scaling: Any, row: Refusal) -> None:
    assert_refused(scaling, None, row)


def _read(scaling: Any, resource: str) -> dict[str, Any]:
    found = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[resource])
    return dict(found["ScalableTargets"][0])


def test_a_target_has_a_role_a_state_and_tags(scaling: Any) -> None:
    found = _read(scaling, "service/main/api")
    assert found["RoleARN"].endswith("/AWSServiceRoleForApplicationAutoScaling_ECSService")
    assert set(found["SuspendedState"].values()) == {False}
    arn = found["ScalableTargetARN"]
    scaling.tag_resource(ResourceARN=arn, Tags={"c": "d"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"c": "d"}


def test_elasticache_has_targets_too(scaling: Any, connect: Any, place: Place) -> None:
    cache = connect("elasticache")
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="g", CacheSubnetGroupDescription="g", SubnetIds=[place.one, place.two]
    )
    cache.create_replication_group(
        ReplicationGroupId="queue",
        ReplicationGroupDescription="queue",
        Engine="redis",
        CacheNodeType="cache.t4g.micro",
        CacheSubnetGroupName="g",
        NumNodeGroups=1,
        ReplicasPerNodeGroup=1,
        AutomaticFailoverEnabled=True,
    )
    scaling.register_scalable_target(
        ServiceNamespace="elasticache",
        ResourceId="replication-group/queue",
        ScalableDimension="elasticache:replication-group:NodeGroups",
        MinCapacity=1,
        MaxCapacity=3,
    )
    (found,) = scaling.describe_scalable_targets(ServiceNamespace="elasticache")["ScalableTargets"]
    assert found["MaxCapacity"] == 3


def _alarms(connect: Any, policy: str) -> list[dict[str, Any]]:
    alarms = connect("cloudwatch").describe_alarms()["MetricAlarms"]
    return [alarm for alarm in alarms if policy in alarm["AlarmActions"]]


def test_a_policy_put_again_keeps_its_arn_and_renews_its_alarms(scaling: Any, connect: Any) -> None:
    first = scaling.put_scaling_policy(**_tracking("cpu", 50))
    again = scaling.put_scaling_policy(**_tracking("cpu", 60))
    assert again["PolicyARN"] == first["PolicyARN"]
    alarms = _alarms(connect, again["PolicyARN"])
    assert {alarm["AlarmName"] for alarm in alarms} == {alarm["AlarmName"] for alarm in again["Alarms"]}
    watched = {
        (alarm["Namespace"], alarm["MetricName"], alarm["ComparisonOperator"], alarm["Threshold"])
        for alarm in alarms
    }
    assert watched == {
        ("AWS/ECS", "CPUUtilization", "GreaterThanThreshold", 60),
        ("AWS/ECS", "CPUUtilization", "LessThanThreshold", 54),
    }


def test_policies_are_found_by_name(scaling: Any) -> None:
    found = scaling.describe_scaling_policies(ServiceNamespace="ecs", PolicyNames=["none"])
    assert found["ScalingPolicies"] == []


@pytest.mark.parametrize(
    ("low", "high", "suspended", "count"), [(3, 5, {}, 3), (1, 1, {}, 1), (4, 5, {"Out": True}, 2)]
)
def test_a_service_is_moved_into_the_bounds(
    scaling: Any, services: Services, low: int, high: int, suspended: dict[str, bool], count: int
) -> None:
    services.ecs.update_service(cluster="main", service="free", desiredCount=2)
    state = {f"DynamicScaling{way}Suspended": value for way, value in suspended.items()}
    scaling.register_scalable_target(**FREE, MinCapacity=low, MaxCapacity=high, SuspendedState=state)
    assert services.read("free")["desiredCount"] == count
    scaling.deregister_scalable_target(**FREE)


def test_what_belongs_to_a_target_goes_with_it(scaling: Any, services: Services, connect: Any) -> None:
    services.start("short")
    place = PLACE | {"ResourceId": "service/main/short"}
    scaling.register_scalable_target(**place, MinCapacity=1, MaxCapacity=4)
    policy = scaling.put_scaling_policy(**_tracking("cpu") | place)["PolicyARN"]
    scaling.put_scheduled_action(
        **place,
        ScheduledActionName="night",
        Schedule="cron(0 20 * * ? *)",
        ScalableTargetAction={"MinCapacity": 1},
    )
    about = {"ServiceNamespace": "ecs", "ResourceId": "service/main/short"}
    (action,) = scaling.describe_scheduled_actions(**about)["ScheduledActions"]
    assert ":resource/ecs/service/main/short:scheduledActionName/night" in action["ScheduledActionARN"]
    scaling.deregister_scalable_target(**place)
    assert scaling.describe_scaling_policies(**about)["ScalingPolicies"] == []
    assert scaling.describe_scheduled_actions(**about)["ScheduledActions"] == []
    assert _alarms(connect, policy) == []
    assert error_code(scaling.deregister_scalable_target, **place) == MISSING
