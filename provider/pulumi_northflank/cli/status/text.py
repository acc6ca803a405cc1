"""The status as a table, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_northflank.backups.backup import Backup
from pulumi_northflank.backups.report import Report
from pulumi_northflank.backups.verdicts import VERDICTS, ScheduleStatus, Verdict
from pulumi_northflank.cli.terminal import rendered, stdout_console
from pulumi_northflank.cli.timing import when
from pulumi_northflank.text import capital

from .words import advice, key_of, shown_time, summary, unread, zone_sentence

MOST_TIMES = 3
# In a narrower terminal, each time has a line of its own.
WIDE = 120
LONGEST_KEY = 24
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
    return rendered(console, _parts(report, is_wide=console.width >= WIDE))


def _parts(report: Report, *, is_wide: bool) -> Iterator[RenderableType]:
    table = _table(report, is_wide=is_wide)
    yield table
    sentences = [sentence for addon in report.addons for sentence in advice(addon, report.terms)]
    sentences += unread(report)
    if sentences:
        yield Text("\n" + "\n".join(sentences))
    yield Text(f"\n{capital(summary(report))}. Times are in UTC. {zone_sentence(report)}".rstrip())


def _table(report: Report, *, is_wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    # Names that would take several lines share a column with the schedule.
    is_long = any(len(key_of(addon)) > LONGEST_KEY for addon in report.addons)
    join = "\n".join if is_long and not is_wide else None
    names = ["Addon, schedule"] if join else ["Addon", "Schedule"]
    headings = ["Status", *names, "Last success"]
    if any(one.missed or one.failed or one.verdict == "late" for one in report.schedules):
        headings.append("Missed or failed")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading not in names)
    for addon in report.addons:
        rows = sorted(addon.schedules, key=lambda one: VERDICTS.index(one.verdict))
        for one in rows:
            named = (key_of(addon), _schedule(one))
            cells = [*([join(named)] if join else named), *_times_of(one, " " if is_wide else "\n")]
            verdict = Text(one.verdict, STYLES.get(one.verdict, ""))
            table.add_row(verdict, *cells[: len(headings) - 1])
        if not rows:
            named = (key_of(addon), "?" if addon.verdict == "unknown" else "none")
            cells = [*([join(named)] if join else named), "-"]
            table.add_row(Text(addon.verdict, STYLES[addon.verdict]), *cells)
    return table


def _schedule(one: ScheduleStatus) -> str:
    schedule = one.watched.schedule
    return f"{schedule.backup_type} {when(schedule.scheduling)}"


def _times_of(one: ScheduleStatus, gap: str) -> tuple[str, str]:
    """Its last success, and its runs without one."""
    outcomes = {_outcome(run.backup) for run in one.failed}
    missed = _times("missed", one.missed, gap)
    failed = _times(" or ".join(sorted(outcomes)), [run.minute for run in one.failed], gap)
    late = _times("due", one.late if one.verdict == "late" else (), gap)
    trouble = f";{gap}".join(filter(None, (missed, failed, late)))
    last = shown_time(one.last.minute) if one.last else "-"
    return last, trouble


def _outcome(backup: Backup) -> str:
    if backup.outcome == "running":
        return "still running"
    return "empty" if backup.is_empty else backup.status


def _times(outcome: str, minutes: Sequence[int], gap: str) -> str:
    """When runs had this outcome: the times of a few, or the first and the last of many."""
    times = [shown_time(minute) for minute in minutes]
    if not times:
        return ""
    if len(times) > MOST_TIMES:
        return gap.join([f"{len(times)} {outcome}:", f"{times[0]} to", times[-1]])
    return f"{outcome}:{gap}" + f",{gap}".join(times)
