"""The resource as a user's own unit test would try it: against Pulumi's mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi.dynamic
import pytest
from tests.unit.mocked import Noting, later, own, weekly

from pulumi_northflank import (
    AdditionalDestination,
    AdditionalDestinationArgs,
    AddonBackupSchedule,
    Scheduling,
    SchedulingArgs,
)
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.provider import RESOURCE_TYPE, AddonBackupScheduleProvider
from pulumi_northflank.resource import _register

Run = Callable[..., Any]

EXPECTED: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    "retentionTime": 7,
    "additionalDestinations": [
        {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3},
        {"destinationId": "us-copy", "type": "custom"},
    ],
}


def dictionaries() -> AddonBackupSchedule:
    """All in dictionaries."""
    return weekly(
        additional_destinations=[
            {"destination_id": "eu-copy", "type": "custom", "retention_time": 3},
            {"destination_id": "us-copy", "type": "custom"},
        ]
    )


def arguments() -> AddonBackupSchedule:
    """All in argument classes."""
    return weekly(
        scheduling=SchedulingArgs(interval="weekly", minute=[30], hour=[18], day=[4]),
        additional_destinations=[
            AdditionalDestinationArgs(destination_id="eu-copy", type="custom", retention_time=3),
            AdditionalDestinationArgs(destination_id="us-copy", type="custom"),
        ],
    )


def outputs_inside() -> AddonBackupSchedule:
    """Outputs at the leaves."""
    return weekly(
        project_id=later("shop"),
        addon_id=later("orders"),
        backup_type=later("snapshot"),
        retention_time=later(7),
        scheduling=SchedulingArgs(
            interval=later("weekly"), minute=[later(30)], hour=later([18]), day=[later(4)]
        ),
        additional_destinations=[
            AdditionalDestinationArgs(
                destination_id=later("eu-copy"), type=later("custom"), retention_time=later(3)
            ),
            {"destination_id": later("us-copy"), "type": "custom"},
        ],
    )


def outputs_around() -> AddonBackupSchedule:
    """Outputs of everything."""
    return weekly(
        scheduling=later({"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}),
        additional_destinations=later(
            [
                {"destination_id": "eu-copy", "type": "custom", "retention_time": 3},
                {"destination_id": "us-copy", "type": "custom"},
            ]
        ),
    )


FORMS = [dictionaries, arguments, outputs_inside, outputs_around]

PLAIN: dict[str, Any] = {
    "id": "nightly-id",
    "project_id": "shop",
    "addon_id": "orders",
    "backup_type": "snapshot",
    "retention_time": 7,
    "if_exists": "adopt",
}


@pytest.mark.parametrize("form", FORMS)
def test_inputs(run: Run, mocks: Noting, form: Callable[[], AddonBackupSchedule]) -> None:
    """Every way to write a schedule registers the same inputs, by the API's names."""
    run(lambda: form().id)

    (args,) = mocks.registered
    assert (RESOURCE_TYPE, "nightly") == (args.typ, args.name)
    assert EXPECTED == own(args.inputs)


@pytest.mark.parametrize("form", FORMS)
def test_outputs(run: Run, form: Callable[[], AddonBackupSchedule]) -> None:
    """Outputs are typed, by Python's names, however the schedule was written."""
    seen: dict[str, Any] = {}

    def program() -> Any:
        schedule = form()
        # Output.all() would make plain dictionaries of them.
        return pulumi.Output.all(
            *(
                getattr(schedule, name).apply(lambda value, name=name: seen.update({name: value}))
                for name in (*PLAIN, "scheduling", "additional_destinations")
            )
        )

    run(program)
    scheduling, places = seen.pop("scheduling"), seen.pop("additional_destinations")

    assert PLAIN == seen
    assert isinstance(scheduling, Scheduling)
    assert ("weekly", [30], [18], [4]) == (
        scheduling.interval,
        scheduling.minute,
        scheduling.hour,
        scheduling.day,
    )
    assert [AdditionalDestination] * 2 == [type(place) for place in places]
    assert [("eu-copy", "custom", 3), ("us-copy", "custom", None)] == [
        (place.destination_id, place.type, place.retention_time) for place in places
    ]


def test_numbers_are_whole(run: Run) -> None:
    """Numbers come out as the integers that they are declared to be."""

    def program() -> Any:
        schedule = dictionaries()
        return pulumi.Output.all(
            schedule.retention_time,
            schedule.scheduling.minute,
            schedule.scheduling.hour,
            schedule.additional_destinations.apply(lambda places: (places or [])[0].retention_time),
        )

    assert "[7, [30], [18], 3]" == repr(run(program))


