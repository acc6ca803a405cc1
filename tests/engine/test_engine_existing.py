"""Slots that already hold a schedule: adopt, refuse, replace, rename."""

from __future__ import annotations

import base64
import pickle
import shutil
import subprocess

import pytest
from tests.engine.conftest import Stack, nightly

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.dynamic.provider import PAYLOAD
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=30,
        if_exists="adopt", opts=pulumi.ResourceOptions(),
    )
"""
BY_HAND = {name: value for name, value in nightly().items() if name not in ("projectId", "addonId")}
RENAMED = PROGRAM.replace('"nightly"', '"renamed"')


def live_ids(api: Emulator) -> list[str]:
    """The IDs of the addon's schedules in the API."""
    return [item["id"] for item in api.schedules("shop", "orders")]


def test_schedules_that_exist(either_stack: Stack, api: Emulator) -> None:
    """One is adopted if it has the declared settings, and replaced only if the program says so."""
    stack = either_stack
    cases = {
        "identical": ({}, {}),
        "different": ({"retentionTime": 7}, {}),
        "refused": ({}, {"ifExists": "error"}),
        "replaced": ({"retentionTime": 7}, {"ifExists": "replace"}),
    }
    before = {
        addon: api.add_schedule("shop", addon, BY_HAND | there)
        for addon, (there, _) in cases.items()
    }
    stack.program(
        stack.declaring({addon: nightly(addon, **said) for addon, (_, said) in cases.items()})
    )

    shown = stack.up("--continue-on-error", fails=True).output

    held = {one["addonId"]: one["schedule"]["id"] for one in api.schedules()}
    assert {**before, "replaced": held["replaced"]} == held
    assert before["replaced"] != held["replaced"]
    assert {addon: held[addon] for addon in ("identical", "replaced")} == stack.ids()
    assert f"warning: Adopted schedule {before['identical']}" in shown
    assert "destroying the stack deletes it" in shown
    assert (
        f"already exists: schedule {before['different']} (retentionTime is 7 in Northflank and 30 "
        "in your program)"
    ) in shown
    assert 'adopt it with ifExists "adopt", or set ifExists to "replace"' in shown
    assert f"already exists: schedule {before['refused']} with the declared settings" in shown
    assert f"warning: Deleted schedule {before['replaced']}" in shown
    stack.preview("--expect-no-changes", "--target", "**identical")


def test_changing_if_exists_alone_is_no_change(stack: Stack) -> None:
    """A property that is never sent replaces nothing."""
    stack.given(PROGRAM)
    stack.program(PROGRAM.replace('"adopt"', '"error"'))

    stack.up("--expect-no-changes")

    assert [] == stack.requests()


def test_a_rename_without_an_alias_keeps_the_schedule(either_stack: Stack, api: Emulator) -> None:
    """The new name adopts the schedule, and the old name leaves the state without deleting it.

    If the first update ends between the two names, the next one drops the old name.
    """
    stack = either_stack
    stack.given(stack.declaring({"nightly": nightly()}))
    schedule_id = stack.ids()["nightly"]
    stack.program(stack.declaring({"renamed": nightly()}))
    renamed = stack.up()
    at_once = stack.ids()
    stack.program(stack.declaring({"again": nightly()}))
    # The target leaves the old name in the state, as an interruption would.
    stack.up("--target", "**again")
    both = stack.ids()

    stack.up()

    assert "the program now declares it under another name" in renamed.output
    assert {"renamed": schedule_id} == at_once
    assert {"renamed": schedule_id, "again": schedule_id} == both
    assert {"again": schedule_id} == stack.ids()
    assert [schedule_id] == live_ids(api)
    assert ["POST 409", "GET 200"] * 2 == stack.requests()


def test_a_rename_in_two_updates_with_a_change(stack: Stack, api: Emulator) -> None:
    """The new name replaces the schedule that both have, and the old one leaves the state."""
    stack.given(PROGRAM)
    stack.program(RENAMED)
    stack.up("--target", "**renamed")
    stack.program(RENAMED.replace("=30", "=9"))

    stack.up()

    assert ["renamed"] == list(stack.ids())
    assert list(stack.ids().values()) == live_ids(api)
    assert 1 == stack.requests().count("DELETE 200")


