"""The next runs, against asking one minute after the other, and as the command lists them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few, valid_inputs
from tests.unit.pictures import of_schedules, pictured, state, written
from tests.unit.test_coverage_week import makes_one

from pulumi_northflank.canonical import canonical
from pulumi_northflank.cli import main, show_calendar
from pulumi_northflank.cli.next_runs import next_runs

MINUTE = timedelta(minutes=1)
ASSUMPTION = (
    "That schedules go by UTC is an assumption: Northflank's documentation names no time zone."
)
moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2030, 1, 1),  # noqa: DTZ001  # likewise
    timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=5, minutes=45))]),
)


def key_of(inputs: dict[str, Any]) -> str:
    """The addon's name in outputs."""
    parts = (inputs.get("teamId"), inputs["projectId"], inputs["addonId"])
    return "/".join(part for part in parts if part)


@given(st.lists(valid_inputs(), min_size=1, max_size=3), moments)
@few
def test_next_runs(schedules: list[dict[str, Any]], start: datetime) -> None:
    """All runs of the next eight days are there, at their times and in their order."""
    schedules = [canonical(one) for one in schedules]
    utc = start.astimezone(timezone.utc)
    first = utc.replace(second=0, microsecond=0)
    first += MINUTE if first < utc else timedelta()
    minutes = [first + number * MINUTE for number in range(8 * 1440)]
    expected = [
        (time, key_of(one), one["scheduling"]["interval"], one["backupType"])
        for time in minutes
        for one in schedules
        if makes_one(one["scheduling"], time.weekday() * 1440 + time.hour * 60 + time.minute)
    ]

    runs = next_runs(pictured(*schedules), start, len(expected))

    assert sorted(expected) == sorted(runs)
    assert [run[0] for run in expected] == [run.time for run in runs]
    assert [run[:2] for run in sorted(expected)] == [run[:2] for run in runs]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-28T18:30", "Sat 2026-03-28 18:30"),
        ("2026-03-28T18:30:01", "Sun 2026-03-29 18:30"),
        ("2026-03-28T18:30:00.000001", "Sun 2026-03-29 18:30"),
        ("2026-03-28T18:30Z", "Sat 2026-03-28 18:30"),
        ("2026-03-28T20:30+02:00", "Sat 2026-03-28 18:30"),
        ("2026-03-28", "Sat 2026-03-28 18:30"),
        ("2024-02-28T23:59", "Thu 2024-02-29 18:30"),
        ("2025-12-31T18:31", "Thu 2026-01-01 18:30"),
    ],
)
def test_from(tmp_path: Path, start: str, expected: str) -> None:
    """The runs are those from a moment on, and one at that very moment is among them."""
    file = written(tmp_path / "state.json", of_schedules(**{"orders-hourly": DAILY}))

    lines = listed(file, "--next=60", f"--from={start}")

    assert expected == next(line for line in lines if " snapshot " in line)[:20]


DAILY = {
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [18]},
    "retentionTime": 7,
}


def listed(file: Path, *arguments: str) -> list[str]:
    """What the command lists of a state."""
    result = CliRunner().invoke(main, ["calendar", f"--state={file}", *arguments])
    assert (0, "") == (result.exit_code, result.stderr)
    return result.stdout.splitlines()


def test_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a run from now on, and first of all that UTC is an assumption."""
    now = datetime(2026, 3, 27, 17, 15, 30, tzinfo=timezone.utc)
    monkeypatch.setattr(show_calendar, "now", lambda: now)
    file = written(tmp_path / "state.json", of_schedules())

    lines = listed(file, "--next=3")

    assert [
        f"Next 3 runs from 2026-03-27 17:15 UTC on. {ASSUMPTION}",
        "Fri 2026-03-27 18:15  hourly  snapshot  shop/orders",
        "Fri 2026-03-27 18:30  weekly  snapshot  shop/orders",
        "Fri 2026-03-27 19:15  hourly  snapshot  shop/orders",
    ] == lines


def test_the_clock() -> None:
    """Now is now, in UTC."""
    before = datetime.now(timezone.utc)

    now = show_calendar.now()

    assert before <= now <= datetime.now(timezone.utc)
    assert timedelta() == now.utcoffset()


def test_no_runs(tmp_path: Path) -> None:
    """Without schedules there is nothing to list."""
    assert ["There are no backup schedules in stack prod of shop."] == listed(
        written(tmp_path / "state.json", state()), "--next=3"
    )


@pytest.mark.parametrize("start", ["9999-12-31T23:00", "0001-01-01"])
def test_the_ends_of_the_calendar(tmp_path: Path, start: str) -> None:
    """Neither the first nor the last days that a computer knows are an error."""
    lines = listed(written(tmp_path / "state.json", of_schedules()), "--next=5", f"--from={start}")

    assert {"9999-12-31T23:00": 2, "0001-01-01": 6}[start] == len(lines)
    assert "23:15" in lines[1] or "00:15" in lines[1]


@pytest.mark.parametrize(
    "start", ["tomorrow", "", "2026-02-30", "2026-03-29T25:00", "0001-01-01T00:00+01:00"]
)
def test_no_moment(start: str) -> None:
    """What is no time is refused as usage."""
    result = CliRunner().invoke(main, ["calendar", "--next=1", f"--from={start}"])

    assert (2, "") == (result.exit_code, result.stdout)
    assert f'"{start}" is no time such as 2026-03-29T02:30.' in result.stderr
