"""What is wrong with a plan: refused, all of it at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.mocked import Later
from tests.unit.plans import (
    DAILY,
    PLACES,
    Noting,
    _mocks,  # noqa: F401  # a fixture
    plan,
    refused,
)

from pulumi_northflank import NorthflankError
from pulumi_northflank.plan import PlanError


def test_all_faults_at_once(mocks: Noting) -> None:
    """An error names the plan and all that can't be read of it, and nothing is declared."""
    with pytest.raises(PlanError) as caught:
        plan(
            backup_type="dumps",
            spread=5,
            hourly={"minutes": 60, "keep": 7},
            daily={"at": "24:00"},
            weekly={"on": "sunn", "at": "03:00", "keep": 120},
        )

    assert (
        'BackupPlan "orders" has 6 problems:\n'
        '  backup_type: "dumps" is not one of dump, snapshot (did you mean `dump`?)\n'
        "  spread: 5 is neither True, False nor a text\n"
        "  hourly.minutes: 60 is no minute (minutes of the hour are 0 to 59)\n"
        "  daily.keep: `keep` is required: the days for which each backup is kept\n"
        '  daily.at: "24:00" is no time of the day (HH:MM, 00:00 to 23:59)\n'
        '  weekly.on: "sunn" is no day of the week (mon to sun, monday to sunday, or 0, Monday, '
        "to 6, Sunday) (did you mean `sun`?)"
    ) == str(caught.value)
    assert "orders" == caught.value.name
    assert isinstance(caught.value, NorthflankError)
    assert [] == mocks.registered


def test_one_fault() -> None:
    """A single problem is told as one."""
    with pytest.raises(PlanError, match=r'^BackupPlan "orders" has a problem:\n  daily.at: '):
        plan(daily={"at": "24:00", "keep": 1})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            {},
            "a plan without tiers makes no backups; give hourly, daily, weekly or several",
            id="no-tiers",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": None},
            (
                "daily.backup_type: `backup_type` is required, dump or snapshot: for the plan or "
                "for each tier"
            ),
            id="no-type",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": Later()},
            (
                "backup_type: an Output can't be used here: the schedules' names hold the type; "
                "give a text"
            ),
            id="type-later",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": "dump", "additional_destinations": PLACES},
            "additional_destinations: only snapshots have it, and no tier of the plan makes "
            "snapshots",
            id="copies-of-dumps",
        ),
        pytest.param(
            {"daily": DAILY, "compression_type": "zstd"},
            "compression_type: only dumps have it, and no tier of the plan makes dumps",
            id="compressed-snapshots",
        ),
    ],
)
def test_what_a_plan_can_not_be(arguments: dict[str, Any], said: str) -> None:
    """What would make no backups, or silently other ones than meant, is refused."""
    assert [said] == refused(**arguments)
