"""The table of `pulumi-northflank list`, on terminals and in pipes."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from pulumi_northflank.address import Project
from pulumi_northflank.cli import phrases
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.cli.table import table_text

ID = "62cc20b90956ab62a58e84"
COPIES = [
    {"destinationId": "eu-copy", "type": "custom", "retentionTime": 1},
    {"destinationId": "us-copy", "type": "custom"},
]


class Terminal(io.StringIO):
    """Something that is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def live(interval: str, number: int, **changes: Any) -> Any:
    """A schedule as the client lists it."""
    schedulings: dict[str, Any] = {
        "hourly": {"minute": [0, 30]},
        "daily": {"minute": [30], "hour": [2]},
        "weekly": {"minute": [30], "hour": [2, 14], "day": [0, 4]},
    }
    return {
        "id": f"{ID}{number:02}",
        "backupType": "dump",
        "scheduling": {"interval": interval, **schedulings[interval]},
        "retentionTime": 7,
        "compressionType": "gz",
        **changes,
    }


INVENTORY = Inventory(
    Project("shop"),
    "https://nf.example",
    [
        Addon(
            "orders",
            [
                live("hourly", 1, compressionType="zstd", customDestinationId="bucket"),
                live("daily", 2, retentionTime=1),
                live("weekly", 3, backupType="snapshot", additionalDestinations=COPIES),
            ],
        ),
        Addon("carts", []),
    ],
)


def in_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int, **environment: str) -> str:
    """What the inventory looks like in a terminal."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": str(width), **environment}.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Terminal())
        return table_text(INVENTORY)


TABLE = f"""\
Addon   Interval  Type      When                    Kept    Compression  Destinations  ID
orders  hourly    dump      every hour at :00, :30  7 days  zstd         bucket        {ID}01
orders  daily     dump      daily 02:30             1 day   gz           -             {ID}02
orders  weekly    snapshot  Mon, Fri 02:30, 14:30   7 days  -            {{copies}}  {ID}03
carts   none"""


def test_for_a_pipe() -> None:
    """A line a schedule, however long: no colours, no frames, nothing cut."""
    copies = "eu-copy (1 day), us-copy"
    table = TABLE.format(copies=copies)
    for short in ("Destinations", "bucket      ", "-           "):
        table = table.replace(f"{short}  ", f"{short:{len(copies)}}  ")

    assert table == table_text(INVENTORY)


def test_in_a_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is room, the table is the same, with a bold head, and a gap is yellow."""
    text = in_a_terminal(monkeypatch, 140)

    assert 5 == len(text.splitlines())
    assert "\x1b[1mInterval" in text
    assert f"every hour at :00, :30  7 days  zstd         bucket                    {ID}01" in text
    assert "\x1b[33mcarts " in text


def test_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is respected."""
    assert "\x1b[3" not in in_a_terminal(monkeypatch, 140, NO_COLOR="1")


def test_nothing_is_cut_at_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ID and every word is there as a whole, be the terminal ever so narrow."""
    words = ["orders", "weekly", "snapshot", "every hour", "(1", "us-copy", "bucket", "none"]
    words += [f"{ID}01", f"{ID}02", f"{ID}03"]
    texts = {width: in_a_terminal(monkeypatch, width, NO_COLOR="1") for width in range(20, 140)}

    assert [] == [
        (width, word) for width, text in texts.items() for word in words if word not in text
    ]
    assert "…" not in "".join(texts.values())
    assert {True, False} == {"Interval" in text for text in texts.values()}


def test_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the table does not fit, a schedule has two lines."""
    assert f"""\
orders  hourly dump  {ID}01
    every hour at :00, :30; kept 7 days; zstd; to bucket
orders  daily dump  {ID}02
    daily 02:30; kept 1 day; gz
orders  weekly snapshot  {ID}03
    Mon, Fri 02:30, 14:30; kept 7 days; to eu-copy (1 day), us-copy
carts  none""" == in_a_terminal(monkeypatch, 80)


def test_no_text_steers_the_terminal() -> None:
    """What the API lists shows as text: neither markup nor control sequences work."""
    schedule = live("daily", 1, backupType="[red]du\x1b[31mmp\n:smile:")
    schedule["scheduling"]["interval"] = "dai\rly"
    schedule["compressionType"] = "\x1b]0;g\x07z"
    schedule["customDestinationId"] = "bu\ncket"
    inventory = Inventory(Project("shop"), "", [Addon("[b]orders", [schedule])])

    text = table_text(inventory)

    assert 2 == len(text.splitlines())
    assert "\x1b" not in text
    assert "[b]orders  dai ly    [red]du [31mmp :smile:" in text
    assert "]0;g z" in text


WHEN: list[tuple[dict[str, Any], str]] = [
    ({"interval": "hourly", "minute": [0]}, "every hour at :00"),
    ({"interval": "hourly", "minute": [5, 30]}, "every hour at :05, :30"),
    ({"interval": "hourly", "minute": list(range(60))}, "every hour at :00-:59"),
    ({"interval": "daily", "minute": [30], "hour": [2]}, "daily 02:30"),
    (
        {"interval": "daily", "minute": [0, 30], "hour": [2, 14]},
        "daily 02:00, 02:30, 14:00, 14:30",
    ),
    (
        {"interval": "daily", "minute": [0, 30], "hour": [0, 1, 2, 3, 7, 8]},
        "daily at :00, :30 past 00-03, 07, 08",
    ),
    ({"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}, "Fri 18:30"),
    ({"interval": "weekly", "minute": [0], "hour": [3], "day": [0, 2]}, "Mon, Wed 03:00"),
    ({"interval": "weekly", "minute": [0], "hour": [3], "day": [0, 1]}, "Mon, Tue 03:00"),
    ({"interval": "weekly", "minute": [0], "hour": [3], "day": [0, 1, 2, 6]}, "Mon-Wed, Sun 03:00"),
    ({"interval": "weekly", "minute": [0], "hour": [3], "day": list(range(7))}, "Mon-Sun 03:00"),
    ({"interval": "hourly", "minute": [0], "hour": [3]}, '{"minute": [0], "hour": [3]}'),
    ({"interval": "daily", "minute": [0]}, '{"minute": [0]}'),
    ({"interval": "weekly", "minute": [0], "hour": [3], "day": [7]}, "{"),
    ({"interval": "monthly", "minute": [0], "hour": [3]}, '{"minute": [0], "hour": [3]}'),
    ({"interval": ["daily"], "minute": ["0"], "hour": 3}, '{"minute": ["0"], "hour": 3}'),
    ({"interval": "hourly", "minute": ["0"]}, '{"minute": ["0"]}'),
    ({"interval": "hourly", "minute": [True]}, '{"minute": [true]}'),
    ({}, "{}"),
]


@pytest.mark.parametrize(("scheduling", "words"), WHEN)
def test_when(scheduling: dict[str, Any], words: str) -> None:
    """A known scheduling has words; one that is not known shows as it is listed."""
    assert phrases.when(scheduling).startswith(words)
