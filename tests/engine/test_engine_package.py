"""YAML programs use the Pulumi package."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.engine.conftest import WITHOUT_PREVIEW, YamlStack

import pulumi_northflank.package
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.emulator.faults import Gate, Hold

PROGRAM = """
    resources:
      nightly:
        type: northflank:AddonBackupSchedule
        properties:
          projectId: shop
          addonId: orders
          backupType: dump
          scheduling: {interval: daily, minute: [45, 15], hour: [2]}
          retentionTime: 30
"""
WEEKLY = {
    "backupType": "snapshot",
    "scheduling": {"interval": "weekly", "minute": [0], "hour": [3], "day": [6]},
    "retentionTime": 60,
    "additionalDestinations": [{"destinationId": "eu-copy", "type": "custom"}],
}
OTHER_TOKEN = "nf-another-token-that-must-not-show"
LONGEST_WAIT = 60
# Less than the five seconds that the engine waits for a provider to end.
SECONDS_TO_END = 4


def test_life(yaml_stack: YamlStack, api: Emulator) -> None:
    """A schedule is created, drifts, disappears and is deleted."""
    yaml_stack.program(PROGRAM)
    token = yaml_stack.environment.pop("NORTHFLANK_API_TOKEN")
    previewed = yaml_stack.preview()
    without_token = yaml_stack.requests()
    yaml_stack.environment["NORTHFLANK_API_TOKEN"] = token

    yaml_stack.up()
    yaml_stack.program(PROGRAM.replace("[45, 15]", "[15, 45]") + "          compressionType: gz")
    yaml_stack.preview("--expect-no-changes")
    (id_,) = yaml_stack.ids().values()
    api.update_schedule(id_, retentionTime=9)
    yaml_stack.refresh()
    drifted = yaml_stack.preview()
    api.remove_schedule(id_)
    yaml_stack.refresh()
    gone = yaml_stack.ids()
    yaml_stack.up()
    yaml_stack.destroy()

    assert ("+ 2 to create" in previewed.output, []) == (True, without_token)
    assert "~ retentionTime: 9 => 30" in drifted.output
    assert {} == gone
    assert [] == api.schedules()
    assert ["POST 200", "GET 200", "GET 200", "POST 200", "DELETE 200"] == yaml_stack.requests()


def test_problems(yaml_stack: YamlStack, api: Emulator) -> None:
    """All problems of a schedule are shown with its resource, and nothing is created."""
    yaml_stack.program(PROGRAM.replace("[45, 15]", "[45, 75]").replace("30\n", "300\n"))

    output = yaml_stack.up(fails=True).output

    named = "northflank:index:AddonBackupSchedule resource 'nightly': property retentionTime value"
    assert f"{named} {{300}} has a problem: 300 is more than 60 (" in output
    assert "resource 'nightly' has a problem: scheduling.minute[1]: 75 is more than 59 (" in output
    assert "Traceback" not in output
    assert [] == api.requests


def test_own_schedule_in_the_way(yaml_stack: YamlStack, api: Emulator) -> None:
    """A renamed resource takes its schedule over, and a forced replacement makes it anew."""
    yaml_stack.given(PROGRAM)
    (id_,) = yaml_stack.ids().values()
    yaml_stack.program(PROGRAM.replace("nightly", "daily"))
    renamed = yaml_stack.up()
    taken_over = yaml_stack.ids()
    urn = yaml_stack.schedules()["daily"]["urn"]
    yaml_stack.up("--replace", urn)

    assert f"Kept schedule {id_}" in renamed.output
    assert {"daily": id_} == taken_over
    assert id_ not in yaml_stack.ids().values()
    assert [each["schedule"]["id"] for each in api.schedules()] == [*yaml_stack.ids().values()]


def test_both_orders_of_a_replacement(yaml_stack: YamlStack, api: Emulator) -> None:
    """The old schedule goes first only if the new one needs its slot; ignored settings stay."""
    yaml_stack.given(PROGRAM)
    yaml_stack.program(PROGRAM.replace("[45, 15]", "[5]"))
    yaml_stack.up()
    same_slot = yaml_stack.requests()
    (id_,) = yaml_stack.ids().values()
    api.update_schedule(id_, retentionTime=9)
    other = PROGRAM.replace("daily", "weekly").replace("[2]}", "[2], day: [6]}")
    ignoring = "        options: {ignoreChanges: [retentionTime]}\n"
    yaml_stack.program(f"{other.replace('30', '40')}{ignoring}")
    previewed = yaml_stack.preview()
    yaml_stack.up()

    assert ["DELETE 200", "POST 200"] == same_slot
    assert ["GET 200", "POST 200", "DELETE 200"] == yaml_stack.requests()[2:]
    assert "scheduling" in previewed.output
    assert "~ retentionTime" not in previewed.output
    (schedule,) = api.schedules("shop", "orders")
    assert ("weekly", 9) == (schedule["scheduling"]["interval"], schedule["retentionTime"])
    yaml_stack.up("--replace", "**nightly")
    (again,) = api.schedules("shop", "orders")
    assert (9, [again["id"]]) == (again["retentionTime"], [*yaml_stack.ids().values()])
    assert schedule["id"] != again["id"]
    yaml_stack.preview("--expect-no-changes")


@pytest.mark.parametrize("by", ["id", "slot"])
def test_import(yaml_stack: YamlStack, api: Emulator, by: str) -> None:
    """The printed program is the whole declaration, so that the next preview is empty."""
    id_ = api.add_schedule("shop", "orders", WEEKLY, team="acme")
    what = ("import", "northflank:index:AddonBackupSchedule", "weekly")
    name = id_ if by == "id" else "weekly-snapshot"
    wrong = yaml_stack.run(*what, "acme/shop/orders/daily-dump", "--yes", fails=True)
    imported = yaml_stack.run(*what, f"acme/shop/orders/{name}", "--yes")
    yaml_stack.program("resources:" + imported.output.partition("\nresources:")[2])
    yaml_stack.preview("--expect-no-changes")
    twice = yaml_stack.run(*what[:2], "twin", f"acme/shop/orders/{name}", "--yes", fails=True)

    assert {"weekly": id_} == yaml_stack.ids()
    assert "already belongs to the resource `weekly` of this stack" in twice.output
    problem = f'acme has no schedule "daily-dump": it has weekly-snapshot ({id_}).'
    assert f"error: Preview failed: Addon orders in project shop of team {problem}" in wrong.output


def test_providers(yaml_stack: YamlStack, api: Emulator) -> None:
    """Two providers have their own tokens, URLs and messages; secrets are encrypted."""
    with Emulator(token=OTHER_TOKEN) as other:
        program = f"""
            resources:
              there:
                type: pulumi:providers:northflank
                properties: {{baseUrl: "{other.url}", apiToken: {OTHER_TOKEN}, timeout: 20}}
              here:
                type: northflank:AddonBackupSchedule
                properties: &settings
                  projectId: shop
                  addonId:
                    fn::secret: very-secret-addon
                  backupType: dump
                  scheduling: {{interval: hourly, minute: [0]}}
                  retentionTime: 7
              elsewhere:
                type: northflank:AddonBackupSchedule
                properties:
                  projectId: ${{here.id}}
                  addonId: orders
                  backupType: dump
                  scheduling: {{interval: hourly, minute: [0]}}
                  retentionTime: 7
                options: {{provider: "${{there}}"}}
            """
        yaml_stack.program(program.replace("timeout: 20", "timeout: 0"))
        refused = yaml_stack.preview(fails=True).output
        yaml_stack.program(program)
        token = yaml_stack.environment.pop("NORTHFLANK_API_TOKEN")
        yaml_stack.run("config", "set", "--secret", "northflank:apiToken", token)
        yaml_stack.preview()
        shown = yaml_stack.up().output
        state = yaml_stack.state_file.read_text()
        yaml_stack.destroy()

        assert [True, True] == [each.authorized for each in other.requests]
    assert [True, True] == [each.authorized for each in api.requests]
    own = "set it with `timeout: VALUE` in the properties of the provider `there`"
    assert "The value '0' of timeout of the provider `there` must be a number of" in refused
    assert own in refused
    assert {OTHER_TOKEN: False, "very-secret-addon": False} == {
        text: text in state + shown for text in (OTHER_TOKEN, "very-secret-addon")
    }


def test_functions(yaml_stack: YamlStack, api: Emulator) -> None:
    """A program looks up schedules and addons."""
    id_ = api.add_schedule("shop", "orders", WEEKLY)
    yaml_stack.program(
        """
        variables:
          found:
            fn::invoke:
              function: northflank:getAddonBackupSchedules
              arguments: {projectId: shop, addonId: orders}
          addons:
            fn::invoke:
              function: northflank:getProjectAddons
              arguments: {projectId: shop}
        outputs:
          id: ${found.schedules[0].id}
          addon: ${addons.addons[0].type}
        """
    )

    yaml_stack.up()

    outputs = json.loads(yaml_stack.run("stack", "output", "--json").output)
    assert {"id": id_, "addon": "postgresql"} == outputs


@pytest.mark.parametrize("command", ["up", "refresh"])
def test_cancel(yaml_stack: YamlStack, api: Emulator, command: str) -> None:
    """Ctrl-C ends a long wait and a hanging request at once, and one more `up` makes all exact."""
    gate = Gate()
    if command == "up":
        yaml_stack.program(PROGRAM)
        api.fault(Status(429, {"Retry-After": "200"}))
    else:
        yaml_stack.given(PROGRAM)
        api.fault(Hold(gate))
    process = yaml_stack.start(command, *WITHOUT_PREVIEW)
    if command == "up":
        assert process.stdout is not None
        assert any("Waiting 200." in line for line in process.stdout)
    else:
        assert gate.arrived.wait(LONGEST_WAIT)
    began = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    outcome = yaml_stack.end(process)
    seconds = time.monotonic() - began
    gate.opened.set()
    yaml_stack.up()

    assert not outcome.succeeded
    assert seconds < SECONDS_TO_END
    assert [each["schedule"]["id"] for each in api.schedules()] == [*yaml_stack.ids().values()]
    assert 1 == len(api.schedules())


def test_cancel_a_deletion(yaml_stack: YamlStack, api: Emulator) -> None:
    """A DELETE that was sent is finished after Ctrl-C, so the state does not keep the schedule."""
    gate = Gate()
    yaml_stack.given(PROGRAM)
    api.fault(Hold(gate, after_commit=True), method="DELETE")
    process = yaml_stack.start("destroy", *WITHOUT_PREVIEW)
    assert gate.arrived.wait(LONGEST_WAIT)
    os.kill(process.pid, signal.SIGINT)
    assert process.stdout is not None
    assert any("cancel" in line.lower() for line in process.stdout)
    gate.opened.set()
    yaml_stack.end(process)

    assert ([], {}) == (api.schedules(), yaml_stack.ids())


def test_schema(yaml_stack: YamlStack) -> None:
    """Pulumi gets the schema that is in the repository."""
    plugin = str(shutil.which("pulumi-resource-northflank"))
    command = ["pulumi", "package", "get-schema", plugin]
    environment = yaml_stack.environment
    shown = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    kept = Path(pulumi_northflank.package.__path__[0]) / "schema.json"

    assert json.loads(kept.read_text()) == json.loads(shown)
