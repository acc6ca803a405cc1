"""What is secret in a program stays secret in the state, in outputs and in messages."""

from __future__ import annotations

import re
from typing import Any

from tests.engine.conftest import Stack
from tests.unit.schedules import make_body

from pulumi_northflank.emulator import Emulator, Status

SECRET_MARK = "4dabf18193072939515e22adb298388d"
PROGRAM = """\
from pulumi_northflank import coverage, get_addon_backup_schedules_output, require

secret = pulumi.Output.secret
ids = {
    "team_id": secret("marker-team"),
    "project_id": secret("marker-project"),
    "addon_id": secret("marker-addon"),
}
nightly = AddonBackupSchedule(
    "nightly",
    **ids,
    backup_type="snapshot",
    scheduling={"interval": "daily", "minute": secret([43]), "hour": [2]},
    retention_time=secret(57),
    additional_destinations=[{"destination_id": secret("marker-place"), "type": "custom"}],
    if_exists="replace",
)
require(nightly, max_gap="1h", min_retention_days=60, copies=2, advisory=True)
pulumi.export("coverage", coverage(nightly))
pulumi.export("project", nightly.project_id)
pulumi.export("lookup", get_addon_backup_schedules_output(**ids))
"""
SECRET_PROPERTIES = {
    "teamId",
    "projectId",
    "addonId",
    "retentionTime",
    "additionalDestinations",
    "scheduling.minute",
}


def leaks(stack: Stack) -> list[str]:
    """Outputs and states in which a secret value stands in clear."""
    numbers = r"(?<![\w.:#-])(43|57|99)(?![\w.])"
    seen = [text for text in stack.outputs_seen if re.search(rf"marker|{numbers}", text)]
    state = stack.state_file.read_text()
    return [*seen, *([state] if "marker" in state else [])]


def encrypted(values: dict[str, Any]) -> set[str]:
    """The properties that are encrypted in the state."""
    nested = {f"scheduling.{name}": value for name, value in values["scheduling"].items()}
    every = {**values, **nested}.items()
    return {name for name, value in every if isinstance(value, dict) and SECRET_MARK in value}


def test_secret_arguments_stay_secret(stack: Stack, api: Emulator) -> None:
    """No operation shows a secret argument, whether it succeeds, waits or fails."""
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"
    stack.program(PROGRAM)
    api.add_schedule("marker-project", "marker-addon", make_body(), team="marker-team")

    # The preview looks the addon up, warns of the replacement and checks the requirement.
    api.fault(Status(423), method="POST")
    created = stack.run("up", "--yes", "--diff").output
    stack.refresh("--diff")

    assert "of addon [secret] in project [secret] of team [secret] already exists" in created
    assert "retrying POST /v1/teams/[secret]/projects/[secret]/addons/[secret]/" in created
    assert "(addon of nightly) falls short" in created
    stored = stack.schedules()["nightly"]
    assert [SECRET_PROPERTIES] * 2 == [encrypted(stored[part]) for part in ("inputs", "outputs")]

    stack.program(PROGRAM.replace("43", "99").replace("marker-place", "marker--place"))
    wrong = stack.preview(fails=True).output
    api.fault(Status(403), times=None)
    stack.refresh(fails=True)
    refused = stack.destroy(fails=True).output

    assert "scheduling.minute[0]: not valid (minutes of the hour are 0 to 59)" in wrong
    assert "of addon [secret] in project [secret] of team [secret] was not deleted" in refused
    assert [] == leaks(stack)


def test_a_value_that_becomes_secret_is_encrypted(stack: Stack) -> None:
    """Once an argument is secret, the next update encrypts what the state had in clear."""
    program = """
        AddonBackupSchedule(
            "nightly",
            project_id=pulumi.Output.from_input("marker-project"),
            addon_id="marker-addon",
            backup_type="dump",
            scheduling={"interval": "hourly", "minute": [0]},
            retention_time=7,
            opts=pulumi.ResourceOptions(additional_secret_outputs=[]),
        )
        """
    stack.given(program)
    secret = program.replace("from_input", "secret").replace("[])", '["addon_id"])')
    stack.program(secret)

    stack.up()
    stack.refresh()

    stored = stack.schedules()["nightly"]
    assert [{"projectId"}, {"projectId", "addonId"}] == [
        encrypted(stored[part]) for part in ("inputs", "outputs")
    ]
    assert ["GET 200"] == stack.requests()
