"""What JSON files cannot hold; the rules themselves are the files in ``examples/``."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.output import UNKNOWN, Unknown

from pulumi_northflank import messages, words
from pulumi_northflank.faults import Fault
from pulumi_northflank.validation import validate

MakeInputs = Callable[..., dict[str, Any]]

DAYS = "whole days: at most 7 for hourly, 60 for daily and 120 for weekly schedules"
ID = (
    "an ID is 1 to 100 characters, without spaces, `/`, `\\`, `?`, `#` and `%`, and not `.` or `..`"
)
MINUTES = "minutes of the hour are 0 to 59"


def faults(inputs: dict[str, Any]) -> list[str]:
    """The faults as texts."""
    return [str(fault) for fault in validate(inputs)]


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(math.nan, f"NaN is not a whole number ({DAYS})", id="not-a-number"),
        pytest.param(math.inf, f"Infinity is not a whole number ({DAYS})", id="infinity"),
        pytest.param(-math.inf, f"-Infinity is not a whole number ({DAYS})", id="minus-infinity"),
        pytest.param(True, f"true is not a whole number ({DAYS})", id="true"),
        pytest.param(False, f"false is not a whole number ({DAYS})", id="false"),
        pytest.param(
            1e300,
            "1e+300 is more than 60 (daily backups have a maximum retention of 60 days)",
            id="a-large-float",
        ),
        pytest.param(-1e300, f"-1e+300 is less than 1 ({DAYS})", id="a-small-float"),
        pytest.param(
            10**100,
            f"1{'0' * 59}… is more than 60 (daily backups have a maximum retention of 60 days)",
            id="a-large-integer",
        ),
        pytest.param(-0.0, f"-0.0 is less than 1 ({DAYS})", id="minus-zero"),
        pytest.param(
            nested(90), f"{'[' * 60}… is not a whole number ({DAYS})", id="as-deep-as-it-can-come"
        ),
        pytest.param(
            [{"a": UNKNOWN}],
            f'[{{"a": "(not known yet)"}}] is not a whole number ({DAYS})',
            id="partly-unknown",
        ),
    ],
)
def test_numbers(schedule: MakeInputs, value: Any, reason: str) -> None:
    """What is no usable number is named on one short line."""
    assert [f"retentionTime: {reason}"] == faults(schedule(retentionTime=value))


@pytest.mark.parametrize("kind", [float, int])
def test_floats(schedule: MakeInputs, kind: type) -> None:
    """Whole floats, as Pulumi carries all numbers, are whole numbers."""
    inputs = schedule("weekly", retentionTime=kind(120))
    inputs["scheduling"] |= {"minute": [kind(59)], "hour": [kind(23)], "day": [kind(6)]}
    inputs["additionalDestinations"] = [
        {"destinationId": "eu-copy", "type": "custom", "retentionTime": kind(1)}
    ]

    assert [] == faults(inputs)


def test_float_beyond_a_bound(schedule: MakeInputs) -> None:
    """A float is held to the bounds of whole numbers."""
    inputs = schedule(scheduling={"interval": "hourly", "minute": [60.0]})

    assert [f"scheduling.minute[0]: 60.0 is more than 59 ({MINUTES})"] == faults(inputs)


def test_true_is_not_one(schedule: MakeInputs) -> None:
    """A boolean in a list of numbers is refused, though Python takes it for a number."""
    inputs = schedule(scheduling={"interval": "hourly", "minute": [True]})

    assert [f"scheduling.minute[0]: true is not a whole number ({MINUTES})"] == faults(inputs)


@pytest.mark.parametrize("name", ["projectId", "addonId", "teamId"])
def test_megabytes(schedule: MakeInputs, name: str) -> None:
    """A text of 5 MB is refused in a short message."""
    reason = f'"{"x" * 60}"… (5000000 characters) is too long ({ID})'

    assert [f"{name}: {reason}"] == faults(schedule(**{name: "x" * 5_000_000}))


def test_megabytes_of_a_name(schedule: MakeInputs) -> None:
    """A property's name of half a megabyte is refused in a short message."""
    (fault,) = faults(schedule(**{"x" * 500_000: 1}))

    assert f'{"x" * 60}…: there is no "{"x" * 60}"… (500000 characters) here' == fault


def test_megabytes_of_a_word(schedule: MakeInputs) -> None:
    """A word of half a megabyte is refused in a short message."""
    (fault,) = faults(schedule(backupType="x" * 500_000))

    assert f'backupType: "{"x" * 60}"… (500000 characters) is not one of dump, snapshot' == fault


