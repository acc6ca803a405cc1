"""The cells of a week, compared with a check of each of its 10 080 minutes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few, valid_inputs

from pulumi_northflank.cli.calendar.grid import Cell, Mark, any_day, grid_of
from pulumi_northflank.review.metrics import Metrics, storing
from pulumi_northflank.schedule import Schedule

some_schedules = st.lists(valid_inputs().map(Schedule.of), min_size=1, max_size=4)


def makes_backup(scheduling: Any, day: int, hour: int, minute: int) -> bool:
    """Whether a scheduling makes a backup in this minute, as the API documents it."""
    return (
        minute in scheduling["minute"]
        and (scheduling["interval"] == "hourly" or hour in scheduling["hour"])
        and (scheduling["interval"] != "weekly" or day in scheduling["day"])
    )


def expected(schedules: list[Schedule], day: int, hour: int, kind: str) -> Mark | None:
    """The mark of a backup type in this hour."""
    of_type = [one for one in schedules if one.backup_type == kind]
    makers = [
        (minute, one.interval)
        for one in of_type
        for minute in range(60)
        if makes_backup(one.scheduling, day, hour, minute)
    ]
    if not makers:
        return None
    minutes = sorted({minute for minute, _ in makers})
    return Mark(tuple(minutes), plain={"hourly"} == {interval for _, interval in makers})


@given(some_schedules)
@few
def test_cells(schedules: list[Schedule]) -> None:
    """Each cell has the minutes of its backups, and is plain if they are hourly only."""
    assert [
        [
            Cell(expected(schedules, day, hour, "dump"), expected(schedules, day, hour, "snapshot"))
            for hour in range(24)
        ]
        for day in range(7)
    ] == grid_of(schedules)


@given(some_schedules)
@few
def test_cells_and_metrics_agree(schedules: list[Schedule]) -> None:
    """The numbers in all cells add up to the backups a week."""
    metrics = Metrics.of(storing(one).run for one in schedules)

    assert metrics.backups_per_week == sum(
        cell.backups for hours in grid_of(schedules) for cell in hours
    )


def test_any_day() -> None:
    """Each hour has the backups of all days."""
    grid = [[Cell() for _ in range(24)] for _ in range(7)]
    grid[1][5] = Cell(dump=Mark((30,), plain=True))
    grid[6][5] = Cell(dump=Mark((5,), plain=False), snapshot=Mark((0,), plain=True))

    hours = any_day(grid)

    assert Cell(Mark((5, 30), plain=False), Mark((0,), plain=True)) == hours[5]
    assert [Cell()] * 23 == hours[:5] + hours[6:]


def test_one_backup_of_both_types() -> None:
    """A dump and a snapshot in the same minute count as one backup."""
    cell = Cell(Mark((0, 30), plain=False), Mark((30, 45), plain=False))

    assert 3 == cell.backups
