"""The week of one or several schedules, in whole minutes.

The week repeats for ever: its last minute is followed by its first. Minute 0 is Monday 0:00 by the
clock of the API's schedules, taken to have no daylight saving time. Everything here is exact and
independent of the current time.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from pulumi_northflank.types import Scheduling
from pulumi_northflank.validation.quota import DAYS_A_WEEK

MINUTES_AN_HOUR = 60
HOURS_A_DAY = 24
MINUTES_A_DAY = HOURS_A_DAY * MINUTES_AN_HOUR
MINUTES_A_WEEK = DAYS_A_WEEK * MINUTES_A_DAY

Backups = Mapping[int, int]
"""The backups of a week: the minute of each, and for how many minutes it is kept."""


def minutes_of(scheduling: Scheduling) -> frozenset[int]:
    """The minutes of the week in which a valid scheduling makes a backup."""
    interval = scheduling["interval"]
    days = scheduling["day"] if interval == "weekly" else range(DAYS_A_WEEK)
    hours = range(HOURS_A_DAY) if interval == "hourly" else scheduling["hour"]
    return frozenset(
        day * MINUTES_A_DAY + hour * MINUTES_AN_HOUR + minute
        for day, hour, minute in itertools.product(days, hours, scheduling["minute"])
    )


def together(runs: Iterable[tuple[Collection[int], int]]) -> Backups:
    """The backups of several schedules: one a minute, kept for the longest retention among them.

    Args:
        runs: For each schedule its minutes of the week, and for how many minutes it keeps each
            backup.
    """
    backups: dict[int, int] = {}
    for minutes, kept in runs:
        for minute in minutes:
            backups[minute] = max(kept, backups.get(minute, 0))
    return backups


def worst_gap(minutes: Collection[int]) -> int:
    """The longest time from one backup to the next; a whole week if there is one backup a week.

    Args:
        minutes: The minutes of the week with a backup, at least one.
    """
    times = sorted(minutes)
    return max(
        later - earlier
        for earlier, later in itertools.pairwise([*times, times[0] + MINUTES_A_WEEK])
    )


def none_kept(backups: Backups) -> int:
    """The longest time without any backup; 0 if there always is one.

    Args:
        backups: At least one.
    """
    # The first week has no backups from the week before: only the second is like all others.
    end = max(minute + kept for minute, kept in backups.items())
    longest = 0
    for minute in sorted(backups):
        start = minute + MINUTES_A_WEEK
        longest = max(longest, start - end)
        end = max(end, start + backups[minute])
    return longest


def most_kept(backups: Backups) -> int:
    """The most backups that exist together, once the longest-kept ones have begun to expire.

    For one schedule this is :func:`quota.kept_at_once`.
    """
    # Each minute's backup exists for a number of whole weeks, and for the rest of a week from its
    # minute on. A backup counts in the minute it is made, but not in the one it expires.
    changes: Counter[int] = Counter()
    existing = 0
    for minute, kept in backups.items():
        weeks, rest = divmod(kept, MINUTES_A_WEEK)
        end = minute + rest
        existing += weeks + (end >= MINUTES_A_WEEK)
        changes[minute] += 1
        changes[end % MINUTES_A_WEEK] -= 1
    most = existing
    for minute in sorted(changes):
        existing += changes[minute]
        most = max(most, existing)
    return most
