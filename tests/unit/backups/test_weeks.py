"""Random weeks: what is missing is found, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest
from tests.unit.backups.weeks import GRACE, SINCE, Database, Week

from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import Backup, minute_of
from pulumi_northflank.backups.report import report_on
from pulumi_northflank.backups.runs import Terms, Watched
from pulumi_northflank.backups.verdicts import ScheduleStatus
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.schedule import Address, Schedule

WEEKS = int(os.environ.get("STATUS_WEEKS", "2000"))
PARTS = 4
SOURCES = {"snapshot": "snapshot", "dump": "sameAddon"}
BAD = ("missed", "failed")
TERMS = Terms(int(SINCE.total_seconds()) // 60, int(GRACE.total_seconds()) // 60)


def watched(week: Week, addon: Database) -> WatchedAddon:
    """The addon as the API would list it."""
    address = Address("shop", addon.name)
    schedules = [
        Watched(
            one.id,
            Schedule.of(
                {
                    **address.values,
                    "backupType": one.kind,
                    "scheduling": one.scheduling,
                    "retentionTime": one.retention,
                }
            ),
            minute_of(one.changed),
        )
        for one in addon.schedules
    ]
    listed = [
        Backup.listed(
            {
                "id": made.id,
                "status": made.status,
                "createdAt": made.at.isoformat(),
                "config": {"size": "1000", "source": {"type": SOURCES[made.kind]}},
            }
        )
        for made in addon.backups
    ]
    backups = [one for one in listed if one]
    return WatchedAddon(address, minute_of(week.now), schedules, backups, "running")


def found_in(week: Week) -> dict[str, ScheduleStatus]:
    """The status of each schedule by its ID."""
    named = NamedZone(ZoneInfo(week.name)) if week.name and week.is_named else None
    report = report_on([watched(week, addon) for addon in week.addons], TERMS, named)
    return {status.watched.schedule_id: status for status in report.schedules}


def mistakes(week: Week, found: Mapping[str, ScheduleStatus]) -> list[str]:
    """Where the report differs from what a perfect observer finds."""
    wrong = []
    for addon in week.addons:
        for one in addon.schedules:
            status = found[one.id]
            expected = (one.verdict, len(one.missed), one.failed)
            failed = [each.backup.backup_id for each in status.failed]
            if expected != (status.verdict, len(status.missed), failed):
                wrong.append(f"{one.id}: {expected} but {status.verdict}, {status.missed}")
    return wrong


def untrue(week: Week, found: Mapping[str, ScheduleStatus]) -> list[str]:
    """The schedules that the report takes for well and are not, and its false alarms."""
    wrong = []
    for one in (each for addon in week.addons for each in addon.schedules):
        status = found[one.id]
        is_overlooked = one.verdict in BAD and status.verdict not in {*BAD, "unknown"}
        is_false_alarm = (status.missed and not one.missed) or (status.failed and not one.failed)
        if is_overlooked or is_false_alarm:
            wrong.append(f"{one.id}: {one.verdict} but {status.verdict}, {status.missed}")
    return wrong


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in range(1, PARTS))]
)
def test_random_weeks(part: int) -> None:
    """Every gap and every failure is found where it is, and there is no false alarm.

    Where the clock changes and nobody names the zone, or no addon is well kept, the backups can fit
    several clocks. Then a gap can be doubtful, but it is not overlooked, and there is still no
    false alarm.
    """
    wrong, changing, doubtful = {}, 0, 0
    for seed in range(part, WEEKS, PARTS):
        week = Week(seed)
        found = found_in(week)
        is_certain = week.is_told and week.is_clear
        if differences := mistakes(week, found) if is_certain else untrue(week, found):
            wrong[seed] = differences
        if week.is_told and not week.is_clear:
            changing += 1
            doubtful += bool(mistakes(week, found))

    assert {} == wrong
    assert changing / 20 > doubtful


def test_a_failure_by_one_clock() -> None:
    """Where a run failed by one clock and others are missed by another, the state is unknown."""
    week = Week(9545)

    assert "unknown" == found_in(week)["db-1-snapshot-weekly"].verdict
    assert [] == untrue(week, found_in(week))
