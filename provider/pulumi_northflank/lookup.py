"""Looking up the schedules that an addon has, from a Pulumi program.

The engine has no way to call functions of a Python dynamic provider, so these are plain
Python, in the form of the functions that Pulumi generates for other providers. They use
the resource's settings and client, and work in previews as well.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.runtime import get_config

from . import diagnostics, settings
from .address import Address
from .errors import InvalidIdError
from .listed import in_order
from .outputs import AdditionalDestination, Scheduling
from .shapes import BackupType, CompressionType, LiveSchedule

if TYPE_CHECKING:
    from .client import Client


@pulumi.output_type
class GetAddonBackupSchedulesScheduleResult(dict[str, Any]):
    """A schedule that an addon has.

    Attributes:
        id: Its ID.
        backup_type: The type of its backups: dump or snapshot.
        scheduling: When backups are made.
        retention_time: How long a backup is kept, in days.
        compression_type: The compression of dumps; None for snapshots.
        custom_destination_id: The destination in which dumps are stored, if any.
        additional_destinations: Places that get a copy of each snapshot.
        created_at: When it was created by the server's clock, in ISO 8601.
    """

    id: str
    backup_type: BackupType
    scheduling: Scheduling
    retention_time: int
    compression_type: CompressionType | None
    custom_destination_id: str | None
    additional_destinations: list[AdditionalDestination]
    created_at: str | None


@pulumi.output_type
class GetAddonBackupSchedulesResult(dict[str, Any]):
    """All schedules of an addon.

    Attributes:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team in force; None for a token of its own account.
        schedules: The schedules, in the order of their intervals and types.
    """

    project_id: str
    addon_id: str
    team_id: str | None
    schedules: list[GetAddonBackupSchedulesScheduleResult]

    def __await__(self) -> Generator[None, None, GetAddonBackupSchedulesResult]:
        """The result itself: Pulumi's own functions may be awaited, too."""
        yield from ()
        return self


def get_addon_backup_schedules(
    project_id: str, addon_id: str, team_id: str | None = None
) -> GetAddonBackupSchedulesResult:
    """Look up the backup schedules of an addon, with one request.

    Args:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team. The default is northflank:teamId of the stack, else
            NORTHFLANK_TEAM_ID.

    Raises:
        InvalidIdError: An ID is no text; Outputs go to get_addon_backup_schedules_output.
        SettingsError: A setting is missing or unusable.
        NotFoundError: The API knows no such addon.
        RequestError: The list could not be read to its end.
    """
    team_id = settings.default_team(get_config) if team_id is None else _id("team_id", team_id)
    address = Address(_id("project_id", project_id), _id("addon_id", addon_id), team_id)
    listing = _client(settings.load(get_config)).list_schedules(address)
    return GetAddonBackupSchedulesResult(
        project_id=project_id,
        addon_id=addon_id,
        team_id=team_id,
        schedules=[_record(schedule) for schedule in in_order(listing.schedules)],
    )


def get_addon_backup_schedules_output(
    project_id: pulumi.Input[str],
    addon_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
) -> pulumi.Output[GetAddonBackupSchedulesResult]:
    """Look up the backup schedules of an addon whose IDs may be outputs of other resources.

    In a preview the result is unknown as long as an ID is. An ID that is the output of a
    resource makes the look-up wait for that resource.

    Args:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team; the default as for get_addon_backup_schedules.
    """
    ids = pulumi.Output.all(project_id, addon_id, team_id)
    # In a thread, so that many look-ups and whatever else the program does go on meanwhile.
    return ids.apply(lambda known: asyncio.to_thread(get_addon_backup_schedules, *known))


def _id(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidIdError(name, value)
    return value


def _record(live: LiveSchedule) -> GetAddonBackupSchedulesScheduleResult:
    is_dump = live["backupType"] == "dump"
    return GetAddonBackupSchedulesScheduleResult(
        id=live["id"],
        backup_type=live["backupType"],
        scheduling=Scheduling(**live["scheduling"]),
        retention_time=live["retentionTime"],
        # The API lists a compression of snapshots, too, where it means nothing.
        compression_type=live.get("compressionType") if is_dump else None,
        custom_destination_id=live.get("customDestinationId"),
        additional_destinations=[
            AdditionalDestination(
                destination_id=place["destinationId"],
                type=place["type"],
                retention_time=place.get("retentionTime"),
            )
            for place in live.get("additionalDestinations", [])
        ],
        created_at=live.get("createdAt"),
    )


@functools.cache
def _client(loaded: settings.Settings) -> Client:
    # One for all look-ups of a program, so that they share connections.
    from .client import Client

    return Client(loaded, lambda text: diagnostics.say("info", text))
