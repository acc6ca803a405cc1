"""Warnings about schedules of one addon that overlap or undercut each other."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.schedules import make_schedule

from pulumi_northflank.plan.warnings import warnings_about
from pulumi_northflank.schedule import Schedule

HOURLY = {"interval": "hourly", "minute": [0, 30]}
DAILY = {"interval": "daily", "minute": [15], "hour": [2, 14]}
WEEKLY = {"interval": "weekly", "minute": [45], "hour": [3], "day": [6]}


def planned(
    scheduling: dict[str, Any], keep: int, backup_type: str = "dump", **changes: Any
) -> Schedule:
    """A schedule, with changes to its scheduling."""
    return make_schedule(
        backupType=backup_type, scheduling={**scheduling, **changes}, retentionTime=keep
    )


@pytest.mark.parametrize(
    "schedules",
    [
        pytest.param([], id="none"),
        pytest.param([planned(HOURLY, 7)], id="one"),
        pytest.param([planned(HOURLY, 22)], id="one-with-too-many"),
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
def test_no_warning(schedules: list[Schedule]) -> None:
    """Schedules that do not affect each other, within the limit, cause no warning."""
    assert [] == warnings_about(schedules)


def test_too_many_together() -> None:
    """More than 500 backups together are explained as a sum of products."""
    schedules = [
        planned(HOURLY, 7),
        planned(DAILY, 60),
        planned(WEEKLY, 120, day=[5, 6]),
        planned(DAILY, 1, "snapshot", hour=list(range(24)), minute=[16]),
    ]

    assert [
        (
            "The schedules of this plan together keep up to 515 backups: hourly dump 48 a day × 7 "
            "days = 336; daily dump 2 a day × 60 days = 120; weekly dump 1 a day × 35 days within "
            "120 = 35; daily snapshot 24 a day × 1 day = 24; 336 + 120 + 35 + 24 = 515. Northflank "
            "keeps at most 500, and its documentation does not say whether that is for each "
            "schedule or for the whole addon. If it refuses a schedule, shorten the retention or "
            "make fewer backups."
        )
    ] == warnings_about(schedules)


@pytest.mark.parametrize(
    ("schedules", "warning"),
    [
        pytest.param(
            [planned(DAILY, 30), planned(WEEKLY, 28)],
            "A weekly dump is kept for 28 days, but a daily dump for 30 days, so the weekly dump "
            "expires while more frequent backups of the same age still exist. Keep a weekly dump "
            "for more than 30 days, or leave it out.",
            id="weekly",
        ),
        pytest.param(
            [planned(HOURLY, 2), planned(DAILY, 1)],
            "A daily dump is kept for 1 day, but an hourly dump for 2 days, so the daily dump "
            "expires while more frequent backups of the same age still exist. Keep a daily dump "
            "for more than 2 days, or leave it out.",
            id="daily",
        ),
    ],
)
def test_kept_too_short(schedules: list[Schedule], warning: str) -> None:
    """Rare backups that expire before more frequent ones are useless."""
    assert [warning] == warnings_about(schedules)


@pytest.mark.parametrize(
    ("schedules", "what", "question"),
    [
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 30, minute=[30])],
            "The hourly dump and the daily dump both start at 02:30, 14:30.",
            "for how long it is kept",
            id="hourly-and-daily",
        ),
        pytest.param(
            [planned(HOURLY, 7), planned(DAILY, 30, minute=[0], hour=[0, 23])],
            "The hourly dump and the daily dump both start at 00:00, 23:00.",
            "for how long it is kept",
            id="first-and-last-hour",
        ),
        pytest.param(
            [planned(DAILY, 30), planned(WEEKLY, 60, minute=[15, 16], hour=[2], day=[0, 6])],
            "The daily dump and the weekly dump both start at 02:15 on Monday, Sunday.",
            "for how long it is kept",
            id="daily-and-weekly",
        ),
        pytest.param(
            [planned(DAILY, 30), planned(DAILY, 30, "snapshot", hour=[2])],
            "The daily dump and the daily snapshot both start at 02:15.",
            "which type it has",
            id="dump-and-snapshot",
        ),
        pytest.param(
            [planned(HOURLY, 1), planned(HOURLY, 1, "snapshot", minute=[30])],
            "The hourly dump and the hourly snapshot both start at 00:30, 01:30, 02:30, 03:30, "
            "04:30, 05:30, ….",
            "which type it has",
            id="every-hour",
        ),
    ],
)
def test_starting_together(schedules: list[Schedule], what: str, question: str) -> None:
    """Two schedules that start in the same minute share one backup."""
    assert [
        (
            f"{what} Where schedules overlap, Northflank makes only one backup, and its "
            f"documentation does not say {question}. Give one of the two another minute."
        )
    ] == warnings_about(schedules)


def test_every_pair_is_compared() -> None:
    """Of three schedules, each pair is compared."""
    schedules = [
        planned(HOURLY, 7, minute=[0]),
        planned(DAILY, 6, minute=[0], hour=[3]),
        planned(WEEKLY, 5, minute=[0]),
    ]

    warnings = warnings_about(schedules)

    assert [3, 3] == [
        sum("is kept for" in text for text in warnings),
        sum("both start at" in text for text in warnings),
    ]
