"""When the short forms of a plan start: spread over the hour by its addon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.mocked import Later, later
from tests.unit.plans import (
    DAILY,
    FULL,
    HOURLY,
    WHEN,
    Noting,
    _mocks,  # noqa: F401  # a fixture
    ids,
    plan,
    refused,
)

from pulumi_northflank import SchedulingArgs
from pulumi_northflank.spread import minutes_for

Run = Callable[..., Any]


def test_spread(run: Run, mocks: Noting) -> None:
    """Every short form starts at the addon's minute of its hour; a scheduling in full does not."""

    def program() -> Any:
        made = plan(
            spread=True,
            hourly=HOURLY,
            daily=DAILY,
            weekly={"scheduling": SchedulingArgs(**FULL), "keep": 120},
        )
        return made.spread_minutes, ids(made)

    minutes, _ = run(program)

    assert 14 == minutes == minutes_for("shop/orders")
    assert {
        "orders-hourly-snapshot": {**WHEN["hourly"], "minute": [14, 44]},
        "orders-daily-snapshot": {**WHEN["daily"], "minute": [29]},
        "orders-weekly-snapshot": WHEN["weekly"],
    } == {name: one["scheduling"] for name, one in mocks.schedules().items()}


@pytest.mark.parametrize(
    ("spread", "minutes"), [("shop/orders", 14), ("orders", 28), (False, None), (None, None)]
)
def test_spread_by_a_text(run: Run, spread: Any, minutes: int | None) -> None:
    """A text stands for the addon, which may be an Output then; without, nothing moves."""
    made = run(lambda: [plan(spread=spread, addon_id=later("orders"), daily=DAILY).spread_minutes])

    assert [minutes] == made


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            {"spread": True, "addon_id": Later()},
            (
                "spread: the addon's minute can't be drawn from its IDs, of which one is no text "
                'yet; give a text, such as spread="shop/orders", or spread=False'
            ),
            id="addon-later",
        ),
        pytest.param(
            {"spread": True, "project_id": Later()},
            (
                "spread: the addon's minute can't be drawn from its IDs, of which one is no text "
                'yet; give a text, such as spread="shop/orders", or spread=False'
            ),
            id="project-later",
        ),
        pytest.param(
            {"spread": Later()},
            'spread: an Output can\'t be used here; give a text, such as spread="shop/orders"',
            id="later",
        ),
        pytest.param({"spread": ""}, 'spread: "" is neither True, False nor a text', id="empty"),
        pytest.param({"spread": 5}, "spread: 5 is neither True, False nor a text", id="number"),
    ],
)
def test_no_spread(arguments: dict[str, Any], said: str) -> None:
    """A minute that can't be drawn is refused, and never silently another one."""
    assert [said] == refused(daily=DAILY, **arguments)
