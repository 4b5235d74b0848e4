"""CloudFront as AWS accepts, refuses and reads it."""

from copy import deepcopy
from itertools import count
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

ARGUMENT = "InvalidArgument"
CERTIFICATE = "InvalidViewerCertificate"
OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
SECURITY = "67f7725c-6f97-4210-82d7-5512b31e9d03"
PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----\n"
CODE = b"function handler(event) { return event.request; }"
FUNCTION = {"Comment": "", "Runtime": "cloudfront-js-2.0"}

_references = count()


def several(*values: Any) -> dict[str, Any]:
    return {"Quantity": len(values), "Items": list(values)}


def custom(one: str = "web") -> dict[str, Any]:
    settings = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    return {"Id": one, "DomainName": "web.example.com", "CustomOriginConfig": settings}


def bucket(control: str = "", identity: str = "") -> dict[str, Any]:
    return {
        "Id": "web",
        "DomainName": "assets.s3.us-east-1.amazonaws.com",
        "OriginAccessControlId": control,
        "S3OriginConfig": {"OriginAccessIdentity": identity},
    }


def behavior(**others: Any) -> dict[str, Any]:
    whole = {"TargetOriginId": "web", "ViewerProtocolPolicy": "https-only", "CachePolicyId": OPTIMIZED}
    return {name: value for name, value in (whole | others).items() if value is not None}


def config(origin: dict[str, Any] | None = None, cached: dict[str, Any] | None = None, **others: Any) -> Any:
    return {
        "CallerReference": f"reference-{next(_references)}",
        "Origins": several(origin or custom()),
        "DefaultCacheBehavior": cached or behavior(),
        "Comment": "",
        "Enabled": True,
        **others,
    }


def certificate(arn: str) -> dict[str, Any]:
    return {
        "ViewerCertificate": {
            "ACMCertificateArn": arn,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        }
    }


