"""The status as one line of a Nagios plugin, with performance data."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_northflank.backups.report import AddonStatus, Report
from pulumi_northflank.text import first_of, one_line

from .words import key_of, not_running, shown_time, summary

OK, WARNING, CRITICAL, UNKNOWN = range(4)
LONGEST_REASON = 120
# Verdicts that the line tells with the times of the runs.
TOLD = ("missed", "failed", "unscheduled", "late")
WORDS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


def nagios_code(report: Report) -> int:
    """The exit status of the plugin."""
    if report.is_bad:
        return CRITICAL
    if "unknown" in report.verdicts:
        return UNKNOWN
    is_late = any(one.verdict == "late" for one in report.schedules)
    is_odd = any(
        one.shrunk or one.slow or one.overdue or one.drifted or one.is_stopped
        for one in report.addons
    )
    return WARNING if is_late or is_odd else OK


def nagios_line(report: Report) -> str:
    """The line of the plugin."""
    code = nagios_code(report)
    named = [
        f"{key_of(addon)} {addon.verdict}{_since(addon)}{_stopped(addon)}"
        for addon in report.addons
        if addon.verdict in TOLD
    ]
    named += _unknown(report)
    named += [f"{key_of(addon)} {_overdue(addon)}" for addon in report.addons if addon.overdue]
    named += [
        f"{key_of(addon)} makes no backups{_stopped(addon)}"
        for addon in report.addons
        if addon.is_stopped and addon.verdict not in (*TOLD, "unknown") and not addon.overdue
    ]
    named += [
        f"{key_of(addon)}: the {first_of([one.name for one in addon.drifted])} schedule has drifted"
        for addon in report.addons
        if addon.drifted
    ]
    named += [f"{key_of(addon)} shrunk" for addon in report.addons if addon.shrunk]
    named += [f"{key_of(addon)} running{_slow(addon)}" for addon in report.addons if addon.slow]
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
    """Since when its backups are missing or fail, or when they did, if one was made since."""
    if addon.verdict == "unscheduled" and addon.schedules:
        gone = [one.name for one in addon.schedules if not one.watched.exists]
        return f": Northflank has no {first_of(gone)} schedule"
    if addon.verdict == "late":
        return f", due at {shown_time(min(due for one in addon.schedules for due in one.late))} UTC"
    past: list[int] = []
    going_on: list[int] = []
    for one in addon.schedules:
        if one.verdict == addon.verdict:
            made = [each.minute for each in (one.last, addon.newest_by_hand(one)) if each]
            for minute in (*one.missed, *(run.minute for run in one.failed)):
                (past if made and minute < max(made) else going_on).append(minute)
    if going_on:
        before = (
            f", and {_often(past) or 'once '}before, from {shown_time(min(past))} UTC on"
            if past
            else ""
        )
        return f" {_often(going_on)}since {shown_time(min(going_on))} UTC{before}"
    if not past:
        return ""
    first, last = shown_time(min(past)), shown_time(max(past))
    when = f"at {last}" if len(past) == 1 else f"{_often(past)}from {first} to {last}"
    return f" {when} UTC, backups since then"


def _often(minutes: Sequence[int]) -> str:
    return f"{len(minutes)} times " if len(minutes) > 1 else ""


def _unknown(report: Report) -> list[str]:
    """The addons that could not be judged, by the first sentences of their reasons."""
    keys: dict[str, list[str]] = {}
    for addon in report.addons:
        if addon.verdict == "unknown":
            reasons = [addon.addon.problem, *(reason for _, reason in addon.addon.unreadable)]
            reasons += [one.reason for one in addon.schedules]
            first = next(filter(None, reasons), "").partition(". ")[0]
            about = f"{one_line(first, LONGEST_REASON).rstrip('.')}{_stopped(addon)}"
            keys.setdefault(about, []).append(key_of(addon))
    return [f"{first_of(those)} unknown: {about}" for about, those in keys.items()]


def _overdue(addon: AddonStatus) -> str:
    newest = addon.overdue[0].newest
    since = f" since {shown_time(newest.minute)} UTC" if newest else ""
    return f"has no backup{since}{_stopped(addon)}"


def _slow(addon: AddonStatus) -> str:
    begun = [one.running.minute for one in addon.slow if one.running]
    return f" since {shown_time(min(begun))} UTC" if begun else ""


def _stopped(addon: AddonStatus) -> str:
    stopped = not_running(addon)
    return f" ({stopped})" if stopped else ""


def nagios_error(message: str) -> str:
    """The line of the plugin if it could not find anything out."""
    return _line(UNKNOWN, one_line(" ".join(message.split())))


def _line(code: int, text: str) -> str:
    # A bar begins the performance data.
    return f"BACKUPS {WORDS[code]} - {text.replace('|', '/')}"
