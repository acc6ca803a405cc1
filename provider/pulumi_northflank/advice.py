"""What the schedules of a plan make of each other, where it may not be what is wanted.

None of it is refused: each schedule is fine by itself, and Northflank's documentation
leaves open what happens.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from .clock import LONG_DAYS, listed
from .quota import DAYS_A_WEEK, MOST_KEPT, backups_a_day, kept_at_once, run_days
from .shapes import BackupType, Scheduling
from .week import HOURS_A_DAY
from .words import days_long


class Planned(NamedTuple):
    """A schedule without faults, as far as others have to do with it.

    Attributes:
        backup_type: dump or snapshot.
        scheduling: When backups are made.
        retention_time: Days for which each is kept.
    """

    backup_type: BackupType
    scheduling: Scheduling
    retention_time: int

    def __str__(self) -> str:
        return f"{self.scheduling['interval']} {self.backup_type}"


def advice(schedules: Sequence[Planned]) -> list[str]:
    """What to tell the user about the schedules of one addon, a paragraph each.

    Args:
        schedules: The addon's schedules, the most frequent first.
    """
    pairs = list(itertools.combinations(schedules, 2))
    texts = [
        too_many_together(schedules),
        *(kept_too_short(often, rare) for often, rare in pairs),
        *(starting_together(one, other) for one, other in pairs),
    ]
    return [text for text in texts if text is not None]


def too_many_together(schedules: Sequence[Planned]) -> str | None:
    """What to say where schedules together keep more backups than one of them may."""
    kept = [kept_at_once(each.scheduling, each.retention_time) for each in schedules]
    if sum(kept) <= MOST_KEPT:
        return None
    parts = "; ".join(f"{each} {_arithmetic(each)}" for each in schedules)
    return (
        f"The schedules of this plan keep up to {sum(kept)} backups together: {parts}; "
        f"{' + '.join(map(str, kept))} = {sum(kept)}. Northflank keeps at most {MOST_KEPT}, and "
        "whether it counts them for each schedule or for the whole addon is documented nowhere: "
        "if it refuses one, keep backups for less long or make fewer."
    )


def kept_too_short(often: Planned, rare: Planned) -> str | None:
    """What to say where backups of one type that are made more rarely are kept less long."""
    if often.backup_type != rare.backup_type or rare.retention_time >= often.retention_time:
        return None
    long, longer = days_long(rare.retention_time), days_long(often.retention_time)
    article = "an" if often.scheduling["interval"] == "hourly" else "a"
    return (
        f"A {rare} is kept for {long} and {article} {often} for {longer}: it is gone while more "
        f"frequent ones of its time are still there. Keep a {rare} for more than {longer}, or "
        "leave it out."
    )


def starting_together(one: Planned, other: Planned) -> str | None:
    """What to say where two schedules want to make a backup in the same minute."""
    days = _days(one) & _days(other)
    hours = _hours(one) & _hours(other)
    minutes = set(one.scheduling["minute"]) & set(other.scheduling["minute"])
    if not (days and hours and minutes):
        return None
    times = listed(list(itertools.product(sorted(hours), sorted(minutes))))
    names = ", ".join(LONG_DAYS[day].capitalize() for day in sorted(days))
    on = "" if len(days) == DAYS_A_WEEK else f" on {names}"
    open_question = (
        "for how long it is kept" if one.backup_type == other.backup_type else "of which type"
    )
    return (
        f"The {one} and the {other} both start at {times}{on}. Where schedules overlap, "
        f"Northflank makes only one backup, and its documentation does not say {open_question}: "
        "give one of the two another minute."
    )


def _arithmetic(each: Planned) -> str:
    a_day = backups_a_day(each.scheduling)
    days = run_days(each.scheduling, each.retention_time)
    within = f" within {each.retention_time}" if each.scheduling["interval"] == "weekly" else ""
    return f"{a_day} a day × {days_long(days)}{within} = {a_day * days}"


def _hours(each: Planned) -> set[int]:
    hourly = each.scheduling["interval"] == "hourly"
    return set(range(HOURS_A_DAY) if hourly else each.scheduling["hour"])


def _days(each: Planned) -> set[int]:
    weekly = each.scheduling["interval"] == "weekly"
    return set(each.scheduling["day"] if weekly else range(DAYS_A_WEEK))
