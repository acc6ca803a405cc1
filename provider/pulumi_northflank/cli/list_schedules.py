"""``pulumi-northflank list``: what exists, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pulumi_northflank.address import Project
from pulumi_northflank.shapes import LiveSchedule

from .declarations import ordered
from .inventory import Inventory, read_inventory
from .options import scope_options
from .table import table_text


@click.command("list")
@scope_options
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
def list_schedules(*, project: Project, addon_ids: Sequence[str], as_json: bool) -> None:
    """Show the schedules there are, and the addons that have none.

    With --json, one object with the API's names:

    \b
    {"projectId": …, "teamId": … or null, "addons": [{"addonId": …, "schedules": [
      {"id": …, "backupType": …, "scheduling": {…}, "retentionTime": …,
       "compressionType": …, "customDestinationId": …,
       "additionalDestinations": [{"destinationId": …, "type": …,
                                   "retentionTime": …}],
       "createdAt": …}]}]}

    Addons are sorted by ID, schedules by interval (hourly, daily, weekly) and type;
    `compressionType` is there for dumps, the optional properties where they are set.

    \b
    Exit status: 0 done; 1 an error, and nothing was shown; 2 wrong usage;
    130 interrupted.
    """  # noqa: D301  # \b is click's mark of lines that are to stay as they are
    inventory = read_inventory(project, addon_ids)
    if as_json:
        click.echo(json.dumps(document(inventory), indent=2))
    elif inventory.addons:
        click.echo(table_text(inventory))
    else:
        click.echo(f"There are no addons in {project}.")


def document(inventory: Inventory) -> dict[str, Any]:
    """The inventory with the API's names, as the command's help describes it."""
    return {
        "projectId": inventory.project.project_id,
        "teamId": inventory.project.team_id,
        "addons": [
            {"addonId": addon.addon_id, "schedules": [_item(live) for live in addon.schedules]}
            for addon in inventory.addons
        ],
    }


def _item(live: LiveSchedule) -> Mapping[str, Any]:
    # The API stores a compression with a snapshot, too, where it means nothing.
    hidden = "compressionType" if live["backupType"] == "snapshot" else None
    known = {name: value for name, value in live.items() if name not in ("id", hidden)}
    return {"id": live["id"], **ordered(known)}
