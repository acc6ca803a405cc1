"""The coverage figures of an addon, as the rows of a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pulumi.output import Unknown

from pulumi_northflank.durations import duration
from pulumi_northflank.figures import Figures, copies_of, of_type, storing
from pulumi_northflank.shapes import BACKUP_TYPES, Inputs
from pulumi_northflank.words import days_long, one_line

UNKNOWN = "?"
NOT_COUNTED = "-"


class FigureRow(NamedTuple):
    """How well some of an addon's backups cover it, in words.

    Attributes:
        what: Which backups: all together, those of a type, or the copies in a destination.
        worst_gap: The longest time between two of them.
        a_week: How many a week has.
        kept: The most that exist together; of both types together nobody counts them.
        oldest: How far one can go back.
        none_kept: The longest time without any; nothing where there always is one.
    """

    what: str
    worst_gap: str
    a_week: str
    kept: str
    oldest: str
    none_kept: str = ""

    @property
    def sentence(self) -> str:
        """All of it on one line."""
        counted = "" if self.kept == NOT_COUNTED else f"{self.kept} kept at once, "
        backups = "backup" if self.a_week == "1" else "backups"
        return (
            f"{self.what}: worst gap {self.worst_gap}, {self.a_week} {backups} a week, {counted}"
            f"oldest {self.oldest}"
        )

    @property
    def warning(self) -> str:
        """What is wrong where backups are deleted before the next one is made."""
        return f"{self.what}: for up to {self.none_kept} none exists" if self.none_kept else ""


HEADINGS = FigureRow("", "worst gap", "backups a week", "kept at once", "oldest")


def figure_rows(schedules: Sequence[Inputs]) -> list[FigureRow]:
    """The rows of an addon's schedules: all together only where there are both types."""
    return list(_rows(schedules)) if schedules else []


def retention(inputs: Inputs) -> str:
    """How long a schedule keeps its backups."""
    days = inputs["retentionTime"]
    return UNKNOWN if isinstance(days, Unknown) else days_long(days)


def _rows(schedules: Sequence[Inputs]) -> Iterator[FigureRow]:
    storings = [storing(inputs) for inputs in schedules]
    by_type = {one: of_type(storings, one) or [] for one in BACKUP_TYPES}
    if all(by_type.values()):
        row = _row("together", Figures.of(one.run for one in storings))
        yield row._replace(kept=NOT_COUNTED)
    for backup_type, some in by_type.items():
        if some:
            yield _row(f"{backup_type}s", Figures.of(one.run for one in some))
    copies = copies_of(storings)
    if copies is None:
        yield FigureRow("stored elsewhere", *[UNKNOWN] * 4)
    for place, figures in (copies or {}).items():
        yield _row(f"in {one_line(place)}", figures)


def _row(what: str, figures: Figures) -> FigureRow:
    gap, none_kept = figures.worst_gap, figures.none_kept
    return FigureRow(
        what,
        UNKNOWN if gap is None else duration(gap),
        UNKNOWN if figures.backups_per_week is None else str(figures.backups_per_week),
        UNKNOWN if figures.kept is None else str(figures.kept),
        UNKNOWN if figures.oldest is None else days_long(figures.oldest),
        duration(none_kept) if none_kept else "",
    )
