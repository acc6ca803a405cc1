"""Which backups of an addon a clock explains: those that began when it showed a run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from pulumi_northflank.review.week import MINUTES_A_WEEK, MINUTES_AN_HOUR

from .backup import Backup
from .runs import EARLY, MONDAY, Watched
from .zones import OFFSETS, QUARTER, Zone

# A backup that begins within a quarter of an hour says more than one that is merely not too late:
# any backup is a late one by the clocks of the four quarters of an hour before.
PROMPT = 4
TOLERABLE = 1

LOWEST = min(offset.minutes for offset in OFFSETS)
HIGHEST = max(offset.minutes for offset in OFFSETS)

Explained = dict[int, int]
"""How well backups are explained, by their places in the list. A run explains only one of them."""


class Group:
    """The schedules of an addon and type, and the backups that they can have made.

    Attributes:
        first: The minute of the first of these backups.
    """

    def __init__(
        self,
        begins: Sequence[tuple[Watched, float]],
        backups: Sequence[Backup],
        now: float,
        grace: int,
    ) -> None:
        """Look at an addon.

        Args:
            begins: Each schedule, with the minute since which its backups are evidence.
            backups: All backups of the type, in order of time, at least one.
            now: The current minute.
            grace: How late a backup can begin, in minutes.
        """
        self.first = backups[0].minute
        self._begins, self._backups, self._now, self._grace = begins, backups, now, grace
        self._hourly = cache(self._of_quarter)
        self._daily = cache(self._of_zone)

    def explained(self, zone: Zone) -> Explained:
        """The backups that were made if schedules go by *zone*."""
        return self.each_hour(zone) | self.on_days(zone)

    def on_days(self, zone: Zone) -> Explained:
        """Those that daily and weekly schedules made, and hourly ones did not."""
        return self._daily(zone)

    def each_hour(self, zone: Zone) -> Explained:
        """Those that hourly schedules made, the same for all clocks that are whole hours apart."""
        return self._hourly(round(zone.local(self._now) - self._now) % MINUTES_AN_HOUR)

    def _of_zone(self, zone: Zone) -> Explained:
        hourly, found, served = self.each_hour(zone), {}, set()
        for place, by_offset in self._fitting.items():
            if place in hourly:
                continue
            minute = self._backups[place].minute
            runs = by_offset.get(round(zone.local(minute) - minute), ())
            # The last minute before the backup that has none yet.
            run, weight = max((each for each in runs if each[0] not in served), default=(0, 0))
            if weight:
                served.add(run)
                found[place] = weight
        return found

    @cached_property
    def _fitting(self) -> dict[int, dict[int, list[tuple[int, int]]]]:
        """The runs that fit each backup, and how well, by the offset of the clock."""
        found: dict[int, dict[int, list[tuple[int, int]]]] = {}
        days = [(one, begin) for one, begin in self._begins if not one.is_hourly]
        for place, backup in enumerate(self._backups if days else ()):
            minute = (backup.minute - MONDAY) % MINUTES_A_WEEK
            by_offset: dict[int, list[tuple[int, int]]] = {}
            for one, begin in days:
                if backup.minute <= begin:
                    continue
                first, last = minute + LOWEST - self._grace, minute + HIGHEST + EARLY
                for due in _near(one.minutes, first, last):
                    run = round(backup.minute - minute + due)
                    earliest = -(-(due - minute - EARLY) // QUARTER) * QUARTER
                    for offset in range(
                        int(earliest), int(due - minute + self._grace) + 1, QUARTER
                    ):
                        weight = PROMPT if minute + offset - due < QUARTER else TOLERABLE
                        by_offset.setdefault(offset, []).append((run, weight))
            if by_offset:
                found[place] = by_offset
        return found

    def _of_quarter(self, quarter: int) -> Explained:
        """The backups that are prompt by a clock some quarters of an hour ahead of UTC."""
        found: Explained = {}
        served = set()
        hourly = [(one, begin) for one, begin in self._begins if one.is_hourly]
        minutes = {minute % MINUTES_AN_HOUR for one, _ in hourly for minute in one.minutes}
        begin = min((begin for _, begin in hourly), default=self._now)
        for place, backup in enumerate(self._backups):
            if backup.minute > begin:
                local = backup.minute + quarter
                late = min((local + EARLY - minute) % MINUTES_AN_HOUR for minute in minutes)
                run = round(local + EARLY - late)
                if late < QUARTER + EARLY and run not in served:
                    served.add(run)
                    found[place] = PROMPT
        return found


def _near(minutes: Sequence[int], first: float, last: float) -> Iterator[int]:
    """The *minutes* of a week from *first* to *last*, which can be in the weeks beside it."""
    for week in (-MINUTES_A_WEEK, 0, MINUTES_A_WEEK):
        begin, end = bisect_left(minutes, first - week), bisect_right(minutes, last - week)
        yield from (week + minute for minute in minutes[begin:end])
