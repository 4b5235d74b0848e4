"""LoadBalancer: HTTPS from whom it may concern, logged, and 404 for what no service asked for."""

from typing import Any

import pytest

from components import ArgumentError, LoadBalancer, LoadBalancerIngress
from components._load_balancer_spec import SSL_POLICIES
from tests.mocks import TAGS, Recording, run

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
CERTIFICATE = "aws:lb/listenerCertificate:ListenerCertificate"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
CERTIFICATE_ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"


def deploy(**args: Any) -> Recording:
    def program() -> object:
        balancer = LoadBalancer(
            "public",
            {
                "vpc_id": "vpc-1",
                "vpc_cidr": "10.0.0.0/16",
                "subnet_ids": ["subnet-a", "subnet-b"],
                "certificate_arn": CERTIFICATE_ARN,
                "access_log_bucket": "logs",
                "tags": TAGS,
                **args,  # type: ignore[typeddict-item]
            },
        )
        return {name: getattr(balancer, name) for name in LoadBalancer.__annotations__}

    return run(program)


def tags(name: str) -> dict[str, str]:
    return {**TAGS, "Name": name, "Component": "LoadBalancer"}


def with_groups(**args: Any) -> Recording:
    return deploy(vpc_id=None, vpc_cidr=None, security_group_ids=["sg-1"], **args)


def test_is_a_load_balancer_a_listener_and_a_group_with_two_rules() -> None:
    assert deploy().counts() == {
        "shared-infra:index:LoadBalancer": 1,
        "shared-infra:index:SecurityGroup": 1,
        GROUP: 1,
        INGRESS: 1,
        EGRESS: 1,
        BALANCER: 1,
        LISTENER: 1,
    }


def test_the_load_balancer_is_protected_hardened_and_logged() -> None:
    recording = deploy()
    logs = {"bucket": "logs", "enabled": True}

    assert recording.one(BALANCER, "public-alb").inputs == {
        "loadBalancerType": "application",
        "internal": False,
        "subnets": ["subnet-a", "subnet-b"],
        "securityGroups": ["public-group-sg-id"],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "enableZonalShift": True,
        "enableDeletionProtection": True,
        "idleTimeout": 60,
        "accessLogs": logs,
        "connectionLogs": logs,
        "tags": tags("public-alb"),
    }
    assert recording.result == {
        "load_balancer_arn": "arn:aws:mock:us-east-1:123456789012:LoadBalancer/public-alb",
        "load_balancer_arn_suffix": "app/public/0123456789abcdef",
        "dns_name": "public.elb.example",
        "hosted_zone_id": "Z35SXDOTRQ7X7K",
        "https_listener_arn": (
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/public/0123456789abcdef/01ab"
        ),
        "http_listener_arn": None,
        "security_group_id": "public-group-sg-id",
    }


def test_the_listener_speaks_modern_tls_and_knows_no_page() -> None:
    recording = deploy()

    assert recording.one(LISTENER, "public-https").inputs == {
        "loadBalancerArn": recording.result["load_balancer_arn"],
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "certificateArn": CERTIFICATE_ARN,
        "defaultActions": [
            {
                "type": "fixed-response",
                "fixedResponse": {
                    "contentType": "text/plain",
                    "messageBody": "Not found",
                    "statusCode": "404",
                },
            }
        ],
        "routingHttpResponseServerEnabled": False,
        "tags": tags("public-https"),
    }


def test_by_default_everybody_may_connect_and_it_may_call_the_vpc() -> None:
    recording = deploy()
    rule, egress = recording.one(INGRESS, "public-group-ingress-https"), recording.one(EGRESS)

    assert recording.one(GROUP).inputs["tags"]["Role"] == "alb"
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["cidrIpv4"]) == (
        443,
        443,
        "0.0.0.0/0",
    )
    assert (egress.inputs["ipProtocol"], egress.inputs["cidrIpv4"]) == ("-1", "10.0.0.0/16")


@pytest.mark.parametrize("ingress", [LoadBalancerIngress.CLOUDFRONT, "cloudfront"])
def test_it_can_be_closed_to_all_but_cloudfront(ingress: str) -> None:
    recording = deploy(ingress=ingress)
    rule = recording.one(INGRESS).inputs

    assert rule["prefixListId"] == "pl-cloudfront"
    assert "cidrIpv4" not in rule
    [asked] = [
        call.args for call in recording.invokes if call.token.startswith("aws:ec2/getManagedPrefixList")
    ]
    assert asked["name"] == "com.amazonaws.global.cloudfront.origin-facing"


