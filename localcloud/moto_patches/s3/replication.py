"""Replication that AWS refuses, and moto accepts."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import uuid4

from moto.s3.exceptions import MissingBucket

from localcloud.iam_principals import role_of
from localcloud.moto_patches.s3._service import invalid_argument, invalid_request, refuse
from localcloud.moto_service import Request


def _refuse(backend: Any, request: Request) -> None:
    settings = request["ReplicationConfiguration"]
    rules = settings.get("Rules") or []
    _check_role(backend, settings.get("Role") or "")
    for rule in rules:
        rule.setdefault("ID", str(uuid4()))
        _check_destination(backend, rule)
        if "Filter" in rule and "DeleteMarkerReplication" not in rule:
            raise invalid_request(
                "DeleteMarkerReplication must be specified for this version of Cross Region Replication "
                "configuration schema. Please refer to S3 Developer Guide for more information."
            )
        if "Filter" in rule and len(rules) > 1 and "Priority" not in rule:
            raise invalid_request(
                "Priority must be specified for this version of Cross Region Replication configuration "
                "schema. Please refer to S3 Developer Guide for more information."
            )
    _refuse_twice((rule["Priority"] for rule in rules if "Priority" in rule), "priority")
    _refuse_twice((rule["ID"] for rule in rules), "ID")


def _refuse_twice(values: Iterable[Any], what: str) -> None:
    found = list(values)
    if len(set(found)) < len(found):
        raise invalid_request(f"Found duplicate {what} value. Rule {what}s must be unique.")


def _check_role(backend: Any, arn: str) -> None:
    if role_of(backend, arn) is None:
        raise invalid_argument(f"Invalid role ARN: {arn}")


def _check_destination(backend: Any, rule: dict[str, Any]) -> None:
    name = rule["Destination"]["Bucket"].rpartition(":")[2]
    try:
        bucket = backend.get_bucket(name)
    except MissingBucket:
        raise invalid_request("Destination bucket must exist.") from None
    if not bucket.is_versioned:
        raise invalid_request("Destination bucket must have versioning enabled.")


@cache
def apply() -> None:
    """Refuse replication as AWS does."""
    refuse({"PutBucketReplication": [_refuse]})
