"""How a program ends if anything is wrong with it, and names that two of its schedules have."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest
from tests.unit.conftest import URN, Run
from tests.unit.mocked import Noting, child_of, later, weekly
from tests.unit.plans import plan
from tests.unit.schedules import make_schedule

from pulumi_northflank import CoverageError, PlanError, coverage, require
from pulumi_northflank.dynamic import program as module
from pulumi_northflank.dynamic.program import all_or_none, declare, report
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.errors import FormerNameError, ProgramError
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.validation import Problem


@pytest.fixture
def unmocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let errors be reported as with the engine: at the end of the program."""
    monkeypatch.setattr(module, "_is_mocked", lambda: False)


@pytest.mark.usefixtures("unmocked")
def test_errors_of_a_preview(run: Run, mocks: Noting) -> None:
    """A preview registers everything, and whatever may fail its check carries all errors."""

    def wrong() -> None:
        plan("a", daily={"at": "24:00", "keep": 121})
        weekly("fine", addon_id="carts")
        plan("b", daily={"at": "25:00", "keep": 7})

    with pytest.raises(ProgramError) as caught:
        run(wrong, preview=True)

    errors = caught.value.errors
    assert ['BackupPlan "a" has 1 problem', 'BackupPlan "b" has 1 problem'] == [
        text.partition(":")[0] for text in errors
    ]
    assert {
        "a-daily-snapshot": (errors, ["a-daily-snapshot", "b-daily-snapshot"]),
        "b-daily-snapshot": (errors, ["a-daily-snapshot", "b-daily-snapshot"]),
        "fine": ([], []),
    } == {
        name: (each["errors"], [one["name"] for one in each["faulty"]])
        for name, each in mocks.declarations.items()
    }


def declarations(*schedules: Schedule) -> Any:
    """What the program's resources carry, or the errors instead of it."""
    hidden = [
        declare(RESOURCE_TYPE, f"s{number}", each, pulumi.ResourceOptions(), [])
        for number, each in enumerate(schedules)
    ]
    return asyncio.gather(*filter(None, hidden), return_exceptions=True)


@pytest.mark.usefixtures("unmocked")
def test_errors_of_an_update(run: Run) -> None:
    """An update registers no schedule, and its error names every problem once."""
    caught: list[Any] = []

    async def note(results: Any) -> None:
        caught.extend(await results)

    def wrong() -> Any:
        results = declarations(make_schedule(), make_schedule("weekly", retentionTime=121))
        for _ in "ab":
            report(PlanError("a", [Problem("daily", "wrong")]))
        return note(results)

    with pytest.raises(ProgramError) as ending:
        run(wrong)

    expected = [
        'BackupPlan "a" has 1 problem:\n  daily: wrong',
        (
            "s1 has 1 problem:\n  retentionTime: 121 is more than 120 (whole days: at most 7 for "
            "hourly, 60 for daily and 120 for weekly schedules). To let the API decide, set "
            "northflank:documentedLimits to warn"
        ),
    ]
    assert [expected] * 3 == [each.errors for each in [*caught, ending.value]]


@pytest.mark.usefixtures("unmocked")
@pytest.mark.parametrize(
    ("of_a_plan", "days", "refused"), [(True, 61, 2), (True, 60, 0), (False, 61, 0)]
)
def test_all_or_none(run: Run, of_a_plan: bool, days: int, refused: int) -> None:
    """An update registers no schedule if one schedule of a plan has a problem."""

    def program() -> Any:
        if of_a_plan:
            all_or_none()
        return declarations(make_schedule(), make_schedule("weekly", retentionTime=2 * days))

    assert refused == sum(isinstance(each, ProgramError) for each in run(program))


@pytest.mark.usefixtures("unmocked")
def test_one_error(run: Run) -> None:
    """A single error is shown as it is."""
    with pytest.raises(PlanError):
        run(lambda: plan("a"), preview=True)


@pytest.mark.usefixtures("unmocked")
@pytest.mark.parametrize("preview", [True, False])
def test_wrong_coverage(run: Run, preview: bool) -> None:
    """A program goes on after a wrong call of `coverage`, and fails at its end."""
    reached: list[str] = []

    def wrong() -> None:
        coverage(5).apply(lambda _: reached.append("a value"))  # type: ignore[arg-type]
        reached.append("the next line")

    with pytest.raises(CoverageError, match="not a value of type int"):
        run(wrong, preview=preview)

    assert ["the next line"] == reached


@pytest.mark.usefixtures("unmocked")
@pytest.mark.parametrize(("is_later", "preview"), [(False, True), (True, True), (True, False)])
def test_every_requirement(run: Run, is_later: bool, preview: bool) -> None:
    """Each requirement that is not met is in the error, also if its schedule has Outputs."""

    def short() -> None:
        days: Any = later(7) if is_later else 7
        for addon in ("a", "b"):
            require(weekly(addon, addon_id=addon, retention_time=days), min_retention_days=8)

    with pytest.raises(ProgramError) as caught:
        run(short, preview=preview)

    assert ["  shop/a", "  shop/b"] == sorted(
        text.splitlines()[1].split(":")[0] for text in caught.value.errors
    )


def alias(name: str) -> pulumi.ResourceOptions:
    """The options of a schedule that was declared under another name, outside of any parent."""
    former = pulumi.Alias(name=name, parent=pulumi.ROOT_STACK_RESOURCE)
    return pulumi.ResourceOptions(aliases=[former])


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("other", "opts", "text"),
    [
        pytest.param("b", alias("old"), r'"old" .* of "[ab]" and of "[ab]", but', id="twice"),
        pytest.param("old", None, 'of "a", but the program still declares a', id="declared"),
    ],
)
def test_former_name_of_two(
    run: Run, other: str, opts: pulumi.ResourceOptions | None, text: str, order: int
) -> None:
    """A former name of two schedules, or of one beside the schedule of that name, is an error."""

    def program() -> None:
        for name, options in [("a", alias("old")), (other, opts)][::order]:
            weekly(name, addon_id=name, opts=options)

    with pytest.raises(FormerNameError, match=text):
        run(program)


@pytest.mark.usefixtures("unmocked")
def test_former_name_and_a_problem(run: Run) -> None:
    """Not even a preview registers schedules with such names, so the error names all problems."""

    def program() -> Any:
        report(FormerNameError("old", "a", None))
        return declarations(make_schedule(retentionTime=61))

    with pytest.raises(ProgramError) as caught:
        run(program, preview=True)

    assert ['"old" is the former name', "s0 has 1 problem:\n  rete"] == [
        text[:24] for text in caught.value.errors
    ]


def test_former_names(run: Run, mocks: Noting) -> None:
    """A schedule carries its former URNs; equal names below other parents are other schedules."""

    def fine() -> None:
        weekly("a", opts=alias("old"))
        weekly("old", addon_id="b", opts=child_of("db"))
        weekly("x", addon_id="c", opts=alias("x"))
        urn_alias = pulumi.ResourceOptions(aliases=["urn:pulumi:dev::p::t::old", pulumi.Alias()])
        weekly("y", addon_id="d", opts=urn_alias)

    run(fine)

    former = {name: each["former_names"] for name, each in mocks.declarations.items()}
    assert {"a": [f"{URN}old"], "old": [], "x": [f"{URN}x"], "y": []} == former


def test_former_name_below_another_parent(run: Run, mocks: Noting) -> None:
    """Without the URN of that parent, the name alone is known."""
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old", parent=child_of("db").parent)])
    run(lambda: weekly("a", opts=opts))

    assert ["old"] == mocks.declarations["a"]["former_names"]
