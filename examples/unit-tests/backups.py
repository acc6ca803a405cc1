"""The backups that this program declares and looks up, in functions that tests can call."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_northflank import AddonBackupSchedule, get_addon_backup_schedules

PROJECT = "shop"
PRODUCTION = ("orders", "stock")
OTHERS = ("sandbox", "search")


def declare_backups() -> None:
    """Declare a daily dump of every production database."""
    for addon in PRODUCTION:
        AddonBackupSchedule(
            f"{addon}-nightly",
            project_id=PROJECT,
            addon_id=addon,
            backup_type="dump",
            scheduling={"interval": "daily", "minute": [30], "hour": [2]},
            retention_time=30,  # days
        )


def without_backups(addons: Iterable[str]) -> list[str]:
    """Return the databases without any backup schedule, managed by Pulumi or not."""
    return [
        addon
        for addon in addons
        if not get_addon_backup_schedules(project_id=PROJECT, addon_id=addon).schedules
    ]
