"""Which backups of an addon a clock explains: those that began when it showed a run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from math import floor

from pulumi_northflank.review.week import MINUTES_A_WEEK, MINUTES_AN_HOUR

from .backup import Backup
from .runs import EARLY, MONDAY, Watched
from .zones import HIGHEST, LOWEST, QUARTER, Offset, Zone

# A backup that begins within a quarter of an hour says more than one that is merely not too late:
# any backup is a late one by the clocks of the four quarters of an hour before.
PROMPT = 4
TOLERABLE = 1

Explained = dict[int, int]
"""How well backups are explained, by their places in the list. A run explains only one of them."""

NOTHING: Explained = {}


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

    def weights(self, zone: Zone) -> tuple[int, int]:
        """How well *zone* explains those of daily and weekly schedules, and of hourly ones."""
        return sum(self.on_days(zone).values()), PROMPT * len(self.each_hour(zone))

    def explained(self, zone: Zone) -> Explained:
        """The backups that were made if schedules go by *zone*."""
        return self.each_hour(zone) | self.on_days(zone)

    def on_days(self, zone: Zone) -> Explained:
        """Those that daily and weekly schedules made, and hourly ones did not."""
        if isinstance(zone, Offset):
            return self._by_offset.get(zone.minutes, NOTHING)
        return self._daily(zone)

    def each_hour(self, zone: Zone) -> Explained:
        """Those that hourly schedules made, the same for all clocks that are whole hours apart."""
        return self._hourly(round(zone.local(self._now) - self._now) % MINUTES_AN_HOUR)

    def _of_zone(self, zone: Zone) -> Explained:
        found: Explained = {}
        for place, backup in enumerate(self._backups):
            offset = round(zone.local(backup.minute) - backup.minute)
            if weight := self._by_offset.get(offset, NOTHING).get(place):
                found[place] = weight
        return found

    @cached_property
    def _by_offset(self) -> dict[int, Explained]:
        found: dict[int, Explained] = {}
        served: set[tuple[int, int]] = set()
        days = [(one, begin) for one, begin in self._begins if not one.is_hourly]
        for place, backup in enumerate(self._backups if days else ()):
            dues = {
                due
                for one, begin in days
                if backup.minute > begin
                for due in self._near(one, backup)
            }
            # A backup belongs to the last minute before it that has none yet.
            for due in sorted(dues, reverse=True):
                late = backup.minute - due
                first = max(-(-(-late - EARLY) // QUARTER) * QUARTER, LOWEST)
                last = min(floor(self._grace - late), HIGHEST)
                for offset in range(int(first), last + 1, QUARTER):
                    explained = found.setdefault(offset, {})
                    is_hourly = place in self._hourly(offset % MINUTES_AN_HOUR)
                    if not (place in explained or (offset, due) in served or is_hourly):
                        served.add((offset, due))
                        explained[place] = PROMPT if late + offset < QUARTER else TOLERABLE
        return found

    def _near(self, one: Watched, backup: Backup) -> Iterator[int]:
        """The local minutes of a schedule's runs that *backup* can be for, by any offset."""
        first, last = backup.minute + LOWEST - self._grace, backup.minute + HIGHEST + EARLY
        week = round((backup.minute - MONDAY) // MINUTES_A_WEEK) * MINUTES_A_WEEK + MONDAY
        for start in (week - MINUTES_A_WEEK, week, week + MINUTES_A_WEEK):
            begin = bisect_left(one.minutes, first - start)
            end = bisect_right(one.minutes, last - start)
            yield from (start + minute for minute in one.minutes[begin:end])

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
