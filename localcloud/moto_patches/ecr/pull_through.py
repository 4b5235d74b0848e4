"""Pull-through cache rules, which moto does not have."""

import re
from functools import cache
from typing import Any, Final

from moto.core.utils import utcnow
from moto.secretsmanager.models import secretsmanager_backends

from localcloud.iam_principals import role_of
from localcloud.moto_patches.ecr._service import ECR, invalid_parameter, registry_of
from localcloud.moto_service import AwsError, Request, table_of

PREFIX: Final = re.compile(r"ROOT|(?=.{2,30}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*")
UPSTREAMS: Final = {
    "public.ecr.aws": ("ecr-public", False),
    "quay.io": ("quay", False),
    "registry.k8s.io": ("k8s", False),
    "registry-1.docker.io": ("docker-hub", True),
    "ghcr.io": ("github-container-registry", True),
    "registry.gitlab.com": ("gitlab-container-registry", True),
    "cgr.dev": ("chainguard", True),
}
"""Upstream registry -> its name in the API, and whether it needs credentials.

Source: the Amazon ECR user guide, Sync an upstream registry.
"""
AZURE: Final = re.compile(r"[a-z0-9]+\.azurecr\.io")
PRIVATE: Final = re.compile(r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com")
SECRET_NAME: Final = "ecr-pullthroughcache/"
"""How the name of a secret with the credentials of an upstream registry must begin."""


def _rules(backend: Any) -> dict[str, dict[str, Any]]:
    """The rules of a backend by repository prefix."""
    found: dict[str, dict[str, Any]] = table_of(backend, "pull_through_cache_rules")
    return found


def _upstream(url: str) -> tuple[str, bool]:
    """The name of an upstream registry, and whether it needs credentials."""
    if url in UPSTREAMS:
        return UPSTREAMS[url]
    if AZURE.fullmatch(url):
        return "azure-container-registry", True
    if PRIVATE.fullmatch(url):
        return "ecr", False
    raise AwsError(
        "UnsupportedUpstreamRegistryException",
        f"The upstream registry '{url}' is not supported: use one of {', '.join(UPSTREAMS)}, "
        "<name>.azurecr.io or a private registry",
    )


def _refuse(backend: Any, request: Request) -> None:
    prefix = request["ecrRepositoryPrefix"]
    if not PREFIX.fullmatch(prefix):
        raise invalid_parameter("ecrRepositoryPrefix", f"must satisfy regular expression '{PREFIX.pattern}'")
    if prefix in _rules(backend):
        raise AwsError(
            "PullThroughCacheRuleAlreadyExistsException",
            f"A pull through cache rule with the prefix '{prefix}' already exists in the registry with id "
            f"'{registry_of(backend)}'",
        )
    _, guarded = _upstream(request["upstreamRegistryUrl"])
    if guarded and not request.get("credentialArn"):
        raise invalid_parameter("credentialArn", f"{request['upstreamRegistryUrl']} needs credentials")


def _refuse_credentials(backend: Any, request: Request) -> None:
    arn = request.get("credentialArn")
    if arn:
        secret = secretsmanager_backends[backend.account_id][backend.region_name].secrets.get(arn)
        if secret is None or secret.is_deleted():
            raise AwsError("SecretNotFoundException", f"The secret {arn} does not exist")
        if not secret.name.startswith(SECRET_NAME):
            raise invalid_parameter("credentialArn", f"the secret's name must begin with {SECRET_NAME}")
    role = request.get("customRoleArn")
    if role and role_of(backend, role) is None:
        raise invalid_parameter("customRoleArn", f"the role {role} does not exist")


def _find(backend: Any, request: Request) -> dict[str, Any]:
    prefix = request["ecrRepositoryPrefix"]
    if prefix not in _rules(backend):
        raise AwsError(
            "PullThroughCacheRuleNotFoundException",
            f"The pull through cache rule with the prefix '{prefix}' does not exist in the registry with id "
            f"'{registry_of(backend)}'",
        )
    return _rules(backend)[prefix]


def _create(backend: Any, request: Request) -> dict[str, Any]:
    name, _ = _upstream(request["upstreamRegistryUrl"])
    now = utcnow()
    rule = {
        "ecrRepositoryPrefix": request["ecrRepositoryPrefix"],
        "upstreamRegistryUrl": request["upstreamRegistryUrl"],
        "upstreamRegistry": request.get("upstreamRegistry") or name,
        "upstreamRepositoryPrefix": request.get("upstreamRepositoryPrefix") or "ROOT",
        "credentialArn": request.get("credentialArn"),
        "customRoleArn": request.get("customRoleArn"),
        "registryId": registry_of(backend),
        "createdAt": now,
        "updatedAt": now,
    }
    _rules(backend)[rule["ecrRepositoryPrefix"]] = rule
    return rule


def _update(backend: Any, request: Request) -> dict[str, Any]:
    rule = _find(backend, request)
    changed = {name: request[name] for name in ("credentialArn", "customRoleArn") if request.get(name)}
    rule |= {**changed, "updatedAt": utcnow()}
    return rule


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    return _rules(backend).pop(_find(backend, request)["ecrRepositoryPrefix"])


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    named = request.get("ecrRepositoryPrefixes")
    if named:
        return {
            "pullThroughCacheRules": [_find(backend, {"ecrRepositoryPrefix": prefix}) for prefix in named]
        }
    return {"pullThroughCacheRules": list(_rules(backend).values())}


def _validate(backend: Any, request: Request) -> dict[str, Any]:
    return {**_find(backend, request), "isValid": True}


@cache
def apply() -> None:
    """Give moto's registry pull-through cache rules."""
    ECR.extend(
        {
            "create_pull_through_cache_rule": _create,
            "update_pull_through_cache_rule": _update,
            "delete_pull_through_cache_rule": _delete,
            "describe_pull_through_cache_rules": _describe,
            "validate_pull_through_cache_rule": _validate,
        }
    )
    ECR.refuse(
        {
            "create_pull_through_cache_rule": [_refuse, _refuse_credentials],
            "update_pull_through_cache_rule": [_refuse_credentials],
        }
    )
