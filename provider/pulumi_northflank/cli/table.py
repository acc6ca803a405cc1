"""The live schedules as a table, or in blocks where the terminal is too narrow for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pulumi_northflank.words import days_long, one_line

from .inventory import Inventory
from .phrases import compression, destinations, interval, when

if TYPE_CHECKING:
    from rich.table import Table

NONE = "-"
# Columns that may be broken at spaces, and the width that each of them should have for it.
BREAKABLE = ("When", "Destinations")
READABLE = 12
ENDLESS = 100_000


class Row(NamedTuple):
    """One line of the table: a schedule, or an addon that has none."""

    addon: str
    interval: str = "none"
    type: str = ""
    when: str = ""
    kept: str = ""
    compression: str = ""
    destinations: str = ""
    schedule_id: str = ""


HEADINGS = Row("Addon", "Interval", "Type", "When", "Kept", "Compression", "Destinations", "ID")


def table_text(inventory: Inventory) -> str:
    """The inventory for the eyes, as wide as the terminal; for a pipe, a line a schedule."""
    from rich.console import Console
    from rich.measure import Measurement

    rows = list(_rows(inventory))
    table = _table(rows)
    console = Console(markup=False, emoji=False, highlight=False)
    needed = Measurement.get(console, console.options.update(width=ENDLESS), table)
    if not sys.stdout.isatty():
        console.width = needed.maximum
    elif console.width < needed.minimum:
        return "\n".join(map(_block, rows))
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _rows(inventory: Inventory) -> Iterator[Row]:
    for addon in inventory.addons:
        if not addon.schedules:
            yield Row(addon.addon_id)
        for live in addon.schedules:
            yield Row(
                addon.addon_id,
                interval(live),
                one_line(live["backupType"]),
                when(live["scheduling"]),
                days_long(live["retentionTime"]),
                compression(live) or NONE,
                destinations(live) or NONE,
                live["id"],
            )


def _table(rows: list[Row]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for cells in zip(HEADINGS, *rows, strict=True):
        width = max(map(len, cells))
        if cells[0] in BREAKABLE:
            table.add_column(cells[0], overflow="fold", min_width=min(width, READABLE))
        else:
            table.add_column(cells[0], no_wrap=True, min_width=width)
    for row in rows:
        table.add_row(*row, style=None if row.schedule_id else "yellow")
    return table


def _block(row: Row) -> str:
    """A schedule in two lines, which the terminal may break but does not cut."""
    if not row.schedule_id:
        return f"{row.addon}  {row.interval}"
    parts = [row.when, f"kept {row.kept}"]
    parts += [row.compression] if row.compression != NONE else []
    parts += [f"to {row.destinations}"] if row.destinations != NONE else []
    return f"{row.addon}  {row.interval} {row.type}  {row.schedule_id}\n    {'; '.join(parts)}"
