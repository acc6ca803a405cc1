"""Which clock the backups speak for: the offsets from UTC that explain when they were made."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pulumi_northflank.review.week import MINUTES_A_WEEK, MINUTES_AN_HOUR
from pulumi_northflank.types import BACKUP_TYPES

from .addon import WatchedAddon
from .backup import Backup
from .runs import EARLY, MONDAY, Terms, Watched
from .zones import OFFSETS, QUARTER, NamedZone, Offset, Zone, changing_clocks

# A backup that begins within a quarter of an hour says more than one that is merely not too late:
# any backup is a late one by the clocks of the four quarters of an hour before.
PROMPT = 4
TOLERABLE = 1

# A clock is ruled out if another one explains at least that many backups more, and it explains less
# than this part of what the other one does.
FEWEST = 3
MUCH_LESS = 0.9

# The time before the first run by one clock in which another one has it.
SLACK = 2 * MINUTES_AN_HOUR

Group = tuple[list[Watched], list[Backup]]

LOWEST = min(offset.minutes for offset in OFFSETS)
HIGHEST = max(offset.minutes for offset in OFFSETS)


class Evidence(NamedTuple):
    """The clocks that are left, and what this rests on.

    Attributes:
        zones: The clocks that explain the backups, the most likely one first.
        backups: The number of backups that the first one explains. Backups of hourly schedules do
            not count, because they are made by every clock.
        contradicted: The clock that the user named, if the backups were not made by it.
    """

    zones: Sequence[Zone]
    backups: int
    contradicted: NamedZone | None = None


def evidence_of(
    addons: Iterable[WatchedAddon], terms: Terms, named: NamedZone | None = None
) -> Evidence:
    """Find the clocks that explain the backups of all *addons*.

    A clock is ruled out if another one explains clearly more.

    Args:
        addons: The addons.
        terms: Which runs are looked for.
        named: The clock that the user named, which counts unless the backups rule it out.
    """
    addons = list(addons)
    votes: Counter[int] = Counter()
    explained: Counter[int] = Counter()
    for_hours: Counter[int] = Counter()
    groups = list(_groups(addons, terms))
    for schedules, backups in groups:
        if any(one.is_hourly for one in schedules):
            _vote_for_hours(schedules, backups, for_hours)
            continue
        for backup in backups:
            weights = _weights(schedules, backup, terms.grace)
            votes.update(weights)
            explained.update(weights.keys())

    def likelihood(offset: Offset) -> tuple[int, int]:
        return votes[offset.minutes], for_hours[offset.minutes % MINUTES_AN_HOUR]

    # The first of equals, which is the nearest to UTC.
    best = max(OFFSETS, key=likelihood)
    most = votes[best.minutes]
    if named:
        for_named, number = _support(named, groups, terms.grace)
        if 2 * for_named >= most:
            return Evidence((named,), number)
    support: dict[Zone, tuple[int, int]] = {
        one: (votes[one.minutes], explained[one.minutes]) for one in (best, *OFFSETS)
    }
    now = max((addon.now for addon in addons), default=0)
    for clock in changing_clocks(now - terms.since - SLACK, now) if most else ():
        support[clock] = _support(clock, groups, terms.grace)
    likely = max(support, key=lambda zone: support[zone][0])
    most, number = support[likely]
    needed = min(MUCH_LESS * most, most - FEWEST * PROMPT + 1)
    left = [zone for zone, (given, _) in support.items() if given >= needed and zone != likely]
    return Evidence((likely, *left), number, named)


def _support(zone: Zone, groups: Iterable[Group], grace: int) -> tuple[int, int]:
    """How well *zone* explains the backups, and how many of them, without hourly schedules."""
    weights = [
        _weight_of(zone, schedules, backup, grace)
        for schedules, backups in groups
        if not any(one.is_hourly for one in schedules)
        for backup in backups
    ]
    return sum(weights), sum(weight > 0 for weight in weights)


def _groups(addons: Iterable[WatchedAddon], terms: Terms) -> Iterator[Group]:
    """The schedules of each addon and type, and the backups of the time that they are for."""
    for addon in addons:
        for backup_type in BACKUP_TYPES:
            schedules = addon.of_type(backup_type)
            if schedules:
                begin = max(one.begin(addon.now, terms, SLACK) for one in schedules)
                yield (
                    schedules,
                    [
                        one
                        for one in addon.backups
                        if one.backup_type == backup_type and begin < one.minute <= addon.now
                    ],
                )


def _weights(schedules: Iterable[Watched], backup: Backup, grace: int) -> dict[int, int]:
    """How well each offset explains *backup*, without those that do not."""
    minute = (backup.minute - MONDAY) % MINUTES_A_WEEK
    weights: dict[int, int] = {}
    for one in schedules:
        for due in _near(one.minutes, minute + LOWEST - grace, minute + HIGHEST + EARLY):
            first = -(-(due - minute - EARLY) // QUARTER) * QUARTER
            for offset in range(int(first), int(due - minute + grace) + 1, QUARTER):
                if LOWEST <= offset <= HIGHEST:
                    weight = PROMPT if minute + offset - due < QUARTER else TOLERABLE
                    weights[offset] = max(weight, weights.get(offset, 0))
    return weights


def _weight_of(zone: Zone, schedules: Iterable[Watched], backup: Backup, grace: int) -> int:
    """How well *zone* explains *backup*; 0 if it does not."""
    minute = (zone.local(backup.minute) - MONDAY) % MINUTES_A_WEEK
    late = [
        minute - due
        for one in schedules
        for due in _near(one.minutes, minute - grace, minute + EARLY)
    ]
    return (PROMPT if min(late) < QUARTER else TOLERABLE) if late else 0


def _near(minutes: Sequence[int], first: float, last: float) -> Iterator[int]:
    """The *minutes* of a week from *first* to *last*, which can be in the weeks beside it."""
    for week in (-MINUTES_A_WEEK, 0, MINUTES_A_WEEK):
        begin, end = bisect_left(minutes, first - week), bisect_right(minutes, last - week)
        yield from (week + minute for minute in minutes[begin:end])


def _vote_for_hours(
    schedules: Iterable[Watched], backups: Iterable[Backup], votes: Counter[int]
) -> None:
    """Count the backups that are prompt by a clock some quarters of an hour ahead of UTC."""
    minutes = {
        minute % MINUTES_AN_HOUR for one in schedules if one.is_hourly for minute in one.minutes
    }
    for backup in backups:
        for quarter in range(0, MINUTES_AN_HOUR, QUARTER):
            late = min(
                (backup.minute + EARLY + quarter - minute) % MINUTES_AN_HOUR for minute in minutes
            )
            votes[quarter] += late < QUARTER + EARLY
