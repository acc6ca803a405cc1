"""The resource as programs use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi.dynamic
from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.runtime import get_config, is_config_secret

from pulumi_northflank.arguments import (
    SECRETS,
    AdditionalDestinationArgs,
    AdditionalDestinationArgsDict,
    SchedulingArgs,
    SchedulingArgsDict,
    declared_schedule,
    in_order,
    outputs_in,
    secret_properties,
)
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import SETTINGS, camel_path, snake_case
from pulumi_northflank.settings import TEAM_ID, default_team
from pulumi_northflank.types import BackupType, CompressionType, IfExists, JsonObject, Properties

from . import options
from .outputs import AdditionalDestination, Scheduling
from .program import HIDDEN_PROPERTY, declare, note_resource, report_after
from .provider import PAYLOAD, RESOURCE_TYPE

DEFAULTS = {"if_exists": "adopt"}
"""Defaults of omitted arguments."""


class AddonBackupSchedule(pulumi.dynamic.Resource, module="northflank", name="AddonBackupSchedule"):
    """A backup schedule of a Northflank addon.

    An addon can have one schedule of each interval for each backup type. The API has no update:
    every change of a schedule replaces it.
    """

    def __init__(  # noqa: PLR0913  # the API's fields, by name
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        backup_type: pulumi.Input[BackupType],
        scheduling: pulumi.Input[SchedulingArgs | SchedulingArgsDict],
        retention_time: pulumi.Input[int],
        compression_type: pulumi.Input[CompressionType] | None = None,
        custom_destination_id: pulumi.Input[str] | None = None,
        additional_destinations: pulumi.Input[
            list[pulumi.Input[AdditionalDestinationArgs | AdditionalDestinationArgsDict]]
        ]
        | None = None,
        team_id: pulumi.Input[str] | None = None,
        if_exists: pulumi.Input[IfExists] = "adopt",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a backup schedule.

        Args:
            resource_name: The resource's name in the stack.
            project_id: ID of the project.
            addon_id: ID of the addon.
            backup_type: dump or snapshot.
            scheduling: When backups are made.
            retention_time: How long a backup is kept, in days: 1 to 7 (hourly), 60 (daily) or
                120 (weekly).
            compression_type: gz (the default) or zstd; only for dumps.
            custom_destination_id: The destination in which a dump is stored; only for dumps.
            additional_destinations: Destinations that get a copy of each snapshot; only for
                snapshots.
            team_id: ID of the team; needed with a token of an organisation. The default is
                northflank:teamId of the stack, else NORTHFLANK_TEAM_ID.
            if_exists: What to do if the addon already has a schedule of this interval and backup
                type: adopt it if its settings are the same, error, or replace it.
            opts: Pulumi's resource options.
        """
        additional_destinations, positions = in_order(additional_destinations)
        if team_id is None and is_config_secret(TEAM_ID.key):
            team_id = _default_team()
        self._arguments: JsonObject = {
            "project_id": project_id,
            "addon_id": addon_id,
            "team_id": team_id,
            "backup_type": backup_type,
            "scheduling": scheduling,
            "retention_time": retention_time,
            "compression_type": compression_type,
            "custom_destination_id": custom_destination_id,
            "additional_destinations": additional_destinations,
            "if_exists": if_exists,
        }
        opts, problems = options.checked(opts, positions)
        secrets = opts.additional_secret_outputs or ()
        self._declared = declared_schedule(self._arguments, secrets)
        props = _properties(self._arguments, opts)
        props |= _secrets(self._arguments, opts)
        props[HIDDEN_PROPERTY] = declare(
            RESOURCE_TYPE, resource_name, self._declared, opts, problems
        )
        _register(self, resource_name, props, opts)
        note_resource(self)
        report_after(self.urn)

    @classmethod
    def get(  # noqa: PLR0913  # what makes the request's path, by name
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        *,
        project_id: pulumi.Input[str],
        addon_id: pulumi.Input[str],
        team_id: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> AddonBackupSchedule:
        """Refer to an existing schedule that this stack does not manage.

        The engine reads it, in previews as well, and never changes or deletes it.

        Args:
            resource_name: The resource's name in the stack.
            id: The schedule's ID.
            project_id: ID of the project.
            addon_id: ID of the addon.
            team_id: ID of the team; the default is that of a declared schedule.
            opts: Pulumi's resource options.
        """
        props: JsonObject = dict.fromkeys(snake_case(name) for name in SETTINGS)
        props["project_id"] = project_id
        props["addon_id"] = addon_id
        # The check fills in the team of a declared schedule, and a read has no check.
        props["team_id"] = _default_team() if team_id is None else team_id
        props["if_exists"] = None
        props |= _secrets(props, opts)
        found = cls.__new__(cls)
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        _register(found, resource_name, props, opts)
        return found

    @property
    @pulumi.getter(name="projectId")
    def project_id(self) -> pulumi.Output[str]:
        """ID of the project."""
        return self._output("project_id")

    @property
    @pulumi.getter(name="addonId")
    def addon_id(self) -> pulumi.Output[str]:
        """ID of the addon."""
        return self._output("addon_id")

    @property
    @pulumi.getter(name="teamId")
    def team_id(self) -> pulumi.Output[str | None]:
        """ID of the team that applies, if any."""
        return self._output("team_id")

    @property
    @pulumi.getter(name="backupType")
    def backup_type(self) -> pulumi.Output[BackupType]:
        """The type of the backups: dump or snapshot."""
        return self._output("backup_type")

    @property
    @pulumi.getter
    def scheduling(self) -> pulumi.Output[Scheduling]:
        """When backups are made."""
        return self._output("scheduling")

    @property
    @pulumi.getter(name="retentionTime")
    def retention_time(self) -> pulumi.Output[int]:
        """How long a backup is kept, in days."""
        return self._output("retention_time")

    @property
    @pulumi.getter(name="compressionType")
    def compression_type(self) -> pulumi.Output[CompressionType | None]:
        """The compression of dumps, if it was declared or differs from gz."""
        return self._output("compression_type")

    @property
    @pulumi.getter(name="customDestinationId")
    def custom_destination_id(self) -> pulumi.Output[str | None]:
        """The destination in which dumps are stored."""
        return self._output("custom_destination_id")

    @property
    @pulumi.getter(name="additionalDestinations")
    def additional_destinations(
        self,
    ) -> pulumi.Output[list[AdditionalDestination] | None]:
        """Destinations that get a copy of each snapshot."""
        return self._output("additional_destinations")

    @property
    @pulumi.getter(name="ifExists")
    def if_exists(self) -> pulumi.Output[IfExists]:
        """What to do if the addon already has a schedule of this interval and backup type."""
        return self._output("if_exists")

    def _output(self, name: str) -> pulumi.Output[Any]:
        outputs: dict[str, pulumi.Output[Any]] = vars(self)
        if name not in outputs:
            outputs[name] = self.urn.apply(lambda _: DEFAULTS.get(name))
        return outputs[name]

    def translate_input_property(self, prop: str) -> str:
        """The API's name of a property or of a path, at any depth."""
        return camel_path(prop)

    def translate_output_property(self, prop: str) -> str:
        """Python's name of a property, at any depth."""
        return snake_case(prop)


def _properties(arguments: Properties, opts: pulumi.ResourceOptions | None) -> JsonObject:
    # Only what has a value: so outputs of omitted arguments are known in previews, and the state
    # does not hold defaults. With `ignore_changes`, the engine can return values for all of them.
    if opts is not None and opts.ignore_changes:
        return dict(arguments)
    given = {
        name: value
        for name, value in arguments.items()
        if value is not None and not (isinstance(value, str) and value == DEFAULTS.get(name))
    }
    if default_team(get_config) is not None:
        given.setdefault("team_id", None)
    return given


def _secrets(arguments: Properties, opts: pulumi.ResourceOptions | None) -> JsonObject:
    # Most schedules have no secrets, and the property costs time.
    may_be = any(True for value in arguments.values() for _ in outputs_in(value))
    named = opts is not None and opts.additional_secret_outputs
    return {SECRETS: secret_properties(arguments, opts)} if may_be or named else {}


def _default_team() -> pulumi.Input[str] | None:
    team = default_team(get_config)
    return pulumi.Output.secret(team) if team and is_config_secret(TEAM_ID.key) else team


def _register(
    schedule: AddonBackupSchedule,
    name: str,
    props: JsonObject,
    opts: pulumi.ResourceOptions | None,
) -> None:
    # The constructor of pulumi.dynamic.Resource does the same, but pickles the provider for each
    # schedule. And it is one call more: then the SDK would store a line of this package, and not
    # the line of the user's program, as the resource's position in the state.
    props[PROVIDER_KEY] = PAYLOAD
    pulumi.CustomResource.__init__(schedule, RESOURCE_TYPE, name, props, opts)


def arguments_of(schedule: AddonBackupSchedule) -> Properties:
    """The arguments as the program gave them; none if the schedule was looked up by `get`."""
    given: Properties = vars(schedule).get("_arguments", {})
    return given


def declaration_of(schedule: AddonBackupSchedule) -> Schedule | None:
    """The schedule that a resource declares; None if it was looked up by `get`."""
    declared: Schedule | None = vars(schedule).get("_declared")
    return declared


def awaited_declaration_of(
    schedule: AddonBackupSchedule, names: Sequence[str]
) -> pulumi.Output[Schedule]:
    """The schedule that a resource declares, once the properties *names* are known."""
    declared = declaration_of(schedule) or Schedule({})
    if declared.knows(names):
        return pulumi.Output.from_input(declared)
    given = {snake_case(name): arguments_of(schedule).get(snake_case(name)) for name in names}

    async def merged(known: Properties) -> Schedule:
        values = {**declared.values, **declared_schedule(known).values}
        return Schedule.of(values, await secret_properties(given, None) or ())

    return pulumi.Output.from_input(given).apply(merged)
