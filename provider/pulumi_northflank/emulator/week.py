"""The backups that schedules make in a week, as cells of a calendar and in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .models import BackupType, Definition, Interval, Scheduling
from .past import LastWeek, Outcome, worst

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS_A_DAY = 24

# Above this number, times are written as minutes and hours instead of one by one.
_MOST_TIMES = 6
# Two neighbours are listed: that is as short as a range and easier to read.
_SHORTEST_RANGE = 3

_BACKUP_TYPES: tuple[BackupType, ...] = ("dump", "snapshot")
_INTERVALS: tuple[Interval, ...] = ("hourly", "daily", "weekly")


class Run(NamedTuple):
    """The backups that one schedule makes in one hour of the week, by minute."""

    backup_type: BackupType
    interval: Interval
    minutes: tuple[int, ...]


# By day (0 is Monday) and hour.
Week = list[list[list[Run]]]


class Mark(NamedTuple):
    """One backup type in a cell of the calendar: ``:30``, or ``×2`` for two backups.

    ``plain`` if only hourly schedules make them: those fill every cell, and daily and weekly
    backups must stand out. ``outcome`` is the worst of the last week's backups.
    """

    backup_type: BackupType
    minutes: str
    plain: bool
    outcome: Outcome | None = None


class Cell(NamedTuple):
    """One hour of the calendar: the marks of dump and snapshot, and all backups in words."""

    marks: tuple[Mark, ...]
    words: str


_EMPTY = Cell((), "")


def order(definition: Definition) -> tuple[int, int]:
    """Sort key of an addon's schedules: most frequent first, dump before snapshot."""
    return (
        _INTERVALS.index(definition["scheduling"]["interval"]),
        _BACKUP_TYPES.index(definition["backupType"]),
    )


def week_of(definitions: Iterable[Definition]) -> Week:
    """The backups made in each of the week's 168 hours."""
    week: Week = [[[] for _ in range(HOURS_A_DAY)] for _ in DAYS]
    for definition in definitions:
        scheduling = definition["scheduling"]
        run = Run(
            definition["backupType"],
            scheduling["interval"],
            tuple(sorted(scheduling["minute"])),
        )
        # Schedules without hours run in every hour, those without days on every day.
        for day in scheduling.get("day", range(len(DAYS))):
            for hour in scheduling.get("hour", range(HOURS_A_DAY)):
                week[day][hour].append(run)
    return week


def cells_of(week: Week, past: LastWeek | None = None) -> list[list[Cell]]:
    """The calendar's cells, by day and hour, with what became of the last week's backups."""
    past = past or {}
    return [
        [_cell(day, hour, runs, past) if runs else _EMPTY for hour, runs in enumerate(hours)]
        for day, hours in enumerate(week)
    ]


def in_words(scheduling: Scheduling) -> str:
    """When a schedule runs: ``every hour at :00, :30``, ``Mon to Fri 18:30``."""
    minutes = sorted(scheduling["minute"])
    past_the_hour = ", ".join(f":{minute:02}" for minute in minutes)
    if "hour" not in scheduling:
        return f"every hour at {past_the_hour}"

    days = "every day"
    if len(scheduling.get("day", DAYS)) < len(DAYS):
        days = _ranges(scheduling["day"], DAYS)
    hours = sorted(scheduling["hour"])
    if len(hours) * len(minutes) > _MOST_TIMES:
        names = [f"{hour:02}" for hour in range(HOURS_A_DAY)]
        return f"{days} at {past_the_hour} in hours {_ranges(hours, names)}"
    return f"{days} {', '.join(_time(hour, minute) for hour in hours for minute in minutes)}"


def _cell(day: int, hour: int, runs: list[Run], past: LastWeek) -> Cell:
    marks = []
    outcomes = []
    for backup_type in _BACKUP_TYPES:
        those = [run for run in runs if run.backup_type == backup_type]
        minutes = [minute for run in those for minute in run.minutes]
        if minutes:
            text = f":{minutes[0]:02}" if len(minutes) == 1 else f"×{len(minutes)}"
            due = past.get((day, hour, backup_type), [])
            plain = all(run.interval == "hourly" for run in those)
            marks.append(Mark(backup_type, text, plain, worst(due)))
            outcomes += [f"{each.time} {backup_type} {each.outcome}" for each in due]
    words = "; ".join(
        ", ".join(_time(hour, minute) for minute in run.minutes)
        + f" {run.backup_type} ({run.interval})"
        for run in runs
    )
    if outcomes:
        words += f". In the last week: {', '.join(outcomes)}"
    return Cell(tuple(marks), f"{DAYS[day]} {words}")


def _time(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"


def _ranges(numbers: Iterable[int], names: Sequence[str]) -> str:
    """Write numbers by name in order, three or more neighbours as ``first to last``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{names[run[0]]} to {names[run[-1]]}"
        if len(run) >= _SHORTEST_RANGE
        else ", ".join(names[number] for number in run)
        for run in runs
    )
