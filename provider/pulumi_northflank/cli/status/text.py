"""The status as a table, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_northflank.backups.report import AddonStatus, Report
from pulumi_northflank.backups.verdicts import VERDICTS, ScheduleStatus, Verdict
from pulumi_northflank.cli.terminal import rendered, stdout_console
from pulumi_northflank.cli.timing import when
from pulumi_northflank.text import capital

from .words import advice, key_of, shown_time, summary, unread, zone_sentence

MOST_TIMES = 3
# In a narrower terminal, each time has a line of its own.
WIDE = 120
STYLES: dict[Verdict, str] = {
    "missed": "bold red",
    "failed": "bold red",
    "unscheduled": "bold red",
    "unknown": "magenta",
    "late": "yellow",
    "ok": "green",
}


def status_text(report: Report) -> str:
    """The report for a terminal or a pipe."""
    console = stdout_console()
    return rendered(console, _parts(report, " " if console.width >= WIDE else "\n"))


def _parts(report: Report, gap: str) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, header_style="bold")
    headings = ["Status", "Addon", "Schedule", "Last success"]
    if any(one.missed or one.failed for one in report.schedules):
        headings.append("Missed or failed")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for addon in report.addons:
        rows = sorted(addon.schedules, key=lambda one: VERDICTS.index(one.verdict))
        for one in rows:
            cells = _cells(addon, one, gap)[: len(headings) - 1]
            table.add_row(Text(one.verdict, STYLES.get(one.verdict, "")), *cells)
        if not rows:
            schedule = "?" if addon.verdict == "unknown" else "none"
            table.add_row(Text(addon.verdict, STYLES[addon.verdict]), key_of(addon), schedule, "-")
    yield table
    sentences = [sentence for addon in report.addons for sentence in advice(addon)]
    sentences += unread(report)
    if sentences:
        yield Text("\n" + "\n".join(sentences))
    yield Text(f"\n{capital(summary(report))}. Times are in UTC. {zone_sentence(report)}".rstrip())


def _cells(addon: AddonStatus, one: ScheduleStatus, gap: str) -> tuple[str, ...]:
    schedule = one.watched.schedule
    outcomes = {
        "still running" if run.backup.outcome == "running" else run.backup.status
        for run in one.failed
    }
    missed = _times("missed", one.missed, gap)
    failed = _times(" or ".join(sorted(outcomes)), [run.minute for run in one.failed], gap)
    trouble = f";{gap}".join(filter(None, (missed, failed)))
    last = shown_time(one.last.minute) if one.last else "-"
    return key_of(addon), f"{schedule.backup_type} {when(schedule.scheduling)}", last, trouble


def _times(outcome: str, minutes: Sequence[int], gap: str) -> str:
    """When runs had this outcome: the times of a few, or the first and the last of many."""
    times = [shown_time(minute) for minute in minutes]
    if not times:
        return ""
    if len(times) > MOST_TIMES:
        return gap.join([f"{len(times)} {outcome}:", f"{times[0]} to", times[-1]])
    return f"{outcome}:{gap}" + f",{gap}".join(times)
