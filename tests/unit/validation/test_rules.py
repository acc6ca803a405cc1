"""The rules for values that JSON files cannot contain; ``examples/`` has the others."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN, Unknown
from tests.unit.generated import paths, replaced
from tests.unit.schedules import make_inputs

from pulumi_northflank.validation import Problem, validate, warnings_about
from pulumi_northflank.validation.rules import NO_COMPRESSION_OF_SNAPSHOTS

EU = {"destinationId": "eu-copy", "type": "custom"}
US = {"destinationId": "us-copy", "type": "custom"}
TWICE = 'additionalDestinations[2].destinationId: "eu-copy" is listed twice'
SNAPSHOT: dict[str, Any] = {
    **make_inputs("weekly", teamId="acme", retentionTime=61, ifExists="adopt"),
    "additionalDestinations": [
        {**EU, "retentionTime": 120},
        {"destinationId": "us-copy", "type": "custom"},
    ],
}
DUMP: dict[str, Any] = make_inputs(
    "hourly", backupType="dump", compressionType="zstd", customDestinationId="my-bucket"
)


def problem_paths(inputs: dict[str, Any]) -> list[str]:
    """The path of each problem."""
    return [problem.path for problem in validate(inputs)]


@pytest.mark.parametrize("kind", [float, int])
def test_floats(kind: type) -> None:
    """Whole floats, as Pulumi carries all numbers, are whole numbers."""
    inputs = make_inputs(
        "weekly",
        retentionTime=kind(120),
        additionalDestinations=[{**EU, "retentionTime": kind(1)}],
        scheduling={
            "interval": "weekly", "minute": [kind(59)], "hour": [kind(23)], "day": [kind(6)]
        },
    )  # fmt: skip

    assert [] == validate(inputs)


@pytest.mark.parametrize(
    ("minutes", "path"),
    [
        pytest.param([60.0], "scheduling.minute[0]", id="float-beyond-the-limit"),
        pytest.param([True], "scheduling.minute[0]", id="boolean"),
        pytest.param([1, True], "scheduling.minute[1]", id="boolean-is-not-one"),
    ],
)
def test_minutes(minutes: list[Any], path: str) -> None:
    """Floats and booleans are not confused with integers."""
    inputs = make_inputs(scheduling={"interval": "hourly", "minute": minutes})

    assert [path] == problem_paths(inputs)


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        pytest.param(inputs, path, id=f"{inputs['backupType']}-{'.'.join(map(str, path))}")
        for inputs in (SNAPSHOT, DUMP)
        for path in paths(inputs)
    ],
)
def test_unknown(inputs: dict[str, Any], path: tuple[Any, ...]) -> None:
    """A value that is not known yet is never a problem, at any depth."""
    assert [] == validate(inputs)
    assert [] == validate(replaced(inputs, path, Unknown()))


def test_all_unknown() -> None:
    """Inputs without a known value have no problem."""
    assert [] == validate({name: Unknown() for name in (SNAPSHOT | DUMP)})


@pytest.mark.parametrize("name", ["minute", "hour", "day"])
def test_unknown_items(name: str) -> None:
    """Two unknown items of a list are not the same value; known ones are checked."""
    inputs = make_inputs("weekly")
    inputs["scheduling"][name] = [Unknown(), 0, Unknown(), UNKNOWN, UNKNOWN]
    assert [] == validate(inputs)

    inputs["scheduling"][name] += [75, 5, 5]
    assert [f"scheduling.{name}", f"scheduling.{name}[5]"] == problem_paths(inputs)


def test_unknown_fields() -> None:
    """Known fields beside unknown ones are checked."""
    inputs = make_inputs(
        additionalDestinations=[{"destinationId": Unknown(), "type": "disk", "retentionTime": 61}]
    )

    assert [
        "additionalDestinations[0].retentionTime",
        "additionalDestinations[0].type",
    ] == problem_paths(inputs)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"scheduling": Unknown(), "retentionTime": 121},
            ["retentionTime"],
            id="retention-beyond-every-interval",
        ),
        pytest.param({"scheduling": Unknown(), "retentionTime": 120}, [], id="retention"),
        pytest.param(
            {"scheduling": {"interval": Unknown(), "minute": [0]}}, [], id="hour-maybe-not-needed"
        ),
        pytest.param(
            {"scheduling": {"interval": Unknown(), "minute": [0], "hour": [1], "day": [1]}},
            [],
            id="hour-and-day-maybe-needed",
        ),
        pytest.param(
            {
                "backupType": Unknown(),
                "customDestinationId": "my-bucket",
                "additionalDestinations": [],
            },
            [],
            id="destinations-of-either-type",
        ),
        pytest.param(
            {"backupType": "dump", "additionalDestinations": Unknown()},
            [],
            id="destinations-of-the-wrong-type",
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [0], "hour": Unknown()}},
            [],
            id="hour-maybe-left-out",
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [0, 20, Unknown()]}},
            [],
            id="number-of-backups",
        ),
        pytest.param(
            {
                "scheduling": {"interval": "hourly", "minute": [0, 20, 40]},
                "retentionTime": Unknown(),
            },
            [],
            id="retention-of-backups",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "destinationId": UNKNOWN}] * 2},
            [],
            id="two-destinations",
        ),
    ],
)
def test_unknown_conditions(changes: dict[str, Any], expected: list[str]) -> None:
    """A rule applies only if its condition is known to hold."""
    assert expected == problem_paths(make_inputs(**changes))


@pytest.mark.parametrize(
    ("last_minute", "expected"),
    [(75, ["addonId", "scheduling.minute[2]"]), (40, ["addonId", "retentionTime"])],
)
def test_quota_beside_other_problems(last_minute: int, expected: list[str]) -> None:
    """The number of backups is checked unless one of its own values has a problem."""
    scheduling = {"interval": "hourly", "minute": [0, 20, last_minute]}

    assert expected == problem_paths(make_inputs(scheduling=scheduling, addonId=""))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"additionalDestinations": [EU, US]}, [], id="two-destinations"),
        pytest.param({"additionalDestinations": [EU, US, EU]}, [TWICE], id="one-twice"),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 3}, US, EU]},
            [TWICE],
            id="with-two-retention-times",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "destinationId": Unknown()}] * 2}, [], id="unknown"
        ),
        pytest.param({"additionalDestinations": [{"type": "custom"}] * 2}, [], id="two-without-id"),
        pytest.param({"additionalDestinations": "eu-copy"}, [], id="no-list"),
        pytest.param({"backupType": "dump", "compressionType": "gz"}, [], id="dump"),
        pytest.param({"compressionType": "gz"}, [NO_COMPRESSION_OF_SNAPSHOTS], id="snapshot"),
    ],
)
def test_warnings(changes: dict[str, Any], expected: list[str]) -> None:
    """Values that are allowed but look like a mistake lead to a warning, not to a problem."""
    assert expected == [str(warning) for warning in warnings_about(make_inputs(**changes))]


@pytest.mark.parametrize(
    ("changes", "exceeds"),
    [
        pytest.param({"retentionTime": 61}, [True], id="daily"),
        pytest.param({"retentionTime": 121}, [True], id="beyond-every-interval"),
        pytest.param({"scheduling": Unknown(), "retentionTime": 121}, [True], id="no-interval"),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 61}]}, [True], id="destination"
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [0, 20, 40]}}, [True], id="backups"
        ),
        pytest.param({"retentionTime": 0}, [False], id="zero"),
        pytest.param({"retentionTime": "61"}, [False], id="string"),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [60], "hour": [24]}},
            [False, False],
            id="times",
        ),
    ],
)
def test_limits(changes: dict[str, Any], exceeds: list[bool]) -> None:
    """Only maxima of the retention and of the number of backups can be left to the API."""
    assert exceeds == [one.exceeds_limit for one in validate(make_inputs(**changes))]


def test_two_missing_destination_ids() -> None:
    """Two missing IDs are not the same ID."""
    destinations = [{"type": "custom", "retentionTime": days} for days in (3, 7)]

    assert [
        "additionalDestinations[0].destinationId",
        "additionalDestinations[1].destinationId",
    ] == problem_paths(make_inputs(additionalDestinations=destinations))


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("scheduling.minute[1]", "too large"), "scheduling.minute[1]: too large"),
        (Problem("", "declared twice"), "declared twice"),
    ],
)
def test_problem_text(problem: Problem, text: str) -> None:
    """A problem reads as its path and its reason."""
    assert text == str(problem)
