"""What a program can require, and of what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.mocked import Plan, weekly

from pulumi_northflank.addons import CoverageError
from pulumi_northflank.requirements import InvalidRequirementError, UnmetRequirementError, require

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(
            {},
            "require was asked for nothing; give it max_gap, min_retention_days, types or copies.",
            id="nothing",
        ),
        pytest.param(
            {"max_gap": "1 h"},
            'max_gap: "1 h" is no duration (whole days, hours and minutes in this order, such as '
            '"15m", "1h30m", "24h" or "7d").',
            id="gap",
        ),
        pytest.param({"max_gap": "0h"}, 'max_gap: "0h" is no time between two backups.', id="zero"),
        pytest.param(
            {"max_gap": 60},
            "max_gap: 60 is no duration (whole days, hours and minutes in this order, such as "
            '"15m", "1h30m", "24h" or "7d").',
            id="number",
        ),
        pytest.param(
            {"min_retention_days": 0},
            "min_retention_days: 0 is no whole number from 1 on.",
            id="days",
        ),
        pytest.param(
            {"min_retention_days": "30d"},
            'min_retention_days: "30d" is no whole number from 1 on.',
            id="days-in-words",
        ),
        pytest.param({"copies": -1}, "copies: -1 is no whole number from 0 on.", id="copies"),
        pytest.param({"copies": True}, "copies: true is no whole number from 0 on.", id="true"),
        pytest.param(
            {"types": ["dumps"]},
            'types: "dumps" is not one of dump, snapshot (did you mean `dump`?).',
            id="type",
        ),
        pytest.param({"types": 5}, "types: 5 is no list of backup types.", id="types"),
    ],
)
def test_what_can_not_be_required(run: Run, arguments: Any, reason: str) -> None:
    """Nonsense is refused at the call, in a sentence, before it makes everything pass."""
    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require(weekly(), **arguments))

    assert reason == str(caught.value)


def test_a_type_alone(run: Run) -> None:
    """One type may be given as its word."""
    with pytest.raises(UnmetRequirementError, match="shop/orders: no schedule makes dumps"):
        run(lambda: require(weekly(), types="dump"))


@pytest.mark.parametrize("nothing", [[], (), Plan(())])
def test_no_schedules(run: Run, nothing: Any) -> None:
    """A requirement that holds because there is nothing to judge is refused."""
    with pytest.raises(CoverageError, match="require was given no schedules"):
        run(lambda: require(nothing, max_gap="1h"))


@pytest.mark.parametrize(
    ("given_ones", "what"),
    [
        pytest.param(lambda: weekly("w").id, "an Output", id="output"),
        pytest.param(lambda: [[weekly("w")]], "a list", id="list-in-a-list"),
        pytest.param(lambda: 5, "a int", id="number"),
    ],
)
def test_something_else(run: Run, given_ones: Callable[[], Any], what: str) -> None:
    """What is neither a schedule nor a plan, nor several, is refused."""
    with pytest.raises(CoverageError, match=f"require takes backup schedules .* not {what}"):
        run(lambda: require(given_ones(), max_gap="1h"))
