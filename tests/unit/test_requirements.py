"""What a program requires of its backups: what happens where it is met, and where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.output import UNKNOWN
from tests.unit.mocked import Noting, Plan, later, weekly

from pulumi_northflank import NorthflankError, requirements
from pulumi_northflank.addons import CoverageError
from pulumi_northflank.declaration import declare, refuse
from pulumi_northflank.provider import RESOURCE_TYPE
from pulumi_northflank.requirements import UnmetRequirementError, require

Run = Callable[..., Any]

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
