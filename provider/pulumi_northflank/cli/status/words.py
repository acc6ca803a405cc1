"""What the formats for people say: times, and what to do about an addon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pulumi_northflank.backups.backup import time_at
from pulumi_northflank.backups.report import BAD, AddonStatus, Report
from pulumi_northflank.backups.verdicts import VERDICTS, ScheduleStatus
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.review.durations import FEWEST_DAYS, duration
from pulumi_northflank.review.week import MINUTES_A_DAY, MINUTES_AN_HOUR
from pulumi_northflank.text import first_of, one_line, plural

MAKE_ONE = " Check its backups in Northflank, and make one by hand."
NEEDS_ALL = "Northflank backs up running addons only"


def shown_time(minute: float) -> str:
    """A minute in UTC: ``2026-11-27 02:30``."""
    return time_at(minute).strftime("%Y-%m-%d %H:%M")


def key_of(addon: AddonStatus) -> str:
    """The addon as outputs name it: ``shop/orders``."""
    return one_line(addon.addon.address.key)


def not_running(addon: AddonStatus) -> str:
    """In what state the addon is, if Northflank does not back it up in it; else empty."""
    status = addon.addon.status
    return "" if status in (None, "running") else f"the addon is {one_line(status or '')}"


def advice(addon: AddonStatus) -> Iterator[str]:
    """What is wrong with an addon that was read and what to do, a sentence or two for each."""
    key = key_of(addon)
    if addon.addon.problem:
        return
    if addon.has_none:
        yield f"{key}: has no backup schedule, so nothing backs it up. Declare one."
    stopped = not_running(addon)
    if stopped:
        yield f"{key}: {stopped}, and {NEEDS_ALL}. Start it, or remove its schedules."
    if addon.schedules and (addon.has_missing or addon.verdict in BAD):
        yield f"{key}: {_newest(addon)}{'' if stopped else MAKE_ONE}"
    for schedule_id, reason in addon.addon.unreadable:
        yield f"{key}: cannot judge schedule {schedule_id}: {one_line(reason)}."
    for one in addon.schedules:
        yield from (f"{key}: {sentence}" for sentence in _about(one))
    for shrinkage in addon.shrunk:
        size = shrinkage.backup.size or 0
        usual = f"; usually it is {shrinkage.usual:.0f} bytes" if shrinkage.usual else ""
        kind = shrinkage.backup.backup_type
        yield (
            f"{key}: the newest {kind} ({shrinkage.backup.backup_id}) has only {size} bytes"
            f"{usual}. Check whether data is missing."
        )


def unread(report: Report) -> Iterator[str]:
    """Why addons could not be read, once for all of those that have the same problem."""
    keys: dict[str, list[str]] = {}
    for addon in report.addons:
        if addon.addon.problem:
            keys.setdefault(addon.addon.problem, []).append(key_of(addon))
    yield from (f"{first_of(those)}: cannot tell. {problem}" for problem, those in keys.items())


def _about(one: ScheduleStatus) -> Iterator[str]:
    name = one.watched.schedule.slot.name
    if not one.watched.exists:
        yield (
            f"Northflank has no {name} schedule, but the stack declares one. Run "
            "`pulumi up --refresh` to create it again."
        )
    elif one.watched.drift:
        drift = one_line("; ".join(one.watched.drift))
        yield f"the {name} schedule has drifted: {drift}. Run `pulumi up --refresh`."
    if one.reason:
        yield f"cannot tell about the {name} schedule: {one_line(one.reason)}."


def _newest(addon: AddonStatus) -> str:
    promised = "" if addon.worst_gap is None else f"one every {duration(addon.worst_gap)}"
    if addon.newest is None or addon.age is None:
        return f"no completed backup was found, but the schedules promise {promised}."
    return (
        f"its newest completed backup is {_age(addon.age)} old "
        f"({shown_time(addon.newest.minute)} UTC); the schedules promise {promised}."
    )


def _age(minutes: int) -> str:
    # Minutes tell nothing about a backup that is days old.
    is_old = minutes >= FEWEST_DAYS * MINUTES_A_DAY
    return duration(minutes - minutes % MINUTES_AN_HOUR if is_old else minutes)


def summary(report: Report) -> str:
    """How many schedules have which verdict: ``1 missed, 4 ok``."""
    counts = Counter(one.verdict for one in report.schedules)
    parts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]
    unscheduled = sum(addon.has_none for addon in report.addons)
    if unscheduled:
        parts.append(f"{plural(unscheduled, 'addon')} without schedules")
    unread = sum(bool(addon.addon.problem) for addon in report.addons)
    if unread:
        parts.append(f"{plural(unread, 'addon')} not read")
    return ", ".join(parts)


def zone_sentence(report: Report) -> str:
    """The clock of the schedules, and what that rests on."""
    zones, backups, rival = report.evidence
    if rival:
        return (
            f"The backups fit UTC{rival} better than {zones[0]}. If nobody makes backups by hand "
            "at that time, check --timezone."
        )
    if not backups:
        hourly = all(one.watched.is_hourly for one in report.schedules)
        return "" if hourly else "No backups tell the time zone of the schedules yet."
    zone = zones[0] if isinstance(zones[0], NamedZone) else f"UTC{zones[0]}"
    shown = f"{plural(backups, 'backup')} {'shows' if backups == 1 else 'show'}"
    if len(zones) > 1:
        return f"Schedules probably go by {zone}, as {shown}, but other time zones are possible."
    return f"Schedules go by {zone}, as {shown}."
