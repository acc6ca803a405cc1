"""The schedules that all contestants create, six for each addon."""

from __future__ import annotations

from typing import Any

PROJECT = "shop"
PER_ADDON = 6

Schedule = dict[str, Any]
# Backup type and scheduling.
_KINDS: list[tuple[str, dict[str, Any]]] = [
    (backup_type, scheduling)
    for backup_type in ("dump", "snapshot")
    for scheduling in (
        {"interval": "hourly", "minute": [0]},
        {"interval": "daily", "minute": [15], "hour": [2]},
        {"interval": "weekly", "minute": [30], "hour": [3], "day": [6]},
    )
]


def addons(count: int) -> list[str]:
    """The addons of so many schedules."""
    return [f"db-{number:03}" for number in range(-(-count // PER_ADDON))]


def schedules(
    count: int, *, retention: int = 7, order: str = "addons"
) -> list[tuple[str, Schedule]]:
    """Names and arguments of schedules, addon by addon or (``order="kinds"``) kind by kind."""
    numbers = list(range(count))
    if order == "kinds":
        numbers.sort(key=lambda number: number % PER_ADDON)
    names = addons(count)
    made = []
    for number in numbers:
        addon, (backup_type, scheduling) = names[number // PER_ADDON], _KINDS[number % PER_ADDON]
        arguments = {
            "project_id": PROJECT,
            "addon_id": addon,
            "backup_type": backup_type,
            "scheduling": scheduling,
            "retention_time": retention,
        }
        made.append((f"{addon}-{scheduling['interval']}-{backup_type}", arguments))
    return made


def body(schedule: Schedule) -> dict[str, Any]:
    """The request that creates a schedule, with the engine's floats as whole numbers."""
    scheduling = {
        name: value if name == "interval" else [int(each) for each in value]
        for name, value in schedule["scheduling"].items()
    }
    return {
        "backupType": schedule["backup_type"],
        "scheduling": scheduling,
        "retentionTime": int(schedule["retention_time"]),
    }


def properties(schedule: Schedule) -> dict[str, Any]:
    """The properties of the package's resource."""
    return {"projectId": PROJECT, "addonId": schedule["addon_id"], **body(schedule)}


def path(addon: str) -> str:
    """The path of an addon's schedules."""
    return f"/v1/projects/{PROJECT}/addons/{addon}/backup-schedules"
