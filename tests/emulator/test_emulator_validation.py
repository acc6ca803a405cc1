from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.samples import (
    DAILY,
    HOURLY,
    SCHEDULINGS,
    SIX,
    WEEKLY,
    Body,
    destination,
    dump,
    paths_of,
    problems_of,
    snapshot,
    without,
)

from pulumi_northflank.emulator.models import SchedulingBody, backups_kept

FIRST = "additionalDestinations.0"


def copied(*destinations: Body, scheduling: Body = DAILY) -> Body:
    """Create a snapshot with these additional destinations."""
    return snapshot(scheduling, additionalDestinations=list(destinations))


@pytest.mark.parametrize(
    "body",
    [
        *SIX,
        snapshot({**DAILY, "minute": [59, 0], "hour": [23, 0]}),
        snapshot({**WEEKLY, "day": [6, 0]}),
        snapshot(retention=1),
        snapshot(HOURLY, 7),
        snapshot(DAILY, 60),
        snapshot(WEEKLY, 120),
        copied(),
        copied(destination(), destination("near")),
        copied(destination(), destination(retentionTime=1)),
        copied(destination(retentionTime=60)),
        copied(destination("a" * 100)),
        copied(destination("A-1-b")),
        snapshot(compressionType="zstd"),
        dump(additionalDestinations=[]),
        # 500 backups at once: 25 per day for 20 days.
        snapshot({**DAILY, "minute": list(range(25))}, 20),
        # 500 backups at once: 50 runs on each of 10 days, in two weeks and two more days.
        snapshot({**WEEKLY, "minute": list(range(50)), "day": [0, 1, 3, 5]}, 16),
    ],
)
def test_valid(body: Body) -> None:
    """Whatever the documentation allows is accepted."""
    assert [] == problems_of(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        *((without(snapshot(), name), name) for name in snapshot()),
        (snapshot(without(DAILY, "interval")), "scheduling.interval"),
        (snapshot(without(DAILY, "minute")), "scheduling.minute"),
        (copied(without(destination(), "type")), f"{FIRST}.type"),
        (copied(without(destination(), "destinationId")), f"{FIRST}.destinationId"),
        (snapshot(colour="red"), "colour"),
        (snapshot({**DAILY, "second": [1]}), "scheduling.second"),
        (copied(destination(colour="red")), f"{FIRST}.colour"),
        (snapshot("daily"), "scheduling"),
        (snapshot(None), "scheduling"),
        (snapshot({**DAILY, "interval": "Daily"}), "scheduling.interval"),
        (snapshot({**DAILY, "minute": 30}), "scheduling.minute"),
        *(
            (snapshot({**WEEKLY, name: []}), f"scheduling.{name}")
            for name in ("minute", "hour", "day")
        ),
        *(
            (snapshot({**WEEKLY, name: [0, value]}), f"scheduling.{name}.1")
            for name, values in {"minute": (-1, 60), "hour": (-1, 24), "day": (-1, 7)}.items()
            for value in (*values, "1", True, 0.5, None)
        ),
        ({**snapshot(), "backupType": "copy"}, "backupType"),
        (dump(compressionType="zip"), "compressionType"),
        (dump(compressionType=None), "compressionType"),
        (snapshot(additionalDestinations=None), "additionalDestinations"),
        (copied({**destination(), "type": "own"}), f"{FIRST}.type"),
        *((snapshot(WEEKLY, days), "retentionTime") for days in (0, 121, "7", 7.0, True, None)),
        *(
            (copied(destination(retentionTime=days)), f"{FIRST}.retentionTime")
            for days in (0, 121, "7", 7.0)
        ),
    ],
)
def test_invalid(body: Body, path: str) -> None:
    """A property of the wrong type or outside its limits is reported once."""
    assert [path] == paths_of(body)


OMIT = "Input should be omitted instead of null"
DUPLICATES = "Input should not contain duplicates"


