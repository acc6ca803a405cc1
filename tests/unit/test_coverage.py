"""What coverage tells of each addon: from inputs, and from programs against Pulumi's mocks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pulumi
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN, Unknown
from tests.unit.generated import few, paths, replaced, shuffled, valid_inputs
from tests.unit.mocked import Noting, later, weekly

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.addons import Addon, CoverageError, Part
from pulumi_northflank.coverage import coverage, coverage_of
from pulumi_northflank.durations import minutes_in
from pulumi_northflank.figures import storing

Inputs = dict[str, Any]
MakeInputs = Callable[..., Inputs]
Run = Callable[..., Any]

DAILY = {"interval": "daily", "minute": [0], "hour": [2]}
HOURLY = {"interval": "hourly", "minute": [0, 15, 30, 45]}
EU = {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}
US = {"destinationId": "us-copy", "type": "custom"}


def covered(*schedules: Inputs) -> Any:
    """The coverage of an addon with schedules of these inputs."""
    parts = [Part(cast("AddonBackupSchedule", None), storing(inputs)) for inputs in schedules]
    return coverage_of([Addon("shop/orders", parts)])["shop/orders"]


# What the figures are


def test_one_schedule(schedule: MakeInputs) -> None:
    """Of one schedule all figures are its own, and of the other type there is nothing."""
    figures = {"worst_gap": "24h", "backups_per_week": 7, "oldest": 30, "none_kept": "0m"}

    assert {
        **figures,
        "copies": {},
        "kept": {"dump": 30, "snapshot": 0},
        "dump": figures,
        "snapshot": None,
    } == covered(schedule(backupType="dump", retentionTime=30))


def test_two_types(schedule: MakeInputs) -> None:
    """Both types count together, and each of them alone."""
    often = schedule(scheduling=HOURLY, retentionTime=5)
    rarely = schedule("weekly", backupType="dump", retentionTime=120)

    assert {
        "worst_gap": "15m",
        "backups_per_week": 672,
        "oldest": 120,
        "none_kept": "0m",
        "copies": {},
        "kept": {"dump": 18, "snapshot": 480},
        "dump": {"worst_gap": "7d", "backups_per_week": 1, "oldest": 120, "none_kept": "0m"},
        "snapshot": {"worst_gap": "15m", "backups_per_week": 672, "oldest": 5, "none_kept": "0m"},
    } == covered(often, rarely)


def test_shared_minutes(schedule: MakeInputs) -> None:
    """Two schedules of one type in the same minute make one backup, kept for the longer time."""
    told = covered(schedule(retentionTime=7), schedule("hourly", retentionTime=2))

    assert 168 == told["backups_per_week"]
    assert {"dump": 0, "snapshot": 48 + 5} == told["kept"]


def test_nothing_is_kept_for_days(schedule: MakeInputs) -> None:
    """A backup a week that is kept for a day leaves six days with nothing."""
    told = covered(schedule("weekly", retentionTime=1))

    assert ("7d", 1, "6d") == (told["worst_gap"], told["oldest"], told["none_kept"])


def test_copies(schedule: MakeInputs) -> None:
    """A destination has the figures of what it gets, kept for its own time or the schedule's."""
    snapshots = schedule(retentionTime=7, additionalDestinations=[US, EU])
    dumps = schedule("weekly", backupType="dump", retentionTime=60, customDestinationId="eu-copy")

    assert {
        "eu-copy": {"worst_gap": "24h", "oldest": 60},
        "us-copy": {"worst_gap": "24h", "oldest": 7},
    } == covered(snapshots, dumps)["copies"]


# What holds of every addon


addons = st.lists(valid_inputs(), min_size=1, max_size=4)


@few
@given(st.data())
def test_order_is_no_difference(data: st.DataObject) -> None:
    """Neither the order of schedules nor that of their lists changes the figures or their order."""
    schedules = data.draw(addons)
    again = [
        {**one, "scheduling": data.draw(st.composite(shuffled_whole)(one["scheduling"]))}
        for one in data.draw(st.permutations(schedules))
    ]

    assert json.dumps(covered(*schedules)) == json.dumps(covered(*again))


def shuffled_whole(draw: st.DrawFn, scheduling: Inputs) -> Inputs:
    """A scheduling with its lists in another order, and whole numbers as a check leaves them."""
    mixed = shuffled(draw, scheduling)
    return {
        name: value if name == "interval" else [int(number) for number in value]
        for name, value in mixed.items()
    }


