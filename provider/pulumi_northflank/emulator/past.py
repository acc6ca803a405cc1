"""What became of the backups that an addon's schedules should have made in the last week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from .backup_models import Backup
from .clock import moment_of
from .making import DAY, LATEST_START, MINUTE, longest_retention
from .models import BackupType, ScheduleItem
from .runs import MINUTES_A_DAY, minute_of, runs, weekday_of

Outcome = Literal["missing", "failed", "running", "made"]

# The worst first: a cell of the calendar shows the worst of its hour.
OUTCOMES: tuple[Outcome, ...] = ("missing", "failed", "running", "made")

_WEEK = 7 * MINUTES_A_DAY


class Due(NamedTuple):
    """A backup that was due: its minute by the clock of the schedules, and what became of it."""

    time: str
    outcome: Outcome


# By day (0 is Monday), hour and backup type, in order of time.
LastWeek = Mapping[tuple[int, int, BackupType], list[Due]]


def last_week(
    items: Iterable[ScheduleItem], backups: Iterable[Backup], now: int, offset: int
) -> LastWeek:
    """What became of each backup that was due in the seven days before now (in milliseconds).

    Backups that have expired, and those that start within seconds, are left out.
    """
    made = {(backup.minute, backup.backup_type): backup for backup in backups}
    until = now // MINUTE
    due: dict[tuple[int, BackupType], int] = {}
    for item in items:
        since = max(until - _WEEK, minute_of(moment_of(item["updatedAt"])))
        for minute in runs(item["scheduling"], since, until, offset):
            key = minute, item["backupType"]
            due[key] = max(due.get(key, 0), longest_retention(item))

    week: dict[tuple[int, int, BackupType], list[Due]] = {}
    for (minute, backup_type), days in sorted(due.items()):
        backup = made.get((minute, backup_type))
        starting = minute * MINUTE + LATEST_START > now
        expired = minute * MINUTE + LATEST_START + days * DAY <= now
        if backup is None and (starting or expired):
            continue
        hour, in_hour = divmod((minute + offset) % MINUTES_A_DAY, 60)
        cell = weekday_of(minute, offset), hour, backup_type
        week.setdefault(cell, []).append(Due(f"{hour:02}:{in_hour:02}", _outcome(backup, now)))
    return week


def worst(those: Iterable[Due]) -> Outcome | None:
    """The worst outcome of backups that were due; None if none was."""
    return min((each.outcome for each in those), key=OUTCOMES.index, default=None)


def in_numbers(week: LastWeek) -> list[tuple[int, Outcome]]:
    """How many backups had each outcome, the worst first."""
    counts = Counter(each.outcome for those in week.values() for each in those)
    return [(counts[outcome], outcome) for outcome in OUTCOMES if counts[outcome]]


def _outcome(backup: Backup | None, now: int) -> Outcome:
    if backup is None:
        return "missing"
    if backup.runs(now):
        return "running"
    return "made" if backup.outcome == "completed" else "failed"
