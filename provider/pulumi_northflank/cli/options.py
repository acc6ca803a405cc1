"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from pulumi_northflank import settings
from pulumi_northflank.validation import validate


def id_type(name: str) -> Callable[[str], str]:
    """The type of an option that takes an ID, checked like the property *name* of a schedule."""

    def checked(value: str) -> str:
        for problem in validate({name: value}):
            if problem.path == name:
                raise click.BadParameter(problem.reason)
        return value

    return checked


PROJECT = click.option(
    "--project",
    "project_id",
    metavar="ID",
    type=id_type("projectId"),
    required=True,
    help="ID of the project.",
)
ADDON = click.option(
    "--addon",
    "addon_ids",
    metavar="ID",
    type=id_type("addonId"),
    multiple=True,
    help="ID of an addon to include; can be repeated.  [default: all addons]",
)
CWD = click.option(
    "-C",
    "--cwd",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Directory of the Pulumi program.  [default: the current one]",
)

TEAM = click.option(
    "--team",
    "team_id",
    metavar="ID",
    type=id_type("teamId"),
    envvar=settings.TEAM_ID.variable,
    show_envvar=True,
    help="ID of the team; needed with a token of an organisation.",
)
