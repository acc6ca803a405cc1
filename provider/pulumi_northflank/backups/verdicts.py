"""The verdict of a schedule and of an addon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Literal, NamedTuple, get_args

from pulumi_northflank.types import BACKUP_TYPES, BackupType

from .addon import WatchedAddon
from .backup import Backup
from .matching import Result, World
from .runs import Run, Terms, Watched
from .zones import Zone

Verdict = Literal["missed", "failed", "unscheduled", "unknown", "late", "running", "new", "ok"]
"""From the worst to the best. `unscheduled` is said of addons alone: they have no schedule."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# A newest backup smaller than this part of the usual size is a warning, if enough others tell it.
SHRUNK = 0.5
FEWEST_SIZES = 3

# An offset, and its neighbours when the clock changes. More of them mean that evidence is lacking.
MOST_CLOCKS = 3

NO_EVIDENCE = (
    "whether a backup was due depends on the time zone, which the backups do not tell yet; name it "
    "with --timezone"
)
EXPIRED = "its last run was so long ago that the backup has expired; extend the retention"


class FailedRun(NamedTuple):
    """A run whose backup failed.

    Attributes:
        minute: When it was due.
        backup: Its backup.
    """

    minute: int
    backup: Backup


@dataclass(frozen=True)
class ScheduleStatus:
    """What became of a schedule's runs.

    Attributes:
        watched: The schedule.
        verdict: The verdict.
        expected: The number of runs that were due.
        completed: The number of those with a completed backup.
        missed: The minutes of those without any.
        failed: Those whose backup failed, was aborted or is stuck.
        last: Its last completed backup.
        reason: Why the verdict is unknown; empty if it is not.
    """

    watched: Watched
    verdict: Verdict
    expected: int = 0
    completed: int = 0
    missed: tuple[int, ...] = ()
    failed: tuple[FailedRun, ...] = ()
    last: Backup | None = None
    reason: str = ""


class Shrinkage(NamedTuple):
    """A newest backup that is much smaller than those before.

    Attributes:
        backup: The backup.
        usual: The median of the sizes of the others of its type.
    """

    backup: Backup
    usual: float


def schedule_statuses(
    addon: WatchedAddon, zones: Sequence[Zone], terms: Terms
) -> list[ScheduleStatus]:
    """Judge the schedules of an addon.

    A run counts as missed only if it is missed by all *zones*, the most likely one first.
    """
    found = {
        status.watched.schedule_id: status
        for backup_type in BACKUP_TYPES
        for status in _of_type(addon, backup_type, zones, terms)
    }
    return [found[one.schedule_id] for one in addon.schedules]


def _of_type(
    addon: WatchedAddon, backup_type: BackupType, zones: Sequence[Zone], terms: Terms
) -> Iterator[ScheduleStatus]:
    schedules = addon.of_type(backup_type)
    if not schedules:
        return

    @cache
    def world(zone: Zone) -> World:
        return World(schedules, backup_type, addon.backups, zone, addon.now, terms)

    likely, *others = zones
    first = world(likely)

    # Most addons are well by the most likely clock, and need no other one.
    @cache
    def by_others(of_hours: bool) -> list[World]:  # noqa: FBT001  # it is a key of the cache
        """The worlds that are left; for hourly schedules those with the same runs."""
        same = likely.of_hours(addon.now)
        return [world(one) for one in others if not of_hours or one.of_hours(addon.now) == same]

    for one in schedules:
        results: list[tuple[Run, Result]] = []
        for run in first.runs[one.schedule_id].values():
            result = first.result(one.schedule_id, run)
            if result.backup is None:
                result = _by_all(one, run, result, by_others(one.is_hourly))
            results.append((run, result))
        is_vague = len(zones) > MOST_CLOCKS
        status = _status(one, results, is_vague=is_vague)
        worlds = [first] if is_vague else [first, *by_others(one.is_hourly)]
        if status.verdict == "new" and any(one.schedule_id not in each.new for each in worlds):
            # A run was due, but whether it made a backup can no longer be told, or not yet.
            reason = NO_EVIDENCE if results else EXPIRED
            status = replace(status, verdict="unknown", reason=reason)
        yield status


