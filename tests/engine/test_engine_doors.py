"""Schedules move from one door to the other, and back; the package is installed for good."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.engine.conftest import SCHEDULE_TYPE, Stack, YamlStack
from tests.engine.test_engine_generate import run
from tests.engine.test_engine_package import PROGRAM
from tests.engine.test_engine_states import recorded  # noqa: F401  # a fixture

from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).parents[2]
PACKAGE_TYPE = "northflank:index:AddonBackupSchedule"
# Declares through the package what the program of a state declares through the dynamic provider.
PACKAGE_PROGRAM = f"""
    parents = dict()
    for name, parent, inputs in {{!r}}:
        if parent and parent not in parents:
            parents[parent] = pulumi.ComponentResource("northflank:index:BackupPlan", parent)
        options = pulumi.ResourceOptions(parent=parents.get(parent))
        pulumi.CustomResource({PACKAGE_TYPE!r}, name, inputs, options)
"""
MIGRATE = "pulumi stack export | pulumi-northflank migrate --to {} | pulumi stack import"


def through_the_package(schedules: dict[str, dict[str, Any]]) -> str:
    """The program that declares the *schedules* of a state through the package."""
    declared = [
        (
            name,
            one["parent"].rpartition("::")[2] if "BackupPlan" in one["parent"] else None,
            {key: value for key, value in one["inputs"].items() if key != "__provider"},
        )
        for name, one in schedules.items()
    ]
    return PACKAGE_PROGRAM.format(declared)


def test_a_recorded_state_moves_both_ways(recorded: str, stack: Stack, api: Emulator) -> None:  # noqa: F811  # the fixture
    """No schedule is created or deleted, all keep their IDs, and each preview is empty."""
    assert MIGRATE.format("package") in (ROOT / "docs/doors.md").read_text()
    before, held = stack.ids(), api.schedules()
    stack.program(through_the_package(stack.schedules()))
    run(MIGRATE.format("package"), stack, PULUMI_STACK=stack.name)
    stack.preview("--expect-no-changes")
    stack.schedule_type = PACKAGE_TYPE
    stack.refresh("--expect-no-changes")
    there = stack.ids()

    run(MIGRATE.format("dynamic"), stack, PULUMI_STACK=stack.name)
    stack.program(recorded)
    stack.preview("--expect-no-changes")

    stack.schedule_type = SCHEDULE_TYPE
    assert before == there == stack.ids()
    assert held == api.schedules()
    assert {"GET 200"} == set(stack.requests())


def test_an_installed_plugin_is_found_without_a_warning(
    yaml_stack: YamlStack, tmp_path: Path
) -> None:
    """`install-plugin` is enough for a shell that does not have this environment on PATH."""
    yaml_stack.environment["PULUMI_HOME"] = str(tmp_path / "home")
    yaml_stack.program(PROGRAM)
    install = "pulumi-northflank install-plugin"
    messages = [run(install, yaml_stack), run(install, yaml_stack)]
    for name in ("pulumi", "pulumi-language-yaml"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    yaml_stack.environment["PATH"] = str(tmp_path)

    output = yaml_stack.up().output

    warnings = [line for line in output.splitlines() if "warning" in line]
    # Older engines warn about every language host on PATH.
    of_the_plugin = [line for line in warnings if "pulumi-language-yaml from $PATH" not in line]
    assert ["Installed", "Replaced"] == [message.split()[0] for message in messages]
    assert [] == of_the_plugin
    assert ["nightly"] == list(yaml_stack.ids())
