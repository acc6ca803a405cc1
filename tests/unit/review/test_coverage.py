"""The metrics of one addon, computed from its schedules."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN, Unknown
from tests.unit.generated import few, paths, replaced, shuffled, valid_inputs
from tests.unit.mocked import DAILY
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.review.addons import Addon, Part
from pulumi_northflank.review.coverage import coverage_of
from pulumi_northflank.review.durations import minutes_in
from pulumi_northflank.schedule import Schedule

Inputs = dict[str, Any]

QUARTERS = {"interval": "hourly", "minute": [0, 15, 30, 45]}
EU = {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}
US = {"destinationId": "us-copy", "type": "custom"}

schedules_of_an_addon = st.lists(valid_inputs(), min_size=1, max_size=4)


def covered(*schedules: Inputs) -> Any:
    """The coverage of an addon with schedules of these inputs."""
    resource = cast("AddonBackupSchedule", None)
    parts = [Part(resource, Schedule.of(inputs)) for inputs in schedules]
    return coverage_of([Addon("shop/orders", "shop/orders", parts)])["shop/orders"]


def test_one_schedule() -> None:
    """The metrics of one schedule are those of its type, and the other type has none."""
    metrics = {"worst_gap": "24h", "backups_per_week": 7, "oldest": 30, "none_kept": "0m"}

    assert {
        **metrics,
        "copies": {},
        "kept": {"dump": 30, "snapshot": 0},
        "dump": metrics,
        "snapshot": None,
    } == covered(make_inputs(backupType="dump", retentionTime=30))


def test_two_types() -> None:
    """Both types count together, and each alone."""
    often = make_inputs(scheduling=QUARTERS, retentionTime=5)
    rarely = make_inputs("weekly", backupType="dump", retentionTime=120)

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


def test_shared_minutes() -> None:
    """Two schedules of one type in the same minute make one backup, kept for the longer time."""
    metrics = covered(make_inputs(retentionTime=7), make_inputs("hourly", retentionTime=2))

    assert 168 == metrics["backups_per_week"]
    assert {"dump": 0, "snapshot": 48 + 5} == metrics["kept"]


def test_nothing_is_kept_for_days() -> None:
    """A weekly backup that is kept for a day leaves six days without any."""
    metrics = covered(make_inputs("weekly", retentionTime=1))

    assert ("7d", 1, "6d") == (metrics["worst_gap"], metrics["oldest"], metrics["none_kept"])


def test_copies() -> None:
    """A destination keeps its copies for its own retention, else for that of the schedule."""
    snapshots = make_inputs(retentionTime=7, additionalDestinations=[US, EU])
    dumps = make_inputs(
        "weekly", backupType="dump", retentionTime=60, customDestinationId="eu-copy"
    )

    assert {
        "eu-copy": {"worst_gap": "24h", "oldest": 60},
        "us-copy": {"worst_gap": "24h", "oldest": 7},
    } == covered(snapshots, dumps)["copies"]


@few
@given(st.data())
def test_order_makes_no_difference(data: st.DataObject) -> None:
    """The order of schedules and of their lists changes neither the metrics nor their order."""
    schedules = data.draw(schedules_of_an_addon)
    again = [
        data.draw(st.composite(shuffled)(each)) for each in data.draw(st.permutations(schedules))
    ]

    assert json.dumps(covered(*schedules)) == json.dumps(covered(*again))


@few
@given(schedules_of_an_addon, valid_inputs())
def test_more_is_never_worse(schedules: list[Inputs], another: Inputs) -> None:
    """One more schedule makes no gap longer and no other metric smaller."""
    before, after = covered(*schedules), covered(*schedules, another)

    assert minutes_in(after["worst_gap"]) <= minutes_in(before["worst_gap"])
    assert minutes_in(after["none_kept"]) <= minutes_in(before["none_kept"])
    assert after["backups_per_week"] >= before["backups_per_week"]
    assert after["oldest"] >= before["oldest"]
    assert set(before["copies"]) <= set(after["copies"])
    assert all(after["kept"][each] >= before["kept"][each] for each in before["kept"])


def known_part(whole: Any, partly: Any) -> Any:
    """*whole* without the values that are unknown in *partly*."""
    if isinstance(partly, dict) and isinstance(whole, dict):
        return {
            name: known_part(whole[name], partly[name])
            for name in whole
            if not isinstance(partly[name], Unknown)
        }
    return whole


@few
@given(st.data())
def test_metrics_of_unknown_values_hold(data: st.DataObject) -> None:
    """A metric is either unknown in the preview or what it turns out to be in the update."""
    schedules = data.draw(schedules_of_an_addon)
    index = data.draw(st.integers(0, len(schedules) - 1))
    counts = ("backupType", "scheduling", "retentionTime")
    copies = ("customDestinationId", "additionalDestinations")
    path = data.draw(
        st.sampled_from([path for path in paths(schedules[index]) if path[0] in counts + copies])
    )
    partly = [*schedules]
    partly[index] = replaced(partly[index], path, UNKNOWN)

    preview, update = covered(*partly), covered(*schedules)

    assert known_part(update, preview) == known_part(preview, preview)
    assume(path[0] in counts)
    assert preview != update


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
def test_unknown_metrics(changes: Inputs, unknown: set[str]) -> None:
    """Only the metrics that depend on an unknown value are unknown."""
    metrics = covered(make_inputs(), make_inputs("weekly", **{"backupType": "dump", **changes}))
    found = {
        ".".join(path)
        for path in paths(metrics)
        if isinstance(metrics[path[0]] if len(path) == 1 else metrics[path[0]][path[1]], Unknown)
    }

    assert unknown == found


@pytest.mark.parametrize(
    ("destinations", "copies"),
    [
        pytest.param(UNKNOWN, UNKNOWN, id="all"),
        pytest.param([UNKNOWN], UNKNOWN, id="a-destination"),
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
def test_unknown_copies(destinations: Any, copies: Any) -> None:
    """A destination with an unknown retention is still listed; one with an unknown ID is not."""
    assert copies == covered(make_inputs(additionalDestinations=destinations))["copies"]
