"""What happens where the addon has a schedule already: adopt, refuse, replace, rename."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def live_ids(api: Emulator) -> list[str]:
    """The IDs that the API holds for the addon."""
    return [item["id"] for item in api.schedules("shop", "orders")]


def writes(api: Emulator) -> list[str]:
    """Method and status of each request that was to change something."""
    return [f"{r.method} {r.status}" for r in api.requests if r.method != "GET"]


def test_an_identical_schedule_is_adopted(stack: Stack, api: Emulator) -> None:
    """What is there with the declared settings becomes the resource, and the user is told."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM)

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert {"nightly": by_hand} == stack.ids()
    assert f"warning: Adopted schedule {by_hand}" in outcome.output
    assert "destroying the stack will delete it" in outcome.output
    assert stack.preview("--expect-no-changes").succeeded


def test_a_schedule_that_differs_is_left_alone_and_each_difference_is_named(
    stack: Stack, api: Emulator
) -> None:
    """An existing schedule with other settings stops the update and stays as it is."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND | {"retentionTime": 7})
    stack.program(PROGRAM)

    outcome = stack.up()

    assert not outcome.succeeded
    assert (
        f"exists already: schedule {by_hand} (retentionTime is 7 there and 30 here)"
        in outcome.output
    )
    assert 'take it over with if_exists="adopt"; or set if_exists="replace"' in outcome.output
    assert [by_hand] == live_ids(api)
    assert {} == stack.ids()


def test_with_error_even_an_identical_schedule_is_refused(stack: Stack, api: Emulator) -> None:
    """if_exists="error" takes over nothing."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM.replace('"adopt"', '"error"'))

    outcome = stack.up()

    assert not outcome.succeeded
    assert f"exists already: schedule {by_hand} with the declared settings" in outcome.output
    assert [by_hand] == live_ids(api)


