"""The number of backups that a schedule keeps at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.generated import few, numbers

from pulumi_northflank.validation.quota import kept_at_once


def kept_by_enumeration(scheduling: dict[str, Any], days: int) -> int:
    """The most backups that exist together, counted one by one."""
    horizon = days + 14
    made = [
        day * 1440 + hour * 60 + minute
        for day in range(horizon)
        if scheduling["interval"] != "weekly" or day % 7 in scheduling["day"]
        for hour in (
            range(24) if scheduling["interval"] == "hourly" else sorted(scheduling["hour"])
        )
        for minute in sorted(scheduling["minute"])
    ]
    most, oldest = 0, 0
    for newest, now in enumerate(made):
        while made[oldest] <= now - days * 1440:
            oldest += 1
        most = max(most, newest - oldest + 1)
    return most


@settings(few, max_examples=50)
@given(
    st.fixed_dictionaries(
        {
            "interval": st.sampled_from(["hourly", "daily", "weekly", "weekly"]),
            "minute": numbers(0, 59, most=4),
            "hour": numbers(0, 23, most=4),
            "day": numbers(0, 6, most=7),
        }
    ),
    st.integers(1, 120),
)
def test_quota(scheduling: Any, days: int) -> None:
    """The formula gives the same number as counting."""
    assert kept_by_enumeration(scheduling, days) == kept_at_once(scheduling, days)


@pytest.mark.parametrize(
    ("days", "retention", "kept"),
    [
        pytest.param([0], 1, 1, id="one-day-kept-for-a-day"),
        pytest.param([0], 7, 1, id="one-day-kept-for-a-week"),
        pytest.param([0], 8, 2, id="one-day-kept-for-eight-days"),
        pytest.param([0, 6], 2, 2, id="sunday-and-monday-are-neighbours"),
        pytest.param([0, 3], 2, 1, id="days-far-apart"),
        pytest.param([0, 1, 2, 3, 4, 5, 6], 120, 120, id="every-day"),
    ],
)
def test_weekly_quota(days: list[int], retention: int, kept: int) -> None:
    """A weekly schedule keeps the backups of the busiest days within its retention."""
    scheduling: Any = {"interval": "weekly", "minute": [0], "hour": [0], "day": days}

    assert kept == kept_at_once(scheduling, retention)
