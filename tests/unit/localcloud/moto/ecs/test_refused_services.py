"""What ECS refuses of services."""

from typing import Any

from tests.unit.localcloud.moto.ecs.services import Services
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

CLIENT = "ClientException"
PARAMETER = "InvalidParameterException"
CREATE, UPDATE = "CreateService", "UpdateService"


def _service(**changed: Any) -> Any:
    """A service; a function gets the world and gives the value."""

    def arguments(services: Services) -> dict[str, Any]:
        filled = {key: value(services) if callable(value) else value for key, value in changed.items()}
        return services.service(**{"name": "new"} | filled)

    return arguments


def _api(**changed: Any) -> Any:
    return lambda services: {
        "cluster": "main",
        "service": "api",
        **{key: value(services) if callable(value) else value for key, value in changed.items()},
    }


def _balanced(**changed: Any) -> Any:
    return lambda services: [
        services.balanced(**{key: getattr(services, value, value) for key, value in changed.items()})
    ]


def _strategy(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [{"capacityProvider": name, "weight": 1} | more for name in names]


ADVANCED = {"alternateTargetGroupArn": "none", "productionListenerRule": "none", "roleArn": "none"}


REFUSED = [
    Refusal("in no cluster", CREATE, _service(cluster="none"), "ClusterNotFoundException", "not found"),
    Refusal("in a cluster that is gone", CREATE, _service(cluster="gone"), CLIENT, "cluster was inactive"),
    Refusal("again", CREATE, _service(name="api"), PARAMETER, "not idempotent"),
    Refusal("of a bad name", CREATE, _service(name="a b"), CLIENT, "'a b'"),
    Refusal("of no task", CREATE, _service(taskDefinition="none"), CLIENT, "Unable to describe"),
    Refusal("of an old task", CREATE, _service(taskDefinition=lambda s: s.inactive), CLIENT, "inactive"),
    Refusal("of a task for instances", CREATE, _service(taskDefinition="plain"), PARAMETER, "compatible"),
    Refusal(
        "in no subnet",
        CREATE,
        _service(networkConfiguration=lambda s: s.network("subnet-0")),
        PARAMETER,
        "subnet-0",
    ),
    Refusal(
        "in no group",
        CREATE,
        _service(networkConfiguration=lambda s: s.network("one", group="sg-0")),
        PARAMETER,
        "sg-0",
    ),
    Refusal(
        "in a far group",
        CREATE,
        _service(networkConfiguration=lambda s: s.network("one", group="other_group")),
        PARAMETER,
        "of one VPC",
    ),
    Refusal("in no network", CREATE, _service(networkConfiguration=None), PARAMETER, "'awsvpc' is specified"),
    Refusal(
        "in a network without need",
        CREATE,
        _service(taskDefinition="plain", launchType="EC2"),
        PARAMETER,
        "not valid for the given networkMode",
    ),
    Refusal(
        "of two ways",
        CREATE,
        _service(capacityProviderStrategy=_strategy("FARGATE")),
        PARAMETER,
        "both a launch",
    ),
    Refusal(
        "of strange capacity",
        CREATE,
        _service(cluster="bare", launchType=None, capacityProviderStrategy=_strategy("FARGATE")),
        PARAMETER,
        "not associated",
    ),
    Refusal(
        "of two bases",
        CREATE,
        _service(launchType=None, capacityProviderStrategy=_strategy("FARGATE", "FARGATE_SPOT", base=1)),
        PARAMETER,
        "Only one",
    ),
    Refusal(
        "of no weight",
        CREATE,
        _service(launchType=None, capacityProviderStrategy=_strategy("FARGATE", weight=0)),
        PARAMETER,
        "weight greater than 0",
    ),
    Refusal("of no platform", CREATE, _service(platformVersion="1.0.9"), "PlatformUnknownException", "1.0.9"),
    Refusal("everywhere", CREATE, _service(schedulingStrategy="DAEMON"), PARAMETER, "DAEMON"),
    Refusal(
        "placed",
        CREATE,
        _service(placementStrategy=[{"type": "random"}]),
        PARAMETER,
        "not supported with FARGATE",
    ),
    Refusal("with a period of grace", CREATE, _service(healthCheckGracePeriodSeconds=5), PARAMETER, "grace"),
    Refusal(
        "to no targets",
        CREATE,
        _service(loadBalancers=_balanced(targetGroupArn="none")),
        PARAMETER,
        "not exist",
    ),
    Refusal(
        "to loose targets",
        CREATE,
        _service(loadBalancers=_balanced(targetGroupArn="loose")),
        PARAMETER,
        "does not have an associated load balancer",
    ),
    Refusal(
        "to hosts",
        CREATE,
        _service(loadBalancers=_balanced(targetGroupArn="instances")),
        PARAMETER,
        "target type instance",
    ),
    Refusal(
        "of no container",
        CREATE,
        _service(loadBalancers=_balanced(containerName="x")),
        PARAMETER,
        "container x does not exist",
    ),
    Refusal(
        "of no port",
        CREATE,
        _service(loadBalancers=lambda s: [s.balanced(containerPort=1)]),
        PARAMETER,
        "container port 1",
    ),
    Refusal(
        "switching without place",
        CREATE,
        _service(loadBalancers=_balanced(), deploymentConfiguration={"strategy": "BLUE_GREEN"}),
        PARAMETER,
        "advancedConfiguration",
    ),
    Refusal(
        "switching to nothing",
        CREATE,
        _service(loadBalancers=lambda s: [s.balanced(advancedConfiguration=ADVANCED)]),
        PARAMETER,
        "target group does not exist",
    ),
    Refusal(
        "standing still",
        CREATE,
        _service(deploymentConfiguration={"maximumPercent": 100, "minimumHealthyPercent": 100}),
        PARAMETER,
        "greater than minimumHealthyPercent",
    ),
    Refusal(
        "rolling back without breaker",
        CREATE,
        _service(deploymentConfiguration={"deploymentCircuitBreaker": {"enable": False, "rollback": True}}),
        PARAMETER,
        "circuit breaker to be enabled",
    ),
    Refusal(
        "breaking for others",
        CREATE,
        _service(
            deploymentController={"type": "CODE_DEPLOY"},
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        ),
        PARAMETER,
        "not CODE_DEPLOY",
    ),
    Refusal(
        "with a shell and no role", CREATE, _service(enableExecuteCommand=True), PARAMETER, "taskRoleArn"
    ),
    Refusal(
        "registered nowhere", CREATE, _service(serviceRegistries=[{"registryArn": "none"}]), PARAMETER, "none"
    ),
    Refusal(
        "connected nowhere",
        CREATE,
        _service(serviceConnectConfiguration={"enabled": True, "namespace": "none"}),
        "NamespaceNotFoundException",
        "none",
    ),
    Refusal(
        "connected without place",
        CREATE,
        _service(serviceConnectConfiguration={"enabled": True}),
        PARAMETER,
        "needs a namespace",
    ),
    Refusal("of no task", UPDATE, _api(taskDefinition="none"), CLIENT, "Unable to describe"),
    Refusal(
        "in no subnet",
        UPDATE,
        _api(networkConfiguration=lambda s: s.network("subnet-0")),
        PARAMETER,
        "subnet-0",
    ),
    Refusal(
        "unknown",
        UPDATE,
        lambda _: {"cluster": "main", "service": "x"},
        "ServiceNotFoundException",
        "not found",
    ),
    Refusal("at work", "DeleteService", _api(), PARAMETER, "scaled above 0"),
]


@each(REFUSED)
def test_refuses(services: Services, row: Refusal) -> None:
    assert_refused(services.ecs, services, row)
