"""Nightly dumps of a team's databases. Each team has its own stack and token."""

import pulumi

from pulumi_northflank import AddonBackupSchedule, coverage

config = pulumi.Config()
schedules = [
    AddonBackupSchedule(
        f"{addon}-nightly",
        project_id=config.require("projectId"),
        addon_id=addon,
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [30], "hour": [2]},
        retention_time=30,  # days
    )
    for addon in config.require_object("addons")
]
pulumi.export("coverage", coverage(*schedules))
