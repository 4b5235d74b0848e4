"""Storage classes of S3: which objects may move to which, when, and for how long they have to stay. Pure."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise


class StorageClass(StrEnum):
    """A storage class that objects can move to, by its name in the S3 API."""

    STANDARD_IA = "STANDARD_IA"
    """Infrequent access, at once."""
    INTELLIGENT_TIERING = "INTELLIGENT_TIERING"
    """S3 moves each object by how often it is read."""
    ONEZONE_IA = "ONEZONE_IA"
    """Infrequent access, in one zone only."""
    GLACIER_IR = "GLACIER_IR"
    """Glacier Instant Retrieval: at once."""
    GLACIER = "GLACIER"
    """Glacier Flexible Retrieval: in minutes to hours."""
    DEEP_ARCHIVE = "DEEP_ARCHIVE"
    """Glacier Deep Archive: in hours."""


EARLIEST_DAYS: Mapping[StorageClass, int] = {StorageClass.STANDARD_IA: 30, StorageClass.ONEZONE_IA: 30}
"""Age in days before which S3 refuses to move an object to the class (Transition in the S3 API
reference). Others take objects from the day they are made."""

MINIMUM_DAYS: Mapping[StorageClass, int] = {
    StorageClass.STANDARD_IA: 30,
    StorageClass.INTELLIGENT_TIERING: 0,
    StorageClass.ONEZONE_IA: 30,
    StorageClass.GLACIER_IR: 90,
    StorageClass.GLACIER: 90,
    StorageClass.DEEP_ARCHIVE: 180,
}
"""Days that S3 charges for, even when an object leaves the class sooner (S3 user guide, "Comparing the
Amazon S3 storage classes")."""

_ORDER = tuple(StorageClass)
_NOT_FROM = {(StorageClass.ONEZONE_IA, StorageClass.GLACIER_IR)}

Problem = tuple[str, str]
"""What was given, and what is allowed."""


def transition_problems(days: Mapping[StorageClass, int], expire_after_days: int) -> Iterator[Problem]:
    """What is wrong with moving objects to classes after `days`, and deleting them after `expire_after_days`
    (0: never).

    Refused is what S3 refuses, and leaving a class before what it charges for in any case.
    """
    for storage_class, day in days.items():
        earliest = EARLIEST_DAYS.get(storage_class, 0)
        if day < earliest:
            yield f"{storage_class} after {_days(day)}", f"{storage_class} after {earliest} days or more"
    ordered = sorted(days, key=lambda one: (days[one], _ORDER.index(one)))
    for earlier, later in pairwise(ordered):
        yield from _move_problems(earlier, later, days)
    if ordered and expire_after_days:
        yield from _expiry_problems(ordered[-1], days[ordered[-1]], expire_after_days)


def fitting(days: Mapping[StorageClass, int], expire_after_days: int) -> dict[StorageClass, int]:
    """Those of the moves that are worth while when objects are deleted after `expire_after_days` (0:
    never)."""
    return {
        storage_class: day
        for storage_class, day in days.items()
        if not expire_after_days or day < expire_after_days >= day + MINIMUM_DAYS[storage_class]
    }


def _move_problems(
    earlier: StorageClass, later: StorageClass, days: Mapping[StorageClass, int]
) -> Iterator[Problem]:
    given = f"{earlier} after {_days(days[earlier])}, then {later} after {_days(days[later])}"
    if days[earlier] == days[later]:
        yield given, "each class on a day of its own"
    elif _ORDER.index(later) < _ORDER.index(earlier) or (earlier, later) in _NOT_FROM:
        ways = [one for one in _ORDER[_ORDER.index(earlier) + 1 :] if (earlier, one) not in _NOT_FROM]
        yield given, f"from {earlier} only to {' or '.join(ways)}" if ways else f"nothing after {earlier}"
    elif days[later] < days[earlier] + MINIMUM_DAYS[earlier]:
        soonest = days[earlier] + MINIMUM_DAYS[earlier]
        yield (
            given,
            f"{later} after {soonest} days or more: S3 charges {MINIMUM_DAYS[earlier]} days of {earlier}",
        )


def _expiry_problems(last: StorageClass, day: int, expire_after_days: int) -> Iterator[Problem]:
    given = f"{last} after {_days(day)}, deleted after {_days(expire_after_days)}"
    soonest = day + max(MINIMUM_DAYS[last], 1)
    if expire_after_days < soonest:
        reason = f": S3 charges {MINIMUM_DAYS[last]} days of {last}" if MINIMUM_DAYS[last] else ""
        yield given, f"deleted after {soonest} days or more, or never (0){reason}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
