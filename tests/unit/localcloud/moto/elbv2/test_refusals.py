"""What Elastic Load Balancing refuses."""

from typing import Any

from tests.unit.localcloud.moto.elbv2.balancers import RESPONSE, Balancers, path, with_ids
from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

VALIDATION = "ValidationError"
CONFIGURATION = "InvalidConfigurationRequest"
ACTION = "InvalidLoadBalancerAction"
NONE = "arn:aws:elasticloadbalancing:us-east-1:123456789012"


def _balancer(**changed: Any) -> Any:
    return with_ids(**{"Name": "new", "Subnets": ["one", "two"]} | changed)


def _listener(balancer: str = "app", **changed: Any) -> Any:
    settings = {"Port": 81, "Protocol": "HTTP", "DefaultActions": [RESPONSE]} | changed
    return with_ids(LoadBalancerArn=balancer, **settings)


def _forward(group: str, **changed: Any) -> Any:
    return _listener(DefaultActions=[{"Type": "forward", "TargetGroupArn": group}], **changed)


def _redirect(**settings: str) -> Any:
    action = {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", **settings}}
    return _listener(DefaultActions=[action])


def _attributes(balancer: str, **values: str) -> Any:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in values.items()]
    return with_ids(LoadBalancerArn=balancer, Attributes=given)


def _group_attributes(group: str, **values: str) -> Any:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in values.items()]
    return with_ids(TargetGroupArn=group, Attributes=given)


def _rule(**changed: Any) -> Any:
    settings = {"ListenerArn": "listener", "Priority": 9, "Conditions": [path("/x")], "Actions": [RESPONSE]}
    return with_ids(**settings | changed)


SECURE: dict[str, Any] = {"Protocol": "HTTPS", "Certificates": [{"CertificateArn": "certificate"}]}
OIDC = dict.fromkeys(
    ("Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint", "ClientId"),
    "https://id.example.com",
)
AUTHENTICATE = {"Type": "authenticate-oidc", "AuthenticateOidcConfig": OIDC}
GROUP_OF_OTHERS = {"Type": "forward", "TargetGroupArn": "used"}

MAKE, LISTEN, RULE = "CreateLoadBalancer", "CreateListener", "CreateRule"
SET, GROUP_SET = "ModifyLoadBalancerAttributes", "ModifyTargetGroupAttributes"