def test_long_lists_are_cut(schedule: MakeInputs) -> None:
    """A long value that is no text is cut, too."""
    (fault,) = faults(schedule(backupType=list(range(100))))

    assert (
        "backupType: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1… is not a text "
        "(dump or snapshot)"
    ) == fault


def test_exactly_as_long_as_is_shown(schedule: MakeInputs) -> None:
    """A text of 60 characters is shown whole, one of 61 is cut."""
    texts = [faults(schedule(compressionType="x" * length))[0] for length in (60, 61)]

    assert [
        f'compressionType: "{"x" * 60}" is not one of gz, zstd',
        f'compressionType: "{"x" * 60}"… (61 characters) is not one of gz, zstd',
    ] == texts


def test_lone_surrogate(schedule: MakeInputs) -> None:
    """Half of a surrogate pair, which no encoding can write, is escaped in the message."""
    (fault,) = faults(schedule(compressionType="\ud800"))

    assert 'compressionType: "\\ud800" is not one of gz, zstd' == fault


def paths(value: Any) -> list[tuple[Any, ...]]:
    """The path of each value in *value*, that of itself included."""
    if isinstance(value, dict):
        return [(), *((key, *rest) for key, item in value.items() for rest in paths(item))]
    if isinstance(value, list):
        return [(), *((at, *rest) for at, item in enumerate(value) for rest in paths(item))]
    return [()]


