"""The short forms of a plan's tiers: what each means, and what is said of one that is wrong."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.clock import LONG_DAYS, SHORT_DAYS
from pulumi_northflank.faults import Fault
from pulumi_northflank.shapes import Interval
from pulumi_northflank.tiers import Tier, read_tiers
from pulumi_northflank.validation import validate

HOURLY = {"minutes": [0, 30], "keep": 7}
DAILY = {"at": "02:30", "keep": 30}
WEEKLY = {"on": ["sun"], "at": "03:00", "keep": 120}
FULL = {"interval": "daily", "minute": [5], "hour": [4]}

TIMES = "(HH:MM, 00:00 to 23:59)"
DAYS = "(mon to sun, monday to sunday, or 0, Monday, to 6, Sunday)"
LATER = (
    "an Output can't be read while the program runs; give a plain value, or the whole "
    "`scheduling`, which may hold Outputs"
)
COMMON = (
    "keep, scheduling, backup_type, compression_type, custom_destination_id, "
    "additional_destinations, was"
)

clock_numbers = (st.integers(0, 23), st.integers(0, 59))


class Later:
    """A value that has to be awaited, as Outputs have."""

    def __await__(self) -> Generator[None, None, Any]:
        """Nothing here waits for it."""
        yield


def read(
    interval: Interval, given: object, backup_type: object = "dump", move_by: int = 0
) -> list[Tier]:
    """The tiers of a declaration without faults."""
    faults: list[Fault] = []
    tiers = read_tiers(interval, given, backup_type, move_by=move_by, faults=faults)
    assert [] == faults
    return tiers


def refused(interval: Interval, given: object, backup_type: object = "dump") -> list[str]:
    """What is said of a declaration, from which no tier comes."""
    faults: list[Fault] = []
    tiers = read_tiers(interval, given, backup_type, move_by=0, faults=faults)
    assert [] == tiers
    return [str(fault) for fault in faults]


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
    """Each short form is a scheduling of the API's page, its lists in order."""
    (read_tier,) = read(interval, tier)

    assert {"interval": interval, **scheduling} == read_tier.scheduling


@pytest.mark.parametrize("names", [SHORT_DAYS, LONG_DAYS, range(7)])
def test_weekdays(names: tuple[Any, ...]) -> None:
    """Days are 0 to 6 from Monday on, by either name or by number."""
    days = [
        scheduling["day"]
        for name in names
        for scheduling in [read("weekly", WEEKLY | {"on": name})[0].scheduling]
        if isinstance(scheduling, dict)
    ]

    assert [[0], [1], [2], [3], [4], [5], [6]] == days


@pytest.mark.parametrize(
    ("interval", "tier", "scheduling"),
    [
        pytest.param("hourly", HOURLY, {"minute": [15, 45]}, id="hourly"),
        pytest.param("daily", DAILY, {"minute": [15], "hour": [2]}, id="daily"),
        pytest.param("weekly", WEEKLY, {"minute": [45], "hour": [3], "day": [6]}, id="weekly"),
    ],
)
def test_moved(interval: Interval, tier: dict[str, Any], scheduling: dict[str, Any]) -> None:
    """Spread moves the minutes, and leaves hours and days alone."""
    (read_tier,) = read(interval, tier, move_by=45)

    assert {"interval": interval, **scheduling} == read_tier.scheduling


@pytest.mark.parametrize(
    "scheduling",
    [
        FULL,
        SchedulingArgs(interval="daily", minute=[5], hour=[4]),
        {"interval": Later(), "minute": Later(), "hour": [Later()]},
        Later(),
    ],
)
def test_full_scheduling(scheduling: Any) -> None:
    """A scheduling in full goes to the schedule as it is: Outputs in it, and never moved."""
    (tier,) = read("daily", {"scheduling": scheduling, "keep": 3}, move_by=45)

    assert scheduling is tier.scheduling


