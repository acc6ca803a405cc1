"""Which clock the backups speak for: the offsets from UTC that explain when they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pulumi_northflank.review.week import MINUTES_A_DAY, MINUTES_AN_HOUR
from pulumi_northflank.types import BACKUP_TYPES

from .addon import WatchedAddon
from .explained import PROMPT, TOLERABLE, Group
from .runs import Terms
from .zones import NamedZone, Offset, Zone, changing_clocks, offsets

# Backups of that time are evidence, also if runs are expected for a shorter time.
LONG_ENOUGH = 28 * MINUTES_A_DAY

# The time before the first run by one clock in which another one has it.
SLACK = 2 * MINUTES_AN_HOUR

# A clock is ruled out by another one that explains so many backups more: one is enough if both
# explain the others, or if it is UTC, by which most servers go.
AFTER_A_CHANGE = 1 * PROMPT
FOR_UTC = 1 * PROMPT
ENOUGH = 3 * PROMPT

UTC = Offset(0)

# Backups that somebody makes by hand at the same time of each day look like those of a schedule. So
# the backups of one type of an addon tell nothing if each of two clocks explains at least two that
# the other one does not, and at least a tenth of the other's.
SERIES = 2 * PROMPT
MANY_MORE = 10


class Evidence(NamedTuple):
    """The clocks that are left, and what this rests on.

    Attributes:
        zones: The clocks that explain the backups, the most likely one first.
        backups: The number of backups that the first one explains. Backups of hourly schedules do
            not count, because they are made by every clock.
        rival: A clock that explains clearly more than the one that the user named, if there is
            one. Runs are judged by the named one alone.
    """

    zones: Sequence[Zone]
    backups: int
    rival: Zone | None = None


def evidence_of(
    addons: Iterable[WatchedAddon], terms: Terms, named: NamedZone | None = None
) -> Evidence:
    """Find the clocks that explain the backups of all *addons*.

    A clock is ruled out if another one explains clearly more.

    Args:
        addons: The addons.
        terms: Which runs are looked for.
        named: The clock that the user named; then no other one is left.
    """
    addons = list(addons)
    terms = with_enough(terms)
    groups = list(_groups(addons, terms))
    now = max(addon.now for addon in addons)
    # Backups made by hand do not expire: some can be years old.
    first = max(min((group.first for group in groups), default=now), now - terms.since)
    zones: list[Zone] = [*offsets(first, now), *changing_clocks(first, now)]
    # The first of equals, which is the nearest to UTC.
    likely = max(zones, key=lambda zone: _likelihood(zone, groups))
    if named:
        rival = likely if _rules_out(likely, named, groups) else None
        return Evidence((named,), _number(named, groups), rival)
    left = [zone for zone in zones if zone != likely and not _rules_out(likely, zone, groups)]
    return Evidence((likely, *left), _number(likely, groups))


def with_enough(terms: Terms) -> Terms:
    """The *terms* for reading backups that are evidence."""
    return terms._replace(since=max(terms.since, LONG_ENOUGH))


def _groups(addons: Iterable[WatchedAddon], terms: Terms) -> Iterator[Group]:
    """The schedules of each addon and type that make backups, and these backups."""
    for addon in addons:
        for backup_type in BACKUP_TYPES:
            schedules = [*addon.of_type(backup_type), *addon.others_of_type(backup_type)]
            begins = [
                (one, one.begin(addon.now, terms, SLACK))
                for one in schedules
                # Otherwise Northflank makes the backups at other times, or none.
                if not one.has_moved
            ]
            backups = [
                one
                for one in addon.backups
                if one.backup_type == backup_type and one.minute <= addon.now
            ]
            if begins and backups:
                yield Group(begins, backups, addon.now, terms.grace)


def _likelihood(zone: Zone, groups: Iterable[Group]) -> tuple[int, int]:
    """How many backups *zone* explains, first with no more than a few of each group."""
    weights = [weight for group in groups for weight in group.weights(zone)]
    return sum(min(weight, ENOUGH) for weight in weights), sum(weights)


def _number(zone: Zone, groups: Iterable[Group]) -> int:
    """How many backups *zone* explains, without those of hourly schedules."""
    return sum(len(group.on_days(zone)) for group in groups)


def _rules_out(zone: Zone, other: Zone, groups: Iterable[Group]) -> bool:
    """Whether the backups speak so clearly for *zone* that *other* cannot be the clock."""
    ahead = sum(_ahead(group, zone, other) for group in groups)
    common = 0
    for group in groups:
        mine, others = group.on_days(zone), group.on_days(other)
        common += sum(min(mine[one], others[one]) for one in mine.keys() & others.keys())
    if common >= ENOUGH:
        return ahead >= AFTER_A_CHANGE
    if other == UTC and _is_mostly_late(zone, groups):
        return False
    return ahead >= (FOR_UTC if zone == UTC else ENOUGH)


def _is_mostly_late(zone: Zone, groups: Iterable[Group]) -> bool:
    """Whether *zone* explains most backups as late ones, as it would a series by hand."""
    weights = [weight for group in groups for weight in group.on_days(zone).values()]
    return weights.count(TOLERABLE) > len(weights) / 2


def _ahead(group: Group, zone: Zone, other: Zone) -> int:
    """How much more of a group *zone* explains than *other* does; less than 0 for less."""
    ahead = sum(group.weights(zone)) - (weight := sum(group.weights(other)))
    # Most clocks explain hardly anything.
    if ahead <= MANY_MORE * weight:
        mine, others = group.explained(zone), group.explained(other)
        less = sum(max(0, each - mine.get(one, 0)) for one, each in others.items())
        few, many = sorted((less + ahead, less))
        if few >= SERIES and many <= MANY_MORE * few:
            return 0
    return max(-ENOUGH, min(ahead, ENOUGH))
