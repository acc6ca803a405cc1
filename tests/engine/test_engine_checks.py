"""How a preview reports wrong inputs, and that nothing shows the token."""

from __future__ import annotations

import json

import pytest
from tests.engine.conftest import Stack, nightly

from pulumi_northflank.emulator import Emulator

RESOURCE = "pulumi-python:dynamic/northflank:AddonBackupSchedule resource"

FINE = """
    AddonBackupSchedule(
        "fine", project_id="shop", addon_id="d", backup_type="dump", retention_time=7,
        scheduling={"interval": "hourly", "minute": [0]},
    )
"""
WRONG = """
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
PROBLEMS = [
    "'a' has a problem: retentionTime: 90 is more than 60 (daily backups have a maximum retention",
    "'a' has a problem: scheduling.minute[1]: 75 is more than 59 (minutes of the hour are 0 to 59)",
    "'b' has a problem: additionalDestinations[0].destinationId: \"x\" is too short (3 to 100",
    "'b' has a problem: scheduling.day[0]: 7 is more than 6 (days are 0 to 6: 0 is Monday, 1 Tues",
    "'c' has a problem: addonId: \"\" is too short",
    "… (5000000 characters) must be a whole number",
    "'c' has a problem: scheduling.hour: `hour` is required for daily and weekly schedules",
]

# The second schedule is registered only if the first one passes its check.
FIRST_THEN_WRONG = (
    FINE.replace("AddonBackupSchedule(", "first = AddonBackupSchedule(")
    + """
    AddonBackupSchedule(
        "later", project_id="shop", addon_id="e", backup_type="dump", retention_time=90,
        scheduling={"interval": "hourly", "minute": [0]},
        opts=pulumi.ResourceOptions(depends_on=[first]),
    )
"""
)
SETTINGS = {
    "NORTHFLANK_TEAM_ID": ("a/b", 'teamId: "a/b" is malformed'),
    "NORTHFLANK_PREFLIGHT": ("true", "The hourly dump of addon d in project shop already exists"),
}


def test_one_preview_shows_every_problem_of_every_schedule(stack: Stack, api: Emulator) -> None:
    """Each problem is shown once, below its resource, without a traceback."""
    stack.program(FINE.replace("fine", "before").replace('"d"', '"e"') + WRONG + FINE)

    outcome = stack.run("preview", fails=True)

    shown = outcome.output.split("Diagnostics:")[1]
    assert [1] * len(PROBLEMS) == [shown.count(text) for text in PROBLEMS], shown
    assert len(PROBLEMS) == shown.count("has a problem")
    assert f"AddonBackupSchedule (a):\n    error: {RESOURCE} 'a' has" in shown
    assert f"AddonBackupSchedule (b):\n    error: {RESOURCE} 'b' has" in shown
    assert "<nil>" not in shown
    assert "Traceback" not in shown
    assert [] == api.requests


def test_a_valid_schedule_is_registered_without_the_problems_of_others(stack: Stack) -> None:
    """Only a schedule whose check may fail is registered with the list of all problems."""
    log = stack.folder / "grpc.json"
    stack.environment |= {"PULUMI_DEBUG_GRPC": str(log)}
    stack.program(FIRST_THEN_WRONG)

    stack.run("preview", fails=True)

    requests = [json.loads(line) for line in log.read_text().splitlines()]
    registered = [
        request["request"]
        for request in requests
        if request["method"].endswith("/RegisterResource")
        and "declaration" in request["request"].get("object", {})
    ]
    assert {"fine": 0, "later": 1} == {
        each["name"]: len(json.loads(each["object"]["declaration"])["faulty"])
        for each in registered
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_problem_that_only_the_check_finds_hides_no_others(
    setting: str, stack: Stack, api: Emulator
) -> None:
    """A wrong default team or a conflict found by preflight is shown with all other problems."""
    value, problem = SETTINGS[setting]
    body = {"backupType": "dump", "scheduling": {"interval": "hourly", "minute": [0]}}
    api.add_schedule("shop", "d", {**body, "retentionTime": 3})
    stack.environment[setting] = value
    stack.program(FIRST_THEN_WRONG)

    outcome = stack.run("preview", fails=True)

    shown = outcome.output.split("Diagnostics:")[1]
    assert f"'fine' has a problem: {problem}" in shown
    assert "'later' has a problem: retentionTime: 90 is more than 7" in shown


def test_compression_of_a_snapshot_is_a_warning_of_its_resource(stack: Stack) -> None:
    """It is accepted, because the API's own example sends it, and the user is told once."""
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

    shown = outcome.output.split("Diagnostics:")[1]
    assert 1 == shown.count("warning:")
    assert "AddonBackupSchedule (weekly):\n    warning: compressionType has no effect" in shown


