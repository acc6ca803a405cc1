"""A plan that cannot be read is refused, with all its problems at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.mocked import Later
from tests.unit.plans import DAILY, plan, refused

from pulumi_northflank import NorthflankError
from pulumi_northflank.plan import PlanError


def test_all_problems_at_once() -> None:
    """The error names the plan and everything that is wrong with it."""
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
        "  spread: 5 must be True, False or a non-empty string\n"
        "  hourly.minutes: 60 is not a minute (minutes of the hour are 0 to 59)\n"
        "  daily.keep: `keep` is required: the days for which each backup is kept\n"
        '  daily.at: "24:00" is not a time of day (HH:MM, 00:00 to 23:59)\n'
        '  weekly.on: "sunn" is not a day of the week (mon to sun, monday to sunday, or 0 (Monday) '
        "to 6 (Sunday)) (did you mean `sun`?)"
    ) == str(caught.value)
    assert "orders" == caught.value.name
    assert isinstance(caught.value, NorthflankError)


def test_one_problem() -> None:
    """A single problem is not written in the plural."""
    with pytest.raises(PlanError, match=r'^BackupPlan "orders" has 1 problem:\n  daily.at: '):
        plan(daily={"at": "24:00", "keep": 1})


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(
            {},
            "the plan has no tiers; give at least one of hourly, daily, weekly",
            id="no-tiers",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": None},
            "daily.backup_type: `backup_type` is required, for the plan or for each tier: dump or "
            "snapshot",
            id="no-type",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": Later()},
            "backup_type: must not be an Output, because schedules are named after it; give a "
            "string",
            id="type-later",
        ),
        pytest.param(
            {
                "daily": DAILY,
                "backup_type": "dump",
                "additional_destinations": [{"destination_id": "eu-copy", "type": "custom"}],
            },
            "additional_destinations: only applies to snapshots, and no tier of the plan makes "
            "snapshots",
            id="copies-of-dumps",
        ),
        pytest.param(
            {"daily": DAILY, "compression_type": "zstd"},
            "compression_type: only applies to dumps, and no tier of the plan makes dumps",
            id="compressed-snapshots",
        ),
        pytest.param(
            {
                "daily": {"at": "24:00", "keep": 1},
                "backup_type": "dump",
                "compression_type": "zstd",
            },
            'daily.at: "24:00" is not a time of day (HH:MM, 00:00 to 23:59)',
            id="compressed-dumps-at-a-wrong-time",
        ),
        pytest.param(
            {"daily": {"at": {(2, 30): 1}, "keep": 1}},
            "daily.at: {(2, 30): 1} is not a time of day (HH:MM, 00:00 to 23:59)",
            id="keys-that-json-does-not-have",
        ),
    ],
)
def test_refused(arguments: dict[str, Any], problem: str) -> None:
    """A plan that would make no backups, or other backups than intended, is refused."""
    assert [problem] == refused(**arguments)
