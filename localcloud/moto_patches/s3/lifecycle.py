"""Lifecycle rules that AWS refuses, and moto accepts."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final
from uuid import uuid4

from localcloud.moto_patches.s3._service import invalid_argument, invalid_request, refuse, s3_error
from localcloud.moto_service import Request

ACTIONS: Final = (
    "Transitions",
    "Expiration",
    "NoncurrentVersionTransitions",
    "NoncurrentVersionExpiration",
    "AbortIncompleteMultipartUpload",
)
INFREQUENT: Final = ("STANDARD_IA", "ONEZONE_IA")
FEWEST_DAYS_BEFORE_INFREQUENT: Final = 30
FEWEST_DAYS_IN_INFREQUENT: Final = 30
WARMEST_FIRST: Final = (
    "STANDARD_IA",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
)
MOST_RULES: Final = 1000
LONGEST_ID: Final = 255


def _refuse(_: Any, request: Request) -> None:
    rules = (request.get("LifecycleConfiguration") or {}).get("Rules") or []
    if not rules or len(rules) > MOST_RULES or not all(map(_is_well_formed, rules)):
        raise s3_error(
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    for rule in rules:
        rule.setdefault("ID", str(uuid4()))
        _check(rule)
    ids = [rule["ID"] for rule in rules]
    if len(set(ids)) < len(ids):
        raise invalid_argument("Rule ID must be unique. Found same ID for more than one rule")


def _is_well_formed(rule: dict[str, Any]) -> bool:
    """Whether a rule has one way to say what it is about, and that says one thing."""
    return ("Filter" in rule) != ("Prefix" in rule) and len(rule.get("Filter") or {}) <= 1


def _check(rule: dict[str, Any]) -> None:
    if len(rule["ID"]) > LONGEST_ID:
        raise invalid_argument(f"ID length should not exceed allowed limit of {LONGEST_ID}")
    if not any(rule.get(action) for action in ACTIONS):
        raise invalid_request("At least one action needs to be specified in a rule.")
    if rule.get("AbortIncompleteMultipartUpload") and _has(rule, "Tag", "Tags"):
        raise invalid_request("AbortIncompleteMultipartUpload cannot be specified with Tags.")
    if rule.get("AbortIncompleteMultipartUpload") and _has(
        rule, "ObjectSizeGreaterThan", "ObjectSizeLessThan"
    ):
        raise invalid_request("AbortIncompleteMultipartUpload cannot be specified with object size filters.")
    expiration = rule.get("Expiration") or {}
    _check_days("Expiration", expiration.get("Days"), "Days", 1)
    _check_transitions(rule, rule.get("Transitions") or (), "Transition", "Days", expiration.get("Days"))
    noncurrent = rule.get("NoncurrentVersionExpiration") or {}
    _check_days("NoncurrentVersionExpiration", noncurrent.get("NoncurrentDays"), "NoncurrentDays", 1)
    _check_transitions(
        rule,
        rule.get("NoncurrentVersionTransitions") or (),
        "NoncurrentVersionTransition",
        "NoncurrentDays",
        noncurrent.get("NoncurrentDays"),
    )


def _filters(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield rule.get("Filter") or {}
    yield (rule.get("Filter") or {}).get("And") or {}


def _has(rule: dict[str, Any], *members: str) -> bool:
    return any(member in part for part in _filters(rule) for member in members)


def _described(rule: dict[str, Any]) -> str:
    prefixes = [part["Prefix"] for part in _filters(rule) if part.get("Prefix")]
    return f"(prefix={prefixes[0] if prefixes else rule.get('Prefix') or ''})"


def _check_days(action: str, days: int | None, member: str, fewest: int) -> None:
    if days is not None and days < fewest:
        raise invalid_argument(f"'{member}' for {action} action must be a positive integer")


def _check_transitions(
    rule: dict[str, Any], transitions: Iterable[dict[str, Any]], action: str, member: str, end: int | None
) -> None:
    moves = sorted(
        ((move[member], move["StorageClass"]) for move in transitions if move.get(member) is not None),
        key=lambda move: _warmth(move[1]),
    )
    for days, storage in moves:
        if storage in INFREQUENT and days < FEWEST_DAYS_BEFORE_INFREQUENT:
            raise invalid_argument(
                f"'{member}' in {action} action must be greater than or equal to "
                f"{FEWEST_DAYS_BEFORE_INFREQUENT} for storageClass '{storage}'"
            )
    where = _described(rule)
    for (days, storage), (next_days, next_storage) in pairwise(moves):
        least = days + (FEWEST_DAYS_IN_INFREQUENT if storage in INFREQUENT else 1)
        if next_days < least:
            raise invalid_argument(
                f"'{member}' in the {action} action for StorageClass '{next_storage}' for filter '{where}' "
                f"must be {least - days} days more than 'filter '{where}'' in the {action} action for "
                f"StorageClass '{storage}'"
            )
    if moves and end is not None and end <= max(days for days, _ in moves):
        raise invalid_argument(
            f"'{member}' in the Expiration action for filter '{where}' must be greater than '{member}' in "
            f"the {action} action"
        )


def _warmth(storage: str) -> int:
    return WARMEST_FIRST.index(storage) if storage in WARMEST_FIRST else 0


@cache
def apply() -> None:
    """Refuse lifecycle rules as AWS does."""
    refuse({"PutBucketLifecycleConfiguration": [_refuse]})
