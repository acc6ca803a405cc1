"""How many backups a schedule keeps at once, and Northflank's limit on it.

Source: Northflank's guide on backing up addons. A schedule that would make more than 500 backups
before the first one expires is refused. JSON Schema cannot multiply, so this is Python.
"""

from __future__ import annotations

from pulumi.output import contains_unknowns

from pulumi_northflank.types import Properties, Scheduling

from .problem import Problem

MOST_KEPT = 500
DAYS_A_WEEK = 7


def backups_a_day(scheduling: Scheduling) -> int:
    """Backups on a day on which the schedule runs."""
    hours = 24 if scheduling["interval"] == "hourly" else len(scheduling["hour"])
    return len(scheduling["minute"]) * hours


def run_days(scheduling: Scheduling, days: int) -> int:
    """The largest number of days with backups among *days* consecutive days."""
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


def arithmetic(scheduling: Scheduling, retention_time: int) -> str:
    """How :func:`kept_at_once` comes about: ``48 a day × 7 days = 336``."""
    a_day, days = backups_a_day(scheduling), run_days(scheduling, retention_time)
    within = f" within {retention_time}" if scheduling["interval"] == "weekly" else ""
    unit = "day" if days == 1 else "days"
    return f"{a_day} a day × {days} {unit}{within} = {a_day * days}"


def problems_of(inputs: Properties, paths: set[str]) -> list[Problem]:
    """The problem that the schedule keeps too many backups, if it does.

    Args:
        inputs: A schedule's inputs.
        paths: Where the schema has found problems. Nothing is reported if the number of backups
            depends on one of them.
    """
    scheduling, retention = inputs.get("scheduling"), inputs.get("retentionTime")
    unsure = any(path.startswith(("scheduling", "retentionTime")) for path in paths)
    if unsure or contains_unknowns([scheduling, retention]) or not isinstance(scheduling, dict):
        return []
    # The schema has seen both: a valid scheduling, and a whole number.
    valid: Scheduling = scheduling  # type: ignore[assignment]
    days = int(retention)  # type: ignore[arg-type]
    kept = kept_at_once(valid, days)
    if kept <= MOST_KEPT:
        return []
    reason = (
        f"the schedule would keep {kept} backups at once ({arithmetic(valid, days)}), and "
        f"Northflank keeps at most {MOST_KEPT}. Shorten the retention or make fewer backups"
    )
    return [Problem("retentionTime", reason, exceeds_limit=True)]
