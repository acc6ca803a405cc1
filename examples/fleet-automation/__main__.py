"""Backups of one Northflank project. The stack is named after it, and fleet.yaml has its addons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import yaml

from pulumi_northflank import BackupPlan, coverage, require


class UniqueKeys(yaml.SafeLoader):
    """Refuses repeated keys: YAML keeps only the last, and `pulumi up` would delete the rest."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  # as in the base class
        """Construct a mapping whose keys all differ."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise pulumi.RunError(f"fleet.yaml contains the key {key!r} more than once.")
        return super().construct_mapping(node, deep)


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
        f"fleet.yaml: unknown plan {plan!r} of {project}/{addon}; use critical, standard or "
        "development."
    )


PROJECT = pulumi.get_stack()
fleet_file = Path(__file__).with_name("fleet.yaml")
fleet = yaml.load(fleet_file.read_text("utf-8"), UniqueKeys)  # noqa: S506  # a safe loader
if PROJECT not in fleet:
    # An empty program would delete all schedules of the stack.
    raise pulumi.RunError(f"fleet.yaml does not contain the project {PROJECT!r}.")
plans = {addon: declare_plan(PROJECT, addon, plan) for addon, plan in fleet[PROJECT].items()}
production = [plans[addon] for addon, plan in fleet[PROJECT].items() if plan != "development"]

if production:
    require(production, max_gap="24h", min_retention_days=30)
pulumi.export("coverage", coverage(*plans.values()))
