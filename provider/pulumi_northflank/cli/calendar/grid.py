"""The cells of a calendar: the backups in each hour of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pulumi_northflank.review.week import HOURS_A_DAY, MINUTES_AN_HOUR, minutes_of
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.types import BackupType
from pulumi_northflank.validation.quota import DAYS_A_WEEK


class Mark(NamedTuple):
    """The backups of one type in one hour.

    Attributes:
        minutes: The minutes of the hour, sorted.
        plain: Whether only hourly schedules make them. Backups of daily and weekly schedules must
            stand out from those that every hour has.
    """

    minutes: tuple[int, ...]
    plain: bool


class Cell(NamedTuple):
    """One hour of the week."""

    dump: Mark | None = None
    snapshot: Mark | None = None

    @property
    def backups(self) -> int:
        """The number of backups. A dump and a snapshot in the same minute count as one."""
        return len({minute for mark in self if mark for minute in mark.minutes})


Grid = list[list[Cell]]
"""The cells by day (0 is Monday) and hour."""


def grid_of(schedules: Iterable[Schedule]) -> Grid:
    """The week of an addon's valid schedules."""
    minutes: dict[tuple[int, BackupType], set[int]] = defaultdict(set)
    standing_out: set[tuple[int, BackupType]] = set()
    for schedule in schedules:
        for minute_of_week in minutes_of(schedule.scheduling):
            hour, minute = divmod(minute_of_week, MINUTES_AN_HOUR)
            place = (hour, schedule.backup_type)
            minutes[place].add(minute)
            if schedule.interval != "hourly":
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
    """The hours of a day, each with the backups of all days of the week."""

    def together(marks: Iterable[Mark | None]) -> Mark | None:
        some = [mark for mark in marks if mark]
        minutes = {minute for mark in some for minute in mark.minutes}
        return Mark(tuple(sorted(minutes)), all(mark.plain for mark in some)) if some else None

    return [
        Cell(together(cell.dump for cell in hours), together(cell.snapshot for cell in hours))
        for hours in zip(*grid, strict=True)
    ]