def test_with_replace_the_other_schedule_makes_room(stack: Stack, api: Emulator) -> None:
    """if_exists="replace" deletes what is there and creates what is declared, and says so."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND | {"retentionTime": 7})
    stack.program(PROGRAM.replace('"adopt"', '"replace"'))

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert ["POST 409", "DELETE 200", "POST 200"] == writes(api)
    assert f"Deleted schedule {by_hand}" in outcome.output
    assert list(stack.ids().values()) == live_ids(api)


def test_changing_if_exists_alone_is_no_change(stack: Stack, api: Emulator) -> None:
    """What the API has no part in replaces nothing."""
    stack.given(PROGRAM)
    before = len(api.requests)
    stack.program(PROGRAM.replace('"adopt"', '"error"'))

    outcome = stack.up("--expect-no-changes")

    assert outcome.succeeded, outcome.output
    assert before == len(api.requests)


def test_a_resource_renamed_without_an_alias_keeps_its_schedule(
    stack: Stack, api: Emulator
) -> None:
    """The new name adopts the schedule, and the old name only lets go of it."""
    stack.given(PROGRAM)
    schedule_id = stack.ids()["nightly"]
    stack.program(PROGRAM.replace('"nightly"', '"renamed"'))

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert "is declared under another name now and stays" in outcome.output
    assert {"renamed": schedule_id} == stack.ids()
    assert [schedule_id] == live_ids(api)
    assert "DELETE" not in " ".join(writes(api))


def test_a_rename_that_falls_into_two_updates_keeps_its_schedule(
    stack: Stack, api: Emulator
) -> None:
    """When the first update ended between the two names, the next one lets go of the old."""
    stack.given(PROGRAM)
    schedule_id = stack.ids()["nightly"]
    # A target leaves the old name for a later update, as an interruption would.
    renamed = PROGRAM.replace('"nightly"', '"renamed"')
    stack.program(renamed)
    stack.done("up", "--yes", "--skip-preview", "--target", "**renamed")
    both = stack.ids()

    outcome = stack.up()

    assert {"nightly": schedule_id, "renamed": schedule_id} == both
    assert outcome.succeeded, outcome.output
    assert {"renamed": schedule_id} == stack.ids()
    assert [schedule_id] == live_ids(api)


def test_two_names_of_one_schedule_are_destroyed_together(stack: Stack, api: Emulator) -> None:
    """A destroy between the two halves of a rename deletes the schedule once."""
    stack.given(PROGRAM)
    stack.program(PROGRAM.replace('"nightly"', '"renamed"'))
    stack.done("up", "--yes", "--skip-preview", "--target", "**renamed")

    outcome = stack.destroy()

    assert outcome.succeeded, outcome.output
    assert {} == stack.ids()
    assert [] == live_ids(api)
    assert 1 == writes(api).count("DELETE 200")


def test_a_rename_with_a_change_replaces_the_schedule(stack: Stack, api: Emulator) -> None:
    """A new name that declares other settings for the place is a conflict, not a silent loss."""
    stack.given(PROGRAM)
    schedule_id = stack.ids()["nightly"]
    changed = PROGRAM.replace('"nightly"', '"renamed"').replace(
        "retention_time=30", "retention_time=9"
    )
    stack.program(changed)
    refused = stack.up()
    stack.program(
        changed.replace(
            "ResourceOptions()", 'ResourceOptions(aliases=[pulumi.Alias(name="nightly")])'
        )
    )

    outcome = stack.up()

    assert not refused.succeeded
    assert f"exists already: schedule {schedule_id}" in refused.output
    assert outcome.succeeded, outcome.output
    assert [9] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    assert list(stack.ids().values()) == live_ids(api)


def test_a_forced_replacement_keeps_exactly_one_schedule(stack: Stack, api: Emulator) -> None:
    """`pulumi up --replace` of an unchanged schedule neither loses nor doubles it."""
    stack.given(PROGRAM)

    outcome = stack.up("--replace", "**nightly")

    assert outcome.succeeded, outcome.output
    assert 1 == len(live_ids(api))
    assert list(stack.ids().values()) == live_ids(api)


def test_one_place_declared_twice_is_an_error_that_names_both(stack: Stack, api: Emulator) -> None:
    """Two resources of one program never share or fight for a schedule."""
    stack.program(PROGRAM + PROGRAM.replace('"nightly"', '"again"').replace("=30", "=9"))

    outcome = stack.up()

    assert not outcome.succeeded
    assert "both declare the daily dump of addon orders in project shop" in outcome.output
    assert "`nightly`" in outcome.output
    assert "`again`" in outcome.output
    assert 1 >= len(live_ids(api))


def test_two_stacks_never_take_turns(stack: Stack, second_stack: Stack, api: Emulator) -> None:
    """The second stack that declares the same place with other settings fails for good."""
    stack.given(PROGRAM)
    second_stack.program(PROGRAM.replace("=30", "=9"))

    outcomes = [second_stack.up(), stack.up("--expect-no-changes"), second_stack.up()]

    assert [False, True, False] == [outcome.succeeded for outcome in outcomes]
    assert stack.ids()["nightly"] in outcomes[2].output
    assert list(stack.ids().values()) == live_ids(api)


def test_a_protected_schedule_is_not_replaced(stack: Stack, api: Emulator) -> None:
    """`protect` works as everywhere in Pulumi."""
    stack.given(PROGRAM.replace("ResourceOptions()", "ResourceOptions(protect=True)"))
    schedule_ids = live_ids(api)
    stack.program(
        PROGRAM.replace("ResourceOptions()", "ResourceOptions(protect=True)").replace("=30", "=9")
    )

    outcome = stack.up()

    assert not outcome.succeeded
    assert "protect" in outcome.output
    assert schedule_ids == live_ids(api)


def test_a_retained_schedule_outlives_its_stack(stack: Stack, api: Emulator) -> None:
    """`retain_on_delete` works as everywhere in Pulumi."""
    stack.given(PROGRAM.replace("ResourceOptions()", "ResourceOptions(retain_on_delete=True)"))
    schedule_ids = live_ids(api)

    outcome = stack.destroy()

    assert outcome.succeeded, outcome.output
    assert {} == stack.ids()
    assert 1 == len(schedule_ids)
    assert schedule_ids == live_ids(api)
