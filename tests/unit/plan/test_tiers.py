"""What the short forms of a plan's tiers mean."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few
from tests.unit.mocked import Later
from tests.unit.schedules import make_schedule
from tests.unit.tiers import DAILY, FULL, HOURLY, WEEKLY, read

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.plan.tiers import read_tiers
from pulumi_northflank.plan.times import LONG_DAYS, SHORT_DAYS
from pulumi_northflank.types import Interval
from pulumi_northflank.validation import Problem


@pytest.mark.parametrize(
    ("interval", "tier", "scheduling"),
    [
        pytest.param("hourly", HOURLY, {"minute": [0, 30]}, id="hourly"),
        pytest.param("hourly", {"minutes": 5, "keep": 1}, {"minute": [5]}, id="one-minute"),
        pytest.param("hourly", {"minutes": (30, 0), "keep": 1}, {"minute": [0, 30]}, id="tuple"),
        pytest.param("daily", DAILY, {"minute": [30], "hour": [2]}, id="daily"),
        pytest.param("daily", {"at": "00:00", "keep": 1}, {"minute": [0], "hour": [0]}, id="first"),
        pytest.param(
            "daily", {"at": "23:59", "keep": 1}, {"minute": [59], "hour": [23]}, id="last"
        ),
        pytest.param(
            "daily",
            {"at": ["14:30", "02:30"], "keep": 1},
            {"minute": [30], "hour": [2, 14]},
            id="two-hours",
        ),
        pytest.param(
            "daily",
            {"at": ["02:00", "14:30", "02:30", "14:00"], "keep": 1},
            {"minute": [0, 30], "hour": [2, 14]},
            id="all-combinations",
        ),
        pytest.param("weekly", WEEKLY, {"minute": [0], "hour": [3], "day": [6]}, id="weekly"),
        pytest.param(
            "weekly",
            {"on": ["Sunday", 0, "WED"], "at": "03:00", "keep": 1},
            {"minute": [0], "hour": [3], "day": [0, 2, 6]},
            id="days",
        ),
        pytest.param(
            "weekly",
            {"on": "tue", "at": ["03:00"], "keep": 1},
            {"minute": [0], "hour": [3], "day": [1]},
            id="one-day",
        ),
    ],
)
def test_short_forms(interval: Interval, tier: dict[str, Any], scheduling: dict[str, Any]) -> None:
    """Each short form becomes a scheduling of the API with its lists in order."""
    (found,) = read(interval, tier)

    assert {"interval": interval, **scheduling} == found.scheduling


@pytest.mark.parametrize("names", [SHORT_DAYS, LONG_DAYS, range(7)])
def test_weekdays(names: tuple[Any, ...]) -> None:
    """Days are 0 to 6 from Monday on, by short name, long name or number."""
    schedulings: list[Any] = [read("weekly", WEEKLY | {"on": name})[0].scheduling for name in names]

    assert [[0], [1], [2], [3], [4], [5], [6]] == [each["day"] for each in schedulings]


@pytest.mark.parametrize(
    ("interval", "tier", "scheduling"),
    [
        pytest.param("hourly", HOURLY, {"minute": [15, 45]}, id="hourly"),
        pytest.param("daily", DAILY, {"minute": [15], "hour": [2]}, id="daily"),
        pytest.param("weekly", WEEKLY, {"minute": [45], "hour": [3], "day": [6]}, id="weekly"),
    ],
)
def test_moved(interval: Interval, tier: dict[str, Any], scheduling: dict[str, Any]) -> None:
    """Spread moves the minutes and leaves hours and days alone."""
    (found,) = read(interval, tier, move_by=45)

    assert {"interval": interval, **scheduling} == found.scheduling


@pytest.mark.parametrize(
    "scheduling",
    [
        pytest.param(FULL, id="dictionary"),
        pytest.param(SchedulingArgs(interval="daily", minute=[5], hour=[4]), id="class"),
        pytest.param({"interval": Later(), "minute": Later(), "hour": [Later()]}, id="later-parts"),
        pytest.param(Later(), id="later"),
    ],
)
def test_full_scheduling(scheduling: Any) -> None:
    """A full scheduling goes to the schedule as it is and never moves."""
    (tier,) = read("daily", {"scheduling": scheduling, "keep": 3}, move_by=45)

    assert scheduling is tier.scheduling


def test_arguments() -> None:
    """A tier's own settings override those of the plan that apply to its backup type."""
    keep, copies = Later(), [{"destination_id": "eu-copy", "type": "custom"}]
    plan = {
        "compression_type": "zstd",
        "custom_destination_id": "dumps",
        "additional_destinations": copies,
    }
    (dump,) = read("daily", DAILY | {"keep": keep, "custom_destination_id": None})
    (snapshot,) = read("daily", DAILY | {"backup_type": "snapshot"})
    common = {"scheduling": {"interval": "daily", "minute": [30], "hour": [2]}}

    assert common | {
        "backup_type": "dump",
        "retention_time": keep,
        "compression_type": "zstd",
        "custom_destination_id": None,
    } == dump.arguments(plan)
    assert common | {
        "backup_type": "snapshot",
        "retention_time": 30,
        "additional_destinations": copies,
    } == snapshot.arguments(plan)


def test_two_backup_types() -> None:
    """A list makes two schedules of an interval, the dump first."""
    tiers = read("daily", [DAILY | {"backup_type": "snapshot", "was": "old"}, DAILY])

    assert [("daily-dump", None), ("daily-snapshot", "old")] == [
        (tier.place, tier.was) for tier in tiers
    ]


def test_no_tier() -> None:
    """An interval that is left out has no tiers."""
    assert [] == read("daily", None)


def few_of(lowest: int, highest: int) -> st.SearchStrategy[set[int]]:
    """Sets of up to four numbers."""
    return st.sets(st.integers(lowest, highest), min_size=1, max_size=4)


@few
@given(few_of(0, 23), few_of(0, 59), few_of(0, 6), st.integers(0, 59))
def test_valid(hours: set[int], minutes: set[int], days: set[int], move_by: int) -> None:
    """Every short form makes a valid schedule, however far it moves."""
    at = [f"{hour:02}:{minute:02}" for hour, minute in itertools.product(hours, minutes)]
    tiers = [
        *read("hourly", {"minutes": list(minutes), "keep": 1}, move_by=move_by),
        *read("daily", {"at": at, "keep": 1}, move_by=move_by),
        *read("weekly", {"on": list(days), "at": at, "keep": 1}, move_by=move_by),
    ]

    assert [[], [], []] == [
        make_schedule(scheduling=tier.scheduling, retentionTime=1).problems_under("enforce")
        for tier in tiers
    ]


@few
@given(st.sets(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=6))
def test_never_more_backups_than_times(times: set[tuple[int, int]]) -> None:
    """A daily tier makes a backup at each of its times and at no other, or is refused."""
    problems: list[Problem] = []
    at = [f"{hour:02}:{minute:02}" for hour, minute in times]

    tiers = read_tiers("daily", {"at": at, "keep": 1}, "dump", move_by=0, problems=problems)

    schedulings: list[Any] = [tier.scheduling for tier in tiers]
    if problems:
        assert [None] == schedulings
        return
    made = [set(itertools.product(when["hour"], when["minute"])) for when in schedulings]
    assert made == [times]
