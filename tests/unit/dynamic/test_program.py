"""What a program declares as a whole, which its resources carry to their checks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pulumi import ResourceOptions
from pulumi.runtime.settings import set_root_resource
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, child_of, later, weekly
from tests.unit.schedules import make_schedule

from pulumi_northflank import AdditionalDestinationArgs, SchedulingArgs, SettingsError
from pulumi_northflank.dynamic.program import declare
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE


def urn(name: str) -> str:
    """The URN of a schedule."""
    return f"urn:pulumi:dev::p::{RESOURCE_TYPE}::{name}"


def faulty(mocks: Noting) -> dict[str, list[str]]:
    """For each resource, the names of the faulty resources that it carries."""
    return {
        name: [each["name"] for each in declaration["faulty"]]
        for name, declaration in mocks.declarations.items()
    }


@pytest.mark.parametrize("preview", [True, False])
def test_valid(run: Run, mocks: Noting, preview: bool) -> None:
    """A valid resource carries what its check must know, and no problems."""
    opts = ResourceOptions(ignore_changes=["retention_time"])
    run(lambda: weekly(opts=opts), preview=preview)

    assert {
        "nightly": {
            "urn": urn("nightly"),
            "problems": [],
            "ignored": ["retentionTime"],
            "former_names": [],
            "faulty": [],
            "errors": [],
            "declared": 1,
            "preview": preview,
            "stack": "acme/p/dev",
        }
    } == mocks.declarations


def test_problems(run: Run, mocks: Noting) -> None:
    """A faulty resource carries all problems of the program, those of later resources included."""

    def program() -> None:
        weekly("a", addon_id="a")
        weekly("b", addon_id="b", retention_time=121)
        weekly("c", addon_id="c", backup_type="dumps")

    run(program)

    problems = [
        {
            "name": "b",
            "urn": urn("b"),
            "problems": [
                (
                    "retentionTime: 121 is more than 120 (whole days: at most 7 for hourly, 60 for "
                    "daily and 120 for weekly schedules). To let the API decide, set "
                    "northflank:documentedLimits to warn"
                )
            ],
        },
        {
            "name": "c",
            "urn": urn("c"),
            "problems": ['backupType: "dumps" is not one of dump, snapshot (did you mean `dump`?)'],
        },
    ]
    assert {"a": [], "b": problems, "c": problems} == {
        name: declaration["faulty"] for name, declaration in mocks.declarations.items()
    }


def test_limits_that_are_not_enforced(
    run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With northflank:documentedLimits at warn, exceeding them is not a problem of the program."""
    monkeypatch.setenv("NORTHFLANK_DOCUMENTED_LIMITS", "warn")

    def program() -> None:
        weekly("a", retention_time=121)
        weekly("b", addon_id="b", retention_time=0)

    run(program)

    assert {"a": [], "b": ["b"]} == faulty(mocks)


@pytest.mark.parametrize("name", ["DOCUMENTED_LIMITS", "TIMEOUT"])
def test_unusable_setting(
    run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """An unusable setting ends the program before anything is registered."""
    monkeypatch.setenv(f"NORTHFLANK_{name}", "off")

    with pytest.raises(SettingsError, match="The value 'off' of northflank:"):
        run(weekly)
    assert {} == mocks.declarations


def test_large_program(run: Run) -> None:
    """In a program with many problems, no valid resource carries any of them."""

    def program() -> Any:
        hidden: list[Any] = []
        for number in range(960):
            days = 121 if number >= 860 else 7
            schedule = make_schedule("weekly", addonId=f"db-{number}", retentionTime=days)
            hidden.append(declare(RESOURCE_TYPE, f"db-{number}", schedule, ResourceOptions(), []))
        return asyncio.gather(*hidden)

    declarations = [json.loads(text) for text in run(program)]

    assert [0] * 860 + [100] * 100 == [len(each["faulty"]) for each in declarations]


def test_late(run: Run, mocks: Noting) -> None:
    """A resource that is declared after another one was created carries only what follows."""

    def program() -> Any:
        early = weekly("early", addon_id="a", retention_time=0)
        return early.id.apply(lambda _: weekly("late", addon_id="b", compression_type="zip").id)

    run(program)

    assert {"early": ["early"], "late": ["early", "late"]} == faulty(mocks)


def test_declared_twice(run: Run, mocks: Noting) -> None:
    """Of two resources in one slot both carry the problem, as the check of either may fail."""

    def program() -> None:
        weekly("a")
        weekly("b", retention_time=8)
        weekly("c", addon_id="carts")

    run(program)

    problem = (
        "`b` and `a` both declare the weekly snapshot of addon orders in project shop, but an "
        "addon can have only one backup schedule of each interval and backup type. Keep one of the "
        "two"
    )
    assert {"a": ["b"], "b": ["b"], "c": []} == faulty(mocks)
    assert [problem] == mocks.declarations["a"]["faulty"][0]["problems"]


def test_outputs(run: Run, mocks: Noting) -> None:
    """A value that must be awaited is not a problem, but the check of its resource may fail."""

    def program() -> None:
        weekly("a", addon_id=later("x"), retention_time=later(500))
        weekly("b", addon_id=later("x"), scheduling=later(5))
        weekly("c", retention_time=121)

    run(program)

    assert {"a": ["c"], "b": ["c"], "c": ["c"]} == faulty(mocks)


def test_argument_classes(run: Run, mocks: Noting) -> None:
    """Problems inside argument classes and tuples are found as well."""

    def program() -> None:
        weekly(
            scheduling=SchedulingArgs(interval="weekly", minute=[75], hour=[18], day=[4]),
            additional_destinations=(
                AdditionalDestinationArgs(destination_id="eu", type="custom"),
            ),
        )

    run(program)

    (resource,) = mocks.declarations["nightly"]["faulty"]
    assert [
        (
            'additionalDestinations[0].destinationId: "eu" is too short (3 to 100 letters and '
            "digits, in groups joined by single hyphens)"
        ),
        "scheduling.minute[0]: 75 is more than 59 (minutes of the hour are 0 to 59)",
    ] == resource["problems"]


def test_child(run: Run, mocks: Noting) -> None:
    """A child's URN contains its parent's type; its problems are reported by its name."""
    run(lambda: weekly("child", retention_time=0, opts=child_of("db")))

    declaration = mocks.declarations["child"]
    assert declaration["urn"].endswith(f"my:Database${RESOURCE_TYPE}::child")
    assert [("child", "")] == [(each["name"], each["urn"]) for each in declaration["faulty"]]


def test_children_of_one_name(run: Run, mocks: Noting) -> None:
    """Two children with the same name and different parents are two resources."""

    def program() -> None:
        for parent in "ab":
            weekly("child", opts=child_of(parent))

    run(program)

    (resource,) = mocks.declarations["child"]["faulty"]
    assert resource["problems"][0].startswith("`child` and `child` both declare the weekly")


def test_programs_are_kept_apart(run: Run, mocks: Noting) -> None:
    """A second program in the same process, as with the Automation API, starts anew."""
    run(lambda: weekly("a", retention_time=0))
    set_root_resource(None)  # type: ignore[arg-type]  # as at the start of a process
    run(lambda: weekly("b", retention_time=0))

    assert {"a": ["a"], "b": ["b"]} == faulty(mocks)


def test_no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a stack there is no hidden property."""
    monkeypatch.setattr("pulumi_northflank.dynamic.program.get_root_resource", lambda: None)

    assert declare(RESOURCE_TYPE, "nightly", make_schedule(), ResourceOptions(), []) is None
