"""The presets of a plan: their tables, what they declare, and how they are changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Later, Noting
from tests.unit.plans import HOURLY, ids, warnings
from tests.unit.schedules import make_schedule
from tests.unit.tiers import read

from pulumi_northflank.plan import CRITICAL, STANDARD, BackupPlan, PlanError
from pulumi_northflank.plan.warnings import warnings_about
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.types import INTERVALS, BackupType
from pulumi_northflank.validation.quota import kept_at_once

PRESETS = pytest.mark.parametrize(
    ("make", "preset"),
    [
        pytest.param(BackupPlan.standard, STANDARD, id="standard"),
        pytest.param(BackupPlan.critical, CRITICAL, id="critical"),
    ],
)


def schedules_of(preset: dict[Any, Any]) -> list[Schedule]:
    """The schedules of a preset."""
    tiers = [tier for interval in INTERVALS for tier in read(interval, preset.get(interval))]
    return [make_schedule(scheduling=tier.scheduling, retentionTime=tier.keep) for tier in tiers]


def when(scheduling: Any) -> str:
    """When a scheduling starts, as the presets' tables write it."""
    if scheduling["interval"] == "hourly":
        return ", ".join(f":{minute:02}" for minute in scheduling["minute"])
    times = ", ".join(
        f"{hour:02}:{minute:02}" for hour in scheduling["hour"] for minute in scheduling["minute"]
    )
    return f"Sunday {times}" if scheduling.get("day") == [6] else times


@PRESETS
def test_tables(make: Any, preset: dict[Any, Any]) -> None:
    """The table in a preset's docstring shows what it declares."""
    lines = [line.strip() for line in make.__doc__.splitlines() if line.strip().startswith("|")]
    table = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]

    assert table == [
        (
            each.interval,
            when(each.scheduling),
            f"{each.retention_time} days",
            str(kept_at_once(each.scheduling, each.retention_time)),
        )
        for each in schedules_of(preset)
    ]


@PRESETS
def test_limits(make: Any, preset: dict[Any, Any]) -> None:
    """A preset is within every limit and causes no warning."""
    schedules = schedules_of(preset)
    together = sum(kept_at_once(each.scheduling, each.retention_time) for each in schedules)

    assert [] == warnings_about(schedules)
    assert together <= 500
    assert "hourly" not in preset or f"that is {together} of 500 backups" in make.__doc__


@pytest.mark.parametrize("backup_type", ["dump", "snapshot"])
@PRESETS
def test_presets(
    run: Run, mocks: Noting, make: Any, preset: dict[Any, Any], backup_type: BackupType
) -> None:
    """A preset declares its tiers for the given backup type, spread over the hour."""

    def program() -> Any:
        made = make("orders", project_id="shop", addon_id="orders", backup_type=backup_type)
        return [made.spread_minutes, *ids(made)]

    minutes, *_ = run(program)

    assert 14 == minutes
    assert {f"orders-{interval}-{backup_type}" for interval in preset} == set(mocks.schedules)


def test_overridden(run: Run, mocks: Noting) -> None:
    """A tier's arguments override those of the preset; None leaves the tier out."""
    run(
        lambda: ids(
            BackupPlan.critical(
                "orders",
                project_id="shop",
                addon_id="orders",
                spread=False,
                hourly={
                    "scheduling": {"interval": "hourly", "minute": [7]},
                    "backup_type": "snapshot",
                },
                daily=[
                    {"keep": 14, "backup_type": "dump"},
                    {"at": "05:00", "backup_type": "snapshot"},
                ],
                weekly=None,
            )
        )
    )

    assert {
        "orders-hourly-snapshot": ({"interval": "hourly", "minute": [7]}, 7),
        "orders-daily-dump": ({"interval": "daily", "minute": [15], "hour": [2, 14]}, 14),
        "orders-daily-snapshot": ({"interval": "daily", "minute": [0], "hour": [5]}, 60),
    } == {
        name: (each["scheduling"], each["retentionTime"]) for name, each in mocks.schedules.items()
    }


def test_added_tier(run: Run, mocks: Noting, caplog: pytest.LogCaptureFixture) -> None:
    """A tier that the preset lacks is added to it."""
    run(
        lambda: ids(
            BackupPlan.standard(
                "orders", project_id="a", addon_id="b", backup_type="dump", hourly=HOURLY
            )
        )
    )

    assert {"orders-hourly-dump", "orders-daily-dump", "orders-weekly-dump"} == set(mocks.schedules)
    assert [] == warnings(caplog)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({"daily": "02:30"}, 'daily: "02:30" is not a tier', id="tier"),
        pytest.param(
            {"addon_id": Later()}, 'Give a string to compute it from, such as spread="s', id="id"
        ),
    ],
)
def test_problems(arguments: Any, problem: str) -> None:
    """A preset reports the problems that a plan reports, and spreads unless told otherwise."""
    with pytest.raises(PlanError, match=re.escape(problem)):
        BackupPlan.standard(
            "orders", **{"project_id": "a", "addon_id": "b", "backup_type": "dump", **arguments}
        )
