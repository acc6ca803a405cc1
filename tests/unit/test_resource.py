"""The resource as a user's own unit test would try it: against Pulumi's mocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.settings import SETTINGS, reset_options, set_root_resource

from pulumi_northflank import (
    AdditionalDestination,
    AdditionalDestinationArgs,
    AddonBackupSchedule,
    Scheduling,
    SchedulingArgs,
)
from pulumi_northflank.declaration import HIDDEN_PROPERTY, declare
from pulumi_northflank.provider import RESOURCE_TYPE

Program = Callable[[], Any]
Run = Callable[..., Any]


class Noting(Mocks):
    """Mocks that note what is registered, and give inputs back as outputs."""

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Note a resource."""
        self.registered.append(args)
        # As the engine hands them out: numbers as floats, no hidden property.
        return f"{args.name}-id", as_floats(own(args.inputs))

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        """Answer no call: the package makes none."""
        raise NotImplementedError(args.token)


def as_floats(value: Any) -> Any:
    """All numbers as floats."""
    if isinstance(value, dict):
        return {name: as_floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    return float(value) if type(value) is int else value


@pytest.fixture(name="mocks")
def _mocks() -> Noting:
    """Give mocks."""
    return Noting()


@pytest.fixture(name="run")
def _run(mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program against the mocks, in an event loop of its own, and give its result."""
    # Pulumi's mocks open a loop in each thread that answers for the engine, and close none.
    loops: list[asyncio.AbstractEventLoop] = []
    open_loop = asyncio.new_event_loop

    def noting() -> asyncio.AbstractEventLoop:
        loops.append(open_loop())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", noting)
    main_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(main_loop)

    def run(program: Program, *, preview: bool = False) -> Any:
        pulumi.runtime.set_mocks(mocks, project="p", stack="dev", preview=preview)
        results: list[Any] = []

        def keeping() -> Any:
            return pulumi.Output.from_input(program()).apply(results.append)

        pulumi.runtime.test(keeping)()
        return results[0] if results else None

    yield run

    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()
    reset_options()
    main_loop.run_until_complete(main_loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


def weekly(name: str = "nightly", **changes: Any) -> AddonBackupSchedule:
    """A schedule in dictionaries."""
    arguments: dict[str, Any] = {
        "project_id": "shop",
        "addon_id": "orders",
        "backup_type": "snapshot",
        "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        "retention_time": 7,
        **changes,
    }
    return AddonBackupSchedule(name, **arguments)


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
    "ifExists": "adopt",
}


def later(value: Any) -> pulumi.Output[Any]:
    """A value that comes out of another resource."""
    return pulumi.Output.from_input(value).apply(lambda one: one)


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
        if_exists=later("adopt"),
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


def own(inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs without what the SDK and the package add."""
    added = ("__provider", HIDDEN_PROPERTY)
    return {name: value for name, value in inputs.items() if name not in added}


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


# What the program declares as a whole


def hidden(mocks: Noting) -> dict[str, Any]:
    """The hidden property of each resource, by name."""
    return {one.name: one.inputs.get(HIDDEN_PROPERTY) for one in mocks.registered}


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
