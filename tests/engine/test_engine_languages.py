"""Programs in TypeScript and Python use the Pulumi package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.engine.test_engine_examples import blocks, copied, edit, run

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

pytestmark = pytest.mark.thorough

BOTH_DOORS = """
settings = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}
packaged = pulumi.CustomResource("northflank:index:AddonBackupSchedule", "packaged", settings)
AddonBackupSchedule(
    "dynamic",
    project_id="shop",
    addon_id="stock",
    backup_type="dump",
    scheduling={"interval": "hourly", "minute": [0]},
    retention_time=7,
)
pulumi.export("id", packaged.id)
"""


def test_typescript(node_stack: Stack, api: Emulator) -> None:
    """The TypeScript example runs as its README says, and a wrong value is shown as there."""
    copied("typescript", node_stack)
    start, _ = blocks("typescript", "bash")
    [problem] = blocks("typescript", "text")
    _, *prepare, up = start.splitlines()  # the packages are there
    program = node_stack.folder / "index.ts"

    edit(program, "minute: [30]", "minute: [75]")
    refused = run("\n".join([*prepare, "pulumi preview"]), node_stack, fails=True)
    edit(program, "minute: [75]", "minute: [30]")
    run(up, node_stack)
    (schedule,) = api.schedules("shop", "orders")
    run("pulumi preview --expect-no-changes", node_stack)
    run("pulumi destroy --yes", node_stack)

    assert ("daily", 30) == (schedule["scheduling"]["interval"], schedule["retentionTime"])
    assert problem.rstrip("\n") in refused
    assert ["POST 200", "DELETE 200"] == node_stack.requests()


def test_python(stack: Stack, api: Emulator) -> None:
    """A Python program declares schedules through the package and the dynamic provider at once."""
    stack.program(BOTH_DOORS)
    stack.up()
    held = {each["addonId"]: each["schedule"]["id"] for each in api.schedules()}
    ids = {"stock": stack.ids()["dynamic"]}
    ids["orders"] = stack.run("stack", "output", "id").output.strip()
    stack.preview("--expect-no-changes")
    stack.program(BOTH_DOORS.replace("[30]", "[75]"))
    refused = stack.preview(fails=True)
    stack.destroy()

    assert ids == held
    assert "'packaged' has a problem: scheduling.minute[0]: 75 is more than 59 (" in refused.output
    assert [] == api.schedules()
