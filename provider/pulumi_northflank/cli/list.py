"""``pulumi-northflank list``: the existing schedules, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from pulumi_northflank.schedule import LiveSchedule, Project
from pulumi_northflank.schedule.properties import SETTINGS
from pulumi_northflank.text import capital
from pulumi_northflank.types import JsonObject

from .inventory import Inventory, read_inventory
from .options import ADDON, PROJECT, TEAM
from .table import table_text


@click.command("list")
@PROJECT
@ADDON
@TEAM
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.pass_context
def list_schedules(
    ctx: click.Context,
    *,
    project_id: str,
    addon_ids: Sequence[str],
    team_id: str | None,
    as_json: bool,
) -> None:
    """List the addons of a project and their backup schedules.

    Addons without schedules are listed as well. --json prints one object, with the property names
    of Northflank's API:

    \b
    {"projectId": ..., "teamId": ... or null,
     "addons": [{"addonId": ..., "schedules": [
       {"id": ..., "backupType": ..., "scheduling": {...}, "retentionTime": ...,
        "compressionType": ..., "customDestinationId": ...,
        "additionalDestinations": [{"destinationId": ..., "type": ...,
                                    "retentionTime": ...}],
        "createdAt": ...}]}]}

    Addons are sorted by ID, and their schedules by interval (hourly, daily, weekly) and backup
    type. Every dump has a `compressionType`; other optional properties appear if they are set.

    \b
    Exit status:
      0    success
      1    error, and nothing is printed; or some schedules cannot be read: the
           others are printed, and stderr has a sentence for each of them
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b marks lines that click must not wrap
    inventory = read_inventory(Project(project_id, team_id), addon_ids)
    if as_json:
        click.echo(json.dumps(document(inventory), indent=2))
    elif inventory.addons:
        click.echo(table_text(inventory))
    else:
        click.echo(f"{capital(str(inventory.project))} has no addons.")
    for error in inventory.unreadable:
        click.echo(str(error), err=True)
    if inventory.unreadable:
        ctx.exit(1)


def document(inventory: Inventory) -> JsonObject:
    """The JSON that the command's help describes."""
    return {
        "projectId": inventory.project.project_id,
        "teamId": inventory.project.team_id,
        "addons": [
            {
                "addonId": addon.address.addon_id,
                "schedules": [_item(live) for live in addon.schedules],
            }
            for addon in inventory.addons
        ],
    }


def _item(live: LiveSchedule) -> JsonObject:
    values = live.schedule.meaning
    item = {"id": live.schedule_id} | {name: values[name] for name in SETTINGS if name in values}
    return item if live.created_at is None else {**item, "createdAt": live.created_at}
