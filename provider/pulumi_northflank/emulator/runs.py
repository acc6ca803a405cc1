"""The minutes in which schedules run, as minutes since 1970 in UTC."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from .models import Scheduling

MINUTES_A_DAY = 24 * 60

_DAYS_A_WEEK = 7
# 1970 began on a Thursday.
_FIRST_WEEKDAY = 3
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
# The time zones of the world are from -12:00 to +14:00.
_MOST_OFFSET = 14 * 60


def offset_of(text: str) -> int:
    """Parse an offset from UTC such as ``+02:00``, in minutes."""
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3]) > 59:  # noqa: PLR2004  -- minutes of an hour
        raise ValueError(f"An offset from UTC must look like +02:00 or -05:30, not {text!r}.")
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > _MOST_OFFSET:
        raise ValueError(f"An offset from UTC must be -14:00 to +14:00, not {text!r}.")
    return minutes if match[1] == "+" else -minutes


def minute_of(moment: dt.datetime) -> int:
    """The minute that contains a moment."""
    return int(moment.timestamp() // 60)


def weekday_of(minute: int, offset: int = 0) -> int:
    """The day of the week of a minute; 0 is Monday."""
    return ((minute + offset) // MINUTES_A_DAY + _FIRST_WEEKDAY) % _DAYS_A_WEEK


def runs(scheduling: Scheduling, after: int, until: int, offset: int = 0) -> Iterator[int]:
    """The minutes after *after* and up to *until* in which a schedule runs, in order.

    Its minutes, hours and days are those of a clock that is *offset* minutes ahead of UTC.
    """
    days = set(scheduling.get("day", range(_DAYS_A_WEEK)))
    in_day = sorted(
        hour * 60 + minute
        for hour in scheduling.get("hour", range(24))
        for minute in scheduling["minute"]
    )
    first, last = ((minute + offset) // MINUTES_A_DAY for minute in (after, until))
    for day in range(first, last + 1):
        if (day + _FIRST_WEEKDAY) % _DAYS_A_WEEK in days:
            for minute in in_day:
                run = day * MINUTES_A_DAY + minute - offset
                if after < run <= until:
                    yield run


def runs_in(scheduling: Scheduling, minute: int, offset: int = 0) -> bool:
    """Whether a schedule runs in a minute."""
    hour, in_hour = divmod((minute + offset) % MINUTES_A_DAY, 60)
    weekday = weekday_of(minute, offset)
    return (
        in_hour in scheduling["minute"]
        and hour in scheduling.get("hour", (hour,))
        and weekday in scheduling.get("day", (weekday,))
    )