def test_two_names_of_one_schedule_are_destroyed_together(stack: Stack, api: Emulator) -> None:
    """A destroy between the two halves of a rename deletes the schedule once."""
    stack.given(PROGRAM)
    stack.program(RENAMED)
    stack.up("--target", "**renamed")

    stack.destroy()

    assert {} == stack.ids()
    assert [] == live_ids(api)
    assert 1 == stack.requests().count("DELETE 200")


def test_a_rename_with_a_change_needs_an_alias(stack: Stack, api: Emulator) -> None:
    """Without it, a new name with other settings is refused, and the error says what to write."""
    stack.given(PROGRAM)
    nightly = stack.schedules()["nightly"]
    changed = RENAMED.replace("=30", "=9")
    stack.program(changed)
    refused = stack.up(fails=True)
    alias = f'"{nightly["urn"]}"'
    stack.program(changed.replace("Options()", f"Options(aliases=[{alias}])"))

    stack.up()

    assert f"already exists: schedule {nightly['id']}" in refused.output
    assert (
        f"If you renamed it to `renamed`, add {alias} to the resource option `aliases`"
        in refused.output
    )
    assert [9] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    assert list(stack.ids().values()) == live_ids(api)


def test_a_resource_of_another_provider_needs_an_alias(stack: Stack, api: Emulator) -> None:
    """Without it, the old provider would delete a schedule that the new one has taken over."""
    stack.given(PROGRAM)
    before, python_type = stack.schedules()["nightly"], stack.schedule_type
    by_package = """
    pulumi.CustomResource(
        "northflank:index:AddonBackupSchedule", "nightly",
        {
            "projectId": "shop", "addonId": "orders", "backupType": "dump",
            "scheduling": {"interval": "daily", "minute": [0], "hour": [2]}, "retentionTime": 30,
        },
        pulumi.ResourceOptions(),
    )
    """
    stack.program(by_package)
    refused = stack.up(fails=True)
    stack.program(by_package.replace("Options()", f'Options(aliases=["{before["urn"]}"])'))

    stack.up()

    assert f'add "{before["urn"]}" to the resource option `aliases`' in refused.output
    stack.schedule_type = "northflank:index:AddonBackupSchedule"
    now = stack.schedules()["nightly"]
    stack.schedule_type = python_type
    stack.program(PROGRAM.replace("Options()", f'Options(aliases=["{now["urn"]}"])'))
    stack.up()
    stack.refresh("--expect-no-changes")
    assert [before["id"]] * 2 == [now["id"], stack.ids()["nightly"]]
    assert [before["id"]] == live_ids(api)
    assert ["POST 409", "GET 200", "GET 200"] == stack.requests()


def test_a_slot_declared_twice_is_an_error_that_names_both(stack: Stack, api: Emulator) -> None:
    """Two resources of one program never share a schedule or replace each other's."""
    stack.program(PROGRAM + PROGRAM.replace('"nightly"', '"again"').replace("=30", "=9"))

    outcome = stack.up(fails=True)

    assert "both declare the daily dump of addon orders in project shop" in outcome.output
    assert "`nightly`" in outcome.output
    assert "`again`" in outcome.output
    assert 1 >= len(live_ids(api))


def test_two_stacks_never_take_turns(
    either_stack: Stack, second_stack: Stack, api: Emulator
) -> None:
    """The second stack that declares the same slot with other settings always fails."""
    stack = either_stack
    stack.given(stack.declaring({"nightly": nightly()}))
    second_stack.program(PROGRAM.replace("=30", "=9"))

    second_stack.up(fails=True)
    stack.up("--expect-no-changes")
    refused = second_stack.up(fails=True)

    assert stack.ids()["nightly"] in refused.output
    assert list(stack.ids().values()) == live_ids(api)


@pytest.mark.thorough
def test_an_alias_that_the_engine_does_not_match(stack: Stack, api: Emulator) -> None:
    """A schedule that leaves its parent, with an alias for the name alone, is kept as it is."""
    team = '\n    team = pulumi.ComponentResource("acme:index:Team", "orders")'
    stack.given(team + PROGRAM.replace("Options()", "Options(parent=team)"))
    before = live_ids(api)
    alias = 'Options(aliases=[pulumi.Alias(name="nightly")])'
    stack.program(RENAMED.replace("Options()", alias))

    stack.up()

    assert before == live_ids(api)
    assert before == list(stack.ids().values())