@pytest.mark.parametrize(
    ("body", "path", "problem"),
    [
        (snapshot({**HOURLY, "hour": None}), "scheduling.hour", OMIT),
        (snapshot({**DAILY, "day": None}), "scheduling.day", OMIT),
        (snapshot(customDestinationId=None), "customDestinationId", OMIT),
        (copied(destination(retentionTime=None)), f"{FIRST}.retentionTime", OMIT),
        (snapshot({**DAILY, "minute": [3, 3]}), "scheduling.minute", DUPLICATES),
        (snapshot({**DAILY, "hour": [3, 4, 3]}), "scheduling.hour", DUPLICATES),
        (snapshot({**WEEKLY, "day": [1, 1]}), "scheduling.day", DUPLICATES),
        (snapshot(without(DAILY, "hour")), "scheduling.hour", "Required for daily schedules"),
        (snapshot(without(WEEKLY, "hour")), "scheduling.hour", "Required for weekly schedules"),
        (snapshot(without(WEEKLY, "day")), "scheduling.day", "Required for weekly schedules"),
        (snapshot({**HOURLY, "hour": [1]}), "scheduling.hour", "Not allowed for hourly schedules"),
        (snapshot({**HOURLY, "day": [1]}), "scheduling.day", "Not allowed for hourly schedules"),
        (snapshot({**DAILY, "day": [1]}), "scheduling.day", "Not allowed for daily schedules"),
        (snapshot(HOURLY, 8), "retentionTime", "At most 7 days for hourly schedules, not 8"),
        (snapshot(DAILY, 61), "retentionTime", "At most 60 days for daily schedules, not 61"),
        (
            copied(destination(retentionTime=8), scheduling=HOURLY),
            f"{FIRST}.retentionTime",
            "At most 7 days for hourly schedules, not 8",
        ),
        (
            copied(destination(), destination("near", retentionTime=61)),
            "additionalDestinations.1.retentionTime",
            "At most 60 days for daily schedules, not 61",
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
            snapshot({**HOURLY, "minute": [0, 20, 40]}),
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
def test_rules(body: Body, path: str, problem: str) -> None:
    """A rule that types cannot express is reported once, in the emulator's own words."""
    assert [(path, problem)] == problems_of(body)


@pytest.mark.parametrize(
    "name",
    [
        *("ab", "a" * 101, "", "-abc", "abc-", "a--b", "a_b", "a b", "abc\n"),
        *("a\N{LATIN SMALL LETTER E WITH ACUTE}b", "\u0661\u0662\u0663"),
    ],
)
def test_invalid_destination_id(name: str) -> None:
    """A destination's ID has 3 to 100 ASCII letters and digits with single hyphens in between."""
    assert ["customDestinationId"] == paths_of(dump(customDestinationId=name))
    assert [f"{FIRST}.destinationId"] == paths_of(copied(destination(name)))


def test_all_problems_at_once() -> None:
    """All problems are reported at once, first those of properties, then those between them."""
    assert [
        "scheduling.interval",
        "scheduling.minute.0",
        "backupType",
        "retentionTime",
        "x",
    ] == paths_of({"backupType": 1, "scheduling": {"minute": [99]}, "x": 1})
    assert [
        "scheduling.hour",
        "scheduling.day",
        "additionalDestinations",
        "retentionTime",
        f"{FIRST}.retentionTime",
        "retentionTime",
    ] == paths_of(
        dump(
            {**HOURLY, "hour": [1], "day": [1], "minute": list(range(60))},
            60,
            additionalDestinations=[destination(retentionTime=8)],
        )
    )


def counted_by_calendar(scheduling: Body, retention: int) -> int:
    """Count the runs in every window of this many days, and return the largest count."""
    runs = len(scheduling["minute"]) * len(scheduling.get("hour", range(24)))
    days = scheduling.get("day", range(7))
    by_day = [runs if day % 7 in days else 0 for day in range(7 + retention)]
    return max(sum(by_day[first : first + retention]) for first in range(7))


@given(SCHEDULINGS, st.integers(1, 120))
def test_backups_kept(scheduling: Body, retention: int) -> None:
    """The number of backups kept at once is that of the fullest window."""
    counted = backups_kept(SchedulingBody.model_validate(scheduling), retention)

    assert counted_by_calendar(scheduling, retention) == counted


# A small alphabet: Hypothesis would otherwise build tables of all characters first.
TEXTS = st.text("aZ09- \n\0\N{SNOWMAN}", max_size=5)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON_VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)


@given(st.sampled_from([*dump(), "additionalDestinations", "customDestinationId"]), JSON_VALUES)
def test_any_value(name: str, value: object) -> None:
    """Any value of a property is either accepted or reported at that property."""
    assert {name} >= {path.split(".")[0] for path in paths_of({**dump(), name: value})}
