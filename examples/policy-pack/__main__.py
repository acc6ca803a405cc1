"""Backup schedules that comply with the policies in the folder `policies`."""

from pulumi_northflank import AddonBackupSchedule

AddonBackupSchedule(
    "orders-hourly",
    project_id="shop",
    addon_id="orders",
    backup_type="snapshot",
    scheduling={"interval": "hourly", "minute": [0]},
    retention_time=7,  # days
)
AddonBackupSchedule(
    "orders-nightly",
    project_id="shop",
    addon_id="orders",
    backup_type="dump",
    scheduling={"interval": "daily", "minute": [30], "hour": [2]},
    retention_time=30,
    custom_destination_id="archive",  # outside of Northflank
)
AddonBackupSchedule(
    "stock-nightly",
    project_id="shop",
    addon_id="stock",
    backup_type="dump",
    scheduling={"interval": "daily", "minute": [45], "hour": [2]},
    retention_time=60,
    custom_destination_id="archive",
)
