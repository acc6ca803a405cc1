"""New schedules of addons whose backups had stopped before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pulumi_northflank.review.week import MINUTES_A_WEEK

from .addon import WatchedAddon
from .backup import Backup
from .runs import Watched
from .verdicts import ScheduleStatus, completed_backups


class Overdue(NamedTuple):
    """A schedule without a run since it was created or changed, after too long without a backup.

    Attributes:
        status: The schedule.
        newest: The newest completed backup, if there is one.
    """

    status: ScheduleStatus
    newest: Backup | None


def overdue_ones(
    addon: WatchedAddon, statuses: Iterable[ScheduleStatus], grace: int
) -> list[Overdue]:
    """Find the new schedules that were created or changed after too long without a backup.

    A schedule that existed all that time should have made backups of its type. One that was created
    now can have replaced another one, so backups of both types count, and an addon without any is
    new.
    """
    found = []
    for status in statuses:
        one = status.watched
        if status.verdict != "new" or one.changed is None or one.retention < one.gap:
            continue
        made = [each for each in completed_backups(addon) if each.backup_type]
        own = [each for each in made if each.backup_type == one.schedule.backup_type]
        existed = one.created is not None and one.created + _patience(one, own) < (
            one.changed - grace
        )
        backups = own if existed else made
        newest = backups[-1] if backups else None
        # If all of them failed, the first one tells since when.
        failed = all(each.outcome == "failed" for each in addon.backups)
        tried = newest or next((each for each in addon.backups if failed), None)
        is_too_old = tried and tried.minute + _patience(one, backups) + grace < one.changed
        if is_too_old or (existed and newest is None):
            found.append(Overdue(status, newest))
    return found


def _patience(one: Watched, backups: Sequence[Backup]) -> int:
    """The longest usual time between two backups.

    The schedule may have had another interval, a week at most. The backups show it if they span a
    week.
    """
    gaps = [later.minute - earlier.minute for earlier, later in pairwise(backups)]
    usual = max(gaps) if sum(gaps) >= MINUTES_A_WEEK else MINUTES_A_WEEK
    return max(one.gap, min(round(usual), MINUTES_A_WEEK))
