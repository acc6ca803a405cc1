"""The arguments that `require` takes and refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Later, Plan, later, unknown, weekly

from pulumi_northflank.review.addons import CoverageError
from pulumi_northflank.review.requirements import (
    InvalidRequirementError,
    UnmetRequirementError,
    require,
)

NOT_A_DURATION = 'is not a duration (such as "15m", "1h30m", "24h" or "7d")'
NO_OUTPUT = (
    "must not be an Output, because the schedules are judged while the program runs; give a plain "
    "value, such as one from pulumi.Config"
)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(
            {},
            "nothing is required; give max_gap, min_retention_days, types or copies",
            id="nothing",
        ),
        pytest.param({"max_gap": "1 h"}, f'max_gap: "1 h" {NOT_A_DURATION}', id="gap"),
        pytest.param({"max_gap": 60}, f"max_gap: 60 {NOT_A_DURATION}", id="number"),
        pytest.param({"max_gap": "0h"}, 'max_gap: "0h" must be more than 0', id="zero"),
        pytest.param(
            {"min_retention_days": 0},
            "min_retention_days: 0 must be a whole number of at least 1",
            id="days",
        ),
        pytest.param(
            {"min_retention_days": "30d"},
            'min_retention_days: "30d" must be a whole number of at least 1',
            id="days-in-words",
        ),
        pytest.param(
            {"copies": -1}, "copies: -1 must be a whole number of at least 0", id="copies"
        ),
        pytest.param(
            {"copies": True}, "copies: true must be a whole number of at least 0", id="true"
        ),
        pytest.param(
            {"types": ["dumps"]},
            'types: "dumps" is not one of dump, snapshot (did you mean `dump`?)',
            id="type",
        ),
        pytest.param({"types": 5}, "types: 5 is not one of dump, snapshot", id="types"),
        pytest.param(
            {"max_gap": "1h", "advisory": "no"},
            'advisory: "no" must be True or False',
            id="advisory",
        ),
        pytest.param({"max_gap": Later()}, f"max_gap: {NO_OUTPUT}", id="gap-later"),
        pytest.param({"copies": Later()}, f"copies: {NO_OUTPUT}", id="copies-later"),
        pytest.param({"types": Later()}, f"types: {NO_OUTPUT}", id="types-later"),
        pytest.param({"types": ["dump", Later()]}, f"types: {NO_OUTPUT}", id="type-later"),
        pytest.param(
            {"min_retention_days": Later()}, f"min_retention_days: {NO_OUTPUT}", id="days-later"
        ),
        pytest.param(
            {"max_gap": "1h", "advisory": Later()}, f"advisory: {NO_OUTPUT}", id="advisory-later"
        ),
    ],
)
def test_refused(run: Run, arguments: Any, problem: str) -> None:
    """A wrong argument is refused at the call, so it cannot make everything pass."""
    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require(weekly(), **arguments))

    assert f"require has 1 problem:\n  {problem}" == str(caught.value)


def test_output(run: Run) -> None:
    """An Output is refused as one, whether its value is known or not."""
    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require(weekly(), max_gap=later("1h"), copies=unknown()))  # type: ignore[arg-type]

    assert [f"max_gap: {NO_OUTPUT}", f"copies: {NO_OUTPUT}"] == caught.value.problems


def test_all_wrong_arguments(run: Run) -> None:
    """Every wrong argument of a call is named."""
    wrong: Any = {"max_gap": "x", "min_retention_days": 0, "copies": -1, "types": "no"}
    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require(weekly(), **wrong))

    assert [
        f'max_gap: "x" {NOT_A_DURATION}',
        "min_retention_days: 0 must be a whole number of at least 1",
        'types: "no" is not one of dump, snapshot',
        "copies: -1 must be a whole number of at least 0",
    ] == caught.value.problems


def test_one_type(run: Run) -> None:
    """One backup type may be given as a string."""
    with pytest.raises(UnmetRequirementError, match="shop/orders: no schedule makes dumps"):
        run(lambda: require(weekly(), types="dump"))


@pytest.mark.parametrize("nothing", [[], (), Plan(())])
def test_no_schedules(run: Run, nothing: Any) -> None:
    """A requirement on no schedules would always be met, so it is refused."""
    with pytest.raises(CoverageError, match=r"^require was given no schedules\.$"):
        run(lambda: require(nothing, max_gap="1h"))


@pytest.mark.parametrize(
    ("given", "what"),
    [
        pytest.param(lambda: weekly("w").id, "an Output", id="output"),
        pytest.param(lambda: [[weekly("w")]], "a value of type list", id="list-in-a-list"),
        pytest.param(lambda: 5, "a value of type int", id="number"),
        pytest.param(lambda: Plan(later([weekly("w")])), "an Output", id="schedules-later"),
        pytest.param(lambda: Plan(None), "a value of type NoneType", id="no-schedules"),
    ],
)
def test_something_else(run: Run, given: Callable[[], Any], what: str) -> None:
    """Anything but schedules and plans is refused."""
    with pytest.raises(CoverageError, match=f"require takes declared schedules .* not {what}"):
        run(lambda: require(given(), max_gap="1h"))