@pytest.mark.parametrize(
    ("ingress", "peer"),
    [(None, {"cidrIpv4": "10.0.0.0/16"}), ("cloudfront", {"prefixListId": "pl-cloudfront"})],
)
def test_an_internal_one_is_open_to_its_vpc_unless_told_otherwise(
    ingress: str | None, peer: dict[str, str]
) -> None:
    recording = deploy(internal=True, ingress=ingress)

    assert recording.one(BALANCER).inputs["internal"] is True
    assert peer.items() <= recording.one(INGRESS).inputs.items()


def test_groups_that_are_given_are_used_as_they_are() -> None:
    recording = with_groups()

    assert recording.counts() == {"shared-infra:index:LoadBalancer": 1, BALANCER: 1, LISTENER: 1}
    assert recording.one(BALANCER).inputs["securityGroups"] == ["sg-1"]
    assert recording.result["security_group_id"] is None


def test_port_80_redirects_when_it_is_opened() -> None:
    recording = deploy(redirect_http=True)

    assert recording.one(LISTENER, "public-http").inputs == {
        "loadBalancerArn": recording.result["load_balancer_arn"],
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [
            {
                "type": "redirect",
                "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"},
            }
        ],
        "routingHttpResponseServerEnabled": False,
        "tags": tags("public-http"),
    }
    rule = recording.one(INGRESS, "public-group-ingress-http").inputs
    assert (rule["fromPort"], rule["toPort"], rule["cidrIpv4"]) == (80, 80, "0.0.0.0/0")
    assert recording.result["http_listener_arn"] is not None


def test_further_certificates_are_attached_by_name() -> None:
    recording = deploy(additional_certificate_arns={"shop": "arn:shop", "blog": "arn:blog"})

    assert {name: item.inputs["certificateArn"] for name, item in recording.of_type(CERTIFICATE).items()} == {
        "public-certificate-shop": "arn:shop",
        "public-certificate-blog": "arn:blog",
    }


def test_logs_can_go_below_a_prefix_or_nowhere() -> None:
    with_prefix = deploy(access_log_prefix="edge/public").one(BALANCER).inputs
    without = deploy(access_log_bucket=None, access_logs=False).one(BALANCER).inputs

    assert with_prefix["accessLogs"] == {"bucket": "logs", "enabled": True, "prefix": "edge/public"}
    assert with_prefix["connectionLogs"] == with_prefix["accessLogs"]
    assert not {"accessLogs", "connectionLogs"} & set(without)


def test_protection_timeout_and_policy_can_be_set() -> None:
    recording = deploy(deletion_protection=False, idle_timeout_seconds=4000.0, ssl_policy=SSL_POLICIES[-1])

    assert recording.one(BALANCER).inputs["enableDeletionProtection"] is False
    assert recording.one(BALANCER).inputs["idleTimeout"] == 4000
    assert recording.one(LISTENER).inputs["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"vpc_id": None}, "vpc_id: missing."),
        ({"vpc_cidr": None}, "vpc_cidr: missing."),
        ({"subnet_ids": ["a"]}, "subnet_ids: one subnet. Allowed: subnets in two zones or more"),
        ({"subnet_ids": []}, "subnet_ids: []."),
        ({"certificate_arn": None}, "certificate_arn: missing."),
        ({"access_log_bucket": None}, "access_log_bucket: missing. Allowed: the name of a bucket,"),
        (
            {"access_log_prefix": "a/AWSLogs"},
            "access_log_prefix: 'a/AWSLogs'. Allowed: a text without",
        ),
        ({"access_log_prefix": "/a"}, "access_log_prefix: '/a'."),
        (
            {"ssl_policy": "ELBSecurityPolicy-2016-08"},
            "ssl_policy: 'ELBSecurityPolicy-2016-08'.",
        ),
        ({"idle_timeout_seconds": 0}, "idle_timeout_seconds: 0. Allowed: a whole number from 1 to 4000."),
        ({"ingress": "everybody"}, "ingress: 'everybody'. Allowed: internet, cloudfront, vpc."),
        (
            {"ingress": "vpc", "security_group_ids": ["sg-1"]},
            "ingress: 'vpc' beside security_group_ids. Allowed: one of the two.",
        ),
        (
            {"ingress": "internet", "internal": True},
            "ingress: 'internet' beside internal. Allowed: vpc, cloudfront.",
        ),
        (
            {"ingress": "cloudfront", "redirect_http": True},
            "redirect_http: true beside ingress cloudfront. Allowed: false.",
        ),
        ({"additional_certificate_arns": {"A b": "arn"}}, "additional_certificate_arns: the name 'A b'."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_name_leaves_room_for_what_aws_takes_as_a_load_balancers() -> None:
    def program() -> None:
        LoadBalancer("a" * 21, {})  # type: ignore[typeddict-item]

    with pytest.raises(ArgumentError, match=r"the name: 'a{21}'\. Allowed: 1 to 20 lower-case letters"):
        run(program)