def test_get(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """`get` registers the ID and the addon, nothing else; the outputs are what is read."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    def program() -> pulumi.Output[Any]:
        found = AddonBackupSchedule.get("by-hand", "s1", project_id="shop", addon_id="orders")
        return pulumi.Output.all(found.addon_id, found.team_id, found.retention_time)

    outputs = run(program)

    (registered,) = mocks.registered
    assert ["orders", "acme", None] == outputs
    assert ("by-hand", "s1") == (registered.name, registered.resource_id)
    assert {"projectId": "shop", "addonId": "orders", "teamId": "acme"} == own(registered.inputs)
    assert HIDDEN_PROPERTY not in registered.inputs


def test_get_of_a_team(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A team that is given comes before the default."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    def program() -> Any:
        AddonBackupSchedule.get("s", "s1", project_id="shop", addon_id="orders", team_id="blue")

    run(program)

    assert "blue" == mocks.registered[0].inputs["teamId"]


def test_lifted_outputs(run: Run) -> None:
    """Nested outputs are reached without apply, by attribute and by index."""

    def program() -> Any:
        schedule = dictionaries()
        return pulumi.Output.all(
            schedule.scheduling.interval,
            schedule.scheduling["interval"],
            schedule.additional_destinations[0].destination_id,
            schedule.additional_destinations[0]["destination_id"],
        )

    assert ["weekly", "weekly", "eu-copy", "eu-copy"] == run(program)


def test_optional_outputs(run: Run) -> None:
    """What was left out is None."""

    def program() -> Any:
        schedule = weekly(scheduling={"interval": "hourly", "minute": [0]})
        return pulumi.Output.all(
            schedule.team_id,
            schedule.compression_type,
            schedule.custom_destination_id,
            schedule.additional_destinations,
            schedule.scheduling.hour,
            schedule.scheduling.day,
        )

    assert [None] * 6 == run(program)


def test_what_is_left_out_is_not_registered(run: Run, mocks: Noting) -> None:
    """Neither a default nor an argument without a value costs a property in the state."""
    run(lambda: weekly(compression_type=None, if_exists="adopt", additional_destinations=[]).id)

    assert {
        "projectId",
        "addonId",
        "backupType",
        "scheduling",
        "retentionTime",
        "additionalDestinations",
    } == set(own(mocks.registered[0].inputs))


def test_ignored_changes_come_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program leaves to Northflank is an output, though it declares nothing."""
    monkeypatch.setattr(
        Noting,
        "new_resource",
        lambda _, args: ("id", {**own(args.inputs), "compressionType": "zstd"}),
    )
    left = pulumi.ResourceOptions(ignore_changes=["compression_type"])

    assert "zstd" == run(lambda: weekly(backup_type="dump", opts=left).compression_type)


def test_the_default_team_comes_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The team that the check fills in is an output of a schedule that names none."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")
    monkeypatch.setattr(
        Noting, "new_resource", lambda _, args: ("id", {**own(args.inputs), "teamId": "acme"})
    )

    assert "acme" == run(lambda: weekly().team_id)


def test_an_output_without_a_value_waits_for_its_resource(run: Run) -> None:
    """Who uses an argument that was left out depends on the schedule as with any other."""

    def program() -> Any:
        schedule = weekly()
        resources: Any = schedule.if_exists.resources()
        return pulumi.Output.from_input(resources).apply(
            lambda resources: [schedule] == list(resources)
        )

    assert run(program)


def test_registration_is_that_of_the_sdk(run: Run, mocks: Noting) -> None:
    """What is registered is what the constructor of a dynamic resource would have registered."""

    class Plain(pulumi.dynamic.Resource, module="northflank", name="AddonBackupSchedule"):
        """The same type without this package's constructor."""

    def program() -> Any:
        arguments = {"projectId": "shop", "retentionTime": 7}
        Plain(AddonBackupScheduleProvider(), "plain", dict(arguments))
        _register(AddonBackupSchedule.__new__(AddonBackupSchedule), "ours", dict(arguments), None)

    run(program)

    plain, ours = mocks.registered
    assert (plain.typ, plain.inputs) == (ours.typ, ours.inputs)


def test_dump(run: Run, mocks: Noting) -> None:
    """The settings of dumps, a team and what to do with others are handed on."""

    def program() -> Any:
        schedule = weekly(
            backup_type="dump",
            compression_type="zstd",
            custom_destination_id="my-bucket",
            team_id="acme",
            if_exists="replace",
        )
        return pulumi.Output.all(
            schedule.compression_type, schedule.custom_destination_id, schedule.team_id
        )

    assert ["zstd", "my-bucket", "acme"] == run(program)
    assert {
        **{name: EXPECTED[name] for name in ("projectId", "addonId", "scheduling")},
        "retentionTime": 7,
        "backupType": "dump",
        "compressionType": "zstd",
        "customDestinationId": "my-bucket",
        "teamId": "acme",
        "ifExists": "replace",
    } == own(mocks.registered[0].inputs)


def test_preview_with_unknown_inputs(run: Run, mocks: Noting) -> None:
    """In a preview, values that are not known yet are left open."""

    def program() -> Any:
        unknown: pulumi.Output[Any] = pulumi.Output.from_input(pulumi.output.UNKNOWN)
        return weekly(addon_id=unknown).urn

    run(program, preview=True)

    (args,) = mocks.registered
    assert "shop" == args.inputs["projectId"]


@pytest.mark.parametrize(
    ("prop", "translated"),
    [("retention_time", "retentionTime"), ("scheduling", "scheduling"), ("__x", "__x")],
)
def test_translation(run: Run, prop: str, translated: str) -> None:
    """Property names are translated both ways."""
    ways: list[tuple[str, str]] = []

    def program() -> Any:
        schedule = weekly()
        ways.append(
            (
                schedule.translate_input_property(prop),
                schedule.translate_output_property(translated),
            )
        )
        return schedule.id

    run(program)

    assert [(translated, prop)] == ways


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: SchedulingArgs(interval="hourly", minute=[0]), id="scheduling"),
        pytest.param(
            lambda: AdditionalDestinationArgs(destination_id="eu-copy", type="custom"), id="place"
        ),
    ],
)
def test_arguments_left_out(make: Callable[[], Any]) -> None:
    """What is left out of an argument class is None."""
    names = ("hour", "day", "retention_time")
    one = make()

    assert {None} == {getattr(one, name) for name in names if hasattr(type(one), name)}


def test_arguments_can_be_read() -> None:
    """Argument classes tell what they were given."""
    when = SchedulingArgs(interval="weekly", minute=[30], hour=[18], day=[4])
    place = AdditionalDestinationArgs(destination_id="eu-copy", type="custom", retention_time=3)

    assert ("weekly", [30], [18], [4]) == (when.interval, when.minute, when.hour, when.day)
    assert ("eu-copy", "custom", 3) == (place.destination_id, place.type, place.retention_time)
