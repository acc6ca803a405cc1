"""Run with a copy of the package whose JSON Schema has one more property, `label`.

Prints, as JSON, what each part of the package makes of it.
"""

from __future__ import annotations

import json
import runpy
import sys
from types import SimpleNamespace
from typing import Any

import pulumi
from pulumi.runtime.config import set_all_config

import pulumi_northflank
from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.cli.config import config_text
from pulumi_northflank.cli.declarations import declarations_of
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.cli.list import document
from pulumi_northflank.cli.program import program_text
from pulumi_northflank.schedule import LiveSchedule, Project, Schedule
from pulumi_northflank.schedule.drift import as_declared, differences

DECLARED: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
    "retentionTime": 7,
    "label": "declared",
}
LISTED = {**DECLARED, "id": "s1", "label": "live", "unheardOf": 1}


def main() -> None:
    """Print what becomes of the property."""
    provider = AddonBackupScheduleProvider()
    declared, project = Schedule.of(DECLARED), Project("shop")
    live = LiveSchedule.listed(LISTED, project.addon("orders"))
    inventory = Inventory(project, "URL", [Addon(live.schedule.address, [live])])
    declarations = declarations_of(inventory)
    wrong = provider.check({}, {**DECLARED, "label": 5})
    found = {
        "check": provider.check({}, DECLARED).inputs["label"],
        "problem": [failure.reason for failure in wrong.failures],
        "state": (provider.update("s1", {}, DECLARED).outs or {})["label"],
        "body": dict(declared.body)["label"],
        "drift": as_declared(live.schedule, declared).values["label"],
        "differences": differences(live.schedule, declared),
        "diff": provider.diff("s1", DECLARED, {**DECLARED, "label": "new"}).replaces,
        "list": document(inventory)["addons"][0]["schedules"][0]["label"],
        "generate": 'label="live"' in program_text(inventory, declarations),
        "generate --format config": "label: live" in config_text(inventory, declarations),
        "configuration program": configured(),
    }
    print(json.dumps(found))  # noqa: T201  # this is how the test reads it


def configured() -> Any:
    """The argument that the configuration program in this project's root passes on."""
    passed: list[dict[str, Any]] = []

    def note(_: str, **arguments: Any) -> SimpleNamespace:
        passed.append(arguments)
        return SimpleNamespace(id=None)

    # The resource's arguments are typed source, which no schema changes.
    pulumi_northflank.AddonBackupSchedule = note  # type: ignore[assignment, misc]
    pulumi.export = lambda *_: None
    set_all_config({"backups:schedules": json.dumps({"nightly": DECLARED})})
    runpy.run_path(sys.argv[1])
    return passed[0]["label"]


main()
