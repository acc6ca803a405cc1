"""No schedule is made canonical or validated more often than necessary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime.stack import massage
from tests.unit.conftest import MakeProvider, Run, declared
from tests.unit.mocked import later, weekly
from tests.unit.plans import plan
from tests.unit.schedules import make_body, make_inputs

import pulumi_northflank.schedule.schedule as module
from pulumi_northflank import coverage, require
from pulumi_northflank.emulator import Emulator


@pytest.fixture(name="calls")
def _calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the calls that make a schedule canonical, and those that validate one."""
    calls: Counter[str] = Counter()

    def count(name: str) -> None:
        function = getattr(module, name)

        def counting(values: Any) -> Any:
            calls[name] += 1
            return function(values)

        monkeypatch.setattr(module, name, counting)

    count("canonical")
    count("validate")
    return calls


def one_tier(**changes: Any) -> Any:
    """A plan with one schedule."""
    return plan(**{"daily": {"at": ["14:15", "02:15"], "keep": 30}, **changes})


def not_canonical() -> Any:
    """A schedule whose lists are not in order, and whose numbers are floats."""
    copies = [{"destination_id": place, "type": "custom"} for place in ("us-copy", "eu-copy")]
    return weekly(
        scheduling={"interval": "daily", "minute": [30.0, 0], "hour": (2,)},
        additional_destinations=copies,
    )


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("declare", "team", "times"),
    [
        pytest.param(one_tier, "", 1, id="plan"),
        pytest.param(one_tier, "acme", 1, id="plan-of-the-default-team"),
        pytest.param(not_canonical, "", 1, id="not-canonical"),
        # As declared, and again with the value of the Output.
        pytest.param(lambda: one_tier(addon_id=later("orders")), "", 2, id="output"),
    ],
)
def test_program(
    run: Run,
    calls: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    declare: Callable[[], Any],
    team: str,
    times: int,
    preview: bool,
) -> None:
    """A program validates a schedule once, whatever it asks about the schedule."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", team)

    def program() -> Any:
        schedules = declare()
        require(schedules, max_gap="24h")
        require(schedules, min_retention_days=99, advisory=True)
        return massage(coverage(schedules), [])

    assert len(run(program, preview=preview)) == 1
    assert {"canonical": times, "validate": times} == calls


def test_check(provider: MakeProvider, calls: Counter[str]) -> None:
    """A check reads the old and the new inputs once, and validates the new ones once."""
    provider(teamId="acme").check(make_inputs(teamId="acme"), declared(make_inputs(), "nightly"))

    assert {"canonical": 2, "validate": 1} == calls


def test_create(provider: MakeProvider, api: Emulator, calls: Counter[str]) -> None:
    """A create that adopts reads the declared schedule and each listed one once."""
    for interval in ("daily", "weekly"):
        api.add_schedule("shop", "orders", make_body(interval))

    provider().create(make_inputs())

    assert {"canonical": 1 + 2} == calls
