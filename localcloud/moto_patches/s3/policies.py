"""Policies of buckets.

What moto accepts, and AWS refuses: text that is no policy, a statement without principal, for another bucket,
for another service or for a role that does not exist; a policy for everyone where that is blocked.

What moto gets wrong: it takes a refusal that depends on a condition (no TLS) for one without, and then
refuses to read objects; and it finds the permission to deliver logs only in its own way of writing it.
"""

import json
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeBucket

from localcloud.iam_principals import is_unknown
from localcloud.moto_patches.s3._service import bucket_of, refuse, s3_error
from localcloud.moto_service import Request, replace
from localcloud.policy_documents import PolicyDocumentError, as_list, covers_action, principals, statements

LONGEST: Final = 20 * 1024
LOG_DELIVERY: Final = "logging.s3.amazonaws.com"
RESTRICTING_KEYS: Final = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceip",
        "aws:userid",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    }
)
"""With a condition on one of these a policy is not for everyone: S3 user guide, The meaning of "public"."""


OF_BUCKET: Final = ("s3:listbucket", "s3:getbucket", "s3:putbucket", "s3:deletebucket", "s3:getencryption")
OF_OBJECT: Final = (
    "s3:getobject",
    "s3:putobject",
    "s3:deleteobject",
    "s3:abortmultipart",
    "s3:listmultipart",
)


def _malformed(message: str) -> S3ClientError:
    return s3_error("MalformedPolicy", message)


def _refuse(backend: Any, request: Request) -> None:
    bucket = bucket_of(backend, request)
    text = request["Policy"]
    document = text.decode() if isinstance(text, bytes) else text
    if len(document) > LONGEST:
        raise s3_error("InvalidPolicyDocument", "The policy is larger than 20 KB.")
    try:
        found = statements(document)
    except PolicyDocumentError as error:
        if not document.lstrip().startswith("{"):
            raise _malformed("Policies must be valid JSON and the first byte must be '{'") from None
        raise _malformed(f"This policy contains invalid Json: {error}") from None
    for statement in found:
        _check(backend, bucket, statement)
    block = bucket.public_access_block
    if block is not None and block.block_public_policy and any(map(is_public, found)):
        raise s3_error(
            "AccessDenied",
            f"User: arn:{backend.partition}:iam::{backend.account_id}:root is not authorized to perform: "
            f'"s3:PutBucketPolicy" on resource: "{bucket.arn}" because public policies are prevented by the '
            "BlockPublicPolicy setting in S3 Block Public Access.",
        )


def _check(backend: Any, bucket: Any, statement: dict[str, Any]) -> None:
    if not statement.get("Principal") and not statement.get("NotPrincipal"):
        raise _malformed("Missing required field Principal")
    resources = [*as_list(statement.get("Resource")), *as_list(statement.get("NotResource"))]
    if not resources:
        raise _malformed("Missing required field Resource")
    for resource in resources:
        if not _concerns(bucket, str(resource)):
            raise _malformed("Policy has invalid resource")
    for action in [*as_list(statement.get("Action")), *as_list(statement.get("NotAction"))]:
        if action != "*" and not str(action).lower().startswith("s3:"):
            raise _malformed("Policy has invalid action")
    if not _fit(statement):
        raise _malformed("Action does not apply to any resource(s) in statement")
    if any(is_unknown(backend, principal) for principal in principals(statement, "AWS")):
        raise _malformed("Invalid principal in policy")


def _concerns(bucket: Any, resource: str) -> bool:
    return (
        resource == "*"
        or re.split(r"[/*]", resource)[0] == bucket.arn
        or ("*" in resource and fnmatchcase(bucket.arn, resource.partition("/")[0]))
    )


def _fit(statement: dict[str, Any]) -> bool:
    """Whether some action of a statement is about the kind of thing that its resources are."""
    actions = [str(action).lower() for action in as_list(statement.get("Action"))]
    resources = [str(resource) for resource in as_list(statement.get("Resource"))]
    if not actions or not resources or any("*" in resource.partition("/")[0] for resource in resources):
        return True
    objects, buckets = any("/" in item for item in resources), any("/" not in item for item in resources)
    for action in actions:
        only_bucket = action.startswith(OF_BUCKET) and "*" not in action
        only_object = action.startswith(OF_OBJECT) and "*" not in action
        if (not only_bucket or buckets) and (not only_object or objects):
            return True
    return False


def is_public(statement: dict[str, Any]) -> bool:
    """Whether a statement lets everyone in."""
    if statement["Effect"] != "Allow" or "*" not in principals(statement, "AWS"):
        return False
    keys = {key.lower() for test in (statement.get("Condition") or {}).values() for key in test}
    return not keys & RESTRICTING_KEYS


def _without_conditions(bucket: Any) -> Iterator[dict[str, Any]]:
    for statement in as_list(json.loads(bucket.policy)["Statement"]):
        if not statement.get("Condition"):
            yield statement


def _permission(original: Callable[..., Any], self: Any, action: str, resource: str) -> Any:
    if self.policy is None:
        return original(self, action, resource)
    whole = self.policy
    kept = list(_without_conditions(self))
    if not kept:
        return PermissionResult.NEUTRAL
    self.policy = json.dumps({"Version": "2012-10-17", "Statement": kept}).encode()
    try:
        return original(self, action, resource)
    finally:
        self.policy = whole


def _lets_log(target: Any, prefix: str | None) -> bool:
    if not target.policy:
        return False
    written = f"{target.arn}/{prefix or ''}log"
    return any(
        statement["Effect"] == "Allow"
        and covers_action(statement, "s3:PutObject")
        and LOG_DELIVERY in principals(statement, "Service")
        and any(fnmatchcase(written, str(item)) for item in as_list(statement.get("Resource")))
        for statement in statements(target.policy.decode())
    )


def _log_permission(target_bucket: Any, target_prefix: str | None) -> bool:
    return _lets_log(target_bucket, target_prefix)


@cache
def apply() -> None:
    """Put moto's bucket policies right."""
    replace(FakeBucket, "get_permission", _permission)
    FakeBucket._log_permissions_enabled_policy = staticmethod(_log_permission)
    refuse({"PutBucketPolicy": [_refuse]})
