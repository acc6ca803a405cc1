"""What messages tell about a schedule with secret values."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.schedules import make_inputs

from pulumi_northflank.schedule import Address, Schedule
from pulumi_northflank.schedule.drift import differences
from pulumi_northflank.schedule.slot import Claims

TO_LET_THE_API_DECIDE = ". To let the API decide, set northflank:documentedLimits to warn"
HIDDEN = "; the reason depends on a secret value and is not shown"
DAYS = "whole days: at most 7 for hourly, 60 for daily and 120 for weekly schedules"


@pytest.mark.parametrize(
    ("secrets", "text"),
    [
        ([], "the daily snapshot of addon orders in project shop of team acme"),
        (["teamId"], "the daily snapshot of addon orders in project shop of team [secret]"),
        (["projectId"], "the daily snapshot of addon orders in project [secret] of team acme"),
        (["addonId"], "the daily snapshot of addon [secret] in project shop of team acme"),
        (["scheduling"], "the [secret] snapshot of addon orders in project shop of team acme"),
        (["backupType"], "the daily [secret] of addon orders in project shop of team acme"),
    ],
)
def test_slot(secrets: list[str], text: str) -> None:
    """Secret parts of a slot are not shown, and the slot stays the same."""
    inputs = make_inputs(teamId="acme")
    schedule = Schedule.of(inputs, secrets)

    assert (text, Schedule.of(inputs).slot) == (str(schedule), schedule.slot)
    assert f"<Schedule: {text}>" == repr(schedule)


def test_path() -> None:
    """Requests have the real IDs, and the public address has none that is secret."""
    address = Address("shop", "my orders", "acme", frozenset({"projectId", "teamId"}))

    assert "/v1/teams/acme/projects/shop/addons/my%20orders/backup-schedules" == (
        address.schedules_path
    )
    assert "/v1/teams/[secret]/projects/[secret]/addons/my%20orders/backup-schedules" == (
        address.public.schedules_path
    )


@pytest.mark.parametrize(
    ("changes", "secrets", "problems"),
    [
        pytest.param(
            {"retentionTime": 75, "addonId": "x"},
            ["addonId"],
            [
                (
                    "retentionTime: 75 is more than 60 (daily backups have a maximum retention of "
                    "60 days)"
                )
            ],
            id="of-other-values",
        ),
        pytest.param(
            {"retentionTime": 75},
            ["retentionTime"],
            [f"retentionTime: not valid ({DAYS}){HIDDEN}"],
            id="of-the-value",
        ),
        pytest.param(
            {"retentionTime": 75},
            ["scheduling"],
            [f"retentionTime: not valid ({DAYS}){HIDDEN}"],
            id="of-a-value-that-depends-on-it",
        ),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [0, 75], "hour": [3]}},
            ["scheduling"],
            [f"scheduling.minute[1]: not valid (minutes of the hour are 0 to 59){HIDDEN}"],
            id="at-a-path",
        ),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [0], "hour": [3], "key": 1}},
            ["scheduling"],
            [
                (
                    "scheduling: not valid (an object with interval, minute and, where they apply, "
                    f"hour and day){HIDDEN}"
                )
            ],
            id="of-an-unknown-key",
        ),
    ],
)
def test_problems(changes: dict[str, Any], secrets: list[str], problems: list[str]) -> None:
    """A problem tells nothing about secret values; the other problems stay as they are."""
    schedule = Schedule.of(make_inputs(**changes), secrets)

    assert problems == [
        str(problem).removesuffix(TO_LET_THE_API_DECIDE)
        for problem in schedule.problems_under("enforce")
    ]


def test_declared_twice() -> None:
    """A slot is claimed twice whether or not its values are secret, and is not shown."""
    claims = Claims()
    claims.claim(Schedule.of(make_inputs()).slot, "urn::a")
    problem = claims.claim(Schedule.of(make_inputs(), ["projectId"]).slot, "urn::b")

    assert "both declare the daily snapshot of addon orders in project [secret]," in str(problem)


def test_differences() -> None:
    """A difference of a secret setting shows neither value."""
    live = Schedule.of(make_inputs(retentionTime=9, scheduling={"interval": "daily"}))
    declared = Schedule.of(make_inputs(scheduling={"interval": "weekly"}), ["retentionTime"])

    assert [
        "retentionTime in Northflank differs from [secret] in your program",
        'scheduling.interval is "daily" in Northflank and "weekly" in your program',
    ] == differences(live, declared)
