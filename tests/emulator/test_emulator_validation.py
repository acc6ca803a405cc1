from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.emulator.wanted import (
    DAILY,
    HOURLY,
    WEEKLY,
    destination,
    dump,
    problems_of,
    snapshot,
    without,
)


@pytest.mark.parametrize(
    "body",
    [
        snapshot(HOURLY),
        snapshot(WEEKLY),
        snapshot({**DAILY, "minute": [59, 0], "hour": [23, 0]}),
        snapshot({**WEEKLY, "day": [6, 0]}),
        snapshot(retention=1),
        snapshot(HOURLY, 7),
        snapshot(DAILY, 60),
        snapshot(WEEKLY, 120),
        snapshot(additionalDestinations=[]),
        snapshot(additionalDestinations=[destination(), destination("near")]),
        snapshot(additionalDestinations=[destination(retentionTime=60)]),
        snapshot(additionalDestinations=[destination("a" * 100)]),
        snapshot(additionalDestinations=[destination("A-1-b")]),
        snapshot(compressionType="gz"),
        snapshot(compressionType="zstd"),
        dump(),
        dump(additionalDestinations=[]),
        dump(compressionType="zstd"),
        dump(customDestinationId="my-bucket"),
        # 500 backups at once: 25 a day for 20 days.
        snapshot({**DAILY, "minute": list(range(25))}, 20),
        # Two weeks and the busiest two days of a third: 50 runs on each of 10 days.
        snapshot({**WEEKLY, "minute": list(range(50)), "day": [0, 1, 3, 5]}, 16),
    ],
)
def test_valid(body: dict[str, Any]) -> None:
    """What the documentation allows is accepted."""
    assert [] == problems_of(body)


