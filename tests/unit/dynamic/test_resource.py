"""The resource against Pulumi's mocks, as a user's own unit test runs it."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi.dynamic
import pytest
from pulumi.output import Unknown
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, own, unknown, weekly

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.dynamic.program import HIDDEN_PROPERTY
from pulumi_northflank.dynamic.provider import AddonBackupScheduleProvider
from pulumi_northflank.dynamic.resource import _register


@pytest.mark.parametrize("team", [None, "blue"])
def test_get(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch, team: str | None) -> None:
    """`get` registers only the ID and the addon, whose team is the default if none is given."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    def program() -> pulumi.Output[Any]:
        found = AddonBackupSchedule.get(
            "by-hand", "s1", project_id="shop", addon_id="orders", team_id=team
        )
        return pulumi.Output.all(
            found.addon_id, found.team_id, found.retention_time, found.if_exists
        )

    outputs = run(program)

    team = team or "acme"
    (registered,) = mocks.registered
    assert ["orders", team, None, None] == outputs
    assert ("by-hand", "s1") == (registered.name, registered.resource_id)
    assert {"projectId": "shop", "addonId": "orders", "teamId": team} == own(registered.inputs)
    assert HIDDEN_PROPERTY not in registered.inputs


def test_lifted_outputs(run: Run) -> None:
    """Nested outputs can be reached without apply, by attribute and by index."""

    def program() -> Any:
        schedule = weekly(additional_destinations=[{"destination_id": "eu-copy", "type": "custom"}])
        return pulumi.Output.all(
            schedule.scheduling.interval,
            schedule.scheduling["interval"],
            schedule.additional_destinations[0].destination_id,
            schedule.additional_destinations[0]["destination_id"],
        )

    assert ["weekly", "weekly", "eu-copy", "eu-copy"] == run(program)


def test_optional_outputs(run: Run) -> None:
    """The output of an omitted argument is None."""

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


def test_omitted_arguments_are_not_registered(run: Run, mocks: Noting) -> None:
    """Neither a default nor an argument without a value becomes a property in the state."""
    run(lambda: weekly(compression_type=None, if_exists="adopt", additional_destinations=[]).id)

    assert {
        "projectId",
        "addonId",
        "backupType",
        "scheduling",
        "retentionTime",
        "additionalDestinations",
    } == set(mocks.schedules["nightly"])


def test_ignored_changes(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output of an argument in ignore_changes is the value in the state."""
    monkeypatch.setattr(
        mocks, "new_resource", lambda args: ("id", {**own(args.inputs), "compressionType": "zstd"})
    )
    opts = pulumi.ResourceOptions(ignore_changes=["compression_type"])

    assert "zstd" == run(lambda: weekly(backup_type="dump", opts=opts).compression_type)


def test_default_team(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The team that the check adds is an output of a schedule without a team."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "acme")

    assert "acme" == run(lambda: weekly().team_id)


def test_output_of_an_omitted_argument_depends_on_its_resource(run: Run) -> None:
    """Like every other output of the schedule, it waits for the schedule."""

    def program() -> Any:
        schedule = weekly()
        resources: Any = schedule.if_exists.resources()
        return pulumi.Output.from_input(resources).apply(
            lambda resources: [schedule] == list(resources)
        )

    assert run(program)


def test_registration_equals_that_of_the_sdk(run: Run, mocks: Noting) -> None:
    """The SDK's constructor of dynamic resources would register the same."""

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
    """The settings of a dump, its team and if_exists are registered."""

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
        "projectId": "shop",
        "addonId": "orders",
        "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        "retentionTime": 7,
        "backupType": "dump",
        "compressionType": "zstd",
        "customDestinationId": "my-bucket",
        "teamId": "acme",
        "ifExists": "replace",
    } == mocks.schedules["nightly"]


def test_unknown_inputs(run: Run, mocks: Noting) -> None:
    """In a preview, a value that is not known yet is registered as unknown."""
    run(lambda: weekly(addon_id=unknown()).urn, preview=True)

    inputs = mocks.schedules["nightly"]
    assert "shop" == inputs["projectId"]
    assert isinstance(inputs["addonId"], Unknown)


@pytest.mark.parametrize(
    ("name", "api_name"),
    [("retention_time", "retentionTime"), ("scheduling", "scheduling"), ("__x", "__x")],
)
def test_translation(run: Run, name: str, api_name: str) -> None:
    """Property names are translated both ways."""

    def program() -> Any:
        schedule = weekly()
        return [
            schedule.translate_input_property(name),
            schedule.translate_output_property(api_name),
        ]

    assert [api_name, name] == run(program)
