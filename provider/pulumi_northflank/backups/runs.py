"""When a schedule should have made backups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pulumi_northflank.review.week import (
    MINUTES_A_DAY,
    MINUTES_A_WEEK,
    MINUTES_AN_HOUR,
    minutes_of,
    worst_gap,
)
from pulumi_northflank.schedule import Schedule

from .zones import Offset, Zone

# The first minute of 1970 was on a Thursday, and weeks begin on Monday.
MONDAY = -3 * MINUTES_A_DAY
# By how much daylight saving can change a clock, at most.
LONGEST_CHANGE = 3 * MINUTES_AN_HOUR

# A backup can be created a little before its minute, by clocks that differ.
EARLY = 1
# The old runs do not count from an hour before their backups expire, if the grace is that long.
LONGEST_MARGIN = MINUTES_AN_HOUR


class Terms(NamedTuple):
    """Which runs are looked for.

    Attributes:
        since: How far back, in minutes. The last run counts, however long ago it was.
        grace: How late a backup can begin and still count, in minutes.
    """

    since: int
    grace: int


class Run(NamedTuple):
    """A minute in which a schedule should make a backup.

    Attributes:
        local: The minute by the clock of the schedules, which identifies the run.
        instants: The same in UTC; two where daylight saving ends.
    """

    local: int
    instants: tuple[int, ...]


@dataclass(frozen=True)
class Watched:
    """A schedule whose backups are looked for.

    Attributes:
        schedule_id: Its ID in Northflank.
        schedule: The schedule, which is valid and known.
        changed: The minute since which it is like that; None if that is not known.
        drift: How the one in Northflank differs from it, a sentence for each difference.
        exists: Whether Northflank has it.
        created: The minute in which it was created; None if that is not known.
    """

    schedule_id: str
    schedule: Schedule
    changed: float | None = None
    drift: tuple[str, ...] = ()
    exists: bool = True
    created: float | None = None

    @cached_property
    def minutes(self) -> list[int]:
        """The minutes of the week in which it makes a backup, in order."""
        return sorted(minutes_of(self.schedule.scheduling))

    @property
    def is_hourly(self) -> bool:
        """Whether it makes the same backups every hour."""
        return self.schedule.interval == "hourly"

    @property
    def has_moved(self) -> bool:
        """Whether the one in Northflank makes its backups at other times."""
        return any(difference.startswith("scheduling") for difference in self.drift)

    @cached_property
    def gap(self) -> int:
        """The longest time between two of its runs, in minutes."""
        return worst_gap(self.minutes)

    def begin(self, now: float, terms: Terms, slack: int = 0) -> float:
        """The minute after which a run counts, or some *slack* earlier.

        Before it, its backup may have expired, or the schedule was another one.
        """
        return max(now - self._kept(terms) - slack, self._first(now, terms, slack))

    def reach(self, now: float, terms: Terms) -> float:
        """The minute back to which backups are looked for, a day earlier than any run counts.

        Backups of a schedule that this one replaced may be kept longer, and tell if they stopped.
        """
        return now - self._since(terms) - MINUTES_A_DAY

    def counts_until(self, minute: int, terms: Terms) -> float:
        """Until when a run counts that was due in this *minute* and was not the last one."""
        return minute + min(self._kept(terms), self._since(terms))

    @property
    def retention(self) -> int:
        """For how many minutes its backups are kept."""
        return self.schedule.retention_time * MINUTES_A_DAY

    def _kept(self, terms: Terms) -> int:
        """For how many minutes its backups are there for certain."""
        return self.retention - min(terms.grace, LONGEST_MARGIN)

    def _first(self, now: float, terms: Terms, slack: int = 0) -> float:
        first = now - self._since(terms) - slack
        return first if self.changed is None else max(first, self.changed)

    def _since(self, terms: Terms) -> int:
        return max(terms.since, self.gap + LONGEST_CHANGE + terms.grace)

    def zone(self, zone: Zone, now: float) -> Zone:
        """The clock of this schedule, if schedules go by *zone*."""
        return zone.of_hours(now) if self.is_hourly else zone

    def runs(self, zone: Zone, now: float, terms: Terms) -> list[Run]:
        """Its runs until *now*, in order, with those whose backups may have expired."""
        zone, begin = self.zone(zone, now), self._first(now, terms)
        slack = 0 if isinstance(zone, Offset) else LONGEST_CHANGE
        first, last = zone.local(begin) - slack, zone.local(now) + slack
        found: list[Run] = []
        week = int((first - MONDAY) // MINUTES_A_WEEK) * MINUTES_A_WEEK + MONDAY
        while week <= last:
            for minute in self.minutes:
                if first < (local := week + minute) <= last:
                    instants = zone.instants(local)
                    if instants and begin < instants[0] <= now:
                        found.append(Run(local, instants))
            week += MINUTES_A_WEEK
        return found

    def counted(self, runs: Sequence[Run], now: float, terms: Terms) -> list[Run]:
        """Those of its *runs* that must have a backup: the last one until its backup expires."""
        begin, expired = self.begin(now, terms), now - self.retention + EARLY
        return [
            run
            for run in runs
            if run.instants[0] > (min(begin, expired) if run is runs[-1] else begin)
        ]
