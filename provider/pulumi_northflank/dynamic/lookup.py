"""Functions that look up an addon's schedules from a Pulumi program.

The engine cannot call functions of a Python dynamic provider, so these are plain Python. They look
like the functions that Pulumi generates for other providers, use the resource's settings and the
API's client, and work in previews as well.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
from pulumi.runtime import get_config, is_config_secret

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.listings import ListedAddon, Listing
from pulumi_northflank.arguments import secret_properties
from pulumi_northflank.lifecycle.lookup import check_id, schedules_of
from pulumi_northflank.schedule import Address, LiveSchedule, Project
from pulumi_northflank.schedule.properties import camel_case, snake_case
from pulumi_northflank.types import BackupType, CompressionType, JsonObject

from . import engine_log
from .outputs import AdditionalDestination, Scheduling

READERS = 4


@pulumi.output_type
class GetAddonBackupSchedulesScheduleResult(JsonObject):
    """An addon's schedule.

    Attributes:
        id: Its ID.
        backup_type: The type of its backups: dump or snapshot.
        scheduling: When backups are made.
        retention_time: How long a backup is kept, in days.
        compression_type: The compression of dumps; snapshots have none.
        custom_destination_id: The destination in which dumps are stored, if any.
        additional_destinations: Destinations that get a copy of each snapshot.
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
class GetAddonBackupSchedulesResult(JsonObject):
    """All schedules of an addon.

    Attributes:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team that applies, if any.
        schedules: The schedules, in the order of their intervals and types.
    """

    project_id: str
    addon_id: str
    team_id: str | None
    schedules: list[GetAddonBackupSchedulesScheduleResult]

    def __await__(self) -> Generator[None, None, GetAddonBackupSchedulesResult]:
        """The result itself: Pulumi's generated functions may be awaited, too."""
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
        InvalidIdError: An ID is not a string; pass Outputs to
            get_addon_backup_schedules_output.
        SettingsError: A setting is missing or unusable.
        NotFoundError: The API knows no such addon.
        RequestError: The list could not be read to its end.
    """
    return _look_up(project_id, addon_id, team_id, frozenset())


def _look_up(
    project_id: str, addon_id: str, team_id: str | None, secrets: frozenset[str]
) -> GetAddonBackupSchedulesResult:
    ids = {"project_id": project_id, "addon_id": addon_id, "team_id": team_id}
    if team_id is None:
        del ids["team_id"]
        team_id = settings.default_team(get_config)
        secrets |= {"teamId"} if is_config_secret(settings.TEAM_ID.key) else set()
    for name, value in ids.items():
        check_id(camel_case(name), value, secrets, name=name)
    address = Address(project_id, addon_id, team_id, secrets)
    schedules = schedules_of(_client(settings.load(get_config)), address, engine_log.say)
    return GetAddonBackupSchedulesResult(
        project_id=project_id,
        addon_id=addon_id,
        team_id=team_id,
        schedules=[_record(schedule) for schedule in schedules],
    )


def get_addon_backup_schedules_output(
    project_id: pulumi.Input[str],
    addon_id: pulumi.Input[str],
    team_id: pulumi.Input[str | None] = None,
) -> pulumi.Output[GetAddonBackupSchedulesResult]:
    """Look up the backup schedules of an addon whose IDs may be outputs of other resources.

    In a preview the result is unknown as long as an ID is unknown. If an ID is the output of a
    resource, the look-up waits for that resource.

    Args:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team; the default as for get_addon_backup_schedules.
    """
    ids = {"project_id": project_id, "addon_id": addon_id, "team_id": team_id}

    async def look_up(known: Sequence[Any]) -> GetAddonBackupSchedulesResult:
        secrets = frozenset(await secret_properties(ids, None) or ())
        # In a thread, so that other look-ups and the program itself go on meanwhile.
        return await asyncio.to_thread(_look_up, known[0], known[1], known[2], secrets)

    given = [*ids.values()]
    may_be_default = team_id is None or isinstance(team_id, pulumi.Output)
    if may_be_default and is_config_secret(settings.TEAM_ID.key):
        # The result names the team, and is secret if anything is that it is made from.
        given.append(pulumi.Output.secret(None))
    return pulumi.Output.all(*given).apply(look_up)


def _record(live: LiveSchedule) -> GetAddonBackupSchedulesScheduleResult:
    values = live.schedule.meaning
    return GetAddonBackupSchedulesScheduleResult(
        id=live.schedule_id,
        backup_type=live.schedule.backup_type,
        scheduling=Scheduling(**live.schedule.scheduling),
        retention_time=live.schedule.retention_time,
        compression_type=values.get("compressionType"),
        custom_destination_id=values.get("customDestinationId"),
        additional_destinations=[
            AdditionalDestination(**{snake_case(name): value for name, value in item.items()})
            for item in values.get("additionalDestinations", [])
        ],
        created_at=live.created_at,
    )


def project_of(project_id: str, team_id: str | None) -> Project:
    """A project, by default of the default team."""
    if team_id is not None:
        return Project(project_id, team_id)
    is_secret = is_config_secret(settings.TEAM_ID.key)
    secrets = frozenset({"teamId"} if is_secret else ())
    return Project(project_id, settings.default_team(get_config), secrets)


def addons_in(project: Project) -> list[ListedAddon]:
    """The addons of a project.

    Raises:
        SettingsError: A setting is missing or unusable.
        RequestError: The list could not be read to its end.
    """
    return _client(settings.load(get_config)).list_addons(project)


def listings_of(addresses: Sequence[Address]) -> list[Listing]:
    """The schedules of addons, several of which are read at once.

    Raises:
        SettingsError: A setting is missing or unusable.
        RequestError: A list could not be read to its end.
    """
    client = _client(settings.load(get_config))
    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(client.list_schedules, addresses))


@functools.cache
def _client(loaded: settings.Settings) -> Client:
    # One for all look-ups of a program, so that they share connections.
    return Client(loaded, lambda text: engine_log.say("info", text))