def test_what_the_schedule_gets() -> None:
    """A tier's own settings come before the plan's, of which it gets those for its type."""
    keep, places = Later(), [{"destination_id": "eu-copy", "type": "custom"}]
    plan = {
        "compression_type": "zstd",
        "custom_destination_id": "dumps",
        "additional_destinations": places,
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
        "additional_destinations": places,
    } == snapshot.arguments(plan)


def test_one_tier_for_each_type() -> None:
    """A list makes two schedules of an interval, the dump first, each with a name of its own."""
    tiers = read("daily", [DAILY | {"backup_type": "snapshot", "was": "old"}, DAILY])

    assert [("daily-dump", None), ("daily-snapshot", "old")] == [
        (tier.place, tier.was) for tier in tiers
    ]


def test_no_tier() -> None:
    """An interval that is left out has no tiers."""
    assert [] == read("daily", None)


@pytest.mark.parametrize(
    ("interval", "tier", "said"),
    [
        pytest.param("daily", {"at": "24:00"}, f'daily.at: "24:00" is no time of the day {TIMES}'),
        pytest.param("daily", {"at": "02:60"}, f'daily.at: "02:60" is no time of the day {TIMES}'),
        pytest.param(
            "daily", {"at": "2:30"}, f'daily.at: "2:30" has to be written "02:30" {TIMES}'
        ),
        pytest.param("daily", {"at": 2.5}, f"daily.at: 2.5 is no time of the day {TIMES}"),
        pytest.param("daily", {"at": ""}, f'daily.at: "" is no time of the day {TIMES}'),
        pytest.param(
            "daily", {"at": "02:30\n"}, f'daily.at: "02:30\\n" is no time of the day {TIMES}'
        ),
        pytest.param(
            "daily",
            {"at": "0\u0662:30"},
            f'daily.at: "0\\u0662:30" is no time of the day {TIMES}',
        ),
        pytest.param(
            "daily",
            {"at": dt.time(2, 30)},
            f"daily.at: datetime.time(2, 30) is no time of the day {TIMES}",
        ),
        pytest.param(
            "daily",
            {"at": ["02:30", None]},
            f"daily.at[1]: null is no time of the day {TIMES}",
        ),
        pytest.param("daily", {"at": ["02:30", "02:30"]}, 'daily.at[1]: "02:30" is listed twice'),
        pytest.param(
            "daily", {"at": []}, "daily.at: the list is empty, and at least one is required"
        ),
        pytest.param(
            "daily",
            {"at": None},
            'daily.at: `at` is required (such as "02:30"), or `scheduling` in full',
        ),
        pytest.param("daily", {"at": Later()}, f"daily.at: {LATER}"),
        pytest.param("daily", {"at": ["02:30", Later()]}, f"daily.at[1]: {LATER}"),
        pytest.param(
            "daily",
            {"at": ["02:30", "14:45"]},
            (
                "daily.at: one schedule makes backups at each of its hours in each of its minutes: "
                "02:30, 14:45 would become 4 times a day (02:30, 02:45, 14:30, 14:45). Give all "
                "hours the same minutes"
            ),
        ),
        pytest.param(
            "daily",
            {"at": [f"{number:02}:{number:02}" for number in range(24)]},
            (
                "daily.at: one schedule makes backups at each of its hours in each of its minutes: "
                "00:00, 01:01, 02:02, 03:03, 04:04, 05:05, … would become 576 times a day (00:00, "
                "00:01, 00:02, 00:03, 00:04, 00:05, …). Give all hours the same minutes"
            ),
        ),
        pytest.param(
            "hourly",
            {"minutes": [0, 60]},
            "hourly.minutes[1]: 60 is no minute (minutes of the hour are 0 to 59)",
        ),
        pytest.param(
            "hourly",
            {"minutes": -1},
            "hourly.minutes: -1 is no minute (minutes of the hour are 0 to 59)",
        ),
        pytest.param(
            "hourly",
            {"minutes": True},
            "hourly.minutes: true is no minute (minutes of the hour are 0 to 59)",
        ),
        pytest.param(
            "hourly",
            {"minutes": "0"},
            'hourly.minutes: "0" is no minute (minutes of the hour are 0 to 59)',
        ),
        pytest.param("hourly", {"minutes": [5, 5]}, "hourly.minutes[1]: 5 is listed twice"),
        pytest.param("hourly", {"minutes": Later()}, f"hourly.minutes: {LATER}"),
        pytest.param(
            "hourly",
            {"minutes": None},
            "hourly.minutes: `minutes` is required (such as [0, 30]), or `scheduling` in full",
        ),
        pytest.param(
            "weekly",
            {"on": "sunn"},
            f'weekly.on: "sunn" is no day of the week {DAYS} (did you mean `sun`?)',
        ),
        pytest.param(
            "weekly",
            {"on": ["TUSDAY"]},
            f'weekly.on[0]: "TUSDAY" is no day of the week {DAYS} (did you mean `tuesday`?)',
        ),
        pytest.param("weekly", {"on": 7}, f"weekly.on: 7 is no day of the week {DAYS}"),
        pytest.param("weekly", {"on": "6"}, f'weekly.on: "6" is no day of the week {DAYS}'),
        pytest.param("weekly", {"on": False}, f"weekly.on: false is no day of the week {DAYS}"),
        pytest.param("weekly", {"on": ["sun", 6]}, "weekly.on[1]: 6 is listed twice"),
        pytest.param("weekly", {"on": Later()}, f"weekly.on: {LATER}"),
        pytest.param(
            "weekly",
            {"on": None},
            'weekly.on: `on` is required (such as ["sun"]), or `scheduling` in full',
        ),
        pytest.param(
            "daily",
            {"keep": None},
            "daily.keep: `keep` is required: the days for which each backup is kept",
        ),
        pytest.param(
            "daily",
            {"kep": 3},
            (f'daily.kep: there is no "kep" here (did you mean `keep`?); a tier has at, {COMMON}'),
        ),
        pytest.param(
            "daily",
            {"retention_time": 3},
            (
                'daily.retention_time: there is no "retention_time" here (did you mean `keep`?); a '
                f"tier has at, {COMMON}"
            ),
        ),
        pytest.param(
            "daily",
            {"on": "sun"},
            f'daily.on: there is no "on" here; a tier has at, {COMMON}',
        ),
        pytest.param(
            "weekly",
            {"day": 6},
            (
                'weekly.day: there is no "day" here (did you mean `on`?); a tier has on, at, '
                f"{COMMON}"
            ),
        ),
        pytest.param("daily", {7: 7}, f"daily.7: there is no 7 here; a tier has at, {COMMON}"),
        pytest.param(
            "daily",
            {"scheduling": FULL},
            "daily.at: `scheduling` says all that `at` says; give one of the two",
        ),
        pytest.param(
            "daily",
            {"backup_type": "snapshots"},
            (
                'daily.backup_type: "snapshots" is not one of dump, snapshot (did you mean '
                "`snapshot`?)"
            ),
        ),
        pytest.param(
            "daily",
            {"backup_type": Later()},
            (
                "daily.backup_type: an Output can't be used here: the schedules' names hold the "
                "type; give a text"
            ),
        ),
        pytest.param("daily", {"was": 5}, "daily.was: 5 is neither a schedule's name nor an alias"),
    ],
)
def test_what_is_wrong(interval: Interval, tier: dict[Any, Any], said: str) -> None:
    """What a tier's values are not is said with what they may be, by tier and word."""
    fine = {"hourly": HOURLY, "daily": DAILY, "weekly": WEEKLY}[interval]

    assert [said] == refused(interval, {**fine, **tier})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(
            [],
            "daily: the list is empty; give a tier, or leave the interval out",
            id="empty",
        ),
        pytest.param(
            "02:30",
            (
                'daily: "02:30" is no tier: give a dictionary with `at`, such as "02:30", and '
                "`keep`, in days"
            ),
            id="text",
        ),
        pytest.param(
            Later(),
            (
                "daily: an Output can't be a tier: whether it exists has to be known while the "
                "program runs; give a dictionary, whose `keep` and `scheduling` may be Outputs"
            ),
            id="output",
        ),
        pytest.param(
            [DAILY, {**DAILY, "keep": 3}],
            (
                'daily[1].backup_type: "dump" is listed twice, and an addon can have one daily '
                "schedule of each backup type"
            ),
            id="twice",
        ),
        pytest.param(
            [DAILY, {"backup_type": "snapshot", "at": "x", "keep": 1}],
            f'daily[1].at: "x" is no time of the day {TIMES}',
            id="second",
        ),
        pytest.param(
            {"scheduling": {**FULL, "interval": "weekly"}, "keep": 1},
            'daily.scheduling.interval: "weekly" is not the interval of the tier, daily',
            id="other-interval",
        ),
        pytest.param(
            {"scheduling": SchedulingArgs(interval="hourly", minute=[0]), "keep": 1},
            'daily.scheduling.interval: "hourly" is not the interval of the tier, daily',
            id="other-interval-of-arguments",
        ),
    ],
)
def test_what_is_no_tier(given: object, said: str) -> None:
    """What can't be a tier of its interval is told from one with a wrong value."""
    faults: list[Fault] = []

    read_tiers("daily", given, "dump", move_by=0, faults=faults)

    assert [said] == [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(
            DAILY,
            [
                (
                    "daily.backup_type: `backup_type` is required, dump or snapshot: for the plan "
                    "or for each tier"
                )
            ],
            id="none",
        ),
        pytest.param({**DAILY, "backup_type": "dump"}, [], id="own"),
    ],
)
def test_a_type_is_required(given: dict[str, Any], said: list[str]) -> None:
    """No type is chosen for the user: of a tier without one, that is what is said."""
    faults: list[Fault] = []

    read_tiers("daily", given, None, move_by=0, faults=faults)

    assert said == [str(fault) for fault in faults]


