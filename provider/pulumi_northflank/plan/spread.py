"""The minute of the hour at which an addon's backups start, drawn from its name.

A fleet whose plans all say 02:00 would start all its backups in the same minute. The minute depends
on the name alone, so it is the same on every machine, in every version of Python and in every run:
a change of it would replace users' schedules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pulumi_northflank.review.week import MINUTES_AN_HOUR


def minutes_for(seed: str) -> int:
    """By how many minutes to move the starts of *seed*: 0 to 59, each equally likely.

    The first 8 bytes of the SHA-256 of the string in UTF-8, as a big-endian number, modulo 60. This
    must never change.
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % MINUTES_AN_HOUR


def moved(minutes: Iterable[int], by: int) -> list[int]:
    """*minutes* of the hour moved by *by* minutes around the clock's face, in order.

    A minute that passes the end of the hour goes on from its start. So hours and days stay as they
    are, and so does the distance between any two of the minutes.
    """
    return sorted((minute + by) % MINUTES_AN_HOUR for minute in minutes)
