"""What happens in a program whose schedules meet its requirements, and in one where they do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, Plan, later, unknown, weekly

from pulumi_northflank.review.addons import CoverageError
from pulumi_northflank.review.requirements import UnmetRequirementError, require


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(weekly, id="schedule"),
        pytest.param(lambda: Plan((weekly(),)), id="plan"),
        pytest.param(lambda: [weekly()], id="list"),
        pytest.param(lambda: (each for each in [Plan((weekly(),))]), id="generator"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_met(run: Run, mocks: Noting, given: Callable[[], Any], preview: bool) -> None:
    """If the requirement is met, nothing happens."""
    run(lambda: require(given(), max_gap="7d", min_retention_days=7), preview=preview)

    assert ["nightly"] == [*mocks.schedules]


@pytest.mark.parametrize("preview", [True, False])
def test_not_met(run: Run, preview: bool) -> None:
    """With plain values the call raises, and lists the shortfalls of all addons."""
    reached: list[str] = []

    def program() -> None:
        both = [weekly("a"), weekly("b", addon_id="carts", retention_time=30)]
        require(both, max_gap="24h", min_retention_days=30)
        reached.append("the next line")

    with pytest.raises(UnmetRequirementError) as caught:
        run(program, preview=preview)

    gap = "the longest time between two backups is 7d, but at most 24h is allowed (6d too long)."
    assert (
        "2 addons fall short of what the program requires:\n"
        f"  shop/carts: {gap}\n"
        f"  shop/orders: {gap}\n"
        "  shop/orders: backups are kept for 7 days, but at least 30 days are required (23 days "
        "too short).\n"
        "Change their schedules or the requirement."
    ) == str(caught.value)
    assert ["shop/carts", "shop/orders"] == [*caught.value.shortfalls]
    assert [] == reached


def test_one_addon() -> None:
    """The error about one addon is in the singular, and ends a program without a traceback."""
    error = UnmetRequirementError({"shop/orders": ["no schedule makes dumps"]})

    assert isinstance(error, pulumi.RunError)
    assert str(error).startswith(
        "An addon falls short of what the program requires:\n  shop/orders: no schedule makes"
    )


def test_caught(run: Run, mocks: Noting) -> None:
    """A test of a program can expect the error and go on."""

    def program() -> None:
        with pytest.raises(UnmetRequirementError):
            require(weekly("a"), max_gap="1h")
        weekly("b", addon_id="carts")

    run(program)

    assert {"a", "b"} == set(mocks.schedules)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lambda: {"addon_id": later("orders")}, id="addon"),
        pytest.param(lambda: {"retention_time": later(7)}, id="retention"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_outputs(run: Run, changes: Callable[[], Any], preview: bool) -> None:
    """Outputs are judged once they are known, in a preview as well."""
    with pytest.raises(UnmetRequirementError, match="shop/orders: backups are kept for 7 days"):
        run(lambda: require(weekly(**changes()), min_retention_days=8), preview=preview)


def test_unknown_outputs(run: Run, mocks: Noting) -> None:
    """A preview judges only what it knows."""

    def program(**required: Any) -> Any:
        return require(weekly(retention_time=unknown(), addon_id=unknown()), **required)

    run(lambda: program(min_retention_days=8), preview=True)
    with pytest.raises(UnmetRequirementError, match=r"\(addon of nightly\): the longest time"):
        run(lambda: program(max_gap="24h"), preview=True)

    assert ["nightly"] == [*mocks.schedules]


def test_problems(run: Run, mocks: Noting) -> None:
    """The call leaves a schedule's problems to its check."""
    reached: list[str] = []

    def program() -> None:
        require(weekly(retention_time=121), max_gap="1h")
        reached.append("the next line")

    with pytest.raises(CoverageError, match="nightly is not a valid schedule"):
        run(program)

    assert ["the next line"] == reached
    assert ["nightly"] == [*mocks.schedules]


def test_limits_that_are_not_enforced(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A retention that the settings leave to the API counts as it is declared."""
    monkeypatch.setenv("NORTHFLANK_DOCUMENTED_LIMITS", "warn")

    run(lambda: require(weekly(retention_time=365), min_retention_days=365))
    with pytest.raises(UnmetRequirementError, match="backups are kept for 365 days"):
        run(lambda: require(weekly(retention_time=365), min_retention_days=366))


def test_transformations(run: Run) -> None:
    """Schedules are judged with the effect of transformations."""

    def shorter(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
        return pulumi.ResourceTransformationResult({**args.props, "retention_time": 3}, args.opts)

    opts = pulumi.ResourceOptions(transformations=[shorter])

    with pytest.raises(UnmetRequirementError, match="backups are kept for 3 days"):
        run(lambda: require(weekly(opts=opts), min_retention_days=7))


@pytest.mark.parametrize("preview", [True, False])
def test_advisory(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch, preview: bool) -> None:
    """With advisory=True, the addon's first schedule gets one warning, and nothing fails."""
    warned: list[tuple[str, str]] = []

    def warn(text: str, resource: pulumi.Resource) -> None:
        warned.append((resource.pulumi_resource_name, text))

    monkeypatch.setattr(pulumi.log, "warn", warn)

    def program() -> None:
        three = [weekly("a"), weekly("b", backup_type="dump"), weekly("c", addon_id="carts")]
        require(three, min_retention_days=8, types=["dump"], advisory=True)

    run(program, preview=preview)

    assert [
        ("c", "shop/carts falls short of what the program recommends: no schedule makes dumps."),
        (
            "a",
            (
                "shop/orders falls short of what the program recommends: dumps are kept for 7 "
                "days, but at least 8 days are required (1 day too short)."
            ),
        ),
    ] == warned
    assert 3 == len(mocks.schedules)
