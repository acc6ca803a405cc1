"""What a program requires of its backups: what falls short, by how much, and what happens then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from tests.unit.generated import few, valid_inputs
from tests.unit.mocked import Noting, later, weekly

from pulumi_northflank import AddonBackupSchedule, NorthflankError, requirements
from pulumi_northflank.addons import CoverageError
from pulumi_northflank.declaration import declare, refuse
from pulumi_northflank.figures import Figures, copies_of, storing
from pulumi_northflank.provider import RESOURCE_TYPE
from pulumi_northflank.requirements import (
    InvalidRequirementError,
    Requirement,
    UnmetRequirementError,
    require,
)
from pulumi_northflank.shapes import BackupType

Inputs = dict[str, Any]
MakeInputs = Callable[..., Inputs]
Run = Callable[..., Any]

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


# What falls short


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


# What can be required


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(
            {},
            "require was asked for nothing; give it max_gap, min_retention_days, types or copies.",
            id="nothing",
        ),
        pytest.param(
            {"max_gap": "1 h"},
            'max_gap: "1 h" is no duration (whole days, hours and minutes in this order, such as '
            '"15m", "1h30m", "24h" or "7d").',
            id="gap",
        ),
        pytest.param({"max_gap": "0h"}, 'max_gap: "0h" is no time between two backups.', id="zero"),
        pytest.param(
            {"max_gap": 60},
            "max_gap: 60 is no duration (whole days, hours and minutes in this order, such as "
            '"15m", "1h30m", "24h" or "7d").',
            id="number",
        ),
        pytest.param(
            {"min_retention_days": 0},
            "min_retention_days: 0 is no whole number from 1 on.",
            id="days",
        ),
        pytest.param(
            {"min_retention_days": "30d"},
            'min_retention_days: "30d" is no whole number from 1 on.',
            id="days-in-words",
        ),
        pytest.param({"copies": -1}, "copies: -1 is no whole number from 0 on.", id="copies"),
        pytest.param({"copies": True}, "copies: true is no whole number from 0 on.", id="true"),
        pytest.param(
            {"types": ["dumps"]},
            'types: "dumps" is not one of dump, snapshot (did you mean `dump`?).',
            id="type",
        ),
        pytest.param({"types": 5}, "types: 5 is no list of backup types.", id="types"),
    ],
)
def test_what_can_not_be_required(run: Run, arguments: Any, reason: str) -> None:
    """Nonsense is refused at the call, in a sentence, before it makes everything pass."""
    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require(weekly(), **arguments))

    assert reason == str(caught.value)


def test_a_type_alone(run: Run) -> None:
    """One type may be given as its word."""
    with pytest.raises(UnmetRequirementError, match="shop/orders: no schedule makes dumps"):
        run(lambda: require(weekly(), types="dump"))


@dataclass
class Plan:
    """What a plan shows of itself."""

    schedules: tuple[AddonBackupSchedule, ...]


@pytest.mark.parametrize("nothing", [[], (), Plan(())])
def test_no_schedules(run: Run, nothing: Any) -> None:
    """A requirement that holds because there is nothing to judge is refused."""
    with pytest.raises(CoverageError, match="require was given no schedules"):
        run(lambda: require(nothing, max_gap="1h"))


@pytest.mark.parametrize(
    ("given_ones", "what"),
    [
        pytest.param(lambda: weekly("w").id, "an Output", id="output"),
        pytest.param(lambda: [[weekly("w")]], "a list", id="list-in-a-list"),
        pytest.param(lambda: 5, "a int", id="number"),
    ],
)
def test_something_else(run: Run, given_ones: Callable[[], Any], what: str) -> None:
    """What is neither a schedule nor a plan, nor several, is refused."""
    with pytest.raises(CoverageError, match=f"require takes backup schedules .* not {what}"):
        run(lambda: require(given_ones(), max_gap="1h"))


# What happens then


SHORT = "the longest time between two backups is 7d, and at most {} is required ({} too long)"


@pytest.mark.parametrize(
    "given_ones",
    [
        pytest.param(weekly, id="schedule"),
        pytest.param(lambda: Plan((weekly(),)), id="plan"),
        pytest.param(lambda: [weekly()], id="list"),
        pytest.param(lambda: (each for each in [Plan((weekly(),))]), id="generator"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_met(run: Run, mocks: Noting, given_ones: Callable[[], Any], preview: bool) -> None:
    """Where all is met, nothing happens."""
    run(lambda: require(given_ones(), max_gap="7d", min_retention_days=7), preview=preview)

    assert 1 == len(mocks.registered)


@pytest.mark.parametrize("preview", [True, False])
def test_not_met(run: Run, preview: bool) -> None:
    """With plain values the call raises, and tells of all addons, line by line."""
    reached: list[str] = []

    def program() -> None:
        both = [weekly("a"), weekly("b", addon_id="carts", retention_time=30)]
        require(both, max_gap="24h", min_retention_days=30)
        reached.append("the next line")

    with pytest.raises(UnmetRequirementError) as caught:
        run(program, preview=preview)

    assert (
        "2 addons fall short of what the program requires:\n"
        f"  shop/carts: {SHORT.format('24h', '6d')}.\n"
        f"  shop/orders: {SHORT.format('24h', '6d')}.\n"
        "  shop/orders: backups are kept for 7 days, and at least 30 days are required (23 days "
        "too short).\n"
        "Change their schedules, or what is required of them."
    ) == str(caught.value)
    assert ["shop/carts", "shop/orders"] == [*caught.value.shortfalls]
    assert [] == reached


def test_one_addon_is_told_as_one() -> None:
    """The error of one addon is a sentence about one, and ends a program without a traceback."""
    error = UnmetRequirementError({"shop/orders": ["no schedule makes dumps"]})

    assert isinstance(error, NorthflankError | pulumi.RunError)
    assert str(error).startswith(
        "An addon falls short of what the program requires:\n  shop/orders: no schedule makes"
    )


def test_caught_in_a_test(run: Run, mocks: Noting) -> None:
    """A test of a program may expect the error and go on."""

    def program() -> None:
        with pytest.raises(UnmetRequirementError):
            require(weekly("a"), max_gap="1h")
        weekly("b", addon_id="carts")

    run(program)

    assert {"a", "b"} == {one.name for one in mocks.registered}


def test_refused(run: Run) -> None:
    """Once refused, no schedule of the program gets its inputs, whenever it was declared."""
    error = NorthflankError("Not like this.")

    def program() -> Any:
        before = declare(RESOURCE_TYPE, "before", {}, None)
        refuse(error)
        after = declare(RESOURCE_TYPE, "after", {}, None)
        assert before is not None
        assert after is not None
        return asyncio.gather(before, after, return_exceptions=True)

    assert [error, error] == run(program)


@pytest.mark.parametrize(("mocked", "refused"), [(True, 0), (False, 1)])
def test_what_is_not_met_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, mocked: bool, refused: int
) -> None:
    """The engine gets none of the schedules; mocks get them all the same."""
    errors: list[NorthflankError] = []
    monkeypatch.setattr(requirements, "refuse", errors.append)
    if not mocked:
        monkeypatch.setattr(requirements, "get_monitor", lambda: None)

    with pytest.raises(UnmetRequirementError):
        run(lambda: require(weekly(), max_gap="1h"))

    assert refused == len(errors)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lambda: {"addon_id": later("orders")}, id="addon"),
        pytest.param(lambda: {"retention_time": later(7)}, id="retention"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_outputs(run: Run, changes: Callable[[], Any], preview: bool) -> None:
    """Outputs are judged when they are there, in a preview as well."""
    with pytest.raises(UnmetRequirementError, match="shop/orders: backups are kept for 7 days"):
        run(lambda: require(weekly(**changes()), min_retention_days=8), preview=preview)


def test_outputs_that_are_not_known_yet(run: Run, mocks: Noting) -> None:
    """A preview does not judge what it can't know, but what it can."""
    unknown: pulumi.Output[Any] = pulumi.Output.from_input(UNKNOWN)

    def program(**required: Any) -> Any:
        return require(weekly(retention_time=unknown, addon_id=unknown), **required)

    run(lambda: program(min_retention_days=8), preview=True)
    with pytest.raises(UnmetRequirementError, match=r"\(addon of nightly\): the longest time"):
        run(lambda: program(max_gap="24h"), preview=True)

    assert {"nightly"} == {one.name for one in mocks.registered}


