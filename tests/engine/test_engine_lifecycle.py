"""Preview, up, refresh and destroy with the real engine."""

from __future__ import annotations

import json

import pytest
from tests.engine.conftest import WITHOUT_PREVIEW, Stack, nightly

from pulumi_northflank.emulator import Emulator

PAYLOAD = (
    "gASVOAAAAAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
)
DAILY_DUMP = """
    AddonBackupSchedule(
        "nightly",
        project_id="shop",
        addon_id="orders",
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [2]},
        retention_time=30,
    )
"""
# The example of the API's documentation, with a destination as its reference requires.
WEEKLY_SNAPSHOT = """
    weekly = AddonBackupSchedule(
        "weekly",
        project_id="shop",
        addon_id="orders",
        backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        additional_destinations=[
            {"destination_id": "example-backup-destination", "type": "custom", "retention_time": 7}
        ],
        compression_type="gz",
        retention_time=7,
    )
    pulumi.export("id", weekly.id)
    pulumi.export("retention", weekly.retention_time)
    pulumi.export("interval", weekly.scheduling.interval)
    copies = weekly.additional_destinations
    pulumi.export("destination", copies.apply(lambda copies: copies[0].destination_id))
"""


def test_a_preview_makes_no_request_and_needs_no_token(stack: Stack, api: Emulator) -> None:
    """A preview passes without a token, as in a pull request from a fork."""
    stack.program(DAILY_DUMP + WEEKLY_SNAPSHOT)
    del stack.environment["NORTHFLANK_API_TOKEN"]

    outcome = stack.preview()

    assert "+ 3 to create" in outcome.output
    assert [] == api.requests


def test_up_creates_each_schedule_with_one_post(stack: Stack, api: Emulator) -> None:
    """It sends exactly the declared fields, and the returned ID is in the state.

    The engine turns 30 into 30.0, but the API gets the 30 that the user wrote.
    """
    stack.program(DAILY_DUMP + WEEKLY_SNAPSHOT)

    stack.run("up", "--yes")

    bodies = sorted((json.loads(record.body) for record in api.requests), key=json.dumps)
    assert [
        {
            "backupType": "dump",
            "scheduling": {"interval": "daily", "minute": [0, 30], "hour": [2]},
            "retentionTime": 30,
        },
        {
            "backupType": "snapshot",
            "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
            "retentionTime": 7,
            "compressionType": "gz",
            "additionalDestinations": [
                {
                    "destinationId": "example-backup-destination",
                    "type": "custom",
                    "retentionTime": 7,
                }
            ],
        },
    ] == bodies
    assert "." not in "".join(record.body for record in api.requests)
    assert ["POST 200", "POST 200"] == stack.requests()
    live = {item["id"] for item in api.schedules("shop", "orders")}
    assert live == set(stack.ids().values())


def test_outputs_are_typed_values_by_their_python_names(stack: Stack) -> None:
    """A program can use a schedule's nested outputs as attributes."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)

    outputs = json.loads(stack.run("stack", "output", "--json").output)

    assert {
        "id": stack.ids()["weekly"],
        "retention": 7,
        "interval": "weekly",
        "destination": "example-backup-destination",
    } == outputs


def test_a_second_up_changes_nothing(stack: Stack) -> None:
    """Schedules that are in place are neither read nor written again."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)

    outcome = stack.up("--expect-no-changes")

    assert "3 unchanged" in outcome.output
    assert [] == stack.requests()


def test_another_order_and_a_default_written_out_are_no_change(stack: Stack) -> None:
    """Minutes in another order and compression_type="gz" on a dump are not differences."""
    stack.given(DAILY_DUMP)
    stack.program(
        DAILY_DUMP.replace("[30, 0]", "[0, 30]").replace("=30,", '=30, compression_type="gz",')
    )

    stack.preview("--expect-no-changes")


