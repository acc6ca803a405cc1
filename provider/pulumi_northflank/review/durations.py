"""Durations in short: ``15m``, ``1h30m``, ``24h``, ``7d``."""

from __future__ import annotations

import re

from pulumi_northflank.text import shown

from .week import MINUTES_A_DAY, MINUTES_AN_HOUR

# Below this, people count in hours: a day is "24h", and a week is "7d".
FEWEST_DAYS = 2

_DURATION = re.compile(r"(?=.)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?", re.ASCII)


def duration(minutes: int) -> str:
    """*minutes* in short; :func:`minutes_in` reads it back.

    Below two days in hours and minutes (``24h``, ``36h``, ``1h30m``), from then on in days, hours
    and minutes (``2d``, ``7d``, ``6d12h``). Zero is ``0m``.
    """
    days = minutes // MINUTES_A_DAY if minutes >= FEWEST_DAYS * MINUTES_A_DAY else 0
    hours, rest = divmod(minutes - days * MINUTES_A_DAY, MINUTES_AN_HOUR)
    parts = ((days, "d"), (hours, "h"), (rest, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def minutes_in(text: object) -> int:
    """Read a duration as people write it, in minutes: also ``90m``, ``1d``, ``0h15m``.

    Raises:
        ValueError: It is something else; the message is for the user.
    """
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f'{shown(text)} is not a duration (such as "15m", "1h30m", "24h" or "7d")')
    days, hours, minutes = (int(number or 0) for number in found.groups())
    return days * MINUTES_A_DAY + hours * MINUTES_AN_HOUR + minutes
