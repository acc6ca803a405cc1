"""The clock by which Northflank reads the times of schedules.

Its documentation names no time zone. A minute here is a number since 1970: an *instant* in UTC, or
a *local* minute, as the clock of the schedules shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

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

    def local(self, instant: float) -> float:
        """What the clock shows."""
        offset = (EPOCH + instant * A_MINUTE).astimezone(self.info).utcoffset()
        return instant + (offset or timedelta()) / A_MINUTE

    def instants(self, local: int) -> tuple[int, ...]:
        """When the clock shows this minute: twice in autumn, and never if spring skips it."""
        naive = (EPOCH + local * A_MINUTE).replace(tzinfo=self.info)
        both = (int((naive.replace(fold=fold) - EPOCH) / A_MINUTE) for fold in (0, 1))
        return tuple(sorted({each for each in both if self.local(each) == local}))

    def of_hours(self, at: float) -> Offset:
        """The same clock for hourly schedules, for which whole hours make no difference."""
        return Offset(int(self.local(at) - at) % MINUTES_AN_HOUR)


Zone = Offset | NamedZone

OFFSETS = tuple(
    sorted(
        (
            Offset(minutes)
            for minutes in range(-MINUTES_A_DAY // 2, 14 * MINUTES_AN_HOUR + 1, QUARTER)
        ),
        key=lambda offset: abs(offset.minutes),
    )
)
"""All offsets that a clock can have, from UTC on: quarter hours from -12:00 to +14:00."""