def test_a_changed_setting_replaces_the_schedule_in_its_slot(stack: Stack, api: Emulator) -> None:
    """Old and new schedule need the same slot, so the old one is deleted first."""
    stack.given(DAILY_DUMP)
    old = stack.ids()["nightly"]
    stack.program(DAILY_DUMP.replace("retention_time=30", "retention_time=20"))
    preview = stack.preview()

    stack.up()

    assert "+-1 to replace" in preview.output
    assert "retentionTime: 30 => 20" in preview.output
    assert ["DELETE 200", "POST 200"] == stack.requests()
    [live] = api.schedules("shop", "orders")
    assert 20 == live["retentionTime"]
    assert old != live["id"] == stack.ids()["nightly"]


def test_a_move_to_another_addon_creates_before_it_deletes(stack: Stack, api: Emulator) -> None:
    """With a slot for each, there is no time without backups."""
    stack.given(DAILY_DUMP)
    stack.program(DAILY_DUMP.replace('"orders"', '"billing"'))

    stack.up()

    assert ["POST 200", "DELETE 200"] == stack.requests()
    assert ["billing"] == [held["addonId"] for held in api.schedules()]


def test_values_not_known_yet_do_not_stop_a_preview(stack: Stack, api: Emulator) -> None:
    """A preview checks everything but the values that are outputs of new resources."""
    program = (
        DAILY_DUMP.replace("AddonBackupSchedule(", "first = AddonBackupSchedule(")
        + """
    AddonBackupSchedule(
        "second",
        project_id="shop",
        addon_id=first.id.apply(lambda id: f"addon-{id}"),
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [first.id.apply(lambda id: 7)], "hour": [HOUR]},
        retention_time=30,
    )
    """
    )
    stack.program(program.replace("HOUR", "25"))
    refused = stack.preview(fails=True)
    stack.program(program.replace("HOUR", "23"))
    stack.preview()

    stack.up()

    assert (
        "resource 'second' has a problem: scheduling.hour[0]: 25 is more than 23" in refused.output
    )
    assert [[7]] == [
        held["schedule"]["scheduling"]["minute"]
        for held in api.schedules()
        if held["addonId"].startswith("addon-")
    ]


def test_drift_is_shown_and_the_next_up_undoes_it(stack: Stack, api: Emulator) -> None:
    """A retention that someone edited is drift, and `up` restores the declared one."""
    stack.given(DAILY_DUMP)
    api.update_schedule(stack.ids()["nightly"], retentionTime=9)
    alarm = stack.run("refresh", "--preview-only", "--expect-no-changes", fails=True)
    stack.refresh()
    preview = stack.preview()

    stack.up()

    assert "error: no changes were expected" in alarm.output
    assert "retentionTime: 9 => 30" in preview.output
    assert [30] == [item["retentionTime"] for item in api.schedules("shop", "orders")]


