"""Secrets Manager.

What moto accepts, and AWS refuses: names and tags that cannot be; a KMS key that does not exist or cannot be
used; rotation of a secret that no function rotates, or with two schedules; changing a secret that is marked
for deletion or that another service owns; a resource policy that is none, or lets everyone in where that is
blocked.

What moto gets wrong: a name is taken by a secret in its recovery window with another error; the rotation
schedule is lost unless it is in days; rotation leaves the secret without a value, as no function runs here (a
secret that a database owns gets a new password instead, any other keeps its value); a description cannot be
emptied; versions without a label are listed; listing the versions of a secret that is not there crashes.
"""

import json
import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError
from moto.secretsmanager.exceptions import OperationNotPermittedOnReplica, SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.secretsmanager.utils import random_password

from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, Service, replace
from localcloud.policy_documents import PolicyDocumentError, principals, statements

SECRETS: Final = Service(SecretsManagerResponse, "backend")

NAME: Final = re.compile(r"[\w/+=.@!-]{1,512}", re.ASCII)
DAYS: Final = "AutomaticallyAfterDays"
ROTATION_DAYS: Final = range(1, 1001)
MANAGED_ROTATION_DAYS: Final = 7
SECONDS_A_DAY: Final = 24 * 60 * 60
EXPRESSION: Final = "ScheduleExpression"
EXPRESSION_FORM: Final = re.compile(r"rate\(\d+ (hours?|days?)\)|cron\(([^ ]+ ){5}[^ ]+\)")
MOST_TAGS: Final = 50

NOT_WHILE_DELETED: Final = (
    "delete_resource_policy",
    "get_resource_policy",
    "put_resource_policy",
    "put_secret_value",
    "replicate_secret_to_regions",
    "tag_resource",
    "untag_resource",
    "update_secret",
    "update_secret_version_stage",
)
NOT_WHILE_OWNED: Final = ("cancel_rotate_secret", "delete_secret", "put_secret_value", "update_secret")


