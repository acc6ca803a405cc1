"""Random weeks: what is missing is found, and nothing else."""

from __future__ import annotations

import os
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


def mistakes(week: Week) -> list[str]:
    """Where the report differs from what a perfect observer finds."""
    found = found_in(week)
    wrong = []
    for addon in week.addons:
        for one in addon.schedules:
            status = found[one.id]
            expected = (one.verdict, len(one.missed), one.failed)
            failed = [each.backup.backup_id for each in status.failed]
            if expected != (status.verdict, len(status.missed), failed):
                wrong.append(f"{one.id}: {expected} but {status.verdict}, {status.missed}")
    return wrong


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in range(1, PARTS))]
)
def test_random_weeks(part: int) -> None:
    """Every gap and every failure is found where it is, and there is no false alarm."""
    weeks = {seed: Week(seed) for seed in range(part, WEEKS, PARTS)}

    assert {} == {
        seed: wrong for seed, week in weeks.items() if week.is_clear and (wrong := mistakes(week))
    }


def test_weeks_with_a_change_of_the_clock() -> None:
    """In a week in which the clock changes, an addon that is well causes no alarm."""
    weeks = [week for week in map(Week, range(400)) if not week.is_clear]
    alarms = [
        status.watched.schedule_id
        for week in weeks
        for found in [found_in(week)]
        for addon in week.addons
        if not any(one.missed or one.failed for one in addon.schedules)
        for one in addon.schedules
        for status in [found[one.id]]
        if status.verdict in {"missed", "failed", "unknown"}
    ]

    assert ([], True) == (alarms, len(weeks) > 20)
