"""Load balancers and target groups through the provider."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:lb/targetGroup:TargetGroup"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def log_bucket(world: ComputeWorld, name: str) -> str:
    """A bucket that load balancers can write logs to."""
    client = world.client("s3")
    client.create_bucket(Bucket=name)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    client.put_bucket_policy(
        Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    return name


CASES = (
    life(
        BALANCER,
        lambda world: {
            "name": "app",
            "subnets": world.subnets[:2],
            "securityGroups": world.groups[:1],
            "dropInvalidHeaderFields": True,
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"subnets": world.subnets},
            lambda world: {"securityGroups": world.groups},
            lambda world: {"idleTimeout": 120, "clientKeepAlive": 600, "enableHttp2": False},
            lambda world: {"idleTimeout": None, "xffHeaderProcessingMode": "remove"},
            lambda world: {"desyncMitigationMode": "strictest", "preserveHostHeader": True},
            lambda world: {
                "enableTlsVersionAndCipherSuiteHeaders": True,
                "enableWafFailOpen": True,
                "enableXffClientPort": True,
                "enableZonalShift": True,
            },
            lambda world: {
                "accessLogs": {"bucket": log_bucket(world, "access"), "enabled": True, "prefix": "alb"}
            },
            lambda world: {"connectionLogs": {"bucket": "access", "enabled": True}},
            lambda world: {"accessLogs": {"bucket": "access", "enabled": False, "prefix": "alb"}},
            lambda world: {"accessLogs": None, "connectionLogs": None},
            lambda world: {"minimumLoadBalancerCapacity": {"capacityUnits": 100}},
            lambda world: {"minimumLoadBalancerCapacity": None},
            lambda world: {"ipAddressType": "dualstack"},
            lambda world: {"tags": {"Name": "y", "Other": "z"}},
        ),
    ),
    life(
        BALANCER,
        lambda world: {
            "name": "one-inside",
            "internal": True,
            "loadBalancerType": "network",
            "subnets": world.subnets[:1],
            "securityGroups": world.groups[:1],
        },
        (
            lambda world: {"subnets": world.subnets},
            lambda world: {"enableCrossZoneLoadBalancing": True},
            lambda world: {"enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "off"},
            lambda world: {"dnsRecordClientRoutingPolicy": "availability_zone_affinity"},
        ),
        name="network",
    ),
    life(
        BALANCER,
        lambda world: {
            "name": "fixed",
            "loadBalancerType": "network",
            "subnetMappings": [{"subnetId": world.subnets[0], "allocationId": world.address()}],
        },
        name="mapping",
    ),
    life(
        GROUP,
        lambda world: {
            "name": "tasks",
            "port": 3000,
            "protocol": "HTTP",
            "vpcId": world.vpc,
            "targetType": "ip",
            "healthCheck": {"path": "/health", "matcher": "200-299"},
        },
        (
            lambda world: {"healthCheck": {"path": "/healthz", "interval": 10, "healthyThreshold": 2}},
            lambda world: {"deregistrationDelay": 15, "slowStart": 60},
            lambda world: {"deregistrationDelay": None, "slowStart": None},
            lambda world: {"stickiness": {"type": "app_cookie", "cookieName": "sid", "cookieDuration": 60}},
            lambda world: {"stickiness": {"type": "lb_cookie", "enabled": False}},
            lambda world: {"loadBalancingAlgorithmType": "least_outstanding_requests"},
            lambda world: {"loadBalancingCrossZoneEnabled": "true"},
            lambda world: {"targetGroupHealth": {"dnsFailover": {"minimumHealthyTargetsCount": "2"}}},
            lambda world: {"tags": {"Name": "x"}},
        ),
    ),
    life(
        GROUP,
        lambda world: {
            "name": "streams",
            "port": 9092,
            "protocol": "TCP",
            "vpcId": world.vpc,
            "preserveClientIp": "false",
            "healthCheck": {"protocol": "TCP"},
        },
        (
            lambda world: {"proxyProtocolV2": True, "connectionTermination": True},
            lambda world: {"targetHealthStates": [{"enableUnhealthyConnectionTermination": False}]},
        ),
        name="network",
    ),
    life(
        GROUP,
        lambda world: {
            "name": "calls",
            "port": 50051,
            "protocol": "HTTP",
            "vpcId": world.vpc,
            "protocolVersion": "GRPC",
        },
        (lambda world: {"healthCheck": {"path": "/ok", "matcher": "0"}},),
        name="grpc",
    ),
    life(
        GROUP,
        lambda world: {"name": "function", "targetType": "lambda"},
        (lambda world: {"lambdaMultiValueHeadersEnabled": True},),
        name="function",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_a_protected_load_balancer_is_not_deleted(world: ComputeWorld) -> None:
    operations = world.operations(BALANCER)
    inputs = {"name": "protected", "subnets": world.subnets, "enableDeletionProtection": True}
    identifier, state = operations.create(inputs)
    with pytest.raises(ClientError, match="deletion protection is enabled"):
        operations.delete(identifier, state)
    state = operations.update(identifier, state, inputs | {"enableDeletionProtection": False})
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"subnets": None}, "subnets"),
        ({"subnetMappings": [{"subnetId": "subnet-1"}]}, "subnets"),
        ({"desyncMitigationMode": "lax"}, "monitor, defensive, strictest"),
        ({"ipamPools": {"ipv4IpamPoolId": "ipam-pool-1"}}, "ipamPools"),
    ],
    ids=str,
)
def test_a_load_balancer_s_inputs_are_checked_early(changed: Properties, message: str) -> None:
    inputs = {"name": "x", "subnets": ["subnet-0", "subnet-1"]} | changed
    given = {name: value for name, value in inputs.items() if value is not None}
    _, failures = check_inputs(resource_of(BALANCER), given, {}, name="x")
    assert message in " ".join(f"{item.property} {item.reason}" for item in failures)