REFUSED = [
    Refusal("of a long name", MAKE, _balancer(Name="a" * 33), VALIDATION, "32 letters"),
    Refusal("of a reserved name", MAKE, _balancer(Name="internal-x"), VALIDATION, "internal-"),
    Refusal("of a taken name", MAKE, _balancer(Name="second"), "DuplicateLoadBalancerName", "exists"),
    Refusal("in one zone", MAKE, _balancer(Subnets=["one"]), VALIDATION, "two different Availability Zones"),
    Refusal("in a zone twice", MAKE, _balancer(Subnets=["one", "same_zone"]), CONFIGURATION, "same Avail"),
    Refusal("in two VPCs", MAKE, _balancer(Subnets=["one", "far_one"]), CONFIGURATION, "same VPC"),
    Refusal(
        "without gateway", MAKE, _balancer(Subnets=["far_one", "far_two"]), "InvalidSubnet", "no internet"
    ),
    Refusal("with no group", MAKE, _balancer(SecurityGroups=["sg-0"]), CONFIGURATION, "sg-0"),
    Refusal("with a far group", MAKE, _balancer(SecurityGroups=["other_group"]), CONFIGURATION, "invalid"),
    Refusal(
        "with no address",
        MAKE,
        _balancer(
            Type="network", Subnets=[], SubnetMappings=[{"SubnetId": "one", "AllocationId": "eipalloc-0"}]
        ),
        "AllocationIdNotFound",
        "eipalloc-0",
    ),
    Refusal(
        "of another kind",
        SET,
        _attributes("streaming", idle_timeout__timeout_seconds="9"),
        CONFIGURATION,
        "load balancers with type 'network'",
    ),
    Refusal("unknown", SET, _attributes("app", idle="9"), VALIDATION, "'idle' is not recognized"),
    Refusal("out of range", SET, _attributes("app", idle_timeout__timeout_seconds="0"), VALIDATION, "1-4000"),
    Refusal(
        "logs to no bucket",
        SET,
        _attributes("app", access_logs__s3__enabled="true", access_logs__s3__bucket="none"),
        CONFIGURATION,
        "S3 bucket does not exist: none",
    ),
    Refusal("without certificate", LISTEN, _listener(Protocol="HTTPS"), VALIDATION, "certificate must be"),
    Refusal(
        "with a certificate",
        LISTEN,
        _listener(Certificates=[{"CertificateArn": "certificate"}]),
        VALIDATION,
        "Certificates cannot be specified",
    ),
    Refusal(
        "with no certificate",
        LISTEN,
        _listener(
            Protocol="HTTPS",
            Certificates=[{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0"}],
        ),
        "CertificateNotFound",
        "certificate/0",
    ),
    Refusal(
        "with a pending certificate",
        LISTEN,
        _listener(Protocol="HTTPS", Certificates=[{"CertificateArn": "pending"}]),
        "UnsupportedCertificate",
        "PENDING_VALIDATION",
    ),
    Refusal("with no policy", LISTEN, _listener(**SECURE, SslPolicy="none"), "SSLPolicyNotFound", "'none'"),
    Refusal(
        "with a trust store",
        LISTEN,
        _listener(**SECURE, MutualAuthentication={"Mode": "verify", "TrustStoreArn": "store"}),
        "TrustStoreNotFound",
        "store",
    ),
    Refusal(
        "on a taken port", LISTEN, _listener(Port=80), "DuplicateListener", "already exists on this port"
    ),
    Refusal("of another kind", LISTEN, _listener(Protocol="TCP"), VALIDATION, "'HTTP, HTTPS'"),
    Refusal("to no group", LISTEN, _forward(f"{NONE}:targetgroup/x/0"), "TargetGroupNotFound", "not found"),
    Refusal("to a far group", LISTEN, _forward("elsewhere"), VALIDATION, "is in VPC"),
    Refusal("to a group of streams", LISTEN, _forward("streams"), CONFIGURATION, "protocol TCP"),
    Refusal(
        "to a group of others",
        LISTEN,
        _listener("other", DefaultActions=[GROUP_OF_OTHERS]),
        "TargetGroupAssociationLimit",
        "more than one load balancer",
    ),
    Refusal("to itself", LISTEN, _redirect(), ACTION, "loop"),
    Refusal(
        "to less safety",
        "ModifyListener",
        with_ids(
            ListenerArn="secure",
            DefaultActions=[
                {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Protocol": "HTTP"}}
            ],
        ),
        ACTION,
        "redirect HTTPS to HTTP",
    ),
    Refusal("of two answers", LISTEN, _listener(DefaultActions=[RESPONSE, RESPONSE]), ACTION, "last action"),
    Refusal(
        "with open login",
        LISTEN,
        _listener(DefaultActions=[AUTHENTICATE | {"Order": 1}, RESPONSE | {"Order": 2}]),
        ACTION,
        "HTTPS listeners",
    ),
    Refusal(
        "of no status",
        LISTEN,
        _listener(DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "302"}}]),
        VALIDATION,
        "2XX, 4XX or 5XX",
    ),
    Refusal(
        "to a taken port",
        "ModifyListener",
        with_ids(ListenerArn="secure", Port=80),
        "DuplicateListener",
        "port",
    ),
    Refusal(
        "the default",
        "RemoveListenerCertificates",
        with_ids(ListenerArn="secure", Certificates=[{"CertificateArn": "certificate"}]),
        "OperationNotPermitted",
        "Default certificate",
    ),
    Refusal(
        "to an open listener",
        "AddListenerCertificates",
        with_ids(ListenerArn="listener", Certificates=[{"CertificateArn": "certificate"}]),
        VALIDATION,
        "HTTP listeners",
    ),
    Refusal("of a taken priority", RULE, _rule(Priority=1), "PriorityInUse", "in use"),
    Refusal("of no priority", RULE, _rule(Priority=50001), VALIDATION, "1-50000"),
    Refusal("of many values", RULE, _rule(Conditions=[path(*"abcdef")]), VALIDATION, "'5' condition values"),
    Refusal(
        "with two paths", RULE, _rule(Conditions=[path("/a"), path("/b")]), VALIDATION, "one 'path-pattern'"
    ),
    Refusal(
        "that is not there", "DeleteRule", with_ids(RuleArn=f"{NONE}:listener-rule/x"), "RuleNotFound", "rule"
    ),
    Refusal("in use", "DeleteTargetGroup", with_ids(TargetGroupArn="used"), "ResourceInUse", "in use"),
    Refusal(
        "of another kind",
        GROUP_SET,
        _group_attributes("streams", slow_start__duration_seconds="30"),
        CONFIGURATION,
        "protocol 'TCP'",
    ),
    Refusal(
        "out of range",
        GROUP_SET,
        _group_attributes("group", slow_start__duration_seconds="5"),
        VALIDATION,
        "30-900",
    ),
    Refusal(
        "of another stickiness",
        GROUP_SET,
        _group_attributes("group", stickiness__type="source_ip"),
        CONFIGURATION,
        "not supported",
    ),
    Refusal(
        "without a cookie",
        GROUP_SET,
        _group_attributes("group", stickiness__type="app_cookie"),
        CONFIGURATION,
        "application cookie name",
    ),
    Refusal(
        "of no path",
        "CreateTargetGroup",
        with_ids(Name="x", Protocol="HTTP", Port=80, VpcId="vpc", HealthCheckPath="x"),
        VALIDATION,
        "begin with '/'",
    ),
    Refusal(
        "of nothing",
        "DescribeTags",
        with_ids(ResourceArns=[f"{NONE}:loadbalancer/app/x/0"]),
        "LoadBalancerNotFound",
        "does not exist",
    ),
]


@each(REFUSED)
def test_refuses(elb: Any, balancers: Balancers, row: Refusal) -> None:
    assert_refused(elb, balancers, row)
