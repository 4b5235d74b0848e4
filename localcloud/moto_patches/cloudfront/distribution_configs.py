"""Configurations of distributions.

moto keeps its own idea of a configuration and loses what is not in it (P10): origin access, functions, S3 and
VPC origins, gRPC, the settings of legacy caching. Here a configuration is kept as it was given, with what AWS
adds.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, Final

from moto.cloudfront.models import DISTRIBUTION_CONFIG_FIELDS, DistributionConfig, ViewerCertificate

from localcloud.moto_patches.cloudfront._service import Settings, items
from localcloud.moto_patches.cloudfront.managed_policies import quantity
from localcloud.moto_service import replace

NONE: Final[Settings] = {"Quantity": 0}

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


@cache
def apply() -> None:
    """Keep configurations as they were given, with what AWS adds."""
    DISTRIBUTION_CONFIG_FIELDS.append("Staging")
    replace(DistributionConfig, "__init__", _configure)
