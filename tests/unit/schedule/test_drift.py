"""How a schedule that exists compares with the declared one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.schedules import make_inputs, make_schedule
from tests.unit.wire import ORDERS, item

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.drift import as_declared, differences

EU = {"destinationId": "eu-copy", "type": "custom"}
US = {"destinationId": "us-copy", "type": "custom", "retentionTime": 3}
NO_RETENTION = {"destinationId": "us-copy", "type": "custom"}
DUMP = {"backupType": "dump"}


def listed(declared: dict[str, Any], changes: dict[str, Any]) -> Schedule:
    """The schedule that the API lists after *declared* was created and *changes* were made."""
    names = ("backupType", "scheduling", "retentionTime")
    settings = {name: declared[name] for name in names}
    return Schedule.listed({**item(), **settings, **changes}, ORDERS)


@pytest.mark.parametrize(
    ("existing", "declared"),
    [
        pytest.param({}, {}, id="same"),
        pytest.param({}, {"compressionType": "zstd"}, id="compression-of-a-snapshot"),
        pytest.param({"backupCompressionType": None}, {"compressionType": "gz"}, id="none-listed"),
        pytest.param(
            {"customDestinationId": "b", "backupCompressionType": "zstd"},
            {},
            id="no-effect-on-a-snapshot",
        ),
        pytest.param({}, DUMP, id="default-listed"),
        pytest.param({"backupCompressionType": None}, {**DUMP, "compressionType": "gz"}, id="gz"),
        pytest.param({}, {"additionalDestinations": []}, id="declared-empty-list"),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7, "name": "EU copy"}, US]},
            {"additionalDestinations": [US, EU]},
            id="destinations",
        ),
        pytest.param(
            {"additionalDestinations": [US, {**US, "retentionTime": 7}, US]},
            {"additionalDestinations": [US, {**US, "retentionTime": 3}, NO_RETENTION]},
            id="one-destination-three-times",
        ),
        pytest.param({}, {"ifExists": "replace", "teamId": "acme"}, id="not-in-the-list"),
        pytest.param({"name": "Nightly"}, {}, id="unknown-property"),
    ],
)
def test_no_drift(existing: dict[str, Any], declared: dict[str, Any]) -> None:
    """Settings that mean the same are no drift, and keep the declared spelling."""
    inputs = make_inputs(**declared)
    live, schedule = listed(inputs, existing), Schedule.of(inputs)

    assert schedule == as_declared(live, schedule)
    assert [] == differences(live, schedule)


SCHEDULING = {"interval": "daily", "minute": [0, 30], "hour": [3]}


@pytest.mark.parametrize(
    ("existing", "declared", "now", "difference"),
    [
        pytest.param(
            {"retentionTime": 9},
            {},
            {"retentionTime": 9},
            "retentionTime is 9 in Northflank and 7 in your program",
            id="retention",
        ),
        pytest.param(
            {"scheduling": SCHEDULING},
            {},
            {"scheduling": SCHEDULING},
            "scheduling.minute is [0, 30] in Northflank and [0] in your program",
            id="scheduling",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}]},
            {},
            {"additionalDestinations": [{**EU, "retentionTime": 7}]},
            'additionalDestinations has "eu-copy" only in Northflank',
            id="destination-added",
        ),
        pytest.param(
            {},
            {"additionalDestinations": [EU]},
            {"additionalDestinations": None},
            'additionalDestinations has "eu-copy" only in your program',
            id="destination-removed",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}, {**US, "retentionTime": 5}]},
            {"additionalDestinations": [EU, US]},
            {"additionalDestinations": [EU, {**US, "retentionTime": 5}]},
            (
                'additionalDestinations["us-copy"].retentionTime is 5 in Northflank and 3 in your '
                "program"
            ),
            id="one-of-two-destinations",
        ),
        pytest.param(
            {"additionalDestinations": [US, {**US, "retentionTime": 5}]},
            {"additionalDestinations": [NO_RETENTION]},
            {"additionalDestinations": [NO_RETENTION, {**US, "retentionTime": 5}]},
            'additionalDestinations has "us-copy" only in Northflank',
            id="one-destination-added-twice",
        ),
        pytest.param(
            {"backupCompressionType": "zstd"},
            DUMP,
            {"compressionType": "zstd"},
            'compressionType is "zstd" in Northflank and not set in your program',
            id="compression",
        ),
        pytest.param(
            {"customDestinationId": "bucket"},
            {**DUMP, "customDestinationId": "other"},
            {"customDestinationId": "bucket"},
            'customDestinationId is "bucket" in Northflank and "other" in your program',
            id="custom-destination",
        ),
        pytest.param(
            {},
            {**DUMP, "customDestinationId": "other"},
            {"customDestinationId": None},
            'customDestinationId is not set in Northflank and "other" in your program',
            id="no-custom-destination",
        ),
    ],
)
def test_drift(
    existing: dict[str, Any], declared: dict[str, Any], now: dict[str, Any], difference: str
) -> None:
    """Settings that differ are read as they exist; the others stay as declared."""
    inputs = make_inputs(ifExists="adopt", **declared)
    live, schedule = listed(inputs, existing), Schedule.of(inputs)

    assert Schedule.of(inputs | now) == as_declared(live, schedule)
    assert [difference] == differences(live, schedule)


def test_all_differences() -> None:
    """Every difference is a sentence, sorted by property."""
    declared = make_schedule(additionalDestinations=[EU])
    live = make_schedule(retentionTime=9)

    assert ["additionalDestinations", "retentionTime"] == [
        one.split()[0] for one in differences(live, declared)
    ]


def copies(*numbers: int, days: int) -> list[dict[str, Any]]:
    """Destinations with these numbers in their IDs, which keep copies for some days."""
    return [{**US, "destinationId": f"copy-{number}", "retentionTime": days} for number in numbers]


LONG = "a" * 90


@pytest.mark.parametrize(
    ("existing", "declared", "expected"),
    [
        pytest.param(
            {"additionalDestinations": [*copies(1, 2, 3, days=5), *copies(5, days=7)]},
            {
                "additionalDestinations": [
                    *copies(1, days=5),
                    *copies(3, days=3),
                    *copies(4, days=7),
                ]
            },
            [
                'additionalDestinations has "copy-2", "copy-5" only in Northflank',
                'additionalDestinations has "copy-4" only in your program',
                (
                    'additionalDestinations["copy-3"].retentionTime is 5 in Northflank and 3 in '
                    "your program"
                ),
            ],
            id="destinations",
        ),
        pytest.param(
            {"additionalDestinations": copies(*range(10, 18), days=5)},
            {"additionalDestinations": []},
            [
                (
                    'additionalDestinations has "copy-10", "copy-11", "copy-12", "copy-13", '
                    '"copy-14", "copy-15" and 2 more only in Northflank'
                )
            ],
            id="many-destinations-on-one-side",
        ),
        pytest.param(
            {"additionalDestinations": copies(*range(10, 18), days=5)},
            {"additionalDestinations": copies(*range(10, 18), days=3)},
            [
                *(
                    f'additionalDestinations["copy-{number}"].retentionTime is 5 in Northflank and '
                    "3 in your program"
                    for number in range(10, 16)
                ),
                "2 more of additionalDestinations differ",
            ],
            id="many-destinations-that-differ",
        ),
        pytest.param(
            {"scheduling": {**SCHEDULING, "minute": [*range(0, 60, 2)], "hour": [3, 4]}},
            {"scheduling": {**SCHEDULING, "minute": [*range(0, 58, 2), 59]}},
            [
                "scheduling.minute has 58 only in Northflank",
                "scheduling.minute has 59 only in your program",
                "scheduling.hour is [3, 4] in Northflank and [3] in your program",
            ],
            id="many-minutes",
        ),
        pytest.param(
            {"scheduling": {**SCHEDULING, "minute": [*range(60)]}},
            {},
            ["scheduling.minute has 1, 2, 3, 4, 5, 6 and 53 more only in Northflank"],
            id="every-minute",
        ),
        pytest.param(
            {**DUMP, "customDestinationId": f"{LONG}-1"},
            {**DUMP, "customDestinationId": f"{LONG}-2"},
            [f'customDestinationId is "{LONG}-1" in Northflank and "{LONG}-2" in your program'],
            id="long-ids",
        ),
    ],
)
def test_long_values(
    existing: dict[str, Any], declared: dict[str, Any], expected: list[str]
) -> None:
    """Of long values, only the parts that differ are named, and at most six of a kind."""
    inputs = make_inputs(**declared)

    assert expected == differences(listed(inputs, existing), Schedule.of(inputs))
