"""The presets of a plan: their tables, what they declare, how they can be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.mocked import Later
from tests.unit.plans import (
    HOURLY,
    Noting,
    _mocks,  # noqa: F401  # a fixture
    ids,
    warnings,
)

from pulumi_northflank.advice import Planned, advice
from pulumi_northflank.plan import CRITICAL, STANDARD, BackupPlan, PlanError
from pulumi_northflank.quota import kept_at_once
from pulumi_northflank.shapes import INTERVALS, BackupType
from pulumi_northflank.tiers import read_tiers

Run = Callable[..., Any]
PRESETS = [
    pytest.param(BackupPlan.standard, STANDARD, id="standard"),
    pytest.param(BackupPlan.critical, CRITICAL, id="critical"),
]


def preset_schedules(preset: dict[Any, Any]) -> list[Planned]:
    """The schedules of a preset."""
    faults: list[Any] = []
    tiers = [
        tier
        for interval in INTERVALS
        for tier in read_tiers(interval, preset.get(interval), "dump", move_by=0, faults=faults)
    ]
    assert [] == faults
    return [Planned("dump", any_(tier.scheduling), any_(tier.keep)) for tier in tiers]


def any_(value: Any) -> Any:
    """A value that is no Output, whatever its type says."""
    return value


def when(scheduling: Any) -> str:
    """When a scheduling starts, as the presets' tables write it."""
    if scheduling["interval"] == "hourly":
        return ", ".join(f":{minute:02}" for minute in scheduling["minute"])
    times = ", ".join(
        f"{hour:02}:{minute:02}" for hour in scheduling["hour"] for minute in scheduling["minute"]
    )
    return f"Sunday {times}" if scheduling.get("day") == [6] else times


@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_tables(make: Any, preset: dict[Any, Any]) -> None:
    """The table in a preset's docstring is what it declares."""
    lines = [line.strip() for line in make.__doc__.splitlines() if line.strip().startswith("|")]
    table = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]

    assert table == [
        (
            one.scheduling["interval"],
            when(one.scheduling),
            f"{one.retention_time} days",
            str(kept_at_once(one.scheduling, one.retention_time)),
        )
        for one in preset_schedules(preset)
    ]


@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_presets_keep_all_rules(make: Any, preset: dict[Any, Any]) -> None:
    """A preset is within every limit, and gives no cause for a warning."""
    schedules = preset_schedules(preset)
    together = sum(kept_at_once(one.scheduling, one.retention_time) for one in schedules)

    assert [] == advice(schedules)
    assert together <= 500
    assert "hourly" not in preset or f"that is {together} of 500 backups" in make.__doc__


@pytest.mark.parametrize("backup_type", ["dump", "snapshot"])
@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_presets(
    run: Run, mocks: Noting, make: Any, preset: dict[Any, Any], backup_type: BackupType
) -> None:
    """A preset declares its tiers for the type that is asked for, spread over the hour."""

    def program() -> Any:
        made = make("orders", project_id="shop", addon_id="orders", backup_type=backup_type)
        return [made.spread_minutes, *ids(made)]

    minutes, *_ = run(program)

    assert 14 == minutes
    assert {f"orders-{interval}-{backup_type}" for interval in preset} == set(mocks.schedules())


def test_presets_can_be_changed(run: Run, mocks: Noting) -> None:
    """What a tier is given replaces the preset's; None leaves the tier out."""

    def program() -> Any:
        made = BackupPlan.critical(
            "orders",
            project_id="shop",
            addon_id="orders",
            spread=False,
            hourly={"scheduling": {"interval": "hourly", "minute": [7]}, "backup_type": "snapshot"},
            daily=[
                {"keep": 14, "backup_type": "dump"},
                {"at": "05:00", "backup_type": "snapshot"},
            ],
            weekly=None,
        )
        return ids(made)

    run(program)

    assert {
        "orders-hourly-snapshot": ({"interval": "hourly", "minute": [7]}, 7),
        "orders-daily-dump": ({"interval": "daily", "minute": [15], "hour": [2, 14]}, 14),
        "orders-daily-snapshot": ({"interval": "daily", "minute": [0], "hour": [5]}, 60),
    } == {
        name: (one["scheduling"], one["retentionTime"]) for name, one in mocks.schedules().items()
    }


def test_tiers_can_be_added_to_a_preset(
    run: Run, mocks: Noting, caplog: pytest.LogCaptureFixture
) -> None:
    """A tier that the preset lacks is declared beside its own."""
    run(
        lambda: ids(
            BackupPlan.standard(
                "orders", project_id="a", addon_id="b", backup_type="dump", hourly=HOURLY
            )
        )
    )

    assert {"orders-hourly-dump", "orders-daily-dump", "orders-weekly-dump"} == set(
        mocks.schedules()
    )
    assert [] == warnings(caplog)


def test_a_preset_with_a_wrong_tier() -> None:
    """What is no tier is refused in a preset, too."""
    with pytest.raises(PlanError, match='daily: "02:30" is no tier'):
        BackupPlan.standard(
            "orders",
            project_id="a",
            addon_id="b",
            backup_type="dump",
            daily="02:30",  # type: ignore[arg-type]
        )


def test_a_preset_of_an_addon_that_is_not_known_yet() -> None:
    """A preset spreads unless it is told not to, and says what it needs."""
    with pytest.raises(PlanError, match=re.escape('give a text, such as spread="shop/orders"')):
        BackupPlan.standard("a", project_id="a", addon_id=Later(), backup_type="dump")
