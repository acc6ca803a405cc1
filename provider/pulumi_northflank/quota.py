"""How many backups a schedule keeps at once, and the API's limit on it.

Northflank's guide on backing up addons: a schedule that would make more than 500
backups before the first expires is refused. JSON Schema cannot multiply.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.output import contains_unknowns

from .faults import Fault
from .shapes import Scheduling

MOST_KEPT = 500
DAYS_A_WEEK = 7


def backups_a_day(scheduling: Scheduling) -> int:
    """Backups on a day on which the schedule runs."""
    hours = 24 if scheduling["interval"] == "hourly" else len(scheduling["hour"])
    return len(scheduling["minute"]) * hours


def run_days(scheduling: Scheduling, days: int) -> int:
    """The largest number of days with backups among *days* days in a row."""
    if scheduling["interval"] != "weekly":
        return days
    weeks, rest = divmod(days, DAYS_A_WEEK)
    chosen = set(scheduling["day"])
    windows = (
        sum((first + offset) % DAYS_A_WEEK in chosen for offset in range(rest))
        for first in range(DAYS_A_WEEK)
    )
    return weeks * len(chosen) + max(windows)


def kept_at_once(scheduling: Scheduling, retention_time: int) -> int:
    """The most backups of the schedule that exist together.

    Args:
        scheduling: A valid scheduling.
        retention_time: How long each backup is kept, in days.
    """
    return backups_a_day(scheduling) * run_days(scheduling, retention_time)


def faults_of(inputs: Mapping[str, Any], faulty_paths: set[str]) -> list[Fault]:
    """A fault where the schedule keeps too many; none while its figures are not sure."""
    scheduling, retention = inputs.get("scheduling"), inputs.get("retentionTime")
    unsure = any(path.startswith(("scheduling", "retentionTime")) for path in faulty_paths)
    if unsure or contains_unknowns([scheduling, retention]) or not isinstance(scheduling, dict):
        return []
    retention = int(retention)  # type: ignore[arg-type]  # the schema has seen it: a whole number
    kept = kept_at_once(scheduling, retention)  # type: ignore[arg-type]  # and a valid scheduling
    if kept <= MOST_KEPT:
        return []
    a_day, days = backups_a_day(scheduling), run_days(scheduling, retention)  # type: ignore[arg-type]
    arithmetic = f"{a_day} a day × {days} days" + (
        f" with backups within {retention}" if scheduling["interval"] == "weekly" else ""
    )
    reason = (
        f"the schedule would keep {kept} backups at once ({arithmetic} = {kept}), and Northflank "
        f"keeps at most {MOST_KEPT}; keep them for less long or make fewer"
    )
    return [Fault("retentionTime", reason)]
