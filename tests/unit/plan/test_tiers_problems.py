"""What a plan reports about a tier that it cannot read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from tests.unit.mocked import Later
from tests.unit.tiers import DAILY, FULL, HOURLY, WEEKLY, problems_of

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.types import Interval

NOT_A_MINUTE = "is not a minute (minutes of the hour are 0 to 59)"
TIMES = "(HH:MM, 00:00 to 23:59)"
NOT_A_TIME = f"is not a time of day {TIMES}"
NOT_A_DAY = "is not a day of the week (mon to sun, monday to sunday, or 0 (Monday) to 6 (Sunday))"
LATER = (
    "must not be an Output, which cannot be read while the program runs; give a plain value, or "
    "give `scheduling` in full, which may hold Outputs"
)
COMMON = (
    "keep, scheduling, backup_type, compression_type, custom_destination_id, "
    "additional_destinations, was"
)
UNQUOTED = f'{NOT_A_TIME}; YAML reads {{}} without quotes as {{}}, so write "{{}}" in quotes'
A_DAY = [f"{number:02}:{number:02}" for number in range(24)]


@pytest.mark.parametrize(
    ("interval", "tier", "problem"),
    [
        ("daily", {"at": "24:00"}, f'at: "24:00" {NOT_A_TIME}'),
        ("daily", {"at": "02:60"}, f'at: "02:60" {NOT_A_TIME}'),
        ("daily", {"at": "2:30"}, f'at: "2:30" must be written as "02:30" {TIMES}'),
        ("daily", {"at": 2.5}, f"at: 2.5 {NOT_A_TIME}"),
        ("daily", {"at": ""}, f'at: "" {NOT_A_TIME}'),
        ("daily", {"at": "02:30\n"}, f'at: "02:30\\n" {NOT_A_TIME}'),
        ("daily", {"at": "0\u0662:30"}, f'at: "0\\u0662:30" {NOT_A_TIME}'),
        ("daily", {"at": dt.time(2, 30)}, f"at: datetime.time(2, 30) {NOT_A_TIME}"),
        ("daily", {"at": ["02:30", None]}, f"at[1]: null {NOT_A_TIME}"),
        ("daily", {"at": ["02:30", "02:30"]}, 'at[1]: "02:30" is listed twice'),
        ("daily", {"at": []}, "at: the list must not be empty"),
        ("daily", {"at": None}, 'at: `at` is required (such as "02:30"), or `scheduling`'),
        ("daily", {"at": Later()}, f"at: {LATER}"),
        ("daily", {"at": ["02:30", Later()]}, f"at[1]: {LATER}"),
        (
            "daily",
            {"at": ["02:30", "14:45"]},
            (
                "at: a schedule makes backups at each of its minutes in each of its hours, so "
                "02:30, 14:45 would become 4 times a day (02:30, 02:45, 14:30, 14:45). Give all "
                "hours the same minutes"
            ),
        ),
        (
            "daily",
            {"at": A_DAY},
            (
                "at: a schedule makes backups at each of its minutes in each of its hours, so "
                "00:00, 01:01, 02:02, 03:03, 04:04, 05:05, … would become 576 times a day (00:00, "
                "00:01, 00:02, 00:03, 00:04, 00:05, …). Give all hours the same minutes"
            ),
        ),
        ("hourly", {"minutes": [0, 60]}, f"minutes[1]: 60 {NOT_A_MINUTE}"),
        ("hourly", {"minutes": -1}, f"minutes: -1 {NOT_A_MINUTE}"),
        ("hourly", {"minutes": True}, f"minutes: true {NOT_A_MINUTE}"),
        ("hourly", {"minutes": "0"}, f'minutes: "0" {NOT_A_MINUTE}; write it as the number 0'),
        ("hourly", {"minutes": [5, 5]}, "minutes[1]: 5 is listed twice"),
        ("hourly", {"minutes": Later()}, f"minutes: {LATER}"),
        (
            "hourly",
            {"minutes": None},
            "minutes: `minutes` is required (such as [0, 30]), or `scheduling`",
        ),
        ("weekly", {"on": "sunn"}, f'on: "sunn" {NOT_A_DAY} (did you mean `sun`?)'),
        ("weekly", {"on": ["TUSDAY"]}, f'on[0]: "TUSDAY" {NOT_A_DAY} (did you mean `tuesday`?)'),
        ("weekly", {"on": 7}, f"on: 7 {NOT_A_DAY}"),
        ("weekly", {"on": "6"}, f'on: "6" {NOT_A_DAY}'),
        ("weekly", {"on": False}, f"on: false {NOT_A_DAY}"),
        ("weekly", {"on": ["sun", 6]}, "on[1]: 6 is listed twice"),
        ("weekly", {"on": Later()}, f"on: {LATER}"),
        ("weekly", {"on": None}, 'on: `on` is required (such as ["sun"]), or `scheduling`'),
        (
            "daily",
            {"keep": None},
            "keep: `keep` is required: the days for which each backup is kept",
        ),
        (
            "daily",
            {"kep": 3},
            f'kep: unknown key "kep" (did you mean `keep`?); a tier takes at, {COMMON}',
        ),
        (
            "daily",
            {"retention_time": 3},
            (
                'retention_time: unknown key "retention_time" (did you mean `keep`?); a tier takes '
                f"at, {COMMON}"
            ),
        ),
        ("daily", {"on": "sun"}, f'on: unknown key "on"; a tier takes at, {COMMON}'),
        (
            "weekly",
            {"day": 6},
            f'day: unknown key "day" (did you mean `on`?); a tier takes on, at, {COMMON}',
        ),
        ("daily", {7: 7}, f"7: unknown key 7; a tier takes at, {COMMON}"),
        ("daily", {"scheduling": FULL}, "at: give either `at` or `scheduling`, not both"),
        (
            "daily",
            {"backup_type": "snapshots"},
            'backup_type: "snapshots" is not one of dump, snapshot (did you mean `snapshot`?)',
        ),
        (
            "daily",
            {"backup_type": Later()},
            (
                "backup_type: must not be an Output, because schedules are named after it; give a "
                "string"
            ),
        ),
        ("daily", {"was": 5}, "was: must be a schedule's name or an alias, but it is 5"),
        ("daily", {"was": ""}, 'was: must be a schedule\'s name or an alias, but it is ""'),
        (
            "daily",
            {"was": Later()},
            "was: must be a schedule's name or an alias, but it is an Output",
        ),
    ],
)
def test_wrong_value(interval: Interval, tier: dict[Any, Any], problem: str) -> None:
    """A wrong value is reported by tier and key, with the values that are allowed."""
    fine = {"hourly": HOURLY, "daily": DAILY, "weekly": WEEKLY}[interval]

    assert [f"{interval}.{problem}"] == problems_of(interval, {**fine, **tier})


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(
            [],
            "daily: the list must not be empty; give a tier, or leave the interval out",
            id="empty",
        ),
        pytest.param(
            "02:30",
            'daily: "02:30" is not a tier; give a dictionary with `at`, such as "02:30", and '
            "`keep`, in days",
            id="string",
        ),
        pytest.param(
            Later(),
            "daily: must not be an Output; give a dictionary, whose `keep` and `scheduling` may be "
            "Outputs",
            id="output",
        ),
        pytest.param(
            [DAILY, {**DAILY, "keep": 3}],
            'daily[1].backup_type: "dump" is listed twice, but an addon can have only one daily '
            "schedule of each backup type",
            id="twice",
        ),
        pytest.param(
            [DAILY, {"backup_type": "snapshot", "at": "x", "keep": 1}],
            f'daily[1].at: "x" {NOT_A_TIME}',
            id="second",
        ),
        pytest.param(
            {"scheduling": {**FULL, "interval": "weekly"}, "keep": 1},
            'daily.scheduling.interval: "weekly" is not the tier\'s interval, daily',
            id="other-interval",
        ),
        pytest.param(
            {"scheduling": SchedulingArgs(interval="hourly", minute=[0]), "keep": 1},
            'daily.scheduling.interval: "hourly" is not the tier\'s interval, daily',
            id="other-interval-of-arguments",
        ),
    ],
)
def test_not_a_tier(given: object, problem: str) -> None:
    """Something that cannot be a tier of its interval is reported as such."""
    assert [problem] == problems_of("daily", given)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        pytest.param(
            DAILY,
            [
                (
                    "daily.backup_type: `backup_type` is required, for the plan or for each tier: "
                    "dump or snapshot"
                )
            ],
            id="none",
        ),
        pytest.param({**DAILY, "backup_type": "dump"}, [], id="own"),
    ],
)
def test_backup_type_is_required(given: dict[str, Any], problems: list[str]) -> None:
    """There is no default backup type: the plan or the tier must give one."""
    assert problems == problems_of("daily", given, None)


def test_all_problems_of_a_tier() -> None:
    """Everything that is wrong with a tier is reported at once."""
    assert [
        f'weekly.att: unknown key "att" (did you mean `at`?); a tier takes on, at, {COMMON}',
        "weekly.keep: `keep` is required: the days for which each backup is kept",
        'weekly.at: `at` is required (such as "02:30"), or `scheduling`',
        f"weekly.on[0]: 7 {NOT_A_DAY}",
        f"weekly.on[1]: 8 {NOT_A_DAY}",
    ] == problems_of("weekly", {"on": [7, 8], "att": "03:00"})


@pytest.mark.parametrize(
    ("interval", "tier", "problems"),
    [
        (
            "daily",
            "{at: 14:15, keep: 30}",
            [f"at: 855 {UNQUOTED.format('14:15', 855, '14:15')}"],
        ),
        (
            "daily",
            "{at: [02:30, 2:30], keep: 30}",
            [f"at[1]: 150 {UNQUOTED.format('2:30', 150, '02:30')}"],
        ),
        ("daily", "{at: 25:00, keep: 30}", [f"at: 1500 {NOT_A_TIME}"]),
        (
            "weekly",
            "{on: [mon, 7], at: 03:00, keep: 30}",
            [
                'on: YAML reads the key on without quotes as true; write it as "on", in quotes',
                f"on[1]: 7 {NOT_A_DAY}",
            ],
        ),
        (
            "daily",
            "{on: mon, at: 03:00, keep: 30}",
            [f'on: unknown key "on"; a tier takes at, {COMMON}'],
        ),
        (
            "hourly",
            "{minutes: [00, 08], keep: 7}",
            [f'minutes[1]: "08" {NOT_A_MINUTE}; write it as the number 8'],
        ),
        ("hourly", "{minutes: 0o10, keep: 7}", [f'minutes: "0o10" {NOT_A_MINUTE}']),
        ("weekly", "{'on': no, at: '14:15', keep: 30}", [f"on: false {NOT_A_DAY}"]),
    ],
)
def test_yaml_without_quotes(interval: Interval, tier: str, problems: list[str]) -> None:
    """Values and keys to which YAML 1.1 gives another meaning are refused with what to write."""
    assert [f"{interval}.{problem}" for problem in problems] == problems_of(
        interval, yaml.safe_load(tier)
    )