BEYOND = """
    from pulumi_northflank import BackupPlan, coverage, require

    AddonBackupSchedule(
        "long", project_id="shop", addon_id="long", backup_type="snapshot", retention_time=365,
        scheduling={"interval": "daily", "minute": [30], "hour": [2]},
        additional_destinations=[
            {"destination_id": "eu-copy", "type": "custom", "retention_time": days}
            for days in (90, 91)
        ],
    )
    plan = BackupPlan(
        "plan", project_id="shop", addon_id="often", backup_type="dump",
        hourly={"minutes": [0, 15, 30, 45], "keep": 7},
    )
    require(plan, min_retention_days=7)
    pulumi.export("kept", coverage(plan)["shop/often"]["oldest"])
"""


def test_documented_limits_can_be_left_to_the_api(stack: Stack) -> None:
    """The API decides on what exceeds them; each limit is a warning of its resource."""
    stack.program(BEYOND)
    refused = stack.run("preview", fails=True)
    stack.run("config", "set", "northflank:documentedLimits", "warn")
    with Emulator(no_limits=True) as api:
        stack.environment["NORTHFLANK_BASE_URL"] = api.url

        outcome = stack.up()
        stack.refresh("--expect-no-changes")

    shown = outcome.output.split("Diagnostics:")[1]
    limit = "retentionTime: 365 is more than 60 (daily backups have a maximum retention of 60 days)"
    assert "AddonBackupSchedule (long):\n    warning: additionalDestinations[0].ret" in shown
    assert f"warning: {limit}. The API decides, because" in shown
    assert 'warning: additionalDestinations[1].destinationId: "eu-copy" is listed twice.' in shown
    assert "warning: retentionTime: the schedule would keep 672 backups at once" in shown
    assert {"long", "plan-hourly-dump"} == set(stack.ids())
    assert "kept: 7" in outcome.output
    problems = refused.output.split("Diagnostics:")[1]
    assert 4 == problems.count("To let the API decide, set northflank:documentedLimits to warn")


def test_another_team_in_the_environment_is_one_warning(stack: Stack) -> None:
    """A machine without NORTHFLANK_TEAM_ID replaces all schedules; one line says why."""
    stack.program(FINE + FINE.replace("fine", "other").replace('"d"', '"e"'))
    stack.environment["NORTHFLANK_TEAM_ID"] = "acme"
    stack.up()
    del stack.environment["NORTHFLANK_TEAM_ID"]

    outcome = stack.run("preview")
    stack.run("config", "set", "northflank:teamId", "acme")
    stack.preview("--expect-no-changes")

    shown = outcome.output.split("Diagnostics:")[1]
    assert 1 == shown.count("warning:"), shown
    assert (
        "warning: NORTHFLANK_TEAM_ID is not set here, but schedules in the state belong to team "
        "acme, so Pulumi replaces them. To use one team everywhere, set it with `pulumi config set "
        "northflank:teamId acme`."
    ) in shown


def test_a_missing_token_is_one_sentence_with_both_ways_to_set_it(stack: Stack) -> None:
    """The token is required by the first request, not before."""
    del stack.environment["NORTHFLANK_API_TOKEN"]
    stack.program(FINE)

    outcome = stack.up(fails=True)

    assert (
        "A request needs a Northflank API token, and none is set. Set a valid token with "
        "`pulumi config set --secret northflank:apiToken TOKEN` or in the environment as "
        "NORTHFLANK_API_TOKEN. A refresh or destroy uses a new configuration only with "
        "`--run-program`."
    ) in outcome.output


def test_the_most_detailed_logs_do_not_show_the_token(either_stack: Stack, api: Emulator) -> None:
    """A token from the environment is in no stream and no file, whatever is logged.

    One from the configuration is logged by the engine itself at this level, as is every secret
    that a provider is configured with.
    """
    stack = either_stack
    stack.environment |= {"PULUMI_DEBUG_GRPC": str(stack.folder / "grpc.json")}
    stack.program(stack.declaring({"nightly": nightly()}))

    outcome = stack.up("-v=9", "--logtostderr", "--logflow", "--debug")

    assert 1 == len(api.schedules())
    # All engines log what they decide, with the inputs.
    assert "Planner decided to create 'urn:pulumi:test::shop::" in outcome.output
    assert (stack.folder / "grpc.json").exists()


def test_a_configured_token_is_a_secret_of_the_stack(stack: Stack, api: Emulator) -> None:
    """A token from the configuration is encrypted in its file and shown nowhere."""
    token = stack.environment.pop("NORTHFLANK_API_TOKEN")
    stack.run("config", "set", "--secret", "northflank:apiToken", token)
    stack.program(FINE)

    stack.up()

    assert [True] == [record.authorized for record in api.requests]
