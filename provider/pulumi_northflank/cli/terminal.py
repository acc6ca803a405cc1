"""Text for stdout: as wide as COLUMNS or the terminal, or as wide as needed in a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table

UNLIMITED = 100_000


def stdout_console() -> Console:
    """A console that prints strings as they are, without interpreting markup."""
    console = Console(markup=False, emoji=False, highlight=False)
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        console.width = int(columns)
    elif not sys.stdout.isatty():
        console.width = UNLIMITED
    return console


def widths(console: Console, table: Table) -> Measurement:
    """The smallest and the largest width that *table* can have, whatever the console's width."""
    return Measurement.get(console, console.options.update(width=UNLIMITED), table)


def rendered(console: Console, parts: Iterable[RenderableType]) -> str:
    """*parts* below each other, without spaces at the ends of lines."""
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
