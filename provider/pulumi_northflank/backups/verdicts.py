"""The verdict of a schedule and of an addon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Literal, NamedTuple, get_args

from pulumi_northflank.types import BACKUP_TYPES, BackupType

from .addon import WatchedAddon
from .backup import Backup
from .evidence import Evidence
from .matching import Result, World
from .runs import Run, Terms, Watched
from .zones import Zone

Verdict = Literal["missed", "failed", "unscheduled", "unknown", "late", "running", "new", "ok"]
"""From the worst to the best. `unscheduled` is a declared schedule that Northflank does not have,
or an addon without any."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# A newest backup smaller than this part of the usual size is a warning, if enough others tell it.
SHRUNK = 0.5
FEWEST_SIZES = 3

# So many runs tell a time zone that is not UTC.
TELLING_RUNS = 4

# Short enough for the line of Nagios.
TOO_NEW = (
    "too few backups tell yet in which time zone its runs are due; wait for more, or name the time "
    "zone with --timezone"
)
UNCLEAR = (
    "a backup is missing by some of the time zones that the backups allow; name the right one with "
    "--timezone"
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
        late: The minutes of those that are late.
        running: The oldest backup that is still being made, if one is.
    """

    watched: Watched
    verdict: Verdict
    expected: int = 0
    completed: int = 0
    missed: tuple[int, ...] = ()
    failed: tuple[FailedRun, ...] = ()
    last: Backup | None = None
    reason: str = ""
    late: tuple[int, ...] = ()
    running: Backup | None = None

    @property
    def name(self) -> str:
        """Its name in messages: ``daily-dump``."""
        return self.watched.schedule.slot.name

    @property
    def last_trouble(self) -> int | None:
        """When the last run was due that was missed or failed, if one was."""
        return max((*self.missed, *(run.minute for run in self.failed)), default=None)


class Shrinkage(NamedTuple):
    """A newest backup that is much smaller than those before.

    Attributes:
        backup: The backup.
        usual: The median of the sizes of the others of its type.
    """

    backup: Backup
    usual: float


def schedule_statuses(
    addon: WatchedAddon, evidence: Evidence, terms: Terms
) -> list[ScheduleStatus]:
    """Judge the schedules of an addon.

    A run counts as missed only if it is missed by all clocks that are left. If one has missed runs
    or a failed last one by some clocks and not by others, its status is unknown.
    """
    found = {
        status.watched.schedule_id: status
        for backup_type in BACKUP_TYPES
        for status in _of_type(addon, backup_type, evidence, terms)
    }
    return [found[one.schedule_id] for one in addon.schedules]


def _of_type(
    addon: WatchedAddon, backup_type: BackupType, evidence: Evidence, terms: Terms
) -> Iterator[ScheduleStatus]:
    schedules = addon.of_type(backup_type)
    if not schedules:
        return

    makers = [*schedules, *addon.others_of_type(backup_type)]

    @cache
    def world(zone: Zone) -> World:
        return World(makers, backup_type, addon.backups, zone, addon.now, terms)

    zones: list[Zone] = list(evidence.zones)
    if all(one.is_hourly for one in makers):
        zones = list(dict.fromkeys(zone.of_hours(addon.now) for zone in zones))
    for one in schedules:
        # Most addons are well by the most likely clock, which is often the only one.
        status = _agreed(one, world(zones[0]), lambda: map(world, zones[1:]))
        if status.verdict == "unknown" and not status.reason:
            is_new = one.changed is not None and addon.now - one.changed < TELLING_RUNS * one.gap
            is_too_new = evidence.backups < (TELLING_RUNS if is_new else 1)
            status = replace(status, reason=TOO_NEW if is_too_new else UNCLEAR)
        yield status


def _agreed(one: Watched, likely: World, others: Callable[[], Iterable[World]]) -> ScheduleStatus:
    """The status of a schedule by the most likely clock, if the *others* do not contradict it."""
    schedule_id = one.schedule_id
    results = likely.results(schedule_id)
    status = _status(one, results)
    if status.verdict == "missed":
        runs = [
            run
            for run, result in results
            if result.state == "missed"
            and all(each.is_missed(schedule_id, run) for each in others())
        ]
        if runs:
            doubtful = len(status.missed) - len(runs)
            missed = tuple(run.instants[0] for run in runs)
            return replace(status, missed=missed, expected=status.expected - doubtful)
    if status.verdict == "new" and schedule_id not in likely.new:
        return replace(status, verdict="unknown", reason=EXPIRED)
    rest = [_status(one, each.results(schedule_id)) for each in others()]
    verdicts = [each.verdict for each in rest]
    if status.verdict == "ok":
        # A backup that failed may be that of another schedule by another clock.
        certain = [{run.backup for run in each.failed} for each in rest]
        failed = [run for run in status.failed if all(run.backup in each for each in certain)]
        status = replace(status, failed=tuple(failed))
    if status.verdict in ("missed", "failed"):
        # No run is missed by all of them. Which backups are lacking is doubtful.
        is_clear = all(verdict == "failed" for verdict in [status.verdict, *verdicts])
    elif status.verdict == "new":
        is_clear = all(schedule_id in each.new for each in others())
    else:
        is_clear = not any(verdict in ("missed", "failed", "unknown") for verdict in verdicts)
    if is_clear:
        return status
    return replace(status, verdict="unknown", missed=(), failed=(), late=())


def _status(one: Watched, results: Sequence[tuple[Run, Result]]) -> ScheduleStatus:
    completed = [result.backup for _, result in results if result.state == "completed"]
    missed = tuple(run.instants[0] for run, result in results if result.state == "missed")
    failed = tuple(
        FailedRun(run.instants[0], result.backup)
        for run, result in results
        if result.state == "failed" and result.backup
    )
    verdict, reason = _verdict([result for _, result in results])
    running = [result.backup for _, result in results if result.state == "running"]
    return ScheduleStatus(
        one,
        verdict,
        expected=sum(result.state != "due" for _, result in results),
        completed=len(completed),
        missed=missed,
        failed=failed,
        last=max((one for one in completed if one), key=lambda one: one.minute, default=None),
        reason=reason,
        late=tuple(run.instants[0] for run, result in results if result.state == "late"),
        running=running[0] if running else None,
    )


def _verdict(results: Sequence[Result]) -> tuple[Verdict, str]:
    """The verdict of the runs with these results, in order, and why it is unknown."""
    states = [result.state for result in results]
    if "missed" in states:
        return "missed", ""
    due = [result for result in results if result.state not in {"due", "late"}]
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
    completed = [one for one in completed_backups(addon) if one.backup_type]
    return max(completed, key=lambda one: one.minute, default=None)


def shrinkages(addon: WatchedAddon) -> list[Shrinkage]:
    """The newest backups that are much smaller than the usual ones of their type."""
    found = []
    for backup_type in BACKUP_TYPES:
        sized = [
            one
            for one in completed_backups(addon)
            if one.backup_type == backup_type and one.size is not None
        ]
        if not sized:
            continue
        *others, newest = sized
        usual = median(one.size or 0 for one in others) if len(others) >= FEWEST_SIZES else 0
        if (newest.size or 0) < SHRUNK * usual:
            found.append(Shrinkage(newest, usual))
    return found


def completed_backups(addon: WatchedAddon) -> list[Backup]:
    """The completed backups of an addon, in order of time."""
    return [one for one in addon.backups if one.outcome == "completed" and one.minute <= addon.now]
