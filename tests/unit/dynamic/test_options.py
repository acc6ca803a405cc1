"""Pulumi's resource options, by the API's names."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, later, weekly

from pulumi_northflank.arguments import in_order
from pulumi_northflank.dynamic.options import checked
from pulumi_northflank.schedule.properties import camel_path

A, B = ({"destination_id": name, "type": "custom"} for name in ("a-copy", "b-copy"))


@pytest.mark.parametrize(
    ("path", "translated"),
    [
        ("retention_time", "retentionTime"),
        ("retentionTime", "retentionTime"),
        ("additional_destinations[0].retention_time", "additionalDestinations[0].retentionTime"),
        ("additional_destinations[*].type", "additionalDestinations[*].type"),
        ('["additional_destinations"][1]["type"]', '["additionalDestinations"][1]["type"]'),
        ("scheduling.hour", "scheduling.hour"),
        ("*", "*"),
        ("something_else", "something_else"),
    ],
)
def test_camel_path(path: str, translated: str) -> None:
    """Names are translated at any depth, and others stay as they are."""
    assert translated == camel_path(path)


@pytest.mark.parametrize("option", ["ignore_changes", "replace_on_changes", "hide_diffs"])
def test_known_names(option: str) -> None:
    """Options that list properties get the API's names."""
    given = ResourceOptions()
    setattr(given, option, ["retention_time", "*"])
    opts, problems = checked(given, [])

    assert (["retentionTime", "*"], []) == (getattr(opts, option), problems)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (
            {"ignore_changes": ["retention"]},
            (
                'ignore_changes: "retention" is not a property of a schedule (did you mean '
                "`retention_time`?)"
            ),
        ),
        (
            {"replace_on_changes": ["scheduling.hours"]},
            (
                'replace_on_changes: "scheduling.hours" is not a property of a schedule (did you '
                "mean `hour`?)"
            ),
        ),
        (
            {"hide_diffs": ["additional_destinations.type"]},
            'hide_diffs: "additional_destinations.type" is not a property of a schedule',
        ),
        (
            {"ignore_changes": ["retention_time.x"]},
            'ignore_changes: "retention_time.x" is not a property of a schedule',
        ),
        (
            {"ignore_changes": ["scheduling.minute[0]"]},
            (
                'ignore_changes: "scheduling.minute[0]" has no fixed meaning, because the order '
                "does not matter: name the whole list"
            ),
        ),
        (
            {"additional_secret_outputs": ["scheduling.hour"]},
            (
                'additional_secret_outputs: "scheduling.hour" is too deep: name the whole '
                'property, "scheduling"'
            ),
        ),
        (
            {"additional_secret_outputs": ["addon_id", "*"]},
            'additional_secret_outputs: "*" is not a property of a schedule',
        ),
        (
            {"import_": "s1"},
            (
                "import_ does not work with dynamic resources. Leave it out: `pulumi up` adopts "
                "the schedule that exists with the declared settings"
            ),
        ),
    ],
)
def test_problems(options: dict[str, Any], problem: str) -> None:
    """A name that does not exist is a problem, and so is an import."""
    opts, problems = checked(ResourceOptions(**options), [])

    assert ([problem], None) == (problems, opts.import_)


def test_the_programs_options_stay_as_they_are() -> None:
    """One object can serve several resources."""
    given = ResourceOptions(ignore_changes=["retention_time"], import_="s1")
    checked(given, [])

    assert (["retention_time"], "s1") == (given.ignore_changes, given.import_)


def test_index_of_a_destination() -> None:
    """An index is that of the program's list; the state has the destinations in order."""
    destinations, positions = in_order([B, A])
    paths = [f"additional_destinations[{index}].retention_time" for index in (0, 1, 5)]
    opts, _ = checked(ResourceOptions(ignore_changes=paths), positions)

    assert [A, B] == destinations
    assert [
        f"additionalDestinations[{index}].retentionTime" for index in (1, 0, 5)
    ] == opts.ignore_changes


@pytest.mark.parametrize("destinations", [None, [], [5], [{"type": "custom"}], "x"])
def test_destinations_without_an_order(destinations: Any) -> None:
    """Values that are not destinations are left for validation to report."""
    assert (destinations, []) == in_order(destinations)


def test_destinations_that_are_outputs(run: Run) -> None:
    """Destinations whose IDs must be awaited stay in the program's order."""

    def program() -> None:
        for given in (later([B, A]), [later(B), A], [{**B, "destination_id": later("x")}, A]):
            assert in_order(given) == (given, [])

    run(program)


def test_deleted_with(run: Run, mocks: Noting) -> None:
    """A schedule that is deleted with its addon is also replaced with it."""
    found: list[Any] = []

    def program() -> None:
        addon = pulumi.ComponentResource("my:Addon", "orders")
        opts, _ = checked(ResourceOptions(deleted_with=addon), [])
        found.append((opts.replace_with, [addon]))

    run(program)

    ((replaced_with, expected),) = found
    assert expected == replaced_with


def test_problems_are_those_of_the_resource(run: Run, mocks: Noting) -> None:
    """The hidden property carries what is wrong with the options."""
    run(lambda: weekly(opts=ResourceOptions(ignore_changes=["x"])))
    declaration = mocks.declarations["nightly"]

    assert ['ignore_changes: "x" is not a property of a schedule'] == declaration["problems"]
    assert declaration["problems"] == declaration["faulty"][0]["problems"]
