"""The clock by which Northflank reads the times of schedules.

Its documentation names no time zone. A minute here is a number since 1970: an *instant* in UTC, or
a *local* minute, as the clock of the schedules shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from pulumi_northflank.review.week import MINUTES_A_DAY, MINUTES_AN_HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
A_MINUTE = timedelta(minutes=1)
QUARTER = 15


@dataclass(frozen=True)
class Offset:
    """A clock that is always the same time ahead of UTC.

    Attributes:
        minutes: By how many minutes; less than 0 if it is behind.
    """

    minutes: int

    def __str__(self) -> str:
        hours, minutes = divmod(abs(self.minutes), MINUTES_AN_HOUR)
        return f"{'-' if self.minutes < 0 else '+'}{hours:02}:{minutes:02}"

    def local(self, instant: float) -> float:
        """What the clock shows."""
        return instant + self.minutes

    def instants(self, local: int) -> tuple[int, ...]:
        """When the clock shows this minute."""
        return (local - self.minutes,)

    def of_hours(self, _: float) -> Offset:
        """The same clock for hourly schedules, for which whole hours make no difference."""
        return Offset(self.minutes % MINUTES_AN_HOUR)


@dataclass(frozen=True)
class NamedZone:
    """A clock with daylight saving, such as ``Europe/Berlin``.

    Attributes:
        info: Its rules.
    """

    info: ZoneInfo

    def __str__(self) -> str:
        return self.info.key

    def offset(self, instant: float) -> int:
        """By how many minutes it is ahead of UTC."""
        offset = (EPOCH + instant * A_MINUTE).astimezone(self.info).utcoffset()
        return int((offset or timedelta()) / A_MINUTE)

    def local(self, instant: float) -> float:
        """What the clock shows."""
        return instant + self.offset(instant)

    def instants(self, local: int) -> tuple[int, ...]:
        """When the clock shows this minute: twice in autumn, and never if spring skips it."""
        naive = (EPOCH + local * A_MINUTE).replace(tzinfo=self.info)
        both = (int((naive.replace(fold=fold) - EPOCH) / A_MINUTE) for fold in (0, 1))
        return tuple(sorted({each for each in both if self.local(each) == local}))

    def of_hours(self, at: float) -> Offset:
        """The same clock for hourly schedules, for which whole hours make no difference."""
        return Offset(self.offset(at) % MINUTES_AN_HOUR)


@dataclass(frozen=True)
class ChangingClock:
    """A clock that changes to or from daylight saving.

    Attributes:
        before: Its offset at first.
        after: Its offset from then on.
        change: The instant of the change.
    """

    before: Offset
    after: Offset
    change: int

    def __str__(self) -> str:
        changed = EPOCH + self.change * A_MINUTE
        return f"{self.before}, and {self.after} since {changed:%Y-%m-%d %H:%M} UTC"

    def local(self, instant: float) -> float:
        """What the clock shows."""
        return (self.before if instant < self.change else self.after).local(instant)

    def instants(self, local: int) -> tuple[int, ...]:
        """When the clock shows this minute: twice in autumn, and never if spring skips it."""
        early, late = self.before.instants(local)[0], self.after.instants(local)[0]
        first = (early,) if early < self.change else ()
        return (*first, late) if late >= self.change else first

    def of_hours(self, at: float) -> Offset:
        """The same clock for hourly schedules, for which whole hours make no difference."""
        return Offset(int(self.local(at) - at) % MINUTES_AN_HOUR)


Zone = Offset | NamedZone | ChangingClock

LOWEST = -12 * MINUTES_AN_HOUR
HIGHEST = 14 * MINUTES_AN_HOUR


def offsets(begin: float, end: float) -> list[Offset]:
    """The offsets that a time zone of the world has at one of two instants, from UTC on.

    Without a time zone database on this machine, all quarter hours from -12:00 to +14:00.
    """
    days = (int(begin // MINUTES_A_DAY), int(-(-end // MINUTES_A_DAY)))
    known = _known_offsets(*days) or range(LOWEST, HIGHEST + 1, QUARTER)
    return [Offset(minutes) for minutes in sorted({0, *known}, key=abs)]


@cache
def _known_offsets(first_day: int, last_day: int) -> frozenset[int]:
    both = (first_day * MINUTES_A_DAY, last_day * MINUTES_A_DAY)
    return frozenset(zone.offset(instant) for zone in _named_zones() for instant in both)


def changing_clocks(begin: float, end: float) -> list[ChangingClock]:
    """The clocks of all time zones that change between two instants, a few weeks apart.

    Without a time zone database on this machine there are none.
    """
    days = (int(begin // MINUTES_A_DAY), int(-(-end // MINUTES_A_DAY)))
    clocks = {clock for clock in _changing_clocks(*days) if begin < clock.change <= end}
    return sorted(clocks, key=lambda one: (one.change, one.before.minutes))


@cache
def _changing_clocks(first_day: int, last_day: int) -> set[ChangingClock]:
    begin, end = first_day * MINUTES_A_DAY, last_day * MINUTES_A_DAY
    return {
        ChangingClock(Offset(zone.offset(begin)), Offset(zone.offset(end)), change)
        for zone in _named_zones()
        if zone.offset(begin) != zone.offset(end)
        for change in [_change(zone, begin, end)]
    }


@cache
def _named_zones() -> list[NamedZone]:
    return [NamedZone(ZoneInfo(name)) for name in available_timezones()]


def _change(zone: NamedZone, begin: int, end: int) -> int:
    """When *zone* gets the offset that it has at the *end*."""
    while end - begin > 1:
        middle = (begin + end) // 2
        is_later = zone.offset(middle) == zone.offset(begin)
        begin, end = (middle, end) if is_later else (begin, middle)
    return end
