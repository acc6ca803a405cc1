"""Slots that already hold a schedule: adopt, refuse, replace, rename."""

from __future__ import annotations

from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=30,
        if_exists="adopt", opts=pulumi.ResourceOptions(),
    )
"""
BY_HAND = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [0], "hour": [2]},
    "retentionTime": 30,
}
RENAMED = PROGRAM.replace('"nightly"', '"renamed"')


def live_ids(api: Emulator) -> list[str]:
    """The IDs of the addon's schedules in the API."""
    return [item["id"] for item in api.schedules("shop", "orders")]


def test_an_identical_schedule_is_adopted(stack: Stack, api: Emulator) -> None:
    """A schedule with the declared settings becomes the resource, and the user is told."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM)

    outcome = stack.up()

    assert {"nightly": by_hand} == stack.ids()
    assert f"warning: Adopted schedule {by_hand}" in outcome.output
    assert "destroying the stack deletes it" in outcome.output
    stack.preview("--expect-no-changes")


def test_a_schedule_that_differs_is_refused(stack: Stack, api: Emulator) -> None:
    """An existing schedule with other settings stays, and the error names each difference."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND | {"retentionTime": 7})
    stack.program(PROGRAM)

    outcome = stack.up(fails=True)

    assert (
        f"already exists: schedule {by_hand} (retentionTime is 7 in Northflank and 30 in your "
        "program)"
    ) in outcome.output
    assert 'adopt it with if_exists="adopt", or set if_exists="replace"' in outcome.output
    assert [by_hand] == live_ids(api)
    assert {} == stack.ids()


def test_with_error_even_an_identical_schedule_is_refused(stack: Stack, api: Emulator) -> None:
    """if_exists="error" adopts nothing."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM.replace('"adopt"', '"error"'))

    outcome = stack.up(fails=True)

    assert f"already exists: schedule {by_hand} with the declared settings" in outcome.output
    assert [by_hand] == live_ids(api)


def test_with_replace_the_existing_schedule_is_deleted(stack: Stack, api: Emulator) -> None:
    """if_exists="replace" deletes the existing schedule, creates the declared one and says so."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND | {"retentionTime": 7})
    stack.program(PROGRAM.replace('"adopt"', '"replace"'))

    outcome = stack.up()

    assert ["POST 409", "GET 200", "DELETE 200", "POST 200"] == stack.requests()
    assert f"Deleted schedule {by_hand}" in outcome.output
    assert list(stack.ids().values()) == live_ids(api)


def test_changing_if_exists_alone_is_no_change(stack: Stack) -> None:
    """A property that is never sent replaces nothing."""
    stack.given(PROGRAM)
    stack.program(PROGRAM.replace('"adopt"', '"error"'))

    stack.up("--expect-no-changes")

    assert [] == stack.requests()


def test_a_resource_renamed_without_an_alias_keeps_its_schedule(
    stack: Stack, api: Emulator
) -> None:
    """The new name adopts the schedule, and the old name leaves the state without deleting it."""
    stack.given(PROGRAM)
    schedule_id = stack.ids()["nightly"]
    stack.program(RENAMED)

    outcome = stack.up()

    assert "the program now declares it under another name" in outcome.output
    assert {"renamed": schedule_id} == stack.ids()
    assert [schedule_id] == live_ids(api)
    assert ["POST 409", "GET 200"] == stack.requests()


def test_a_rename_in_two_updates_keeps_its_schedule(stack: Stack, api: Emulator) -> None:
    """If the first update ends between the two names, the next one drops the old name."""
    stack.given(PROGRAM)
    schedule_id = stack.ids()["nightly"]
    stack.program(RENAMED)
    # The target leaves the old name in the state, as an interruption would.
    stack.up("--target", "**renamed")
    both = stack.ids()

    stack.up()

    assert {"nightly": schedule_id, "renamed": schedule_id} == both
    assert {"renamed": schedule_id} == stack.ids()
    assert [schedule_id] == live_ids(api)


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
    alias = f'aliases=["{nightly["urn"]}"]'
    stack.program(changed.replace("Options()", f"Options({alias})"))

    stack.up()

    assert f"already exists: schedule {nightly['id']}" in refused.output
    assert f"If you renamed it to `renamed`, add {alias}" in refused.output
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

    assert f'add the alias "{before["urn"]}" to its resource options' in refused.output
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


def test_two_stacks_never_take_turns(stack: Stack, second_stack: Stack, api: Emulator) -> None:
    """The second stack that declares the same slot with other settings always fails."""
    stack.given(PROGRAM)
    second_stack.program(PROGRAM.replace("=30", "=9"))

    second_stack.up(fails=True)
    stack.up("--expect-no-changes")
    refused = second_stack.up(fails=True)

    assert stack.ids()["nightly"] in refused.output
    assert list(stack.ids().values()) == live_ids(api)


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
