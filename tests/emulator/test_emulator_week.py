from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emulator.samples import DAILY, HOURLY, SCHEDULINGS, WEEKLY

from pulumi_northflank.emulator import Scheduling
from pulumi_northflank.emulator.models import BackupType, Definition
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
        (("dump", "×2", True), ("snapshot", "×2", False)),
        "Fri 18:00, 18:30 dump (hourly); 18:15 snapshot (hourly); 18:15 snapshot (weekly)",
    ) == cells[4][18]
    assert ((("snapshot", ":05", False),), "Sun 00:05 snapshot (daily)") == cells[6][0]
    assert ((("dump", ":59", True),), "Mon 00:59 dump (hourly)") == cells[0][0]


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
