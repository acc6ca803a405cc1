"""Minutes, times and days of the week as people write them, one at a time."""

from __future__ import annotations

import re
from typing import Literal

from .words import SHOWN_CHARACTERS, did_you_mean, one_line, shown

Weekday = Literal[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    0, 1, 2, 3, 4, 5, 6,
]  # fmt: skip
"""A day of the week: a name in any case, or a number from 0 (Monday) to 6 (Sunday)."""

Time = tuple[int, int]
"""Hour and minute."""

SHORT_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = {name: number for names in (SHORT_DAYS, LONG_DAYS) for number, name in enumerate(names)}

LAST_MINUTE = 59
LAST_DAY = 6
MINUTES_ALLOWED = "minutes of the hour are 0 to 59"
TIMES_ALLOWED = "HH:MM, 00:00 to 23:59"
DAYS_ALLOWED = "mon to sun, monday to sunday, or 0, Monday, to 6, Sunday"

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
MOST_LISTED = 6


def read_minute(value: object) -> int:
    """A minute of the hour.

    Raises:
        ValueError: It is none, in words for the user.
    """
    # Not isinstance: true is a whole number to Python, and to nobody else.
    if type(value) is int and 0 <= value <= LAST_MINUTE:
        return value
    raise ValueError(f"{written(value)} is no minute ({MINUTES_ALLOWED})")


def read_time(value: object) -> Time:
    """The hour and the minute of a text like ``02:30``.

    Raises:
        ValueError: It is no time of the day, in words for the user.
    """
    if isinstance(value, str):
        if found := _TIME.fullmatch(value):
            return int(found[1]), int(found[2])
        if _TIME.fullmatch(f"0{value}"):
            raise ValueError(f'{shown(value)} has to be written "0{value}" ({TIMES_ALLOWED})')
    raise ValueError(f"{written(value)} is no time of the day ({TIMES_ALLOWED})")


def read_day(value: object) -> int:
    """The number of a day of the week, from 0 (Monday) to 6 (Sunday).

    Raises:
        ValueError: It is none, in words for the user.
    """
    if type(value) is int and 0 <= value <= LAST_DAY:
        return value
    name = value.lower() if isinstance(value, str) else None
    if name in DAYS:
        return DAYS[name]
    close = did_you_mean(name, DAYS)
    raise ValueError(f"{written(value)} is no day of the week ({DAYS_ALLOWED}){close}")


def listed(times: list[Time]) -> str:
    """Times as people write them, the first few of many."""
    texts = [f"{hour:02}:{minute:02}" for hour, minute in times[:MOST_LISTED]]
    return ", ".join([*texts, "…"] if len(times) > MOST_LISTED else texts)


def written(value: object) -> str:
    """Any value as it may stand in a message."""
    if isinstance(value, str | int | float | list | dict | None):
        return shown(value)
    return one_line(repr(value), SHOWN_CHARACTERS)
