"""What the formats for people say: times, and what to do about an addon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pulumi_northflank.backups.backup import Backup, time_at
from pulumi_northflank.backups.report import BAD, AddonStatus, Report
from pulumi_northflank.backups.runs import Terms
from pulumi_northflank.backups.verdicts import VERDICTS, ScheduleStatus
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.review.durations import FEWEST_DAYS, duration
from pulumi_northflank.review.week import MINUTES_A_DAY, MINUTES_AN_HOUR
from pulumi_northflank.text import first_of, one_line, plural

MAKE_ONE = " Check the addon's backups in Northflank, and make one by hand."
NEEDS_ALL = "Northflank backs up running addons only"
NOT_SUPPORTED = "not-supported"


def shown_time(minute: float) -> str:
    """A minute in UTC: ``2026-11-27 02:30``."""
    return time_at(minute).strftime("%Y-%m-%d %H:%M")


def key_of(addon: AddonStatus) -> str:
    """The addon as outputs name it: ``shop/orders``."""
    return one_line(addon.addon.address.key)


def not_running(addon: AddonStatus) -> str:
    """In what state the addon is, if Northflank does not back it up in it; else empty."""
    return f"the addon is {one_line(addon.stopped)}" if addon.stopped else ""


def advice(addon: AddonStatus, terms: Terms) -> Iterator[str]:
    """What is wrong with an addon that was read and what to do, a sentence or two for each."""
    if addon.addon.problem:
        return
    key = key_of(addon)
    sentences = [*_about_addon(addon), *_about_backups(addon, terms)]
    sentences += [sentence for one in addon.schedules for sentence in _about(one)]
    yield from (f"{key}: {sentence}" for sentence in sentences)


def _about_addon(addon: AddonStatus) -> Iterator[str]:
    if addon.has_none:
        yield "has no backup schedule, so nothing backs it up. Declare one."
    elif addon.stopped:
        act = " Start it, or remove its schedules." if addon.stopped == "paused" else ""
        yield f"the status of the addon is {one_line(addon.stopped)}, and {NEEDS_ALL}.{act}"
    for schedule_id, reason in addon.addon.unreadable:
        yield f"cannot judge schedule {schedule_id}: {one_line(reason)}."


def _about_backups(addon: AddonStatus, terms: Terms) -> Iterator[str]:
    make_one = "" if addon.stopped else MAKE_ONE
    for one in addon.schedules:
        if one.verdict in BAD and one.watched.exists:
            yield _trouble(addon, one, terms, make_one)
    is_gone = any(not one.watched.exists for one in addon.schedules)
    if is_gone and (addon.age is None or addon.age > (addon.worst_gap or 0)):
        yield f"{_newest(addon)}{make_one}"
    for late in addon.overdue:
        changed = shown_time(late.status.watched.changed or 0)
        yield (
            f"no run of the {late.status.name} schedule was due since it was created or changed "
            f"({changed} UTC), and {_before(addon, late.newest)}.{make_one}"
        )
    for one in addon.slow:
        minute = one.running.minute if one.running else addon.addon.now
        yield (
            f"the backup of the {one.name} schedule has been running for "
            f"{_age(int(addon.addon.now - minute))} (since {shown_time(minute)} UTC). Check in "
            "Northflank whether it hangs. If its backups take that long, extend --grace."
        )
    for shrinkage in addon.shrunk:
        kind, size = shrinkage.backup.backup_type, shrinkage.backup.size
        yield (
            f"the newest {kind} ({shrinkage.backup.backup_id}) has only {size} bytes; usually it "
            f"is {shrinkage.usual:.0f} bytes. Check whether data is missing."
        )


def _trouble(addon: AddonStatus, one: ScheduleStatus, terms: Terms, make_one: str) -> str:
    """What a schedule lacks whose runs were missed or failed, and what to do or when it ends."""
    trouble = one.last_trouble or 0
    if one.failed and one.failed[-1].backup.status == NOT_SUPPORTED:
        kind = one.watched.schedule.backup_type
        return (
            f"Northflank cannot make a {kind} of this addon ({NOT_SUPPORTED}). Remove the "
            f"{one.name} schedule, or change its backup type."
        )
    by_hand = addon.newest_by_hand(one)
    since = one.last if one.last and one.last.minute > trouble else by_hand
    if since:
        number = len(one.missed) + len(one.failed)
        runs = f"{number} of {one.expected} runs, the last one" if number > 1 else "a run"
        how = "" if since is one.last else "by hand "
        end = "its next completed backup"
        if one.missed:
            until = one.watched.counts_until(one.missed[-1], terms)
            end = f"{shown_time(until)} UTC, if no other run is missed"
        return (
            f"the {one.name} schedule has no completed backup for {runs} at {shown_time(trouble)} "
            f"UTC, but a backup was made {how}since then, at {shown_time(since.minute)} UTC. The "
            f"schedule stays {one.verdict} until {end}."
        )
    promised = f"it promises one every {duration(one.watched.gap)}"
    if one.last is None:
        return f"the {one.name} schedule has no completed backup, and {promised}.{make_one}"
    age = _age(int(addon.addon.now - one.last.minute))
    return (
        f"the last completed backup of the {one.name} schedule is {age} old "
        f"({shown_time(one.last.minute)} UTC), and {promised}.{make_one}"
    )


def _before(addon: AddonStatus, newest: Backup | None) -> str:
    if newest is None:
        return "no completed backup was found"
    age = _age(int(addon.addon.now - newest.minute))
    return f"the newest {newest.backup_type} is {age} old ({shown_time(newest.minute)} UTC)"


def unread(report: Report) -> Iterator[str]:
    """Why addons or schedules could not be judged, once for all that have the same problem."""
    keys: dict[str, list[str]] = {}
    for addon in report.addons:
        reasons = [
            f"cannot tell about the {one.name} schedule: {one_line(one.reason)}."
            for one in addon.schedules
            if one.reason
        ]
        if addon.addon.problem:
            reasons = [f"cannot tell. {addon.addon.problem}"]
        for reason in dict.fromkeys(reasons):
            keys.setdefault(reason, []).append(key_of(addon))
    yield from (f"{first_of(those)}: {reason}" for reason, those in keys.items())


def _about(one: ScheduleStatus) -> Iterator[str]:
    name = one.name
    if not one.watched.exists:
        yield (
            f"Northflank has no {name} schedule, but the stack declares one. Run "
            "`pulumi up --refresh` to create it again."
        )
    elif one.watched.drift:
        drift = one_line("; ".join(one.watched.drift))
        yield f"the {name} schedule has drifted: {drift}. Run `pulumi up --refresh`."


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
    counts["unknown"] += sum(len(addon.addon.unreadable) for addon in report.addons)
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