@pytest.mark.parametrize(
    ("body", "path", "problem"),
    [
        (without(snapshot(), "scheduling"), "scheduling", "Field required"),
        (without(snapshot(), "backupType"), "backupType", "Field required"),
        (without(snapshot(), "retentionTime"), "retentionTime", "Field required"),
        (snapshot(without(DAILY, "interval")), "scheduling.interval", "Field required"),
        (snapshot(without(DAILY, "minute")), "scheduling.minute", "Field required"),
        (snapshot(colour="red"), "colour", "Extra inputs are not permitted"),
        (snapshot({**DAILY, "second": [1]}), "scheduling.second", "Extra inputs are not permitted"),
        (
            snapshot(additionalDestinations=[destination(colour="red")]),
            "additionalDestinations.0.colour",
            "Extra inputs are not permitted",
        ),
        (snapshot("daily"), "scheduling", "Input should be an object"),
        (snapshot(None), "scheduling", "Input should be an object"),
        (
            snapshot({**DAILY, "interval": "Daily"}),
            "scheduling.interval",
            "Input should be 'hourly', 'daily' or 'weekly'",
        ),
        (
            {**snapshot(), "backupType": "copy"},
            "backupType",
            "Input should be 'dump' or 'snapshot'",
        ),
        (dump(compressionType="zip"), "compressionType", "Input should be 'gz' or 'zstd'"),
        (dump(compressionType=None), "compressionType", "Input should be 'gz' or 'zstd'"),
        (
            snapshot({**DAILY, "minute": 30}),
            "scheduling.minute",
            "Input should be a valid array",
        ),
        (
            snapshot({**DAILY, "minute": []}),
            "scheduling.minute",
            "List should have at least 1 item after validation, not 0",
        ),
        (
            snapshot({**DAILY, "hour": []}),
            "scheduling.hour",
            "List should have at least 1 item after validation, not 0",
        ),
        (
            snapshot({**WEEKLY, "day": []}),
            "scheduling.day",
            "List should have at least 1 item after validation, not 0",
        ),
        (
            snapshot({**DAILY, "minute": [0, 60]}),
            "scheduling.minute.1",
            "Input should be less than or equal to 59",
        ),
        (
            snapshot({**DAILY, "minute": [-1]}),
            "scheduling.minute.0",
            "Input should be greater than or equal to 0",
        ),
        (
            snapshot({**DAILY, "hour": [24]}),
            "scheduling.hour.0",
            "Input should be less than or equal to 23",
        ),
        (
            snapshot({**DAILY, "hour": [-1]}),
            "scheduling.hour.0",
            "Input should be greater than or equal to 0",
        ),
        (
            snapshot({**WEEKLY, "day": [7]}),
            "scheduling.day.0",
            "Input should be less than or equal to 6",
        ),
        (
            snapshot({**WEEKLY, "day": [-1]}),
            "scheduling.day.0",
            "Input should be greater than or equal to 0",
        ),
        (
            snapshot({**DAILY, "minute": ["0"]}),
            "scheduling.minute.0",
            "Input should be a valid integer",
        ),
        (
            snapshot({**DAILY, "minute": [True]}),
            "scheduling.minute.0",
            "Input should be a valid integer",
        ),
        (
            snapshot({**DAILY, "minute": [0.5]}),
            "scheduling.minute.0",
            "Input should be a valid integer",
        ),
        (
            snapshot({**DAILY, "minute": [3, 3]}),
            "scheduling.minute",
            "Input should not contain duplicates",
        ),
        (
            snapshot({**DAILY, "hour": [3, 4, 3]}),
            "scheduling.hour",
            "Input should not contain duplicates",
        ),
        (
            snapshot({**WEEKLY, "day": [1, 1]}),
            "scheduling.day",
            "Input should not contain duplicates",
        ),
        (
            snapshot(without(DAILY, "hour")),
            "scheduling.hour",
            "Required for daily schedules",
        ),
        (
            snapshot(without(WEEKLY, "hour")),
            "scheduling.hour",
            "Required for weekly schedules",
        ),
        (
            snapshot(without(WEEKLY, "day")),
            "scheduling.day",
            "Required for weekly schedules",
        ),
        (
            snapshot({**HOURLY, "hour": [1]}),
            "scheduling.hour",
            "Not allowed for hourly schedules",
        ),
        (
            snapshot({**HOURLY, "day": [1]}),
            "scheduling.day",
            "Not allowed for hourly schedules",
        ),
        (
            snapshot({**DAILY, "day": [1]}),
            "scheduling.day",
            "Not allowed for daily schedules",
        ),
        (
            snapshot({**HOURLY, "hour": None}),
            "scheduling.hour",
            "Input should be omitted instead of null",
        ),
        (
            snapshot({**DAILY, "day": None}),
            "scheduling.day",
            "Input should be omitted instead of null",
        ),
        (
            snapshot(customDestinationId=None),
            "customDestinationId",
            "Input should be omitted instead of null",
        ),
        (
            snapshot(additionalDestinations=None),
            "additionalDestinations",
            "Input should be a valid array",
        ),
        (snapshot(retention=0), "retentionTime", "Input should be greater than or equal to 1"),
        (
            snapshot(WEEKLY, 121),
            "retentionTime",
            "Input should be less than or equal to 120",
        ),
        (snapshot(retention="7"), "retentionTime", "Input should be a valid integer"),
        (snapshot(retention=7.0), "retentionTime", "Input should be a valid integer"),
        (
            snapshot(HOURLY, 8),
            "retentionTime",
            "At most 7 days for hourly schedules, not 8",
        ),
        (
            snapshot(DAILY, 61),
            "retentionTime",
            "At most 60 days for daily schedules, not 61",
        ),
        (
            snapshot(HOURLY, additionalDestinations=[destination(retentionTime=8)]),
            "additionalDestinations.0.retentionTime",
            "At most 7 days for hourly schedules, not 8",
        ),
        (
            snapshot(additionalDestinations=[destination(), destination("near", retentionTime=61)]),
            "additionalDestinations.1.retentionTime",
            "At most 60 days for daily schedules, not 61",
        ),
        (
            snapshot(WEEKLY, additionalDestinations=[destination(retentionTime=121)]),
            "additionalDestinations.0.retentionTime",
            "Input should be less than or equal to 120",
        ),
        (
            snapshot(additionalDestinations=[destination(retentionTime=0)]),
            "additionalDestinations.0.retentionTime",
            "Input should be greater than or equal to 1",
        ),
        (
            snapshot(additionalDestinations=[destination(retentionTime=None)]),
            "additionalDestinations.0.retentionTime",
            "Input should be omitted instead of null",
        ),
        (
            dump(additionalDestinations=[destination()]),
            "additionalDestinations",
            "Only applicable for snapshot backups",
        ),
        (
            snapshot(customDestinationId="my-bucket"),
            "customDestinationId",
            "Only applicable for dump backups",
        ),
        (
            snapshot(additionalDestinations=[destination(), destination(retentionTime=1)]),
            "additionalDestinations.1.destinationId",
            "Listed more than once",
        ),
        (
            snapshot(additionalDestinations=[without(destination(), "destinationId")]),
            "additionalDestinations.0.destinationId",
            "Field required",
        ),
        (
            snapshot(additionalDestinations=[without(destination(), "type")]),
            "additionalDestinations.0.type",
            "Field required",
        ),
        (
            snapshot(additionalDestinations=[{**destination(), "type": "own"}]),
            "additionalDestinations.0.type",
            "Input should be 'custom'",
        ),
        (
            snapshot(HOURLY | {"minute": [0, 20, 40]}),
            "retentionTime",
            "Would keep 504 backups at once; at most 500 are allowed",
        ),
        (
            snapshot({**DAILY, "minute": list(range(25))}, 21),
            "retentionTime",
            "Would keep 525 backups at once; at most 500 are allowed",
        ),
        (
            snapshot({**WEEKLY, "minute": list(range(51)), "day": [0, 1, 3, 5]}, 16),
            "retentionTime",
            "Would keep 510 backups at once; at most 500 are allowed",
        ),
    ],
)
def test_invalid(body: dict[str, Any], path: str, problem: str) -> None:
    """Each broken rule is reported once, at its property."""
    assert [(path, problem)] == problems_of(body)


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "a" * 101,
        "-abc",
        "abc-",
        "a--b",
        "a_b",
        "a b",
        "abc\n",
        "a\u00e9b",
        "\u0661\u0662\u0663",
        "",
    ],
)
@pytest.mark.parametrize("body_of", [destination, None])
def test_invalid_destination_id(name: str, body_of: Callable[[str], dict[str, Any]] | None) -> None:
    """An id of a destination has 3 to 100 letters and digits with single hyphens between."""
    if body_of is None:
        path, body = "customDestinationId", dump(customDestinationId=name)
    else:
        path = "additionalDestinations.0.destinationId"
        body = snapshot(additionalDestinations=[body_of(name)])

    assert [path] == [found for found, _ in problems_of(body)]


def test_everything_wrong_is_reported_at_once() -> None:
    """One answer lists all problems there are, rules between properties included."""
    fields = problems_of({"backupType": 1, "scheduling": {"minute": [99]}, "x": 1})
    rules = problems_of(
        dump(
            scheduling={**HOURLY, "hour": [1], "day": [1], "minute": list(range(60))},
            retentionTime=60,
            additionalDestinations=[destination(retentionTime=8)],
        )
    )

    assert ["scheduling.interval", "scheduling.minute.0", "backupType", "retentionTime", "x"] == [
        path for path, _ in fields
    ]
    assert [
        "scheduling.hour",
        "scheduling.day",
        "additionalDestinations",
        "retentionTime",
        "additionalDestinations.0.retentionTime",
        "retentionTime",
    ] == [path for path, _ in rules]