@pytest.mark.thorough
def test_a_state_that_a_newer_python_wrote(stack: Stack, api: Emulator) -> None:
    """One update without a request makes its provider that of all others, and a rename waits."""
    stack.given(PROGRAM)
    before = live_ids(api)
    pickled = pickle.dumps(AddonBackupScheduleProvider(), protocol=5)
    newer = base64.b64encode(pickled).decode()
    state = stack.state_file.read_text()
    assert 2 == state.count(PAYLOAD)
    stack.state_file.write_text(state.replace(PAYLOAD, newer))

    stack.program(RENAMED)
    refused = " ".join(stack.up(fails=True).output.split())
    stack.program(PROGRAM)
    stack.up()
    updated = stack.state_file.read_text()
    stack.program(RENAMED)
    stack.up()

    assert "Another version of Python wrote `nightly` into the state" in refused
    assert (0, 2) == (updated.count(newer), updated.count(PAYLOAD))
    assert before == live_ids(api)
    assert {"renamed": before[0]} == stack.ids()


def test_a_protected_schedule_is_not_replaced(stack: Stack, api: Emulator) -> None:
    """`protect` works as everywhere in Pulumi."""
    protected = PROGRAM.replace("Options()", "Options(protect=True)")
    stack.given(protected)
    schedule_ids = live_ids(api)
    stack.program(protected.replace("=30", "=9"))

    outcome = stack.up(fails=True)

    assert "protect" in outcome.output
    assert schedule_ids == live_ids(api)


def test_a_retained_schedule_outlives_its_stack(stack: Stack, api: Emulator) -> None:
    """`retain_on_delete` works as everywhere in Pulumi."""
    stack.given(PROGRAM.replace("Options()", "Options(retain_on_delete=True)"))
    schedule_ids = live_ids(api)

    stack.destroy()

    assert {} == stack.ids()
    assert 1 == len(schedule_ids)
    assert schedule_ids == live_ids(api)


def test_a_retained_schedule_that_was_to_change(stack: Stack, api: Emulator) -> None:
    """Its change fails. Taken back, it lifts the option, and then the change is made."""
    retained = PROGRAM.replace("Options()", "Options(retain_on_delete=True)")
    stack.given(retained)
    kept = live_ids(api)
    stack.program(retained.replace("=30", "=9"))
    refused = stack.up(fails=True)
    stack.program(PROGRAM)
    stack.up()
    lifted = live_ids(api)
    stack.program(PROGRAM.replace("=30", "=9"))

    stack.up()

    assert "is protected or retained on deletion" in refused.output
    assert kept == lifted
    assert [9] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    assert list(stack.ids().values()) == live_ids(api)


# Answers like Pulumi Cloud, which looks for a short name among the stacks of the user.
IN_AN_ORGANISATION = """\
#!/bin/sh
case "$*" in
  "stack export"*"--stack "*test) echo "error: no stack named 'test' found" >&2; exit 255;;
esac
exec {pulumi} "$@"
"""


@pytest.mark.thorough
@pytest.mark.parametrize("selected", ["test", "", "fresh"])
def test_the_stack_of_an_organisation(selected: str, stack: Stack, api: Emulator) -> None:
    """If the package cannot find its stack's state, it takes over no schedule that exists."""
    stack.given(stack.declaring({"nightly": nightly()}))
    before = live_ids(api)
    shim = stack.folder / "bin" / "pulumi"
    shim.parent.mkdir()
    shim.write_text(IN_AN_ORGANISATION.format(pulumi=shutil.which("pulumi")))
    shim.chmod(0o755)
    stack.environment["PATH"] = f"{shim.parent}:{stack.environment['PATH']}"
    if selected == "test":
        stack.run("stack", "select")
    elif selected:
        command = ["pulumi", "stack", "init", selected, "--non-interactive"]
        subprocess.run(command, cwd=stack.folder, env=stack.environment, check=True)
    stack.program(f"pulumi.CustomResource({PACKAGE!r}, 'nightly', {nightly()!r})")

    refused = " ".join(stack.up(fails=True).output.split())

    reason = {
        "test": "Another provider manages `nightly`",
        "": "no stack selected",
        "fresh": "another one is selected: fresh.",
    }[selected]
    assert reason in refused
    assert before == live_ids(api)
