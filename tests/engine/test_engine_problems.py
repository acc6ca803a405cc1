"""What is wrong with the plans and requirements of a program, shown with everything else."""

from __future__ import annotations

from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

FINE = """
    from pulumi_northflank import BackupPlan, coverage, require

    fine = AddonBackupSchedule(
        "fine", project_id="shop", addon_id="fine", backup_type="dump", retention_time=7,
        scheduling={"interval": "hourly", "minute": [0]},
    )
"""
PLANS = """
    later = pulumi.Output.from_input("24h")
    for name in ("a", "b"):
        BackupPlan(
            name, project_id="shop", addon_id=name, backup_type="dump",
            daily={"at": "24:00", "keep": 121}, weekly={"on": "sun", "at": "03:45", "keep": 120},
        )
    critical = BackupPlan.critical("c", project_id="shop", addon_id=later, backup_type="dump")
    require(fine, max_gap=later, min_retention_days="30", types="dumps", copies=-1)
    require(fine, min_retention_days=8)
    require(critical, max_gap="30m")
    require(fine, min_retention_days=9)
    pulumi.export("coverage", coverage(critical, later))
"""
WRONG = """
    AddonBackupSchedule(
        "wrong", project_id="shop", addon_id="w", backup_type="dump", retention_time=8,
        scheduling={"interval": "hourly", "minute": [0]},
    )
"""
ERRORS = [
    'BackupPlan "a" has 1 problem:\n      daily.at: "24:00" is not a time of day',
    'BackupPlan "b" has 1 problem:\n      daily.at: "24:00" is not a time of day',
    'BackupPlan "c" has 1 problem:\n      spread: spread=True (the default of BackupPlan.standard',
    "from project_id and addon_id, but addon_id is an Output. Give a string to compute it from, s",
    "require has 4 problems:\n      max_gap: must not be an Output, because the schedules are judg",
    'min_retention_days: "30" must be a whole number of at least 1',
    'types: "dumps" is not one of dump, snapshot (did you mean `dump`?)',
    "copies: -1 must be a whole number of at least 0",
    "shop/fine: backups are kept for 7 days, but at least 8 days are required",
    "shop/fine: backups are kept for 7 days, but at least 9 days are required",
    "coverage takes declared schedules and plans, not an Output. Pass the resource itself instead",
]
OF_SCHEDULES = [
    ("a-daily-dump", "retentionTime: 121 is more than 60"),
    ("b-daily-dump", "retentionTime: 121 is more than 60"),
    ("wrong", "retentionTime: 8 is more than 7"),
]
# The first problem is known from the start, the second one when the resource is registered.
OUTPUTS = """
    AddonBackupSchedule(
        "later", project_id="shop", addon_id="x", backup_type="dump",
        retention_time=fine.addon_id.apply(lambda _: 8),
        scheduling={"interval": "hourly", "minute": [0]},
    )
"""
PLAN_OF_A_WRONG_SCHEDULE = """
    BackupPlan(
        "p", project_id="shop", addon_id="p", backup_type="dump",
        daily={"at": "02:30", "keep": 121}, weekly={"on": "sun", "at": "03:45", "keep": 120},
    )
"""

NIGHTLY = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30], "hour": [2]}, retention_time=30,
    )
"""
MOVED = """
    from pulumi_northflank import BackupPlan

    BackupPlan(
        "orders", project_id="shop", addon_id="orders", backup_type="dump",
        daily={"at": "02:30", "keep": 30, "was": "nightly"},
        weekly={"on": ["sun"], "at": "03:00", "keep": 120},
    )
"""
NO_EFFECT = "The stack has no schedule"


def diagnostics(output: str) -> str:
    """What a command printed at its end about problems."""
    return output.split("Diagnostics:")[1]


def test_one_preview_shows_whatever_is_wrong(stack: Stack, api: Emulator) -> None:
    """Plans, requirements and schedules are all judged, each once; an update changes nothing."""
    stack.given(FINE)
    before = stack.state_file.read_text()
    stack.program(FINE + PLANS + WRONG)

    preview, update = stack.run("preview", fails=True), stack.up(fails=True)

    shown = diagnostics(preview.output)
    problems = [f"resource '{name}' has a problem: {text}" for name, text in OF_SCHEDULES]
    assert [1] * 14 == [shown.count(text) for text in [*ERRORS, *problems]], shown
    shown = diagnostics(update.output)
    problems = [f"{name} has 1 problem:\n      {text}" for name, text in OF_SCHEDULES]
    assert [1] * 14 == [shown.count(text) for text in [*ERRORS, *problems]], shown
    assert "Traceback" not in preview.output + update.output
    assert [] == stack.requests()
    assert before.count('"urn"') == stack.state_file.read_text().count('"urn"')
    assert 1 == len(api.schedules())


def test_errors_are_shown_with_and_without_a_failing_check(stack: Stack) -> None:
    """Errors are shown if every check passes, and beside a problem that only a check finds."""
    stack.program(FINE + PLANS.replace("121", "30"))
    passing = diagnostics(stack.run("preview", fails=True).output)
    stack.program(FINE + PLANS.replace("121", "30") + OUTPUTS)

    failing = diagnostics(stack.run("preview", fails=True).output)

    assert [(1, 1)] * len(ERRORS) == [(passing.count(t), failing.count(t)) for t in ERRORS]
    assert "resource 'later' has a problem: retentionTime: 8 is more than 7" in failing
    assert "has a problem" not in passing


def test_a_plan_with_a_wrong_schedule_creates_no_part(stack: Stack) -> None:
    """Without a preview before it, an update creates none of the plan's schedules."""
    stack.program(FINE + PLAN_OF_A_WRONG_SCHEDULE)

    outcome = stack.up(fails=True)

    assert "p-daily-dump has 1 problem:\n      retentionTime: 121 is" in outcome.output
    assert [] == stack.requests()


def test_a_former_name_without_an_effect(stack: Stack) -> None:
    """A `was` that the stack does not know is a warning; a right one is none, whatever changes."""
    stack.given(NIGHTLY)
    stack.program(MOVED.replace('"nightly"', '"nihgtly"'))
    mistyped = stack.run("preview")
    stack.program(MOVED.replace("02:30", "02:45"))

    moved, again = stack.up(), stack.up()

    shown = diagnostics(mistyped.output)
    assert 1 == shown.count(f'warning: {NO_EFFECT} "nihgtly", so the former name (`was` or an')
    assert NO_EFFECT not in moved.output + again.output
    assert {"orders-daily-dump", "orders-weekly-dump"} == set(stack.ids())


def test_a_former_name_of_two_schedules(stack: Stack) -> None:
    """Two tiers with one former name, and one of a schedule that stays, are errors at once."""
    stack.given(NIGHTLY)
    stack.program(NIGHTLY + MOVED.replace('"keep": 120', '"keep": 120, "was": "nightly"'))

    preview, update = stack.run("preview", fails=True), stack.up(fails=True)

    name = '"nightly" is the former name (`was` or an alias) of'
    for outcome in (preview, update):
        shown = diagnostics(outcome.output)
        assert f'{name} "orders-daily-dump", but the program still declares a schedule' in shown
        assert f'{name} "orders-weekly-dump", but the program still declares a sch' in shown
    assert [] == stack.requests()
    assert ["nightly"] == [*stack.ids()]
