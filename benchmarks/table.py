"""A table, for the terminal and for the page, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table as RichTable

from benchmarks.figures import Spread

# What is Markdown's, and nothing to look at in a terminal.
_MARKS = {ord("`"): None, ord("*"): None}
NONE = "–"  # noqa: RUF001  # a dash


@dataclass(frozen=True)
class Table:
    """Rows under a title.

    Attributes:
        note: What stands below it, such as when it was measured.
        texts: How many columns at the left hold words.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    texts: int = 1

    def markdown(self) -> str:
        """The table as it is on the page."""
        if not self.rows:
            return self.note
        marks = ["---" if number < self.texts else "---:" for number in range(len(self.columns))]
        lines = [_row(self.columns), _row(marks), *map(_row, self.rows)]
        return "\n".join(lines) + (f"\n\n{self.note}" if self.note else "")

    def rich(self) -> RichTable:
        """The table as it is in a terminal."""
        made = RichTable(
            title=self.title.translate(_MARKS), caption=self.note or None, title_justify="left"
        )
        for number, column in enumerate(self.columns):
            made.add_column(
                column.translate(_MARKS), justify="left" if number < self.texts else "right"
            )
        for row in self.rows:
            made.add_row(*(cell.translate(_MARKS) for cell in row))
        return made


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def seconds(value: float | None) -> str:
    """A time, with as many digits as mean something."""
    return NONE if value is None else f"{value:.2f} s" if value < 10 else f"{value:.1f} s"  # noqa: PLR2004


def spread(value: Spread | None, digits: int = 2) -> str:
    """A figure and how far its rounds are apart."""
    if value is None:
        return NONE
    middle, lowest, highest = (
        f"{each:.{digits}f}" for each in (value.median, value.lowest, value.highest)
    )
    return middle if lowest == highest else f"{middle} ({lowest} to {highest})"


def whole(value: float | None) -> str:
    """A large number."""
    return NONE if value is None else f"{value:,.0f}"
