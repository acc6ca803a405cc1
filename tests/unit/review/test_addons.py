"""The schedules that a program asks about are grouped by addon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Plan, child_of, daily, unknown, weekly

from pulumi_northflank.review.addons import CoverageError
from pulumi_northflank.review.coverage import coverage


def gaps(metrics: dict[str, Any]) -> list[tuple[str, str]]:
    """Each addon's key and longest gap, in order."""
    return [(key, metrics[key]["worst_gap"]) for key in metrics]


def test_order(run: Run) -> None:
    """The schedules of one addon count together, and addons are in the order of their keys."""

    def program() -> Any:
        plan = Plan((weekly("a"), daily("b", backup_type="dump")))
        return coverage(daily("c", addon_id="carts", team_id="acme"), plan, plan.schedules[0])

    metrics = run(program)

    assert [("acme/shop/carts", "24h"), ("shop/orders", "24h")] == gaps(metrics)
    assert 8 == metrics["shop/orders"]["backups_per_week"]


def test_no_schedules(run: Run) -> None:
    """Without schedules there are no addons."""
    assert {} == run(coverage)


@pytest.mark.parametrize("preview", [True, False])
def test_default_team(run: Run, monkeypatch: pytest.MonkeyPatch, preview: bool) -> None:
    """A schedule without a team belongs to the stack's team."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    assert ["acme/shop/orders"] == [*run(lambda: coverage(weekly()), preview=preview)]


def test_addon_that_is_not_known_yet(run: Run) -> None:
    """It is named after its first schedule, and has the schedules with the same Output."""

    def program() -> Any:
        addon_id = unknown()
        earlier = {"interval": "weekly", "minute": [0], "hour": [17], "day": [4]}
        return coverage(
            weekly("a", addon_id=addon_id),
            weekly("b", addon_id=addon_id, backup_type="dump", scheduling=earlier),
            daily("c", addon_id=unknown()),
            daily("a", addon_id=unknown(), opts=child_of("db")),
            weekly("d"),
        ).apply(gaps)

    assert [
        ("(addon of a)", "6d22h30m"),
        ("(addon of a) 2", "24h"),
        ("(addon of c)", "24h"),
        ("shop/orders", "7d"),
    ] == run(program, preview=True)


ADVICE = " Pass the resource itself instead of an Output."


@pytest.mark.parametrize(
    ("given", "what"),
    [
        pytest.param(lambda: weekly("w").id, "an Output", id="output"),
        pytest.param(lambda: [weekly("w")], "a value of type list", id="list"),
        pytest.param(
            lambda: Plan((weekly("w").id, 5, 6)),
            "an Output or a value of type int",
            id="several",
        ),
        pytest.param(lambda: "weekly", "a value of type str", id="string"),
        pytest.param(lambda: Plan(("x",)), "a value of type str", id="in-a-plan"),
    ],
)
def test_something_else(run: Run, given: Callable[[], Any], what: str) -> None:
    """Anything but a schedule or a plan is refused at the call."""
    with pytest.raises(CoverageError) as caught:
        run(lambda: coverage(given()))

    message = f"coverage takes declared schedules and plans, not {what}."
    assert message == str(caught.value).removesuffix(ADVICE)
