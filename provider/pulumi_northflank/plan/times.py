"""Minutes, times and days of the week as people write them."""

from __future__ import annotations

import re
from typing import Literal

from pulumi_northflank.text import as_number, did_you_mean, shown, written

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
HOUR, DAY = 60, 24 * 60
LAST_DAY = 6
MINUTES_ALLOWED = "minutes of the hour are 0 to 59"
TIMES_ALLOWED = "HH:MM, 00:00 to 23:59"
DAYS_ALLOWED = "mon to sun, monday to sunday, or 0 (Monday) to 6 (Sunday)"
MOST_LISTED = 6

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_minute(value: object) -> int:
    """Read a minute of the hour.

    Raises:
        ValueError: It is something else; the message is for the user.
    """
    # Not isinstance: to Python, true is a whole number.
    if type(value) is int and 0 <= value <= LAST_MINUTE:
        return value
    raise ValueError(f"{written(value)} is not a minute ({MINUTES_ALLOWED}){as_number(value)}")


def read_time(value: object) -> Time:
    """Read the hour and the minute of a string like ``02:30``.

    Raises:
        ValueError: It is not a time of day; the message is for the user.
    """
    if isinstance(value, str):
        if found := _TIME.fullmatch(value):
            return int(found[1]), int(found[2])
        if _TIME.fullmatch(f"0{value}"):
            raise ValueError(f'{shown(value)} must be written as "0{value}" ({TIMES_ALLOWED})')
    quote_it = ""
    if type(value) is int and HOUR <= value < DAY:
        hour, minute = divmod(value, HOUR)
        quote_it = (
            f"; YAML reads {hour}:{minute:02} without quotes as {value}, so write "
            f'"{hour:02}:{minute:02}" in quotes'
        )
    raise ValueError(f"{written(value)} is not a time of day ({TIMES_ALLOWED}){quote_it}")


def read_day(value: object) -> int:
    """Read a day of the week as a number from 0 (Monday) to 6 (Sunday).

    Raises:
        ValueError: It is something else; the message is for the user.
    """
    if type(value) is int and 0 <= value <= LAST_DAY:
        return value
    name = value.lower() if isinstance(value, str) else None
    if name in DAYS:
        return DAYS[name]
    close = did_you_mean(name, DAYS)
    raise ValueError(f"{written(value)} is not a day of the week ({DAYS_ALLOWED}){close}")


def time_list(times: list[Time]) -> str:
    """Times as people write them, the first few of many."""
    texts = [f"{hour:02}:{minute:02}" for hour, minute in times[:MOST_LISTED]]
    return ", ".join([*texts, "…"] if len(times) > MOST_LISTED else texts)
