"""Durations, written and read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few

from pulumi_northflank.durations import duration, minutes_in

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
    """A day is 24 hours, a week is 7 days, and nothing is left out or written twice."""
    assert text == duration(minutes)


@few
@given(st.integers(0, 10**6))
def test_what_is_written_is_read(minutes: int) -> None:
    """Whatever is written reads back as the same number of minutes."""
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
    """What people write may be in other units than what is shown."""
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
def test_no_duration(junk: Any) -> None:
    """Anything else is refused, with examples."""
    with pytest.raises(ValueError, match=r'is no duration \(whole days, .* such as "15m", "1h30m"'):
        minutes_in(junk)
