"""Durations in short: ``15m``, ``1h30m``, ``24h``, ``7d``."""

from __future__ import annotations

import re

from .week import MINUTES_A_DAY, MINUTES_AN_HOUR
from .words import shown

# Up to here, hours are what people count in: a day of backups is "24h", and a week is "7d".
FEWEST_DAYS = 2

_DURATION = re.compile(r"(?=.)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?", re.ASCII)


def duration(minutes: int) -> str:
    """*minutes* in short, in the one way in which :func:`minutes_in` reads back the same.

    Below two days in hours and minutes (``24h``, ``36h``, ``1h30m``), from there on in days,
    hours and minutes (``2d``, ``7d``, ``6d12h``). None at all is ``0m``.
    """
    days = minutes // MINUTES_A_DAY if minutes >= FEWEST_DAYS * MINUTES_A_DAY else 0
    hours, rest = divmod(minutes - days * MINUTES_A_DAY, MINUTES_AN_HOUR)
    parts = ((days, "d"), (hours, "h"), (rest, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def minutes_in(text: object) -> int:
    """The minutes in a duration as people write it: also ``90m``, ``1d``, ``0h15m``.

    Raises:
        ValueError: It is none, in words for the user.
    """
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            f"{shown(text)} is no duration (whole days, hours and minutes in this order, such as "
            '"15m", "1h30m", "24h" or "7d")'
        )
    days, hours, minutes = (int(number or 0) for number in found.groups())
    return days * MINUTES_A_DAY + hours * MINUTES_AN_HOUR + minutes
