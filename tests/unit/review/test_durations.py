"""Durations as they are written and read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few

from pulumi_northflank.review.durations import duration, minutes_in

DAY = 1_440


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0m"),
        (1, "1m"),
        (15, "15m"),
        (60, "1h"),
        (90, "1h30m"),
        (DAY - 1, "23h59m"),
        (DAY, "24h"),
        (36 * 60, "36h"),
        (2 * DAY - 1, "47h59m"),
        (2 * DAY, "2d"),
        (2 * DAY + 90, "2d1h30m"),
        (6 * DAY + 23 * 60, "6d23h"),
        (7 * DAY, "7d"),
        (7 * DAY - 1, "6d23h59m"),
    ],
)
def test_duration(minutes: int, text: str) -> None:
    """Durations below two days are in hours and minutes, longer ones also in days."""
    assert text == duration(minutes)


@few
@given(st.integers(0, 10**6))
def test_round_trip(minutes: int) -> None:
    """A duration that was written reads back as the same number of minutes."""
    assert minutes == minutes_in(duration(minutes))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90m", 90),
        ("1d", DAY),
        ("1d12h", 36 * 60),
        ("0h15m", 15),
        ("48h", 2 * DAY),
        ("007d", 10_080),
    ],
)
def test_other_ways_to_write(text: str, minutes: int) -> None:
    """People may write other units than those that are shown."""
    assert minutes == minutes_in(text)


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "1 h",
        "1H",
        "h",
        "1",
        "1.5h",
        "-1h",
        "+1h",
        "30m1h",
        "1h1h",
        "1w",
        "1h\n",
        "\u0661h",
        60,
        None,
    ],
)
def test_not_a_duration(junk: Any) -> None:
    """Anything else is refused, with examples."""
    with pytest.raises(ValueError, match=r'is not a duration \(such as "15m", "1h30m", "24h" or'):
        minutes_in(junk)
