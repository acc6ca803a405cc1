from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_northflank.emulator import Scheduling
from pulumi_northflank.emulator.models import BackupType, Definition, Interval
from pulumi_northflank.emulator.week import Run, cells_of, in_words, week_of


def defined(backup_type: BackupType, scheduling: Scheduling) -> Definition:
    """Make a schedule of which only the times count."""
    return {
        "backupType": backup_type,
        "backupCompressionType": "gz",
        "additionalDestinations": [],
        "scheduling": scheduling,
        "retentionTime": 1,
    }


def some(most: int) -> st.SearchStrategy[list[int]]:
    """Draw numbers from 0, in any order."""
    return st.lists(st.integers(0, most), min_size=1, max_size=6, unique=True)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Draw a schedule with the properties that its interval has."""
    interval: Interval = draw(st.sampled_from(get_args(Interval)))
    scheduling: Scheduling = {"interval": interval, "minute": draw(some(59))}
    if interval != "hourly":
        scheduling["hour"] = draw(some(23))
    if interval == "weekly":
        scheduling["day"] = draw(some(6))
    return defined(draw(st.sampled_from(get_args(BackupType))), scheduling)


def runs_at(scheduling: Scheduling, day: int, hour: int, minute: int) -> bool:
    """Tell whether a backup is made at this minute, as the documentation says it."""
    if minute not in scheduling["minute"]:
        return False
    if scheduling["interval"] == "hourly":
        return True
    if hour not in scheduling["hour"]:
        return False
    return scheduling["interval"] == "daily" or day in scheduling["day"]


@settings(max_examples=40, deadline=None)
@given(st.lists(definitions(), max_size=4))
def test_week_is_that_of_every_minute(those: list[Definition]) -> None:
    """Asking each schedule about each minute of the week finds the same backups."""
    expected = [
        (day, hour, minute, each["backupType"], each["scheduling"]["interval"])
        for each in those
        for day in range(7)
        for hour in range(24)
        for minute in range(60)
        if runs_at(each["scheduling"], day, hour, minute)
    ]

    actual = [
        (day, hour, minute, run.backup_type, run.interval)
        for day, hours in enumerate(week_of(those))
        for hour, runs in enumerate(hours)
        for run in runs
        for minute in run.minutes
    ]

    assert sorted(expected) == sorted(actual)


def test_week_of_nothing() -> None:
    """Without a schedule, all 168 hours are there and empty."""
    assert [[[]] * 24] * 7 == week_of([])
    assert {((), "")} == {cell for hours in cells_of(week_of([])) for cell in hours}


def test_cells_mark_and_tell() -> None:
    """A cell marks dump and snapshot; hourly backups alone are plain; the words tell all."""
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
        (("dump", "×2", True), ("snapshot", "×2", False)),
        "Fri 18:00, 18:30 dump (hourly); 18:15 snapshot (hourly); 18:15 snapshot (weekly)",
    ) == cells[4][18]
    assert ((("snapshot", ":05", False),), "Sun 00:05 snapshot (daily)") == cells[6][0]
    assert ((("dump", ":59", True),), "Mon 00:59 dump (hourly)") == cells[0][0]


@pytest.mark.parametrize(
    ("scheduling", "words"),
    [
        ({"interval": "hourly", "minute": [30, 0]}, "every hour at :00, :30"),
        ({"interval": "daily", "minute": [30], "hour": [2]}, "every day 02:30"),
        (
            {"interval": "daily", "minute": [5, 0], "hour": [14, 2]},
            "every day 02:00, 02:05, 14:00, 14:05",
        ),
        (
            {"interval": "daily", "minute": [30, 0], "hour": [23, 5, 3, 4, 9, 8]},
            "every day at :00, :30 in hours 03 to 05, 08, 09, 23",
        ),
        ({"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}, "Fri 18:30"),
        (
            {"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 3, 0, 1, 2]},
            "Mon to Thu, Sun 06:00",
        ),
        ({"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 5]}, "Sat, Sun 06:00"),
        (
            {"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 5, 4, 3, 2, 1, 0]},
            "every day 06:00",
        ),
    ],
)
def test_words(scheduling: Scheduling, words: str) -> None:
    """Times are told in order, with neighbours as a range; many as minutes and hours."""
    assert words == in_words(scheduling)
