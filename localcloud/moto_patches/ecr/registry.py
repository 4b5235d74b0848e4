"""Templates of repositories, and settings of a registry, which moto lacks.

A template says what repositories are like that come into being by a pull-through cache or by replication.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from moto.core.utils import utcnow

from localcloud.moto_patches.ecr._service import ECR, check_key, invalid
from localcloud.moto_service import AwsError, Request, table_of

PREFIX: Final = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*/?")
ANY: Final = "ROOT"
"""The prefix of a rule or template that is for every repository without one of its own."""

APPLIED_FOR: Final = frozenset({"PULL_THROUGH_CACHE", "REPLICATION", "CREATE_ON_PUSH"})

SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "BASIC_SCAN_TYPE_VERSION": ("AWS_NATIVE", "CLAIR"),
    "REGISTRY_POLICY_SCOPE": ("V2", "V1"),
    "BLOB_MOUNTING": ("DISABLED", "ENABLED"),
}
"""Setting -> its values, the default first."""


def _templates(backend: Any) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = table_of(backend, "repository_creation_templates")
    return kept


def _check_prefix(name: str, prefix: str) -> None:
    if prefix != ANY and (not PREFIX.fullmatch(prefix) or not 2 <= len(prefix) <= 30):
        raise invalid(
            f"Invalid parameter at '{name}' failed to satisfy constraint: 'must satisfy regular expression "
            f"'{PREFIX.pattern}' and have length between 2 and 30'"
        )


def _template(backend: Any, request: Request) -> dict[str, Any]:
    prefix = request["prefix"]
    if prefix not in _templates(backend):
        raise AwsError(
            "TemplateNotFoundException",
            f"Repository creation template with prefix '{prefix}' does not exist in registry "
            f"'{backend.account_id}'.",
        )
    return _templates(backend)[prefix]


def _template_answer(backend: Any, template: dict[str, Any]) -> dict[str, Any]:
    return {"registryId": backend.account_id, "repositoryCreationTemplate": template}


def _check_template(backend: Any, request: Request) -> None:
    _check_prefix("prefix", request["prefix"])
    unknown = set(request.get("appliedFor") or ()) - APPLIED_FOR
    if unknown:
        raise invalid(f"Invalid parameter at 'appliedFor': '{unknown.pop()}' is not supported")
    check_key(backend, request)
    backend.validate_image_tag_mutability_params_compatibility(
        request.get("imageTagMutability"), request.get("imageTagMutabilityExclusionFilters")
    )


def _create_template(backend: Any, request: Request) -> dict[str, Any]:
    _check_template(backend, request)
    prefix = request["prefix"]
    if prefix in _templates(backend):
        raise AwsError(
            "TemplateAlreadyExistsException",
            f"Repository creation template with prefix '{prefix}' already exists in registry "
            f"'{backend.account_id}'.",
        )
    now = utcnow()
    defaults = {"encryptionConfiguration": {"encryptionType": "AES256"}, "imageTagMutability": "MUTABLE"}
    template = {**defaults, **request, "createdAt": now, "updatedAt": now}
    _templates(backend)[prefix] = template
    return _template_answer(backend, template)


def _update_template(backend: Any, request: Request) -> dict[str, Any]:
    template = _template(backend, request)
    _check_template(backend, request)
    template |= {**request, "updatedAt": utcnow()}
    return _template_answer(backend, template)


def _delete_template(backend: Any, request: Request) -> dict[str, Any]:
    template = _template(backend, request)
    del _templates(backend)[request["prefix"]]
    return _template_answer(backend, template)


def _describe_templates(backend: Any, request: Request) -> dict[str, Any]:
    wanted = request.get("prefixes")
    found = [item for prefix, item in _templates(backend).items() if not wanted or prefix in wanted]
    return {"registryId": backend.account_id, "repositoryCreationTemplates": found}


def _get_setting(backend: Any, request: Request) -> dict[str, Any]:
    name = request["name"]
    if name not in SETTINGS:
        raise invalid(f"Invalid parameter at 'name' failed to satisfy constraint: '{name}' is not a setting")
    kept: dict[str, Any] = table_of(backend, "account_settings")
    return {"name": name, "value": kept.get(name, SETTINGS[name][0])}


def _put_setting(backend: Any, request: Request) -> dict[str, Any]:
    name, value = _get_setting(backend, request)["name"], request["value"]
    if value not in SETTINGS[name]:
        allowed = ", ".join(SETTINGS[name])
        raise invalid(f"Invalid parameter at 'value' failed to satisfy constraint: must be one of {allowed}")
    backend.account_settings[name] = value
    return {"name": name, "value": value}


@cache
def apply() -> None:
    """Add what moto's registries lack."""
    ECR.extend(
        {
            "create_repository_creation_template": _create_template,
            "update_repository_creation_template": _update_template,
            "delete_repository_creation_template": _delete_template,
            "describe_repository_creation_templates": _describe_templates,
            "get_account_setting": _get_setting,
            "put_account_setting": _put_setting,
        }
    )
