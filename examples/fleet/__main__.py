"""Backups of many databases, each a line in the stack's configuration."""

from __future__ import annotations

import pulumi

from pulumi_northflank import BackupPlan, coverage, require


def declare_plan(project: str, addon: str, plan: str) -> BackupPlan:
    """Declare the backups of an addon by the name of its plan."""
    name = f"{project}-{addon}"
    match plan:
        case "critical":
            return BackupPlan.critical(
                name, project_id=project, addon_id=addon, backup_type="snapshot"
            )
        case "standard":
            return BackupPlan.standard(name, project_id=project, addon_id=addon, backup_type="dump")
        case "development":
            return BackupPlan(
                name,
                project_id=project,
                addon_id=addon,
                backup_type="dump",
                daily={"at": "04:00", "keep": 7},
                spread=True,
            )
    raise pulumi.RunError(
        f"fleet:databases: unknown plan {plan!r} of {project}/{addon}; use critical, standard or "
        "development."
    )


plans = []
production = []
for database in pulumi.Config().require_object("databases"):
    plan = declare_plan(**database)
    plans.append(plan)
    if database["plan"] != "development":
        production.append(plan)

if production:
    require(production, max_gap="24h", min_retention_days=30)
pulumi.export("coverage", coverage(*plans))
