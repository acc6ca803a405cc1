"""Tiers as a program writes them: what is read of one, and what is said of one that is wrong."""

from __future__ import annotations

from pulumi_northflank.faults import Fault
from pulumi_northflank.shapes import Interval
from pulumi_northflank.tiers import Tier, read_tiers

HOURLY = {"minutes": [0, 30], "keep": 7}
DAILY = {"at": "02:30", "keep": 30}
WEEKLY = {"on": ["sun"], "at": "03:00", "keep": 120}
FULL = {"interval": "daily", "minute": [5], "hour": [4]}


def read(
    interval: Interval, given: object, backup_type: object = "dump", move_by: int = 0
) -> list[Tier]:
    """The tiers of a declaration without faults."""
    faults: list[Fault] = []
    tiers = read_tiers(interval, given, backup_type, move_by=move_by, faults=faults)
    assert [] == faults
    return tiers


def refused(interval: Interval, given: object, backup_type: object = "dump") -> list[str]:
    """What is said of a declaration, from which no tier comes."""
    faults: list[Fault] = []
    tiers = read_tiers(interval, given, backup_type, move_by=0, faults=faults)
    assert [] == tiers
    return [str(fault) for fault in faults]
