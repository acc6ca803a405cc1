"""The hours of a week and the backups in each: the cells of a calendar.

Pure arithmetic: a week repeats itself, and nothing here knows of a clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pulumi_northflank.quota import DAYS_A_WEEK
from pulumi_northflank.shapes import BackupType, Inputs
from pulumi_northflank.week import HOURS_A_DAY, MINUTES_AN_HOUR, minutes_of


class Mark(NamedTuple):
    """The backups of one type in one hour.

    Attributes:
        minutes: The minutes of the hour, in order.
        plain: Whether hourly schedules alone make them, as they do in every hour: what daily
            and weekly ones add has to stand out.
    """

    minutes: tuple[int, ...]
    plain: bool


class Cell(NamedTuple):
    """One hour of the week."""

    dump: Mark | None = None
    snapshot: Mark | None = None

    @property
    def backups(self) -> int:
        """How many backups are made: one a minute, even if it is of both types."""
        return len({minute for mark in self if mark for minute in mark.minutes})


Grid = list[list[Cell]]
"""By day (0 is Monday) and hour."""


def grid_of(schedules: Iterable[Inputs]) -> Grid:
    """The week of an addon's valid schedules."""
    minutes: dict[tuple[int, BackupType], set[int]] = defaultdict(set)
    standing_out: set[tuple[int, BackupType]] = set()
    for inputs in schedules:
        for minute_of_week in minutes_of(inputs["scheduling"]):
            hour, minute = divmod(minute_of_week, MINUTES_AN_HOUR)
            place = (hour, inputs["backupType"])
            minutes[place].add(minute)
            if inputs["scheduling"]["interval"] != "hourly":
                standing_out.add(place)

    def mark(hour: int, backup_type: BackupType) -> Mark | None:
        place = (hour, backup_type)
        if place not in minutes:
            return None
        return Mark(tuple(sorted(minutes[place])), place not in standing_out)

    def cell(hour: int) -> Cell:
        return Cell(mark(hour, "dump"), mark(hour, "snapshot"))

    return [
        [cell(day * HOURS_A_DAY + hour) for hour in range(HOURS_A_DAY)]
        for day in range(DAYS_A_WEEK)
    ]


def any_day(grid: Grid) -> list[Cell]:
    """What each hour of the day has on some day of the week."""

    def together(marks: Iterable[Mark | None]) -> Mark | None:
        some = [mark for mark in marks if mark]
        minutes = {minute for mark in some for minute in mark.minutes}
        return Mark(tuple(sorted(minutes)), all(mark.plain for mark in some)) if some else None

    return [
        Cell(together(cell.dump for cell in hours), together(cell.snapshot for cell in hours))
        for hours in zip(*grid, strict=True)
    ]
