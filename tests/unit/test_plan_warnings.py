"""What a plan is warned of: what its schedules make of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from tests.unit.mocked import later
from tests.unit.plans import (
    DAILY,
    HOURLY,
    WEEKLY,
    _mocks,  # noqa: F401  # a fixture
    ids,
    plan,
    warnings,
)

from pulumi_northflank import SchedulingArgs

Run = Callable[..., Any]


def test_warnings(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """What the schedules make of each other is a warning, whatever form the figures came in."""
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
        )
    )

    said = warnings(caplog)
    assert len(said) == 1
    assert "The hourly snapshot and the daily snapshot both start at 02:14." in said[0]


def test_a_warning_with_arithmetic(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """More than 500 backups together are shown as a sum."""
    run(lambda: ids(plan(hourly=HOURLY, daily={"at": ["02:15", "03:15", "04:15"], "keep": 60})))

    (said,) = warnings(caplog)
    assert "keep up to 516 backups together: hourly snapshot 48 a day × 7 days = 336;" in said


def test_no_warning(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """What is fine, what is not known yet and what is faulty anyway is not warned of."""
    unknown: pulumi.Output[Any] = later(pulumi.output.UNKNOWN)

    def program() -> Any:
        return [
            *ids(plan(hourly=HOURLY, daily=DAILY, weekly=WEEKLY)),
            *ids(plan("b", addon_id="b", hourly=HOURLY, daily={"at": "02:00", "keep": unknown})),
            *ids(
                plan(
                    "c",
                    addon_id="c",
                    hourly=HOURLY,
                    daily={"at": "04:15", "keep": 61},
                    weekly={"on": "sun", "at": "02:00", "keep": 120},
                )
            ),
        ]

    run(program, preview=True)

    assert [] == warnings(caplog)
