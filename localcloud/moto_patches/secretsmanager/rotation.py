"""Rotation of secrets.

What moto accepts, and AWS refuses: rotation of a secret that no function rotates, or with two schedules.

What moto gets wrong: the schedule is lost unless it is in days; rotation leaves the secret without a value,
as no function runs here (a secret that a database owns gets a new password instead, any other keeps its
value).
"""

import json
import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError
from moto.secretsmanager.exceptions import OperationNotPermittedOnReplica, SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend
from moto.secretsmanager.utils import random_password

from localcloud.moto_patches.secretsmanager._service import SECRETS, find, invalid_parameter, invalid_request
from localcloud.moto_service import AwsError, Request, replace

DAYS: Final = "AutomaticallyAfterDays"
ROTATION_DAYS: Final = range(1, 1001)
MANAGED_ROTATION_DAYS: Final = 7
SECONDS_A_DAY: Final = 24 * 60 * 60
EXPRESSION: Final = "ScheduleExpression"
EXPRESSION_FORM: Final = re.compile(r"rate\(\d+ (hours?|days?)\)|cron\(([^ ]+ ){5}[^ ]+\)")


def _refuse_rotation(backend: Any, request: Request) -> None:
    secret = find(backend, request)
    if secret is None or isinstance(secret, ReplicaSecret):
        return
    rules = request.get("RotationRules") or {}
    if DAYS in rules and EXPRESSION in rules:
        raise invalid_parameter(
            f"You can't specify both {DAYS} and {EXPRESSION} in the rotation rules; choose one."
        )
    if rules.get(DAYS) is not None and rules[DAYS] not in ROTATION_DAYS:
        raise invalid_parameter(f"RotationRules.{DAYS} must be within 1-1000.")
    expression = rules.get(EXPRESSION)
    if expression is not None and not EXPRESSION_FORM.fullmatch(expression):
        raise invalid_parameter(f"The rotation schedule expression is not valid: {expression}")
    function = request.get("RotationLambdaARN") or secret.rotation_lambda_arn
    if not function and not secret.owning_service:
        raise invalid_request("No Lambda rotation function ARN is associated with this secret.")
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


@cache
def apply() -> None:
    """Put rotation right."""
    FakeSecret.rotation_rules = {}
    replace(SecretsManagerBackend, "rotate_secret", _rotate)
    replace(SecretsManagerBackend, "create_managed_secret", _create_managed)
    replace(FakeSecret, "to_dict", _describe)
    SECRETS.refuse({"rotate_secret": [_refuse_rotation]})
