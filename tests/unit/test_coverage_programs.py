"""What coverage tells a program, against Pulumi's mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.output import UNKNOWN
from tests.unit.mocked import DAILY, Noting, Plan, daily, later, weekly

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.addon_coverage import coverage
from pulumi_northflank.addons import CoverageError

Run = Callable[..., Any]


def unknown() -> pulumi.Output[Any]:
    """A value that only an update knows."""
    return pulumi.Output.from_input(UNKNOWN)


def gaps(told: dict[str, Any]) -> dict[str, str]:
    """The longest gap of each addon, in order."""
    return {key: told[key]["worst_gap"] for key in told}


def test_addons_in_order(run: Run) -> None:
    """Schedules and plans are told by their addons, in the order of their keys."""

    def program() -> Any:
        plan = Plan((weekly("a"), daily("b", backup_type="dump")))
        return coverage(daily("c", addon_id="carts", team_id="acme"), plan, plan.schedules[0])

    told = run(program)

    assert [("acme/shop/carts", "24h"), ("shop/orders", "24h")] == [*gaps(told).items()]
    assert 8 == told["shop/orders"]["backups_per_week"]


def test_no_schedules(run: Run) -> None:
    """Of no schedules there is nothing to tell."""
    assert {} == run(coverage)


def test_team_of_the_stack(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedules without a team are of the stack's, in a preview as in an update."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    assert ["acme/shop/orders"] == [*run(lambda: coverage(weekly()), preview=True)]
    assert ["acme/shop/orders"] == [*run(lambda: coverage(weekly("again")))]


def test_preview_is_what_the_update_tells(run: Run) -> None:
    """With all arguments known, preview and update tell the same, copies left out or not."""

    def program() -> Any:
        return coverage(
            daily("a", additional_destinations=[{"destination_id": "eu-copy", "type": "custom"}]),
            weekly("b", addon_id="carts", team_id=later("acme"), custom_destination_id=later(None)),
        )

    preview, update = run(program, preview=True), run(program)

    assert ["acme/shop/carts", "shop/orders"] == [*preview]
    assert preview == update


def test_unknown_figure_of_a_program(run: Run) -> None:
    """A figure that is known is reached beside one that is not, which is no figure at all."""
    seen: list[Any] = []

    def program() -> Any:
        told = coverage(daily("a", retention_time=unknown()))
        told.apply(seen.append)
        told["shop/orders"]["oldest"].apply(seen.append)
        return told["shop/orders"]["worst_gap"]

    assert "24h" == run(program, preview=True)
    assert [] == seen


def test_unknown_copies_of_a_program(run: Run) -> None:
    """A destination that is not known yet is not taken for none, and none not for unknown."""
    seen: list[Any] = []

    def program() -> Any:
        told = coverage(
            daily("a", backup_type="dump", custom_destination_id=unknown()),
            daily("b", addon_id="carts", additional_destinations=unknown()),
            daily("c", addon_id="users"),
        )
        for key in ("shop/orders", "shop/carts"):
            told[key]["copies"].apply(seen.append)
        return told["shop/users"]["copies"]

    assert {} == run(program, preview=True)
    assert [] == seen


def exported(value: Any) -> Any:
    """What Pulumi makes of a value that is exported."""
    from pulumi.runtime.stack import massage

    return massage(value, [])


def test_unknown_figures_are_exported_one_by_one(run: Run) -> None:
    """An export has an unknown Output in place of each unknown figure, and the other figures."""

    def program() -> Any:
        return exported(coverage(daily("a", retention_time=unknown()))).apply(known_leaves)

    told = run(program, preview=True)

    assert {"worst_gap": "24h", "backups_per_week": 7, "copies": {}} == {
        name: told["shop/orders"][name] for name in ("worst_gap", "backups_per_week", "copies")
    }
    assert {"oldest", "none_kept"} == {
        name for name, value in told["shop/orders"].items() if value == "an Output"
    }


def known_leaves(value: Any) -> Any:
    """*value* with a word in place of each Output."""
    if isinstance(value, dict):
        return {name: known_leaves(item) for name, item in value.items()}
    return "an Output" if isinstance(value, pulumi.Output) else value


def test_addon_that_is_not_known_yet(run: Run) -> None:
    """It goes by its first schedule's name, and has the schedules that were given its Output."""

    def program() -> Any:
        addon_id = unknown()
        earlier = {"interval": "weekly", "minute": [0], "hour": [17], "day": [4]}
        parent = pulumi.ComponentResource("my:Database", "db")
        return coverage(
            weekly("a", addon_id=addon_id),
            weekly("b", addon_id=addon_id, backup_type="dump", scheduling=earlier),
            daily("c", addon_id=unknown()),
            daily("a", addon_id=unknown(), opts=pulumi.ResourceOptions(parent=parent)),
            weekly("d"),
        ).apply(gaps)

    assert {
        "(addon of a)": "6d22h30m",
        "(addon of a) 2": "24h",
        "(addon of c)": "24h",
        "shop/orders": "7d",
    } == run(program, preview=True)


