"""The lifecycle of a bucket's objects: read from its arguments, and written as S3's rules. No resources
here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._args import Reader
from ._argument_kinds import read_numbers
from ._bucket_preset import Preset
from ._storage_class import StorageClass, fitting, transition_problems

LONGEST_DAYS = 36500
"""A hundred years: more than any rule needs, less than S3 takes."""


@dataclass(frozen=True)
class Lifecycle:
    """What becomes of objects, by their age in days."""

    transition_days: Mapping[StorageClass, int]
    expire_after_days: int
    """0: never."""
    noncurrent_expire_after_days: int
    abort_upload_after_days: int


def read_lifecycle(reader: Reader, preset: Preset) -> Lifecycle:
    """The lifecycle that a bucket's arguments ask for; what is wrong with it counts in `reader`."""
    expire = reader.whole_number("expire_after_days", preset.expire_after_days, range(LONGEST_DAYS + 1))
    given = _read_transitions(reader)
    transitions = fitting(preset.transition_days, expire) if given is None else given
    for wrong, allowed in transition_problems(transitions, expire):
        reader.problem("transition_days", wrong, allowed)
    return Lifecycle(
        transition_days=transitions,
        expire_after_days=expire,
        noncurrent_expire_after_days=reader.whole_number(
            "noncurrent_expire_after_days",
            preset.noncurrent_expire_after_days,
            range(1, LONGEST_DAYS + 1),
        ),
        abort_upload_after_days=reader.whole_number("abort_upload_after_days", 7, range(1, 366)),
    )


def lifecycle_rules(lifecycle: Lifecycle) -> list[dict[str, Any]]:
    """The rules of a BucketLifecycleConfiguration, for the objects of the whole bucket."""
    rules = [
        _rule(
            "noncurrent-versions",
            noncurrent_version_expiration={"noncurrent_days": lifecycle.noncurrent_expire_after_days},
        ),
        _rule(
            "unfinished-uploads",
            abort_incomplete_multipart_upload={"days_after_initiation": lifecycle.abort_upload_after_days},
        ),
    ]
    if lifecycle.transition_days or lifecycle.expire_after_days:
        rules.insert(0, _current_versions(lifecycle))
    return rules


def _current_versions(lifecycle: Lifecycle) -> dict[str, Any]:
    ordered = sorted(lifecycle.transition_days.items(), key=lambda item: item[1])
    actions: dict[str, Any] = {}
    if ordered:
        actions["transitions"] = [{"days": days, "storage_class": str(name)} for name, days in ordered]
    if lifecycle.expire_after_days:
        actions["expiration"] = {"days": lifecycle.expire_after_days}
    return _rule("current-versions", **actions)


def _rule(rule_id: str, **actions: Any) -> dict[str, Any]:
    return {"id": rule_id, "status": "Enabled", "filter": {"prefix": ""}, **actions}


def _read_transitions(reader: Reader) -> dict[StorageClass, int] | None:
    if reader.get("transition_days") is None:
        return None
    days = read_numbers(reader, "transition_days", {}, range(LONGEST_DAYS + 1))
    for name in days:
        if name not in list(StorageClass):
            reader.problem("transition_days", f"the storage class {name!r}", ", ".join(StorageClass))
    return {one: days[one] for one in StorageClass if one in days}
