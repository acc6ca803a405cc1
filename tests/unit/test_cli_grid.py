"""The cells of a week, against asking each of its 10 080 minutes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few, valid_inputs
from tests.unit.test_coverage_week import makes_one

from pulumi_northflank.canonical import canonical
from pulumi_northflank.cli.grid import Cell, Mark, any_day, grid_of
from pulumi_northflank.figures import Figures, storing

some_schedules = st.lists(valid_inputs().map(canonical), min_size=1, max_size=4)


def lived_through(schedules: list[dict[str, Any]]) -> dict[tuple[int, int, str], list[int]]:
    """The minutes of each hour in which each type is made, minute after minute."""
    found: dict[tuple[int, int, str], list[int]] = {}
    for minute in range(10_080):
        for kind in ("dump", "snapshot"):
            if any(
                one["backupType"] == kind and makes_one(one["scheduling"], minute)
                for one in schedules
            ):
                key = (minute // 1440, minute % 1440 // 60, kind)
                found.setdefault(key, []).append(minute % 60)
    return found


@given(some_schedules)
@few
def test_cells(schedules: list[dict[str, Any]]) -> None:
    """Each cell has exactly the minutes in which its hour has backups, type by type."""
    cells = {
        (day, hour, kind): list(mark.minutes)
        for day, hours in enumerate(grid_of(schedules))
        for hour, cell in enumerate(hours)
        for kind, mark in cell._asdict().items()
        if mark
    }

    assert lived_through(schedules) == cells


@given(some_schedules)
@few
def test_the_numbers_add_up(schedules: list[dict[str, Any]]) -> None:
    """The numbers in the cells come to the backups a week that the figures tell."""
    figures = Figures.of(storing(inputs).run for inputs in schedules)

    assert figures.backups_per_week == sum(
        cell.backups for hours in grid_of(schedules) for cell in hours
    )


@given(some_schedules)
@few
def test_plain(schedules: list[dict[str, Any]]) -> None:
    """Only what hourly schedules alone make is plain."""
    others = [one for one in schedules if one["scheduling"]["interval"] != "hourly"]
    stand_out = Counter(key for key in lived_through(others))

    assert {key for key in lived_through(schedules) if key not in stand_out} == {
        (day, hour, kind)
        for day, hours in enumerate(grid_of(schedules))
        for hour, cell in enumerate(hours)
        for kind, mark in cell._asdict().items()
        if mark and mark.plain
    }


def test_any_day() -> None:
    """An hour has what it has on any of the days."""
    grid = [[Cell() for _ in range(24)] for _ in range(7)]
    grid[1][5] = Cell(dump=Mark((30,), plain=True))
    grid[6][5] = Cell(dump=Mark((5,), plain=False), snapshot=Mark((0,), plain=True))

    hours = any_day(grid)

    assert Cell(Mark((5, 30), plain=False), Mark((0,), plain=True)) == hours[5]
    assert [Cell()] * 23 == hours[:5] + hours[6:]


def test_one_backup_of_both_types() -> None:
    """Where types fall on one minute, one backup is made, as the figures have it."""
    cell = Cell(Mark((0, 30), plain=False), Mark((30, 45), plain=False))

    assert 3 == cell.backups
