"""What distributions refer to by id: policies, origin access, keys and VPC origins, one table for all."""

from dataclasses import dataclass
from typing import Any, Final

from localcloud.moto_patches.cloudfront._service import Settings
from localcloud.moto_patches.cloudfront.managed_policies import managed


@dataclass
class Kept:
    """One thing of a kind.

    Attributes: id: its id. config: its configuration as it was given. version: the ETag of that. changed:
        when it was last changed. others: what CloudFront tells of it besides.
    """

    id: str
    config: Settings
    version: str
    changed: Any
    others: Settings


@dataclass(frozen=True)
class Kind:
    """A kind of thing that distributions refer to.

    Attributes: name: as its operations have it: ``CachePolicy``. operation: the part of its operations'
        names, in snake case. plural: the same for its list. path: of its URL. config: what requests and
        answers call its configuration. missing, taken, used: error codes. unique: the member that no two have
        the same. fixed: members that do not change. managed: the key of AWS's own ones. whole: the members of
        a list's item are those of the configuration, instead of the thing.
    """

    name: str
    operation: str
    plural: str
    path: str
    config: str
    missing: str
    taken: str
    used: str
    unique: str = "Name"
    fixed: tuple[str, ...] = ()
    managed: str = ""
    flat: bool = False


def _policy(name: str, operation: str, path: str, key: str) -> Kind:
    return Kind(
        name,
        operation,
        operation.removesuffix("y") + "ies",
        path,
        f"{name}Config",
        f"NoSuch{name}",
        f"{name}AlreadyExists",
        f"{name}InUse",
        managed=key,
    )


CACHE_POLICY: Final = _policy("CachePolicy", "cache_policy", "cache-policy", "cache")
ORIGIN_REQUEST_POLICY: Final = _policy(
    "OriginRequestPolicy", "origin_request_policy", "origin-request-policy", "origin_request"
)
RESPONSE_HEADERS_POLICY: Final = _policy(
    "ResponseHeadersPolicy", "response_headers_policy", "response-headers-policy", "response_headers"
)
ACCESS_CONTROL: Final = Kind(
    "OriginAccessControl",
    "origin_access_control",
    "origin_access_controls",
    "origin-access-control",
    "OriginAccessControlConfig",
    "NoSuchOriginAccessControl",
    "OriginAccessControlAlreadyExists",
    "OriginAccessControlInUse",
    flat=True,
)
ACCESS_IDENTITY: Final = Kind(
    "CloudFrontOriginAccessIdentity",
    "cloud_front_origin_access_identity",
    "cloud_front_origin_access_identities",
    "origin-access-identity/cloudfront",
    "CloudFrontOriginAccessIdentityConfig",
    "NoSuchCloudFrontOriginAccessIdentity",
    "CloudFrontOriginAccessIdentityAlreadyExists",
    "CloudFrontOriginAccessIdentityInUse",
    unique="CallerReference",
    fixed=("CallerReference",),
    flat=True,
)
PUBLIC_KEY: Final = Kind(
    "PublicKey",
    "public_key",
    "public_keys",
    "public-key",
    "PublicKeyConfig",
    "NoSuchPublicKey",
    "PublicKeyAlreadyExists",
    "PublicKeyInUse",
    fixed=("CallerReference", "Name", "EncodedKey"),
    flat=True,
)
KEY_GROUP: Final = Kind(
    "KeyGroup",
    "key_group",
    "key_groups",
    "key-group",
    "KeyGroupConfig",
    "NoSuchResource",
    "KeyGroupAlreadyExists",
    "ResourceInUse",
)
VPC_ORIGIN: Final = Kind(
    "VpcOrigin",
    "vpc_origin",
    "vpc_origins",
    "vpc-origin",
    "VpcOriginEndpointConfig",
    "EntityNotFound",
    "EntityAlreadyExists",
    "CannotDeleteEntityWhileInUse",
    flat=True,
)
KINDS: Final = (
    CACHE_POLICY,
    ORIGIN_REQUEST_POLICY,
    RESPONSE_HEADERS_POLICY,
    ACCESS_CONTROL,
    ACCESS_IDENTITY,
    PUBLIC_KEY,
    KEY_GROUP,
    VPC_ORIGIN,
)
PATHS: Final = tuple(kind.path for kind in KINDS)


def all_of(backend: Any, kind: Kind) -> dict[str, Kept]:
    """Everything of a kind that a backend has, by id; AWS's own policies are not among it."""
    kept: dict[str, Kept] = backend.__dict__.setdefault("settings_by_kind", {}).setdefault(kind.name, {})
    return kept


def exists(backend: Any, kind: Kind, one: str) -> bool:
    """Whether there is one with that id, AWS's own included."""
    return one in all_of(backend, kind) or bool(kind.managed and one in managed(kind.managed))
