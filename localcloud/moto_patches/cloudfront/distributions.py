"""Distributions.

moto keeps its own idea of a configuration and loses what is not in it (P10): origin access, functions, S3 and
VPC origins, gRPC, the settings of legacy caching. Here a configuration is kept as it was given, with what AWS
adds.

What moto accepts, and AWS refuses: references to what does not exist (policies, access controls, functions,
key groups, certificates, web ACLs, log buckets); aliases without a certificate that covers them, or of
another distribution; caching said twice or not at all; a change of an old version; deleting while enabled.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from moto.backends import get_backend
from moto.cloudfront.exceptions import NoSuchDistribution, OriginDoesNotExist
from moto.cloudfront.models import (
    DISTRIBUTION_CONFIG_FIELDS,
    CloudFrontBackend,
    Distribution,
    DistributionConfig,
    ViewerCertificate,
)
from moto.core.utils import utcnow

from localcloud.moto_patches.cloudfront._service import (
    Settings,
    behaviors,
    check_version,
    invalid_argument,
    items,
    new_id,
)
from localcloud.moto_patches.cloudfront.functions import live_functions
from localcloud.moto_patches.cloudfront.managed_policies import quantity
from localcloud.moto_patches.cloudfront.settings import (
    ACCESS_CONTROL,
    ACCESS_IDENTITY,
    CACHE_POLICY,
    KEY_GROUP,
    ORIGIN_REQUEST_POLICY,
    RESPONSE_HEADERS_POLICY,
    VPC_ORIGIN,
    Kind,
    all_of,
    exists,
)
from localcloud.moto_service import AwsError, replace

NONE: Final[Settings] = {"Quantity": 0}
CERTIFICATES: Final = "us-east-1"
"""The region that CloudFront takes certificates from."""

DEFAULTS: Final[Settings] = {
    "Aliases": NONE,
    "DefaultRootObject": "",
    "OriginGroups": NONE,
    "CacheBehaviors": NONE,
    "CustomErrorResponses": NONE,
    "Comment": "",
    "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
    "PriceClass": "PriceClass_All",
    "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
    "WebACLId": "",
    "HttpVersion": "http2",
    "IsIPV6Enabled": True,
    "ContinuousDeploymentPolicyId": "",
    "Staging": False,
}
ORIGIN_DEFAULTS: Final[Settings] = {
    "OriginPath": "",
    "CustomHeaders": NONE,
    "ConnectionAttempts": 3,
    "ConnectionTimeout": 10,
    "OriginShield": {"Enabled": False},
    "OriginAccessControlId": "",
}
CUSTOM_ORIGIN_DEFAULTS: Final[Settings] = {
    "OriginSslProtocols": quantity(["TLSv1", "TLSv1.1", "TLSv1.2"]),
    "OriginReadTimeout": 30,
    "OriginKeepaliveTimeout": 5,
}
S3_ORIGIN_DEFAULTS: Final[Settings] = {"OriginAccessIdentity": ""}
VPC_ORIGIN_DEFAULTS: Final[Settings] = {"OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5}
BEHAVIOR_DEFAULTS: Final[Settings] = {
    "TrustedSigners": {"Enabled": False, "Quantity": 0},
    "TrustedKeyGroups": {"Enabled": False, "Quantity": 0},
    "SmoothStreaming": False,
    "Compress": False,
    "LambdaFunctionAssociations": NONE,
    "FunctionAssociations": NONE,
    "FieldLevelEncryptionId": "",
    "GrpcConfig": {"Enabled": False},
}
LEGACY_DEFAULTS: Final[Settings] = {"MinTTL": 0, "DefaultTTL": 86400, "MaxTTL": 31536000}
FORWARDED_DEFAULTS: Final[Settings] = {
    "QueryString": False,
    "Cookies": {"Forward": "none"},
    "Headers": NONE,
    "QueryStringCacheKeys": NONE,
}
METHODS: Final = ["HEAD", "GET"]
POLICIES: Final = {
    "CachePolicyId": CACHE_POLICY,
    "OriginRequestPolicyId": ORIGIN_REQUEST_POLICY,
    "ResponseHeadersPolicyId": RESPONSE_HEADERS_POLICY,
}
ACCESS_KINDS: Final = {
    "s3": ".s3.",
    "mediastore": ".mediastore.",
    "lambda": ".lambda-url.",
    "mediapackagev2": ".mediapackagev2.",
}
"""Kind of origin that an access control is for -> what its domain name has in it."""


def _completed(config: Settings) -> Settings:
    """A configuration with what AWS adds to what was given."""
    whole = deepcopy(DEFAULTS) | deepcopy(config)
    whole["Origins"] = quantity(_complete_origin(origin) for origin in items(whole["Origins"]))
    whole["DefaultCacheBehavior"] = _complete_behavior(whole["DefaultCacheBehavior"])
    others = [_complete_behavior(behavior) for behavior in items(whole["CacheBehaviors"])]
    whole["CacheBehaviors"] = quantity(others) if others else dict(NONE)
    return whole


def _complete_origin(origin: Settings) -> Settings:
    whole = deepcopy(ORIGIN_DEFAULTS) | origin
    for member, defaults in (
        ("CustomOriginConfig", CUSTOM_ORIGIN_DEFAULTS),
        ("S3OriginConfig", S3_ORIGIN_DEFAULTS),
        ("VpcOriginConfig", VPC_ORIGIN_DEFAULTS),
    ):
        if whole.get(member) is not None:
            whole[member] = deepcopy(defaults) | whole[member]
    return whole


def _complete_behavior(behavior: Settings) -> Settings:
    whole = deepcopy(BEHAVIOR_DEFAULTS) | behavior
    methods = whole.setdefault("AllowedMethods", quantity(METHODS))
    methods.setdefault("CachedMethods", quantity(METHODS))
    for member in ("TrustedSigners", "TrustedKeyGroups"):
        whole[member] = {**whole[member], "Enabled": bool(items(whole[member]))}
    for association in items(whole["LambdaFunctionAssociations"]):
        association.setdefault("IncludeBody", False)
    if whole.get("ForwardedValues"):
        whole["ForwardedValues"] = deepcopy(FORWARDED_DEFAULTS) | whole["ForwardedValues"]
        whole = {**LEGACY_DEFAULTS, **whole}
    return whole


def _certificate(given: Settings | None) -> ViewerCertificate:
    settings = {name: value for name, value in (given or {}).items() if value not in (None, "")}
    own = settings.get("ACMCertificateArn") or settings.get("IAMCertificateId")
    certificate = ViewerCertificate(settings)
    certificate.cloud_front_default_certificate = not own
    if own:
        certificate.certificate = own
        certificate.certificate_source = "acm" if settings.get("ACMCertificateArn") else "iam"
    else:
        certificate.ssl_support_method = "vip"
        certificate.minimum_protocol_version = "TLSv1"
        certificate.certificate = None
    for member in ("iam_certificate_id", "acm_certificate_arn"):
        setattr(certificate, member, getattr(certificate, member) or None)
    return certificate


def _configure(_: Callable[..., None], self: Any, config: Settings) -> None:
    settings = _completed(config)
    self.settings = settings
    self.__dict__.update(settings)
    self.ViewerCertificate = _certificate(config.get("ViewerCertificate"))
    self.caller_reference = config["CallerReference"]


def _check(backend: Any, config: Settings, own: str | None) -> None:
    _check_origins(backend, config)
    _check_behaviors(backend, config)
    _check_aliases(backend, config, own)
    _check_certificate(backend, config)
    _check_web_acl(backend, config.get("WebACLId") or "")
    _check_logs(backend, config.get("Logging") or {})
    restriction = (config.get("Restrictions") or {}).get("GeoRestriction") or {}
    if restriction.get("RestrictionType", "none") != "none" and not items(restriction):
        raise AwsError(
            "InvalidGeoRestrictionParameter", "The specified geo restriction parameter is not valid."
        )


def _refuse_twice(values: Iterable[str], what: str) -> None:
    found = list(values)
    if len(set(found)) < len(found):
        raise invalid_argument(f"The {what} must be unique.")


def _check_origins(backend: Any, config: Settings) -> None:
    origins = items(config["Origins"])
    _refuse_twice((origin["Id"] for origin in origins), "ids of the origins")
    for origin in origins:
        _check_origin(backend, origin)
    ids = {origin["Id"] for origin in origins}
    for group in items(config.get("OriginGroups")):
        if any(member["OriginId"] not in ids for member in items(group["Members"])):
            raise OriginDoesNotExist
        ids.add(group["Id"])
    if any(behavior["TargetOriginId"] not in ids for behavior in behaviors(config)):
        raise OriginDoesNotExist


def _check_origin(backend: Any, origin: Settings) -> None:
    kinds = [
        member for member in ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig") if member in origin
    ]
    if len(kinds) != 1:
        raise invalid_argument(
            f"The origin {origin['Id']} must have exactly one of S3OriginConfig, CustomOriginConfig and "
            "VpcOriginConfig."
        )
    if kinds == ["S3OriginConfig"] and ".s3" not in origin["DomainName"]:
        raise invalid_argument("The parameter Origin DomainName does not refer to a valid S3 bucket.")
    identity = (origin.get("S3OriginConfig") or {}).get("OriginAccessIdentity") or ""
    control = origin.get("OriginAccessControlId") or ""
    if identity and control:
        raise AwsError(
            "IllegalOriginAccessConfiguration",
            "An origin cannot have both an origin access control and an origin access identity.",
        )
    if identity and not exists(backend, ACCESS_IDENTITY, identity.rpartition("/")[2]):
        raise AwsError(
            "InvalidOriginAccessIdentity", "The origin access identity is not valid or doesn't exist."
        )
    if control:
        _check_access_control(backend, origin, control)
    vpc_origin = (origin.get("VpcOriginConfig") or {}).get("VpcOriginId")
    if vpc_origin and not exists(backend, VPC_ORIGIN, vpc_origin):
        raise AwsError("EntityNotFound", f"The VPC origin {vpc_origin} does not exist.")


def _check_access_control(backend: Any, origin: Settings, control: str) -> None:
    if not exists(backend, ACCESS_CONTROL, control):
        raise AwsError(
            "InvalidOriginAccessControl", "The origin access control is not valid or doesn't exist."
        )
    kind = all_of(backend, ACCESS_CONTROL)[control].config["OriginAccessControlOriginType"]
    if ACCESS_KINDS.get(kind, "") not in origin["DomainName"]:
        raise AwsError(
            "InvalidDomainNameForOriginAccessControl",
            f"An origin access control for {kind} cannot be associated with the domain name "
            f"{origin['DomainName']}.",
        )


def _check_behaviors(backend: Any, config: Settings) -> None:
    _refuse_twice(
        (behavior["PathPattern"] for behavior in items(config.get("CacheBehaviors"))), "path patterns"
    )
    for behavior in behaviors(config):
        for member, kind in POLICIES.items():
            _check_policy(backend, kind, behavior.get(member))
        _check_caching(behavior)
        _check_functions(backend, behavior)
        for group in items(behavior.get("TrustedKeyGroups")):
            if not exists(backend, KEY_GROUP, group):
                raise AwsError("TrustedKeyGroupDoesNotExist", "The specified key group does not exist.")


def _check_policy(backend: Any, kind: Kind, one: str | None) -> None:
    if one and not exists(backend, kind, one):
        raise AwsError(kind.missing, f"The specified {kind.name} does not exist: {one}")


def _check_caching(behavior: Settings) -> None:
    if behavior.get("CachePolicyId"):
        if behavior.get("ForwardedValues") or any(behavior.get(member) for member in LEGACY_DEFAULTS):
            raise invalid_argument(
                "The parameter ForwardedValues, MinTTL, MaxTTL and DefaultTTL cannot be used when a cache "
                "policy is associated to the cache behavior."
            )
    elif not behavior.get("ForwardedValues"):
        raise invalid_argument("The parameter ForwardedValues is required.")
    elif behavior.get("OriginRequestPolicyId"):
        raise invalid_argument("An origin request policy needs a cache policy.")
    times = list(
        (LEGACY_DEFAULTS | {name: behavior[name] for name in LEGACY_DEFAULTS if name in behavior}).values()
    )
    if behavior.get("ForwardedValues") and times != sorted(times):
        raise AwsError("InvalidTTLOrder", "The TTL order specified is not valid: MinTTL, DefaultTTL, MaxTTL.")


def _check_functions(backend: Any, behavior: Settings) -> None:
    associations = items(behavior.get("FunctionAssociations"))
    events = [item["EventType"] for item in associations]
    lambdas = [item["EventType"] for item in items(behavior.get("LambdaFunctionAssociations"))]
    _refuse_twice([*events, *lambdas], "events of a cache behavior's functions")
    live = {function.arn for function in live_functions(backend).values()}
    for association in associations:
        if association["FunctionARN"] not in live:
            raise AwsError(
                "InvalidFunctionAssociation",
                f"The function {association['FunctionARN']} does not exist in the LIVE stage.",
            )
        if association["EventType"] not in ("viewer-request", "viewer-response"):
            raise AwsError(
                "InvalidFunctionAssociation",
                "A CloudFront function can only be associated with viewer-request and viewer-response.",
            )
    for association in items(behavior.get("LambdaFunctionAssociations")):
        if not association["LambdaFunctionARN"].rpartition(":")[2].isdigit():
            raise AwsError(
                "InvalidLambdaFunctionAssociation",
                "The function ARN must reference a specific function version. (The ARN must end with the "
                "version number.)",
            )


def _check_aliases(backend: Any, config: Settings, own: str | None) -> None:
    aliases = set(items(config.get("Aliases")))
    for distribution in backend.distributions.values():
        if distribution.id != own and aliases & set(items(distribution.distribution_config.Aliases)):
            raise AwsError(
                "CNAMEAlreadyExists",
                "One or more of the CNAMEs you provided are already associated with a different resource.",
            )


def _invalid_certificate(message: str) -> AwsError:
    return AwsError("InvalidViewerCertificate", message)


def _check_certificate(backend: Any, config: Settings) -> None:
    given = config.get("ViewerCertificate") or {}
    arn = given.get("ACMCertificateArn")
    aliases = items(config.get("Aliases"))
    if not arn and not given.get("IAMCertificateId"):
        if aliases:
            raise _invalid_certificate(
                "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a "
                "trusted certificate that validates your authorization to use the domain name."
            )
        return
    if not arn:
        return
    names = _names_of_certificate(backend, arn)
    if names is None:
        raise _invalid_certificate(
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or "
            "doesn't include a valid certificate chain."
        )
    if given.get("SSLSupportMethod") is None:
        raise _invalid_certificate(
            "The parameter SSLSupportMethod is required with a certificate of your own."
        )
    for alias in aliases:
        if not any(_covers(name, alias) for name in names):
            raise _invalid_certificate(
                "The certificate that is attached to your distribution doesn't cover the alternate domain "
                f"name (CNAME) that you're trying to add: {alias}"
            )


def _names_of_certificate(backend: Any, arn: str) -> list[str] | None:
    """The names that a certificate is for; None if CloudFront cannot use it."""
    certificates = get_backend("acm")[backend.account_id][CERTIFICATES]
    if arn not in certificates._certificates:
        return None
    certificate = certificates.get_certificate(arn)
    return [certificate.common_name, *certificate.sans] if certificate.status == "ISSUED" else None


def _covers(name: str, alias: str) -> bool:
    return fnmatchcase(alias, name) and alias.count(".") == name.count(".")


def _check_web_acl(backend: Any, named: str) -> None:
    if not named.startswith("arn:"):
        if named:
            raise AwsError("InvalidWebACLId", f"The web ACL {named} does not exist: WAF Classic has none.")
        return
    if named not in get_backend("wafv2")[backend.account_id]["global"].wacls:
        raise AwsError(
            "InvalidWebACLId",
            "A web ACL ID specified is not valid. To specify a web ACL created using the latest version "
            "of AWS WAF, use the ACL ARN.",
        )


def _check_logs(backend: Any, logging: Settings) -> None:
    if not logging.get("Enabled") or not logging.get("Bucket"):
        return
    name = logging["Bucket"].partition(".s3.")[0]
    bucket = get_backend("s3")[backend.account_id][backend.partition].buckets.get(name)
    if bucket is None or ".s3." not in logging["Bucket"]:
        raise invalid_argument("The parameter Logging Bucket does not refer to a valid S3 bucket.")
    if bucket.ownership_rule == "BucketOwnerEnforced":
        raise invalid_argument(
            "The S3 bucket that you specified for CloudFront logs does not enable ACL access: "
            f"{logging['Bucket']}"
        )


def _create(
    original: Callable[..., Any], self: Any, distribution_config: Settings, tags: list[dict[str, str]]
) -> Any:
    _check(self, distribution_config, None)
    return original(self, distribution_config, tags)


def _start(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    original(self, *args, **kwargs)
    self.etag, self.last_modified_time = new_id(), utcnow()


def _update(_: Callable[..., Any], self: Any, dist_config: Settings, _id: str, if_match: str) -> Any:
    if _id not in self.distributions:
        raise NoSuchDistribution
    distribution = self.distributions[_id]
    check_version(distribution.etag, {"IfMatch": if_match})
    if dist_config["CallerReference"] != distribution.distribution_config.caller_reference:
        raise AwsError("IllegalUpdate", "The update contains modifications that are not allowed.")
    _check(self, dist_config, _id)
    distribution.distribution_config = DistributionConfig(dist_config)
    distribution.etag, distribution.last_modified_time = new_id(), utcnow()
    distribution.advance()
    return distribution, distribution.location, distribution.etag


def _delete(original: Callable[..., None], self: Any, distribution_id: str, if_match: str) -> None:
    if distribution_id not in self.distributions:
        raise NoSuchDistribution
    distribution = self.distributions[distribution_id]
    check_version(distribution.etag, {"IfMatch": if_match})
    if distribution.distribution_config.Enabled:
        raise AwsError(
            "DistributionNotDisabled", "The distribution you are trying to delete has not been disabled."
        )
    original(self, distribution_id, if_match)
    self.tagger.delete_all_tags_for_resource(distribution.arn)


@cache
def apply() -> None:
    """Put moto's distributions right."""
    DISTRIBUTION_CONFIG_FIELDS.append("Staging")
    replace(DistributionConfig, "__init__", _configure)
    replace(Distribution, "__init__", _start)
    replace(CloudFrontBackend, "create_distribution", _create)
    replace(CloudFrontBackend, "update_distribution", _update)
    replace(CloudFrontBackend, "delete_distribution", _delete)
