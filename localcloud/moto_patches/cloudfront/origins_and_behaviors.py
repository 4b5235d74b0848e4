"""Origins and cache behaviors of distributions, as AWS refuses them.

What moto accepts, and AWS refuses: references to what does not exist (policies, access controls, functions,
key groups); caching said twice or not at all.
"""

from collections.abc import Iterable
from typing import Any, Final

from moto.cloudfront.exceptions import OriginDoesNotExist

from localcloud.moto_patches.cloudfront._service import Settings, behaviors, invalid_argument, items
from localcloud.moto_patches.cloudfront.distribution_configs import LEGACY_DEFAULTS
from localcloud.moto_patches.cloudfront.functions import live_functions
from localcloud.moto_patches.cloudfront.kinds import (
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
from localcloud.moto_service import AwsError

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


def _refuse_twice(values: Iterable[str], what: str) -> None:
    found = list(values)
    if len(set(found)) < len(found):
        raise invalid_argument(f"The {what} must be unique.")


def check_origins(backend: Any, config: Settings) -> None:
    """Refuse origins that AWS refuses, and references to an origin that the configuration lacks."""
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


def check_behaviors(backend: Any, config: Settings) -> None:
    """Refuse cache behaviors that AWS refuses."""
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
