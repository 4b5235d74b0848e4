"""KMS.

What moto accepts, and AWS refuses: a key policy that is not one, names a principal that does not exist, or
locks its author out; an alias of AWS's own or an overlong one; a waiting period other than 7 to 30 days; a
rotation period other than 90 to 2560 days; using or changing a key that waits for its deletion, encrypting
with a disabled one.

What moto gets wrong: some services have no key managed by AWS; the rotation period and the date of the next
rotation are lost; enabling, disabling and deleting a key crash when it is named by its ARN.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from moto.core.utils import unix_time, utcnow
from moto.kms.exceptions import NotAuthorizedException
from moto.kms.models import KmsBackend, kms_backends
from moto.kms.responses import KmsResponse
from moto.kms.utils import RESERVED_ALIASE_TARGET_KEY_IDS, RESERVED_ALIASES

from localcloud.iam_principals import is_unknown
from localcloud.moto_service import AwsError, Request, Service, constraint_violation, replace
from localcloud.policy_documents import PolicyDocumentError, Statement, covers_action, principals, statements

KMS: Final = Service(KmsResponse, "kms_backend")

WAITING_DAYS: Final = range(7, 31)
ROTATION_DAYS: Final = range(90, 2561)
DEFAULT_ROTATION_DAYS: Final = 365
LONGEST_ALIAS: Final = 256

NOT_WHILE_PENDING_DELETION: Final = {
    "create_alias": "TargetKeyId",
    "update_alias": "TargetKeyId",
    "create_grant": "KeyId",
    "disable_key": "KeyId",
    "disable_key_rotation": "KeyId",
    "enable_key": "KeyId",
    "enable_key_rotation": "KeyId",
    "get_key_rotation_status": "KeyId",
    "schedule_key_deletion": "KeyId",
    "tag_resource": "KeyId",
    "untag_resource": "KeyId",
    "update_key_description": "KeyId",
}
USES: Final = {
    "encrypt": "KeyId",
    "decrypt": "KeyId",
    "generate_data_key": "KeyId",
    "generate_data_key_without_plaintext": "KeyId",
    "generate_mac": "KeyId",
    "re_encrypt": "DestinationKeyId",
    "sign": "KeyId",
    "verify": "KeyId",
    "verify_mac": "KeyId",
}
"""Operations that need a key in a certain state, and the parameter that names it."""

MANAGED: Final = ("backup", "elasticache", "kafka", "sqs", "aps", "inspector2", "cloudtrail", "mq", "airflow")
"""Services whose key, managed by AWS, moto does not know."""


def find_key(account_id: str, region: str, key: str) -> Any | None:
    """The key (moto's object) that an id, ARN or alias names in a region, or None."""
    backend = kms_backends[account_id][region]
    if key.startswith("arn:") and key.split(":")[3] != region:
        return None
    alias = backend.get_alias_name(key)
    key_id = backend.get_key_id_from_alias(alias) if alias.startswith("alias/") else backend.get_key_id(key)
    return backend.keys.get(key_id)


def _validation(message: str) -> AwsError:
    return AwsError("ValidationException", message)


def _require_state(parameter: str, *, enabled: bool) -> Any:
    def check(backend: Any, request: Request) -> None:
        named = request.get(parameter)
        key = find_key(backend.account_id, backend.region_name, named) if named else None
        if key is None:
            return
        if key.key_state == "PendingDeletion":
            raise AwsError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
        if enabled and key.key_state == "Disabled":
            raise AwsError("DisabledException", f"{key.arn} is disabled.")

    return check


def _refuse_alias(_: Any, request: Request) -> None:
    name = request["AliasName"]
    if name.startswith("alias/aws/"):
        raise NotAuthorizedException
    if len(name) > LONGEST_ALIAS or name == "alias/":
        raise _validation(
            constraint_violation(
                "aliasName",
                name,
                f"Member must have length less than or equal to {LONGEST_ALIAS} and name something after "
                "alias/",
            )
        )


def _refuse_range(parameter: str, allowed: range) -> Any:
    def check(_: Any, request: Request) -> None:
        days = request.get(parameter)
        if days is not None and int(days) not in allowed:
            raise _validation(
                constraint_violation(
                    parameter,
                    days,
                    f"Member must have value between {allowed.start} and {allowed.stop - 1}",
                )
            )

    return check


def _refuse_policy(backend: Any, request: Request) -> None:
    document = request.get("Policy")
    if not document:
        return
    try:
        found = statements(document)
    except PolicyDocumentError as error:
        raise _malformed(f"The policy is malformed: {error}.") from None
    if any(not statement.get("Principal") and not statement.get("NotPrincipal") for statement in found):
        raise _malformed("Policy contains a statement with no principal")
    named = {principal for statement in found for principal in principals(statement, "AWS")}
    if any(is_unknown(backend, principal) for principal in named):
        raise _malformed("Policy contains a statement with one or more invalid principals.")
    if not request.get("BypassPolicyLockoutSafetyCheck") and not _lets_owner_change_it(backend, found):
        raise _malformed("The new key policy will not allow you to update the key policy in the future.")


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocumentException", message)


def _lets_owner_change_it(backend: Any, found: Iterable[Statement]) -> bool:
    return any(
        statement["Effect"] == "Allow"
        and covers_action(statement, "kms:PutKeyPolicy")
        and any(
            principal == "*" or backend.account_id in principal for principal in principals(statement, "AWS")
        )
        for statement in found
    )


def _refuse_rotation(backend: Any, request: Request) -> None:
    key = find_key(backend.account_id, backend.region_name, request["KeyId"])
    if key is not None and (key.key_spec != "SYMMETRIC_DEFAULT" or key.origin != "AWS_KMS"):
        raise AwsError(
            "UnsupportedOperationException", f"{key.arn} origin or key spec does not support rotation."
        )


def _keep_rotation(backend: Any, request: Request, _: Any) -> None:
    key = find_key(backend.account_id, backend.region_name, request["KeyId"])
    if key is not None:
        key.rotation_period = request.get("RotationPeriodInDays") or DEFAULT_ROTATION_DAYS
        key.rotation_since = utcnow()


def _show_rotation(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    key = find_key(backend.account_id, backend.region_name, request["KeyId"])
    if key is not None:
        answer["KeyId"] = key.arn
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = key.rotation_period
            answer["NextRotationDate"] = unix_time(key.rotation_since + timedelta(days=key.rotation_period))


def _show_deletion(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    key = find_key(backend.account_id, backend.region_name, request["KeyId"])
    if key is not None:
        answer["KeyId"] = key.arn
        answer["KeyState"] = key.key_state
        answer["PendingWindowInDays"] = request.get("PendingWindowInDays", WAITING_DAYS.stop - 1)


def _by_key_id(original: Callable[..., Any], self: Any, key_id: str, *args: Any) -> Any:
    return original(self, self.get_key_id(key_id), *args)


@cache
def apply() -> None:
    """Put moto's KMS right."""
    for alias in (f"alias/aws/{service}" for service in MANAGED):
        if alias not in RESERVED_ALIASES:
            RESERVED_ALIASES.append(alias)
            RESERVED_ALIASE_TARGET_KEY_IDS[alias] = str(uuid5(NAMESPACE_URL, alias))
    KMS.refuse(
        {
            "create_alias": [_refuse_alias],
            "create_key": [_refuse_policy],
            "delete_alias": [_refuse_alias],
            "enable_key_rotation": [
                _refuse_range("RotationPeriodInDays", ROTATION_DAYS),
                _refuse_rotation,
            ],
            "put_key_policy": [_refuse_policy],
            "schedule_key_deletion": [_refuse_range("PendingWindowInDays", WAITING_DAYS)],
            "update_alias": [_refuse_alias],
        }
    )
    KMS.refuse(
        {
            operation: [_require_state(parameter, enabled=False)]
            for operation, parameter in NOT_WHILE_PENDING_DELETION.items()
        }
    )
    KMS.refuse(
        {operation: [_require_state(parameter, enabled=True)] for operation, parameter in USES.items()}
    )
    KMS.complete(
        {
            "enable_key_rotation": _keep_rotation,
            "get_key_rotation_status": _show_rotation,
            "schedule_key_deletion": _show_deletion,
        }
    )
    for method in ("cancel_key_deletion", "disable_key", "enable_key", "schedule_key_deletion"):
        replace(KmsBackend, method, _by_key_id)
