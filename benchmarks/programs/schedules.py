"""The schedules that all contestants create: six for each addon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

PROJECT = "shop"
RETENTION = 7
CHANGED_RETENTION = 6
PER_ADDON = 6

Order = Literal["addons", "kinds"]
Schedule = dict[str, Any]

_KINDS: list[tuple[str, dict[str, Any]]] = [
    (backup_type, scheduling)
    for backup_type in ("dump", "snapshot")
    for scheduling in (
        {"interval": "hourly", "minute": [0]},
        {"interval": "daily", "minute": [15], "hour": [2]},
        {"interval": "weekly", "minute": [30], "hour": [3], "day": [6]},
    )
]

# What a check gets, as the engine hands it over: numbers are floats, and the resource adds a
# property. Of the second, two values are too large.
CHECKED: Schedule = {
    "projectId": PROJECT,
    "addonId": "orders",
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30.0], "hour": [2.0]},
    "retentionTime": 30.0,
    "declaration": json.dumps({"urn": "urn:orders", "faulty": [], "preview": False}),
}
FAULTY: Schedule = CHECKED | {
    "scheduling": {"interval": "daily", "minute": [75.0], "hour": [2.0]},
    "retentionTime": 90.0,
}


def addon_count(count: int) -> int:
    """How many addons so many schedules have."""
    return -(-count // PER_ADDON)


def schedules(
    count: int,
    *,
    retention: int = RETENTION,
    order: Order = "addons",
) -> Iterator[tuple[str, Schedule]]:
    """The schedules and their names, as arguments of the resource.

    Addon by addon, as programs are written; or kind by kind, first the hourly dumps of all addons.
    """
    numbers = list(range(count))
    if order == "kinds":
        numbers.sort(key=lambda number: number % PER_ADDON)
    for number in numbers:
        backup_type, scheduling = _KINDS[number % PER_ADDON]
        addon = f"db-{number // PER_ADDON:03}"
        yield (
            f"{addon}-{scheduling['interval']}-{backup_type}",
            {
                "project_id": PROJECT,
                "addon_id": addon,
                "backup_type": backup_type,
                "scheduling": scheduling,
                "retention_time": retention,
            },
        )


def body(schedule: Schedule) -> dict[str, Any]:
    """The request that creates a schedule."""
    return {
        "backupType": schedule["backup_type"],
        "scheduling": schedule["scheduling"],
        "retentionTime": schedule["retention_time"],
    }


def path(addon: str) -> str:
    """Where the schedules of an addon are."""
    return f"/v1/projects/{PROJECT}/addons/{addon}/backup-schedules"
