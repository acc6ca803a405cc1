"""The status as a table, the worst first."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_northflank.backups.report import AddonStatus, Report
from pulumi_northflank.backups.verdicts import VERDICTS, ScheduleStatus, Verdict
from pulumi_northflank.cli.terminal import rendered, stdout_console
from pulumi_northflank.cli.timing import when
from pulumi_northflank.text import capital, first_of

from .words import advice, key_of, shown_time, summary, zone_sentence

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
    return rendered(stdout_console(), _parts(report))


def _parts(report: Report) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Status", "Addon", "Schedule", "Last success", "Missed or failed (UTC)"):
        table.add_column(heading, overflow="fold")
    for addon in report.addons:
        rows = sorted(addon.schedules, key=lambda one: VERDICTS.index(one.verdict))
        for one in rows:
            table.add_row(Text(one.verdict, STYLES.get(one.verdict, "")), *_cells(addon, one))
        if not rows:
            schedule = "?" if addon.verdict == "unknown" else "none"
            table.add_row(Text(addon.verdict, STYLES[addon.verdict]), key_of(addon), schedule, "-")
    yield table
    sentences = [sentence for addon in report.addons for sentence in advice(addon)]
    if sentences:
        yield Text("\n" + "\n".join(sentences))
    yield Text(f"\n{capital(summary(report))}. {zone_sentence(report)}".rstrip())


def _cells(addon: AddonStatus, one: ScheduleStatus) -> tuple[str, ...]:
    schedule = one.watched.schedule
    missed = [shown_time(minute) for minute in one.missed]
    failed = [f"{shown_time(run.minute)} {run.backup.status}" for run in one.failed]
    trouble = "; ".join(filter(None, (first_of(missed), first_of(failed))))
    last = shown_time(one.last.minute) if one.last else "-"
    return key_of(addon), f"{schedule.backup_type} {when(schedule.scheduling)}", last, trouble
