"""Coverage as outputs of the stack, and requirements on it, with the real engine."""

from __future__ import annotations

from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

BOTH = """
    from pulumi.dynamic import CreateResult, Resource, ResourceProvider
    from pulumi_northflank import coverage, require

    def schedule(name, addon_id, backup_type, scheduling, retention_time):
        return AddonBackupSchedule(
            name, project_id="shop", addon_id=addon_id, backup_type=backup_type,
            scheduling=scheduling, retention_time=retention_time,
        )

    daily = {"interval": "daily", "minute": [0], "hour": [2]}
    quarters = {"interval": "hourly", "minute": [0, 15, 30, 45]}
    nightly = schedule("nightly", "orders", "dump", daily, 30)
    often = schedule("often", "orders", "snapshot", quarters, 5)
    pulumi.export("backups", coverage(nightly, often))
"""
# One schedule is removed, and one is added whose retention is another resource's output.
CHANGED = (
    BOTH[: BOTH.index("    often =")]
    + """
    class PolicyProvider(ResourceProvider):
        def create(self, props):
            return CreateResult("policy", {"days": 9})

    class Policy(Resource):
        days: pulumi.Output[int]

    days = Policy(PolicyProvider(), "policy", {"days": None}).days
    carts = schedule("carts", "carts", "snapshot", daily, days)
    pulumi.export("backups", coverage(nightly, carts))
    require([nightly, carts], max_gap="24h", min_retention_days=9)
"""
)
UNMET = (
    f"{BOTH}    require([nightly, often], max_gap='1h', min_retention_days=30, types=['dump'])\n"
)


def lines(output: str) -> list[str]:
    """The lines of an output, without the spaces that align its columns."""
    return [" ".join(line.split()).replace(" :", ":") for line in output.splitlines()]


def of_addon(key: str, output: str) -> list[str]:
    """The lines of a preview about an addon."""
    shown = lines(output)
    first = next(index for index, line in enumerate(shown) if f"{key}: {{" in line)
    depth = 0
    for last, line in enumerate(shown[first:], first):
        depth += line.count("{") - line.count("}")
        if not depth:
            return shown[first : last + 1]
    raise AssertionError(output)


def test_a_preview_shows_how_a_change_affects_coverage(stack: Stack) -> None:
    """A metric that gets worse is shown as a change, and only unknown metrics as unknown."""
    stack.given(BOTH)
    stack.program(CHANGED)

    outcome = stack.preview()

    orders, carts = (of_addon(f"shop/{name}", outcome.output) for name in ("orders", "carts"))
    assert {
        '~ worst_gap: "15m" => "24h"',
        "~ backups_per_week: 672 => 7",
        "~ snapshot: 480 => 0",
    } <= set(orders)
    assert {"oldest: 30", 'none_kept: "0m"'} <= set(orders)
    assert {'+ worst_gap: "24h"', "+ backups_per_week: 7", "+ dump: <null>"} <= set(carts)
    assert {"+ oldest: [unknown]", "+ none_kept: [unknown]", "+ copies: {}"} <= set(carts)


def test_the_same_declaration_is_the_same_output(stack: Stack) -> None:
    """A second update changes nothing, not even an output."""
    stack.given(BOTH)

    outcome = stack.up("--diff")

    assert "3 unchanged" in outcome.output
    assert 'worst_gap: "15m"' in lines(outcome.output)
    assert [] == [line for line in lines(outcome.output) if line.startswith(("~ ", "+ ", "- "))]
    assert [] == stack.requests()


def test_an_unmet_requirement_stops_everything(stack: Stack, api: Emulator) -> None:
    """Preview and update fail, say what is missing and by how much, and create nothing."""
    stack.program(UNMET)

    preview, update = stack.preview(fails=True), stack.up(fails=True)

    for outcome in (preview, update):
        assert (
            "shop/orders: the longest time between two dumps is 24h, but at most 1h is allowed "
            "(23h too long)."
        ) in lines(outcome.output)
        assert "error: An addon falls short of what the program requires:" in outcome.output
        assert "Traceback" not in outcome.output
    assert [] == api.requests
    assert {} == stack.schedules()


def test_every_addon_of_a_project_must_be_backed_up(stack: Stack, api: Emulator) -> None:
    """Whoever removes an addon's last schedule learns it from the preview; an update does nothing.

    A schedule that somebody else made counts. A project without addons is a warning.
    """
    stack.given(BOTH.replace('"often", "orders"', '"often", "carts"'))
    by_hand = {"backupType": "dump", "scheduling": {"interval": "hourly", "minute": [0]}}
    api.add_schedule("shop", "stock", {**by_hand, "retentionTime": 3})
    before = api.schedules()
    stack.program(
        BOTH[: BOTH.index("    often =")]
        + """
    from pulumi_northflank import require_all

    require_all("new")
    require_all("shop")
    require(nightly, max_gap="1h")
"""
    )

    preview = stack.run("preview", fails=True)
    update = stack.up(fails=True)

    for output in (preview.output, update.output):
        assert "warning: The API lists no addons of project new, so require_all demands" in output
        assert "1 addon of project shop is not backed up:" in output
        assert "shop/carts: its schedules belong to this stack, the program no longer" in output
        assert "shop/orders: the longest time between two backups is 24h" in output
        assert "Traceback" not in output
    assert before == api.schedules()
