"""Backups of one Northflank project: the stack has its name, and fleet.yaml its databases."""

from __future__ import annotations

import pulumi
from databases import FleetFileError, fleet_file, read_fleet

from pulumi_northflank import BackupPlan, coverage, require


def declare_plan(project: str, addon: str, tier: str) -> BackupPlan:
    """Declare the backups that a database of a tier gets."""
    name = f"{project}-{addon}"
    match tier:
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
        f"{fleet_file().name}: {project}/{addon} has the tier {tier!r}, and there are critical, "
        "standard and development."
    )


def databases(project: str) -> dict[str, str]:
    """The tiers of a project's addons."""
    try:
        fleet = read_fleet(fleet_file())
    except FleetFileError as error:
        raise pulumi.RunError(str(error)) from None
    if project not in fleet:
        # With nothing to declare, `pulumi up` would delete all that the stack has.
        raise pulumi.RunError(
            f"{fleet_file().name} does not name the project {project!r}, so nothing is changed. "
            f"To delete its schedules: python fleet.py destroy --only {project}"
        )
    return fleet[project]


PROJECT = pulumi.get_stack()
plans = {addon: declare_plan(PROJECT, addon, tier) for addon, tier in databases(PROJECT).items()}
production = [plans[addon] for addon, tier in databases(PROJECT).items() if tier != "development"]

if production:
    require(production, max_gap="24h", min_retention_days=30)
pulumi.export("coverage", coverage(*plans.values()))