def test_get(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a schedule that the stack only refers to, what was read counts."""
    monkeypatch.setattr(
        mocks,
        "new_resource",
        lambda args: (
            "s1",
            {
                **{name: args.inputs[name] for name in ("projectId", "addonId")},
                "backupType": "dump",
                "scheduling": DAILY,
                "retentionTime": 9,
            },
        ),
    )

    def program() -> Any:
        found = AddonBackupSchedule.get("found", "s1", project_id="shop", addon_id="orders")
        return coverage(found)

    told = run(program, preview=True)

    assert {"dump": 9, "snapshot": 0} == told["shop/orders"]["kept"]
    assert {} == told["shop/orders"]["copies"]


def test_get_of_what_is_not_known_yet(run: Run, mocks: Noting, monkeypatch: Any) -> None:
    """Of a schedule that can't be read yet nothing is told, not that it has no copies."""
    monkeypatch.setattr(mocks, "new_resource", lambda _: ("s1", {}))
    seen: list[Any] = []

    def program() -> Any:
        found = AddonBackupSchedule.get("found", unknown(), project_id="shop", addon_id="orders")
        told = coverage(found)
        told["(addon of found)"]["copies"].apply(seen.append)
        return exported(told).apply(known_leaves)

    told = run(program, preview=True)

    assert "an Output" == told["(addon of found)"]["worst_gap"]
    assert [] == seen


def test_secret_arguments(run: Run) -> None:
    """What is told of a secret is a secret."""

    def program() -> Any:
        told = coverage(daily("a", retention_time=pulumi.Output.secret(7)))
        return pulumi.Output.from_input(told.is_secret())

    assert run(program)


@pytest.mark.parametrize(
    ("given_one", "what"),
    [
        pytest.param(lambda: weekly("w").id, "an Output", id="output"),
        pytest.param(lambda: [weekly("w")], "a list", id="list"),
        pytest.param(lambda: "weekly", "a str", id="text"),
        pytest.param(lambda: Plan(("x",)), "a str", id="in-a-plan"),  # type: ignore[arg-type]
    ],
)
def test_something_else(run: Run, given_one: Callable[[], Any], what: str) -> None:
    """What is neither a schedule nor a plan is refused at the call."""
    expected = f"coverage takes backup schedules and plans as they are declared, not {what}."

    with pytest.raises(CoverageError) as caught:
        run(lambda: coverage(given_one()))

    assert expected == str(caught.value)


def test_faults_that_no_check_has_seen(run: Run) -> None:
    """Where an engine is mocked, wrong arguments are told in place of wrong figures."""
    with pytest.raises(CoverageError, match=r"^nightly is no valid schedule: retentionTime: 121"):
        run(lambda: coverage(weekly(retention_time=121)))
