"""What a preview says of wrong inputs, in the engine's own words and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

PREFIX = "pulumi-python:dynamic/northflank:AddonBackupSchedule resource"

FINE = """
    AddonBackupSchedule(
        "fine", project_id="shop", addon_id="d", backup_type="dump", retention_time=7,
        scheduling={"interval": "hourly", "minute": [0]},
    )
"""
FAULTY = """
    from pulumi_northflank import AdditionalDestinationArgs, SchedulingArgs

    group = pulumi.ComponentResource("test:index:Group", "group")
    AddonBackupSchedule(
        "a", project_id="shop", addon_id="a", backup_type="dump", retention_time=90,
        scheduling={"interval": "daily", "minute": [30, 75], "hour": [2]},
    )
    AddonBackupSchedule(
        "b", project_id="shop", addon_id="b", backup_type="snapshot", retention_time=7,
        scheduling=SchedulingArgs(interval="weekly", minute=[0], hour=[3], day=[7]),
        additional_destinations=[AdditionalDestinationArgs(destination_id="x", type="custom")],
    )
    AddonBackupSchedule(
        "c", project_id="shop", addon_id="", backup_type="dump", retention_time="x" * 5_000_000,
        scheduling={"interval": "daily", "minute": [0]}, opts=pulumi.ResourceOptions(parent=group),
    )
"""
SAID = [
    "'a' has a problem: retentionTime: 90 is more than 60 (daily backups have a maximum retention",
    "'a' has a problem: scheduling.minute[1]: 75 is more than 59 (minutes of the hour are 0 to 59)",
    "'b' has a problem: additionalDestinations[0].destinationId: \"x\" is too short (3 to 100",
    "'b' has a problem: scheduling.day[0]: 7 is more than 6 (days are 0 to 6: 0 is Monday, 1 Tues",
    "'c' has a problem: addonId: \"\" is too short",
    "… (5000000 characters) is not a whole number",
    "'c' has a problem: scheduling.hour: `hour` is required for daily and weekly schedules",
]


def test_every_fault_of_every_schedule_is_in_one_preview(stack: Stack, api: Emulator) -> None:
    """Nothing is held back for a second preview, said twice, or said with a traceback.

    Each schedule's faults are listed as the engine lists those of one resource.
    """
    stack.program(FAULTY + FINE)

    outcome = stack.run("preview")

    said = outcome.output.split("Diagnostics:")[1]
    assert not outcome.succeeded
    assert [1] * len(SAID) == [said.count(text) for text in SAID], said
    assert len(SAID) == said.count("has a problem")
    assert f"AddonBackupSchedule (a):\n    error: {PREFIX} 'a' has" in said
    assert f"AddonBackupSchedule (b):\n    error: {PREFIX} 'b' has" in said
    assert "<nil>" not in said
    assert "Traceback" not in said
    assert [] == api.requests


def test_compression_of_a_snapshot_is_a_warning_of_its_resource(stack: Stack) -> None:
    """The API's own example sends one, so it is accepted, and the user is told once."""
    stack.program(
        """
        AddonBackupSchedule(
            "weekly", project_id="shop", addon_id="b", backup_type="snapshot", retention_time=7,
            scheduling={"interval": "weekly", "minute": [0], "hour": [3], "day": [1]},
            compression_type="gz",
        )
        """
    )

    outcome = stack.run("preview")

    said = outcome.output.split("Diagnostics:")[1]
    assert outcome.succeeded
    assert 1 == said.count("warning:")
    assert "AddonBackupSchedule (weekly):\n    warning: compressionType has no effect" in said


def test_a_missing_token_is_one_sentence_with_both_ways_to_set_it(stack: Stack) -> None:
    """What a request needs is asked for when there is one to make."""
    del stack.environment["NORTHFLANK_API_TOKEN"]
    stack.program(FINE)

    outcome = stack.up()

    assert not outcome.succeeded
    assert "There is no Northflank API token, and a request needs one." in outcome.output
    assert "pulumi config set --secret northflank:apiToken TOKEN" in outcome.output
    assert "NORTHFLANK_API_TOKEN" in outcome.output


def test_the_most_talkative_logs_do_not_show_the_token(stack: Stack, api: Emulator) -> None:
    """With debug logs of all that is said and sent, the token is in no stream and no file.

    A token from the environment, that is: one from the configuration is logged by the
    engine itself at this level, as are all secrets that any provider is configured with.
    """
    stack.environment |= {"PULUMI_DEBUG_GRPC": str(stack.folder / "grpc.json")}
    stack.program(FINE)

    outcome = stack.up("-v=9", "--logtostderr", "--logflow", "--debug")

    assert outcome.succeeded, outcome.output[-5000:]
    assert 1 == len(api.schedules())
    assert "Marshaling property for RPC" in outcome.output
    assert (stack.folder / "grpc.json").exists()


def test_a_configured_token_is_a_secret_of_the_stack(stack: Stack, api: Emulator) -> None:
    """A token from the configuration is encrypted in its file, and shows nowhere."""
    token = stack.environment.pop("NORTHFLANK_API_TOKEN")
    stack.done("config", "set", "--secret", "northflank:apiToken", token)
    stack.program(FINE)

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert [True] == [record.authorized for record in api.requests]
