"""Which backups serve which runs. A backup says neither its schedule nor the minute it was due."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from pulumi_northflank.review.week import MINUTES_A_DAY
from pulumi_northflank.types import BackupType

from .backup import Backup
from .runs import EARLY, Run, Terms, Watched
from .zones import Zone

State = Literal["completed", "running", "failed", "unknown", "due", "late", "missed"]
"""What became of a run. It is `due` for a few minutes, and then `late`."""

# A check often runs in the minute in which backups are due. It takes a while until they are listed.
LISTED_AFTER = 5

# Of several backups that serve a run, the best one counts.
RANKS = ("completed", "running", "unknown", "failed")


class Result(NamedTuple):
    """What became of a run, and the backup that tells."""

    state: State
    backup: Backup | None = None


class World:
    """The backups of one type that an addon should have if schedules go by one clock.

    Attributes:
        runs: The runs of each schedule that count, by its ID and their local minutes.
        new: The IDs of the schedules that have not had a run yet.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # all of them facts about an addon
        self,
        watched: Iterable[Watched],
        backup_type: BackupType,
        backups: Sequence[Backup],
        zone: Zone,
        now: float,
        terms: Terms,
    ) -> None:
        """Serve all runs at once.

        Args:
            watched: The addon's schedules of this type.
            backup_type: The type.
            backups: All backups of the addon, in order of time.
            zone: The clock of the schedules.
            now: The current minute.
            terms: Which runs are looked for.
        """
        self._now, self._grace = now, terms.grace
        self._watched = {one.schedule_id: one for one in watched}
        made = {
            schedule_id: one.runs(zone, now, terms) for schedule_id, one in self._watched.items()
        }
        self.runs = {
            schedule_id: {
                run.local: run for run in self._watched[schedule_id].counted(runs, now, terms)
            }
            for schedule_id, runs in made.items()
        }
        self.new = {
            schedule_id
            for schedule_id, runs in made.items()
            if all(self._is_just_due(run) for run in runs)
        }
        own = [one for one in backups if one.backup_type == backup_type and one.minute <= now]
        instants = {
            instant for runs in made.values() for run in runs for instant in _times(run, own)
        }
        self._served = serve(sorted(instants), own, terms.grace)
        self._untyped = [one for one in backups if one.backup_type is None and one.minute <= now]

    def results(self, schedule_id: str) -> list[tuple[Run, Result]]:
        """What became of each run of a schedule, in order."""
        runs = self.runs[schedule_id].values()
        return [(run, self.result(schedule_id, run)) for run in runs]

    def result(self, schedule_id: str, run: Run) -> Result:
        """What became of a run of a schedule."""
        serving = [one for instant in run.instants for one in self._served.get(instant, ())]
        if serving:
            patience = min(self._watched[schedule_id].gap, MINUTES_A_DAY) + self._grace
            results = [self._result(one, patience) for one in serving]
            return min(results, key=lambda result: RANKS.index(result.state))
        due = run.instants[-1]
        untyped = _between(self._untyped, run.instants[0] - EARLY, due + self._grace)
        if untyped:
            return Result("unknown", untyped[0])
        if self._is_just_due(run):
            return Result("due")
        return Result("late" if self._now <= due + self._grace else "missed")

    def is_missed(self, schedule_id: str, run: Run) -> bool:
        """Whether a run of another world is missed in this one, too.

        The same run is the one that the clock shows at the same time, or that has the same instant.
        """
        same = self.runs[schedule_id].get(run.local)
        if same and self.result(schedule_id, same).state == "missed":
            return True
        there = self._by_instant[schedule_id].get(run.instants[0])
        return there is not None and self.result(schedule_id, there).state == "missed"

    def _is_just_due(self, run: Run) -> bool:
        return self._now <= run.instants[-1] + min(LISTED_AFTER, self._grace)

    @cached_property
    def _by_instant(self) -> dict[str, dict[int, Run]]:
        return {
            schedule_id: {instant: run for run in runs.values() for instant in run.instants}
            for schedule_id, runs in self.runs.items()
        }

    def _result(self, backup: Backup, patience: float) -> Result:
        """What became of *backup*: one that runs for longer than *patience* is stuck."""
        stuck = backup.outcome == "running" and backup.minute + patience < self._now
        return Result("failed" if stuck else backup.outcome, backup)


def serve(
    instants: Sequence[int], backups: Iterable[Backup], grace: int
) -> dict[int, list[Backup]]:
    """The backups that serve each minute, best first; minutes without any are left out.

    A backup belongs to the last minute before it, if it is not later than the *grace* allows. One
    that is left over there serves the nearest earlier minute that has none and is near enough:
    backups of minutes close to each other can be late by more than what lies between them.

    Args:
        instants: The minutes in which a backup is due, in order.
        backups: The backups of one type, in order of time.
        grace: How late a backup can be.
    """
    served: dict[int, list[Backup]] = {}
    for backup in backups:
        place = bisect_right(instants, backup.minute)
        near = [
            instant
            for instant in instants[max(place - 1, 0) : place + 1]
            if -EARLY <= backup.minute - instant <= grace
        ]
        if near:
            # If it is early for one minute and late for another, the nearer one counts.
            instant = min(near, key=lambda each: abs(backup.minute - each))
            served.setdefault(instant, []).append(backup)
    for several in served.values():
        several.sort(key=lambda backup: RANKS.index(backup.outcome))
    for instant in [each for each, several in served.items() if len(several) > 1]:
        place = bisect_left(instants, instant) - 1
        while place >= 0 and instants[place] + grace >= instant and len(served[instant]) > 1:
            latest = instants[place] + grace
            spare = [one for one in served[instant][1:] if one.minute <= latest]
            if spare and instants[place] not in served:
                served[instant].remove(spare[0])
                served[instants[place]] = [spare[0]]
            place -= 1
    return served


def _times(run: Run, backups: Sequence[Backup]) -> tuple[int, ...]:
    """When *run* can have been: where a time comes twice, the second one if not the first."""
    first, *_, last = (*run.instants, run.instants[-1])
    is_early = first < last and _between(backups, first - EARLY, last - EARLY - 1)
    return (first,) if is_early else run.instants


def _between(backups: Sequence[Backup], first: float, last: float) -> Sequence[Backup]:
    begin = bisect_left(backups, first, key=lambda backup: backup.minute)
    end = bisect_right(backups, last, key=lambda backup: backup.minute)
    return backups[begin:end]
