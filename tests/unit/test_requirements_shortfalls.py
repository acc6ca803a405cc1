"""What falls short of what a program requires, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from tests.unit.generated import few, valid_inputs

from pulumi_northflank.figures import Figures, copies_of, storing
from pulumi_northflank.requirements import Requirement
from pulumi_northflank.shapes import BackupType

Inputs = dict[str, Any]
MakeInputs = Callable[..., Inputs]

NO_COPY = (
    "no destination outside of Northflank's own storage gets {}, and at least 1 is required "
    "(1 too few)"
)


def requirement(
    max_gap: int | None = None, days: int | None = None, *types: BackupType, copies: int = 0
) -> Requirement:
    """What is required; nothing, unless told otherwise."""
    return Requirement(max_gap, days, types, copies)


def lacking(required: Requirement, *schedules: Inputs) -> list[str]:
    """What an addon with schedules of these inputs lacks."""
    return required.shortfalls([storing(inputs) for inputs in schedules])


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        pytest.param(requirement(1440), [], id="gap-just-met"),
        pytest.param(
            requirement(1439),
            [
                (
                    "the longest time between two backups is 24h, and at most 23h59m is required "
                    "(1m too long)"
                )
            ],
            id="a-minute-too-long",
        ),
        pytest.param(requirement(days=30), [], id="retention-just-met"),
        pytest.param(
            requirement(days=31),
            ["backups are kept for 30 days, and at least 31 days are required (1 day too short)"],
            id="a-day-too-short",
        ),
        pytest.param(
            requirement(60, 60),
            [
                (
                    "the longest time between two backups is 24h, and at most 1h is required "
                    "(23h too long)"
                ),
                (
                    "backups are kept for 30 days, and at least 60 days are required "
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
                    "the longest time between two snapshots is 24h, and at most 1h is required "
                    "(23h too long)"
                )
            ],
            id="told-of-its-type",
        ),
        pytest.param(requirement(copies=1), [NO_COPY.format("its backups")], id="no-copy"),
        pytest.param(
            requirement(None, None, "snapshot", copies=1),
            [NO_COPY.format("its snapshots")],
            id="no-copy-of-its-type",
        ),
    ],
)
def test_one_daily_schedule(
    schedule: MakeInputs, required: Requirement, expected: list[str]
) -> None:
    """Each thing that falls short is told with what is the case and by how much."""
    assert expected == lacking(required, schedule(retentionTime=30))


def test_types_do_not_help_each_other(schedule: MakeInputs) -> None:
    """Hourly snapshots are no hourly dumps, and all backups together are hourly backups."""
    both = [schedule("hourly"), schedule(backupType="dump", retentionTime=30)]
    too_long = (
        "the longest time between two dumps is 24h, and at most 1h is required (23h too long)"
    )
    too_short = (
        "snapshots are kept for 7 days, and at least 30 days are required (23 days too short)"
    )

    assert [] == lacking(requirement(60, 30), *both)
    assert [too_long] == lacking(requirement(60, 30, "dump"), *both)
    assert [too_long, too_short] == lacking(requirement(60, 30, "dump", "snapshot"), *both)


def test_nothing_left_between_two_backups(schedule: MakeInputs) -> None:
    """A backup a week that is kept for a day is no backup a week to go back to."""
    assert [
        (
            "for up to 6d at a time there are no backups at all, as the last one is deleted before "
            "the next one is made"
        )
    ] == lacking(requirement(10_080), schedule("weekly", retentionTime=1))


def snapshot(schedule: MakeInputs, interval: str, *places: str, days: int) -> Inputs:
    """A snapshot with copies at places, all kept as long."""
    copies = [{"destinationId": place, "type": "custom"} for place in places]
    return schedule(interval, retentionTime=days, additionalDestinations=copies)


def test_copies_have_to_meet_it_by_themselves(schedule: MakeInputs) -> None:
    """An off-site copy a week is no off-site daily, however many dailies are somewhere else."""
    schedules = [
        snapshot(schedule, "daily", days=30),
        snapshot(schedule, "weekly", "eu-copy", days=30),
    ]

    assert [] == lacking(requirement(10_080, 30, copies=1), *schedules)
    assert [
        NO_COPY.format("enough of its backups")
        + "; at eu-copy the longest time between two backups is 7d, and at most 24h is required "
        "(6d too long)"
    ] == lacking(requirement(1440, 30, copies=1), *schedules)


def test_copies_of_several_schedules_count_together(schedule: MakeInputs) -> None:
    """What a destination gets of several schedules counts together, as in Northflank's storage."""
    daily_ones = snapshot(schedule, "daily", "eu-copy", "us-copy", days=7)
    weekly_ones = snapshot(schedule, "weekly", "eu-copy", days=120)

    assert [] == lacking(requirement(1440, 30, copies=1), daily_ones, weekly_ones)
    assert [
        (
            "1 destination outside of Northflank's own storage gets enough of its backups, and "
            "at least 2 are required (1 too few); at us-copy backups are kept for 7 days, and at "
            "least 30 days are required (23 days too short)"
        )
    ] == lacking(requirement(1440, 30, copies=2), daily_ones, weekly_ones)
    assert [
        (
            "2 destinations outside of Northflank's own storage get its backups, and at least 3 "
            "are required (1 too few)"
        )
    ] == lacking(requirement(copies=3), daily_ones, weekly_ones)


