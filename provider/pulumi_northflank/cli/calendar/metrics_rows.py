"""The coverage metrics of an addon, as the rows of a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pulumi_northflank.review.durations import duration
from pulumi_northflank.review.metrics import Metrics, copies_of, of_type, storing
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.text import one_line, plural
from pulumi_northflank.types import BACKUP_TYPES

UNKNOWN = "?"
NOT_COUNTED = "-"


class MetricsRow(NamedTuple):
    """The metrics of some of an addon's backups, in words.

    Attributes:
        name: The backups: all of them, those of one type, or the copies at one destination.
        worst_gap: The longest time between two of them.
        a_week: The number of backups a week.
        kept: The most backups that exist together; not counted for both types together.
        oldest: The longest retention.
        none_kept: The longest time without any backup; empty if there always is one.
    """

    name: str
    worst_gap: str
    a_week: str
    kept: str
    oldest: str
    none_kept: str = ""

    @property
    def sentence(self) -> str:
        """The row on one line."""
        kept = "" if self.kept == NOT_COUNTED else f"{self.kept} kept at once, "
        backups = "backup" if self.a_week == "1" else "backups"
        return (
            f"{self.name}: worst gap {self.worst_gap}, {self.a_week} {backups} a week, {kept}"
            f"oldest {self.oldest}"
        )

    @property
    def warning(self) -> str:
        """A warning if backups expire before the next one is made; otherwise empty."""
        return f"{self.name}: no backup exists for up to {self.none_kept}" if self.none_kept else ""


HEADINGS = MetricsRow("", "worst gap", "backups a week", "kept at once", "oldest")


def metrics_rows(schedules: Sequence[Schedule]) -> Iterator[MetricsRow]:
    """The rows for an addon with these schedules."""
    storings = [storing(schedule) for schedule in schedules]
    by_type = {one: of_type(storings, one) or [] for one in BACKUP_TYPES}
    if all(by_type.values()):
        row = _row("all", Metrics.of(one.run for one in storings))
        yield row._replace(kept=NOT_COUNTED)
    for backup_type, some in by_type.items():
        if some:
            yield _row(f"{backup_type}s", Metrics.of(one.run for one in some))
    copies = copies_of(storings)
    if copies is None:
        yield MetricsRow("copies", *[UNKNOWN] * 4)
    for destination, metrics in (copies or {}).items():
        yield _row(f"in {one_line(destination)}", metrics)


def _row(name: str, metrics: Metrics) -> MetricsRow:
    gap, none_kept = metrics.worst_gap, metrics.none_kept
    return MetricsRow(
        name,
        UNKNOWN if gap is None else duration(gap),
        UNKNOWN if metrics.backups_per_week is None else str(metrics.backups_per_week),
        UNKNOWN if metrics.kept is None else str(metrics.kept),
        UNKNOWN if metrics.oldest is None else plural(metrics.oldest, "day"),
        duration(none_kept) if none_kept else "",
    )
