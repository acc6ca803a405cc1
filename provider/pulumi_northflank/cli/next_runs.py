"""The next runs of schedules, from a moment on."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from pulumi_northflank.shapes import BackupType, Inputs, Interval
from pulumi_northflank.week import minutes_of

from .phrases import DAYS
from .pictured import Picture

MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)


class NextRun(NamedTuple):
    """One backup that is to be made.

    Attributes:
        time: The minute in which it begins.
        addon: The addon's key.
        interval: The schedule's interval.
        backup_type: The schedule's type.
    """

    time: datetime
    addon: str
    interval: Interval
    backup_type: BackupType

    def __str__(self) -> str:
        time = f"{DAYS[self.time.weekday()]} {self.time:%Y-%m-%d %H:%M}"
        return f"{time}  {self.interval:6}  {self.backup_type:8}  {self.addon}"


def next_runs(picture: Picture, start: datetime, most: int) -> list[NextRun]:
    """The first runs of all schedules from *start* on, in order, if schedules go by UTC.

    Args:
        picture: The schedules.
        start: The moment, with its zone. A run of this very moment is the first; one that has
            begun within this minute is not among them.
        most: How many.
    """
    every = [
        _runs(addon.key, inputs, start.astimezone(timezone.utc))
        for addon in picture.addons
        for inputs in addon.schedules
    ]
    # Of runs in one minute the first is of the addon and schedule that stand first.
    return list(itertools.islice(heapq.merge(*every, key=lambda run: run.time), most))


def _runs(addon: str, inputs: Inputs, start: datetime) -> Iterator[NextRun]:
    """All runs of one schedule, until the calendar ends."""
    interval, backup_type = inputs["scheduling"]["interval"], inputs["backupType"]
    minutes = sorted(minutes_of(inputs["scheduling"]))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        monday = midnight - timedelta(days=start.weekday())
        for weeks in itertools.count():
            for minute in minutes:
                time = monday + weeks * WEEK + minute * MINUTE
                if time >= start:
                    yield NextRun(time, addon, interval, backup_type)
    except OverflowError:  # the year 10000
        return
