"""Random weeks of backups, made by a scheduler of its own that shares no code with the provider.

Each week has addons with random schedules, a clock with or without daylight saving, jitter, failed
and left-out backups, backups made by hand (at any time, or at the same time of each day), and
backups that have expired. In most weeks one addon is well kept and tells the clock. A week knows
what a perfect observer would find.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UTC = timezone.utc
# The offsets of the world in June.
HOURS = [*range(-11, 15), -9.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75]
GRACE = HOUR
LISTED_AFTER = 5 * MINUTE
SINCE = 7 * DAY + 5 * HOUR
CHANGES = {
    "Europe/Berlin": (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)),
    "Australia/Sydney": (datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 10, 4, tzinfo=UTC)),
}
FAILURES = ("failed", "aborted", "not-supported")
WELL_KEPT = "well-kept"
LONGEST = {"hourly": 7, "daily": 60, "weekly": 120}


@dataclass
class Made:
    """A backup: when it was created, and what the API would list of it."""

    at: datetime
    kind: str
    status: str
    id: str


@dataclass
class Planned:
    """A schedule, and what a perfect observer finds."""

    id: str
    kind: str
    scheduling: Mapping[str, Any]
    retention: int
    changed: datetime
    due: list[datetime] = field(default_factory=list)
    missed: list[datetime] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    verdict: str = "new"


@dataclass
class Database:
    """An addon."""

    name: str
    schedules: list[Planned]
    backups: list[Made] = field(default_factory=list)


class Week:
    """A random week, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = rng = random.Random(seed)  # noqa: S311  # it is test data
        self.name = rng.choice([None, *CHANGES])
        self.zone: tzinfo = (
            ZoneInfo(self.name) if self.name else timezone(timedelta(hours=rng.choice(HOURS)))
        )
        self.is_named = self.name is not None and rng.random() < 0.5
        around = rng.choice(CHANGES[self.name]) if self.name else datetime(2026, 6, 1, tzinfo=UTC)
        offset = timedelta(minutes=rng.randrange(-6 * 1440, 13 * 1440))
        self.now = around + offset + timedelta(seconds=17)
        self._trouble = rng.choice([0.0, 0.03, 0.15])
        self._number = 0
        self.is_told = rng.random() < 0.7
        self.addons = [self._well_kept()] if self.is_told else []
        for number in range(rng.choice([1, 1, 1, 2])):
            self.addons.append(self._database(f"db-{number}"))
        for addon in self.addons:
            trouble = self._trouble if addon.name != WELL_KEPT else 0.0
            for kind in ("dump", "snapshot"):
                self._make(addon, kind, trouble)
            addon.backups.sort(key=lambda made: made.at)

    @property
    def is_clear(self) -> bool:
        """Whether the clock is the same all the time, or the user names it."""
        begin, end = (
            time.astimezone(self.zone).utcoffset() for time in (self.now - 8 * DAY, self.now)
        )
        return self.is_named or begin == end

    def _well_kept(self) -> Database:
        """An addon that tells the clock: its backups are all made."""
        minute, long_ago = [self._random.randrange(60)], self.now - 30 * DAY
        daily = {"interval": "daily", "minute": minute, "hour": [5]}
        weekly = {"interval": "weekly", "minute": minute, "hour": [17], "day": [0, 2, 3, 5]}
        schedules = [
            Planned("well-daily", "dump", daily, 14, long_ago),
            Planned("well-weekly", "snapshot", weekly, 14, long_ago),
        ]
        return Database(WELL_KEPT, schedules)

    def _database(self, name: str) -> Database:
        # Clocks a whole day apart, such as -11:00 and +13:00, differ for weekly schedules alone.
        shift = self.now.astimezone(self.zone).utcoffset() or DAY
        intervals = list(LONGEST)[: 3 if -10 * HOUR < shift < 12 * HOUR else 2]
        slots = [(kind, interval) for kind in ("dump", "snapshot") for interval in intervals]
        chosen = self._random.sample(slots, self._random.randrange(1, 4))
        base = self._random.randrange(60)
        return Database(name, [self._schedule(name, *slot, base) for slot in chosen])

    def _schedule(self, name: str, kind: str, interval: str, base: int) -> Planned:
        rng = self._random
        # Schedules often share a minute.
        minutes = {base if rng.random() < 0.5 else rng.randrange(60)}
        if rng.random() < 0.3:
            minutes |= {rng.randrange(60) for _ in range(1 if interval == "hourly" else 3)}
        scheduling: dict[str, list[int] | str] = {"interval": interval, "minute": sorted(minutes)}
        if interval != "hourly":
            scheduling["hour"] = sorted(rng.sample(range(24), rng.choice([1, 1, 1, 2, 4])))
        if interval == "weekly":
            scheduling["day"] = sorted(rng.sample(range(7), rng.choice([1, 1, 2, 5])))
        retention = rng.choice([1, 2, LONGEST[interval], rng.randrange(1, LONGEST[interval] + 1)])
        age = rng.choice([30 * DAY, 30 * DAY, timedelta(minutes=rng.randrange(8 * 1440))])
        return Planned(f"{name}-{kind}-{interval}", kind, scheduling, retention, self.now - age)

    def _runs(self, one: Planned) -> list[list[datetime]]:
        """The runs of the last week, and of a day before; in autumn, a run can have two times."""
        minutes, hours = one.scheduling["minute"], one.scheduling.get("hour")
        found = []
        if hours is None:
            shift = self.zone.utcoffset(self.now.astimezone(self.zone).replace(tzinfo=None))
            hour = (self.now - 8 * DAY).replace(minute=0, second=0)
            while hour <= self.now:
                for minute in minutes:
                    past = (minute - int((shift or DAY) / timedelta(minutes=1))) % 60
                    found.append([hour + timedelta(minutes=past)])
                hour += HOUR
            return sorted(times for times in found if times[0] <= self.now)
        days = one.scheduling.get("day", list(range(7)))
        first = (self.now - 8 * DAY).replace(hour=0, minute=0, second=0, tzinfo=None)
        for day in (first + number * DAY for number in range(11)):
            if day.weekday() in days:
                for hour_, minute in product(hours, minutes):
                    found.append(self._times(day.replace(hour=hour_, minute=minute)))
        return sorted(times for times in found if times and times[0] <= self.now)

    def _times(self, local: datetime) -> list[datetime]:
        both = {local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        return sorted(
            time for time in both if time.astimezone(self.zone).replace(tzinfo=None) == local
        )

    def _make(self, addon: Database, kind: str, trouble: float) -> None:
        """Make the backups of one type, and note what is to be found."""
        schedules = [one for one in addon.schedules if one.kind == kind]
        runs = {one.id: self._runs(one) for one in schedules}
        kept: dict[datetime, int] = {}
        for one in schedules:
            for times in runs[one.id]:
                # Nothing is made before there was a schedule.
                if times[0] > one.changed:
                    kept[times[0]] = max(kept.get(times[0], 0), one.retention)
        if not kept:
            return
        fates = self._fates(sorted(kept), kind, trouble)
        troubled = [each for each, made in fates.items() if not made or made.status in FAILURES]
        addon.backups += [
            made
            for instant, made in fates.items()
            if made and made.at + kept[instant] * DAY > self.now
        ]
        self._by_hand(addon, kind, troubled)
        if addon.name != WELL_KEPT and self._random.random() < 0.3:
            self._series_by_hand(addon, kind, troubled)
        for one in schedules:
            self._note(one, runs[one.id], fates)

    def _fates(
        self, instants: list[datetime], kind: str, trouble: float
    ) -> dict[datetime, Made | None]:
        """What becomes of each run: a backup of any outcome, or none."""
        rng = self._random
        outage = rng.choice(instants) if rng.random() < trouble else self.now
        fates: dict[datetime, Made | None] = {}
        before = [self.now - 30 * DAY, *instants]
        following = [*instants[1:], self.now + DAY]
        for earlier, instant, later in zip(before, instants, following, strict=False):
            # Each is nearer to its own minute than to the next one, or no observer could tell.
            early = 0 if instant - earlier < 3 * MINUTE else 30
            latest = (later - instant) / 2 - timedelta(seconds=1)
            made = self._backup(instant, kind, early, latest)
            if rng.random() < trouble:
                made.status = rng.choice(FAILURES)
            elif made.at > self.now - HOUR and rng.random() < 0.3:
                made.status = "in-progress"
            is_left_out = instant >= outage or rng.random() < trouble or made.at > self.now
            fates[instant] = None if is_left_out else made
        return fates

    def _backup(
        self, instant: datetime, kind: str, early: int = 0, latest: timedelta = HOUR
    ) -> Made:
        self._number += 1
        late = min(timedelta(seconds=self._random.randrange(-early, 600)), latest)
        return Made(instant + late, kind, "completed", f"b{self._number}")

    def _by_hand(self, addon: Database, kind: str, troubled: list[datetime]) -> None:
        """Backups made by hand. Those shortly after a missing one are late ones to any observer."""
        for _ in range(self._random.choice([0, 0, 1, 3])):
            at = self.now - timedelta(minutes=self._random.randrange(120, 7 * 1440))
            self._add(addon, self._backup(at, kind), troubled)

    def _series_by_hand(self, addon: Database, kind: str, troubled: list[datetime]) -> None:
        """Backups by hand at the same time of each day.

        To any observer, many more of them than the schedules made are those of a schedule.
        """
        made = sum(one.kind == kind for one in addon.backups)
        last = self.now - timedelta(minutes=self._random.randrange(120, 1560))
        longest = min(7, 3 * made) if made > 1 else 0
        for day in range(self._random.randrange(longest + 1)):
            self._add(addon, self._backup(last - day * DAY, kind), troubled)

    def _add(self, addon: Database, made: Made, troubled: list[datetime]) -> None:
        if made.at <= self.now and not any(
            -2 * HOUR <= made.at - instant <= GRACE + 2 * HOUR for instant in troubled
        ):
            addon.backups.append(made)

    def _note(
        self, one: Planned, runs: list[list[datetime]], fates: dict[datetime, Made | None]
    ) -> None:
        since = max(one.changed, self.now - SINCE)
        were_due = any(times[0] > since and self.now > times[-1] + LISTED_AFTER for times in runs)
        last = "unknown" if were_due else "new"
        is_late = False
        for times in runs:
            instant = times[0]
            # The last run counts until its backup expires, and the others until an hour before.
            margin = MINUTE if times is runs[-1] else GRACE
            if instant <= max(since, self.now - one.retention * DAY + margin):
                continue
            one.due.append(instant)
            made = fates[instant]
            if made is None and self.now <= times[-1] + GRACE:
                is_late = is_late or self.now > times[-1] + LISTED_AFTER
                continue
            if made is None:
                one.missed.append(instant)
                last = "missed"
            elif made.status in FAILURES:
                one.failed.append(made.id)
                last = "failed"
            elif made.status == "completed":
                last = "ok"
            elif last != "failed":
                last = "running"
        if one.missed:
            one.verdict = "missed"
        elif last == "failed":
            one.verdict = "failed"
        else:
            one.verdict = "late" if is_late else last
