"""What is said of a tier that is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.unit.mocked import Later
from tests.unit.tiers import DAILY, FULL, HOURLY, WEEKLY, refused

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.faults import Fault
from pulumi_northflank.shapes import Interval
from pulumi_northflank.tiers import read_tiers

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
