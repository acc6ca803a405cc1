"""Tiers as a program writes them, and how they are read."""

from __future__ import annotations

from pulumi_northflank.plan.tiers import Tier, read_tiers
from pulumi_northflank.types import Interval
from pulumi_northflank.validation import Problem

HOURLY = {"minutes": [0, 30], "keep": 7}
DAILY = {"at": "02:30", "keep": 30}
WEEKLY = {"on": ["sun"], "at": "03:00", "keep": 120}
FULL = {"interval": "daily", "minute": [5], "hour": [4]}


def read(
    interval: Interval, given: object, backup_type: object = "dump", move_by: int = 0
) -> list[Tier]:
    """The tiers in *given*, which has no problems."""
    problems: list[Problem] = []
    tiers = read_tiers(interval, given, backup_type, move_by=move_by, problems=problems)
    assert [] == problems
    return tiers


def problems_of(interval: Interval, given: object, backup_type: object = "dump") -> list[str]:
    """The problems of the tiers in *given*."""
    problems: list[Problem] = []
    read_tiers(interval, given, backup_type, move_by=0, problems=problems)
    return [str(problem) for problem in problems]
