"""Plans that run against mocks."""

from __future__ import annotations

import logging
from typing import Any

import pulumi
import pytest

from pulumi_northflank.plan import BackupPlan, PlanError
from pulumi_northflank.plan.tiers import DailyTier, HourlyTier, WeeklyTier

HOURLY: HourlyTier = {"minutes": [0, 30], "keep": 7}
DAILY: DailyTier = {"at": "02:15", "keep": 30}
WEEKLY: WeeklyTier = {"on": ["sun"], "at": "03:45", "keep": 120}
WHEN = {
    "hourly": {"interval": "hourly", "minute": [0, 30]},
    "daily": {"interval": "daily", "minute": [15], "hour": [2]},
    "weekly": {"interval": "weekly", "minute": [45], "hour": [3], "day": [6]},
}


def plan(name: str = "orders", **arguments: Any) -> BackupPlan:
    """Declare a plan of snapshots."""
    return BackupPlan(
        name,
        **{"project_id": "shop", "addon_id": "orders", "backup_type": "snapshot", **arguments},
    )


def ids(of: BackupPlan) -> list[pulumi.Output[str]]:
    """The IDs of a plan's schedules: a program that returns them waits for all schedules."""
    return [schedule.id for schedule in of.schedules]


def refused(**arguments: Any) -> list[str]:
    """The problems of a plan that cannot be read."""
    with pytest.raises(PlanError) as caught:
        plan(**arguments)
    return [str(problem) for problem in caught.value.problems]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The warnings that the user sees."""
    return [record.message for record in caplog.records if record.levelno == logging.WARNING]