def test_copies_of_a_type(schedule: MakeInputs) -> None:
    """A destination for snapshots is none for dumps; a dump stored elsewhere is off-site."""
    snapshots = snapshot(schedule, "daily", "eu-copy", days=30)
    dumps = schedule(backupType="dump")
    off_site = {**dumps, "customDestinationId": "my-bucket"}

    assert [NO_COPY.format("its dumps")] == lacking(
        requirement(None, None, "dump", copies=1), snapshots, dumps
    )
    assert [] == lacking(requirement(None, None, "dump", copies=1), snapshots, off_site)


@pytest.mark.parametrize(
    ("changes", "too_rare"),
    [
        pytest.param({"scheduling": UNKNOWN}, False, id="scheduling"),
        pytest.param({"retentionTime": UNKNOWN}, True, id="retention"),
        pytest.param({"additionalDestinations": UNKNOWN}, True, id="copies"),
        pytest.param({"backupType": UNKNOWN}, False, id="type"),
    ],
)
def test_what_is_not_known_is_not_judged(
    schedule: MakeInputs, changes: Inputs, too_rare: bool
) -> None:
    """What may turn out well is no shortfall, and what is known to be one is told."""
    copies = [{"destinationId": "eu-copy", "type": "custom"}]
    partly = {**schedule(retentionTime=30, additionalDestinations=copies), **changes}

    assert [] == lacking(requirement(1440, 30, "snapshot", copies=1), partly)
    assert too_rare == bool(lacking(requirement(60, None, "snapshot"), partly))


schedules = st.lists(valid_inputs(), min_size=1, max_size=3)


@few
@given(schedules)
def test_exactly_what_is_there_is_enough(inputs: list[Inputs]) -> None:
    """A requirement of just the figures is met, and a tighter one in any of them is not."""
    storings = [storing(one) for one in inputs]
    figures, copies = Figures.of(one.run for one in storings), copies_of(storings)
    gap, days = figures.worst_gap or 0, figures.oldest or 0

    assert bool(figures.none_kept) == bool(lacking(requirement(gap, days), *inputs))
    assert [] == lacking(requirement(copies=len(copies or ())), *inputs)
    assert [] != lacking(requirement(copies=len(copies or ()) + 1), *inputs)
    assert [] != lacking(requirement(gap - 1), *inputs)
    assert [] != lacking(requirement(days=days + 1), *inputs)


@few
@given(schedules, valid_inputs(), st.integers(1, 10_080), st.integers(1, 120), st.integers(0, 2))
def test_one_more_schedule_takes_nothing_away(
    inputs: list[Inputs], another: Inputs, gap: int, days: int, copies: int
) -> None:
    """What is met stays met with one more schedule."""
    required = requirement(gap, days, copies=copies)

    assert len(lacking(required, *inputs)) >= len(lacking(required, *inputs, another))
