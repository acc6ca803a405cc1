"""The status of all addons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pulumi_northflank.review.week import worst_gap

from .addon import WatchedAddon
from .backup import Backup
from .evidence import Evidence, evidence_of
from .overdue import Overdue, overdue_ones
from .runs import Terms
from .verdicts import (
    VERDICTS,
    ScheduleStatus,
    Shrinkage,
    Verdict,
    completed_backups,
    newest_completed,
    schedule_statuses,
    shrinkages,
)
from .zones import NamedZone

# What a command has to report as a fault of the backups.
BAD: tuple[Verdict, ...] = ("missed", "failed", "unscheduled")
# Statuses that an addon does not leave by itself. A backup is being made of one that is `backup`.
STOPPED = ("paused", "failed", "error", "errorAllocating")
RUNNING = ("running", "backup")


@dataclass(frozen=True)
class AddonStatus:
    """The status of an addon.

    Attributes:
        addon: The addon.
        verdict: The worst verdict of its schedules.
        schedules: The status of each schedule.
        newest: Its newest completed backup, among those that were read.
        shrunk: The newest backups that are much smaller than usual.
        overdue: Its schedules that have had no run yet, after no backup was made for too long.
        slow: The schedules whose backup has been running for longer than the grace.
    """

    addon: WatchedAddon
    verdict: Verdict
    schedules: Sequence[ScheduleStatus]
    newest: Backup | None
    shrunk: Sequence[Shrinkage]
    overdue: Sequence[Overdue] = ()
    slow: Sequence[ScheduleStatus] = ()

    @property
    def age(self) -> int | None:
        """The whole minutes since its newest completed backup was created."""
        return None if self.newest is None else int(self.addon.now - self.newest.minute)

    @property
    def worst_gap(self) -> int | None:
        """The longest time between two backups that its schedules declare, in minutes."""
        minutes = {minute for one in self.addon.schedules for minute in one.minutes}
        return worst_gap(minutes) if minutes else None

    @property
    def has_none(self) -> bool:
        """Whether it has no schedule, and none is declared for it."""
        return self.verdict == "unscheduled" and not self.schedules

    @property
    def stopped(self) -> str:
        """Its status, if Northflank does not back it up in it; else empty."""
        status = self.addon.status or ""
        return "" if status.lower() in {"", *RUNNING} else status

    @property
    def drifted(self) -> list[ScheduleStatus]:
        """The schedules that are not as the stack declares them."""
        return [one for one in self.schedules if one.watched.drift]

    @property
    def is_stopped(self) -> bool:
        """Whether its schedules make no backups until somebody starts or repairs it."""
        return bool(self.schedules) and self.addon.status in STOPPED

    def newest_by_hand(self, one: ScheduleStatus) -> Backup | None:
        """The newest completed backup of a schedule's type, if no other schedule can have made it.

        It counts if it was made after the last run of the schedule that was missed or failed.
        """
        backup_type = one.watched.schedule.backup_type
        if len([*self.addon.of_type(backup_type), *self.addon.others_of_type(backup_type)]) > 1:
            return None
        made = [each for each in completed_backups(self.addon) if each.backup_type == backup_type]
        is_after = made and made[-1].minute > (one.last_trouble or 0)
        return made[-1] if is_after else None

    @property
    def has_missing(self) -> bool:
        """Whether a backup is missing."""
        return any(one.missed for one in self.schedules)


class LeftOut(NamedTuple):
    """A declared schedule that could not be checked.

    Attributes:
        name: The name of its resource.
        problem: Why it could not be checked.
    """

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name} is not checked: {self.problem}"


@dataclass(frozen=True)
class Report:
    """The status of all addons that were asked for.

    Attributes:
        checked: The minute in which the last of them was read.
        evidence: The clock of the schedules.
        addons: The addons, the worst first.
        terms: Which runs were looked for.
        left_out: The declared schedules that could not be checked.
    """

    checked: float
    evidence: Evidence
    addons: Sequence[AddonStatus]
    terms: Terms
    left_out: Sequence[LeftOut] = ()

    @property
    def schedules(self) -> list[ScheduleStatus]:
        """The status of all schedules."""
        return [one for addon in self.addons for one in addon.schedules]

    @property
    def verdicts(self) -> set[Verdict]:
        """The verdicts of all addons, and unknown for schedules that are left out."""
        unknown: set[Verdict] = {"unknown"} if self.left_out else set()
        return unknown.union(addon.verdict for addon in self.addons)

    @property
    def is_bad(self) -> bool:
        """Whether a backup is missing or failed, or an addon has no schedule."""
        verdicts = {*self.verdicts, *(one.verdict for one in self.schedules)}
        return not verdicts.isdisjoint(BAD)


def report_on(addons: Sequence[WatchedAddon], terms: Terms, named: NamedZone | None) -> Report:
    """Judge at least one addon.

    Args:
        addons: The addons.
        terms: Which runs are looked for.
        named: The time zone of the schedules, if the user names one.
    """
    evidence = evidence_of([addon.in_northflank for addon in addons], terms, named)
    statuses = [_status(addon, evidence, terms) for addon in addons]
    statuses.sort(key=lambda one: (VERDICTS.index(one.verdict), one.addon.address.key))
    return Report(max(addon.now for addon in addons), evidence, statuses, terms)


def _status(addon: WatchedAddon, evidence: Evidence, terms: Terms) -> AddonStatus:
    if addon.problem:
        schedules = [
            ScheduleStatus(one, "unknown", reason=addon.problem) for one in addon.schedules
        ]
        return AddonStatus(addon, "unknown", schedules, None, [])
    judged = schedule_statuses(addon.in_northflank, evidence, terms)
    # When somebody deleted a schedule is not known, so no run of it counts as missed.
    gone = [ScheduleStatus(one, "unscheduled") for one in addon.schedules if not one.exists]
    schedules = [*judged, *gone]
    verdicts: list[Verdict] = [one.verdict for one in schedules]
    if addon.unreadable:
        verdicts.append("unknown")
    verdicts = verdicts or ["unscheduled"]
    verdict = min(verdicts, key=VERDICTS.index)
    return AddonStatus(
        addon,
        verdict,
        schedules,
        newest_completed(addon),
        shrinkages(addon),
        overdue_ones(addon, judged, terms.grace),
        [one for one in judged if one.running and one.running.minute + terms.grace < addon.now],
    )
