from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emulator.samples import DAILY, HOURLY, SCHEDULINGS, WEEKLY, dump, snapshot

from pulumi_northflank.emulator import BackupFault, Clock, Emulator, Scheduling
from pulumi_northflank.emulator.models import BackupType, Definition
from pulumi_northflank.emulator.past import in_numbers, last_week
from pulumi_northflank.emulator.week import Run, cells_of, in_words, week_of


def definition_of(scheduling: Any, backup_type: BackupType) -> Definition:
    """Create a definition with these times and this type."""
    return {
        "backupType": backup_type,
        "backupCompressionType": "gz",
        "additionalDestinations": [],
        "scheduling": scheduling,
        "retentionTime": 1,
    }


DEFINITIONS = st.builds(definition_of, SCHEDULINGS, st.sampled_from(get_args(BackupType)))


@settings(max_examples=40, deadline=None)
@given(st.lists(DEFINITIONS, max_size=4))
def test_week(those: list[Definition]) -> None:
    """A week has exactly the backups that each schedule makes in each minute of it."""
    expected = [
        (day, hour, minute, each["backupType"], each["scheduling"]["interval"])
        for each in those
        for day in range(7)
        for hour in range(24)
        for minute in range(60)
        if day in each["scheduling"].get("day", range(7))
        and hour in each["scheduling"].get("hour", range(24))
        and minute in each["scheduling"]["minute"]
    ]

    assert sorted(expected) == sorted(
        (day, hour, minute, run.backup_type, run.interval)
        for day, hours in enumerate(week_of(those))
        for hour, runs in enumerate(hours)
        for run in runs
        for minute in run.minutes
    )


def test_empty_week() -> None:
    """Without schedules, the week has 168 empty hours."""
    assert [[[]] * 24] * 7 == week_of([])
    assert {((), "")} == {cell for hours in cells_of(week_of([])) for cell in hours}


def test_cells() -> None:
    """A cell marks dumps and snapshots, plain if all are hourly, and lists all backups in words."""
    week = week_of([])
    week[4][18] = [
        Run("dump", "hourly", (0, 30)),
        Run("snapshot", "hourly", (15,)),
        Run("snapshot", "weekly", (15,)),
    ]
    week[6][0] = [Run("snapshot", "daily", (5,))]
    week[0][0] = [Run("dump", "hourly", (59,))]

    cells = cells_of(week)

    assert (
        (("dump", "×2", True, None), ("snapshot", "×2", False, None)),
        "Fri 18:00, 18:30 dump (hourly); 18:15 snapshot (hourly); 18:15 snapshot (weekly)",
    ) == cells[4][18]
    assert ((("snapshot", ":05", False, None),), "Sun 00:05 snapshot (daily)") == cells[6][0]
    assert ((("dump", ":59", True, None),), "Mon 00:59 dump (hourly)") == cells[0][0]


@pytest.mark.parametrize(
    ("scheduling", "words"),
    [
        ({**HOURLY, "minute": [30, 0]}, "every hour at :00, :30"),
        (
            {**DAILY, "minute": [5, 0], "hour": [14, 2, 8]},
            "every day 02:00, 02:05, 08:00, 08:05, 14:00, 14:05",
        ),
        (
            {**DAILY, "minute": [30, 0], "hour": [23, 5, 3, 4, 9, 8]},
            "every day at :00, :30 in hours 03 to 05, 08, 09, 23",
        ),
        ({**WEEKLY, "minute": [30], "hour": [18], "day": [4]}, "Fri 18:30"),
        ({**WEEKLY, "day": [6, 3, 0, 1, 2]}, "Mon to Thu, Sun 00:00"),
        ({**WEEKLY, "day": [6, 5]}, "Sat, Sun 00:00"),
        ({**WEEKLY, "day": [6, 5, 4, 3, 2, 1, 0]}, "every day 00:00"),
    ],
)
def test_words(scheduling: Scheduling, words: str) -> None:
    """Times are in order, neighbours are a range, and many times are minutes and hours."""
    assert words == in_words(scheduling)


MONDAY = dt.datetime(2025, 3, 3, 8, 0, 30, tzinfo=dt.timezone.utc)


def test_last_week() -> None:
    """The calendar shows what became of each backup that was due in the last week."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock, utc_offset="+01:00") as api:
        api.add_schedule("shop", "orders", dump({**DAILY, "hour": [12, 13]}))
        api.add_schedule("shop", "orders", snapshot({**DAILY, "hour": [12], "minute": [5, 9]}))
        clock.advance(3 * 86_400)
        api.backup_fault(BackupFault("failed", backup_type="dump"))
        api.backup_fault(BackupFault("skipped", backup_type="snapshot"))
        api.backup_fault(BackupFault("hanging", backup_type="snapshot"))
        clock.advance(86_400)
        backups = api.backups("shop", "orders")
        schedules = api.schedules("shop", "orders")
        now = int(clock.now().timestamp() * 1000)

    week = last_week(schedules, backups, now, 60)
    cell = cells_of(week_of(schedules), week)[3][12]

    assert [(1, "missing"), (1, "failed"), (1, "running"), (13, "made")] == in_numbers(week)
    assert [("12:05", "missing"), ("12:09", "running")] == week[3, 12, "snapshot"]
    words = "Thu 12:00 dump (daily); 12:05, 12:09 snapshot (daily)"
    outcomes = "12:00 dump failed, 12:05 snapshot missing, 12:09 snapshot running"
    assert (
        (("dump", ":00", False, "failed"), ("snapshot", "×2", False, "missing")),
        f"{words}. In the last week: {outcomes}",
    ) == cell


@settings(max_examples=30, deadline=None)
@given(
    st.lists(SCHEDULINGS, min_size=1, max_size=3, unique_by=lambda each: each["interval"]),
    st.integers(1, 12 * 24 * 60),
    st.integers(1, 9),
)
def test_healthy_week(schedulings: Any, age: int, retention: int) -> None:
    """Without faults nothing is missing, whatever the age and the retention of schedules."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock, no_limits=True) as api:
        for scheduling in schedulings:
            api.add_schedule("shop", "orders", snapshot(scheduling, retention))
        clock.advance(age * 60)
        backups = api.backups("shop", "orders")
        now = int(clock.now().timestamp() * 1000)
        week = last_week(api.schedules("shop", "orders"), backups, now, 0)

    recent = [
        one.minute
        for one in backups
        if one.minute is not None and one.minute > now // 60_000 - 10_080
    ]
    assert len(recent) == sum(number for number, _ in in_numbers(week))
    assert {"missing", "failed"}.isdisjoint(outcome for _, outcome in in_numbers(week))
