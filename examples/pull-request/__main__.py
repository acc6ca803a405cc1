"""Backup schedules that are changed by pull request."""

import pulumi

from pulumi_northflank import AddonBackupSchedule

project_id = pulumi.Config().require("projectId")

for addon_id in ("orders", "stock"):
    AddonBackupSchedule(
        f"{addon_id}-nightly",
        project_id=project_id,
        addon_id=addon_id,
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [30], "hour": [2]},
        retention_time=30,  # days
        compression_type="zstd",
    )

AddonBackupSchedule(
    "orders-weekly",
    project_id=project_id,
    addon_id="orders",
    backup_type="snapshot",
    scheduling={"interval": "weekly", "minute": [0], "hour": [18], "day": [4]},  # Friday
    retention_time=120,
)
