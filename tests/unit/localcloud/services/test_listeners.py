"""Listeners, their certificates and their rules through the provider."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, answer, life

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


def forward(world: ComputeWorld, *names: str, **more: Properties) -> Properties:
    """An action that forwards to target groups with weights 1, 2 ..."""
    groups = [{"arn": world.target_group(name), "weight": index} for index, name in enumerate(names, start=1)]
    return {"type": "forward", "forward": {"targetGroups": groups, **more}}


def redirect(**more: str) -> Properties:
    return {"type": "redirect", "redirect": {"statusCode": "HTTP_301", **more}}


CASES = (
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


@pytest.mark.parametrize("blocks", [{}, {"hostHeader": {"values": ["a"]}, "pathPattern": {"values": ["/"]}}])
def test_a_condition_of_a_rule_is_about_one_thing(blocks: Properties) -> None:
    inputs = {"listenerArn": "arn", "actions": [answer("x")], "conditions": [blocks]}
    _, (failure,) = check_inputs(resource_of(RULE), inputs, {}, name="x")
    assert (failure.property, "exactly one of" in failure.reason) == ("conditions[0]", True)


def test_a_rule_without_priority_gets_the_next_one(world: ComputeWorld) -> None:
    listener = world.plain_listener(7000)["arn"]
    inputs = {
        "listenerArn": listener,
        "conditions": [{"pathPattern": {"values": ["/"]}}],
        "actions": [answer("x")],
    }
    states = [world.make(RULE, **inputs, **more)[1] for more in ({}, {"priority": 30}, {})]
    assert [state["priority"] for state in states] == [1, 30, 31]


def test_a_client_secret_is_kept_though_aws_does_not_tell_it(world: ComputeWorld) -> None:
    urls = ("authorizationEndpoint", "issuer", "tokenEndpoint", "userInfoEndpoint")
    login = {**dict.fromkeys(urls, "https://id.example.com"), "clientId": "id", "clientSecret": "s"}
    actions = [{"type": "authenticate-oidc", "authenticateOidc": login}, answer("x")]
    inputs = {
        "loadBalancerArn": world.balancer["arn"],
        "port": 7443,
        "protocol": "HTTPS",
        "certificateArn": world.certificate["arn"],
        "defaultActions": actions,
    }
    identifier, state = world.make(LISTENER, **inputs)
    assert state["defaultActions"][0]["authenticateOidc"]["clientSecret"] == "s"
    told = world.client("elbv2").describe_listeners(ListenerArns=[identifier])["Listeners"][0]
    assert "ClientSecret" not in told["DefaultActions"][0]["AuthenticateOidcConfig"]
