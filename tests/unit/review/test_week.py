"""The arithmetic of a week, compared with a simulation of its 10 080 minutes."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.generated import few, numbers

from pulumi_northflank.review.metrics import Metrics, Run
from pulumi_northflank.review.week import minutes_of, most_kept, none_kept, together, worst_gap
from pulumi_northflank.validation.quota import kept_at_once

WEEK = 10_080
DAY = 1_440

Planned = tuple[dict[str, Any], int]


def hourly(*minutes: int) -> dict[str, Any]:
    """Every hour at these minutes."""
    return {"interval": "hourly", "minute": [*minutes]}


def daily(*hours: int, minute: int = 0) -> dict[str, Any]:
    """Every day at these hours."""
    return {"interval": "daily", "minute": [minute], "hour": [*hours]}


def weekly(*days: int, hour: int = 0, minute: int = 0) -> dict[str, Any]:
    """Every week on these days."""
    return {"interval": "weekly", "minute": [minute], "hour": [hour], "day": [*days]}


def makes_one(scheduling: dict[str, Any], minute_of_week: int) -> bool:
    """Whether a scheduling makes a backup in a minute of the week, by the API's documentation."""
    day, minute_of_day = divmod(minute_of_week, DAY)
    hour, minute = divmod(minute_of_day, 60)
    return (
        minute in scheduling["minute"]
        and (scheduling["interval"] == "hourly" or hour in scheduling["hour"])
        and (scheduling["interval"] != "weekly" or day in scheduling["day"])
    )


class Simulated(NamedTuple):
    """The metrics of a simulated week."""

    worst_gap: int
    backups_per_week: int
    kept: int
    none_kept: int


