"""A plan's short forms start at a minute that is drawn from its addon."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Later, Noting, later
from tests.unit.plans import DAILY, HOURLY, WHEN, ids, plan, refused

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.plan.spread import minutes_for


def test_spread(run: Run, mocks: Noting) -> None:
    """Every short form moves by the addon's minutes within its hour; a full scheduling does not."""
    full: dict[str, Any] = WHEN["weekly"]

    def program() -> Any:
        made = plan(
            spread=True,
            hourly=HOURLY,
            daily=DAILY,
            weekly={"scheduling": SchedulingArgs(**full), "keep": 120},
        )
        return made.spread_minutes, ids(made)

    minutes, _ = run(program)

    assert 14 == minutes == minutes_for("shop/orders")
    assert {
        "orders-hourly-snapshot": {**WHEN["hourly"], "minute": [14, 44]},
        "orders-daily-snapshot": {**WHEN["daily"], "minute": [29]},
        "orders-weekly-snapshot": WHEN["weekly"],
    } == {name: each["scheduling"] for name, each in mocks.schedules.items()}


@pytest.mark.parametrize(
    ("spread", "minutes"), [("shop/orders", 14), ("orders", 28), (False, None), (None, None)]
)
def test_spread_by_a_string(run: Run, spread: Any, minutes: int | None) -> None:
    """A string replaces the IDs, which may be Outputs then; without spread, nothing moves."""
    made = run(lambda: [plan(spread=spread, addon_id=later("orders"), daily=DAILY).spread_minutes])

    assert [minutes] == made


NOT_PLAIN = (
    "spread=True (the default of BackupPlan.standard and BackupPlan.critical) computes the minute "
    "of the backups from project_id and addon_id, but {}. Give a string to compute it from, such "
    'as spread="shop/orders", or spread=False'
)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(
            {"spread": True, "addon_id": Later()},
            NOT_PLAIN.format("addon_id is an Output"),
            id="addon-later",
        ),
        pytest.param(
            {"spread": True, "project_id": Later(), "addon_id": 5},
            NOT_PLAIN.format("project_id is an Output and addon_id is 5"),
            id="both",
        ),
        pytest.param(
            {"spread": Later()},
            'must not be an Output; give a string, such as spread="shop/orders"',
            id="later",
        ),
        pytest.param({"spread": ""}, '"" must be True, False or a non-empty string', id="empty"),
        pytest.param({"spread": 5}, "5 must be True, False or a non-empty string", id="number"),
    ],
)
def test_no_spread(arguments: dict[str, Any], problem: str) -> None:
    """If the minute cannot be drawn, the plan is refused."""
    assert [f"spread: {problem}"] == refused(daily=DAILY, **arguments)