def _by_all(one: Watched, run: Run, likely: Result, others: Sequence[World]) -> Result:
    """What became of a run that has no backup by the most likely clock, if others are left."""
    doubts = [world for world in others if not world.is_missed(one.schedule_id, run)]
    same = [(world, world.runs[one.schedule_id].get(run.local)) for world in doubts]
    results = [world.result(one.schedule_id, there) for world, there in same if there]
    if likely.state == "missed" and doubts:
        is_late = Result("late") in results and len(others) < MOST_CLOCKS
        likely = Result("late" if is_late else "unsure")
    return next((result for result in results if result.backup), likely)


def _status(
    one: Watched, results: Sequence[tuple[Run, Result]], *, is_vague: bool
) -> ScheduleStatus:
    sure = [(run, result) for run, result in results if result.state != "unsure"]
    completed = [result.backup for _, result in sure if result.state == "completed"]
    missed = tuple(run.instants[0] for run, result in sure if result.state == "missed")
    failed = tuple(
        FailedRun(run.instants[0], result.backup)
        for run, result in sure
        if result.state == "failed" and result.backup
    )
    verdict, reason = _verdict(
        [result for _, result in sure], is_vague=is_vague and len(sure) < len(results)
    )
    return ScheduleStatus(
        one,
        # A schedule that Northflank does not have makes no backups, whatever others have made.
        verdict if one.exists else "missed",
        expected=len(sure),
        completed=len(completed),
        missed=missed,
        failed=failed,
        last=max((one for one in completed if one), key=lambda one: one.minute, default=None),
        reason=reason,
    )


def _verdict(results: Sequence[Result], *, is_vague: bool) -> tuple[Verdict, str]:
    """The verdict of the runs with these results, and why it is unknown.

    Args:
        results: What became of the runs, in order.
        is_vague: Whether there may be others, by one of many clocks.
    """
    states = [result.state for result in results]
    if "missed" in states:
        return "missed", ""
    due = [result for result in results if result.state != "late"]
    if is_vague and not due:
        return "unknown", NO_EVIDENCE
    # A run that has not ended yet does not end the trouble of the one before it.
    ended = [result for result in due if result.state != "running"]
    last = ended[-1] if ended else Result("late")
    if last.backup and last.state == "unknown":
        what = f"status {last.backup.status!r}" if last.backup.backup_type else "no known type"
        return "unknown", f"backup {last.backup.backup_id} has {what}"
    if last.state == "failed":
        return "failed", ""
    if "late" in states:
        return "late", ""
    is_running = due and due[-1].state == "running"
    return ("running" if is_running else "ok" if due else "new"), ""


def newest_completed(addon: WatchedAddon) -> Backup | None:
    """The newest completed backup of an addon, made by a schedule or by hand."""
    completed = [one for one in _completed(addon) if one.backup_type]
    return max(completed, key=lambda one: one.minute, default=None)


def shrinkages(addon: WatchedAddon) -> list[Shrinkage]:
    """The newest backups that are much smaller than the usual ones of their type, or empty."""
    found = []
    for backup_type in BACKUP_TYPES:
        sized = [
            one
            for one in _completed(addon)
            if one.backup_type == backup_type and one.size is not None
        ]
        if not sized:
            continue
        *others, newest = sized
        usual = median(one.size or 0 for one in others) if len(others) >= FEWEST_SIZES else 0
        if not newest.size or newest.size < SHRUNK * usual:
            found.append(Shrinkage(newest, usual))
    return found


def _completed(addon: WatchedAddon) -> list[Backup]:
    return [one for one in addon.backups if one.outcome == "completed" and one.minute <= addon.now]
