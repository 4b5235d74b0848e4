"""The times of the day and the week at which AWS backs up and maintains what it runs. Pure."""

import re
from collections.abc import Iterator

from ._args import Reader

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAY = f"({'|'.join(DAYS)})"
_DAILY = re.compile(f"{_TIME}-{_TIME}")
_WEEKLY = re.compile(f"{_DAY}:{_TIME}-{_DAY}:{_TIME}")
_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = len(DAYS) * _MINUTES_A_DAY


def read_windows(
    reader: Reader, daily: str, weekly: str, shortest_minutes: int, defaults: tuple[str, str]
) -> tuple[str, str]:
    """The arguments called `daily` and `weekly`, each a window in UTC of at least `shortest_minutes`.

    AWS takes no two that overlap.
    """
    given_daily = reader.text(daily, defaults[0])
    given_weekly = reader.text(weekly, defaults[1]).lower()
    day, week = _minutes_of_day(given_daily), _minutes_of_week(given_weekly)
    if given_daily and len(day) < shortest_minutes:
        reader.problem(
            daily, repr(given_daily), f"{shortest_minutes} minutes or more in UTC, as {defaults[0]}"
        )
    elif given_weekly and not shortest_minutes <= len(week) < _MINUTES_A_DAY:
        reader.problem(
            weekly,
            repr(given_weekly),
            f"{shortest_minutes} minutes or more, less than a day, in UTC, as {defaults[1]}",
        )
    elif {minute % _MINUTES_A_DAY for minute in week}.intersection(day):
        reader.problem(
            weekly, f"{given_weekly!r}, within {daily} {given_daily!r}", "times that do not overlap"
        )
    return given_daily, given_weekly


def _minutes_of_day(window: str) -> list[int]:
    """The minutes of the day in a daily window; none when the text is not one."""
    match = _DAILY.fullmatch(window)
    if match is None:
        return []
    first, last = (int(hour) * 60 + int(minute) for hour, minute in _pairs(match.groups()))
    return _span(first, last, _MINUTES_A_DAY)


def _minutes_of_week(window: str) -> list[int]:
    match = _WEEKLY.fullmatch(window)
    if match is None:
        return []
    day, hour, minute, last_day, last_hour, last_minute = match.groups()
    first = DAYS.index(day) * _MINUTES_A_DAY + int(hour) * 60 + int(minute)
    last = DAYS.index(last_day) * _MINUTES_A_DAY + int(last_hour) * 60 + int(last_minute)
    return _span(first, last, _MINUTES_A_WEEK)


def _span(first: int, last: int, period: int) -> list[int]:
    """The minutes from `first` to before `last`, round the end of the period if need be."""
    return [(first + offset) % period for offset in range((last - first) % period)]


def _pairs(groups: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return zip(groups[::2], groups[1::2], strict=True)