class Edge:
    """What distributions refer to, and one distribution that uses it all."""

    def __init__(self, client: Any, connect: Any) -> None:
        self.control = client.create_origin_access_control(
            OriginAccessControlConfig={
                "Name": "assets",
                "SigningProtocol": "sigv4",
                "SigningBehavior": "always",
                "OriginAccessControlOriginType": "s3",
            }
        )["OriginAccessControl"]["Id"]
        self.policy = client.create_cache_policy(CachePolicyConfig=self.caching("own"))["CachePolicy"]["Id"]
        self.key = client.create_public_key(PublicKeyConfig=self.public_key("key"))["PublicKey"]["Id"]
        group = client.create_key_group(KeyGroupConfig={"Name": "group", "Items": [self.key]})
        self.group = group["KeyGroup"]["Id"]
        made = client.create_function(Name="rewrite", FunctionConfig=FUNCTION, FunctionCode=CODE)
        published = client.publish_function(Name="rewrite", IfMatch=made["ETag"])
        self.function = published["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        draft = client.create_function(Name="draft", FunctionConfig=FUNCTION, FunctionCode=CODE)
        self.draft = draft["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        acm = connect("acm")
        names = {"DomainName": "example.com", "SubjectAlternativeNames": ["*.example.com"]}
        self.certificate = acm.request_certificate(**names, ValidationMethod="DNS")["CertificateArn"]
        acm.describe_certificate(CertificateArn=self.certificate)
        asked = acm.request_certificate(DomainName="pending.example.com", ValidationMethod="EMAIL")
        self.pending = asked["CertificateArn"]
        s3 = connect("s3")
        s3.create_bucket(Bucket="closed-logs")
        s3.create_bucket(Bucket="open-logs", ObjectOwnership="BucketOwnerPreferred")
        visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "a"}
        self.firewall = connect("wafv2").create_web_acl(
            Name="edge", Scope="CLOUDFRONT", DefaultAction={"Allow": {}}, VisibilityConfig=visibility
        )["Summary"]["ARN"]
        self.config = config(
            bucket(self.control),
            behavior(
                CachePolicyId=self.policy,
                OriginRequestPolicyId=ALL_VIEWER,
                ResponseHeadersPolicyId=SECURITY,
                TrustedKeyGroups={"Enabled": True, **several(self.group)},
                FunctionAssociations=several({"FunctionARN": self.function, "EventType": "viewer-request"}),
            ),
            Aliases=several("www.example.com"),
            WebACLId=self.firewall,
            Logging={
                "Enabled": True,
                "IncludeCookies": False,
                "Bucket": "open-logs.s3.amazonaws.com",
                "Prefix": "",
            },
            **certificate(self.certificate),
        )
        whole = client.create_distribution(DistributionConfig=self.config)
        self.distribution, self.version = whole["Distribution"]["Id"], whole["ETag"]

    @staticmethod
    def public_key(name: str) -> dict[str, Any]:
        return {"CallerReference": name, "Name": name, "EncodedKey": PEM}

    @staticmethod
    def caching(name: str, **others: Any) -> dict[str, Any]:
        return {
            "Name": name,
            "MinTTL": 1,
            "ParametersInCacheKeyAndForwardedToOrigin": {
                "EnableAcceptEncodingGzip": True,
                "HeadersConfig": {"HeaderBehavior": "none"},
                "CookiesConfig": {"CookieBehavior": "none"},
                "QueryStringsConfig": {
                    "QueryStringBehavior": "whitelist",
                    "QueryStrings": several("a"),
                },
            },
            **others,
        }


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("cloudfront")


@pytest.fixture(scope="module")
def edge(client: Any, connect: Any) -> Edge:
    return Edge(client, connect)


def _new(make: Any) -> Any:
    return lambda edge: {"DistributionConfig": make(edge)}


def _refused(name: str, make: Any, code: str, message: str) -> Refusal:
    return Refusal(name, "CreateDistribution", _new(make), code, message)


def _version(edge: Edge) -> dict[str, str]:
    return {"Id": edge.distribution, "IfMatch": edge.version}


REFUSED = [
    _refused("without its origin", lambda _: config(custom("other")), "NoSuchOrigin", "origins"),
    _refused(
        "with an unknown control", lambda _: config(bucket("ENONE")), "InvalidOriginAccessControl", "control"
    ),
    _refused(
        "with a control for another kind",
        lambda edge: config({**custom(), "OriginAccessControlId": edge.control}),
        "InvalidDomainNameForOriginAccessControl",
        "web.example.com",
    ),
    _refused(
        "with an unknown identity",
        lambda _: config(bucket(identity="origin-access-identity/cloudfront/ENONE")),
        "InvalidOriginAccessIdentity",
        "identity",
    ),
    _refused(
        "with a bucket that is none",
        lambda _: config({**bucket(), "DomainName": "web.example.com"}),
        ARGUMENT,
        "valid S3 bucket",
    ),
    *(
        _refused(
            f"with an unknown {member}",
            lambda _, member=member: config(cached=behavior(**{member: "x"})),
            code,
            "x",
        )
        for member, code in (
            ("CachePolicyId", "NoSuchCachePolicy"),
            ("OriginRequestPolicyId", "NoSuchOriginRequestPolicy"),
            ("ResponseHeadersPolicyId", "NoSuchResponseHeadersPolicy"),
        )
    ),
    _refused(
        "that does not say what to cache",
        lambda _: config(cached=behavior(CachePolicyId=None)),
        ARGUMENT,
        "ForwardedValues is required",
    ),
    _refused(
        "that says twice what to cache",
        lambda _: config(
            cached=behavior(ForwardedValues={"QueryString": True, "Cookies": {"Forward": "none"}})
        ),
        ARGUMENT,
        "cannot be used",
    ),
    _refused(
        "with a function that is not published",
        lambda edge: config(
            cached=behavior(
                FunctionAssociations=several({"FunctionARN": edge.draft, "EventType": "viewer-request"})
            )
        ),
        "InvalidFunctionAssociation",
        "LIVE",
    ),
    _refused(
        "with an unknown key group",
        lambda _: config(cached=behavior(TrustedKeyGroups={"Enabled": True, **several("none")})),
        "TrustedKeyGroupDoesNotExist",
        "key group",
    ),
    _refused(
        "with an alias, without certificate",
        lambda _: config(Aliases=several("a.example.com")),
        CERTIFICATE,
        "trusted certificate",
    ),
    _refused(
        "with an unknown certificate",
        lambda edge: config(**certificate(edge.certificate + "x")),
        CERTIFICATE,
        "doesn't exist",
    ),
    _refused(
        "with a pending certificate",
        lambda edge: config(**certificate(edge.pending)),
        CERTIFICATE,
        "isn't valid",
    ),
    _refused(
        "with an alias that it does not cover",
        lambda edge: config(Aliases=several("a.b.example.com"), **certificate(edge.certificate)),
        CERTIFICATE,
        "a.b.example.com",
    ),
    _refused(
        "with a taken alias",
        lambda edge: config(Aliases=several("www.example.com"), **certificate(edge.certificate)),
        "CNAMEAlreadyExists",
        "already associated",
    ),
    _refused(
        "with an unknown firewall",
        lambda edge: config(WebACLId=edge.firewall + "x"),
        "InvalidWebACLId",
        "ACL ARN",
    ),
    *(
        _refused(
            f"with logs to {name}",
            lambda _, name=name: config(
                Logging={"Enabled": True, "IncludeCookies": False, "Bucket": name, "Prefix": ""}
            ),
            ARGUMENT,
            message,
        )
        for name, message in (
            ("none.s3.amazonaws.com", "valid S3 bucket"),
            ("closed-logs.s3.amazonaws.com", "does not enable ACL access"),
        )
    ),
    Refusal(
        "of another version",
        "UpdateDistribution",
        lambda edge: {"Id": edge.distribution, "IfMatch": "E1", "DistributionConfig": edge.config},
        "PreconditionFailed",
        "preconditions",
    ),
    Refusal(
        "under another reference",
        "UpdateDistribution",
        lambda edge: {**_version(edge), "DistributionConfig": {**edge.config, "CallerReference": "x"}},
        "IllegalUpdate",
        "not allowed",
    ),
    Refusal(
        "that is enabled", "DeleteDistribution", _version, "DistributionNotDisabled", "not been disabled"
    ),
    Refusal(
        "of a taken name",
        "CreateCachePolicy",
        lambda edge: {"CachePolicyConfig": edge.caching("own")},
        "CachePolicyAlreadyExists",
        "own",
    ),
    Refusal(
        "with times that do not fit",
        "CreateCachePolicy",
        lambda edge: {"CachePolicyConfig": edge.caching("new", MaxTTL=5)},
        ARGUMENT,
        "ascending",
    ),
    Refusal(
        "that is empty",
        "CreateResponseHeadersPolicy",
        lambda _: {"ResponseHeadersPolicyConfig": {"Name": "new"}},
        ARGUMENT,
        "at least one",
    ),
    Refusal(
        "that is none",
        "CreatePublicKey",
        lambda edge: {"PublicKeyConfig": {**edge.public_key("new"), "EncodedKey": "x"}},
        ARGUMENT,
        "PEM",
    ),
    Refusal(
        "with an unknown key",
        "CreateKeyGroup",
        lambda _: {"KeyGroupConfig": {"Name": "new", "Items": ["none"]}},
        ARGUMENT,
        "does not exist",
    ),
    Refusal(
        "of AWS", "DeleteCachePolicy", lambda _: {"Id": OPTIMIZED, "IfMatch": "x"}, "IllegalDelete", "AWS"
    ),
    Refusal(
        "that is not there", "GetCachePolicy", lambda _: {"Id": "none"}, "NoSuchCachePolicy", "does not exist"
    ),
    Refusal("that is not there", "GetKeyGroup", lambda _: {"Id": "none"}, "NoSuchResource", "does not exist"),
    Refusal(
        "that is not there", "GetOriginAccessControl", lambda _: {"Id": "x"}, "NoSuchOriginAccessControl", ""
    ),
]


@each(REFUSED)
def test_refuses(client: Any, edge: Edge, row: Refusal) -> None:
    assert_refused(client, edge, row)


USED = {
    "cache_policy": ("policy", "CachePolicyInUse"),
    "origin_access_control": ("control", "OriginAccessControlInUse"),
    "key_group": ("group", "ResourceInUse"),
    "public_key": ("key", "PublicKeyInUse"),
}


@pytest.mark.parametrize("kind", USED)
def test_what_is_used_is_not_deleted(client: Any, edge: Edge, kind: str) -> None:
    name, code = USED[kind]
    one = getattr(edge, name)
    version = getattr(client, f"get_{kind}")(Id=one)["ETag"]
    delete = getattr(client, f"delete_{kind}")
    assert error_code(delete, Id=one, IfMatch="E1") == "PreconditionFailed"
    assert error_code(delete, Id=one, IfMatch=version) == code


def test_a_function_in_use_is_not_deleted(client: Any, edge: Edge) -> None:
    version = client.describe_function(Name="rewrite")["ETag"]
    assert error_code(client.delete_function, Name="rewrite", IfMatch=version) == "FunctionInUse"


def _contains(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(name in found and _contains(found[name], value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_contains, found, wanted))
    return bool(found == wanted)


def test_a_configuration_is_kept_whole(client: Any, edge: Edge) -> None:
    for read in (
        client.get_distribution(Id=edge.distribution)["Distribution"]["DistributionConfig"],
        client.get_distribution_config(Id=edge.distribution)["DistributionConfig"],
    ):
        assert _contains(read, edge.config)
        assert read["ViewerCertificate"]["CloudFrontDefaultCertificate"] is False
    (listed,) = client.list_distributions()["DistributionList"]["Items"]
    assert listed["ViewerCertificate"]["ACMCertificateArn"] == edge.certificate
    assert listed["Aliases"]["Items"] == ["www.example.com"]


def test_legacy_caching_has_its_defaults(client: Any) -> None:
    forwarded = {"QueryString": True, "Cookies": {"Forward": "all"}, "Headers": several("Host")}
    cached = behavior(CachePolicyId=None, ForwardedValues=forwarded)
    made = client.create_distribution(DistributionConfig=config(cached=cached))["Distribution"]
    read = made["DistributionConfig"]["DefaultCacheBehavior"]
    assert _contains(read["ForwardedValues"], forwarded)
    assert (read["MinTTL"], read["DefaultTTL"], read["MaxTTL"]) == (0, 86400, 31536000)
    assert read["AllowedMethods"]["Items"] == ["HEAD", "GET"]
    plain = made["DistributionConfig"]["ViewerCertificate"]
    assert plain["CloudFrontDefaultCertificate"] is True


def test_a_distribution_changes_and_goes(client: Any, edge: Edge) -> None:
    origin = several(custom("web"), custom("spare"))
    group = {
        "Id": "both",
        "FailoverCriteria": {"StatusCodes": several(502)},
        "Members": several({"OriginId": "web"}, {"OriginId": "spare"}),
    }
    wanted = config(cached=behavior(TargetOriginId="both"), Origins=origin, OriginGroups=several(group))
    made = client.create_distribution_with_tags(
        DistributionConfigWithTags={
            "DistributionConfig": wanted,
            "Tags": {"Items": [{"Key": "a", "Value": "b"}]},
        }
    )
    one = made["Distribution"]["Id"]
    cached = {**behavior(), "PathPattern": "/a/*", "CachePolicyId": edge.policy}
    changed = deepcopy(wanted) | {"Enabled": False, "CacheBehaviors": several(cached)}
    updated = client.update_distribution(Id=one, IfMatch=made["ETag"], DistributionConfig=changed)
    assert updated["ETag"] != made["ETag"]
    read = client.get_distribution(Id=one)
    assert read["ETag"] == updated["ETag"]
    assert _contains(read["Distribution"]["DistributionConfig"], changed)
    client.delete_distribution(Id=one, IfMatch=read["ETag"])
    assert error_code(client.get_distribution, Id=one) == "NoSuchDistribution"


def test_policies_of_aws_can_be_found(client: Any) -> None:
    caching = client.get_cache_policy(Id=OPTIMIZED)["CachePolicy"]["CachePolicyConfig"]
    assert (caching["Name"], caching["MaxTTL"]) == ("Managed-CachingOptimized", 31536000)
    listed = client.list_origin_request_policies(Type="managed")["OriginRequestPolicyList"]["Items"]
    names = [item["OriginRequestPolicy"]["OriginRequestPolicyConfig"]["Name"] for item in listed]
    assert "Managed-AllViewerExceptHostHeader" in names
    assert {item["Type"] for item in listed} == {"managed"}
    headers = client.get_response_headers_policy(Id=SECURITY)["ResponseHeadersPolicy"]
    transport = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]["StrictTransportSecurity"]
    assert transport["AccessControlMaxAgeSec"] == 31536000


def _lives(client: Any, kind: str, member: str, made: dict[str, Any], changed: dict[str, Any]) -> None:
    whole = "".join(part.title() for part in kind.split("_")).replace("Cloudfront", "CloudFront")
    created = getattr(client, f"create_{kind}")(**{member: made})
    one = created[whole]["Id"]
    updated = getattr(client, f"update_{kind}")(Id=one, IfMatch=created["ETag"], **{member: changed})
    read = getattr(client, f"get_{kind}")(Id=one)
    assert read["ETag"] == updated["ETag"] != created["ETag"]
    assert _contains(read[whole][member], changed)
    getattr(client, f"delete_{kind}")(Id=one, IfMatch=read["ETag"])
    with pytest.raises(client.exceptions.ClientError):
        getattr(client, f"get_{kind}")(Id=one)


def test_policies_live_and_end(client: Any, edge: Edge) -> None:
    caching = edge.caching("temporary")
    _lives(client, "cache_policy", "CachePolicyConfig", caching, {**caching, "MaxTTL": 100000})
    forwarding = {
        "Name": "temporary",
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "whitelist", "Cookies": several("a", "b")},
        "QueryStringsConfig": {"QueryStringBehavior": "all"},
    }
    changed = {**forwarding, "Comment": "a"}
    _lives(client, "origin_request_policy", "OriginRequestPolicyConfig", forwarding, changed)
    headers = {
        "Name": "temporary",
        "CustomHeadersConfig": several({"Header": "X-A", "Value": "a", "Override": True}),
    }
    cors = {
        "AccessControlAllowOrigins": several("https://example.com"),
        "AccessControlAllowHeaders": several("*"),
        "AccessControlAllowMethods": several("ALL"),
        "AccessControlAllowCredentials": False,
        "OriginOverride": True,
    }
    _lives(
        client,
        "response_headers_policy",
        "ResponseHeadersPolicyConfig",
        headers,
        {**headers, "CorsConfig": cors},
    )


