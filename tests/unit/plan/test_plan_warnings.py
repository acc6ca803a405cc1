"""A plan warns about schedules that overlap or undercut each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import later, unknown
from tests.unit.plans import DAILY, HOURLY, WEEKLY, ids, plan, warnings

from pulumi_northflank import SchedulingArgs


@pytest.mark.parametrize("preview", [True, False])
def test_warning(run: Run, caplog: pytest.LogCaptureFixture, preview: bool) -> None:
    """A warning is logged once, however the arguments are written."""
    run(
        lambda: ids(
            plan(
                spread=True,
                hourly={**HOURLY, "keep": later(7)},
                daily={"at": "02:00", "keep": 60},
                weekly={
                    "scheduling": SchedulingArgs(
                        interval="weekly", minute=[later(29)], hour=later([2]), day=list(range(7))
                    ),
                    "keep": 90,
                },
            )
        ),
        preview=preview,
    )

    (warning,) = warnings(caplog)
    assert warning.startswith("The hourly snapshot and the daily snapshot both start at 02:14.")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lambda: {"addon_id": unknown()}, id="unknown"),
        pytest.param(lambda: {"if_exists": "wrong"}, id="problem"),
    ],
)
def test_other_arguments(
    run: Run, caplog: pytest.LogCaptureFixture, changes: Callable[[], dict[str, Any]]
) -> None:
    """A warning does not depend on arguments that it is not about."""
    run(
        lambda: ids(plan(hourly=HOURLY, daily={"at": "02:00", "keep": 9}, **changes())),
        preview=True,
    )

    (warning,) = warnings(caplog)
    assert warning.startswith("The hourly snapshot and the daily snapshot both start at 02:00.")


@pytest.mark.parametrize(
    "tiers",
    [
        pytest.param({"hourly": HOURLY, "daily": DAILY, "weekly": WEEKLY}, id="fine"),
        pytest.param(
            {"hourly": HOURLY, "daily": lambda: {"at": "02:00", "keep": unknown()}}, id="unknown"
        ),
        pytest.param(
            {
                "hourly": HOURLY,
                "daily": {"at": "04:15", "keep": 61},
                "weekly": WEEKLY | {"at": "02:00"},
            },
            id="problem",
        ),
    ],
)
def test_no_warning(run: Run, caplog: pytest.LogCaptureFixture, tiers: dict[str, Any]) -> None:
    """There is no warning if all is fine, if a value is not known yet, or if a check will fail."""
    run(
        lambda: ids(
            plan(**{name: tier() if callable(tier) else tier for name, tier in tiers.items()})
        ),
        preview=True,
    )

    assert [] == warnings(caplog)
