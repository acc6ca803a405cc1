"""By how much an addon falls short of a requirement."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from tests.unit.generated import few, valid_inputs
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.review.addons import Addon, Part
from pulumi_northflank.review.metrics import Metrics, copies_of, storing
from pulumi_northflank.review.requirements import Requirement
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.types import BackupType

Inputs = dict[str, Any]

NO_COPY = (
    "no destination outside of Northflank's own storage gets {}, but at least 1 is required "
    "(1 too few)"
)


def requirement(
    max_gap: int | None = None, days: int | None = None, *types: BackupType, copies: int = 0
) -> Requirement:
    """A requirement; without arguments it requires nothing."""
    return Requirement(max_gap, days, types, copies)


def shortfalls(required: Requirement, *schedules: Inputs) -> list[str]:
    """The shortfalls of an addon with schedules of these inputs."""
    return required.shortfalls([storing(Schedule.of(inputs)) for inputs in schedules])


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        pytest.param(requirement(1440), [], id="gap-just-met"),
        pytest.param(
            requirement(1439),
            [
                (
                    "the longest time between two backups is 24h, but at most 23h59m is allowed "
                    "(1m too long)"
                )
            ],
            id="a-minute-too-long",
        ),
        pytest.param(requirement(days=30), [], id="retention-just-met"),
        pytest.param(
            requirement(days=31),
            ["backups are kept for 30 days, but at least 31 days are required (1 day too short)"],
            id="a-day-too-short",
        ),
        pytest.param(
            requirement(60, 60),
            [
                (
                    "the longest time between two backups is 24h, but at most 1h is allowed "
                    "(23h too long)"
                ),
                (
                    "backups are kept for 30 days, but at least 60 days are required "
                    "(30 days too short)"
                ),
            ],
            id="both",
        ),
        pytest.param(requirement(1440, 30, "snapshot"), [], id="of-its-type"),
        pytest.param(
            requirement(None, None, "dump", "snapshot"),
            ["no schedule makes dumps"],
            id="a-type-is-missing",
        ),
        pytest.param(
            requirement(60, None, "snapshot"),
            [
                (
                    "the longest time between two snapshots is 24h, but at most 1h is allowed "
                    "(23h too long)"
                )
            ],
            id="gap-of-its-type",
        ),
        pytest.param(requirement(copies=1), [NO_COPY.format("its backups")], id="no-copy"),
        pytest.param(
            requirement(None, None, "snapshot", copies=1),
            [NO_COPY.format("its snapshots")],
            id="no-copy-of-its-type",
        ),
    ],
)
def test_one_daily_schedule(required: Requirement, expected: list[str]) -> None:
    """Each shortfall names the metric, the requirement and the difference."""
    assert expected == shortfalls(required, make_inputs(retentionTime=30))


def test_types() -> None:
    """Each required type must meet the requirement alone; without types, all count together."""
    both = [make_inputs("hourly"), make_inputs(backupType="dump", retentionTime=30)]
    too_long = "the longest time between two dumps is 24h, but at most 1h is allowed (23h too long)"
    too_short = (
        "snapshots are kept for 7 days, but at least 30 days are required (23 days too short)"
    )

    assert [] == shortfalls(requirement(60, 30), *both)
    assert [too_long] == shortfalls(requirement(60, 30, "dump"), *both)
    assert [too_long, too_short] == shortfalls(requirement(60, 30, "dump", "snapshot"), *both)


def test_no_backup_for_days() -> None:
    """A weekly backup that is kept for a day does not meet a longest gap of a week."""
    assert [
        (
            "for up to 6d at a time there are no backups at all, because the last one is deleted "
            "before the next one is made"
        )
    ] == shortfalls(requirement(10_080), make_inputs("weekly", retentionTime=1))


def snapshot(interval: str, *places: str, days: int) -> Inputs:
    """A snapshot with copies at *places*, which are kept as long as it is."""
    copies = [{"destinationId": place, "type": "custom"} for place in places]
    return make_inputs(interval, retentionTime=days, additionalDestinations=copies)


def test_copies_alone() -> None:
    """A weekly off-site copy does not meet a requirement of daily copies."""
    schedules = [
        snapshot("daily", days=30),
        snapshot("weekly", "eu-copy", days=30),
    ]

    assert [] == shortfalls(requirement(10_080, 30, copies=1), *schedules)
    assert [
        NO_COPY.format("enough of its backups")
        + "; at eu-copy the longest time between two backups is 7d, but at most 24h is allowed "
        "(6d too long)"
    ] == shortfalls(requirement(1440, 30, copies=1), *schedules)


def test_copies_of_several_schedules() -> None:
    """All copies at a destination count together, whichever schedules make them."""
    daily_ones = snapshot("daily", "eu-copy", "us-copy", days=7)
    weekly_ones = snapshot("weekly", "eu-copy", days=120)

    assert [] == shortfalls(requirement(1440, 30, copies=1), daily_ones, weekly_ones)
    assert [
        (
            "1 destination outside of Northflank's own storage gets enough of its backups, but "
            "at least 2 are required (1 too few); at us-copy backups are kept for 7 days, but at "
            "least 30 days are required (23 days too short)"
        )
    ] == shortfalls(requirement(1440, 30, copies=2), daily_ones, weekly_ones)
    assert [
        (
            "2 destinations outside of Northflank's own storage get its backups, but at least 3 "
            "are required (1 too few)"
        )
    ] == shortfalls(requirement(copies=3), daily_ones, weekly_ones)


def test_copies_of_a_type() -> None:
    """Copies of snapshots do not count for dumps; a dump with its own destination is a copy."""
    snapshots = snapshot("daily", "eu-copy", days=30)
    dumps = make_inputs(backupType="dump")
    off_site = {**dumps, "customDestinationId": "my-bucket"}

    assert [NO_COPY.format("its dumps")] == shortfalls(
        requirement(None, None, "dump", copies=1), snapshots, dumps
    )
    assert [] == shortfalls(requirement(None, None, "dump", copies=1), snapshots, off_site)


@pytest.mark.parametrize(
    ("changes", "too_rare"),
    [
        pytest.param({"scheduling": UNKNOWN}, False, id="scheduling"),
        pytest.param({"retentionTime": UNKNOWN}, True, id="retention"),
        pytest.param({"additionalDestinations": UNKNOWN}, True, id="copies"),
        pytest.param({"backupType": UNKNOWN}, False, id="type"),
    ],
)
def test_unknown_values(changes: Inputs, too_rare: bool) -> None:
    """A metric that is not known yet is never a shortfall; the others are still judged."""
    copies = [{"destinationId": "eu-copy", "type": "custom"}]
    partly = {**make_inputs(retentionTime=30, additionalDestinations=copies), **changes}

    assert [] == shortfalls(requirement(1440, 30, "snapshot", copies=1), partly)
    assert too_rare == bool(shortfalls(requirement(60, None, "snapshot"), partly))


schedules = st.lists(valid_inputs(), min_size=1, max_size=3)


@few
@given(schedules)
def test_limits(inputs: list[Inputs]) -> None:
    """A requirement of exactly the metrics is met, and a stricter one in any metric is not."""
    storings = [storing(Schedule.of(each)) for each in inputs]
    metrics, copies = Metrics.of(each.run for each in storings), copies_of(storings)
    gap, days = metrics.worst_gap or 0, metrics.oldest or 0

    assert bool(metrics.none_kept) == bool(shortfalls(requirement(gap, days), *inputs))
    assert [] == shortfalls(requirement(copies=len(copies or ())), *inputs)
    assert [] != shortfalls(requirement(copies=len(copies or ()) + 1), *inputs)
    assert [] != shortfalls(requirement(gap - 1), *inputs)
    assert [] != shortfalls(requirement(days=days + 1), *inputs)


@few
@given(schedules, valid_inputs(), st.integers(1, 10_080), st.integers(1, 120), st.integers(0, 2))
def test_more_is_never_worse(
    inputs: list[Inputs], another: Inputs, gap: int, days: int, copies: int
) -> None:
    """One more schedule adds no shortfall."""
    required = requirement(gap, days, copies=copies)

    assert len(shortfalls(required, *inputs)) >= len(shortfalls(required, *inputs, another))


def test_secrets() -> None:
    """What depends on secret values is not shown; the rest is."""
    schedules = [
        Schedule.of(make_inputs(retentionTime=9), ["retentionTime", "addonId"]),
        Schedule.of(make_inputs("weekly")),
    ]
    resource = cast("AddonBackupSchedule", None)
    addon = Addon("shop/orders", "shop/orders", [Part(resource, each) for each in schedules])
    gap = "the longest time between two backups is 24h, but at most 1h is allowed (23h too long)"
    hidden = "how far it falls short depends on secret values and is not shown"

    assert [[gap], [gap, hidden], []] == [
        required.shortfalls_of(addon)
        for required in (requirement(60), requirement(60, 10), requirement(days=9))
    ]
