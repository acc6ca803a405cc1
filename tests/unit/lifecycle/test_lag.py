"""How a deployment waits for lists that lag."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from pulumi_northflank.lifecycle.lag import ListLag

Said = list[tuple[str, str, str | None]]


@pytest.fixture(name="lag")
def _lag(said: Said, slept: list[float], now: Callable[[], float]) -> ListLag:
    """Give a lag of 15 seconds, 3 seconds after the clock has started."""
    slept.append(3)
    lag = ListLag(lambda: 15, lambda *message: said.append((*message, None)), slept.append, now)
    slept.append(1)
    return lag


def test_proof(lag: ListLag) -> None:
    """A list is proof as soon as the lag is over, counted from the start."""
    assert (4, 15, 18) == (lag.now(), lag.seconds, lag.proof)


def test_wait(lag: ListLag, slept: list[float], said: Said) -> None:
    """It waits until the given moment; only the first wait is announced."""
    lag.wait_until(10)
    lag.wait_until(12.5)

    assert [6, 2.5] == slept[2:]
    text = (
        "Waiting up to 15 seconds: a list of schedules may not show the latest changes yet "
        "(northflank:listLag)."
    )
    assert [("info", text, None)] == said


@pytest.mark.parametrize("moment", [4, 1, -math.inf])
def test_moment_that_has_passed(
    lag: ListLag, slept: list[float], said: Said, moment: float
) -> None:
    """If the moment has passed, it neither waits nor shows a message."""
    lag.wait_until(moment)

    assert ([3, 1], []) == (slept, said)
