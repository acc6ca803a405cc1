"""How the schedules of a plan follow its changes."""

from __future__ import annotations

from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

PLAIN = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30], "hour": [2]}, retention_time=30,
    )
"""
PLAN = """
    from pulumi_northflank import BackupPlan

    BackupPlan(
        "orders", project_id="shop", addon_id="orders", backup_type="dump",
        daily={"at": "02:30", "keep": 30, "was": "nightly"},
        weekly={"on": ["sun"], "at": "03:00", "keep": 120},
        opts=pulumi.ResourceOptions(),
    )
"""
DAILY_ONLY = PLAN.replace("weekly=", "# weekly=")


def options(text: str) -> str:
    """The plan with resource options."""
    return PLAN.replace("ResourceOptions()", f"ResourceOptions({text})")


def live_ids(api: Emulator) -> set[str]:
    """The IDs of the addon's schedules in the API."""
    return {item["id"] for item in api.schedules("shop", "orders")}


def test_a_schedule_moves_into_a_plan_that_grows_and_shrinks(stack: Stack, api: Emulator) -> None:
    """A schedule keeps its ID in a plan, and adding or removing a tier changes no other tier."""
    stack.given(PLAIN)
    before = stack.ids()
    stack.program(PLAN)
    grown = stack.up()
    whole = stack.ids()
    stack.program(DAILY_ONLY)

    stack.up()

    assert {"orders-daily-dump": before["nightly"]} == stack.ids()
    assert {"orders-daily-dump", "orders-weekly-dump"} == set(whole)
    assert ["POST 200", "DELETE 200"] == stack.requests()
    assert "Adopted" not in grown.output
    assert set(stack.ids().values()) == live_ids(api)


def test_a_plan_renamed_with_an_alias_is_no_change(stack: Stack) -> None:
    """A plan's alias applies to its schedules, whose names begin with the plan's."""
    stack.given(PLAN)
    before = stack.ids()
    stack.program(options('aliases=[pulumi.Alias(name="orders")]').replace('"orders", p', '"x", p'))

    stack.up("--expect-no-changes")

    assert {"x-daily-dump": before["orders-daily-dump"]}.items() <= stack.ids().items()
    assert set(before.values()) == set(stack.ids().values())
    assert [] == stack.requests()


def test_a_plan_renamed_without_an_alias_keeps_its_schedules(stack: Stack, api: Emulator) -> None:
    """The new names adopt the schedules, and the old names leave the state without deleting."""
    stack.given(PLAN)
    before = stack.ids()
    stack.program(PLAN.replace('"orders", p', '"x", p'))

    stack.up()

    assert {"x-daily-dump", "x-weekly-dump"} == set(stack.ids())
    assert set(before.values()) == set(stack.ids().values()) == live_ids(api)
    assert "DELETE 200" not in stack.requests()


def test_the_options_of_a_plan_apply_to_its_schedules(stack: Stack, api: Emulator) -> None:
    """Each schedule of a protected and retained plan is protected and retained."""
    protecting = options("protect=True, retain_on_delete=True")
    stack.given(protecting)
    before = live_ids(api)
    marks = [(one.get("protect"), one.get("retainOnDelete")) for one in stack.schedules().values()]
    stack.program(protecting.replace("weekly=", "# weekly="))

    outcome = stack.up(fails=True)

    assert [(True, True)] * 2 == marks
    assert "because it is protected" in outcome.output
    assert before == live_ids(api)
    assert 2 == len(before)