def test_all_faults_of_a_tier() -> None:
    """Everything that is wrong with a tier is said at once."""
    assert [
        f'weekly.att: there is no "att" here (did you mean `at`?); a tier has on, at, {COMMON}',
        "weekly.keep: `keep` is required: the days for which each backup is kept",
        'weekly.at: `at` is required (such as "02:30"), or `scheduling` in full',
        f"weekly.on[0]: 7 is no day of the week {DAYS}",
        f"weekly.on[1]: 8 is no day of the week {DAYS}",
    ] == refused("weekly", {"on": [7, 8], "att": "03:00"})


@given(
    st.sets(st.integers(0, 23), min_size=1, max_size=4),
    st.sets(st.integers(0, 59), min_size=1, max_size=4),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 59),
)
def test_what_is_read_is_valid(
    hours: set[int], minutes: set[int], days: set[int], move_by: int
) -> None:
    """Whatever a short form says, and however far it is moved, the schedule's check accepts it."""
    at = [f"{hour:02}:{minute:02}" for hour, minute in itertools.product(hours, minutes)]
    tiers = [
        *read("hourly", {"minutes": list(minutes), "keep": 1}, move_by=move_by),
        *read("daily", {"at": at, "keep": 1}, move_by=move_by),
        *read("weekly", {"on": list(days), "at": at, "keep": 1}, move_by=move_by),
    ]
    address = {"projectId": "shop", "addonId": "orders", "backupType": "dump"}

    assert [[], [], []] == [
        validate({**address, "scheduling": tier.scheduling, "retentionTime": 1}) for tier in tiers
    ]


@given(st.sets(st.tuples(*clock_numbers), min_size=1, max_size=6))
def test_never_more_backups_than_times(times: set[tuple[int, int]]) -> None:
    """A daily tier makes a backup at each of its times and at no other, or is refused."""
    faults: list[Fault] = []
    at = [f"{hour:02}:{minute:02}" for hour, minute in times]

    tiers = read_tiers("daily", {"at": at, "keep": 1}, "dump", move_by=0, faults=faults)

    schedulings: list[Any] = [tier.scheduling for tier in tiers]
    made = [set(itertools.product(when["hour"], when["minute"])) for when in schedulings]
    assert made == ([] if faults else [times])
