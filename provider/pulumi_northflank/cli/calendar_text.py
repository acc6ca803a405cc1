"""The week in a terminal: days × hours, legible without colour, plain text in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pulumi_northflank.shapes import Inputs
from pulumi_northflank.week import HOURS_A_DAY
from pulumi_northflank.words import capital, one_line

from .figure_rows import HEADINGS, FigureRow, figure_rows, retention
from .grid import Cell, any_day, grid_of
from .phrases import DAYS, when
from .pictured import Picture, PicturedAddon

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

# Up to so many addons are drawn without being asked for.
MOST_DRAWN = 5
# What days × hours needs; where there is less, hours × days takes a third of it.
FULL_WIDTH = 76
PIPE_WIDTH = 80
ENDLESS = 100_000
FEWEST_NOT_TOLD = 10
ZONE = "Times are as declared; Northflank's documentation names no time zone."
NO_SCHEDULE = "no backup schedule"
NOTHING = "."
STYLES = {"D": "bright_blue", "S": "dark_orange", "B": "magenta", NOTHING: "dim"}


def calendar_text(picture: Picture, *, draw_all: bool) -> str:
    """The picture as text, as wide as the terminal; for a pipe, as wide as it needs.

    Args:
        picture: What to draw.
        draw_all: Whether to draw a week for each addon, however many they are.
    """
    from rich.console import Console

    console = Console(markup=False, emoji=False, highlight=False)
    is_pipe = not sys.stdout.isatty()
    if is_pipe:
        console.width = ENDLESS
    with console.capture() as captured:
        for part in _parts(picture, console, draw_all=draw_all):
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def letter(cell: Cell) -> str:
    """What an hour has, as a letter."""
    if cell.dump and cell.snapshot:
        return "B"
    return "D" if cell.dump else "S" if cell.snapshot else NOTHING


def sign(cell: Cell) -> str:
    """What an hour has, in two characters: ``D``, ``S4``, ``B+``."""
    number = cell.backups
    count = "+" if number >= FEWEST_NOT_TOLD else str(number) if number > 1 else ""
    return f"{letter(cell)}{count}"


def legend(picture: Picture) -> list[str]:
    """What the letters mean."""
    return [
        f"Backups of {picture.subject}, by hour of the week",
        "D dump, S snapshot, B both; a number: so many in that hour (+ ten or more).",
        ZONE,
    ]


def _parts(picture: Picture, console: Console, *, draw_all: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    title, *rest = legend(picture)
    yield Text(title, style="bold")
    yield Text("\n".join(rest), style="dim")
    if draw_all or len(picture.addons) <= MOST_DRAWN:
        for addon in picture.addons:
            yield Text("")
            yield from _addon(addon, console)
    else:
        yield Text("")
        yield from _summary(picture, console)


def _addon(addon: PicturedAddon, console: Console) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(one_line(addon.key), style="bold")
    if not addon.schedules:
        yield Text(f"  {NO_SCHEDULE}", style="yellow")
        return
    for inputs in addon.schedules:
        yield _hanging(schedule_line(inputs))
    week = _week if console.width >= FULL_WIDTH else _upright
    yield Text("\n").append(week(addon.schedules)).append("\n")
    rows = figure_rows(addon.schedules)
    table = _table([HEADINGS, *rows])
    if _fits(console, table):
        yield table
    else:
        yield from (_hanging(capital(row.sentence)) for row in rows)
    for row in rows:
        if row.warning:
            yield _hanging(row.warning, "yellow")


def schedule_line(inputs: Inputs) -> str:
    """A schedule in words: ``dump daily 02:30, kept 30 days``."""
    return f"{inputs['backupType']} {when(inputs['scheduling'])}, kept {retention(inputs)}"


def _week(schedules: Sequence[Inputs]) -> Text:
    """Days × hours."""
    from rich.text import Text

    lines = Text().append("    " + " ".join(f"{hour:02}" for hour in range(HOURS_A_DAY)), "dim")
    for day, hours in zip(DAYS, grid_of(schedules), strict=True):
        lines.append(f"\n{day}")
        for cell in hours:
            _append(lines, cell)
    return lines


def _upright(schedules: Sequence[Inputs]) -> Text:
    """Hours × days, for narrow terminals."""
    from rich.text import Text

    lines = Text().append("   " + " ".join(day[:2] for day in DAYS), "dim")
    for hour, days in enumerate(zip(*grid_of(schedules), strict=True)):
        lines.append(f"\n{hour:02}")
        for cell in days:
            _append(lines, cell)
    return lines


def _append(line: Text, cell: Cell) -> None:
    style = STYLES[letter(cell)]
    # What daily and weekly schedules add stands out from what is in every hour.
    stands_out = any(mark and not mark.plain for mark in cell)
    line.append(" ").append(f"{sign(cell):2}", f"bold {style}" if stands_out else style)


def _summary(picture: Picture, console: Console) -> Iterator[RenderableType]:
    """A line an addon."""
    from rich.text import Text

    yield Text(
        f"{len(picture.addons)} addons, a line each; the 24 letters are the hours of all days "
        "together. --addon ID draws the week of one, --all of each.\n"
    )
    lines = [_summary_row(addon) for addon in picture.addons]
    table = _table([("addon", "00    06    12    18", "worst gap", "a week", "oldest"), *lines])
    if _fits(console, table):
        yield table
    else:
        for key, hours, *figures in lines:
            yield Text(f"{key}\n  {hours}\n  {', '.join(figures)}")


def _summary_row(addon: PicturedAddon) -> tuple[str, ...]:
    key = one_line(addon.key)
    if not addon.schedules:
        return (key, NO_SCHEDULE, "", "", "")
    hours = "".join(letter(cell) for cell in any_day(grid_of(addon.schedules)))
    together = figure_rows(addon.schedules)[0]
    return (key, hours, together.worst_gap, together.a_week, together.oldest)


def _table(rows: Sequence[FigureRow | tuple[str, ...]]) -> Table:
    from rich.table import Table

    heading, *lines = rows
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in heading[:5]:
        table.add_column(name, no_wrap=True)
    for line in lines:
        table.add_row(*line[:5])
    return table


def _fits(console: Console, table: Table) -> bool:
    from rich.measure import Measurement

    options = console.options.update(width=ENDLESS)
    return Measurement.get(console, options, table).maximum <= console.width


def _hanging(text: str, style: str = "") -> RenderableType:
    """*text* set in by two columns, in all of its lines."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text, style), (0, 0, 0, 2), expand=False)
