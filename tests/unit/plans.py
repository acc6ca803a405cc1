"""Plans against mocks: what the tests of plans declare, and what they look at."""

from __future__ import annotations

import logging
from typing import Any

import pulumi
import pytest
from pulumi.runtime import MockResourceArgs
from tests.unit import mocked
from tests.unit.mocked import own

from pulumi_northflank.plan import BackupPlan, PlanError
from pulumi_northflank.provider import RESOURCE_TYPE
from pulumi_northflank.tiers import DailyTier, HourlyTier, WeeklyTier

HOURLY: HourlyTier = {"minutes": [0, 30], "keep": 7}
DAILY: DailyTier = {"at": "02:15", "keep": 30}
WEEKLY: WeeklyTier = {"on": ["sun"], "at": "03:45", "keep": 120}
WHEN = {
    "hourly": {"interval": "hourly", "minute": [0, 30]},
    "daily": {"interval": "daily", "minute": [15], "hour": [2]},
    "weekly": {"interval": "weekly", "minute": [45], "hour": [3], "day": [6]},
}
FULL: dict[str, Any] = WHEN["weekly"]
PLACES: Any = [{"destination_id": "eu-copy", "type": "custom", "retention_time": 7}]


class Noting(mocked.Noting):
    """Mocks that give inputs back as they are, and know the schedules among them."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Note a resource."""
        self.registered.append(args)
        return f"{args.name}-id", args.inputs

    def schedules(self) -> dict[str, dict[str, Any]]:
        """The inputs of each schedule, by its name."""
        return {one.name: own(one.inputs) for one in self.registered if one.typ == RESOURCE_TYPE}


@pytest.fixture(name="mocks")
def _mocks() -> Noting:
    """Give mocks."""
    return Noting()


def plan(name: str = "orders", **arguments: Any) -> BackupPlan:
    """A plan of snapshots for one addon."""
    return BackupPlan(
        name,
        **{"project_id": "shop", "addon_id": "orders", "backup_type": "snapshot", **arguments},
    )


def ids(of: BackupPlan) -> list[pulumi.Output[str]]:
    """What a program has to wait for."""
    return [schedule.id for schedule in of.schedules]


def refused(**arguments: Any) -> list[str]:
    """What is said of a plan that can't be read."""
    with pytest.raises(PlanError) as caught:
        plan(**arguments)
    return [str(fault) for fault in caught.value.faults]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the user is warned of."""
    return [record.message for record in caplog.records if record.levelno == logging.WARNING]
