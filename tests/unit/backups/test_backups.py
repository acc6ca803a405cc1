"""Backups as the API lists them, and the runs that they serve."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS

from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import Backup, minute_of, time_at
from pulumi_northflank.backups.evidence import evidence_of
from pulumi_northflank.backups.matching import serve
from pulumi_northflank.backups.reading import reaches
from pulumi_northflank.backups.report import report_on
from pulumi_northflank.backups.runs import Terms, Watched
from pulumi_northflank.backups.zones import ChangingClock, NamedZone, Offset, offsets
from pulumi_northflank.schedule.live import time_of

TERMS = Terms(14 * 1440, 60)
DAY = 1440


def at(text: str, month: int = 11) -> float:
    """The minute of a time in a month of 2026."""
    time = time_of(f"2026-{month:02}-{text}:00Z")
    assert time is not None
    return minute_of(time)


def item(**changes: Any) -> dict[str, Any]:
    """An item of the list of backups."""
    config = {"size": "2048", "source": {"type": "sameAddon"}}
    created = "2026-11-20T02:30:04.000Z"
    return {"id": "b1", "status": "completed", "createdAt": created, "config": config, **changes}


def watched(*minutes: float, now: str = "20T12:00", **changes: Any) -> WatchedAddon:
    """An addon with a daily dump at 3:00 and completed dumps in these minutes."""
    schedule = make_schedule(backupType="dump", retentionTime=60, **changes)
    backups = [
        Backup(f"b{number}", "dump", "completed", minute) for number, minute in enumerate(minutes)
    ]
    return WatchedAddon(ORDERS, at(now), [Watched("s1", schedule)], backups, "running")


def verdict(addon: WatchedAddon) -> str:
    """The verdict of its only schedule."""
    return report_on([addon], TERMS, None).schedules[0].verdict


def kept_for_a_day(interval: str, now: str, terms: Terms, changed: float | None = None) -> str:
    """The verdict of a schedule at 3:00 UTC, on Mondays if weekly, that never made a backup."""
    when = {"hourly": {}, "daily": {"hour": [3]}, "weekly": {"hour": [3], "day": [0]}}[interval]
    scheduling = {"interval": interval, "minute": [0], **when}
    schedule = make_schedule(backupType="dump", retentionTime=1, scheduling=scheduling)
    addon = WatchedAddon(ORDERS, at(now), [Watched("s1", schedule, changed)])
    return report_on([addon], terms, NamedZone(ZoneInfo("UTC"))).schedules[0].verdict


def test_backup() -> None:
    """A backup has a type, a time and a size; fields that are not known yet change nothing."""
    backup = Backup("b1", "dump", "completed", at("20T02:30") + 4 / 60, 2048)

    assert backup == Backup.listed(item(colour="red"))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("completed", "completed"),
        ("scheduled", "running"),
        ("in-progress", "running"),
        ("aborting", "failed"),
        ("aborted", "failed"),
        ("failed", "failed"),
        ("not-supported", "failed"),
        ("COMPLETED", "unknown"),
        ("half-done", "unknown"),
        (None, "unknown"),
        (7, "unknown"),
    ],
)
def test_outcome(status: object, outcome: str) -> None:
    """A status that the documentation does not name is unknown, never a success."""
    backup = Backup.listed(item(status=status))

    assert outcome == (backup and backup.outcome)


@pytest.mark.parametrize("config", [None, [], {}, {"source": None}, {"source": {"type": 1}}])
def test_no_source(config: object) -> None:
    """A backup without a source has no type, and one without a size has none."""
    backup = Backup.listed(item(config=config))

    assert (None, None) == (backup and backup.backup_type, backup and backup.size)


@pytest.mark.parametrize("source", ["fileUpload", "liveInstance", "externalDump"])
def test_imported(source: str) -> None:
    """Data that was brought in from outside is not a backup of the addon."""
    assert Backup.listed(item(config={"source": {"type": source}})) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"createdAt": None},
        {"createdAt": "yesterday"},
        {"createdAt": "0001-01-01T00:00:00Z"},
        {"createdAt": "9999-12-31T23:00:00-05:00"},
    ],
)
def test_not_readable(wrong: dict[str, Any]) -> None:
    """A backup without an ID or a possible time is an error: it could be the missing one."""
    with pytest.raises(ValueError, match="backup"):
        Backup.listed(item(**wrong))


@pytest.mark.parametrize(
    ("minutes", "served"),
    [
        ([0], {0: 1}),
        ([-1], {0: 1}),
        ([-2], {}),
        ([60], {0: 1}),
        ([61], {}),
        ([120.5, 121], {120: 2}),
        ([7, 8], {0: 2}),
        ([179], {120: 1}),
    ],
)
def test_serve(minutes: list[float], served: dict[int, int]) -> None:
    """A backup serves the minute that it is at most a minute before, or an hour after."""
    backups = [Backup(str(minute), "dump", "completed", minute) for minute in minutes]
    found = serve([0, 120, 240], backups, 60)

    assert served == {minute: len(several) for minute, several in found.items()}


def test_overtaken() -> None:
    """A backup that begins after the next minute serves its own, if that one has another."""
    backups = [Backup(name, "dump", "completed", at) for name, at in (("late", 7), ("own", 8))]

    assert {0: 1, 5: 1} == {minute: len(one) for minute, one in serve([0, 5], backups, 60).items()}


def test_no_evidence() -> None:
    """Without any backup all offsets are left, and what is missed by all of them is missed."""
    addon = watched()

    assert (offsets(addon.now, addon.now), 0) == (
        [*evidence_of([addon], TERMS).zones],
        evidence_of([addon], TERMS).backups,
    )
    assert "missed" == verdict(addon)


def test_not_told() -> None:
    """Whether a first run was due depends on the time zone: without evidence, that is unknown."""
    schedule = make_schedule(backupType="dump")
    addon = WatchedAddon(ORDERS, at("20T12:00"), [Watched("s1", schedule, at("19T20:00"))])

    assert "unknown" == verdict(addon)


def test_offset() -> None:
    """The offset that explains the backups is found, with the gap between them."""
    days = [15, 16, 18, 19, 20]
    addon = watched(*(at(f"{day}T01:04") for day in days), now="20T12:00")
    evidence = evidence_of([addon], TERMS)
    (status,) = report_on([addon], Terms(6 * DAY, 60), None).schedules

    assert ((Offset(120),), 5) == (evidence.zones, evidence.backups)
    assert ("missed", ["2026-11-17T01:00:00+00:00"]) == (
        status.verdict,
        [time_at(minute).isoformat() for minute in status.missed],
    )


def test_a_change_of_the_clock() -> None:
    """Backups an hour later since the last Sunday of October tell when the clock changed."""
    hours = {"22": 1, "23": 1, "24": 1, "25": 2, "26": 2, "27": 2}
    backups = [at(f"{day}T{hour:02}:04", 10) for day, hour in hours.items()]
    addon = replace(watched(*backups), now=at("27T12:00", 10))
    terms = Terms(5 * DAY, 60)
    evidence = evidence_of([addon], terms)
    (status,) = report_on([addon], terms, None).schedules

    clock = ChangingClock(Offset(120), Offset(60), int(at("25T01:00", 10)))
    assert (clock, 6) == (evidence.zones[0], evidence.backups)
    assert "ok" == status.verdict


def test_by_hand() -> None:
    """A backup that was made by hand serves no run, and is the newest one."""
    days = [at(f"{day:02}T03:02") for day in range(6, 20)]
    addon = watched(*days, at("20T11:00"), now="20T12:00")
    (found,) = report_on([addon], TERMS, None).addons

    assert ("missed", 60) == (found.verdict, found.age)


def test_unknown_status() -> None:
    """A last run whose backup has a new kind of status is neither well nor missed."""
    days = [at(f"{day:02}T03:02") for day in range(6, 20)]
    addon = watched(*days, now="20T12:00")
    strange = Backup("b99", "dump", "half-done", at("20T03:02"))
    addon = WatchedAddon(ORDERS, addon.now, addon.schedules, [*addon.backups, strange], "running")

    assert "unknown" == verdict(addon)


@pytest.mark.parametrize(
    ("hour", "verdict"),
    [("02:30", "missed"), ("03:30", "late"), ("04:30", "missed"), ("23:30", "missed")],
)
def test_shortest_retention(hour: str, verdict: str) -> None:
    """A daily schedule that never made a backup is missed, also if one would expire soon."""
    assert verdict == kept_for_a_day("daily", f"20T{hour}", TERMS)


def test_long_grace() -> None:
    """A grace of many hours does not shorten the time in which a backup can be missed."""
    assert "missed" == kept_for_a_day("hourly", "20T12:00", Terms(14 * DAY, 20 * 60))


def test_expired() -> None:
    """Whether a backup existed that would have expired cannot be told, and the run is not new."""
    assert "unknown" == kept_for_a_day("weekly", "20T12:00", TERMS)
    assert "new" == kept_for_a_day("weekly", "20T12:00", TERMS, at("18T12:00"))


def test_short_since() -> None:
    """The last run of a schedule is expected, even if it was due before the time asked for."""
    assert "missed" == kept_for_a_day("daily", "20T12:00", Terms(120, 60))


@pytest.mark.parametrize(
    ("days", "is_enough"),
    [
        ([20, 19, 18, 17], True),
        ([20, 19], False),
        ([17, 18, 19, 20], False),
        ([20, 17, 19], False),
        ([17], False),
        ([17, 17], False),
        ([], False),
    ],
)
def test_reaches(days: list[int], *, is_enough: bool) -> None:
    """A list is read on unless it is sorted from the newest and goes back far enough."""
    items = [item(createdAt=f"2026-11-{day}T03:00:00.000Z") for day in days]

    assert is_enough == reaches(items, at("18T00:00"))


@pytest.mark.parametrize(
    ("status", "size", "outcome"),
    [
        ("completed", "0", "failed"),
        ("completed", "1", "completed"),
        ("completed", None, "completed"),
        ("in-progress", "0", "running"),
    ],
)
def test_empty(status: str, size: object, outcome: str) -> None:
    """A completed backup of 0 bytes has failed; one whose size is not known has not."""
    config = {"size": size, "source": {"type": "sameAddon"}}
    backup = Backup.listed(item(status=status, config=config))

    assert outcome == (backup and backup.outcome)


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("03:00", ("ok", 13, ())),
        ("03:05", ("ok", 13, ())),
        ("03:06", ("late", 14, (at("20T03:00"),))),
        ("04:00", ("late", 14, (at("20T03:00"),))),
        ("04:01", ("missed", 14, ())),
    ],
)
def test_just_due(time: str, found: object) -> None:
    """A run is late after five minutes: until then, its backup may not be listed yet."""
    made = watched(*(at(f"{day:02}T03:02") for day in range(1, 20)), now=f"20T{time}")
    (status,) = report_on([made], TERMS, NamedZone(ZoneInfo("UTC"))).schedules

    assert found == (status.verdict, status.expected, status.late)


def test_first_run_is_just_due() -> None:
    """A schedule whose first run is due since a few minutes is new, not expired."""
    schedule = make_schedule(backupType="dump")
    addon = WatchedAddon(ORDERS, at("20T03:02"), [Watched("s1", schedule, at("20T02:00"))])

    assert "new" == report_on([addon], TERMS, NamedZone(ZoneInfo("UTC"))).schedules[0].verdict


@pytest.mark.parametrize(("time", "is_slow"), [("04:00", False), ("04:05", True), ("23:00", True)])
def test_slow(time: str, *, is_slow: bool) -> None:
    """A backup that runs for longer than the grace is slow, and still no failed one."""
    made = watched(*(at(f"{day:02}T03:02") for day in range(1, 20)), now=f"20T{time}")
    running = Backup("b99", "dump", "in-progress", at("20T03:02"))
    made = replace(made, backups=[*made.backups, running])
    (found,) = report_on([made], TERMS, None).addons

    assert ("running", is_slow) == (found.verdict, bool(found.slow))
