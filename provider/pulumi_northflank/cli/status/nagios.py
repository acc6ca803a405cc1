"""The status as one line of a Nagios plugin, with performance data."""

from __future__ import annotations

from pulumi_northflank.backups.report import AddonStatus, Report
from pulumi_northflank.text import first_of, one_line

from .words import key_of, not_running, shown_time, summary

OK, WARNING, CRITICAL, UNKNOWN = range(4)
LONGEST_REASON = 120
WORDS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


def nagios_code(report: Report) -> int:
    """The exit status of the plugin."""
    if report.is_bad:
        return CRITICAL
    if "unknown" in report.verdicts:
        return UNKNOWN
    is_late = any(one.verdict == "late" for one in report.schedules)
    return WARNING if is_late or any(addon.shrunk for addon in report.addons) else OK


def nagios_line(report: Report) -> str:
    """The line of the plugin."""
    code = nagios_code(report)
    named = [
        f"{key_of(addon)} {addon.verdict}{_since(addon)}{_reason(addon)}{_stopped(addon)}"
        for addon in report.addons
        if addon.verdict in ("missed", "failed", "unscheduled", "unknown", "late")
    ]
    named += [f"{key_of(addon)} shrunk" for addon in report.addons if addon.shrunk]
    named += [one_line(str(one)) for one in report.left_out]
    about = f"{first_of(named)} ({summary(report)})" if named else summary(report)
    ages = [addon.age for addon in report.addons if addon.age is not None]
    data = {
        "schedules": len(report.schedules),
        "missed": sum(len(one.missed) for one in report.schedules),
        "failed": sum(len(one.failed) for one in report.schedules),
    }
    numbers = [f"{name}={number}" for name, number in data.items()]
    numbers += [f"oldest_age={max(ages) * 60}s"] if ages else []
    return f"{_line(code, about)} | {' '.join(numbers)}"


def _since(addon: AddonStatus) -> str:
    """Since when its backups are missing or fail, or when they last did, if one was made since."""
    if addon.verdict not in ("missed", "failed"):
        return ""
    past: list[int] = []
    going_on: list[int] = []
    for one in addon.schedules:
        if one.verdict == addon.verdict:
            for minute in (*one.missed, *(run.minute for run in one.failed)):
                is_past = one.last is not None and minute < one.last.minute
                (past if is_past else going_on).append(minute)
    if going_on:
        return f" since {shown_time(min(going_on))} UTC"
    return f" at {shown_time(max(past))} UTC" if past else ""


def _stopped(addon: AddonStatus) -> str:
    stopped = not_running(addon)
    return f" ({stopped})" if stopped else ""


def _reason(addon: AddonStatus) -> str:
    """Which schedules Northflank lacks, or why it cannot be told: the problem's first sentence."""
    if addon.verdict == "unscheduled" and addon.schedules:
        gone = [one.watched.schedule for one in addon.schedules if not one.watched.exists]
        return f": Northflank has no {first_of([one.slot.name for one in gone])} schedule"
    if addon.verdict != "unknown":
        return ""
    reasons = [addon.addon.problem, *(reason for _, reason in addon.addon.unreadable)]
    reasons += [one.reason for one in addon.schedules]
    first = next(filter(None, reasons), "").partition(". ")[0]
    return f": {one_line(first, LONGEST_REASON).rstrip('.')}"


def nagios_error(message: str) -> str:
    """The line of the plugin if it could not find anything out."""
    return _line(UNKNOWN, one_line(" ".join(message.split())))


def _line(code: int, text: str) -> str:
    # A bar begins the performance data.
    return f"BACKUPS {WORDS[code]} - {text.replace('|', '/')}"
