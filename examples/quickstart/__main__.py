"""A weekly snapshot with a copy in a second destination."""

import pulumi

from pulumi_northflank import AddonBackupSchedule

weekly = AddonBackupSchedule(
    "weekly",
    project_id="default-project",
    addon_id="example-addon",
    backup_type="snapshot",
    scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},  # Friday 18:30
    additional_destinations=[
        {"destination_id": "example-backup-destination", "type": "custom", "retention_time": 7}
    ],
    retention_time=7,  # days
)
pulumi.export("scheduleId", weekly.id)
