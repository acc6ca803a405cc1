"""What coverage tells of each addon, from the inputs of its schedules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN, Unknown
from tests.unit.generated import few, paths, replaced, shuffled, valid_inputs
from tests.unit.mocked import DAILY

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.addon_coverage import coverage_of
from pulumi_northflank.addons import Addon, Part
from pulumi_northflank.durations import minutes_in
from pulumi_northflank.figures import storing

Inputs = dict[str, Any]
MakeInputs = Callable[..., Inputs]

HOURLY = {"interval": "hourly", "minute": [0, 15, 30, 45]}
EU = {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}
US = {"destinationId": "us-copy", "type": "custom"}


def covered(*schedules: Inputs) -> Any:
    """The coverage of an addon with schedules of these inputs."""
    parts = [Part(cast("AddonBackupSchedule", None), storing(inputs)) for inputs in schedules]
    return coverage_of([Addon("shop/orders", parts)])["shop/orders"]


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


def test_import_is_cheap() -> None:
    """Importing the modules loads neither the HTTP client nor the validator."""
    heavy = ["requests", "jsonschema"]
    program = (
        "import sys, pulumi_northflank.addon_coverage, pulumi_northflank.requirements; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert "[]" == told.stdout.decode().strip()
