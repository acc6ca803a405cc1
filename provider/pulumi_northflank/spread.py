"""The minute of the hour at which an addon's backups start, drawn from its name.

A fleet whose plans all say 02:00 would start all its backups in one minute. The
minute depends on the text alone, so it is the same on every machine, in every version
of Python and in every run: each change of it would replace users' schedules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .week import MINUTES_AN_HOUR


def minutes_for(seed: str) -> int:
    """How many minutes to move the starts of *seed* by: 0 to 59, each as likely.

    The first 8 bytes of the SHA-256 of the text in UTF-8, as a big-endian number,
    modulo 60. That may never change.
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % MINUTES_AN_HOUR


def moved(minutes: Iterable[int], by: int) -> list[int]:
    """*minutes* of the hour moved by *by* minutes around the clock's face, in order.

    What would leave the hour comes in again at its start, so that hours and days stay
    as they are, and so does the distance between any two of the minutes.
    """
    return sorted((minute + by) % MINUTES_AN_HOUR for minute in minutes)
