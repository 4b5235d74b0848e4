"""Load balancers, listeners, rules and target groups through the provider."""

import json
from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, answer, life

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
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


def forward(world: ComputeWorld, *names: str, **more: Properties) -> Properties:
    """An action that forwards to target groups with weights 1, 2 ..."""
    groups = [{"arn": world.target_group(name), "weight": index} for index, name in enumerate(names, start=1)]
    return {"type": "forward", "forward": {"targetGroups": groups, **more}}


def redirect(**more: str) -> Properties:
    return {"type": "redirect", "redirect": {"statusCode": "HTTP_301", **more}}


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
    life(
        LISTENER,
        lambda world: {
            "loadBalancerArn": world.balancer["arn"],
            "port": 443,
            "protocol": "HTTPS",
            "certificateArn": world.certificate["arn"],
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "defaultActions": [answer("no")],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06"},
            lambda world: {"certificateArn": world.issue("other.example.com")["arn"]},
            lambda world: {"defaultActions": [forward(world, "blue")]},
            lambda world: {
                "defaultActions": [forward(world, "one", "two", stickiness={"enabled": True, "duration": 60})]
            },
            lambda world: {
                "defaultActions": [{"type": "forward", "targetGroupArn": world.target_group("last")}]
            },
            lambda world: {
                "defaultActions": [
                    {
                        "type": "authenticate-oidc",
                        "authenticateOidc": {
                            "authorizationEndpoint": "https://id.example.com/authorize",
                            "clientId": "id",
                            "clientSecret": "secret",
                            "issuer": "https://id.example.com",
                            "tokenEndpoint": "https://id.example.com/token",
                            "userInfoEndpoint": "https://id.example.com/user",
                        },
                    },
                    answer("hello"),
                ]
            },
            lambda world: {"defaultActions": [answer("again")]},
            lambda world: {"routingHttpResponseServerEnabled": False},
            lambda world: {"routingHttpResponseXFrameOptionsHeaderValue": "DENY"},
            lambda world: {"mutualAuthentication": {"mode": "passthrough"}},
            lambda world: {"mutualAuthentication": None},
            lambda world: {"port": 8443},
            lambda world: {"tags": None},
        ),
    ),
    life(
        LISTENER,
        lambda world: {
            "loadBalancerArn": world.balancer["arn"],
            "port": 8080,
            "protocol": "HTTP",
            "defaultActions": [redirect(port="443", protocol="HTTPS")],
        },
        (lambda world: {"defaultActions": [redirect(path="/new")]},),
        name="redirect",
    ),
    life(
        "aws:lb/listenerCertificate:ListenerCertificate",
        lambda world: {
            "listenerArn": world.make(
                LISTENER,
                loadBalancerArn=world.balancer["arn"],
                port=444,
                protocol="HTTPS",
                certificateArn=world.certificate["arn"],
                defaultActions=[answer("no")],
            )[0],
            "certificateArn": world.issue("more.example.com")["arn"],
        },
    ),
    life(
        RULE,
        lambda world: {
            "listenerArn": world.listener["arn"],
            "conditions": [
                {"pathPattern": {"values": ["/a", "/b"]}},
                {"hostHeader": {"values": ["example.com"]}},
            ],
            "actions": [{"type": "forward", "targetGroupArn": world.target_group("rule")}],
            "tags": {"Name": "x"},
        },
        (
            lambda world: {"priority": 4000},
            lambda world: {
                "conditions": [
                    {"httpHeader": {"httpHeaderName": "X-Version", "values": ["2"]}},
                    {"queryStrings": [{"key": "v", "value": "2"}, {"value": "x"}]},
                    {"httpRequestMethod": {"values": ["GET"]}},
                ]
            },
            lambda world: {"conditions": [{"sourceIp": {"values": ["10.0.0.0/8"]}}]},
            lambda world: {"conditions": [{"pathPattern": {"regexValues": ["^/v[0-9]+/.*$"]}}]},
            lambda world: {"actions": [redirect(host="www.example.com")]},
            lambda world: {"actions": [forward(world, "red", "green")]},
            lambda world: {
                "transforms": [
                    {
                        "type": "url-rewrite",
                        "urlRewriteConfig": {"rewrite": {"regex": "^/v1/(.*)$", "replace": "/$1"}},
                    }
                ]
            },
            lambda world: {"transforms": None},
            lambda world: {"tags": {"Name": "y"}},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)
