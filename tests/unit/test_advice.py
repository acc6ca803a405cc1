"""What schedules of one addon make of each other, in words."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from pulumi_northflank.advice import Planned, advice
from pulumi_northflank.shapes import BackupType, Scheduling

HOURLY: Scheduling = {"interval": "hourly", "minute": [0, 30]}
DAILY: Scheduling = {"interval": "daily", "minute": [15], "hour": [2, 14]}
WEEKLY: Scheduling = {"interval": "weekly", "minute": [45], "hour": [3], "day": [6]}

UNKNOWN_COUNT = (
    "Northflank keeps at most 500, and whether it counts them for each schedule or for the whole "
    "addon is documented nowhere: if it refuses one, keep backups for less long or make fewer."
)


def overlap(question: str) -> str:
    """The end of what is said of two schedules that start together."""
    return (
        "Where schedules overlap, Northflank makes only one backup, and its documentation does "
        f"not say {question}: give one of the two another minute."
    )


def planned(
    scheduling: Scheduling, keep: int, backup_type: BackupType = "dump", **changes: Any
) -> Planned:
    """A schedule, with changes of its scheduling."""
    changed: Any = {**scheduling, **changes}
    return Planned(backup_type, changed, keep)


@pytest.mark.parametrize(
    "schedules",
    [
        pytest.param([], id="none"),
        pytest.param([planned(HOURLY, 7)], id="one"),
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 60), planned(WEEKLY, 120)], id="fine-together"
        ),
        pytest.param([planned(DAILY, 7), planned(WEEKLY, 7)], id="kept-as-long"),
        pytest.param([planned(DAILY, 30), planned(WEEKLY, 7, "snapshot")], id="other-type"),
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 60), planned(DAILY, 22, "snapshot", minute=[16])],
            id="just-500",
        ),
        pytest.param([planned(DAILY, 7), planned(WEEKLY, 7, minute=[15])], id="other-hour"),
        pytest.param([planned(WEEKLY, 7), planned(WEEKLY, 7, "snapshot", day=[5])], id="other-day"),
    ],
)
def test_nothing_to_say(schedules: list[Planned]) -> None:
    """Schedules that don't touch each other, within the limit, are not talked about."""
    assert [] == advice(schedules)


def test_too_many_together() -> None:
    """What all schedules keep together is shown as a sum of products."""
    schedules = [
        planned(HOURLY, 7),
        planned(DAILY, 60),
        planned(WEEKLY, 120, day=[5, 6]),
        planned(DAILY, 1, "snapshot", hour=list(range(24)), minute=[16]),
    ]

    assert [
        "The schedules of this plan keep up to 515 backups together: hourly dump 48 a day × 7 days "
        "= 336; daily dump 2 a day × 60 days = 120; weekly dump 1 a day × 35 days within 120 = 35; "
        "daily snapshot 24 a day × 1 day = 24; 336 + 120 + 35 + 24 = 515. " + UNKNOWN_COUNT
    ] == advice(schedules)


@pytest.mark.parametrize(
    ("schedules", "said"),
    [
        pytest.param(
            [planned(DAILY, 30), planned(WEEKLY, 28)],
            (
                "A weekly dump is kept for 28 days and a daily dump for 30 days: it is gone while "
                "more frequent ones of its time are still there. Keep a weekly dump for more than "
                "30 days, or leave it out."
            ),
            id="weekly",
        ),
        pytest.param(
            [planned(HOURLY, 2), planned(DAILY, 1)],
            (
                "A daily dump is kept for 1 day and an hourly dump for 2 days: it is gone while "
                "more frequent ones of its time are still there. Keep a daily dump for more than "
                "2 days, or leave it out."
            ),
            id="daily",
        ),
    ],
)
def test_kept_too_short(schedules: list[Planned], said: str) -> None:
    """Rarer backups that expire before more frequent ones are of no use, which is said."""
    assert [said] == advice(schedules)


@pytest.mark.parametrize(
    ("schedules", "said"),
    [
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 30, minute=[30])],
            (
                "The hourly dump and the daily dump both start at 02:30, 14:30. "
                + overlap("for how long it is kept")
            ),
            id="hourly-and-daily",
        ),
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 30, minute=[0], hour=[0, 23])],
            (
                "The hourly dump and the daily dump both start at 00:00, 23:00. "
                + overlap("for how long it is kept")
            ),
            id="first-and-last-hour",
        ),
        pytest.param(
            [planned(DAILY, 30), planned(WEEKLY, 60, minute=[15, 16], hour=[2], day=[0, 6])],
            (
                "The daily dump and the weekly dump both start at 02:15 on Monday, Sunday. "
                + overlap("for how long it is kept")
            ),
            id="daily-and-weekly",
        ),
        pytest.param(
            [planned(DAILY, 30), planned(DAILY, 30, "snapshot", hour=[2])],
            (
                "The daily dump and the daily snapshot both start at 02:15. "
                + overlap("of which type")
            ),
            id="dump-and-snapshot",
        ),
        pytest.param(
            [planned(HOURLY, 1), planned(HOURLY, 1, "snapshot", minute=[30])],
            (
                "The hourly dump and the hourly snapshot both start at 00:30, 01:30, 02:30, 03:30, "
                "04:30, 05:30, …. " + overlap("of which type")
            ),
            id="every-hour",
        ),
    ],
)
def test_starting_together(schedules: list[Planned], said: str) -> None:
    """Two schedules that start in one minute share one backup, which is said."""
    assert [said] == advice(schedules)


def test_every_pair_is_looked_at() -> None:
    """Of three schedules, what each two of them make of each other is said."""
    schedules = [
        planned(HOURLY, 7, minute=[0]),
        planned(DAILY, 6, minute=[0], hour=[3]),
        planned(WEEKLY, 5, minute=[0]),
    ]

    said = advice(schedules)

    assert [3, 3] == [
        sum("is kept for" in text for text in said),
        sum("both start at" in text for text in said),
    ]


def test_a_schedule_by_name() -> None:
    """A schedule is called by its interval and type."""
    assert ["hourly dump", "hourly snapshot"] == [
        str(planned(HOURLY, 1, backup_type)) for backup_type in get_args(BackupType)
    ]