def simulated(plans: list[Planned]) -> Simulated:
    """Make and delete backups minute by minute, and look at two weeks much later."""
    keeps = [
        max((days for when, days in plans if makes_one(when, minute)), default=0)
        for minute in range(WEEK)
    ]
    later = (max(days for _, days in plans) // 7 + 1) * WEEK
    expiring: Counter[int] = Counter()
    made: list[int] = []
    existing: list[int] = [0]
    for now in range(later + 2 * WEEK):
        existing.append(existing[-1] - expiring.pop(now, 0))
        if keeps[now % WEEK]:
            made.append(now)
            existing[-1] += 1
            expiring[now + keeps[now % WEEK] * DAY] += 1
    seen = existing[later + 1 :]
    return Simulated(
        max(after - before for before, after in pairwise(made)),
        sum(now >= later + WEEK for now in made),
        max(seen),
        max((len([*group]) for count, group in groupby(seen) if not count), default=0),
    )


schedulings = st.fixed_dictionaries(
    {
        "interval": st.sampled_from(["hourly", "daily", "weekly", "weekly"]),
        "minute": numbers(0, 59, most=4),
        "hour": numbers(0, 23, most=4),
        "day": numbers(0, 6, most=7),
    }
)
plans = st.lists(st.tuples(schedulings, st.integers(1, 120)), min_size=1, max_size=3)


@settings(few, max_examples=50)
@given(plans)
@example([(weekly(0), 1)])
@example([(weekly(6, hour=23, minute=59), 7), (weekly(0), 1)])
@example([(weekly(0), 1), (weekly(6), 6)])
@example([(hourly(0), 7), (daily(2), 30), (weekly(6, hour=2), 120)])
def test_simulation(plans: list[Planned]) -> None:
    """Every metric is the one that making and deleting backups one by one leads to."""
    metrics = Metrics.of(Run(minutes_of(when), days) for when, days in plans)  # type: ignore[arg-type]

    assert simulated(plans) == (
        metrics.worst_gap,
        metrics.backups_per_week,
        metrics.kept,
        metrics.none_kept,
    )
    assert max(days for _, days in plans) == metrics.oldest


@few
@given(schedulings)
def test_minutes(scheduling: Any) -> None:
    """A scheduling makes backups in exactly the minutes that the documentation names."""
    expected = {minute for minute in range(WEEK) if makes_one(scheduling, minute)}

    assert expected == minutes_of(scheduling)


@few
@given(
    st.dictionaries(st.integers(0, WEEK - 1), st.integers(1, 3 * WEEK), min_size=1, max_size=5),
    st.integers(0, WEEK - 1),
)
def test_start_of_the_week_makes_no_difference(backups: dict[int, int], turn: int) -> None:
    """A week that is counted from another minute has the same metrics."""
    turned = {(minute + turn) % WEEK: kept for minute, kept in backups.items()}

    assert (worst_gap(backups), most_kept(backups), none_kept(backups)) == (
        worst_gap(turned),
        most_kept(turned),
        none_kept(turned),
    )


@few
@given(schedulings, st.integers(1, 120))
def test_one_schedule_keeps_as_many_as_the_quota_counts(scheduling: Any, days: int) -> None:
    """For one schedule, the most that is kept is the number that the API's limit is about."""
    backups = together([(minutes_of(scheduling), days * DAY)])

    assert kept_at_once(scheduling, days) == most_kept(backups)


@pytest.mark.parametrize(
    ("schedulings", "gap"),
    [
        pytest.param([hourly(0)], 60, id="hourly"),
        pytest.param([hourly(0, 15, 30, 45)], 15, id="quarters"),
        pytest.param([hourly(0, 50)], 50, id="uneven"),
        pytest.param([daily(2)], DAY, id="daily"),
        pytest.param([daily(2, 14)], DAY // 2, id="twice-a-day"),
        pytest.param([daily(9, 17)], 16 * 60, id="office-hours"),
        pytest.param([weekly(3)], WEEK, id="weekly"),
        pytest.param([weekly(0, 6)], 6 * DAY, id="across-the-weeks-end"),
        pytest.param([weekly(6, hour=23, minute=59), weekly(0)], WEEK - 1, id="a-minute-apart"),
        pytest.param([daily(2), daily(14)], DAY // 2, id="two-together"),
        pytest.param([daily(2), weekly(6, hour=2)], DAY, id="one-within-the-other"),
        pytest.param([weekly(0, 1, 2, 3, 4, hour=2)], 3 * DAY, id="weekdays"),
    ],
)
def test_worst_gap(schedulings: list[Any], gap: int) -> None:
    """The longest time between two backups of all schedules includes the end of the week."""
    minutes = frozenset().union(*map(minutes_of, schedulings))

    assert gap == worst_gap(minutes)


@pytest.mark.parametrize(
    ("plans", "minutes"),
    [
        pytest.param([(daily(2), 1)], 0, id="as-long-as-a-day"),
        pytest.param([(weekly(0), 7)], 0, id="as-long-as-a-week"),
        pytest.param([(weekly(0), 6)], DAY, id="a-day-less"),
        pytest.param([(weekly(0), 1)], 6 * DAY, id="a-day"),
        pytest.param([(weekly(0), 1), (weekly(6), 6)], DAY, id="kept-into-the-next-week"),
        pytest.param([(weekly(0), 1), (weekly(3), 1)], 3 * DAY, id="the-longer-of-two"),
        pytest.param([(weekly(0, 3), 3)], DAY, id="across-the-weeks-end"),
        pytest.param([(weekly(0), 120), (weekly(3), 1)], 0, id="kept-for-months"),
    ],
)
def test_none_kept(plans: list[Any], minutes: int) -> None:
    """There is no backup from when the last one is deleted until the next one is made."""
    backups = together((minutes_of(when), days * DAY) for when, days in plans)

    assert minutes == none_kept(backups)


@pytest.mark.parametrize(
    ("plans", "kept"),
    [
        pytest.param([(hourly(0), 7)], 168, id="hourly"),
        pytest.param([(daily(2), 30)], 30, id="daily"),
        pytest.param([(weekly(6), 120)], 18, id="weekly"),
        pytest.param([(daily(2), 30), (daily(3), 7)], 37, id="two-at-different-times"),
        pytest.param([(hourly(0), 7), (daily(2), 30)], 168 + 23, id="two-that-share-minutes"),
        pytest.param([(daily(2), 30), (daily(2), 7)], 30, id="the-same-minutes"),
    ],
)
def test_most_kept(plans: list[Any], kept: int) -> None:
    """Schedules that share a minute make one backup, kept for the longest retention of them."""
    backups = together((minutes_of(when), days * DAY) for when, days in plans)

    assert kept == most_kept(backups)
