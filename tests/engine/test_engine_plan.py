"""What happens to the schedules of a plan when the plan changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

PLAIN = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30], "hour": [2]}, retention_time=30,
    )
"""
PLAN = """
    from pulumi_northflank.plan import BackupPlan

    BackupPlan(
        "orders", project_id="shop", addon_id="orders", backup_type="dump",
        daily={"at": "02:30", "keep": 30, "was": "nightly"},
        weekly={"on": ["sun"], "at": "03:00", "keep": 120},
        opts=pulumi.ResourceOptions(),
    )
"""
DAILY_ALONE = PLAN.replace("weekly=", "# weekly=")


def options(text: str) -> str:
    """The plan with resource options."""
    return PLAN.replace("ResourceOptions()", f"ResourceOptions({text})")


def live_ids(api: Emulator) -> set[str]:
    """The IDs that the API holds for the addon."""
    return {item["id"] for item in api.schedules("shop", "orders")}


def writes(api: Emulator) -> list[str]:
    """Method and status of each request that was to change something."""
    return [f"{r.method} {r.status}" for r in api.requests if r.method != "GET"]


def test_a_schedule_moves_into_a_plan_that_grows_and_shrinks(stack: Stack, api: Emulator) -> None:
    """What was declared beside the plan stays as it is, and a tier comes and goes by itself."""
    stack.given(PLAIN)
    before = stack.ids()
    known = len(writes(api))
    stack.program(PLAN)
    grown = stack.up()
    whole = stack.ids()
    stack.program(DAILY_ALONE)

    shrunk = stack.up()

    assert grown.succeeded, grown.output
    assert shrunk.succeeded, shrunk.output
    assert {"orders-daily-dump": before["nightly"]} == stack.ids()
    assert {"orders-daily-dump", "orders-weekly-dump"} == set(whole)
    assert ["POST 200", "DELETE 200"] == writes(api)[known:]
    assert "Adopted" not in grown.output
    assert set(stack.ids().values()) == live_ids(api)


def test_a_plan_renamed_with_an_alias_is_no_change(stack: Stack, api: Emulator) -> None:
    """The alias of a plan holds for its schedules, whose names begin with the plan's."""
    stack.given(PLAN)
    before = stack.ids()
    requests = len(api.requests)
    stack.program(options('aliases=[pulumi.Alias(name="orders")]').replace('"orders", p', '"x", p'))

    outcome = stack.up("--expect-no-changes")

    assert outcome.succeeded, outcome.output
    assert {"x-daily-dump": before["orders-daily-dump"]}.items() <= stack.ids().items()
    assert set(before.values()) == set(stack.ids().values())
    assert requests == len(api.requests)


def test_a_plan_renamed_without_an_alias_keeps_its_schedules(stack: Stack, api: Emulator) -> None:
    """The new names adopt the schedules, and the old names only let go of them."""
    stack.given(PLAN)
    before = stack.ids()
    stack.program(PLAN.replace('"orders", p', '"x", p'))

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert {"x-daily-dump", "x-weekly-dump"} == set(stack.ids())
    assert set(before.values()) == set(stack.ids().values()) == live_ids(api)
    assert "DELETE" not in " ".join(writes(api))


def test_the_options_of_a_plan_hold_for_its_schedules(stack: Stack, api: Emulator) -> None:
    """A protected plan loses no schedule, and one to be retained retains each."""
    protecting = options("protect=True, retain_on_delete=True")
    stack.given(protecting)
    before = live_ids(api)
    marks = [(one.get("protect"), one.get("retainOnDelete")) for one in stack.schedules().values()]
    stack.program(protecting.replace("weekly=", "# weekly="))

    outcome = stack.up()

    assert [(True, True)] * 2 == marks
    assert not outcome.succeeded
    assert "because it is protected" in outcome.output
    assert before == live_ids(api)
    assert 2 == len(before)
