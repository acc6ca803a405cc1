"""The calendar in a terminal: days × hours, readable without colour, plain text in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulumi.output import Unknown
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pulumi_northflank.cli.terminal import rendered, stdout_console, widths
from pulumi_northflank.cli.timing import DAYS, when
from pulumi_northflank.review.week import HOURS_A_DAY
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.text import capital, one_line, plural

from .grid import Cell, any_day, grid_of
from .metrics_rows import HEADINGS, UNKNOWN, MetricsRow, metrics_rows
from .picture import Picture, PicturedAddon

# The most addons that are drawn in full without --all.
MOST_DRAWN = 5
# The width of days × hours. Narrower terminals show hours × days, which needs a third of it.
FULL_WIDTH = 76
LARGEST_DIGIT = 9
LEGEND = "D dump, S snapshot, B both. D2: 2 backups in that hour, D+: 10 or more."
ZONE = "Times are as in the schedules. Northflank does not document their time zone."
RULER = "00    06    12    18"
NO_SCHEDULES = "no backup schedules"
NOTHING = "."
STYLES = {"D": "bright_blue", "S": "dark_orange", "B": "magenta", NOTHING: "dim"}


def calendar_text(picture: Picture, *, draw_all: bool) -> str:
    """The picture for a terminal or a pipe.

    Args:
        picture: The addons to draw.
        draw_all: Whether to draw a week for each addon, however many there are.
    """
    console = stdout_console()
    return rendered(console, _parts(picture, console, draw_all=draw_all))


def letter(cell: Cell) -> str:
    """The backups in an hour as one letter."""
    if cell.dump and cell.snapshot:
        return "B"
    return "D" if cell.dump else "S" if cell.snapshot else NOTHING


def sign(cell: Cell) -> str:
    """The backups in an hour as one or two characters: ``D``, ``S4``, ``B+``."""
    number = cell.backups
    count = "+" if number > LARGEST_DIGIT else str(number) if number > 1 else ""
    return f"{letter(cell)}{count}"


def title(picture: Picture) -> str:
    """The first line of a calendar."""
    return f"Backups of {one_line(picture.subject)}, by hour of the week"


def schedule_line(schedule: Schedule) -> str:
    """A schedule in words: ``dump daily 02:30, kept 30 days``."""
    days = schedule.retention_time
    kept = UNKNOWN if isinstance(days, Unknown) else plural(days, "day")
    return f"{schedule.backup_type} {when(schedule.scheduling)}, kept {kept}"


def _parts(picture: Picture, console: Console, *, draw_all: bool) -> Iterator[RenderableType]:
    yield Text(title(picture), style="bold")
    yield Text(f"{LEGEND}\n{ZONE}", style="dim")
    if draw_all or len(picture.addons) <= MOST_DRAWN:
        for addon in picture.addons:
            yield Text("")
            yield from _addon(addon, console)
    else:
        yield Text("")
        yield from _summary(picture, console)


def _addon(addon: PicturedAddon, console: Console) -> Iterator[RenderableType]:
    yield Text(one_line(addon.address.key), style="bold")
    if not addon.schedules:
        yield Text(f"  {NO_SCHEDULES}", style="yellow")
        return
    for schedule in addon.schedules:
        yield _indented(schedule_line(schedule))
    week = _week if console.width >= FULL_WIDTH else _upright_week
    yield Text("\n").append(week(addon.schedules)).append("\n")
    rows = list(metrics_rows(addon.schedules))
    table = _table([HEADINGS, *rows])
    if widths(console, table).maximum <= console.width:
        yield table
    else:
        yield from (_indented(capital(row.sentence)) for row in rows)
    for row in rows:
        if row.warning:
            yield _indented(row.warning, "yellow")


def _week(schedules: Sequence[Schedule]) -> Text:
    """Days × hours."""
    lines = Text().append("    " + " ".join(f"{hour:02}" for hour in range(HOURS_A_DAY)), "dim")
    for day, hours in zip(DAYS, grid_of(schedules), strict=True):
        lines.append(f"\n{day}")
        for cell in hours:
            _append(lines, cell)
    return lines


def _upright_week(schedules: Sequence[Schedule]) -> Text:
    """Hours × days, for narrow terminals."""
    lines = Text().append("   " + " ".join(day[:2] for day in DAYS), "dim")
    for hour, days in enumerate(zip(*grid_of(schedules), strict=True)):
        lines.append(f"\n{hour:02}")
        for cell in days:
            _append(lines, cell)
    return lines


def _append(line: Text, cell: Cell) -> None:
    style = STYLES[letter(cell)]
    stands_out = any(mark and not mark.plain for mark in cell)
    line.append(" ").append(f"{sign(cell):2}", f"bold {style}" if stands_out else style)


def _summary(picture: Picture, console: Console) -> Iterator[RenderableType]:
    """One line for each addon, or a few in narrow terminals."""
    yield Text(
        f"{len(picture.addons)} addons. Each letter is an hour of the day, with the backups of all "
        "days. Draw the week of an addon with --addon ID, or all weeks with --all.\n"
    )
    rows = [_summary_row(addon) for addon in picture.addons]
    table = _table([("addon", RULER, "worst gap", "a week", "oldest"), *rows])
    if widths(console, table).maximum <= console.width:
        yield table
        return
    yield Text(f"  {RULER}", style="dim")
    for key, hours, worst_gap, a_week, oldest in rows:
        yield Text(f"{key}\n  {hours}")
        if oldest:
            line = f"worst gap {worst_gap}, {a_week} a week, oldest {oldest}"
            fits = len(line) + 2 <= console.width
            yield _indented(line if fits else line.replace(" oldest", "\noldest"))


def _summary_row(addon: PicturedAddon) -> tuple[str, ...]:
    key = one_line(addon.address.key)
    if not addon.schedules:
        return (key, NO_SCHEDULES, "", "", "")
    hours = "".join(letter(cell) for cell in any_day(grid_of(addon.schedules)))
    row = next(metrics_rows(addon.schedules))
    return (key, hours, row.worst_gap, row.a_week, row.oldest)


def _table(rows: Sequence[MetricsRow | tuple[str, ...]]) -> Table:
    headings, *others = rows
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in headings[:5]:
        table.add_column(name, no_wrap=True)
    for row in others:
        table.add_row(*row[:5])
    return table


def _indented(text: str, style: str = "") -> RenderableType:
    """*text* with all of its lines indented by two columns."""
    return Padding(Text(text, style), (0, 0, 0, 2), expand=False)
