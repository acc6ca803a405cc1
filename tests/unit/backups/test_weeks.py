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


def false_alarms(week: Week) -> list[str]:
    """The schedules with a missed or failed run in the report that have none."""
    found = found_in(week)
    return [
        one.id
        for addon in week.addons
        for one in addon.schedules
        for status in [found[one.id]]
        if (status.missed and not one.missed) or (status.failed and not one.failed)
    ]


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in range(1, PARTS))]
)
def test_random_weeks(part: int) -> None:
    """Every gap and every failure is found where it is, and there is no false alarm.

    Where the clock changes and nobody names the zone, a few backups can fit several clocks. Then a
    gap can be doubtful, but there is still no false alarm.
    """
    weeks = {seed: Week(seed) for seed in range(part, WEEKS, PARTS)}
    changing = [week for week in weeks.values() if not week.is_clear]

    assert {} == {
        seed: wrong
        for seed, week in weeks.items()
        if (wrong := mistakes(week) if week.is_clear else false_alarms(week))
    }
    assert len(changing) / 20 > sum(bool(mistakes(week)) for week in changing)
