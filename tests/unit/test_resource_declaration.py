"""What the program declares as a whole, which each resource carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.settings import set_root_resource
from tests.unit.mocked import Noting, declaration, later, weekly

from pulumi_northflank import AdditionalDestinationArgs, SchedulingArgs
from pulumi_northflank.declaration import declare
from pulumi_northflank.provider import RESOURCE_TYPE

Run = Callable[..., Any]


def hidden(mocks: Noting) -> dict[str, Any]:
    """The hidden property of each resource, by name."""
    return {one.name: declaration(one) for one in mocks.registered if one.typ == RESOURCE_TYPE}


def urn(name: str, type_: str = RESOURCE_TYPE) -> str:
    """The URN of a resource of the stack."""
    return f"urn:pulumi:dev::p::{type_}::{name}"


def test_declaration(run: Run, mocks: Noting) -> None:
    """A resource carries its own URN, and nothing of a program without faults."""
    run(lambda: weekly().id)

    assert {"nightly": {"urn": urn("nightly"), "faulty": [], "preview": False}} == hidden(mocks)


def test_declaration_with_faults(run: Run, mocks: Noting) -> None:
    """Each resource carries the faults of all that are declared, later ones included."""

    def program() -> Any:
        return pulumi.Output.all(
            weekly("a", addon_id="a").id,
            weekly("b", addon_id="b", retention_time=121).id,
            weekly("c", addon_id="c", backup_type="dumps").id,
        )

    run(program)

    faulty = [
        {
            "name": "b",
            "urn": urn("b"),
            "faults": [
                (
                    "retentionTime: 121 is more than 120 (whole days: at most 7 for hourly, 60 for "
                    "daily and 120 for weekly schedules)"
                )
            ],
        },
        {
            "name": "c",
            "urn": urn("c"),
            "faults": ['backupType: "dumps" is not one of dump, snapshot (did you mean `dump`?)'],
        },
    ]
    assert {
        name: {"urn": urn(name), "faulty": faulty, "preview": False} for name in "abc"
    } == hidden(mocks)


def test_declaration_that_comes_late(run: Run, mocks: Noting) -> None:
    """A resource that is declared only when another one is there counts from then on."""

    def program() -> Any:
        early = weekly("early", addon_id="a")
        return early.id.apply(lambda _: weekly("late", addon_id="b", compression_type="zip").id)

    run(program)

    assert [] == hidden(mocks)["early"]["faulty"]
    assert ["late"] == [one["name"] for one in hidden(mocks)["late"]["faulty"]]


def test_declaration_of_two_in_one_place(run: Run, mocks: Noting) -> None:
    """Two resources that want the same place are found before any is registered."""

    def program() -> Any:
        return pulumi.Output.all(weekly("a").id, weekly("b", retention_time=8).id)

    run(program)

    fault = (
        "`b` and `a` both declare the weekly snapshot of addon orders in project shop, and an "
        "addon can have one backup schedule of each interval and backup type; keep one of the two"
    )
    assert [{"name": "b", "urn": urn("b"), "faults": [fault]}] == hidden(mocks)["a"]["faulty"]


def test_declaration_with_outputs(run: Run, mocks: Noting) -> None:
    """What has to be awaited is no fault of the program."""

    def program() -> Any:
        return pulumi.Output.all(
            weekly("a", addon_id=later("x"), retention_time=later(500)).id,
            weekly("b", addon_id=later("x"), scheduling=later(5)).id,
        )

    run(program)

    assert [[], []] == [one["faulty"] for one in hidden(mocks).values()]


def test_declaration_in_other_forms(run: Run, mocks: Noting) -> None:
    """Faults inside argument classes and tuples are found as well."""

    def program() -> Any:
        return weekly(
            scheduling=SchedulingArgs(interval="weekly", minute=[75], hour=[18], day=[4]),
            additional_destinations=(
                AdditionalDestinationArgs(destination_id="eu", type="custom"),
            ),
        ).id

    run(program)

    assert [
        (
            'additionalDestinations[0].destinationId: "eu" is too short (3 to 100 letters and '
            "digits, in groups joined by single hyphens)"
        ),
        "scheduling.minute[0]: 75 is more than 59 (minutes of the hour are 0 to 59)",
    ] == hidden(mocks)["nightly"]["faulty"][0]["faults"]


def test_declaration_of_a_child(run: Run, mocks: Noting) -> None:
    """A child's URN names its parent's type; its faults are told by its name."""

    def program() -> Any:
        parent = pulumi.ComponentResource("my:Database", "db")
        child = weekly("child", retention_time=0, opts=pulumi.ResourceOptions(parent=parent))
        return child.id

    run(program)

    declaration = hidden(mocks)["child"]
    assert declaration["urn"].endswith(f"my:Database${RESOURCE_TYPE}::child")
    assert [("child", "")] == [(one["name"], one["urn"]) for one in declaration["faulty"]]


def test_children_of_one_name(run: Run, mocks: Noting) -> None:
    """Two children of one name under different parents are two resources."""

    def program() -> Any:
        parents = [pulumi.ComponentResource("my:Database", name) for name in "ab"]
        return pulumi.Output.all(
            *(weekly("child", opts=pulumi.ResourceOptions(parent=parent)).id for parent in parents)
        )

    run(program)

    (fault,) = hidden(mocks)["child"]["faulty"][0]["faults"]
    assert fault.startswith("`child` and `child` both declare the weekly snapshot of")


def test_programs_are_kept_apart(run: Run, mocks: Noting) -> None:
    """A second program of the same process, as the Automation API has it, begins anew."""
    run(lambda: weekly("a", retention_time=0).id)
    set_root_resource(None)  # type: ignore[arg-type]  # as at the start of a process
    run(lambda: weekly("b").id)

    assert [] == hidden(mocks)["b"]["faulty"]


def test_no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a stack there is no program to speak of."""
    monkeypatch.setattr("pulumi_northflank.declaration.get_root_resource", lambda: None)

    assert declare(RESOURCE_TYPE, "nightly", {}, None) is None
