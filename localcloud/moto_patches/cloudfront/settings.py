"""The operations on what distributions refer to by id.

moto has origin access controls, public keys and key groups, but keeps one version of them for ever, lets them
be deleted while in use, and has no update of keys and groups. It lacks the three kinds of policy, origin
access identities and VPC origins. They all work alike, so here they are made from one table.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.core.utils import utcnow

from localcloud.moto_patches.cloudfront._service import (
    CLOUDFRONT,
    Settings,
    check_version,
    invalid_argument,
    items,
    new_id,
    users,
)
from localcloud.moto_patches.cloudfront.kinds import (
    ACCESS_IDENTITY,
    CACHE_POLICY,
    KEY_GROUP,
    KINDS,
    PUBLIC_KEY,
    RESPONSE_HEADERS_POLICY,
    VPC_ORIGIN,
    Kept,
    Kind,
    all_of,
    exists,
)
from localcloud.moto_patches.cloudfront.managed_policies import managed
from localcloud.moto_service import AwsError, Operation, Request

IMMUTABLE: Final = {PUBLIC_KEY: "CannotChangeImmutablePublicKeyFields", ACCESS_IDENTITY: "IllegalUpdate"}
PAGE: Final = 100


def _find(backend: Any, kind: Kind, one: str) -> Kept:
    if one in all_of(backend, kind):
        return all_of(backend, kind)[one]
    if kind.managed and one in managed(kind.managed):
        return _of_aws(kind, one)
    raise AwsError(kind.missing, f"The {kind.name} does not exist.")


def _of_aws(kind: Kind, one: str) -> Kept:
    return Kept(one, managed(kind.managed)[one], "E23ZP02F085DFQ", "2021-01-01T00:00:00Z", {})


def _answer(kind: Kind, kept: Kept) -> Settings:
    return {kind.name: _whole(kind, kept), "ETag": kept.version}


def _whole(kind: Kind, kept: Kept) -> Settings:
    return {"Id": kept.id, kind.config: kept.config, "LastModifiedTime": kept.changed, **kept.others}


def _check_unique(backend: Any, kind: Kind, config: Settings, own: str | None) -> None:
    value = config.get(kind.unique)
    others = [kept for kept in all_of(backend, kind).values() if kept.id != own]
    aws = managed(kind.managed).values() if kind.managed else ()
    if value in [kept.config.get(kind.unique) for kept in others] or value in [p[kind.unique] for p in aws]:
        raise AwsError(
            kind.taken, f"A {kind.name} with the same {kind.unique} already exists in this account: {value}"
        )


def _create(kind: Kind) -> Operation:
    def create(backend: Any, request: Request) -> Settings:
        config = dict(request[kind.config])
        _check_unique(backend, kind, config, None)
        CHECKS.get(kind, _accept)(backend, config)
        one = str(uuid4()) if kind.managed or kind is KEY_GROUP else new_id()
        if kind is VPC_ORIGIN:
            one = f"vo_{new_id(22)[1:]}"
        others = OTHERS.get(kind, _nothing_else)(backend, one)
        kept = Kept(one, config, new_id(), utcnow(), others)
        all_of(backend, kind)[one] = kept
        location = f"https://cloudfront.amazonaws.com/2020-05-31/{kind.path}/{one}"
        return {**_answer(kind, kept), "Location": location}

    return create


def _get(kind: Kind) -> Operation:
    return lambda backend, request: _answer(kind, _find(backend, kind, request["Id"]))


def _get_config(kind: Kind) -> Operation:
    def get(backend: Any, request: Request) -> Settings:
        kept = _find(backend, kind, request["Id"])
        return {kind.config: kept.config, "ETag": kept.version}

    return get


def _changeable(backend: Any, kind: Kind, request: Request, refusal: str) -> Kept:
    kept = _find(backend, kind, request["Id"])
    if kept.id not in all_of(backend, kind):
        raise AwsError(refusal, f"You cannot change the {kind.name} {kept.id}, which AWS manages.")
    check_version(kept.version, request)
    return kept


def _update(kind: Kind) -> Operation:
    def update(backend: Any, request: Request) -> Settings:
        kept = _changeable(backend, kind, request, "IllegalUpdate")
        config = dict(request[kind.config])
        for member in kind.fixed:
            if (config.get(member) or "").strip() != (kept.config.get(member) or "").strip():
                raise AwsError(IMMUTABLE[kind], f"You can't change the value of {member} of a {kind.name}.")
        _check_unique(backend, kind, config, kept.id)
        CHECKS.get(kind, _accept)(backend, config)
        kept.config, kept.version, kept.changed = config, new_id(), utcnow()
        return _answer(kind, kept)

    return update


def _delete(kind: Kind) -> Operation:
    def delete(backend: Any, request: Request) -> Settings:
        kept = _changeable(backend, kind, request, "IllegalDelete")
        names = {kept.id, str(kept.others.get("Arn"))}
        groups = all_of(backend, KEY_GROUP).values() if kind is PUBLIC_KEY else ()
        if users(backend, names) or any(kept.id in group.config["Items"] for group in groups):
            raise AwsError(
                kind.used, f"Cannot delete the {kind.name} because it is attached to something else."
            )
        del all_of(backend, kind)[kept.id]
        return _answer(kind, kept) if kind is VPC_ORIGIN else {}

    return delete


def _list(kind: Kind) -> Operation:
    def everything(backend: Any, request: Request) -> Settings:
        found = list(all_of(backend, kind).values())
        of_aws = [_of_aws(kind, one) for one in (managed(kind.managed) if kind.managed else ())]
        wanted = {"custom": found, "managed": of_aws}.get(request.get("Type", ""), [*of_aws, *found])
        made = [_item(kind, kept) for kept in wanted]
        page = {"MaxItems": PAGE, "Quantity": len(made), "Items": made, "IsTruncated": False, "Marker": ""}
        return {_list_name(kind): page}

    return everything


def _list_name(kind: Kind) -> str:
    return f"{kind.name}List"


def _item(kind: Kind, kept: Kept) -> Settings:
    if kind.flat:
        return {**kept.config, **_whole(kind, kept)}
    if kind.managed:
        is_custom = kept.id not in managed(kind.managed)
        return {"Type": "custom" if is_custom else "managed", kind.name: _whole(kind, kept)}
    return {kind.name: _whole(kind, kept)}


def _check_key_group(backend: Any, config: Settings) -> None:
    for key in config.get("Items") or ():
        if not exists(backend, PUBLIC_KEY, key):
            raise invalid_argument(f"The public key {key} does not exist.")


def _check_ttl(_: Any, config: Settings) -> None:
    least = config["MinTTL"]
    default = config.setdefault("DefaultTTL", max(86400, least))
    most = config.setdefault("MaxTTL", max(31536000, default))
    if not least <= default <= most:
        raise invalid_argument("The parameters MinTTL, DefaultTTL and MaxTTL must be in ascending order.")


def _accept(_: Any, __: Settings) -> None:
    """The check of kinds that have none."""


def _nothing_else(_: Any, __: str) -> Settings:
    return {}


def _check_response_headers(_: Any, config: Settings) -> None:
    parts = [name for name in config if name.endswith("Config")]
    if not parts:
        raise invalid_argument("The response headers policy must contain at least one configuration.")
    methods = items((config.get("CorsConfig") or {}).get("AccessControlAllowMethods"))
    if "ALL" in methods and len(methods) > 1:
        raise invalid_argument("ALL cannot be combined with other methods in AccessControlAllowMethods.")


def _check_public_key(_: Any, config: Settings) -> None:
    if "BEGIN PUBLIC KEY" not in (config.get("EncodedKey") or ""):
        raise invalid_argument(
            "Your request contains an invalid public key: it must be a PEM-encoded RSA or ECDSA key."
        )


def _identity_facts(_: Any, one: str) -> Settings:
    return {"S3CanonicalUserId": (uuid4().hex + uuid4().hex)[:64].ljust(64, one[-1].lower())}


def _vpc_origin_facts(backend: Any, one: str) -> Settings:
    return {
        "Arn": f"arn:{backend.partition}:cloudfront::{backend.account_id}:vpcorigin/{one}",
        "AccountId": backend.account_id,
        "Status": "Deployed",
        "CreatedTime": utcnow(),
    }


CHECKS: Final[dict[Kind, Callable[[Any, Settings], None]]] = {
    CACHE_POLICY: _check_ttl,
    RESPONSE_HEADERS_POLICY: _check_response_headers,
    PUBLIC_KEY: _check_public_key,
    KEY_GROUP: _check_key_group,
}
OTHERS: Final[dict[Kind, Callable[[Any, str], Settings]]] = {
    ACCESS_IDENTITY: _identity_facts,
    PUBLIC_KEY: lambda *_: {"CreatedTime": utcnow()},
    VPC_ORIGIN: _vpc_origin_facts,
}


@cache
def apply() -> None:
    """Give CloudFront what distributions refer to."""
    for kind in KINDS:
        CLOUDFRONT.extend(
            {
                f"create_{kind.operation}": _create(kind),
                f"get_{kind.operation}": _get(kind),
                f"get_{kind.operation}_config": _get_config(kind),
                f"update_{kind.operation}": _update(kind),
                f"delete_{kind.operation}": _delete(kind),
                f"list_{kind.plural}": _list(kind),
            }
        )
