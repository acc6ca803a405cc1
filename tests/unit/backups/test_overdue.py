"""Schedules that were created or changed, after no backup was made for too long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from tests.unit.backups.test_backups import DAY, TERMS, at
from tests.unit.backups.test_evidence import addon, days, plan
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS

from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import Backup
from pulumi_northflank.backups.report import AddonStatus, report_on
from pulumi_northflank.backups.runs import Watched

NOW = at("28T12:05")
HOUR = 60
DAILY = {"interval": "daily", "minute": [0], "hour": [3]}
WEEKLY = {"interval": "weekly", "minute": [0], "hour": [3], "day": [0]}


def status(
    scheduling: dict[str, Any],
    *dumps: float,
    snapshots: Iterable[float] = (),
    failed: Iterable[Backup] = (),
    changed: float = NOW - HOUR,
    created: float | None = None,
    retention: int = 30,
    word: str = "running",
) -> AddonStatus:
    """The status of an addon with a dump schedule, beside one that tells the clock."""
    schedule = make_schedule(backupType="dump", scheduling=scheduling, retentionTime=retention)
    watched = Watched("s1", schedule, changed, created=changed if created is None else created)
    backups = [Backup(f"d{minute}", "dump", "completed", minute) for minute in dumps]
    backups += failed
    backups += [Backup(f"s{minute}", "snapshot", "completed", minute) for minute in snapshots]
    backups.sort(key=lambda one: one.minute)
    one = WatchedAddon(ORDERS, NOW, [watched], backups, word)
    well = addon(
        "daily", plan("weekly", backupType="snapshot"), dumps=days("03:00", 1, 28), name="carts"
    )
    found = report_on([one, well], TERMS, None)
    return next(each for each in found.addons if each.addon.address == ORDERS)


def test_created_again() -> None:
    """A schedule that is created again does not hide that the backups stopped days ago."""
    found = status(DAILY, *days("03:00", 6, 18))

    assert ("new", True, at("18T03:01")) == (
        found.verdict,
        bool(found.overdue),
        found.overdue[0].newest and found.overdue[0].newest.minute,
    )


def test_changed_again_and_again() -> None:
    """A schedule that existed for weeks and never made a backup is overdue, whatever changed it."""
    daily = status(DAILY, created=NOW - 60 * DAY)
    weekly = status(WEEKLY, created=NOW - 30 * DAY, changed=NOW - 3 * DAY)

    assert [(True, None)] * 2 == [
        (bool(one.overdue), one.overdue[0].newest) for one in (daily, weekly)
    ]


def test_failing() -> None:
    """Backups that fail for longer than a week tell that none is made, a shorter time does not."""
    failed = [Backup(f"b{day}", "dump", "failed", at(f"{day:02}T03:00")) for day in range(18, 28)]

    assert [(True, None)] == [
        (bool(one.overdue), one.overdue[0].newest) for one in [status(DAILY, failed=failed)]
    ]
    assert not status(DAILY, failed=failed[5:]).overdue
    assert not status(DAILY, failed=[*failed, Backup("b", "dump", "archived", NOW - HOUR)]).overdue


def test_of_its_type() -> None:
    """Snapshots do not stand for the dumps of a schedule that existed all the time."""
    snapshots = days("03:00", 14, 28)

    assert status(DAILY, created=NOW - 60 * DAY, snapshots=snapshots).overdue
    assert not status(DAILY, snapshots=snapshots).overdue
    assert status(DAILY, snapshots=days("03:00", 6, 18)).overdue


@pytest.mark.parametrize(
    ("scheduling", "dumps", "how"),
    [
        (DAILY, [], {}),
        (WEEKLY, [], {"changed": NOW - 2 * DAY}),
        (DAILY, days("03:00", 1, 28), {"created": NOW - 60 * DAY}),
        (DAILY, days("15:00", 1, 27), {"created": NOW - 60 * DAY}),
        (DAILY, [at("23T03:00")], {}),
        (DAILY, [at("09T03:00"), at("16T03:00"), at("23T03:00")], {}),
        (DAILY, [at("16T03:00"), at("23T03:00")], {"created": NOW - 60 * DAY}),
        (DAILY, [], {"created": NOW - 5 * DAY}),
        (DAILY, [at("22T03:00"), at("22T04:00")], {"created": NOW - 60 * DAY}),
        (WEEKLY, [at("10T03:00"), at("17T03:00")], {"changed": at("23T12:00")}),
        (WEEKLY, [at("16T03:00"), at("23T03:00")], {"created": NOW - 60 * DAY}),
        (WEEKLY, [], {"created": NOW - 60 * DAY, "retention": 3}),
        (DAILY, [], {"word": "preDeployment"}),
        (DAILY, [], {"word": "backup"}),
    ],
)
def test_well(scheduling: dict[str, Any], dumps: list[float], how: dict[str, Any]) -> None:
    """What is new, was moved, or was weekly until now is no alarm."""
    found = status(scheduling, *dumps, **how)

    assert ("new", False) == (found.verdict, bool(found.overdue))


@pytest.mark.parametrize("word", ["paused", "failed", "error", "errorAllocating"])
def test_stopped(word: str) -> None:
    """An addon that Northflank does not back up is a warning, before the first run is missed."""
    new = status(DAILY, word=word)
    well = status(DAILY, *days("03:00", 1, 28), word=word, changed=at("01T00:00"))

    assert [("new", True), ("ok", True)] == [(one.verdict, one.is_stopped) for one in (new, well)]
    assert [] == [*new.overdue, *well.overdue]


@pytest.mark.parametrize("word", ["running", "backup", "upgrading", "dreaming", ""])
def test_not_stopped(word: str) -> None:
    """A state that an addon leaves by itself, or an unknown one, is no warning."""
    assert not status(DAILY, word=word).is_stopped
