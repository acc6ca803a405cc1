"""States that earlier versions wrote still preview without a change, refresh, update and destroy.

Each file in ``states`` is the output of `pulumi stack export` after an `up` of ``PROGRAM``, or of
the program in ``OLDER_PROGRAMS`` with the file's name; each schedule's ID is replaced by the
resource's name in braces. To add the state of this version, copy the file that a test writes::

    pytest tests/engine/test_engine_states.py -k can_be_recorded --basetemp /tmp/recorded

Never change a file or its program: users have such states.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.engine.conftest import SCHEDULE_TYPE, Stack

from pulumi_northflank.emulator import Emulator

STATES = sorted((Path(__file__).parent / "states").glob("*.json"))

PROGRAM = """
    from pulumi_northflank import BackupPlan, coverage

    copies = [
        {"destination_id": "us-copy", "type": "custom"},
        {"destination_id": "eu-copy", "type": "custom", "retention_time": 5},
    ]
    nightly = AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [14, 2]}, retention_time=30,
        compression_type="zstd", custom_destination_id="offsite",
    )
    hourly = AddonBackupSchedule(
        "hourly", project_id="shop", addon_id="orders", backup_type="snapshot",
        scheduling={"interval": "hourly", "minute": [45, 15]}, retention_time=7,
        additional_destinations=copies,
    )
    weekly = AddonBackupSchedule(
        "weekly", project_id="shop", addon_id="orders", team_id="blue", backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4, 0]},
        retention_time=120, compression_type="gz", if_exists="error",
    )
    plan = BackupPlan(
        "carts", project_id="shop", addon_id="carts", backup_type="dump", compression_type="gz",
        hourly={"minutes": [10], "keep": 7},
        daily={"at": "02:15", "keep": 60, "backup_type": "snapshot"},
        weekly={"on": ["sun", "wed"], "at": "03:45", "keep": 120},
        additional_destinations=copies,
    )
    pulumi.export("backups", coverage(nightly, hourly, weekly, plan))
    pulumi.export("nightly", nightly.id)
"""
OLDER_PROGRAMS = {
    "0.1.0": """
    nightly = AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [2]}, retention_time=30,
        compression_type="zstd", custom_destination_id="offsite",
    )
    weekly = AddonBackupSchedule(
        "weekly", project_id="shop", addon_id="orders", team_id="blue", backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        additional_destinations=[
            {"destination_id": "eu-copy", "type": "custom", "retention_time": 7},
        ],
        retention_time=120, if_exists="error",
    )
"""
}
NOT_SENT = ("__provider", "projectId", "addonId", "teamId", "ifExists")
# When a resource changed, which line declared it, and how the stack encrypts secrets.
NOT_RECORDED = ("created", "modified", "secrets_providers", "sourcePosition", "stackTrace")


def program_of(state: Path) -> str:
    """The program that wrote a recorded state."""
    return OLDER_PROGRAMS.get(state.stem, PROGRAM)


def cleaned(value: Any) -> Any:
    """A part of an exported state, without what differs from one stack to the next."""
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items() if key not in NOT_RECORDED}
    return [cleaned(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(params=STATES, ids=lambda path: path.stem)
def recorded(request: pytest.FixtureRequest, stack: Stack, api: Emulator) -> str:
    """The program of a recorded state, which is the stack's state now; its schedules exist."""
    state = request.param.read_text()
    for resource in json.loads(state)["deployment"]["resources"]:
        if resource["type"] == SCHEDULE_TYPE:
            inputs = resource["inputs"]
            body = {name: value for name, value in inputs.items() if name not in NOT_SENT}
            address = (inputs["projectId"], inputs["addonId"])
            made = api.add_schedule(*address, body, team=inputs.get("teamId"))
            state = state.replace(resource["id"], made)
    (stack.folder / "state.json").write_text(state)
    stack.run("stack", "import", "--file", "state.json")
    program = program_of(request.param)
    stack.program(program)
    return program


def test_the_state_of_this_version_can_be_recorded(stack: Stack, tmp_path: Path) -> None:
    """A recorded state has neither IDs of schedules nor anything of this machine."""
    stack.given(PROGRAM)

    exported = json.loads(stack.run("stack", "export").output)
    state = json.dumps(cleaned(exported), indent=2) + "\n"
    for name, schedule_id in stack.ids().items():
        state = state.replace(schedule_id, f"{{{name}}}")
    (tmp_path / "VERSION.json").write_text(state)

    assert 2 == state.count('"{nightly}"')
    assert "../" not in state
    assert str(stack.folder.parent) not in state


def lives_on(stack: Stack, api: Emulator, program: str) -> None:
    """Assert that nothing changes, no drift is found, and all can be changed and destroyed."""
    before = stack.ids()
    preview = stack.preview("--expect-no-changes")
    stack.refresh("--expect-no-changes")
    refreshed = stack.ids()
    read = len(stack.requests())
    stack.program(program.replace("retention_time=30", "retention_time=20"))

    stack.up()

    lines = [line.lstrip() for line in preview.output.splitlines()]
    assert "unchanged" in preview.output
    assert [] == [line for line in lines if line.startswith(("~ ", "+ ", "- ", "+-", "-+"))]
    assert before == refreshed
    after = stack.ids()
    assert ["DELETE 200", "POST 200"] == stack.requests()[read:]
    assert {"nightly"} == {name for name in before if before[name] != after[name]}
    assert 20 in [item["retentionTime"] for item in api.schedules("shop", "orders")]
    stack.destroy()
    assert [] == api.schedules()


def test_a_recorded_state_lives_on(recorded: str, stack: Stack, api: Emulator) -> None:
    """An upgrade of this package changes nothing, finds no drift, and can change and destroy all.

    The provider is found by the name that an earlier version wrote.
    """
    lives_on(stack, api, recorded)