def test_schedules_with_faults(run: Run, mocks: Noting) -> None:
    """A fault is told by the check of its schedule: the call does not come before it."""
    reached: list[str] = []

    def program() -> None:
        require(weekly(retention_time=121), max_gap="1h")
        reached.append("the next line")

    with pytest.raises(CoverageError, match="nightly is no valid schedule"):
        run(program)

    assert ["the next line"] == reached
    assert 1 == len(mocks.registered)


def test_what_is_in_force_counts(run: Run) -> None:
    """What a transformation makes of the arguments is judged, too."""

    def shorter(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
        return pulumi.ResourceTransformationResult({**args.props, "retention_time": 3}, args.opts)

    opts = pulumi.ResourceOptions(transformations=[shorter])

    with pytest.raises(UnmetRequirementError, match="backups are kept for 3 days"):
        run(lambda: require(weekly(opts=opts), min_retention_days=7))


@pytest.mark.parametrize("preview", [True, False])
def test_advisory(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch, preview: bool) -> None:
    """Advice is a warning of the addon's first schedule, once, and stops nothing."""
    warned: list[tuple[str, str]] = []

    def warn(text: str, resource: pulumi.Resource) -> None:
        warned.append((resource.pulumi_resource_name, text))

    monkeypatch.setattr(pulumi.log, "warn", warn)

    def program() -> None:
        both = [weekly("a"), weekly("b", backup_type="dump"), weekly("c", addon_id="carts")]
        require(both, min_retention_days=8, types=["dump"], advisory=True)

    run(program, preview=preview)

    assert [
        ("c", "shop/carts falls short of what the program advises: no schedule makes dumps."),
        (
            "a",
            (
                "shop/orders falls short of what the program advises: dumps are kept for 7 days, "
                "and at least 8 days are required (1 day too short)."
            ),
        ),
    ] == warned
    assert 3 == len(mocks.registered)