def test_what_else_distributions_refer_to_lives_and_ends(client: Any, edge: Edge) -> None:
    control = {
        "Name": "temporary",
        "SigningProtocol": "sigv4",
        "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3",
    }
    changed = {**control, "SigningBehavior": "no-override"}
    _lives(client, "origin_access_control", "OriginAccessControlConfig", control, changed)
    identity = {"CallerReference": "a", "Comment": "a"}
    member = "CloudFrontOriginAccessIdentityConfig"
    _lives(client, "cloud_front_origin_access_identity", member, identity, {**identity, "Comment": "b"})
    key = edge.public_key("temporary")
    _lives(client, "public_key", "PublicKeyConfig", key, {**key, "Comment": "b"})
    group = {"Name": "temporary", "Items": [edge.key]}
    _lives(client, "key_group", "KeyGroupConfig", group, {**group, "Comment": "b"})
    origin = {
        "Name": "inner",
        "Arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1",
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "https-only",
    }
    _lives(client, "vpc_origin", "VpcOriginEndpointConfig", origin, {**origin, "HTTPSPort": 8443})


def test_a_function_is_written_and_published(client: Any) -> None:
    made = client.create_function(Name="stages", FunctionConfig=FUNCTION, FunctionCode=CODE)
    code = b"function handler(event) { return event.response; }"
    updated = client.update_function(
        Name="stages", IfMatch=made["ETag"], FunctionConfig=FUNCTION, FunctionCode=code
    )
    assert error_code(client.describe_function, Name="stages", Stage="LIVE") == "NoSuchFunctionExists"
    client.publish_function(Name="stages", IfMatch=updated["ETag"])
    live = client.get_function(Name="stages", Stage="LIVE")
    assert live["FunctionCode"].read() == code
    assert error_code(client.delete_function, Name="stages", IfMatch="E1") == "PreconditionFailed"
    client.delete_function(Name="stages", IfMatch=updated["ETag"])
    assert error_code(client.describe_function, Name="stages", Stage="LIVE") == "NoSuchFunctionExists"


def test_a_distribution_can_be_monitored(client: Any, edge: Edge) -> None:
    one = {"DistributionId": edge.distribution}
    assert error_code(client.get_monitoring_subscription, **one) == "NoSuchMonitoringSubscription"
    wanted = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    client.create_monitoring_subscription(**one, MonitoringSubscription=wanted)
    assert client.get_monitoring_subscription(**one)["MonitoringSubscription"] == wanted
    client.delete_monitoring_subscription(**one)
    assert error_code(client.delete_monitoring_subscription, **one) == "NoSuchMonitoringSubscription"