def _invalid_parameter(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def _invalid_request(message: str) -> AwsError:
    return AwsError("InvalidRequestException", message)


def _find(backend: Any, request: Request) -> Any | None:
    return backend.secrets.get(request["SecretId"])


def _refuse_name(backend: Any, request: Request) -> None:
    name = request["Name"]
    if not NAME.fullmatch(name):
        raise AwsError(
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
            "-/_+=.@!",
        )
    existing = backend.secrets.get(name)
    if existing is not None and existing.is_deleted():
        raise _invalid_request(
            "You can't create this secret because a secret with this name is already scheduled for deletion."
        )


def _refuse_tags(backend: Any, request: Request) -> None:
    given = request.get("Tags") or []
    keys = [tag["Key"] for tag in given]
    if any(key.lower().startswith("aws:") for key in keys):
        raise _invalid_parameter("Tag keys that start with aws: are reserved for AWS use.")
    if len(set(keys)) < len(keys):
        raise _invalid_parameter("You can't have two tags with the same key.")
    secret = _find(backend, request) if "SecretId" in request else None
    existing = {tag["Key"] for tag in secret.tags or ()} if secret is not None else set()
    if len(existing | set(keys)) > MOST_TAGS:
        raise _invalid_parameter(f"You can't have more than {MOST_TAGS} tags on a secret.")


def _refuse_key(backend: Any, request: Request) -> None:
    _check_key(backend, request.get("KmsKeyId"))


def _refuse_value(backend: Any, request: Request) -> None:
    if request.get("SecretString") is not None and request.get("SecretBinary") is not None:
        raise _invalid_parameter("You can't specify both a binary secret value and a string secret value.")
    secret = _find(backend, request) if "SecretId" in request else None
    if secret is not None and not isinstance(secret, ReplicaSecret):
        _check_key(backend, secret.kms_key_id)


def _check_key(backend: Any, named: str | None) -> None:
    if not named or named == SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS:
        return
    key = find_key(backend.account_id, backend.region_name, named)
    if key is None:
        raise AwsError("AccessDeniedException", "Access to KMS is not allowed")
    if key.key_state != "Enabled":
        raise AwsError(
            "EncryptionFailure",
            f"Secrets Manager can't encrypt the protected secret text using KMS key {key.arn}: it is "
            f"{key.key_state}.",
        )


def _refuse_deleted(backend: Any, request: Request) -> None:
    secret = _find(backend, request)
    if secret is not None and secret.is_deleted():
        raise _invalid_request(
            "You can't perform this operation on the secret because it was marked for deletion."
        )


def _refuse_owned(backend: Any, request: Request) -> None:
    secret = _find(backend, request)
    if secret is not None and secret.owning_service:
        raise _invalid_request(
            "You can't perform this operation on the secret because it is managed by "
            f"{secret.owning_service}."
        )


def _refuse_rotation(backend: Any, request: Request) -> None:
    secret = _find(backend, request)
    if secret is None or isinstance(secret, ReplicaSecret):
        return
    rules = request.get("RotationRules") or {}
    if DAYS in rules and EXPRESSION in rules:
        raise _invalid_parameter(
            f"You can't specify both {DAYS} and {EXPRESSION} in the rotation rules; choose one."
        )
    if rules.get(DAYS) is not None and rules[DAYS] not in ROTATION_DAYS:
        raise _invalid_parameter(f"RotationRules.{DAYS} must be within 1-1000.")
    expression = rules.get(EXPRESSION)
    if expression is not None and not EXPRESSION_FORM.fullmatch(expression):
        raise _invalid_parameter(f"The rotation schedule expression is not valid: {expression}")
    function = request.get("RotationLambdaARN") or secret.rotation_lambda_arn
    if not function and not secret.owning_service:
        raise _invalid_request("No Lambda rotation function ARN is associated with this secret.")
    if function and not _function_exists(backend, function):
        raise AwsError(
            "AccessDeniedException",
            f"Secrets Manager cannot invoke the specified Lambda function: {function}",
        )


def _function_exists(backend: Any, arn: str) -> bool:
    try:
        get_backend("lambda")[backend.account_id][backend.region_name].get_function(arn)
    except JsonRESTError:
        return False
    return True


def _refuse_policy(backend: Any, request: Request) -> None:
    if _find(backend, request) is None:
        raise SecretNotFoundException
    try:
        found = statements(request["ResourcePolicy"])
    except PolicyDocumentError as error:
        raise AwsError(
            "MalformedPolicyDocumentException", f"This resource policy contains a syntax error: {error}."
        ) from None
    if any(not statement.get("Principal") and not statement.get("NotPrincipal") for statement in found):
        raise AwsError(
            "MalformedPolicyDocumentException",
            "This resource policy contains a syntax error: a statement has no Principal.",
        )
    if request.get("BlockPublicPolicy") and any(map(_is_public, found)):
        raise AwsError(
            "PublicPolicyException",
            "You can't attach this resource policy: it allows broad access to the secret.",
        )


def _is_public(statement: dict[str, Any]) -> bool:
    return (
        statement["Effect"] == "Allow"
        and not statement.get("Condition")
        and "*" in principals(statement, "AWS")
    )


def _rotate(
    _: Callable[..., str],
    self: Any,
    secret_id: str,
    client_request_token: str | None = None,
    rotation_lambda_arn: str | None = None,
    rotation_rules: dict[str, Any] | None = None,
    rotate_immediately: bool = True,
) -> str:
    secret = self.secrets.get(secret_id)
    if secret is None:
        raise SecretNotFoundException
    if isinstance(secret, ReplicaSecret):
        raise OperationNotPermittedOnReplica
    secret.rotation_lambda_arn = rotation_lambda_arn or secret.rotation_lambda_arn
    _schedule(secret, rotation_rules or secret.rotation_rules)
    if rotate_immediately and secret.owning_service:
        _renew_password(self, secret, client_request_token)
    if rotate_immediately:
        secret.last_rotation_date = int(time.time())
    answer: str = secret.to_short_dict()
    return answer


def _schedule(secret: Any, rules: dict[str, Any]) -> None:
    secret.rotation_requested = True
    secret.rotation_enabled = True
    secret.rotation_rules = dict(rules)
    if DAYS in rules:
        secret.next_rotation_date = int(time.time()) + rules[DAYS] * SECONDS_A_DAY


def _renew_password(backend: Any, secret: Any, version_id: str | None) -> None:
    content = json.loads(secret.versions[secret.default_version_id]["secret_string"])
    content["password"] = random_password(28, "", False, True, False, False, False, True)
    backend._add_secret(
        secret.name,
        secret_string=json.dumps(content),
        description=secret.description,
        tags=secret.tags,
        version_id=version_id,
    )


def _create_managed(original: Callable[..., Any], self: Any, **arguments: Any) -> Any:
    secret = original(self, **arguments)
    _schedule(secret, {DAYS: MANAGED_ROTATION_DAYS})
    return secret


def _describe(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    described = original(self)
    if self.rotation_requested:
        described["RotationRules"] = self.rotation_rules
        if not self.rotation_lambda_arn:
            described.pop("RotationLambdaARN")
    return described


def _labelled(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    return {version: stages for version, stages in original(self).items() if stages}


def _keep_description(backend: Any, request: Request, _: Any) -> None:
    if request.get("Description") == "":
        backend.secrets[request["SecretId"]].description = ""


def _list_versions(backend: Any, request: Request) -> dict[str, Any]:
    secret = _find(backend, request)
    if secret is None:
        raise SecretNotFoundException
    every = request.get("IncludeDeprecated", False)
    return {"ARN": secret.arn, "Name": secret.name, "Versions": list(_versions(secret, every=every))}


def _versions(secret: Any, *, every: bool) -> Iterable[dict[str, Any]]:
    for version_id, version in secret.versions.items():
        if every or version["version_stages"]:
            yield {
                "VersionId": version_id,
                "VersionStages": version["version_stages"],
                "CreatedDate": version["createdate"],
            }


def _answer_versions(response: Any) -> str:
    return json.dumps(_list_versions(response.backend, SECRETS.request(response)))


@cache
def apply() -> None:
    """Put moto's Secrets Manager right."""
    FakeSecret.rotation_rules = {}
    replace(SecretsManagerBackend, "rotate_secret", _rotate)
    replace(SecretsManagerBackend, "create_managed_secret", _create_managed)
    replace(FakeSecret, "to_dict", _describe)
    replace(FakeSecret, "_form_version_ids_to_stages", _labelled)
    SecretsManagerResponse.list_secret_version_ids = _answer_versions
    SECRETS.refuse(
        {
            "create_secret": [_refuse_name, _refuse_tags, _refuse_key, _refuse_value],
            "update_secret": [_refuse_key, _refuse_value],
            "put_secret_value": [_refuse_value],
            "tag_resource": [_refuse_tags],
            "rotate_secret": [_refuse_rotation],
            "put_resource_policy": [_refuse_policy],
        }
    )
    SECRETS.refuse({operation: [_refuse_owned] for operation in NOT_WHILE_OWNED})
    SECRETS.refuse({operation: [_refuse_deleted] for operation in NOT_WHILE_DELETED})
    SECRETS.complete({"update_secret": _keep_description})
