"""Warnings about schedules of one addon that overlap or undercut each other.

They are not errors: each schedule is fine on its own, and Northflank's documentation does not say
what happens.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pulumi_northflank.review.week import MINUTES_A_DAY, MINUTES_AN_HOUR, minutes_of
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.text import plural
from pulumi_northflank.validation.quota import DAYS_A_WEEK, MOST_KEPT, arithmetic, kept_at_once

from .times import LONG_DAYS, time_list

NOT_SHOWN = (
    "Some schedules of this plan keep too many backups together, expire too soon or start in the "
    "same minute. Which ones depends on secret values and is not shown."
)


def public_warnings_about(schedules: Sequence[Schedule]) -> list[str]:
    """The warnings about valid *schedules* of one addon, without what they tell about secrets."""
    texts = warnings_about(schedules)
    public = warnings_about([schedule for schedule in schedules if not schedule.secrets])
    return public if len(public) == len(texts) else [*public, NOT_SHOWN]


def warnings_about(schedules: Sequence[Schedule]) -> list[str]:
    """The warnings about valid *schedules* of one addon, a paragraph each.

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


def too_many_together(schedules: Sequence[Schedule]) -> str | None:
    """A warning if the schedules together keep more backups than one of them may."""
    kept = [kept_at_once(each.scheduling, each.retention_time) for each in schedules]
    # The check of a schedule that keeps too many by itself says so.
    if len(kept) == 1 or sum(kept) <= MOST_KEPT:
        return None
    parts = "; ".join(
        f"{_name(each)} {arithmetic(each.scheduling, each.retention_time)}" for each in schedules
    )
    return (
        f"The schedules of this plan together keep up to {sum(kept)} backups: {parts}; "
        f"{' + '.join(map(str, kept))} = {sum(kept)}. Northflank keeps at most {MOST_KEPT}, and "
        "its documentation does not say whether that is for each schedule or for the whole addon. "
        "If it refuses a schedule, shorten the retention or make fewer backups."
    )


def kept_too_short(often: Schedule, rare: Schedule) -> str | None:
    """A warning if the rarer backups of the same type expire before the more frequent ones."""
    if often.backup_type != rare.backup_type or rare.retention_time >= often.retention_time:
        return None
    short, long = plural(rare.retention_time, "day"), plural(often.retention_time, "day")
    article = "an" if often.interval == "hourly" else "a"
    return (
        f"A {_name(rare)} is kept for {short}, but {article} {_name(often)} for {long}, so the "
        f"{_name(rare)} expires while more frequent backups of the same age still exist. Keep a "
        f"{_name(rare)} for more than {long}, or leave it out."
    )


def starting_together(one: Schedule, other: Schedule) -> str | None:
    """A warning if two schedules make a backup in the same minute."""
    common = sorted(minutes_of(one.scheduling) & minutes_of(other.scheduling))
    if not common:
        return None
    days = sorted({minute // MINUTES_A_DAY for minute in common})
    times = sorted({divmod(minute % MINUTES_A_DAY, MINUTES_AN_HOUR) for minute in common})
    names = ", ".join(LONG_DAYS[day].capitalize() for day in days)
    on = "" if len(days) == DAYS_A_WEEK else f" on {names}"
    open_question = (
        "for how long it is kept" if one.backup_type == other.backup_type else "which type it has"
    )
    return (
        f"The {_name(one)} and the {_name(other)} both start at {time_list(times)}{on}. Where "
        "schedules overlap, Northflank makes only one backup, and its documentation does not say "
        f"{open_question}. Give one of the two another minute."
    )


def _name(schedule: Schedule) -> str:
    return f"{schedule.interval} {schedule.backup_type}"
