"""Existing schedules as a table, or as a few lines each in a narrow terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from rich.table import Table

from pulumi_northflank.schedule import LiveSchedule, Schedule
from pulumi_northflank.text import one_line, plural

from .inventory import Inventory
from .terminal import rendered, stdout_console, widths
from .timing import when

NONE = "-"
# The columns that may wrap at spaces, and the narrowest width for them.
WRAPPED = ("When", "Destinations")
READABLE = 12
INDENT = 4 * " "


class Row(NamedTuple):
    """One line of the table: a schedule, or an addon without schedules."""

    addon: str
    interval: str = "none"
    type: str = ""
    when: str = ""
    retention: str = ""
    compression: str = ""
    destinations: str = ""
    schedule_id: str = ""


HEADINGS = Row(
    "Addon", "Interval", "Type", "When", "Retention", "Compression", "Destinations", "ID"
)


def table_text(inventory: Inventory) -> str:
    """The schedules in *inventory* for a terminal or a pipe."""
    rows = list(_rows(inventory))
    table = _table(rows)
    console = stdout_console()
    if console.width < widths(console, table).minimum:
        return "\n".join(_narrow(row, console.width) for row in rows)
    return rendered(console, [table])


def _rows(inventory: Inventory) -> Iterator[Row]:
    for addon in inventory.addons:
        if not addon.schedules:
            yield Row(addon.address.addon_id)
        for live in addon.schedules:
            yield _row(live)


def _row(live: LiveSchedule) -> Row:
    schedule = live.schedule
    return Row(
        schedule.address.addon_id,
        one_line(schedule.interval),
        one_line(schedule.backup_type),
        when(schedule.scheduling),
        plural(schedule.retention_time, "day"),
        one_line(schedule.meaning.get("compressionType", NONE)),
        _destinations(schedule) or NONE,
        live.schedule_id,
    )


def _destinations(schedule: Schedule) -> str:
    """The destinations outside Northflank's own storage: ``eu-copy (7 days), us-copy``."""
    values = schedule.meaning
    names = [values["customDestinationId"]] if "customDestinationId" in values else []
    for destination in values.get("additionalDestinations", []):
        days = destination.get("retentionTime")
        kept = f" ({plural(days, 'day')})" if isinstance(days, int) else ""
        names.append(f"{destination['destinationId']}{kept}")
    return one_line(", ".join(names))


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for cells in zip(HEADINGS, *rows, strict=True):
        width = max(map(len, cells))
        if cells[0] in WRAPPED:
            table.add_column(cells[0], overflow="fold", min_width=min(width, READABLE))
        else:
            table.add_column(cells[0], no_wrap=True, min_width=width)
    for row in rows:
        table.add_row(*row, style=None if row.schedule_id else "yellow")
    return table


def _narrow(row: Row, width: int) -> str:
    """A schedule in two lines, or in more if they do not fit; without schedules, in one."""
    if not row.schedule_id:
        return f"{row.addon}  {row.interval}"
    parts = [row.when, f"kept {row.retention}"]
    parts += [row.compression] if row.compression != NONE else []
    parts += [f"to {row.destinations}"] if row.destinations != NONE else []
    first = f"{row.addon}  {row.interval} {row.type}  {row.schedule_id}"
    lines = _wrapped(first, "", width) + _wrapped("; ".join(parts), INDENT, width)
    return "\n".join(lines)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    # IDs stay whole, so that they can be copied.
    return textwrap.wrap(
        text,
        max(width, READABLE),
        initial_indent=indent,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