def test_defaults_that_the_api_fills_in_are_not_drift(stack: Stack, api: Emulator) -> None:
    """A refresh shows neither the API's defaults nor its order of lists."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT.replace(', "retention_time": 7', ""))

    stack.refresh("--expect-no-changes")

    assert "gz" == api.schedules("shop", "orders")[0]["backupCompressionType"]


def test_a_deleted_schedule_is_created_again(stack: Stack, api: Emulator) -> None:
    """A refresh removes it from the state, and the next up creates it."""
    stack.given(DAILY_DUMP)
    api.remove_schedule(stack.ids()["nightly"])
    stack.refresh()
    after_refresh = stack.ids()

    stack.up()

    assert {} == after_refresh
    assert [item["id"] for item in api.schedules("shop", "orders")] == [stack.ids()["nightly"]]


def test_a_refresh_lists_each_addon_once(stack: Stack, api: Emulator) -> None:
    """The list is read once, however many schedules an addon has and however many threads ask."""
    stack.given(
        """
        for addon in ("orders", "billing"):
            for type in ("dump", "snapshot"):
                AddonBackupSchedule(
                    f"{addon}-hourly-{type}", project_id="shop", addon_id=addon, backup_type=type,
                    scheduling={"interval": "hourly", "minute": [0]}, retention_time=7,
                )
                AddonBackupSchedule(
                    f"{addon}-daily-{type}", project_id="shop", addon_id=addon, backup_type=type,
                    scheduling={"interval": "daily", "minute": [0], "hour": [1]}, retention_time=7,
                )
        """
    )

    stack.refresh()

    made_by_refresh = api.requests[stack.first_request :]
    reads = sorted(f"{record.method} {record.path}" for record in made_by_refresh)
    assert [
        "GET /v1/projects/shop/addons/billing/backup-schedules",
        "GET /v1/projects/shop/addons/orders/backup-schedules",
    ] == reads


def test_destroy_needs_only_the_state(stack: Stack, api: Emulator) -> None:
    """Neither a broken program nor a schedule that someone deleted by hand stops a destroy."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)
    stack.program("raise RuntimeError('not run')")
    api.remove_schedule(stack.ids()["nightly"])

    stack.destroy()

    assert [] == api.schedules()
    assert {} == stack.ids()


def test_a_destroy_that_runs_the_program_deletes_as_well(stack: Stack, api: Emulator) -> None:
    """A destroy deletes the schedules that the program still declares."""
    stack.given(DAILY_DUMP)

    stack.destroy("--run-program")

    assert [] == api.schedules()


@pytest.mark.thorough
@pytest.mark.parametrize("command", ["up", "refresh", "destroy"])
def test_a_new_token_in_the_configuration(either_stack: Stack, command: str) -> None:
    """A refresh or destroy uses the token of the last update, unless it runs the program."""
    stack, options = either_stack, ["--refresh"] if command == "up" else []
    stack.program(stack.declaring({"nightly": nightly()}))
    with Emulator(token="nf-new") as api:
        stack.environment["NORTHFLANK_BASE_URL"] = api.url
        for token in ("nf-new", "nf-old"):
            stack.run("config", "set", "--secret", "northflank:apiToken", token)
            stack.up()
        stack.run("config", "set", "--secret", "northflank:apiToken", "nf-new")

        failed = stack.run(command, *WITHOUT_PREVIEW, *options, fails=True)
        stack.run(command, *WITHOUT_PREVIEW, *options, "--run-program")

    assert "401 Unauthorized. " in failed.output
    assert "uses a new configuration only with `--run-program`." in failed.output


def test_up_with_refresh_deletes_a_dropped_schedule(stack: Stack, api: Emulator) -> None:
    """A schedule that the program dropped is deleted, although the refresh found it unchanged."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)
    stack.program(DAILY_DUMP)

    stack.up("--refresh")

    assert ["dump"] == [item["backupType"] for item in api.schedules("shop", "orders")]


def test_the_team_is_part_of_the_address(stack: Stack, api: Emulator) -> None:
    """The schedule is created below the configured team, which is in the state."""
    stack.program(DAILY_DUMP)
    stack.run("config", "set", "northflank:teamId", "blue")

    stack.up()

    assert "/v1/teams/blue/projects/shop/addons/orders/backup-schedules" == api.requests[0].path
    assert "blue" == stack.schedules()["nightly"]["inputs"]["teamId"]


def test_the_state_has_only_the_inputs(stack: Stack) -> None:
    """Inputs and outputs in the state are the same, and of the provider it has only the name."""
    stack.given(DAILY_DUMP)

    state = stack.schedules()["nightly"]

    assert state["inputs"] == state["outputs"]
    assert {
        "__provider": PAYLOAD,
        "addonId": "orders",
        "backupType": "dump",
        "projectId": "shop",
        "retentionTime": 30,
        "scheduling": {"hour": [2], "interval": "daily", "minute": [0, 30]},
    } == state["inputs"]