def with_unknown(inputs: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy of *inputs* in which the value at *path* is not known yet."""
    copied = copy.deepcopy(inputs)
    container: Any = copied
    for part in path[:-1]:
        container = container[part]
    container[path[-1]] = Unknown()
    return copied


SNAPSHOT: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "teamId": "acme",
    "backupType": "snapshot",
    "scheduling": {"interval": "weekly", "minute": [0, 30], "hour": [3, 4], "day": [0, 6]},
    "retentionTime": 61,
    "ifExists": "adopt",
    "additionalDestinations": [
        {"destinationId": "eu-copy", "type": "custom", "retentionTime": 120},
        {"destinationId": "us-copy", "type": "custom"},
    ],
}
DUMP: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "dump",
    "scheduling": {"interval": "hourly", "minute": [0]},
    "retentionTime": 7,
    "compressionType": "zstd",
    "customDestinationId": "my-bucket",
}


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        pytest.param(inputs, path, id=f"{inputs['backupType']}-{'.'.join(map(str, path))}")
        for inputs in (SNAPSHOT, DUMP)
        for path in paths(inputs)
        if path
    ],
)
def test_unknown(inputs: dict[str, Any], path: tuple[Any, ...]) -> None:
    """A value that is not known yet is never at fault, at any depth."""
    assert [] == faults(with_unknown(inputs, path))


def test_all_unknown() -> None:
    """Inputs of which nothing is known yet have no fault."""
    assert [] == faults({name: Unknown() for name in (SNAPSHOT | DUMP)})


@pytest.mark.parametrize("name", ["minute", "hour", "day"])
def test_unknown_elements_are_not_equal(schedule: MakeInputs, name: str) -> None:
    """Two unknown elements of a list are not taken for the same value."""
    inputs = schedule("weekly")
    inputs["scheduling"][name] = [Unknown(), 0, Unknown(), UNKNOWN, UNKNOWN]

    assert [] == faults(inputs)


def test_known_elements_beside_unknown_ones(schedule: MakeInputs) -> None:
    """What is known in a list with unknown elements is checked."""
    inputs = schedule("weekly")
    inputs["scheduling"] |= {"minute": [Unknown(), 75, 5, 5], "hour": [3, Unknown(), 3]}

    assert [
        "scheduling.hour: 3 is listed twice",
        "scheduling.minute: 5 is listed twice",
        f"scheduling.minute[1]: 75 is more than 59 ({MINUTES})",
    ] == faults(inputs)


def test_known_fields_beside_unknown_ones(schedule: MakeInputs) -> None:
    """What is known in a destination with unknown fields is checked."""
    inputs = schedule(
        additionalDestinations=[{"destinationId": Unknown(), "type": "disk", "retentionTime": 61}]
    )

    assert [
        (
            "additionalDestinations[0].retentionTime: 61 is more than 60 (daily backups have a "
            "maximum retention of 60 days)"
        ),
        'additionalDestinations[0].type: "disk" is not one of custom',
    ] == faults(inputs)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"scheduling": Unknown(), "retentionTime": 121},
            [f"retentionTime: 121 is more than 120 ({DAYS})"],
            id="retention-beyond-every-interval",
        ),
        pytest.param({"scheduling": Unknown(), "retentionTime": 120}, [], id="retention"),
        pytest.param(
            {"scheduling": {"interval": Unknown(), "minute": [0]}}, [], id="hour-may-not-be-needed"
        ),
        pytest.param(
            {"scheduling": {"interval": Unknown(), "minute": [0], "hour": [1], "day": [1]}},
            [],
            id="hour-and-day-may-be-needed",
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
            id="hour-that-may-be-left-out",
        ),
        pytest.param(
            {
                "scheduling": {"interval": "hourly", "minute": [0, 20, Unknown()]},
                "retentionTime": 7,
            },
            [],
            id="how-many-are-kept",
        ),
        pytest.param(
            {
                "scheduling": {"interval": "hourly", "minute": [0, 20, 40]},
                "retentionTime": Unknown(),
            },
            [],
            id="how-long-they-are-kept",
        ),
    ],
)
def test_rules_with_unknown_conditions(
    schedule: MakeInputs, changes: dict[str, Any], expected: list[str]
) -> None:
    """A rule of the prose holds only where it surely applies."""
    assert expected == faults(schedule(**changes))


def test_too_many_kept_is_not_said_of_faulty_figures(schedule: MakeInputs) -> None:
    """Where a figure is wrong itself, how many backups it would make is not said, too."""
    inputs = schedule(
        scheduling={"interval": "hourly", "minute": [0, 20, 75]}, retentionTime=7, addonId=""
    )

    assert [
        f'addonId: "" is too short ({ID})',
        f"scheduling.minute[2]: 75 is more than 59 ({MINUTES})",
    ] == faults(inputs)


def test_too_many_kept_beside_other_faults(schedule: MakeInputs) -> None:
    """A fault elsewhere does not hide that too many backups are kept."""
    inputs = schedule(
        scheduling={"interval": "hourly", "minute": [0, 20, 40]}, retentionTime=7.0, addonId=""
    )

    assert ["addonId", "retentionTime"] == [fault.path for fault in validate(inputs)]


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        pytest.param(Fault("scheduling.minute[1]", "why"), "scheduling.minute[1]: why", id="path"),
        pytest.param(Fault("", "why"), "why", id="no-path"),
    ],
)
def test_fault_text(fault: Fault, text: str) -> None:
    """A fault reads as its path and its reason."""
    assert text == str(fault)


def test_unknown_destinations_are_not_alike(schedule: MakeInputs) -> None:
    """Two destinations whose IDs are not known yet may well be two."""
    place = {"destinationId": UNKNOWN, "type": "custom"}

    assert [] == faults(schedule(additionalDestinations=[place, dict(place)]))


def test_one_destination_twice(schedule: MakeInputs) -> None:
    """A destination with two kept times would get each copy twice."""
    places = [
        {"destinationId": "eu-copy", "type": "custom", "retentionTime": days} for days in (3, 7)
    ]

    assert ['additionalDestinations[1].destinationId: "eu-copy" is listed twice'] == faults(
        schedule(additionalDestinations=places)
    )


def test_one_and_true_are_not_alike(schedule: MakeInputs) -> None:
    """A boolean among numbers is one fault, and not a number that is there twice."""
    inputs = schedule(scheduling={"interval": "hourly", "minute": [1, True]})

    assert [f"scheduling.minute[1]: true is not a whole number ({MINUTES})"] == faults(inputs)


def test_a_name_with_control_characters(schedule: MakeInputs) -> None:
    """A name from outside moves no cursor of the terminal that shows it."""
    [fault] = validate(schedule() | {"a\nb\x1b[2J": 1})

    assert "a b [2J" == fault.path
    assert str(fault).isprintable()


def test_long_lists_and_words_are_judged_quickly() -> None:
    """What is far too long costs about as much time as it takes to read it."""
    started = time.process_time()
    twice = list(messages.repeated(list(range(50_000)) * 2))
    close = words.did_you_mean("x" * 5_000_000, ["hourly", "daily", "weekly"])

    assert time.process_time() - started < 5  # a comparison of each with each takes minutes
    assert (50_000, "") == (len(twice), close)