@few
@given(addons, valid_inputs())
def test_more_is_never_worse(schedules: list[Inputs], another: Inputs) -> None:
    """One more schedule makes no gap longer, and nothing else less."""
    before, after = covered(*schedules), covered(*schedules, another)

    assert minutes_in(after["worst_gap"]) <= minutes_in(before["worst_gap"])
    assert minutes_in(after["none_kept"]) <= minutes_in(before["none_kept"])
    assert after["backups_per_week"] >= before["backups_per_week"]
    assert after["oldest"] >= before["oldest"]
    assert set(before["copies"]) <= set(after["copies"])
    assert all(after["kept"][each] >= before["kept"][each] for each in before["kept"])


def known_parts(whole: Any, part: Any) -> Any:
    """*whole* with nothing where *part* is not known."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return {
            name: known_parts(whole[name], part[name])
            for name in whole
            if not isinstance(part[name], Unknown)
        }
    return whole


def without_unknown(value: Any) -> Any:
    """*value* without what is not known."""
    if isinstance(value, dict):
        return {
            name: without_unknown(item)
            for name, item in value.items()
            if not isinstance(item, Unknown)
        }
    return value


@few
@given(st.data())
def test_what_is_told_of_unknown_inputs_holds_when_they_are_known(data: st.DataObject) -> None:
    """A figure is either not told yet or what it turns out to be."""
    schedules = data.draw(addons)
    one = data.draw(st.integers(0, len(schedules) - 1))
    counts = ("backupType", "scheduling", "retentionTime")
    places = ("customDestinationId", "additionalDestinations")
    path = data.draw(st.sampled_from([p for p in paths(schedules[one]) if p[0] in counts + places]))
    partly = [*schedules]
    partly[one] = replaced(partly[one], path, UNKNOWN)

    told, truth = covered(*partly), covered(*schedules)

    assert known_parts(truth, told) == without_unknown(told)
    assume(path[0] in counts)
    assert told != truth


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        pytest.param(
            {"retentionTime": UNKNOWN},
            {"oldest", "none_kept", "kept.dump", "dump.oldest", "dump.none_kept"},
            id="retention",
        ),
        pytest.param(
            {"scheduling": {**DAILY, "hour": [UNKNOWN]}},
            {
                f"{of}{name}"
                for of in ("", "dump.")
                for name in ("worst_gap", "backups_per_week", "none_kept")
            }
            | {"kept.dump"},
            id="an-hour",
        ),
        pytest.param(
            {"backupType": UNKNOWN},
            {"kept.dump", "kept.snapshot", "dump", "snapshot"},
            id="type",
        ),
        pytest.param({"customDestinationId": UNKNOWN}, {"copies"}, id="destination"),
    ],
)
def test_unknown_figures(schedule: MakeInputs, changes: Inputs, unknown: set[str]) -> None:
    """What is not known yet leaves the figures unknown that depend on it, and no others."""
    told = covered(schedule(), schedule("weekly", **{"backupType": "dump", **changes}))
    not_told = {
        ".".join(path)
        for path in paths(told)
        if isinstance(told[path[0]] if len(path) == 1 else told[path[0]][path[1]], Unknown)
    }

    assert unknown == not_told


@pytest.mark.parametrize(
    ("places", "copies"),
    [
        pytest.param(UNKNOWN, UNKNOWN, id="all"),
        pytest.param([UNKNOWN], UNKNOWN, id="a-place"),
        pytest.param([{**EU, "destinationId": UNKNOWN}, US], UNKNOWN, id="its-id"),
        pytest.param(
            [{**EU, "retentionTime": UNKNOWN}, US],
            {
                "eu-copy": {"worst_gap": "24h", "oldest": UNKNOWN},
                "us-copy": {"worst_gap": "24h", "oldest": 7},
            },
            id="its-retention",
        ),
    ],
)
def test_unknown_copies(schedule: MakeInputs, places: Any, copies: Any) -> None:
    """A destination whose retention is not known yet is told all the same."""
    assert copies == covered(schedule(additionalDestinations=places))["copies"]


# What a program gets


@dataclass
class Plan:
    """What a plan shows of itself."""

    schedules: tuple[AddonBackupSchedule, ...]


def unknown() -> pulumi.Output[Any]:
    """A value that only an update knows."""
    return pulumi.Output.from_input(UNKNOWN)


def daily(name: str, **changes: Any) -> AddonBackupSchedule:
    """A snapshot every day."""
    return weekly(name, **{"scheduling": DAILY, "retention_time": 30, **changes})


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


def test_import_is_cheap() -> None:
    """Importing the modules loads neither the HTTP client nor the validator."""
    heavy = ["requests", "jsonschema"]
    program = (
        "import sys, pulumi_northflank.coverage, pulumi_northflank.requirements; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert "[]" == told.stdout.decode().strip()
